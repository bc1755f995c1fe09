"""What a button came to: said once in the next run, where its part of the screen says so, and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib.errors import SidelightError
from lib.ui.kit.escaping import plain

_PREFIX = "outcome_"
"""Of the keys under which it stands, by part: whether it is an error, and the sentence."""


def attempt(part: str, do: Callable[..., object], *of: object, done: str = "") -> bool:
    """Return whether `do` could be done with what it is `of`; that part of the screen says why not, or what was `done`."""
    try:
        do(*of)
    except SidelightError as error:
        st.session_state[f"{_PREFIX}{part}"] = True, error.message
        return False
    st.session_state[f"{_PREFIX}{part}"] = False, done
    return True


def try_to(part: str, do: Callable[..., object], *of: object) -> None:
    """Do what a button asks for, as its callback; where it cannot be done, that part of the screen says why in the next run."""
    attempt(part, do, *of)


def draw_outcome(part: str) -> None:
    """Draw what the last button of that part came to, once."""
    is_error, sentence = st.session_state.pop(f"{_PREFIX}{part}", (False, ""))
    if is_error:
        st.error(plain(sentence), icon=":material/error:")
    elif sentence:
        st.success(plain(sentence), icon=":material/check:")
