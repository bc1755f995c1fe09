"""Who reviews in this session, and how they want to."""

from __future__ import annotations

from typing import cast, get_args

import streamlit as st

from lib.records.reviews import Blind
from lib.ui.kit.escaping import WORD_LETTERS, plain, visible
from lib.ui.kit.person import LETTERS, forget_person, is_name_fixed, set_person, who_judges
from lib.ui.reviews.review_terms import ADVANCE, BLIND
from lib.ui.reviews.route import move

BLIND_KEY = "review_blind"
BLIND_COOKIE = "sidelight_blind"
"""Kept by rater_cookie.js: a reload begins a new session, which would else show the machine's answer to who answers first."""
ADVANCE_KEY = "review_go_on"


def blind_mode() -> Blind:
    """Return what is hidden from the rater: as chosen in this session, else in this browser before."""
    chosen = st.session_state[BLIND_KEY] if BLIND_KEY in st.session_state else st.context.cookies.get(BLIND_COOKIE)
    return cast("Blind", chosen) if chosen in get_args(Blind) else ""


def advance_mode() -> str:
    """Return when the queue goes on by itself."""
    chosen = st.session_state.get(ADVANCE_KEY, "all")
    return chosen if chosen in ADVANCE else "all"


def draw_name_form() -> None:
    """Ask for the name, once a browser."""
    with st.form("review_rater_form", border=False):
        name = st.text_input(
            "Your name", key="review_rater_name", max_chars=LETTERS, width=340, placeholder="kept with every verdict"
        )
        if st.form_submit_button("Begin", type="primary", key="review_rater_begin"):
            if name.strip():
                set_person(name)
                st.rerun()
            st.info("A verdict is kept with the name of who gave it. Type yours, then begin.")


def _change_rater() -> None:
    forget_person()
    _restart_queue()


def _restart_queue() -> None:
    """Open the queue at its first answer: a second rater who began where the first stopped would judge others."""
    move(answer=None)


def _draw_name() -> None:
    name = st.text_input("Your name", who_judges(), max_chars=LETTERS, key="review_rater_change")
    if name.strip() and " ".join(name.split()) != who_judges():
        set_person(name)
        _restart_queue()
        st.rerun()
    st.button("Somebody else reviews", key="review_rater_other", icon=":material/logout:", on_click=_change_rater)


def draw_rater() -> None:
    """Draw the name, and how this rater works; a quiet button that opens."""
    with st.popover(
        plain(visible(who_judges()), WORD_LETTERS), icon=":material/person:", type="tertiary", width="content"
    ):
        if not is_name_fixed():
            _draw_name()
        st.radio(
            "Blind",
            list(BLIND),
            list(BLIND).index(blind_mode()),
            format_func=BLIND.__getitem__,
            key=BLIND_KEY,
            persist_state="session",
        )
        st.radio(
            "Go on to the next",
            list(ADVANCE),
            format_func=ADVANCE.__getitem__,
            key=ADVANCE_KEY,
            persist_state="session",
        )
