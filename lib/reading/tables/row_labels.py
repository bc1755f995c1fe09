"""What each row of a table is called: its first cell under the labels of the groups it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, pstdev

from lib.reading.layout.lines import Line
from lib.reading.tables.grid import GridCell, GridRow

INDENT_EM = 0.35
"""A label that begins further in than this stands under the one above."""
LEAST_LABELS = 2
"""So many labels tell how they are aligned."""
STRAIGHT_PT = 1.0
"""Left ends that vary by less stand under each other."""
SEPARATOR = " > "
CENTRED_SHARE = 0.3
"""A label that is centred on its rows is off their middle by less than this share of the distance of rows."""


@dataclass(slots=True)
class _Group:
    u0: float
    text: str
    names_rows: bool
    """It stands alone over its rows; else it is a row's own label with further ones indented under it."""
    bold: bool
    indented: bool | None = None
    """Whether its first row stands further in; None before there is one."""
    across: bool = False
    """It stands over several columns."""


def name_rows(rows: Sequence[GridRow]) -> None:
    """Give each row that is no head its label, those of the groups above it first."""
    groups: list[_Group] = []
    flush = _begins_at_left(rows)
    carried = ""
    before: GridRow | None = None
    for row in rows:
        if row.head or row.note or not row.cells:
            continue
        cell = row.cells[0]
        if row.group:
            across = cell.column_span > 1 or cell.column > 0
            bold = cell.lines[0].bold
            groups = _left_open(
                groups, cell.u0, cell.lines[0].size, across, bold, follows=before is not None and before.group
            )
            if groups and groups[-1].indented is None:
                groups[-1].indented = cell.u0 > groups[-1].u0 + INDENT_EM * cell.lines[0].size
            groups.append(_Group(cell.u0, cell.text, True, bold, across=across))
            row.label = carried = SEPARATOR.join(group.text for group in groups)
        elif cell.column == 0:
            size = cell.lines[0].size
            if flush:
                groups = [
                    g for g in groups if g.across or g.u0 < cell.u0 - INDENT_EM * size or _holds(g, cell.u0, size)
                ]
            else:
                groups = [g for g in groups if g.names_rows]
            for group in groups:
                if group.indented is None:
                    group.indented = cell.u0 > group.u0 + INDENT_EM * size
            row.label = carried = SEPARATOR.join([*(group.text for group in groups), cell.text])
            groups.append(_Group(cell.u0, cell.text, False, cell.lines[0].bold))
        else:
            row.label = carried
        for one in row.cells:
            one.label = row.label
        before = row


def _begins_at_left(rows: Sequence[GridRow]) -> bool:
    """Return whether labels begin at the left, so that an indent tells something: those that are centred or end at the right
    have middles or right ends that vary less.
    """
    cells = [row.cells[0] for row in rows if not (row.head or row.note or row.group) and row.cells]
    cells = [cell for cell in cells if cell.column == 0 and len(cell.lines) == 1]
    if len(cells) < LEAST_LABELS:
        return True
    left = pstdev(cell.u0 for cell in cells)
    return left <= pstdev((cell.u0 + cell.u1) / 2 for cell in cells) or left < STRAIGHT_PT


def _holds(group: _Group, u0: float, size: float) -> bool:
    """Return whether a group still holds a row that begins as far out as its own label."""
    return group.names_rows and not group.indented and u0 > group.u0 - INDENT_EM * size


def _left_open(
    groups: Sequence[_Group], u0: float, size: float, across: bool, bold: bool, *, follows: bool
) -> list[_Group]:
    """Return the groups that a new group stands in."""
    if across:
        return []
    return [
        g
        for g in groups
        if g.names_rows
        and (g.across or g.u0 < u0 - INDENT_EM * size or (g.bold and not bold and g.u0 < u0 + INDENT_EM * size))
    ]


def share_centred(rows: Sequence[GridRow]) -> list[GridRow]:
    """Return the rows of a body; where labels stand half-way down the rows they are of, each begins in the first of these
    and spans them. Anything else is returned as it was.
    """
    filled = [row for row in rows if any(cell.column for cell in row.cells)]
    labels = [cell for row in rows for cell in row.cells if cell.column == 0 and cell.column_span == 1]
    if len(filled) <= len(labels) or not labels:
        return list(rows)
    heights = [_height([line for cell in row.cells if cell.column for line in cell.lines]) for row in filled]
    step = min((b - a for a, b in pairwise(heights)), default=0.0)
    if _height(labels[0].lines) - heights[0] < CENTRED_SHARE * step:
        return list(rows)  # labels stand in the first of their rows
    shares: list[int] = []
    start = 0
    for label in labels:
        middle = _height(label.lines)
        counts = range(1, len(filled) - start + 1)
        off = [abs((heights[start] + heights[start + count - 1]) / 2 - middle) for count in counts]
        if not off or min(off) > CENTRED_SHARE * step:
            return list(rows)
        shares.append(off.index(min(off)) + 1)
        start += shares[-1]
    if start != len(filled):
        return list(rows)
    for row in filled:
        row.cells = [cell for cell in row.cells if cell.column]
        row.group = False
    start = 0
    for label, count in zip(labels, shares, strict=True):
        filled[start].cells.insert(0, GridCell(0, label.lines, row_span=count))
        start += count
    return filled


def _height(lines: Sequence[Line]) -> float:
    return median(line.v for line in lines)
