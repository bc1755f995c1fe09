"""Tables from their printed lines: columns, heads, rows and the labels of the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from lib.geometry import Rect
from lib.reading.layout.lines import Line
from lib.reading.layout.words import Word
from lib.reading.tables.columns import (
    at_drawn_edges,
    between_heads,
    find_gutters,
    parted_by_heads,
    pieces_of,
    row_words,
    without_idle,
)
from lib.reading.tables.grid import GridCell, GridRow, PrintedTable
from lib.reading.tables.heads import column_heads, head_count, head_rows
from lib.reading.tables.mirroring import read_mirrored
from lib.reading.tables.pieces import split_cells
from lib.reading.tables.printed_rows import printed_rows
from lib.reading.tables.row_labels import name_rows, share_centred
from lib.reading.tables.rows import BodyRows, Cells, boxed_rows
from lib.reading.tables.ruling import Level, drawn_edges, levels_of, upright_edges
from lib.text.scripts import mostly_right_to_left

Gutter = tuple[float, float]
"""Left and right edge of the gap between two columns."""

LEAST_ROWS = 2
START_PT = 6
"""Cells of a column that begin under each other begin no further behind its gap."""
LEAST_STARTS = 3
"""So many do."""
LEAST_BLANKS = 3
"""So many blanks of a piece tell how wide its blanks are."""
USUAL_BLANK = 1.15
"""A blank no wider than so many times the usual one parts no cells: a label runs over into the next column."""
SAME_START_PT = 1.0
LEAST_BLANK_EM = 0.15
"""A blank is at least this wide."""
UPRIGHT_SHARE = 0.4
"""An upright rule over more than this share of a table's height parts two columns."""
WALL_PT = 4
"""An upright rule stands this close to the gap that it parts."""
WALLED_SHARE = 0.5
"""Cells are boxed where upright rules stand in more than this share of the gaps."""
CENTRED_SHARE = 0.1
"""The middle of a cell over two columns is no further from theirs than this share of their width."""
CENTRED_EM = 0.5
"""The middles of centred lines are no further apart."""
LEAST_TORN, TORN_SHARE = 3, 0.2
"""A table in which so many cells, and more than this share of them, are several is not made out."""
FAR_EM = 3.0
"""In a table of one column a gap this wide parts a row's label from what it says."""
MOST_PIECED = 0.1
"""Of its lines no more than this share, or one, are in pieces: any other table has columns."""
LEAST_LISTED = 5
"""It has so many lines: fewer do not tell it from columns that are mostly empty."""
NOTE_WORDS = 7
"""A body's row that is one cell of so many words is a note."""


def printed_table(
    lines: Sequence[Line], rules: Sequence[Rect], caption: Sequence[Line], *, headless: bool = False
) -> PrintedTable:
    """Return the table; where its columns cannot be made out, its printed lines as rows of one cell. A table that goes on
    from the page before may be without heads (`headless`).
    """
    rows = one_column(lines, rules)
    if rows is not None:
        return PrintedTable(caption, rows)
    if mostly_right_to_left(" ".join(line.text for line in lines)):
        rows = read_mirrored(lines, rules, lambda lines, rules: read_table(lines, rules, headless=headless))
    else:
        rows = read_table(lines, rules, headless=headless)
    if rows is None or _is_torn(rows):
        return PrintedTable(caption, line_rows(lines), made_out=False)
    return PrintedTable(caption, rows)


def _is_torn(rows: Sequence[GridRow]) -> bool:
    """Return whether many cells hold words as far apart as those of different cells: then the columns are others than were
    found, and what is read as one cell is several.
    """
    cells = [cell for row in rows if not (row.head or row.note or row.group) for cell in row.cells]
    torn = sum(any(len(split_cells(line)) > 1 for line in _by_height(cell.lines)) for cell in cells)
    return torn >= LEAST_TORN and torn > TORN_SHARE * len(cells)


def _by_height(lines: Sequence[Line]) -> list[Line]:
    """Return the pieces of a cell that stand on one height as one line each."""
    return [
        Line(row_words(row), row[0].turn, row[0].page, row[0].block, row[0].column) for row in printed_rows(list(lines))
    ]


