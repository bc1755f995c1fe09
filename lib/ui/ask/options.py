"""How a model is asked: its style, and whether it reads the whole of one paper."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.answering.answerer import OFFLINE
from lib.answering.styles import OWN, REFERENCE
from lib.records import Question
from lib.records.plan import PlannedPaper, SurveyPlan
from lib.text.wording import count
from lib.ui.kit.answerer_choice import cost_line
from lib.ui.kit.escaping import plain
from lib.workspace import Workspace

STYLE = "ask_style"
WHOLE = "ask_whole"
EACH = "ask_each"
CALL_EACH = "ask_call_each"
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


def calls_each(answerer_id: str, papers: int) -> bool:
    """Return whether a model is called for every paper by itself."""
    return answerer_id != OFFLINE and asks_each(papers) is True and bool(st.session_state.get(CALL_EACH))


def draw_each(workspace: Workspace, answerer_id: str, paper_ids: Sequence[str]) -> None:
    """Draw the choice to ask one paper after the other, where several are asked; for a model whether it is called for each,
    with what that costs.
    """
    if len(paper_ids) < 2:
        return
    st.toggle(
        "One paper after the other",
        key=EACH,
        persist_state="session",
        help="The best sentence of every paper, and which papers have none. Questions with “each”, “which papers” or "
        "“compare” are asked so in any case.",
    )
    if answerer_id != OFFLINE and asks_each(len(paper_ids)):
        st.toggle(
            f"A call for each: {_cost_of_calls(workspace, answerer_id, paper_ids)}",
            key=CALL_EACH,
            persist_state="session",
            help="The model is called once for every paper, with as many passages as of a paper asked alone. Otherwise one call "
            "has a share of the passages of each.",
        )


def _cost_of_calls(workspace: Workspace, answerer_id: str, paper_ids: Sequence[str]) -> str:
    """Return what calling the model for each of the papers takes: "12 calls, about 31,000 tokens, $0.11"."""
    papers = [PlannedPaper(paper_id, "") for paper_id in paper_ids]
    (made,) = workspace.surveys.estimate(SurveyPlan([Question("")], papers, [answerer_id]))
    takes = cost_line({"input": made.input, "output": made.output}, made.cost)
    price = ["no price known"] if made.cost is None else []
    return plain(f"{count(len(paper_ids), 'call')}, about {', '.join([*takes, *price])}")


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
    with st.popover(label, icon=":material/tune:", width="content", key="ask_options"):
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
