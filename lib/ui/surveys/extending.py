"""Adding papers and questions to a survey that is through."""

from __future__ import annotations

import streamlit as st

from lib.errors import SheetError, SidelightError
from lib.records.plan import PlannedPaper
from lib.records.surveys import SurveyHead
from lib.surveys.questions import QuestionList, pasted_questions
from lib.text.wording import count
from lib.ui.kit.answerer_choice import typed_keys
from lib.ui.kit.escaping import plain
from lib.ui.kit.paper_choice import draw_paper_choice
from lib.ui.kit.sending import confirm, draw_what_goes, hosts_to_confirm
from lib.ui.surveys.survey_papers import draw_further
from lib.workspace import Workspace


def draw_extending(workspace: Workspace, head: SurveyHead) -> None:
    """Draw the choice of what comes new to a survey, and the button that asks only that."""
    had = set(head.plan.paper_ids)
    ready = [paper for paper in workspace.papers() if paper.status == "ready" and paper.id not in had]
    wanted = draw_paper_choice(
        ready,
        f"survey_more_papers_{head.id}",
        placeholder="Choose further papers" if ready else "It has all papers that are ready",
        disabled=not ready,
    )
    papers = draw_further(workspace, head.plan.paper_ids, wanted)
    text = st.text_area(
        "Further questions, one a line", key=f"survey_more_questions_{head.id}", height=100, persist_state="session"
    )
    pasted = _pasted(text)
    chosen = [PlannedPaper(paper.id, paper.filename) for paper in ready if paper.id in papers]
    size = head.plan.extended(chosen, pasted.questions).size - head.plan.size
    hosts = hosts_to_confirm(workspace, [*head.plan.answerers, head.plan.categories_by]) if size else []
    if hosts:
        draw_what_goes(hosts)
    label = f"Ask the {count(size, 'new cell')}{' and send them there' if hosts else ''}"
    if size == 0:
        st.caption("Only what is new is asked; finished cells stay as they are.")
    elif st.button(label, key="survey_extend", type="primary", icon=":material/play_arrow:"):
        confirm(workspace, hosts)
        try:
            workspace.surveys.extend(head.id, papers, pasted.questions, typed_keys())
        except SidelightError as error:
            st.error(plain(error.message), icon=":material/error:")
        else:
            st.rerun()


def _pasted(text: str) -> QuestionList:
    """Return the questions of the field, and say what was left out of them."""
    if not text.strip():
        return QuestionList([])
    try:
        pasted = pasted_questions(text)
    except SheetError as error:  # a bullet or a number without words behind it
        pasted = QuestionList([], [error.message])
    for note in pasted.notes:
        st.caption(plain(note))
    return pasted
