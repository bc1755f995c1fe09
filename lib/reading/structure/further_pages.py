"""Further pages of a table that print no caption once more: rows of cells at the head of a page under the same columns."""

from __future__ import annotations

from collections.abc import Sequence

from lib.reading.layout.lines import Line
from lib.reading.layout.pages import PageText
from lib.reading.structure.blocks import Style
from lib.reading.structure.table_lines import EDGE_PT, Region
from lib.reading.structure.table_regions import TableFinder
from lib.reading.tables.columns import pieces_of, row_words
from lib.reading.tables.grid import PrintedTable
from lib.reading.tables.heads import is_numeric

COLUMNS_SHARE = 0.8
"""Of the cells of the first rows those that stand under the columns of the page before."""
FIRST_ROWS = 6
"""So many rows tell whether they stand under them."""


def ends_page(page: PageText, region: Region) -> bool:
    """Return whether nothing stands under the table on its page, so that it may go on."""
    body = region.body
    bottom, left, right = max(ln.v for ln in body), min(ln.u0 for ln in body), max(ln.u1 for ln in body)
    own = {id(line) for line in region.lines}
    return not region.notes and not any(
        line.turn == body[0].turn and line.v > bottom and line.u0 < right and line.u1 > left and id(line) not in own
        for line in page.lines
    )


def find_further(
    page: PageText, style: Style, before: Region, table: PrintedTable, regions: Sequence[Region]
) -> Region | None:
    """Return the rows at the head of the page that go on with the table at the foot of the page before; None where others
    stand there.
    """
    turn = before.body[0].turn
    taken = {id(line) for region in regions for line in region.lines}
    lines = [line for line in page.lines if line.turn == turn]
    if not lines or not table.made_out:
        return None
    left, right = min(line.u0 for line in before.body), max(line.u1 for line in before.body)
    finder = TableFinder(lines, [page.local(rect, turn) for rect in page.rules], style)
    finder.taken.update(taken)
    body, notes, rules = finder.at_head(left - EDGE_PT, right + EDGE_PT)
    if not body or any(id(line) in taken for row in body for line in row):
        return None
    if not any(is_numeric(row) for row in body) or not _under_columns(body, table):
        return None
    return Region([], [line for row in body for line in row], rules, notes)


def _under_columns(rows: Sequence[Sequence[Line]], table: PrintedTable) -> bool:
    """Return whether the rows' cells behind the first stand under the columns of the table."""
    extents = [extent for column, extent in table.column_extents().items() if column]
    cells = [
        (piece[0].u0, max(word.u1 for word in piece))
        for row in rows[:FIRST_ROWS]
        for piece in pieces_of(row_words(row), row[0].size)[1:]
    ]
    under = [sum(min(u1, end) > max(u0, start) for start, end in extents) == 1 for u0, u1 in cells]
    return bool(under) and sum(under) >= COLUMNS_SHARE * len(under)
