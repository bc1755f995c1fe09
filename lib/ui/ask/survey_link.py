"""From a question on Ask to a survey of it: the same question of the same papers, a cell a paper."""

from __future__ import annotations

import streamlit as st

from lib.errors import SidelightError
from lib.records import Answer, Question
from lib.surveys.answer_types import guessed_type
from lib.ui.kit.access import may_write
from lib.ui.kit.error_messages import draw_error
from lib.ui.kit.session import open_page
from lib.workspace import Workspace

SETUP_WHICH, SETUP_PAPERS, SOME = "survey_setup_which", "survey_setup_papers", "some"
"""Of the form of a new survey: which papers are asked, and those chosen."""


def draw_survey_link(workspace: Workspace, answer: Answer) -> None:
    """Draw the button that makes the question one of a survey, and go there once it is clicked."""
    if not may_write() or not st.button(
        "Make this a survey question",
        key="ask_survey",
        icon=":material/table_view:",
        type="tertiary",
        help="A set with this question, asked of these papers one by one: a table with a category and a value for each",
    ):
        return
    try:
        kept = workspace.surveys.save_set(
            answer.question, [Question(answer.question, answer_type=guessed_type(answer.question))]
        )
    except SidelightError as error:
        draw_error(error)
        return
    ready = {paper.id for paper in workspace.papers() if paper.status == "ready"}
    asked = [paper_id for paper_id in answer.paper_ids if paper_id in ready]
    if asked and len(asked) < len(ready):
        st.session_state[SETUP_WHICH], st.session_state[SETUP_PAPERS] = SOME, asked
    open_page("survey", part="new", set=kept.id)
