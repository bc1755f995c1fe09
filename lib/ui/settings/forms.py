"""What the forms of the Settings page share: a fault is said above the form and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from lib.errors import SidelightError
from lib.ui.kit.escaping import plain

TOLD = "settings_told"
"""What was said to the last button, by form: whether it is a fault, and the sentence."""


def attempt(form: str, do: Callable[[], object], done: str) -> bool:
    """Return whether it could be done; what there is to say stands above the form in the next run."""
    try:
        do()
    except SidelightError as fault:
        st.session_state[TOLD] = {form: (True, fault.message)}
        return False
    st.session_state[TOLD] = {form: (False, done)}
    return True


def tell(form: str) -> None:
    """Nothing; what the form's last button came to is said once."""
    is_fault, sentence = st.session_state.get(TOLD, {}).pop(form, (False, ""))
    if is_fault:
        st.error(plain(sentence), icon=":material/error:")
    elif sentence:
        st.success(plain(sentence), icon=":material/check:")


def draw_doings(prefix: str, name: str, edit: Callable[..., None], remove: Callable[..., None], *of: object) -> None:
    """The two buttons of a row, called with `of`."""
    for doing, icon, do in (("Change", "edit", edit), ("Remove", "delete", remove)):
        st.button(
            "",
            key=f"{prefix}_{doing.lower()}_{name}",
            icon=f":material/{icon}:",
            type="tertiary",
            help=f"{doing} {plain(name)}",
            on_click=do,
            args=of,
        )


def draw_submit(form: str, editing: bool, keep: Callable[..., None], clear: Callable[[], None], *of: object) -> None:
    """The buttons at the end of a form that adds or, while `editing`, changes something; `keep` is called with `of`."""
    with st.container(horizontal=True):
        label = "Save changes" if editing else "Add"
        st.form_submit_button(label, type="primary", key=f"{form}_save", on_click=keep, args=of)
        if editing:
            st.form_submit_button("Leave it as it was", key=f"{form}_cancel", on_click=clear)


def fill(values: Mapping[str, Any]) -> None:
    """Nothing; the fields of these keys hold these values from the next run on. Only for callbacks."""
    for key, value in values.items():
        st.session_state[key] = value
