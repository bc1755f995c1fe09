"""A survey beside people, or one run beside an earlier one: what changed, cell by cell, and both answers of the open cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import streamlit as st

from lib.errors import SidelightError
from lib.records import Cell
from lib.records.surveys import CellRow, SurveyHead
from lib.surveys.categories import CATEGORY_WORDS
from lib.surveys.category_signs import SIGNS
from lib.surveys.comparing import CellChange, Place, in_both_runs
from lib.text.wording import count
from lib.ui.ask.stored_answer import draw_answer
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import HEADING_LETTERS, NOTE_LETTERS, SHORT_NAME_LETTERS, plain, shorten, visible
from lib.ui.surveys.matrix.cell import close_cell
from lib.ui.surveys.matrix.matrix import (
    change_words,
    changes_data,
    clicked_cell,
    cursor_data,
    mount_matrix,
    planned_title,
)
from lib.ui.surveys.people import draw_people
from lib.ui.surveys.route import draw_choice, move
from lib.ui.surveys.survey_terms import answerer_name, answerer_names
from lib.workspace import Workspace

KEY = "survey_changes"
COMPARISON = "survey_compared"
"""The rows of the two runs that were compared last, the papers that were there, and what came of it."""
NOTHING_LIKE_IT = (
    "There is no other survey that shares a question and a paper with this one. "
    "“More”, then “Ask it all once more” makes one."
)


COMPARED_WITH = {"run": "Another run", "people": "People"}
"""What a survey is compared with."""


def draw_comparison(workspace: Workspace, head: SurveyHead, place: dict[str, str]) -> None:
    """Draw the survey beside another run of it, or beside what people say."""
    chosen = draw_choice("Compared with", "beside", COMPARED_WITH, "run", paper=None, question=None)
    if chosen == "people":
        draw_people(workspace, head)
    else:
        _draw_runs(workspace, head, place)


def _draw_runs(workspace: Workspace, head: SurveyHead, place: dict[str, str]) -> None:
    """Draw the choice of the earlier run, the matrix of what changed, and the open cell in both."""
    others = {other.id: other for other in workspace.surveys.heads() if other.id != head.id and _in_common(head, other)}
    if not others:
        st.caption(NOTHING_LIKE_IT)
        return
    first = next((id_ for id_ in (place.get("earlier", ""), head.plan.repeats) if id_ in others), next(iter(others)))
    st.session_state["survey_earlier"] = first
    earlier_id = st.selectbox(
        "Compared with",
        list(others),
        format_func=lambda id_: (
            f"{shorten(visible(others[id_].name), SHORT_NAME_LETTERS)} · {day(others[id_].created_at)}"
        ),
        key="survey_earlier",
        width=520,
        on_change=lambda: move(earlier=st.session_state["survey_earlier"], paper=None, question=None),
    )
    try:
        changes, compared, data, cells = _compared(workspace, head, others[earlier_id])
    except SidelightError as error:
        st.info(plain(error.message), icon=":material/info:")
        return
    st.caption(_summary(changes, head, others[earlier_id], cells))
    opened = _opened(head, place, compared)
    mount_matrix(data | cursor_data(head.plan, opened), KEY, _open_clicked, close_cell)
    if opened is not None:
        _draw_both(workspace, head, others[earlier_id], opened, changes)


def _compared(
    workspace: Workspace, head: SurveyHead, earlier: SurveyHead
) -> tuple[list[CellChange], set[Place], dict[str, Any], int]:
    """Return what changed, the places that both runs asked, both for the matrix, and how many cells both runs have.

    Put together once, until a cell changes, or a paper comes or goes.
    """
    rows = [workspace.surveys.rows(earlier.id), workspace.surveys.rows(head.id)]
    known = {paper.id for paper in workspace.papers()}
    stored = st.session_state.get(COMPARISON)
    if (
        stored is None
        or stored[0][1] != known
        or any(one is not other for one, other in zip(stored[0][0], rows, strict=True))
    ):
        compared = _places(head, earlier)
        changes = [
            one
            for one in workspace.surveys.compare(earlier.id, head.id)
            if (one.paper_id, one.question) in compared and in_both_runs(one)
        ]
        cells = len(_cells(earlier, rows[0]) & _cells(head, rows[1]))
        data = changes_data(head.plan, changes, compared, known, matrix_id=f"{head.id}-{earlier.id}")
        stored = st.session_state[COMPARISON] = ((rows, known), (changes, compared, data, cells))
    return stored[1]


def _cells(head: SurveyHead, rows: Sequence[CellRow]) -> set[tuple[str, str, str]]:
    """Return paper, words of the question and answerer of the finished cells."""
    return {(row.paper_id, head.plan.questions[row.question].text, row.answerer) for row in rows}


def _in_common(head: SurveyHead, other: SurveyHead) -> bool:
    questions = {question.text for question in head.plan.questions}
    return bool(set(head.plan.paper_ids) & set(other.plan.paper_ids)) and any(
        question.text in questions for question in other.plan.questions
    )


def _places(head: SurveyHead, earlier: SurveyHead) -> set[Place]:
    """Return what both runs asked, by the place in the later one."""
    asked = {question.text for question in earlier.plan.questions}
    papers = set(earlier.plan.paper_ids)
    return {
        (paper_id, q)
        for paper_id in head.plan.paper_ids
        if paper_id in papers
        for q, question in enumerate(head.plan.questions)
        if question.text in asked
    }


def _summary(changes: list[CellChange], head: SurveyHead, earlier: SurveyHead, cells: int) -> str:
    both = [who for who in head.plan.answerers if who in earlier.plan.answerers]
    if not both:
        return "The two runs asked different answerers, so that every cell stands in one of them only."
    answers = [change for change in changes if change.answer_changed]
    kinds = Counter(what for change in answers for what in change.what if what != "correction")
    parts = [f"{number:,} with another {what}" for what, number in kinds.items()]
    of = count(cells, "cell")
    summary = f"{len(answers):,} of {of} changed: {', '.join(parts)}." if answers else f"None of {of} changed."
    people = [sum(bool(change.person[run]) for change in changes) for run in (0, 1)]
    runs = zip(people, ("the earlier run", "this run"), strict=True)
    by_people = [f"{count(number, 'cell')} of {run}" for number, run in runs if number]
    return summary + (f" Apart from that, people changed {' and '.join(by_people)} (●)." if by_people else "")


def _opened(head: SurveyHead, place: dict[str, str], compared: set[Place]) -> Place | None:
    question = place.get("question", "")
    opened = (place.get("paper", ""), int(question)) if question.isdecimal() else None
    return opened if opened in compared else None


def _open_clicked() -> None:
    asked = clicked_cell(KEY)
    if asked is not None:
        move(paper=asked[0], question=str(asked[1]))


def _draw_both(
    workspace: Workspace, head: SurveyHead, earlier: SurveyHead, opened: Place, changes: list[CellChange]
) -> None:
    question = head.plan.questions[opened[1]]
    paper = next(paper for paper in head.plan.papers if paper.id == opened[0])
    st.subheader(plain(question.text), anchor=False)
    st.caption(plain(planned_title(paper), HEADING_LETTERS))
    here = [change for change in changes if (change.paper_id, change.question) == opened]
    answerers = [one for one in head.plan.answerers if one in earlier.plan.answerers] or head.plan.answerers
    names = answerer_names(workspace)
    who = answerers[0]
    if len(answerers) > 1:
        changed = {change.answerer for change in here}
        who = str(
            st.segmented_control(
                "Answerer",
                answerers,
                default=next((one for one in answerers if one in changed), answerers[0]),
                format_func=lambda one: plain(answerer_name(one, names)) + (" · changed" if one in changed else ""),
                key=f"survey_both_{opened[0][:16]}_{opened[1]}",
                label_visibility="collapsed",
                required=True,
            )
        )
    parts = [change_words(change) for change in here if change.answerer == who]
    st.caption(plain(parts[0], NOTE_LETTERS) if parts else "Nothing changed here.")
    place_before = next(q for q, one in enumerate(earlier.plan.questions) if one.text == question.text)
    left, right = st.columns(2, gap="medium")
    with left:
        before = workspace.surveys.cell(earlier.id, (opened[0], place_before, who))
        _draw_one(workspace, f"Earlier · {day(earlier.created_at)}", before, "survey_evidence_earlier")
    with right:
        after = workspace.surveys.cell(head.id, (*opened, who))
        _draw_one(workspace, f"This run · {day(head.created_at)}", after, "survey_evidence_later")


def _draw_one(workspace: Workspace, title: str, cell: Cell | None, key: str) -> None:
    category = f" · {SIGNS[cell.category]} {CATEGORY_WORDS[cell.category]}" if cell else " · not asked"
    st.markdown(f"**{plain(title)}**{category}")
    if cell is not None and cell.answer is not None:
        draw_answer(workspace, cell.answer, key)
    elif cell is not None:
        st.info(plain(cell.problem or "There is no answer."), icon=":material/info:")
