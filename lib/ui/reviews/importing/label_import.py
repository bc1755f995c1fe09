"""The import of a table of labels: what its columns mean, as guessed and as a person corrects it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

import pandas as pd
import streamlit as st

from lib.errors import SheetError, SidelightError
from lib.importing.label_columns import LabelColumns, guessed_columns
from lib.importing.label_table import named_papers, read_labels
from lib.importing.sheets import Sheet, read_sheet
from lib.importing.verdict_columns import holds_verdicts
from lib.records.reviews import Label
from lib.text.wording import count
from lib.ui.kit.escaping import COLUMN_LETTERS, QUOTED_LETTERS, WORD_LETTERS, plain, shorten, visible
from lib.ui.kit.streamlit_internals import UploadedFile
from lib.ui.reviews.importing.column_mapping import draw_column, one_sheet
from lib.ui.reviews.importing.verdict_import import draw_verdict_import
from lib.ui.reviews.table_cache import labels_in, paper_ids
from lib.workspace import Workspace

SHEETS = "review_intake_sheets"
"""Tables by the id of their upload: read once."""
UPLOADER = "review_intake_turn"
"""Number of the uploader: a fresh one once a table is kept."""
LABELS, VERDICTS = "labels", "verdicts on answers"
ROW_PER_LABEL, ROW_PER_PAPER = "one row a label", "one row a paper, a column for each question"
ROW_PER_QUESTION = "one row a question, a column for each paper"
WORDS_SHOWN = 24
PREVIEW_ROWS = 8
HEAD_ROW_MOST = 1_000
"""Number of the row in which the columns of a table are named, at the most."""
UNMATCHED_SHOWN = 200


def draw_label_import(workspace: Workspace) -> None:
    """Draw the upload; below it, what was found and what of it is meant."""
    turn = st.session_state.get(UPLOADER, 0)
    uploads = st.file_uploader(
        "CSV, TSV, Excel or ODS; several at once where they have the same columns",
        type=["csv", "tsv", "txt", "xlsx", "ods"],
        accept_multiple_files=True,
        key=f"review_upload_{turn}",
    )
    sheets: dict[str, Sheet] = {}
    before = st.session_state.get(SHEETS, {})
    read_before = {upload.file_id: before[upload.file_id] for upload in uploads or [] if upload.file_id in before}
    st.session_state[SHEETS] = read_before
    for upload in uploads or []:
        try:
            if upload.file_id not in read_before:
                read_before[upload.file_id] = read_sheet(upload.name, upload.getvalue())
            sheets[upload.name] = _draw_place(upload, read_before[upload.file_id])
            if sheets[upload.name].doubt:
                st.warning(plain(sheets[upload.name].doubt), icon=":material/info:")
        except SheetError as error:
            st.error(plain(error.message), icon=":material/error:")
    if not sheets:
        return
    first = next(iter(sheets.values()))
    others = [name for name, sheet in sheets.items() if sheet.columns != first.columns]
    if others:
        st.warning(plain(f"“{others[0]}” has other columns than the first table. Import it by itself."))
        sheets = {name: sheet for name, sheet in sheets.items() if name not in others}
    key = f"review_intake_{turn}_{'-'.join(first.columns)[:60]}"
    kind = st.radio(
        "The table holds",
        [LABELS, VERDICTS],
        index=1 if holds_verdicts(first) else 0,
        horizontal=True,
        key=f"{key}_kind",
        captions=[
            "compared with raters and answerers as they stand",
            "matched to the answers here, as if given on this screen",
        ],
    )
    if kind == VERDICTS:
        draw_verdict_import(workspace, sheets, key, lambda: _finish(st.session_state.get(UPLOADER, 0) + 1))
    else:
        _draw_table(workspace, sheets, key)


def _draw_place(upload: UploadedFile, guess: Sheet) -> Sheet:
    """Draw which sheet of a workbook holds the table and which row its head, and return what stands there. Raises SheetError."""
    key = f"review_place_{upload.file_id}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = guess.name
        if guess.others:
            at = guess.others.index(guess.name)
            name = st.selectbox(
                plain(f"Sheet of {upload.name}"), guess.others, at, format_func=visible, key=f"{key}_sheet", width=260
            )
        is_guessed = name == guess.name
        row = st.number_input(
            "Row of the column names",
            0,
            HEAD_ROW_MOST,
            guess.head_row if is_guessed else 0,
            key=f"{key}_head_{name}",
            width=220,
            help="0: found out by itself",
        )
    if is_guessed and row == guess.head_row:
        return guess
    return read_sheet(upload.name, upload.getvalue(), name or None, int(row) or None)


def _draw_table(workspace: Workspace, sheets: Mapping[str, Sheet], key: str) -> None:
    sheet = one_sheet(sheets)
    try:
        guess = guessed_columns(sheet)
    except SheetError as error:
        st.info(plain(error.message), icon=":material/info:")
        guess = LabelColumns(sheet.columns[0])
    columns = _draw_columns(workspace, sheet, guess, key)
    sources = _draw_sources(sheets, columns, key)
    try:
        read = [read_labels(one, _with_source(columns, sources[name])) for name, one in sheets.items()]
        words = _draw_label_meanings([label for one in read for label in one.labels], key)
        if words:
            columns = LabelColumns.from_dict({**columns.to_dict(), "words": words})
            read = [read_labels(one, _with_source(columns, sources[name])) for name, one in sheets.items()]
    except SheetError as error:
        st.info(plain(error.message), icon=":material/info:")
        return
    labels = [label for one in read for label in one.labels]
    for one in read:
        for note in one.notes:
            st.caption(plain(note))
    _draw_preview(workspace, labels)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = [PurePath(name).stem for name in sheets]
        name = st.text_input(
            "Name of the table", names[0] if len(names) == 1 else "Labels", key=f"{key}_name", width=340
        )
        if st.button("Save as a label table", type="primary", key=f"{key}_keep"):
            _save(workspace, name, labels)


def _save(workspace: Workspace, name: str, labels: Sequence[Label]) -> None:
    try:
        with st.spinner("Saving the labels …"):
            workspace.labels.add(visible(name)[:200] or "Labels", labels)
    except SidelightError as error:
        st.error(plain(error.message), icon=":material/error:")
        return
    _finish(st.session_state.get(UPLOADER, 0) + 1)


def _finish(turn: int) -> None:
    """Put a fresh uploader there."""
    st.session_state[UPLOADER] = turn
    st.session_state.pop(SHEETS, None)
    st.rerun()


# what the columns mean


def _draw_columns(workspace: Workspace, sheet: Sheet, guess: LabelColumns, key: str) -> LabelColumns:
    layout = st.radio(
        "The table has",
        [ROW_PER_LABEL, ROW_PER_PAPER, ROW_PER_QUESTION],
        index=0 if guess.label else 2 if guess.papers else 1,
        horizontal=True,
        key=f"{key}_layout",
    )
    if layout == ROW_PER_QUESTION:
        return _draw_papers_across(sheet, guess, key)
    paper, doi, title = st.columns(3)
    with paper:
        named = draw_column("Paper", sheet, guess.paper, f"{key}_paper", required=True)
    with doi:
        doi_column = draw_column("DOI", sheet, guess.doi, f"{key}_doi")
    with title:
        title_column = draw_column("Title", sheet, guess.title, f"{key}_title")
    if layout == ROW_PER_PAPER:
        questions = _draw_questions(workspace, sheet, guess, key, {named, doi_column, title_column})
        year = guess.year if named == guess.paper else ""
        return LabelColumns(named, doi_column, title_column, source=guess.source, questions=questions, year=year)
    question, label, pattern = st.columns(3)
    with question:
        question_column = draw_column("Question", sheet, guess.question, f"{key}_question")
    with label:
        label_column = draw_column("Label", sheet, guess.label, f"{key}_label")
    form = "" if question_column else pattern.text_input(
        "How the paper column holds both",
        guess.pattern,
        key=f"{key}_pattern",
        placeholder="Publication_{paper}.pdf_{question}.txt",
    )  # fmt: skip
    return LabelColumns(named, doi_column, title_column, question_column, label_column, guess.source, pattern=form)


def _draw_several(label: str, options: Sequence[str], guess: Iterable[str], key: str) -> list[str]:
    """Draw a choice of several columns, the guessed ones chosen; return those that are chosen."""
    return st.multiselect(
        label,
        options,
        default=[column for column in guess if column in options],
        format_func=lambda one: shorten(visible(one), COLUMN_LETTERS),
        key=key,
    )


def _draw_papers_across(sheet: Sheet, guess: LabelColumns, key: str) -> LabelColumns:
    """Draw the choice of the columns that are papers; return what they hold."""
    question = draw_column("Question", sheet, guess.question, f"{key}_question", required=True)
    options = [column for column in sheet.columns if column != question]
    papers = _draw_several("Columns of papers", options, guess.papers, f"{key}_papers")
    return LabelColumns("", question=question, papers={column: column for column in papers})


def _draw_questions(
    workspace: Workspace, sheet: Sheet, guess: LabelColumns, key: str, taken: set[str]
) -> dict[str, str]:
    """Draw the choice of the columns that hold labels; return which question each is."""
    options = [column for column in sheet.columns if column not in taken]
    columns = _draw_several("Columns that hold labels", options, guess.questions, f"{key}_columns")
    with st.expander("What the questions are called"):
        st.caption("Questions are compared by their names: give a column the name that it has elsewhere.")
        known = _known_questions(workspace)
        grid = st.columns(3)
        questions = {}
        for place, column in enumerate(columns):
            with grid[place % 3]:
                chosen = st.selectbox(
                    plain(column, COLUMN_LETTERS),
                    list(dict.fromkeys([column, *known])),
                    format_func=lambda one: shorten(visible(str(one)), QUOTED_LETTERS),
                    accept_new_options=True,
                    key=f"{key}_question_{place}_{column[:40]}",
                )
                questions[column] = str(chosen or column)
    return questions


def _known_questions(workspace: Workspace) -> list[str]:
    """Return the questions of label tables and of surveys."""
    names = [label.question for table in workspace.labels.tables() for label in labels_in(workspace, table)]
    names += [question.text for head in workspace.surveys.heads() for question in head.plan.questions]
    return list(dict.fromkeys(names))


def _draw_sources(sheets: Mapping[str, Sheet], columns: LabelColumns, key: str) -> dict[str, str]:
    """Draw who gave the labels of each file, where no column says it; return the names by file."""
    if columns.source:
        st.caption(f"Who gave the labels stands in the column “{plain(columns.source)}”.")
        return dict.fromkeys(sheets, "")
    grid = st.columns(3)
    names = {}
    for place, name in enumerate(sheets):
        stem = PurePath(name).stem
        label = "Who gave the labels" if len(sheets) == 1 else plain(stem, COLUMN_LETTERS)
        names[name] = grid[place % 3].text_input(label, stem, key=f"{key}_source_{place}", max_chars=120)
    return names


def _with_source(columns: LabelColumns, source: str) -> LabelColumns:
    return LabelColumns.from_dict({**columns.to_dict(), "source_name": " ".join(source.split())})


def _draw_label_meanings(labels: Sequence[Label], key: str) -> dict[str, str]:
    """Draw what the words mean; return the label that each means, of those that mean another one."""
    counts = Counter(label.label for label in labels if label.label)
    with st.expander(f"What the words mean: {plain(_common_labels(counts))}"):
        if len(counts) > WORDS_SHOWN:
            st.caption(f"{len(counts):,} different words; the {WORDS_SHOWN} commonest can be renamed here.")
        grid = st.columns(4)
        meant = {
            word: grid[place % 4].text_input(
                f"{plain(word, WORD_LETTERS)} ({number:,})", word, key=f"{key}_word_{place}_{word[:40]}"
            )
            for place, (word, number) in enumerate(counts.most_common(WORDS_SHOWN))
        }
    return {word: label.strip() for word, label in meant.items() if label.strip() not in ("", word)}


def _common_labels(counts: Counter[str]) -> str:
    return ", ".join(shorten(visible(word), 24) for word, _ in counts.most_common(5)) + (
        " …" if len(counts) > 5 else ""
    )


# what came of it


def _draw_preview(workspace: Workspace, labels: Sequence[Label]) -> None:
    rows = [[label.paper_key, label.question, label.source, label.label] for label in labels]
    frame = pd.DataFrame(rows[:PREVIEW_ROWS], columns=["paper", "question", "who", "label"]).map(visible)
    st.dataframe(frame, hide_index=True)
    named = named_papers(labels)
    found = paper_ids(workspace, labels)
    unmatched = [name for key, name in named.items() if key not in found]
    st.caption(
        f"{count(len(labels), 'label')} of {count(len(named), 'paper')}; {len(found):,} of them are in the library."
    )
    if unmatched:
        with st.expander(f"{count(len(unmatched), 'paper')} not found in the library"):
            st.caption(
                "Looked for by DOI, then file name, then title. They can be saved and compared with other tables all the same; "
                "to compare them with your answers, add the PDFs or correct the columns."
            )
            frame = pd.DataFrame(
                [[n.key, n.doi, n.title] for n in unmatched[:UNMATCHED_SHOWN]], columns=["paper", "doi", "title"]
            )
            st.dataframe(frame.map(visible), hide_index=True)
