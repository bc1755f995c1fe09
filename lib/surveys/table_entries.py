"""Entries of a repeating group out of a paper's tables, where a table has a column for its questions: a row is an entry."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from lib.answering.answerer import ReadingKey
from lib.answering.cited_places import cite_cell
from lib.records import Question, Table, TableCell
from lib.records.repeats import RepeatedEntry
from lib.text.terms import content_stems

LEAST_COLUMNS = 2
"""So many questions of a group have a column of their own in the table that is theirs."""
_NUMBER = r"[-+]?\d[\d,]*(?:\.\d+)?"
_MEAN_AND_SD = re.compile(rf"^({_NUMBER})\s*(?:±\s*({_NUMBER})|\(\s*({_NUMBER})\s*\))$")
_SAYS_SD = re.compile(r"\bs\.?d\.?\b|standard deviation", re.IGNORECASE)
_COUNT = re.compile(r"\bn\s*=\s*(\d[\d,]*)", re.IGNORECASE)


def table_entries(questions: Sequence[Question], tables: Sequence[Table], key: ReadingKey) -> list[RepeatedEntry]:
    """Return the rows of the one table whose heads name at least two of the group's questions, and more of them than any
    other table does; none where that is not sure, or its letters were read out of a picture.
    """
    named = [
        (number, {} if table.problem is not None else _columns(questions, table)) for number, table in enumerate(tables)
    ]
    most = max((len(columns) for _, columns in named), default=0)
    best = [(number, columns) for number, columns in named if len(columns) == most]
    if most < min(LEAST_COLUMNS, len(questions)) or most == 0 or len(best) != 1:
        return []
    number, columns = best[0]
    rows: dict[int, list[TableCell]] = {}
    for cell in tables[number].cells:
        if not cell.is_head and cell.row_label:
            rows.setdefault(cell.row, []).append(cell)
    found = [_entry(questions, columns, row, tables, number, key) for row in rows.values()]
    return [entry for entry in found if any(entry.values)]


def plain_number(text: str) -> str:
    """Return the first number of a value as programs read it ("−1,204.5 kg": "-1204.5"), empty where there is none."""
    match = re.search(_NUMBER, _ascii(text))
    return match[0].replace(",", "") if match else ""


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u2013", "-")


def _columns(questions: Sequence[Question], table: Table) -> dict[int, int]:
    """Return the column of each question (by its place) whose label stands among the heads of one column alone."""
    heads = {cell.column: cell.heads for cell in table.cells if not cell.is_head and cell.heads and cell.column}
    out: dict[int, int] = {}
    for place, question in enumerate(questions):
        name = question.label or question.text
        wanted = set(content_stems(name))
        same = [column for column, of in heads.items() if of[-1].strip().casefold() == name.strip().casefold()]
        holding = [column for column, of in heads.items() if wanted and wanted <= set(content_stems(" ".join(of)))]
        column = next((group[0] for group in (same, holding) if len(group) == 1), None)
        if column is not None:
            out[place] = column
    return out


def _entry(
    questions: Sequence[Question],
    columns: Mapping[int, int],
    row: Sequence[TableCell],
    tables: Sequence[Table],
    number: int,
    key: ReadingKey,
) -> RepeatedEntry:
    by_column = {cell.column: cell for cell in row}
    cells = {place: by_column[column] for place, column in columns.items() if column in by_column}
    values = [cells[place].text if place in cells else "" for place in range(len(questions))]
    label = row[0].row_label
    for place, question in enumerate(questions):
        side = question.measure.partition("_")[2]
        if question.measure.startswith("mean") and place in cells:
            sd = next(
                (n for n, other in enumerate(questions) if other.measure == ("sd_" + side if side else "sd")), None
            )
            _part_mean(values, place, sd, cells[place], tables[number])
        elif question.measure == "n" and not values[place] and (count := _COUNT.search(_ascii(label))):
            values[place] = count[1]
    cited = [by_column[column] for column in sorted(set(columns.values())) if column in by_column]
    return RepeatedEntry(label, values, [cite_cell(key, number, tables, cell) for cell in cited])


def _part_mean(values: list[str], mean: int, sd: int | None, cell: TableCell, table: Table) -> None:
    """Part "8.1 ± 0.4" into mean and SD where the table says that it is the SD; an SD of its own column stays."""
    match = _MEAN_AND_SD.match(_ascii(values[mean]).strip())
    said = " ".join([*cell.heads, cell.row_label, table.caption, *table.notes])
    if match and sd is not None and (not values[sd] or values[sd] == values[mean]) and _SAYS_SD.search(said):
        values[mean], values[sd] = match[1], match[2] or match[3]
