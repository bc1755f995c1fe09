"""Tables of labels that people or models gave to papers elsewhere: brought in, voted on, compared."""

from __future__ import annotations

import math
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lib.errors import SheetError
from lib.importing.column_names import (
    LABEL_COLUMNS,
    OF_A_TITLE,
    OF_A_WORK,
    OF_AUTHORS,
    OF_AUTHORS_AND_YEAR,
    PAPER_COLUMNS,
    QUESTION_COLUMNS,
    SOURCE_COLUMNS,
    paper_column_rank,
)
from lib.importing.paper_matching import PaperReference
from lib.importing.sheets import Sheet
from lib.records import Record
from lib.records.reviews import Label, LabelCell, plain_key
from lib.records.voting import majority_vote
from lib.statistics.agreement import Agreement, compare
from lib.text.wording import count

VOTE = "vote"
"""The source that a vote of several sources is called."""
MOST_LABELS, LABEL_REPEATS, LABEL_CHARACTERS = 12, 4, 40
"""A column holds labels where it has few different values, each stands several times on average, and none is long."""
SURE = 8
"""Of `PAPER_COLUMNS`, those that name nothing else."""
KEY_SHARE = 0.9
"""Of the rows, that have values of their own in a column that names papers; some papers have two rows."""
COLUMNS_NAMED = 8
"""In a sentence on columns that are there."""


@dataclass(frozen=True, slots=True)
class LabelColumns(Record):
    """Which column of a table holds what."""

    paper: str
    doi: str = ""
    title: str = ""
    question: str = ""
    """Of a table with one row a label; empty where each question has a column of its own."""
    label: str = ""
    source: str = ""
    source_name: str = ""
    """Who gave the labels, where no column says it."""
    questions: dict[str, str] = field(default_factory=dict)
    """Column to question, of a table with one row a paper."""
    pattern: str = ""
    """How the paper column holds paper and question together, such as `Publication_{paper}.pdf_{question}.txt`."""
    words: dict[str, str] = field(default_factory=dict)
    """Label as written to label as meant, such as `y` to `Yes`; others stay as they are."""


@dataclass(frozen=True, slots=True)
class ReadLabels:
    """What a table gave."""

    labels: list[Label]
    notes: list[str]
    """Plain sentences on rows that were left out."""


@dataclass(frozen=True, slots=True)
class Comparison(Record):
    """One source beside another over the cells that both labelled."""

    first: str
    second: str
    overall: Agreement
    """All cells together."""
    questions: dict[str, Agreement]
    majority: int
    """Cells that always giving each question's commonest label of the second source would get right."""
    unlabelled: int
    """Cells that both have but one left without a label."""


def guessed_columns(sheet: Sheet, source_name: str = "") -> LabelColumns:
    """Return the columns as their names and contents suggest; a person has the last word. Raises SheetError without a
    paper column.
    """
    paper = _paper_column(sheet)
    if paper is None:
        there = ", ".join(f"“{column[:LABEL_CHARACTERS]}”" for column in sheet.columns[:COLUMNS_NAMED])
        raise SheetError(f"No column names the paper. The columns are {there}. Call one “paper”, or choose it.")
    doi, title = sheet.column("doi") or "", sheet.column("title", "article name", "article title", "article") or ""
    title = title or next((column for column in sheet.columns if paper_column_rank(column) == OF_A_TITLE), "")
    source = sheet.column(*SOURCE_COLUMNS) or ""
    question, label = sheet.column(*QUESTION_COLUMNS) or "", sheet.column(*LABEL_COLUMNS) or ""
    if label and (question or (pattern := guessed_pattern([row[paper] for row in sheet.rows]))):
        return LabelColumns(
            paper, doi, title, question, label, source, source_name, pattern="" if question else pattern
        )
    taken = {paper, doi, title, source, sheet.column("status")}
    wide = {column: column for column in sheet.columns if column not in taken and _holds_labels(sheet, column)}
    return LabelColumns(paper, doi, title, source=source, source_name=source_name, questions=wide)


