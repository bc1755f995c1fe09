"""The import of a table of verdicts: which column is what, what odd words mean, which rows find no answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import PurePath

import pandas as pd
import streamlit as st

from lib.errors import SidelightError
from lib.importing.sheets import Sheet
from lib.importing.verdict_columns import VerdictColumns, guessed_verdict_columns
from lib.records import Paper
from lib.records.reviews import SCHEMES
from lib.reviews.queue import QueueItem
from lib.reviews.verdict_rows import ReadVerdicts
from lib.text.wording import count
from lib.ui.kit.escaping import WORD_LETTERS, plain, shorten, visible
from lib.ui.reviews.agreement.source_choice import items_of
from lib.ui.reviews.importing.column_mapping import draw_column, one_sheet
from lib.ui.reviews.review_terms import JUDGEMENTS, label_words, source_names
from lib.ui.reviews.table_cache import question_texts
from lib.workspace import Workspace

OUTCOME = "review_verdicts_kept"
"""What came of the table that was kept last, to be said once."""
READ = "review_verdicts_read"
"""What the last two readings gave, and what they were made of: the table as it came, and with odd words told."""
COLUMN_LABELS: dict[str, str] = {
    "paper": "Paper",
    "doi": "DOI",
    "title": "Title",
    "question": "Question",
    "answerer": "Answerer",
    "answer": "Answer id",
    "rater": "Rater",
    "correct": "Correct for the paper",
    "supported": "Supported by the evidence",
    "category": "What the paper reports",
    "at": "Time",
    "citation": "Citation",
    "right_passage": "Right passage",
    "flag": "Flagged",
    "reason": "Reason",
    "correction": "Correction",
    "note": "Note",
}
COLUMNS_OPEN = 9
"""Columns that stand open; the others behind a click."""
WORDS_SHOWN = 24
LEFT_OUT_SHOWN = 500
PREVIEW_ROWS = 6


def draw_verdict_import(workspace: Workspace, sheets: Mapping[str, Sheet], key: str, done: Callable[[], None]) -> None:
    """Draw the columns, what came of them, and the button that keeps the verdicts; `done` is called once they are kept."""
    sheet = one_sheet(sheets)
    source = _draw_source(workspace, key)
    guess = guessed_verdict_columns(sheet)
    chosen = _draw_columns(sheet, guess, key)
    if not chosen["rater"]:
        stem = PurePath(next(iter(sheets))).stem
        chosen["rater_name"] = st.text_input("Whose verdicts these are", stem, key=f"{key}_rater_name", max_chars=120)
    newer = st.checkbox(
        "Where a rater judged the same answer here otherwise or took it back, take the row as their newer verdict",
        key=f"{key}_newer",
        help="The earlier verdict stays in the history, and what the row leaves open stays as it was said. Without this such "
        "rows are left out and named.",
    )
    try:
        items = items_of(workspace, source)
        read = _read(workspace, sheet, VerdictColumns.from_dict(chosen), items, newer=newer)
        if read.strange:
            words = _draw_word_meanings(read.strange, key)
            read = _read(workspace, sheet, VerdictColumns.from_dict({**chosen, "words": words}), items, newer=newer)
    except SidelightError as error:
        st.info(plain(error.message), icon=":material/info:")
        return
    _draw_result(read, items)
    if st.button(
        f"Import {count(len(read.verdicts), 'verdict')}", type="primary", key=f"{key}_keep", disabled=not read.verdicts
    ):
        _save(workspace, read, done)


def _read(
    workspace: Workspace, sheet: Sheet, columns: VerdictColumns, items: list[QueueItem], *, newer: bool
) -> ReadVerdicts:
    """Return what the table gives, read once as long as neither it nor what it is tied to changes: ten thousand rows
    take a second.
    """
    papers = _papers(workspace, items)
    made_of = (sheet, columns, items, papers, newer, workspace.reviews.stamp())
    earlier_readings: list[tuple[object, ReadVerdicts]] = st.session_state.setdefault(READ, [])
    for earlier, read in earlier_readings:
        if earlier == made_of:
            return read
    texts = question_texts(workspace, items)
    read = workspace.reviews.verdict_table_reader(items, papers, texts).read(sheet, columns, newer=newer)
    st.session_state[READ] = [*earlier_readings[-1:], (made_of, read)]
    return read


def draw_import_result() -> None:
    """Draw what came of the last table, once."""
    if outcome := st.session_state.pop(OUTCOME, ""):
        st.success(plain(outcome), icon=":material/check:")


def _save(workspace: Workspace, read: ReadVerdicts, done: Callable[[], None]) -> None:
    try:
        with st.spinner("Importing the verdicts …"):
            new = workspace.reviews.add_all(read.verdicts)
    except SidelightError as error:
        st.error(plain(error.message), icon=":material/error:")
        return
    there = f" {len(read.verdicts) - new:,} were here already." if new < len(read.verdicts) else ""
    st.session_state.pop(READ, None)
    st.session_state[OUTCOME] = f"{count(new, 'verdict')} imported, each with its rater.{there}"
    done()


def _papers(workspace: Workspace, items: list[QueueItem]) -> list[Paper]:
    """Return the papers of the library, and those of the answers whose PDF is not here (any more)."""
    there = workspace.papers()
    gone = {paper_id for item in items for paper_id in item.paper_ids} - {paper.id for paper in there}
    return [*there, *workspace.removed_papers(sorted(gone)).values()]


def _draw_source(workspace: Workspace, key: str) -> str:
    options = source_names(workspace)
    return st.selectbox(
        "The answers that were judged",
        list(options),
        format_func=lambda one: options.get(one, ""),
        key=f"{key}_source",
        help="Choose one survey where the same question was asked of the same paper in several.",
    )


def _draw_columns(sheet: Sheet, guess: VerdictColumns, key: str) -> dict[str, str]:
    """Draw the choice of columns; return the column of each part."""
    parts = list(COLUMN_LABELS)
    chosen = _draw_some(sheet, guess, key, parts[:COLUMNS_OPEN])
    with st.expander("Other columns"):
        return chosen | _draw_some(sheet, guess, key, parts[COLUMNS_OPEN:])


def _draw_some(sheet: Sheet, guess: VerdictColumns, key: str, parts: list[str]) -> dict[str, str]:
    grid = st.columns(3)
    chosen = {}
    for place, part in enumerate(parts):
        with grid[place % 3]:
            chosen[part] = draw_column(COLUMN_LABELS[part], sheet, getattr(guess, part), f"{key}_part_{part}")
    return chosen


def _draw_word_meanings(strange: Mapping[str, Counter[str]], key: str) -> dict[str, str]:
    """Draw the odd words; return which word of the scheme each means. Rows whose word means nothing stay out."""
    st.caption("These words are not in the scheme. Say what each means; the rows of a word left open are left out.")
    grid = st.columns(3)
    meant = {}
    odd = [(judgement, word, n) for judgement, words in strange.items() for word, n in words.most_common(WORDS_SHOWN)]
    for place, (judgement, word, number) in enumerate(odd[:WORDS_SHOWN]):
        scheme = next(words for name, words in SCHEMES.items() if name == judgement)
        label = f"“{plain(word, WORD_LETTERS)}” ({number:,}), {_judgement(judgement)}"
        with grid[place % 3]:
            meaning = st.selectbox(
                label,
                ["", *scheme],
                format_func=lambda one: label_words(one) if one else "nothing",
                key=f"{key}_word_{judgement}_{place}_{word[:40]}",
            )
        if meaning:
            meant[f"{judgement}:{word}"] = meaning
    return meant


def _judgement(name: str) -> str:
    return next((words for judgement, words in JUDGEMENTS.items() if judgement == name), name)


def _draw_result(read: ReadVerdicts, items: list[QueueItem]) -> None:
    """Draw what would be kept, what is here already, and every row that stays out with its reason."""
    counts = [f"{count(len(read.verdicts), 'verdict')} to import"]
    counts += [f"{count(read.same, 'row')} say what is here already"] if read.same else []
    counts += [f"{count(read.empty, 'row')} say nothing"] if read.empty else []
    counts += [f"{count(len(read.left_out), 'row')} left out"] if read.left_out else []
    st.markdown(plain("; ".join(counts) + "."))
    if read.verdicts:
        known = {item.answer_id: item for item in items}
        rows = [
            [
                known[v.answer_id].question,
                v.rater,
                *(label_words(word or "") for word in (v.correct, v.supported, v.category)),
            ]
            for v in read.verdicts[:PREVIEW_ROWS]
        ]
        columns = ["question", "rater", "correct", "supported", "category"]
        st.dataframe(pd.DataFrame(rows, columns=columns).map(visible), hide_index=True)
    if read.left_out:
        with st.expander(f"{count(len(read.left_out), 'row')} left out, with the reason", expanded=not read.verdicts):
            rows = [[str(r.row), r.paper, r.question, r.rater, r.why] for r in read.left_out[:LEFT_OUT_SHOWN]]
            frame = pd.DataFrame(rows, columns=["row", "paper", "question", "rater", "why"])
            st.dataframe(frame.map(lambda one: shorten(visible(one), 200)), hide_index=True)
            if len(read.left_out) > LEFT_OUT_SHOWN:
                st.caption(f"and {len(read.left_out) - LEFT_OUT_SHOWN:,} more")
