"""The papers that are chosen on *Papers*: one set of the session's own, which ticks, counts and buttons are drawn from.

A tick is a button whose click says what becomes chosen. A checkbox has a value of its own, which a page that asks for news of
itself sends along from before the last click: read back, it would take the click back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from lib.records import Paper

TICK = "papers_chosen_{}"
"""Key of the button that chooses a paper, by its id."""
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


def draw_tick(key: str, words: str, paper_ids: Sequence[str], ticked: bool, *, disabled: bool = False) -> None:
    """Draw a tick that chooses these papers, or lets them go; `words`: its name, as Markdown."""
    st.button(
        f"{'Let go' if ticked else 'Choose'} {words}",
        key=key,
        icon=":material/check_box:" if ticked else ":material/check_box_outline_blank:",
        type="tertiary",
        on_click=choose,
        args=(paper_ids, not ticked),
        disabled=disabled,
    )
