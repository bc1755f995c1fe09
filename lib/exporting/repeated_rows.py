"""Entries of repeating groups as files: a row an entry, and as the packages of meta-analysis read them.

metafor: columns are called as the arguments of `escalc` in that R package (Viechtbauer 2010). RevMan: each column is headed as
in its tables of data: group by group, or as 2 x 2 counts of a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO

from lib.errors import SidelightError
from lib.exporting.entry_columns import entry_columns, has_groups
from lib.exporting.export_format import Write, WriteContext, Written
from lib.exporting.export_rows import NO_TABLE, Export, RepeatedRow
from lib.exporting.export_tables import Column
from lib.exporting.spreadsheet import write_csv_rows
from lib.exporting.spreadsheet_cells import Cell
from lib.records import Paper
from lib.surveys.measures import ACCURACY, ONE_GROUP, TWO_GROUPS
from lib.surveys.table_entries import plain_number

NO_GROUPS = (
    "No question of this survey repeats within a paper. Give questions the same word under “Repeats for” in their set, "
    "and ask it anew."
)
NO_MEASURES = (
    "No repeated question has a measure, so that nothing says which number is a mean, an SD or a count. Choose one under "
    "“Measure” in the question set, and ask it anew."
)
NO_COMPARISONS = (
    "RevMan takes comparisons of two groups, and there are none: give the questions measures of group 1 and group 2, or have "
    "the arms of each paper be two rows."
)
REVMAN = {
    "mean_1": "Experimental Mean", "sd_1": "Experimental SD", "events_1": "Experimental Events", "n_1": "Experimental Total",
    "mean_2": "Control Mean", "sd_2": "Control SD", "events_2": "Control Events", "n_2": "Control Total",
    "tp": "TP", "fp": "FP", "fn": "FN", "tn": "TN",
}  # fmt: skip
"""Role and the head of its column."""


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """One line of a meta-analysis: an entry, or two groups of a paper that are compared."""

    paper: Paper
    name: str
    group: str
    entry: str
    numbers: Mapping[str, float]
    """By role; what no number stands for is left out."""


def entries_writer(write: Callable[[Export, BinaryIO], list[str]]) -> Write:
    """Return a writer whose function returns what is to be said of the file."""

    def written(export: Export, out: BinaryIO, context: WriteContext) -> Written:
        return Written(write(export, out))

    return written


def write_entries_csv(export: Export, out: BinaryIO) -> list[str]:
    """Write one row an entry, each question a column, with where its values were read; return what is to be said of it."""
    write_csv_rows(entry_columns(export.questions), _rows(export), out)
    return [] if has_groups(export.questions) else [NO_GROUPS]


def write_metafor_csv(export: Export, out: BinaryIO) -> list[str]:
    """Write what `escalc` of metafor takes, a row an entry or a comparison; return what is to be said of it."""
    rows = list(measured_rows(export))
    present = _present(rows)
    names = {role: name for role, name in (ONE_GROUP | TWO_GROUPS | ACCURACY).items() if role in present}
    columns = [
        *_study_columns("study", "year", "group", "entry"),
        *(_number_column(name, role) for role, name in names.items()),
    ]
    if {"events_1", "n_1"} <= present and "tp" not in present:
        columns.append(Column("bi", lambda row: _without(row, "n_1", "events_1")))
    if {"events_2", "n_2"} <= present and "tp" not in present:
        columns.append(Column("di", lambda row: _without(row, "n_2", "events_2")))
    write_csv_rows(columns, rows, out)
    return _measures_missing(export)


def write_revman_csv(export: Export, out: BinaryIO) -> list[str]:
    """Write the comparisons of two groups, or the counts of a test, a row each; return what is to be said of it."""
    rows = [row for row in measured_rows(export) if row.numbers.keys() & REVMAN.keys()]
    present = _present(rows)
    names = {role: name for role, name in REVMAN.items() if role in present}
    columns = [
        *_study_columns("Study", "Year", "Outcome", "Subgroup"),
        *(_number_column(name, role) for role, name in names.items()),
    ]
    write_csv_rows(columns, rows, out)
    return _measures_missing(export) or ([] if rows else [NO_COMPARISONS])


def measured_rows(export: Export) -> Iterator[MeasuredRow]:
    """Yield the entries with their numbers by role; two entries of a paper that are single groups are one comparison, the
    first of them group 1.
    """
    for _, same in groupby(_rows(export), key=lambda row: (row.paper.id, row.of.group)):
        entries = [(row, _numbers(export, row)) for row in same]
        entries = [(row, numbers) for row, numbers in entries if numbers]
        if len(entries) == 2 and all(numbers.keys() <= ONE_GROUP.keys() for _, numbers in entries):
            (first, ones), (second, twos) = entries
            compared = {f"{role}_1": n for role, n in ones.items()} | {f"{role}_2": n for role, n in twos.items()}
            name = f"{first.entry.name} – {second.entry.name}"
            yield MeasuredRow(first.paper, first.name, first.of.group, name, compared)
        else:
            for row, numbers in entries:
                yield MeasuredRow(row.paper, row.name, row.of.group, row.entry.name, numbers)


def _rows(export: Export) -> Iterator[RepeatedRow]:
    """Return the entries; raises SidelightError where a blind rater may not see them."""
    if export.repeated is None:
        raise SidelightError(NO_TABLE)
    return export.repeated()


def _measures_missing(export: Export) -> list[str]:
    if not has_groups(export.questions):
        return [NO_GROUPS]
    return [] if any(question.group and question.measure for question in export.questions) else [NO_MEASURES]


def _numbers(export: Export, row: RepeatedRow) -> dict[str, float]:
    out = {}
    for place, value in zip(row.places, row.entry.values, strict=False):
        role, number = export.questions[place].measure, plain_number(value)
        if role and number:
            out[role] = float(number)
    return out


def _present(rows: Iterable[MeasuredRow]) -> set[str]:
    return {role for row in rows for role in row.numbers}


def _without(row: MeasuredRow, whole: str, part: str) -> Cell:
    both = whole in row.numbers and part in row.numbers
    return row.numbers[whole] - row.numbers[part] if both else None


def _study_columns(study: str, year: str, group: str, entry: str) -> Sequence[Column[MeasuredRow]]:
    return (
        Column(study, lambda row: row.name),
        Column(year, lambda row: row.paper.year),
        Column(group, lambda row: row.group),
        Column(entry, lambda row: row.entry or None),
    )


def _number_column(name: str, role: str) -> Column[MeasuredRow]:
    return Column(name, lambda row: row.numbers.get(role))
