"""Who judges in this session: the name that is kept with verdicts and decisions."""

from __future__ import annotations

from urllib.parse import unquote

import streamlit as st

from lib.acting import actor
from lib.ui.kit import access

PERSON = "app_person"
FORGOTTEN = "app_person_forgotten"
"""Whether somebody else judges in this session than the browser remembers."""
REMEMBERED = "app_person_remembered"
"""The name that the browser remembered as this session began."""
COOKIE = "sidelight_rater"
"""Kept by rater_cookie.js; no secret, it only saves typing."""
LETTERS = 80


def who_judges() -> str:
    """Return the name that is kept: of who signed in, where people do; else typed in this session, or in this browser before.

    Empty where none is known.
    """
    return actor().name if is_name_fixed() else _typed() or _remembered()


def remembered_name() -> str:
    """Return the name that the browser is to remember for the next time; empty for a signed-in user, who needs none."""
    return "" if is_name_fixed() else _typed() or _remembered()


def is_name_forgotten() -> bool:
    """Return whether the browser is to forget the name that it has: somebody else judges now."""
    return bool(st.session_state.get(FORGOTTEN)) and not remembered_name()


def _typed() -> str:
    return " ".join(str(st.session_state.get(PERSON, "")).split())


def _remembered() -> str:
    """Return the name that was typed in this browser last; a reload begins a new session, which knows of no other."""
    if st.session_state.get(FORGOTTEN):
        return ""
    if REMEMBERED not in st.session_state:  # once a session: another tab may have another rater since
        remembered = st.context.cookies.get(COOKIE)
        st.session_state[REMEMBERED] = (
            " ".join(unquote(remembered).split())[:LETTERS] if isinstance(remembered, str) else ""
        )
    return str(st.session_state[REMEMBERED])


def is_name_fixed() -> bool:
    """Return whether the name is that of who signed in, which nobody types."""
    return access.signs_in()


def set_person(name: str) -> None:
    """Keep verdicts and decisions with this name from now on."""
    st.session_state[PERSON] = " ".join(name.split())[:LETTERS]


def forget_person() -> None:
    """Ask for the name again, also where the browser remembers one."""
    st.session_state[FORGOTTEN] = True
    st.session_state[PERSON] = ""
