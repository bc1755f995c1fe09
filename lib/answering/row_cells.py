"""The cells in the sentence of a table's row: where each begins, so that it can have a number of its own and be cited alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lib.records import Sentence, Table, TableCell

BETWEEN = "; "
"""Between the cells of a row's sentence ("head: cell; head: cell")."""


@dataclass(frozen=True)
class RowCell:
    """A cell in the sentence of its row."""

    table: int
    """Place among the tables of its reading."""
    cell: TableCell
    start: int
    """Of the sentence's characters, the first of "head: cell"."""


def cells_of_rows(sentences: Sequence[Sentence], tables: Sequence[Table]) -> Mapping[int, Sequence[RowCell]]:
    """Return, by the id of their sentence, the cells of the rows that have several with a value; of other rows the row itself
    says enough. A row whose sentence does not have all its cells in their order is left out.
    """
    wanted = {sentence.id: sentence.text for sentence in sentences if sentence.kind == "table"}
    by_row: dict[tuple[int, int], list[TableCell]] = {}
    for number, table in enumerate(tables) if wanted else ():
        for cell in table.cells:
            if cell.row_label and not cell.is_head and cell.text.strip():
                for sentence_id in wanted.keys() & set(cell.sentence_ids):
                    by_row.setdefault((number, sentence_id), []).append(cell)
    out: dict[int, Sequence[RowCell]] = {}
    for (number, sentence_id), cells in by_row.items():
        values = sorted((cell for cell in cells if cell.text != cell.row_label), key=lambda one: one.column)
        starts = _starts(wanted[sentence_id], [cell.text for cell in values])
        if starts is not None and len(values) > 1:
            out[sentence_id] = [RowCell(number, cell, start) for cell, start in zip(values, starts, strict=True)]
    return out


def _starts(text: str, values: Sequence[str]) -> list[int] | None:
    """Return where each value's "head: cell" begins; None where one is missing or two would begin alike."""
    starts: list[int] = []
    at = 0
    for value in values:
        end = _end_of(text, value, at)
        if end < 0:
            return None
        found = end - len(value)
        before = text.rfind(BETWEEN, at, found)
        start = before + len(BETWEEN) if before >= 0 else 0
        if starts and start <= starts[-1]:
            return None
        starts.append(start)
        at = end
    return starts


def _end_of(text: str, value: str, at: int) -> int:
    """Return the end of the first place from `at` on where the value ends a cell, -1 where none is."""
    while (found := text.find(value, at)) >= 0:
        end = found + len(value)
        if end == len(text) or text.startswith(BETWEEN, end):
            return end
        at = found + 1
    return -1
