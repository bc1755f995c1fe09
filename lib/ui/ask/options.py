"""How a model is asked: its style, and whether it reads the whole of one paper."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.answering.answerer import OFFLINE
from lib.answering.styles import OWN, REFERENCE
from lib.ui.kit.escaping import plain
from lib.workspace import Workspace

STYLE = "ask_style"
WHOLE = "ask_whole"
EACH = "ask_each"
STYLE_WORDS = {
    OWN: "Sidelight: every sentence cited",
    REFERENCE: "Reference study: its instruction and its form, shown once it is whole",
}


def style_name(style: str) -> str:
    """Return a style as it is listed: what a built-in one does, the name of a template."""
    return STYLE_WORDS.get(style, style)


def chosen_style(workspace: Workspace, answerer_id: str) -> str:
    """Return the style that the next question is asked in; the offline answerer has none but ours."""
    style = str(st.session_state.get(STYLE) or OWN)
    return style if answerer_id != OFFLINE and style in workspace.styles.names() else OWN


def reads_whole(answerer_id: str, paper_ids: Sequence[str]) -> bool:
    """Return whether the next question has a model read its one paper whole."""
    return answerer_id != OFFLINE and len(paper_ids) == 1 and bool(st.session_state.get(WHOLE))


def asks_each(papers: int) -> bool | None:
    """Return whether the next question is asked of every paper by itself; None: as it is worded."""
    return True if papers > 1 and st.session_state.get(EACH) else None


def draw_each(papers: int) -> None:
    """Draw the choice to ask one paper after the other, where several are asked."""
    if papers < 2:
        return
    st.toggle(
        "One paper after the other",
        key=EACH,
        persist_state="session",
        help="The best sentence of every paper, and which papers have none. Questions with “each”, “which papers” or "
        "“compare” are asked so in any case.",
    )


def draw_options(workspace: Workspace, answerer_id: str, paper_ids: Sequence[str]) -> None:
    """Draw the choices in a popover whose label says what is chosen; nothing where no model is asked.

    `paper_ids`: the papers that the next question goes to.
    """
    if answerer_id == OFFLINE:
        return
    styles = workspace.styles.names()
    style = st.session_state[STYLE] = chosen_style(workspace, answerer_id)
    whole = reads_whole(answerer_id, paper_ids)
    label = f"Style: {plain(style)}" + (" · whole paper" if whole else "")
    with st.popover(label, icon=":material/tune:", width="content"):
        st.radio("Style", styles, format_func=lambda name: plain(style_name(name)), key=STYLE, persist_state="session")
        st.caption("Templates of your own are kept on the Settings page.")
        if len(paper_ids) == 1:
            st.toggle(
                "Read the whole paper",
                key=WHOLE,
                persist_state="session",
                help="The model is given every sentence of the paper: for questions that a search would miss. It costs more.",
            )
        else:
            st.caption("Choose exactly one paper to let the model read it whole.")
