"""The rows of a repeating group of one paper, edited in a table: arms, outcomes, time points, species, sites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib.errors import SidelightError
from lib.exporting.extraction_columns import headings
from lib.records.repeats import RepeatedEntries, RepeatedEntry
from lib.records.surveys import SurveyHead
from lib.surveys.measures import MEASURES
from lib.surveys.repeating_groups import CHARACTERS, groups_of
from lib.text.cleaning import pages_line
from lib.ui.kit import error_messages
from lib.ui.kit.escaping import plain, visible
from lib.ui.kit.person import who_judges
from lib.ui.surveys.extraction.repeated_evidence import draw_places
from lib.ui.surveys.route import last_place, move
from lib.workspace import Workspace

NAME = "name"
EDITOR_PX = 250
"""Height of the rows where the pages they were read in stand below: both are in sight then."""
HIDDEN = (
    "Another rater saved these rows. In this survey raters judge without knowing of each other: you see them once you have "
    "judged the paper's answers to these questions in *Review*."
)
TURN = "survey_rows_turn"
"""Counts up with each save, so that the table is drawn anew."""


def draw_repeated(workspace: Workspace, head: SurveyHead) -> None:
    """Draw the choice of a group and a paper, the rows, what saves them, and the cells they were read in beside their pages."""
    groups = groups_of(head.plan.questions)
    with st.container(horizontal=True, vertical_alignment="bottom", key="survey_rows_choice"):
        group = _choice("Repeats for", {name: visible(name) for name in groups}, "rows_of")
        names = {paper_id: visible(name) for paper_id, name in workspace.exports.extraction_names(head.id).items()}
        paper_id = _choice("Paper", names, "paper")
    there = workspace.repeating.entries(head, paper_id, group)
    if _is_hidden(workspace, head, there, groups[group]):
        st.info(HIDDEN, icon=":material/visibility_off:")
        return
    of = dict(headings(head.plan.questions))
    questions = {str(place): head.plan.questions[place] for place in groups[group]}
    st.caption(plain(_origin(there)))
    frame = pd.DataFrame(
        [[visible(entry.name), *(visible(value) for value in _padded(entry.values, len(questions)))] for entry in there.entries],
        columns=[NAME, *questions],
    ).astype("object")  # fmt: skip
    turn = st.session_state.setdefault(TURN, 0)
    edited = st.data_editor(
        frame,
        key=f"survey_rows_{head.id}_{paper_id}_{group}_{turn}",
        num_rows="dynamic",
        height=EDITOR_PX if any(entry.citations for entry in there.entries) else "auto",
        hide_index=True,
        column_config={
            NAME: st.column_config.TextColumn(plain(group), max_chars=CHARACTERS),
            **{
                place: st.column_config.TextColumn(
                    plain(of[int(place)]), help=plain(_help(question.text, question.measure)), max_chars=CHARACTERS
                )
                for place, question in questions.items()
            },
        },
    )
    if st.button("Save these rows", key="survey_rows_save", type="primary"):
        _save(workspace, head, there, edited, list(questions))
    draw_places(workspace, there)


def _is_hidden(workspace: Workspace, head: SurveyHead, there: RepeatedEntries, questions: Sequence[int]) -> bool:
    """Return whether another person saved the rows, of whose word whoever looks must not know yet."""
    person, reviews = who_judges(), workspace.reviews
    if not there.saved_at or not person or there.person == person or not reviews.plans.is_double(head.id):
        return False
    texts = {head.plan.questions[place].text for place in questions}
    items = [one for one in reviews.items(head.id) if there.paper_id in one.paper_ids and one.question in texts]
    return not all(
        reviews.plans.sees_others(head.id, person, reviews.latest_verdicts([one.answer_id])) for one in items
    )


def _save(workspace: Workspace, head: SurveyHead, there: RepeatedEntries, edited: Any, places: Sequence[str]) -> None:
    before = {visible(entry.name): entry.citations for entry in there.entries}
    entries = []
    for row in edited.to_dict("records"):
        name = _text(row[NAME])
        entries.append(RepeatedEntry(name, [_text(row[place]) for place in places], before.get(name, [])))
    try:
        workspace.repeating.save(head, there.paper_id, there.group, entries, who_judges())
    except SidelightError as error:
        error_messages.draw_error(error)
        return
    st.session_state[TURN] += 1
    st.toast("Saved.", icon=":material/check:")
    st.rerun()


def _choice(label: str, options: dict[str, str], name: str) -> str:
    """Return what is chosen, kept in the address."""
    key = f"survey_rows_{name}"
    chosen = last_place().get(name, "")
    st.session_state[key] = chosen if chosen in options else next(iter(options))
    picked: str = st.selectbox(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        on_change=lambda: move(**{name: st.session_state[key]}),
    )
    return picked


def _origin(there: RepeatedEntries) -> str:
    """Return where the rows come from."""
    if there.saved_at:
        return f"Saved by {visible(there.person)}." if there.person else "Saved by a person."
    cited = [one for entry in there.entries for one in entry.citations]
    if not cited:
        return "No table of the paper is surely about these questions. Add rows, and save them."
    label = cited[0].cell.table if cited[0].cell is not None else ""
    pages = pages_line([(page, "") for page in sorted({box.page for one in cited for box in one.boxes})])
    return f"Read in {visible(label) or 'a table'} ({pages}). Look at them before you use them; saved, they are yours."


def _help(text: str, measure: str) -> str:
    return f"{visible(text)} ({MEASURES[measure]})" if MEASURES.get(measure) else visible(text)


def _padded(values: Sequence[str], count: int) -> list[str]:
    return [*values[:count], *[""] * (count - len(values))]


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)