def one_column(lines: Sequence[Line], rules: Sequence[Rect]) -> list[GridRow] | None:
    """Return the rows of a table of one column between rules, such as criteria: a printed line goes on with the row above it
    where that is filled; None where several of its lines are in pieces, or nothing parts its head from its rows.

    A line with a gap far wider than a blank is a row of its own: what stands before it is its label.
    """
    printed = printed_rows(lines)
    pieces = [_far_apart(row) for row in printed]
    in_pieces = sum(len(split_cells(line)) > 1 or len(row) > 1 for row in printed for line in row[:1])
    left, right = min(line.u0 for line in lines), max(line.u1 for line in lines)
    full = [level for level in levels_of(rules) if level.spans(left, right)]
    heads = head_count(printed, full) if any(printed[0][0].v < level.v < printed[-1][0].v for level in full) else 0
    if len(printed) < LEAST_LISTED or not heads or in_pieces > max(1, MOST_PIECED * len(printed)):
        return None
    head = [GridRow([GridCell(0, [line for row in printed[:heads] for line in row])], head=True)]
    body = _body([dict(enumerate(row)) for row in pieces[heads:]], [False] * (len(printed) - heads), full)
    for row in body:
        row.group = False
        for cell in row.cells:
            cell.heads = [head[0].cells[0].text]
            cell.label = row.label = row.cells[0].text if len(row.cells) > 1 else ""
    return [*head, *body]


def _far_apart(row: Sequence[Line]) -> list[list[Line]]:
    """Return the row's words as lines, cut where a gap is far wider than a blank."""
    words = row_words(row)
    out = [[words[0]]]
    for word in words[1:]:
        if word.u0 - out[-1][-1].u1 > FAR_EM * row[0].size:
            out.append([word])
        else:
            out[-1].append(word)
    first = row[0]
    return [[Line(part, first.turn, first.page, first.block, first.column)] for part in out]


def line_rows(lines: Sequence[Line]) -> list[GridRow]:
    """Return a row of one cell for each printed line."""
    return [GridRow([GridCell(0, list(row))]) for row in printed_rows(lines)]


def read_table(lines: Sequence[Line], rules: Sequence[Rect] = (), *, headless: bool = False) -> list[GridRow] | None:
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
    heads = 0 if headless else head_count(printed, full)
    joints = [joint for level in levels for joint in level.joints()]
    uprights = upright_edges(near, top, bottom, UPRIGHT_SHARE)
    body = printed[heads:] if len(printed) - heads >= LEAST_ROWS else printed
    drawn = drawn_edges(levels, left, right)
    gutters = at_drawn_edges(find_gutters(body, left, right, joints, uprights), drawn)
    head_line = printed[heads - 1] if heads else []
    gutters = without_idle(gutters, body, joints, [*uprights, *drawn, *between_heads(gutters, head_line)])
    gutters = parted_by_heads(gutters, head_line)
    if not gutters:
        return None
    edges = [(u0 + u1) / 2 for u0, u1 in gutters]
    cells, crossing = _place(printed[heads:], gutters)
    content = _content(cells, crossing, edges, left, right)
    head = head_rows(printed[:heads], content, edges, levels, near)
    walls = sum(any(u0 - WALL_PT < wall < u1 + WALL_PT for wall in uprights) for u0, u1 in gutters)
    rows = _boxed(cells, levels, content) if walls > WALLED_SHARE * len(gutters) else []
    rows = rows or share_centred(_body(cells, crossing, full))
    names = column_heads(head, len(edges) + 1)
    for row in rows:
        _spread_centred(row, gutters, content)
        for cell in row.cells:
            over = names[cell.column : cell.column + cell.column_span]
            shared = [name for name in over[0] if all(name in others for others in over)]
            cell.heads = [] if row.group or row.note else shared
    name_rows(rows)
    return [*head, *rows]


def _spread_centred(row: GridRow, gutters: Sequence[Gutter], content: Sequence[tuple[float, float]]) -> None:
    """Let a cell whose middle lies between two columns, centred over both, stand in both where the other one is empty."""
    taken = {cell.column for cell in row.cells}
    for cell in row.cells:
        middle = (cell.u0 + cell.u1) / 2
        left = next((n for n, (u0, u1) in enumerate(gutters) if u0 < middle < u1), None)
        if not left or len(taken & {left, left + 1}) != 1 or cell.column_span > 1:
            continue
        start, end = content[left][0], content[left + 1][1]
        if abs((start + end) / 2 - middle) < CENTRED_SHARE * (end - start):
            cell.column, cell.column_span = left, 2


