"""Adding papers and questions to a survey that is through."""

from __future__ import annotations

import streamlit as st

from lib.errors import SidelightError
from lib.records.surveys import SurveyHead
from lib.surveys.questions import QuestionList, pasted_questions
from lib.text.wording import count
from lib.ui.kit.answerer_choice import typed_keys
from lib.ui.kit.escaping import plain
from lib.ui.kit.paper_choice import draw_paper_choice
from lib.workspace import Workspace


def draw_extending(workspace: Workspace, head: SurveyHead) -> None:
    """Draw the choice of what comes new to a survey, and the button that asks only that."""
    had = set(head.plan.paper_ids)
    ready = [paper for paper in workspace.papers() if paper.status == "ready" and paper.id not in had]
    papers = draw_paper_choice(
        ready,
        f"survey_more_papers_{head.id}",
        placeholder="Choose further papers" if ready else "It has all papers that are ready",
        disabled=not ready,
    )
    text = st.text_area(
        "Further questions, one a line", key=f"survey_more_questions_{head.id}", height=100, persist_state="session"
    )
    asked = {question.text for question in head.plan.questions}
    pasted = pasted_questions(text) if text.strip() else QuestionList([])
    for note in pasted.notes:
        st.caption(plain(note))
    questions = [question for question in pasted.questions if question.text not in asked]
    size = (len(had) + len(papers)) * (len(asked) + len(questions)) * len(head.plan.answerers) - head.plan.size
    if size == 0:
        st.caption("Only what is new is asked; finished cells stay as they are.")
    elif st.button(
        f"Ask the {count(size, 'new cell')}", key="survey_extend", type="primary", icon=":material/play_arrow:"
    ):
        try:
            workspace.surveys.extend(head.id, papers, questions, typed_keys())
        except SidelightError as error:
            st.error(plain(error.message), icon=":material/error:")
        else:
            st.rerun()
