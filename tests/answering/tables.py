"""Tables made by script, their cells with boxes on a grid."""

from __future__ import annotations

from collections.abc import Sequence

from lib.records import Box, Table, TableCell


def box(row: int, column: int) -> Box:
    """Return the place of a cell: rows 0.05 of the page apart, columns 0.2."""
    return Box(1, 0.1 + 0.2 * column, 0.1 + 0.05 * row, 0.25 + 0.2 * column, 0.14 + 0.05 * row)


def table(rows: Sequence[Sequence[str]], *, label: str = "Table 1", caption: str = "", first: int = 1) -> Table:
    """Return a table whose first row is its head and whose first column has its labels; row n is sentence `first` + n."""
    cells = [
        TableCell(
            n,
            column,
            text,
            is_head=n == 0,
            row_label=row[0] if n and column else "",
            heads=[rows[0][column]] if n else [],
            boxes=[box(n, column)],
            sentence_ids=[first + n],
        )
        for n, row in enumerate(rows)
        for column, text in enumerate(row)
        if text
    ]
    return Table(label, caption, pages=[1], cells=cells, sentence_ids=[0])
