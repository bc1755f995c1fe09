"""Tables of labels that people or models gave to papers elsewhere: brought in, voted on, compared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lib.errors import SheetError
from lib.importing.label_columns import LabelColumns, rows_of_papers
from lib.importing.paper_matching import PaperReference
from lib.importing.sheets import Sheet
from lib.records import Record
from lib.records.reviews import Label, LabelCell, plain_key
from lib.records.voting import majority_vote
from lib.statistics.agreement import Agreement, compare
from lib.text.wording import count

VOTE = "vote"
"""The source that a vote of several sources is called."""


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


def read_labels(sheet: Sheet, columns: LabelColumns) -> ReadLabels:
    """Return the labels of a table; raises SheetError where it holds none.

    Of two labels of one source for the same cell the later one counts; an empty one is none.
    """
    _check_columns(columns)
    found, notes = _found(sheet, columns)
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


def _check_columns(columns: LabelColumns) -> None:
    """Raise SheetError where it is not known which columns hold labels, or of which question."""
    if columns.label and not (columns.question or columns.pattern):
        raise SheetError("Say which column names the question, or how the paper column holds it.")
    if columns.papers and not columns.question:
        raise SheetError("Say which column holds the questions.")
    if not columns.label and not columns.questions and not columns.papers:
        raise SheetError("No column holds labels. Choose the columns that do, or one called “label”.")


def _found(sheet: Sheet, columns: LabelColumns) -> tuple[list[Label], list[str]]:
    """Return the labels as they stand in the rows, and sentences on rows that were filled or left out."""
    found, notes = list(_all_labels(sheet, columns)), list[str]()
    if columns.questions and (left_out := len(sheet.rows) - len(rows_of_papers(sheet, columns.paper))):
        notes.append(f"{count(left_out, 'row')} of no paper (sums, titles of groups, remarks) left out.")
    if columns.label and columns.question:
        filled = _filled_down(found)
        if taken := sum(before != after for before, after in zip(found, filled, strict=True)):
            notes.append(f"{count(taken, 'row')} without a paper taken for the one above.")
        found = filled
    return found, notes


def _all_labels(sheet: Sheet, columns: LabelColumns) -> Iterable[Label]:
    if columns.papers:
        return _across(sheet, columns)
    return _long(sheet, columns) if columns.label else _wide(sheet, columns)


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
    for row in rows_of_papers(sheet, columns.paper):
        key = f"{row[columns.paper]} {row[columns.year]}".strip() if columns.year else row[columns.paper]
        for column, question in columns.questions.items():
            yield _label(row, columns, key, question, row[column])


def _across(sheet: Sheet, columns: LabelColumns) -> Iterable[Label]:
    for row in sheet.rows:
        for column, paper in columns.papers.items():
            yield _label(row, columns, paper, row[columns.question], row[column])


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