def _paper_column(sheet: Sheet) -> str | None:
    """Return the column that names the papers: by its name, else the first whose values are all but one different."""
    named: dict[int, str] = {}
    for column in sheet.columns:
        if (rank := paper_column_rank(column)) is not None:
            named.setdefault(rank, column)
    return (
        sheet.column(*PAPER_COLUMNS[:SURE])
        or named.get(OF_A_WORK)
        or named.get(OF_AUTHORS_AND_YEAR)
        or sheet.column(*PAPER_COLUMNS[SURE:])
        or named.get(OF_A_TITLE)
        or sheet.column("doi", "title", "pmid", "url", "link")
        or named.get(OF_AUTHORS)
        or next((column for column in sheet.columns if _tells_rows_apart(sheet, column)), None)
    )


def _tells_rows_apart(sheet: Sheet, column: str) -> bool:
    """Return whether the values of a column are words that hardly repeat, as names of papers are."""
    values = [row[column] for row in sheet.rows if row[column]]
    least = math.ceil(KEY_SHARE * len(sheet.rows))
    is_named = sum(bool(re.search(r"[^\W\d_]", value)) for value in values) >= least
    return len(sheet.rows) > 1 and len(set(values)) >= least and is_named


def guessed_pattern(keys: Sequence[str]) -> str:
    """Return how keys hold paper and question together, told from what all of them have in common; empty where they do not.

    Such as `Publication_{paper}.pdf_{question}.txt`.
    """
    if len(keys) < 2:
        return ""
    words = re.match(r"(?:[A-Za-z]+[_\W])*", _common(keys))  # a number in front is part of the paper's name
    front = words[0] if words else ""
    back = _common([key[::-1] for key in keys])[::-1]
    middles = [key[len(front) : len(key) - len(back)] for key in keys]
    for joint in (".pdf_", "_", " ", ":", "|"):
        parts = [middle.rsplit(joint, 1) for middle in middles]
        if all(len(part) == 2 and all(part) for part in parts):
            questions = {part[1] for part in parts}
            if len(questions) < len(parts) and _common(list(questions)).rstrip("0123456789"):
                return f"{front}{{paper}}{joint}{{question}}{back}"
    return ""


def _common(texts: Sequence[str]) -> str:
    """Return what all begin with."""
    return os.path.commonprefix(list(texts))  # noqa: RUF071 - of words, not of paths


