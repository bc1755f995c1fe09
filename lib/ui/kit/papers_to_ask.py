"""The papers that the next question goes to: what the person chose, and beside it those of an answer that was opened."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

CHOICE = "ask_choice"
"""Ids of the papers that the person chose; empty means all. An answer that is opened leaves them as they are."""
OPENED = "ask_opened"
"""Ids of the papers of the answer that was opened, which hold while it stands; None where the person's choice does."""


_HANDED_ON = "ask_handed_on"


def hand_on_question(question: str) -> None:
    """Let *Ask* ask this question when it is opened next."""
    st.session_state[_HANDED_ON] = question


def take_question() -> str | None:
    """Return the question that another page handed on, once."""
    question: str | None = st.session_state.pop(_HANDED_ON, None)
    return question


def choose_papers(paper_ids: Sequence[str]) -> None:
    """Let the next questions go to these papers; none of them means all."""
    st.session_state[CHOICE] = list(paper_ids)
    st.session_state[OPENED] = None


def papers_of_opened(paper_ids: Sequence[str]) -> None:
    """Let follow-ups of an answer that was opened go to its papers, until `back_to_choice`."""
    st.session_state[OPENED] = list(paper_ids)


def back_to_choice() -> None:
    """Let the next question go to what the person chose."""
    st.session_state[OPENED] = None


def papers_to_ask() -> list[str]:
    """Return ids of the papers that the next question goes to, also such as are gone; empty means all."""
    opened: list[str] | None = st.session_state.get(OPENED)
    return list(st.session_state.get(CHOICE, ()) if opened is None else opened)