def _place(printed: Sequence[Sequence[Line]], gutters: Sequence[Gutter]) -> tuple[list[Cells], list[bool]]:
    """Return the pieces of each printed line by column, and whether its only piece stands over several columns."""
    edges = [(u0 + u1) / 2 for u0, u1 in gutters]
    starts = _starts(printed, gutters)
    out: list[Cells] = []
    crossing: list[bool] = []
    for row in printed:
        size = max(line.size for line in row)
        parts = [part for piece in pieces_of(row_words(row), size) for part in _cut_at_starts(piece, starts, size)]
        over = len(parts) == 1 and any(parts[0][0].u0 < edge < max(w.u1 for w in parts[0]) - size for edge in edges)
        cells: Cells = {}
        wide = _column_over(out[-1], row, edges) if out and len(parts) == 1 else None
        if wide is not None:
            cells[wide] = list(row)
            over = False
        elif over:
            cells[_column((parts[0][0].u0, parts[0][0].u1), edges)] = list(row)
        else:
            for words in (part for piece in parts for part in _cut_at_gutters(piece, gutters, size)):
                column = _column((words[0].u0, words[-1].u1), edges)
                first = row[0]
                cells.setdefault(column, []).append(Line(words, first.turn, first.page, first.block, first.column))
        out.append(cells)
        crossing.append(over)
    return out, crossing


def _column_over(cells: Cells, row: Sequence[Line], edges: Sequence[float]) -> int | None:
    """Return the column of a cell that reaches over several columns and goes on with the row, centred under it; None where
    none does.
    """
    u0, u1 = min(line.u0 for line in row), max(line.u1 for line in row)
    for column, above in cells.items():
        over = above[-1]
        wide = sum(over.u0 < edge < over.u1 - over.size for edge in edges) > 1
        centred = abs((over.u0 + over.u1) / 2 - (u0 + u1) / 2) < CENTRED_EM * over.size
        if column and wide and centred and over.u0 <= u0:
            return column
    return None


def _starts(printed: Sequence[Sequence[Line]], gutters: Sequence[Gutter]) -> list[float]:
    """Return where (u) the cells of columns begin whose left ends stand under each other."""
    found: list[float] = []
    for gutter in gutters:
        firsts = Counter(
            round(word.u0)
            for row in printed
            for before, word in pairwise(row_words(row))
            if before.u1 <= gutter[1] and gutter[0] <= word.u0 <= gutter[1] + START_PT and word.u0 - before.u1 > 2
        )
        found.extend(float(u) for u, n in firsts.most_common(1) if n >= LEAST_STARTS)
    return found


def _cut_at_starts(piece: Sequence[Word], starts: Sequence[float], size: float) -> list[list[Word]]:
    """Return the piece, cut before words that begin where the cells of a column do, however near the label before them."""
    out = [[piece[0]]]
    for word in piece[1:]:
        gap = word.u0 - out[-1][-1].u1
        if not word.glued and gap > LEAST_BLANK_EM * size and any(abs(word.u0 - u) < SAME_START_PT for u in starts):
            out.append([word])
        else:
            out[-1].append(word)
    return out


def _cut_at_gutters(piece: Sequence[Word], gutters: Sequence[Gutter], size: float) -> list[list[Word]]:
    """Return the piece, cut at blanks that lie in a gap between columns."""
    out = [[piece[0]]]
    blanks = sorted(b.u0 - a.u1 for a, b in pairwise(piece) if not b.glued)
    for word in piece[1:]:
        before = out[-1][-1]
        blank = (before.u1, word.u0)
        if len(blanks) >= LEAST_BLANKS and blank[1] - blank[0] <= USUAL_BLANK * blanks[len(blanks) // 2]:
            out[-1].append(word)
            continue
        shared = (min(blank[1], u1) - max(blank[0], u0) for u0, u1 in gutters)
        if not word.glued and any(both > LEAST_BLANK_EM * size for both in shared):
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
