"""An open survey: its head, then its matrix or table with the open cell, its figures, or what changed since an earlier run."""

from __future__ import annotations

import streamlit as st

from lib.records.surveys import SurveyHead
from lib.surveys.comparing import Place
from lib.surveys.repeating_groups import groups_of
from lib.ui.kit.escaping import plain
from lib.ui.kit.polling import polled_while
from lib.ui.surveys.extraction.extraction import draw_extraction
from lib.ui.surveys.head import draw_head
from lib.ui.surveys.matrix.cell import OpenCell, close_cell, draw_cell, shown_answerer
from lib.ui.surveys.matrix.matrix import (
    FINAL,
    VOTE,
    clicked_cell,
    cursor_data,
    final_data,
    mount_matrix,
    survey_data,
)
from lib.ui.surveys.route import STRIP, draw_choice, here, move
from lib.ui.surveys.survey_terms import answerer_name, answerer_names, progress_of
from lib.ui.surveys.visible_values import visible_finals
from lib.workspace import Workspace

MATRIX = "survey_matrix"
MATRIX_DATA = "survey_matrix_drawn"
"""What the matrix was last put together from, and what came of it."""
VIEWS = {"matrix": "Matrix", "table": "Table", "figures": "Figures", "compare": "Compare", "raters": "Raters"}
ROWS = {"rows": "Rows"}
"""Of a survey with questions that repeat within a paper."""
POLL_SECONDS = 2.0


def draw_open_survey(workspace: Workspace, head: SurveyHead) -> None:
    """Draw the whole survey."""
    draw_head(workspace, head)
    place = here()
    with st.container(horizontal=True, vertical_alignment="center", key="survey_views"):
        views = VIEWS | ROWS if groups_of(head.plan.questions) else VIEWS
        view = draw_choice("View", "view", views, "matrix")
        answerer = _draw_answerer(workspace, head) if view == "matrix" else ""
    if view in ("figures", "compare", "raters", "rows"):
        _draw_beside(workspace, head, view, place)
    elif view == "table":
        opened = opened_place(head, place)
        polled_while(head.status == "running", draw_extraction, POLL_SECONDS)(workspace, head, opened)
        if opened is not None:
            draw_cell(workspace, OpenCell(head, opened, shown_answerer(workspace, head, FINAL, opened)))
    else:
        opened = opened_place(head, place)
        with st.container(key=STRIP):
            polled_while(head.status == "running", _draw_matrix, POLL_SECONDS)(workspace, head, answerer, opened)
        if opened is not None:
            draw_cell(workspace, OpenCell(head, opened, shown_answerer(workspace, head, answerer, opened)))


def _draw_beside(workspace: Workspace, head: SurveyHead, view: str, place: dict[str, str]) -> None:
    """Draw a view without cells. Each is imported as it is opened: pandas and Altair, which they need, take a sixth of the
    processor's time until a fresh server shows its first matrix.
    """
    if view == "figures":
        from lib.ui.surveys.figures.figures import draw_figures

        draw_figures(workspace, head)
    elif view == "compare":
        from lib.ui.surveys.comparison import draw_comparison

        draw_comparison(workspace, head, place)
    elif view == "raters":
        from lib.ui.surveys.raters.raters import draw_raters

        draw_raters(workspace, head)
    else:
        from lib.ui.surveys.extraction.repeated import draw_repeated

        draw_repeated(workspace, head)


def _draw_answerer(workspace: Workspace, head: SurveyHead) -> str:
    """Return whose cells the matrix shows, as chosen."""
    answerers = head.plan.answerers
    names = answerer_names(workspace)
    options = {FINAL: "Final values"} | ({VOTE: f"Vote of {len(answerers)}"} if len(answerers) > 1 else {})
    options |= {one: plain(answerer_name(one, names)) for one in answerers}
    return draw_choice("Answerer", "answerer", options, FINAL)


def opened_place(head: SurveyHead, place: dict[str, str]) -> Place | None:
    """Return the cell that the address names, where the survey has it."""
    paper_id, question = place.get("paper", ""), place.get("question", "")
    if not question.isdecimal() or int(question) >= len(head.plan.questions):
        return None
    return (paper_id, int(question)) if paper_id in head.plan.paper_ids else None


def _draw_matrix(workspace: Workspace, head: SurveyHead, answerer: str, opened: Place | None) -> None:
    finals = visible_finals(workspace, head) if answerer == FINAL else None
    cells = workspace.surveys.rows(head.id) if finals is None else []
    drawn_from = cells if finals is None else finals
    known = {paper.id for paper in workspace.papers()}
    stored = st.session_state.get(MATRIX_DATA)
    # These are the same object until something changes: thousands of cells are not put together at every click.
    if stored is None or stored[0] is not drawn_from or stored[1:3] != (answerer, known):
        matrix_id = f"{head.id}-{answerer}"
        if finals is not None:
            data = final_data(head.plan, finals, known, matrix_id=matrix_id)
        else:
            data = survey_data(head.plan, cells, answerer, known, matrix_id=matrix_id)
        stored = st.session_state[MATRIX_DATA] = (drawn_from, answerer, known, data)
    now = progress_of(workspace, head).now if head.status == "running" else []
    data = stored[3] | cursor_data(head.plan, opened, now)
    mount_matrix(data, MATRIX, _open_clicked, close_cell)


def _open_clicked() -> None:
    asked = clicked_cell(MATRIX)
    if asked is not None:
        move(paper=asked[0], question=str(asked[1]))
