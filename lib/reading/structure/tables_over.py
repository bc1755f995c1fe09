"""Tables that stand over their captions: up from the caption, by the rules over it or without."""

from __future__ import annotations

from collections.abc import Sequence

from lib.reading.layout.lines import Line
from lib.reading.structure.table_lines import (
    EDGE_PT,
    HEAD_GAP_EM,
    LEADING_EM,
    NOTE_GAP_EM,
    Region,
    TableLines,
    begins_caption,
    pieces,
)
from lib.reading.tables.heads import is_numeric

DOUBLE_PT = 4
"""Rules nearer to each other are a double one."""
CORNER_SHARE = 0.4
"""A rule that leaves out the corner over the first column covers more than this share of the table."""
MOST_CORNER_ROWS = 4
"""Heads beside such a corner have at most so many printed lines."""


class TablesOverCaptions:
    """Finds the tables over captions among the lines of a page."""

    def __init__(self, page: TableLines) -> None:
        self._page = page

    def ruled(self, caption: Line) -> Region | None:
        """Return the table over the caption that rules bound, None where none does."""
        near = NOTE_GAP_EM * caption.size
        above = [level for level in self._page.levels if caption.top - near < level.v < caption.v - caption.size / 2]
        extent = self._page.extent(caption, above[-2:])
        if extent is None:
            return None
        left, right = extent
        levels = [
            level
            for level in self._page.levels
            if level.v < caption.v - caption.size / 2 and level.is_full(left, right)
        ]
        rows = self._page.rows(left, right, float("-inf"), caption.v - caption.size / 2)
        top = len(rows)
        if len(levels) < 2 or not rows:
            return None
        start = levels[-1].v
        for level in reversed(levels[:-1]):
            if start - level.v < DOUBLE_PT:
                start = level.v
                continue
            between = [n for n, row in enumerate(rows) if level.v < row[0].v < start]
            if any(self._page.is_text(rows[n]) and self._page.is_text(rows[n - 1]) for n in between[1:]) or not between:
                break
            if any(begins_caption(rows[n][0], self._page.style) for n in between):
                break
            top, start = between[0], level.v
        top = self._under_corner(rows, top, start, (left, right))
        body = [row for row in rows[top:] if row[0].v < levels[-1].v]
        captioned = self._captioned(caption, left, right)
        if not captioned or caption not in captioned[0]:
            return None
        return self._page.region(caption, captioned, body, extent) if body else None

    def unruled(self, caption: Line) -> Region | None:
        """Return the rows of cells right over the caption that no two rules bound: numbers among them, up to what is running
        text, another caption or far above.
        """
        extents = [
            caption.column,
            (min(line.u0 for line in self._page.lines), max(line.u1 for line in self._page.lines)),
        ]
        for left, right in dict.fromkeys(extents):
            rows = self._page.rows(left, right, float("-inf"), caption.v - caption.size / 2)
            below, start = caption.v, len(rows)
            for n in reversed(range(len(rows))):
                row = rows[n]
                reach = NOTE_GAP_EM * max(row[0].size, caption.size)
                far = below - row[0].v > (reach if n + 1 < len(rows) else 2 * reach)
                if (
                    far
                    or any(map(self._page.is_text_line, row))
                    or begins_caption(row[0], self._page.style)
                    or pieces(row, HEAD_GAP_EM) == 1
                ):
                    break
                below, start = row[0].v, n
            body = rows[start:]
            if any(is_numeric(row) for row in body):
                region = self._page.region(caption, self._captioned(caption, left, right), body, (left, right))
                if region is not None:
                    return region
        return None

    def _under_corner(self, rows: Sequence[Sequence[Line]], top: int, start: float, extent: tuple[float, float]) -> int:
        """Return the first row of the table that begins with row `top` under the rule at `start`: heads stand over it where the
        rule over them leaves out the corner over the first column, and reaches to the table's right edge.
        """
        left, right = extent
        over = [
            (level.v, u0)
            for level in self._page.levels
            if level.v < start - 1
            for u0, u1 in level.strokes()
            if left + EDGE_PT < u0 and abs(u1 - right) < EDGE_PT and u1 - u0 > CORNER_SHARE * (right - left)
        ]
        if not over:
            return top
        v, edge = over[-1]
        heads = [n for n, row in enumerate(rows) if v < row[0].v < start]
        if (
            not heads
            or len(heads) > MOST_CORNER_ROWS
            or any(row[0].u0 < edge - EDGE_PT for row in rows[heads[0] : top])
        ):
            return top
        return heads[0]

    def _captioned(self, caption: Line, left: float, right: float) -> list[list[Line]]:
        """Return the lines of a caption that stands under its table."""
        rows = [row for row in self._page.rows(left, right, caption.top, None) if row[0].v >= caption.v - 1]
        count = 1
        while (
            count < len(rows)
            and rows[count][0].v - rows[count - 1][0].v < LEADING_EM * caption.size
            and rows[count][0].block == caption.block
        ):
            count += 1
        return rows[:count]
