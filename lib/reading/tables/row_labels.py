"""What each row of a table is called: its first cell under the labels of the groups it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, pstdev

from lib.reading.layout.lines import Line
from lib.reading.tables.columns import is_number
from lib.reading.tables.grid import GridCell, GridRow

INDENT_EM = 0.35
"""A label that begins further in than this stands under the one above."""
LEAST_COUNTED = 3
"""So many rows of running numbers are counted, not called by them."""
COUNT_DIGITS = 3
"""Longer numbers are years or values, which name their rows themselves."""
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
    numbered = _are_numbered(rows)
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
            row.label = carried = _joined(groups)
        elif cell.column == 0:
            size = cell.lines[0].size
            groups = [g for g in groups if (_still_holds(g, cell.u0, size) if flush else g.names_rows)]
            for group in groups:
                if group.indented is None:
                    group.indented = cell.u0 > group.u0 + INDENT_EM * size
            row.label = carried = _joined(groups, _own_label(row, numbered=numbered))
            groups.append(_Group(cell.u0, cell.text, False, cell.lines[0].bold))
        else:
            total = numbered and cell.column == 1 and not is_number(cell.text)
            row.label = _joined([group for group in groups if group.names_rows], cell.text) if total else carried
        for one in row.cells:
            one.label = row.label
        before = row


def _joined(groups: Sequence[_Group], *own: str) -> str:
    return SEPARATOR.join([*(group.text for group in groups), *own])


def _own_label(row: GridRow, *, numbered: bool) -> str:
    """Return what the row's first cell says; of a counted row with its name behind it."""
    first, *others = row.cells
    named = [cell.text for cell in others[:1] if numbered and cell.column == 1]
    return " ".join([first.text, *named])


def _are_numbered(rows: Sequence[GridRow]) -> bool:
    """Return whether the first column only counts the rows, from 1 or 0, or numbers what stands in some other order, and the
    second one names them.
    """
    body = [row for row in rows if not (row.head or row.group or row.note) and row.cells and row.cells[0].column == 0]
    counts = [row.cells[0].text.rstrip(".)") for row in body]
    short = all(text.isdecimal() and len(text) <= COUNT_DIGITS for text in counts)
    numbered = short and len(set(counts)) == len(counts) >= LEAST_COUNTED
    names = [row.cells[1].text for row in body if len(row.cells) > 1 and row.cells[1].column == 1]
    return numbered and len(names) == len(body) and not any(is_number(name) for name in names)


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


def _still_holds(group: _Group, u0: float, size: float) -> bool:
    """Return whether a row that begins at `u0` stands under the group."""
    return group.across or group.u0 < u0 - INDENT_EM * size or _holds(group, u0, size)


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
    shares = _shares([_height(label.lines) for label in labels], heights, CENTRED_SHARE * step)
    if shares is None:
        return list(rows)
    for row in filled:
        row.cells = [cell for cell in row.cells if cell.column]
        row.group = False
    start = 0
    for label, count in zip(labels, shares, strict=True):
        filled[start].cells.insert(0, GridCell(0, label.lines, row_span=count))
        start += count
    return filled


def _shares(middles: Sequence[float], heights: Sequence[float], tolerance: float) -> list[int] | None:
    """Return how many of the rows at these heights each label is of, so that every one stands half-way down its own and no row
    is left; None where no such shares are. Of several the ones that the labels are off least.
    """
    ways: dict[int, tuple[float, list[int]]] = {
        0: (0.0, [])
    }  # by the first row that is left: how far off, shares so far
    for middle in middles:
        further: dict[int, tuple[float, list[int]]] = {}
        for start, (off, shares) in ways.items():
            for end in range(start, len(heights)):
                apart = (heights[start] + heights[end]) / 2 - middle
                if apart > tolerance:
                    break
                if apart >= -tolerance and off + abs(apart) < further.get(end + 1, (float("inf"), []))[0]:
                    further[end + 1] = (off + abs(apart), [*shares, end + 1 - start])
        ways = further
    return ways[len(heights)][1] if len(heights) in ways else None


def _height(lines: Sequence[Line]) -> float:
    return median(line.v for line in lines)
