"""The papers that are chosen on *Papers*: one set of the session's own, which ticks, counts and buttons are drawn from.

A click on a tick is a command that says what becomes chosen. A value of a field, which a page that asks for news of itself sends
along from before the last click, would take the click back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from lib.records import Paper

CHOSEN = "papers_chosen"
"""Ids of the chosen papers."""


def chosen_ids() -> frozenset[str]:
    """Return the ids of the chosen papers, some of which may be gone meanwhile."""
    chosen: frozenset[str] = st.session_state.get(CHOSEN, frozenset())
    return chosen


def chosen_of(papers: Sequence[Paper]) -> list[Paper]:
    """Return those of the papers that are chosen, in their order."""
    chosen = chosen_ids()
    return [paper for paper in papers if paper.id in chosen]


def choose(paper_ids: Iterable[str], on: bool) -> None:
    """Choose these papers, or no longer; the others stay as they are."""
    chosen, these = chosen_ids(), frozenset(paper_ids)
    st.session_state[CHOSEN] = chosen | these if on else chosen - these
