"""Tables from their printed lines: columns, heads, rows and the labels of the rows."""

from __future__ import annotations

from collections.abc import Sequence

from lib.geometry import Rect
from lib.reading.layout.lines import Line
from lib.reading.layout.words import Word
from lib.reading.tables.columns import find_gutters, pieces_of, row_words, without_idle
from lib.reading.tables.grid import GridCell, GridRow, PrintedTable
from lib.reading.tables.heads import column_heads, head_count, head_rows
from lib.reading.tables.printed_rows import printed_rows
from lib.reading.tables.row_labels import name_rows
from lib.reading.tables.rows import BodyRows, Cells, boxed_rows
from lib.reading.tables.ruling import Level, levels_of, upright_edges

LEAST_ROWS = 2
UPRIGHT_SHARE = 0.4
"""An upright rule over more than this share of a table's height parts two columns."""
WALL_PT = 4
"""An upright rule stands this close to the gap that it parts."""
WALLED_SHARE = 0.5
"""Cells are boxed where upright rules stand in more than this share of the gaps."""
NOTE_WORDS = 7
"""A body's row that is one cell of so many words is a note."""


def printed_table(lines: Sequence[Line], rules: Sequence[Rect], caption: Sequence[Line]) -> PrintedTable:
    """Return the table; where its columns cannot be made out, its printed lines as rows of one cell."""
    rows = read_table(lines, rules)
    if rows is None:
        return PrintedTable(caption, line_rows(lines), made_out=False)
    return PrintedTable(caption, rows)


def line_rows(lines: Sequence[Line]) -> list[GridRow]:
    """Return a row of one cell for each printed line."""
    return [GridRow([GridCell(0, list(row))]) for row in printed_rows(lines)]


def read_table(lines: Sequence[Line], rules: Sequence[Rect] = ()) -> list[GridRow] | None:
    """Return the rows of a table, None where the lines are no table of at least two columns.

    `rules` are the page's thin lines in the frame of the text: u0, v0, u1, v1.
    """
    printed = printed_rows(lines)
    if len(printed) < LEAST_ROWS:
        return None
    left, right = min(line.u0 for line in lines), max(line.u1 for line in lines)
    top, bottom = min(line.top for line in lines), max(line.bottom for line in lines)
    size = printed[0][0].size
    near = [
        r for r in rules if r[3] > top - size and r[1] < bottom + size and r[2] > left - size and r[0] < right + size
    ]
    levels = [level.within(left - size, right + size) for level in levels_of(near)]
    full = [level for level in levels if level.spans(left, right)]
    heads = head_count(printed, full)
    joints = [joint for level in levels for joint in level.joints()]
    uprights = upright_edges(near, top, bottom, UPRIGHT_SHARE)
    body = printed[heads:] if len(printed) - heads >= LEAST_ROWS else printed
    gutters = without_idle(find_gutters(body, left, right, joints, uprights), body, uprights)
    if not gutters:
        return None
    edges = [(u0 + u1) / 2 for u0, u1 in gutters]
    cells, crossing = _place(printed[heads:], gutters)
    content = _content(cells, crossing, edges, left, right)
    head = head_rows(printed[:heads], content, edges, levels, near)
    walls = sum(any(u0 - WALL_PT < wall < u1 + WALL_PT for wall in uprights) for u0, u1 in gutters)
    rows = _boxed(cells, levels, content) if walls > WALLED_SHARE * len(gutters) else []
    rows = rows or _body(cells, crossing, full)
    names = column_heads(head, len(edges) + 1)
    for row in rows:
        for cell in row.cells:
            cell.heads = [] if row.group or row.note else names[cell.column]
    name_rows(rows)
    return [*head, *rows]


