"""What the forms of the Settings page share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from lib.ui.kit.escaping import plain


def draw_row_buttons(
    prefix: str, name: str, edit: Callable[..., None], remove: Callable[..., None], *of: object
) -> None:
    """Draw the two buttons of a row; `edit` and `remove` are called with `of`."""
    for label, icon, do in (("Change", "edit", edit), ("Remove", "delete", remove)):
        st.button(
            "",
            key=f"{prefix}_{label.lower()}_{name}",
            icon=f":material/{icon}:",
            type="tertiary",
            help=f"{label} {plain(name)}",
            on_click=do,
            args=of,
        )


def draw_submit(form: str, editing: bool, keep: Callable[..., None], clear: Callable[[], None], *of: object) -> None:
    """Draw the buttons at the end of a form that adds or, while `editing`, changes something; `keep` is called with `of`."""
    with st.container(horizontal=True):
        label = "Save changes" if editing else "Add"
        st.form_submit_button(label, type="primary", key=f"{form}_save", on_click=keep, args=of)
        if editing:
            st.form_submit_button("Leave it as it was", key=f"{form}_cancel", on_click=clear)


def fill(values: Mapping[str, Any]) -> None:
    """Let the fields of these keys hold these values from the next run on. Only for callbacks."""
    for key, value in values.items():
        st.session_state[key] = value
