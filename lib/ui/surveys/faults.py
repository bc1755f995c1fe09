"""What a button of the Survey screen could not do, said once in the next run, where its part of the screen says so."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib.errors import SidelightError
from lib.ui.kit.escaping import plain

_PREFIX = "survey_fault_"


def attempt(part: str, do: Callable[..., object], *of: object) -> bool:
    """Return whether `do` could be done with what it is `of`; if not, that part of the screen says why in the next run."""
    try:
        do(*of)
    except SidelightError as error:
        st.session_state[f"{_PREFIX}{part}"] = error.message
        return False
    return True


def draw_fault(part: str) -> None:
    """Draw what the last button of that part failed at, once."""
    if message := st.session_state.pop(f"{_PREFIX}{part}", None):
        st.error(plain(str(message)), icon=":material/error:")


def try_to(part: str, do: Callable[..., object], *of: object) -> None:
    """Do what a button asks for, as its callback; where it cannot be done, that part of the screen says why in the next run."""
    attempt(part, do, *of)