def _holds_labels(sheet: Sheet, column: str) -> bool:
    """Return whether the column repeats a few short words, as labels do."""
    values = [row[column] for row in sheet.rows if row[column]]
    few = len(set(values)) <= max(2, min(MOST_LABELS, len(values) // LABEL_REPEATS))
    return bool(values) and few and all(len(value) <= LABEL_CHARACTERS for value in values)


def read_labels(sheet: Sheet, columns: LabelColumns) -> ReadLabels:
    """Return the labels of a table; raises SheetError where it holds none.

    Of two labels of one source for the same cell the later one counts; an empty one is none.
    """
    if columns.label and not (columns.question or columns.pattern):
        raise SheetError("Say which column names the question, or how the paper column holds it.")
    if not columns.label and not columns.questions:
        raise SheetError("No column holds labels. Choose the columns that do, or one called “label”.")
    found = list(_long(sheet, columns) if columns.label else _wide(sheet, columns))
    notes = []
    if columns.label and columns.question:
        filled = _filled_down(found)
        if taken := sum(before != after for before, after in zip(found, filled, strict=True)):
            notes.append(f"{count(taken, 'row')} without a paper taken for the one above.")
        found = filled
    keyed = [label for label in found if label.paper_key.strip() and label.question.strip()]
    if lost := len(found) - len(keyed):
        notes.append(f"{count(lost, 'row')} without a paper or a question left out.")
    latest: dict[tuple[str, str, str], Label] = {}
    for label in keyed:
        place = (label.source, *label.cell)
        if label.label or place not in latest:
            latest[place] = label
    if repeated := len(keyed) - len(latest):
        notes.append(f"{count(repeated, 'label')} given twice; the later one counts.")
    if not any(label.label for label in latest.values()):
        raise SheetError("The columns that were chosen hold no label.")
    return ReadLabels(list(latest.values()), notes)


def _long(sheet: Sheet, columns: LabelColumns) -> Iterable[Label]:
    pattern = _compiled(columns.pattern) if columns.pattern else None
    for row in sheet.rows:
        key, question = row[columns.paper], row[columns.question] if columns.question else ""
        if pattern is not None:
            found = pattern.fullmatch(key)
            key, question = (found["paper"], found["question"]) if found else ("", "")
        yield _label(row, columns, key, question, row[columns.label])


def _filled_down(labels: Iterable[Label]) -> list[Label]:
    """Return the labels, those without a paper as of the one above: people leave out what repeats."""
    filled: list[Label] = []
    for one in labels:
        above = filled[-1] if filled else None
        if not one.paper_key.strip() and one.question.strip() and one.label and above is not None:
            one = replace(one, paper_key=above.paper_key, doi=one.doi or above.doi, title=one.title or above.title)
        filled.append(one)
    return filled


def _wide(sheet: Sheet, columns: LabelColumns) -> Iterable[Label]:
    for row in sheet.rows:
        for column, question in columns.questions.items():
            yield _label(row, columns, row[columns.paper], question, row[column])


def _label(row: Mapping[str, str], columns: LabelColumns, key: str, question: str, written: str) -> Label:
    words = {word.casefold(): meant for word, meant in columns.words.items()}
    return Label(
        paper_key=key,
        question=question,
        source=(row[columns.source] if columns.source else "") or columns.source_name or "people",
        label=words.get(written.casefold(), written),
        doi=row[columns.doi] if columns.doi else "",
        title=row[columns.title] if columns.title else "",
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    if pattern.count("{paper}") != 1 or pattern.count("{question}") != 1:
        raise SheetError("The pattern must hold {paper} and {question} once each.")
    plain = re.escape(pattern).replace(r"\{paper\}", "(?P<paper>.+)").replace(r"\{question\}", "(?P<question>.+?)")
    return re.compile(plain)


def sources_of(labels: Iterable[Label]) -> list[str]:
    """Return who gave labels, in the order in which they come."""
    return list(dict.fromkeys(label.source for label in labels))


def named_papers(labels: Iterable[Label]) -> dict[str, PaperReference]:
    """Return how the labels name each paper, by the key as it is compared."""
    named: dict[str, PaperReference] = {}
    for label in labels:
        known = named.get(plain_key(label.paper_key), PaperReference())
        named[plain_key(label.paper_key)] = PaperReference(
            label.paper_key, known.doi or label.doi, known.title or label.title
        )
    return named


def votes_of(labels: Iterable[Label], sources: Sequence[str]) -> list[Label]:
    """Return the vote of some sources on every cell that one of them labelled, as labels of the source "vote"."""
    cast: dict[LabelCell, dict[str, Label]] = defaultdict(dict)
    for label in labels:
        if label.source in sources and label.label:
            cast[label.cell][label.source] = label
    return [
        Label(key, question, VOTE, majority_vote([by_source[name].label for name in sources if name in by_source]))
        for (key, question), by_source in cast.items()
    ]


def compare_labels(first: Iterable[Label], second: Iterable[Label]) -> Comparison:
    """Return one source's labels beside another's; raises SheetError where they have no cell in common."""
    ours, theirs = {label.cell: label for label in first}, {label.cell: label for label in second}
    both = [cell for cell in theirs if cell in ours]
    labelled = [cell for cell in both if ours[cell].label and theirs[cell].label]
    if not labelled:
        raise SheetError("These two have no labelled question of one paper in common, so there is nothing to compare.")
    by_question: dict[str, list[LabelCell]] = defaultdict(list)
    for cell in labelled:
        by_question[cell[1]].append(cell)
    questions = {question: _agreement(cells, ours, theirs) for question, cells in by_question.items()}
    return Comparison(
        ours[labelled[0]].source,
        theirs[labelled[0]].source,
        _agreement(labelled, ours, theirs),
        questions,
        sum(round(one.majority_share * one.n) for one in questions.values()),
        len(both) - len(labelled),
    )


def _agreement(
    cells: Sequence[LabelCell], ours: Mapping[LabelCell, Label], theirs: Mapping[LabelCell, Label]
) -> Agreement:
    return compare([ours[cell].label for cell in cells], [theirs[cell].label for cell in cells])