def _place(printed: Sequence[Sequence[Line]], gutters: Sequence[tuple[float, float]]) -> tuple[list[Cells], list[bool]]:
    """Return the pieces of each printed line by column, and whether its only piece stands over several columns."""
    edges = [(u0 + u1) / 2 for u0, u1 in gutters]
    out: list[Cells] = []
    crossing: list[bool] = []
    for row in printed:
        size = max(line.size for line in row)
        pieces = pieces_of(row_words(row), size)
        over = len(pieces) == 1 and any(pieces[0][0].u0 < edge < max(w.u1 for w in pieces[0]) for edge in edges)
        cells: Cells = {}
        if over:
            cells[_column((pieces[0][0].u0, pieces[0][0].u1), edges)] = list(row)
        else:
            for words in (part for piece in pieces for part in _parts(piece, gutters, size)):
                column = _column((words[0].u0, words[-1].u1), edges)
                first = row[0]
                cells.setdefault(column, []).append(Line(words, first.turn, first.page, first.block, first.column))
        out.append(cells)
        crossing.append(over)
    return out, crossing


def _parts(piece: Sequence[Word], gutters: Sequence[tuple[float, float]], size: float) -> list[list[Word]]:
    """Return the piece, cut at blanks that lie in a gap between columns."""
    out = [[piece[0]]]
    for word in piece[1:]:
        before = out[-1][-1]
        cut = not word.glued and any(
            before.u1 - 1 <= u1 and word.u0 + 1 >= u0 and min(word.u0, u1) - max(before.u1, u0) > 0.15 * size
            for u0, u1 in gutters
        )
        if cut:
            out.append([word])
        else:
            out[-1].append(word)
    return out


def _column(extent: tuple[float, float], edges: Sequence[float]) -> int:
    """Return the column that most of the piece stands in; one that reaches over a whole column is of the first."""
    u0, u1 = extent
    bounds = [float("-inf"), *edges, float("inf")]
    shares = [min(u1, bounds[n + 1]) - max(u0, bounds[n]) for n in range(len(edges) + 1)]
    crossed = sum(share > 0 for share in shares)
    if crossed > 2:
        return next(n for n, share in enumerate(shares) if share > 0)
    return max(range(len(shares)), key=lambda n: shares[n])


def _content(
    cells: Sequence[Cells], crossing: Sequence[bool], edges: Sequence[float], left: float, right: float
) -> list[tuple[float, float]]:
    """Return what the cells of each column cover, from the leftmost to the rightmost of their words."""
    bounds = [left, *edges, right]
    out = []
    for column in range(len(edges) + 1):
        lines = [ln for row, over in zip(cells, crossing, strict=True) if not over for ln in row.get(column, ())]
        lines = [ln for ln in lines if ln.u0 > bounds[column] - 3 and ln.u1 < bounds[column + 1] + 3] or lines
        out.append(
            (min(ln.u0 for ln in lines), max(ln.u1 for ln in lines)) if lines else (bounds[column], bounds[column + 1])
        )
    return out


def _body(cells: Sequence[Cells], crossing: Sequence[bool], full: Sequence[Level]) -> list[GridRow]:
    rows = []
    for numbers in BodyRows(cells, full, crossing).rows():
        merged: Cells = {}
        for n in numbers:
            for column, lines in cells[n].items():
                merged.setdefault(column, []).extend(lines)
        over = any(crossing[n] for n in numbers)
        made = [GridCell(column, merged[column]) for column in sorted(merged)]
        row = GridRow(made)
        if over and len(made) == 1:
            made[0].column_span = 2
        rows.append(row)
    _tell_groups(rows)
    return rows


def _tell_groups(rows: Sequence[GridRow]) -> None:
    """Mark rows that name those below them, and notes at the foot."""
    for n, row in enumerate(rows):
        only = len(row.cells) == 1 and (row.cells[0].column == 0 or row.cells[0].column_span > 1)
        last = n + 1 == len(rows)
        across = only and row.cells[0].column_span > 1
        long = only and len(row.cells[0].text.split()) >= NOTE_WORDS
        if long and (last or (across and _rest_is_notes(rows[n:]))):
            row.note = True
        else:
            row.group = only and not last


def _boxed(cells: Sequence[Cells], levels: Sequence[Level], content: Sequence[tuple[float, float]]) -> list[GridRow]:
    rows = [
        GridRow([GridCell(column, lines, row_span=span) for column, span, lines in row])
        for row in boxed_rows(cells, levels, content)
    ]
    _tell_groups(rows)
    return rows


def _rest_is_notes(rows: Sequence[GridRow]) -> bool:
    return all(len(row.cells) == 1 for row in rows)
