"""Who reviews in this session, and how they want to."""

from __future__ import annotations

from typing import cast, get_args
from urllib.parse import unquote

import streamlit as st

from lib.reviews.verdicts import Blind
from lib.ui.reviews.place import move
from lib.ui.reviews.words import BLIND, GO_ON
from lib.ui.surveys.cell import PERSON
from lib.ui.text import plain, visible

BLIND_KEY = "review_blind"
GO_ON_KEY = "review_go_on"
FORGOTTEN = "review_rater_forgotten"
"""Whether somebody else reviews in this session than the browser remembers."""
REMEMBERED = "review_rater_remembered"
"""The name that the browser remembered as this session began."""
COOKIE = "sidelight_rater"
"""Kept by bar.js; no secret, it only saves typing."""
LETTERS = 80


def rater() -> str:
    """The name that verdicts are kept with: typed in this session, of the signed-in user, or typed in this browser before.

    Empty where none is known.
    """
    return _typed() or _signed_in() or _remembered()


def remembered_name() -> str:
    """The name that the browser is to remember for the next time; empty for a signed-in user, who needs none."""
    return _typed() or ("" if _signed_in() else _remembered())


def _typed() -> str:
    return " ".join(str(st.session_state.get(PERSON, "")).split())


def _remembered() -> str:
    """The name that was typed in this browser last; a reload begins a new session, which knows of no other."""
    if st.session_state.get(FORGOTTEN):
        return ""
    if REMEMBERED not in st.session_state:  # once a session: another tab may have another rater since
        kept = st.context.cookies.get(COOKIE)
        st.session_state[REMEMBERED] = " ".join(unquote(kept).split())[:LETTERS] if isinstance(kept, str) else ""
    return str(st.session_state[REMEMBERED])


def _signed_in() -> str:
    user = st.user.to_dict()
    if not user.get("is_logged_in"):  # without a provider there is nobody, or a name that Streamlit makes up
        return ""
    return " ".join(str(user.get("name") or user.get("email") or "").split())[:LETTERS]


def blind() -> Blind:
    """What is hidden from the rater in this session."""
    chosen = st.session_state.get(BLIND_KEY, "")
    return cast("Blind", chosen) if chosen in get_args(Blind) else ""


def go_on() -> str:
    """When the queue goes on by itself."""
    chosen = st.session_state.get(GO_ON_KEY, "all")
    return chosen if chosen in GO_ON else "all"


def draw_asking() -> None:
    """Asks for the name, once a browser."""
    with st.form("review_rater_form", border=False):
        name = st.text_input(
            "Your name", key="review_rater_name", max_chars=LETTERS, width=340, placeholder="kept with every verdict"
        )
        if st.form_submit_button("Begin", type="primary", key="review_rater_begin"):
            if name.strip():
                set_rater(name)
                st.rerun()
            st.info("A verdict is kept with the name of who gave it. Type yours, then begin.")


def set_rater(name: str) -> None:
    """Nothing; verdicts are kept with this name from now on."""
    st.session_state[PERSON] = " ".join(name.split())[:LETTERS]


def _forget() -> None:
    st.session_state[FORGOTTEN] = True
    st.session_state[PERSON] = ""
    _begin_anew()


def _begin_anew() -> None:
    """Nothing; the queue opens at its first answer: a second rater who began where the first stopped would judge others."""
    move(answer=None)


def draw_rater() -> None:
    """The name, and how this rater works; a quiet button that opens."""
    with st.popover(plain(visible(rater()), 40), icon=":material/person:", type="tertiary", width="content"):
        name = st.text_input("Your name", rater(), max_chars=LETTERS, key="review_rater_change")
        if name.strip() and " ".join(name.split()) != rater():
            set_rater(name)
            _begin_anew()
            st.rerun()
        st.button("Somebody else reviews", key="review_rater_other", icon=":material/logout:", on_click=_forget)
        st.radio("Blind", list(BLIND), format_func=BLIND.__getitem__, key=BLIND_KEY, persist_state="session")
        st.radio(
            "Go on to the next", list(GO_ON), format_func=GO_ON.__getitem__, key=GO_ON_KEY, persist_state="session"
        )
