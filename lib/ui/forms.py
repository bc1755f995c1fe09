"""What the forms of the Settings page share: a fault is said above the form and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from lib.errors import SidelightError
from lib.ui.text import plain

TOLD = "settings_told"
"""What was said to the last button, by form: whether it is a fault, and the sentence."""


def attempt(form: str, do: Callable[[], object], done: str) -> bool:
    """Whether it could be done; what there is to say stands above the form in the next run."""
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


def fill(values: Mapping[str, Any]) -> None:
    """Nothing; the fields of these keys hold these values from the next run on. Only for callbacks."""
    for key, value in values.items():
        st.session_state[key] = value
