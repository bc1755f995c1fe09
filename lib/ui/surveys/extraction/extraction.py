"""The extraction table on the screen: a page of papers with all questions side by side, or one question down all papers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from lib.exporting.export_rows import ExtractionRow
from lib.exporting.extraction_columns import headings, quotes_line
from lib.records.surveys import SurveyHead
from lib.reviews.extraction import REVIEWED_WORDS, ExtractedCell, final_category, layer_words
from lib.surveys.category_signs import SIGNS
from lib.surveys.comparing import Place
from lib.text.cleaning import paper_title
from lib.text.wording import count
from lib.ui.kit.escaping import plain, shorten, visible
from lib.ui.kit.streamlit_internals import component, component_state
from lib.ui.surveys.route import STRIP, last_place, move
from lib.ui.surveys.visible_values import visible_finals
from lib.workspace import Workspace

PAPERS_A_PAGE = 25
"""So many rows stand in the page at a time: 464 papers of 28 questions are 13,000 cells."""
QUOTE_CHARACTERS = 400
"""Of what stands behind a cell: the cell, opened, has all of it."""
TABLE = "survey_extraction"
DRAWN = "survey_extraction_drawn"
"""What the rows were last put together from, and what came of it."""
ALL = "all"
"""In the place of one question."""

_HERE = Path(__file__).parent
_component = component(
    "sidelight_extraction", "extraction", "extraction", _HERE / "extraction.css", _HERE / "extraction.js"
)


def draw_extraction(workspace: Workspace, head: SurveyHead, opened: Place | None) -> None:
    """Draw the choice of a question and of a page of papers, and the table."""
    names = workspace.exports.extraction_names(head.id)
    with st.container(horizontal=True, vertical_alignment="bottom", key="survey_extraction_choice"):
        question = _draw_question(head)
        ids = _draw_page(list(names), opened)
    rows = _rows(workspace, head, ids)
    places = range(len(head.plan.questions)) if question is None else (question,)
    if question is not None:
        st.caption(plain(head.plan.questions[question].text))
    data = table_data(head, rows, places, opened, is_list=question is not None)
    with st.container(key=STRIP):
        _component(key=TABLE, data=data, on_cell_change=_open_clicked)


def table_data(
    head: SurveyHead, rows: Sequence[ExtractionRow], places: Sequence[int], opened: Place | None, *, is_list: bool
) -> dict[str, Any]:
    """Return the table for the component: of these rows the questions at these `places`."""
    of = dict(headings(head.plan.questions))
    return {
        "heads": [
            {"place": place, "label": visible(of[place]), "text": visible(head.plan.questions[place].text)}
            for place in places
        ],
        "rows": [
            {
                "paper": row.paper.id,
                "name": row.name,
                "title": paper_title(row.paper),
                "cells": [_cell(row.cells[place]) for place in places],
            }
            for row in rows
        ],
        "isList": is_list,
        "open": {"paper": opened[0], "question": opened[1]} if opened is not None else None,
    }


def _cell(cell: ExtractedCell | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    final = cell.final
    return {
        "shown": cell.shown,
        "sign": SIGNS[final.category or final.state],
        "category": final_category(cell),
        "quotes": [shorten(line, QUOTE_CHARACTERS) for line in quotes_line(cell).split("\n") if line],
        "layer": layer_words(final),
        "certainty": cell.certainty,
        "reviewed": f"reviewed: {REVIEWED_WORDS[final.reviewed]}",
        "isValue": cell.is_value,
        "isDoubtful": final.state != "given" or final.category in ("unclear", "failed"),
    }


def _rows(workspace: Workspace, head: SurveyHead, ids: Sequence[str]) -> list[ExtractionRow]:
    """Return the rows of these papers, put together once until something changes."""
    finals = visible_finals(workspace, head)
    stored = st.session_state.get(DRAWN)
    if stored is None or stored[0] is not finals or stored[1] != (head.id, ids):
        stored = st.session_state[DRAWN] = (
            finals,
            (head.id, ids),
            list(workspace.exports.extraction(head.id, ids, finals)),
        )
    rows: list[ExtractionRow] = stored[2]
    return rows


def _draw_question(head: SurveyHead) -> int | None:
    """Return the one question that is read across all papers, as chosen; None: all of them."""
    labels = {ALL: "all questions, side by side"}
    labels |= {str(place): f"{place + 1}. {visible(heading)}" for place, heading in headings(head.plan.questions)}
    chosen = last_place().get("column", ALL)
    st.session_state["survey_extraction_question"] = chosen if chosen in labels else ALL
    picked = st.selectbox(
        "Questions",
        list(labels),
        format_func=labels.__getitem__,
        key="survey_extraction_question",
        label_visibility="collapsed",
        on_change=lambda: move(column=st.session_state["survey_extraction_question"]),
    )
    return None if picked == ALL else int(picked)


def _draw_page(ids: Sequence[str], opened: Place | None) -> list[str]:
    """Return the papers of the page that is chosen; the one of an open cell while none is."""
    pages = -(-len(ids) // PAPERS_A_PAGE)
    if pages < 2:
        return list(ids)
    first = ids.index(opened[0]) // PAPERS_A_PAGE if opened is not None and opened[0] in ids else 0
    st.session_state.setdefault("survey_extraction_page", first + 1)
    st.session_state["survey_extraction_page"] = min(pages, st.session_state["survey_extraction_page"])
    page = st.number_input(f"Page, of {count(pages, 'page')}", 1, pages, key="survey_extraction_page", width=180)
    begin = (int(page) - 1) * PAPERS_A_PAGE
    return list(ids[begin : begin + PAPERS_A_PAGE])


def _open_clicked() -> None:
    asked = component_state(TABLE, "cell")
    if asked:
        move(paper=str(asked["paper"]), question=str(int(asked["question"])))
