"""Tables from the lines under (or over) a table's caption: rows of cells with the heads of their columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from lib.geometry import Rect
from lib.reading.layout.lines import Line
from lib.reading.layout.words import is_hyphen_end
from lib.reading.text.print_form import printed_text
from lib.reading.text.sentences import ends_sentence

LEAST_ROWS = 2
CELL_GAP_EM = 0.75
"""Words further apart than this stand in different cells."""
NUMBER_GAP_EM = 0.4
"""Two numbers further apart than this do."""
MOST_HEAD_ROWS = 6
LEAST_RULES = 3
"""So many rules between a table's rows part them; fewer part groups of rows."""
NOTE_WORDS = 7
"""A row that is one cell of so many words is a note."""
WIDE_CELL_SHARE = 0.5
"""A cell wider than this share of the table spans columns and tells nothing of their edges."""
SHARED_GAP = 0.08
"""A gap between columns may be crossed by the cells of this share of the rows."""
LEAST_GAP_PT = 2
"""A gap between columns is at least this wide."""
RULES_A_ROW = 0.2
"""Rules part the rows of a table where there are at least so many for each printed line."""
NUMBERS_SHARE = 0.5
"""A row with this share of numbers among its cells, the first left out, is no head."""
TABLE_ROW_EM = 0.5
"""Baselines this close stand in one row."""
THIN_PT = 3
"""A rule is thinner than this."""
WIDE_RULE_SHARE = 0.7
"""A rule over more than this share of the table's width parts its rows."""
RULE_SLACK_EM, RULE_SLACK_PT = 0.3, 1
"""A rule may stand this far over the first row's baseline and still be under it, and a row this far under its rule."""
COVERED_SHARE = 0.5
"""A head over more than this share of its own width or of the column's stands over the column."""
OPEN_COLUMN_PT = 1000
"""Width of the outermost columns, which have no outer edge: wider than any page's text."""

_NUMBER = re.compile(r"^[<>≤≥~≈±+−–-]?\s*[.,]*\d[\d.,]*\s*(?:[%‰±*†‡a-z]|\([^()]*\))*\)?(?:[–-]\s*\d.*)?$")


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row: its cells from left to right, each with its column's head (empty where there is none)."""

    cells: list[tuple[str, list[Line]]]
    columns: Sequence[int] = (0,)
    """The column of each cell."""
    head: bool = False
    """It is (part of) the table's head."""
    note: bool = False
    """It is a note in the table, under no column's head."""

    @property
    def text(self) -> str:
        """Such as "head: cell; head: cell"; of a head or a note only its cells."""
        if self.head or self.note:
            return " ".join(cell_text(lines) for _, lines in self.cells)
        return "; ".join(f"{head}: {cell_text(lines)}" if head else cell_text(lines) for head, lines in self.cells)

    @property
    def lines(self) -> list[Line]:
        """The printed pieces of all its cells."""
        return [line for _, lines in self.cells for line in lines]


@dataclass(eq=False, slots=True)
class PrintedTable:
    """A table as it is printed: its rows with the caption beside it."""

    caption: Sequence[Line]
    rows: list[Row]


def cell_text(lines: Sequence[Line]) -> str:
    """Return the cell's text, its lines joined by blanks; a word broken by a hyphen is whole again."""
    text = ""
    for line in lines:
        printed = printed_text(line)
        broken = is_hyphen_end(text) and printed[:1].islower()
        text = text[:-1] + printed if broken else f"{text} {printed}"
    return text.strip()


def table_rows(lines: Sequence[Line], rules: Sequence[Rect] = ()) -> list[Row]:
    """Return the rows of a table; one row a printed line where the lines are no table of at least two columns.

    `rules` are the page's thin lines in the frame of the text: u0, v0, u1, v1.
    """
    printed = printed_rows([piece for line in lines for piece in split_cells(line)])
    edges = column_edges(printed)
    if len(printed) < LEAST_ROWS or not edges:
        return [Row([("", row)]) for row in printed]
    grid = [_cells(row, edges) for row in printed]
    heads = _head_count(printed, grid, rules)
    names = _names(grid[:heads], edges)
    rows = [Row([("", cells[n]) for n in _filled(cells)], _filled(cells), head=True) for cells in grid[:heads]]
    whole = _whole_rows(grid[heads:], rules)
    return rows + [
        Row([(names[n], cells[n]) for n in _filled(cells)], _filled(cells), note=_is_note(cells)) for cells in whole
    ]


def _whole_rows(grid: Sequence[Sequence[list[Line]]], rules: Sequence[Rect]) -> list[list[list[Line]]]:
    """Return the rows, printed lines of one row put together: between two rules, or where a line only goes on with
    cells above it.
    """
    ruled = _ruled(grid, rules)
    out: list[list[list[Line]]] = []
    for n, cells in enumerate(grid):
        goes_on = ruled[n] == ruled[n - 1] if ruled and n else bool(out) and _continues_row(out[-1], cells)
        if goes_on:
            out[-1] = [[*above, *below] for above, below in zip(out[-1], cells, strict=True)]
        else:
            out.append([list(cell) for cell in cells])
    return out


def _ruled(grid: Sequence[Sequence[list[Line]]], rules: Sequence[Rect]) -> list[int]:
    """Return the number of rules over each row where rules part the rows of a table, empty where they do not."""
    lines = [line for cells in grid for cell in cells for line in cell]
    if not lines:
        return []
    wide = _wide_rules(rules, min(line.u0 for line in lines), max(line.u1 for line in lines))
    inside = [v for v in wide if lines[0].v < v < max(line.v for line in lines)]
    if len(inside) < LEAST_RULES or len(inside) < RULES_A_ROW * len(grid):
        return []
    return [sum(v < max(line.v for cell in cells for line in cell) for v in inside) for cells in grid]


def _continues_row(above: Sequence[list[Line]], cells: Sequence[list[Line]]) -> bool:
    """Return whether a printed line only goes on with the cells of the row above it."""
    filled = [n for n, cell in enumerate(cells) if cell]
    texts = [cell_text(cells[n]) for n in filled]
    if filled == [0] and _is_note(above):
        return not ends_sentence(cell_text(above[0]))
    if not all(above[n] for n in filled) or any(_NUMBER.match(text) for text in texts) or _is_note(cells):
        return False
    if 0 not in filled:
        return len(filled) < sum(bool(cell) for cell in above)
    return texts[0][:1].islower() and not re.search(r"[.!?:;]$", cell_text(above[0]))


def _is_note(cells: Sequence[list[Line]]) -> bool:
    """Return whether the row is a sentence under the table, which stands under no column's head."""
    words = cell_text(cells[0]).split() if cells[0] and not any(cells[1:]) else []
    return len(words) >= NOTE_WORDS or (len(words) == 1 and re.match(r"https?://", words[0]) is not None)


def split_cells(line: Line) -> list[Line]:
    """Return the line in pieces, cut where a gap is wider than a blank."""
    pieces = [[line.words[0]]]
    for before, word in pairwise(line.words):
        numbers = _NUMBER.match(before.text) and _NUMBER.match(word.text)
        widest = NUMBER_GAP_EM if numbers else CELL_GAP_EM
        if word.u0 - before.u1 > widest * line.size and not word.glued:
            pieces.append([word])
        else:
            pieces[-1].append(word)
    if len(pieces) == 1:
        return [line]
    return [Line(words, line.turn, line.page, line.block, line.column) for words in pieces]


def printed_rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines by the height they stand on, each row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.v):
        if rows and line.v - median(other.v for other in rows[-1]) < TABLE_ROW_EM * max(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.u0) for row in rows]


def column_edges(rows: Sequence[Sequence[Line]]) -> list[float]:
    """Return where one column ends and the next begins (u), from left to right."""
    cells = [(line.u0, line.u1) for row in rows for line in row]
    if not cells:
        return []
    left, right = min(u0 for u0, _ in cells), max(u1 for _, u1 in cells)
    narrow = [
        [(line.u0, line.u1) for line in row if line.u1 - line.u0 < WIDE_CELL_SHARE * (right - left)] for row in rows
    ]
    allowed = int(SHARED_GAP * len(rows))
    covered = [0] * (int(right - left) + 2)
    for row in narrow:
        for n in {n for u0, u1 in row for n in range(int(u0 - left), int(u1 - left) + 1)}:
            covered[n] += 1
    edges: list[float] = []
    start: int | None = None
    inside = False
    for n, count in enumerate(covered):
        if count > allowed:
            if start is not None and inside and n - start >= LEAST_GAP_PT:
                edges.append(left + (start + n) / 2)
            start, inside = None, True
        elif start is None:
            start = n
    return edges


def _cells(row: Sequence[Line], edges: Sequence[float]) -> list[list[Line]]:
    """Return the row's pieces by the columns that the edges part; one over several columns stands in the first it covers."""
    cells: list[list[Line]] = [[] for _ in range(len(edges) + 1)]
    for line in row:
        middle = (line.u0 + line.u1) / 2
        crossed = sum(line.u0 < edge < line.u1 for edge in edges)
        if crossed > 1 or (crossed and len(row) == 1 and line.u0 < edges[0]):
            middle = line.u0 + 1
        cells[sum(middle > edge for edge in edges)].append(line)
    return cells


def _filled(cells: Sequence[list[Line]]) -> list[int]:
    return [n for n, cell in enumerate(cells) if cell]


def _head_count(rows: Sequence[Sequence[Line]], grid: Sequence[Sequence[list[Line]]], rules: Sequence[Rect]) -> int:
    """Return how many rows are the table's head: those over its second rule, and those over its first row of numbers."""
    by_rule = _rows_over_rule(rows, rules)
    for n, cells in enumerate(grid[: MOST_HEAD_ROWS + 1]):
        texts = [cell_text(cell) for cell in cells[1:] if cell]
        if texts and sum(bool(_NUMBER.match(text)) for text in texts) >= NUMBERS_SHARE * len(texts):
            return max(n, by_rule)
    return by_rule or 1


def _rows_over_rule(rows: Sequence[Sequence[Line]], rules: Sequence[Rect]) -> int:
    """Return how many rows stand between the table's first and second rule over most of its width, 0 where no rule tells."""
    left, right = min(line.u0 for row in rows for line in row), max(line.u1 for row in rows for line in row)
    wide = _wide_rules(rules, left, right)
    below_first = [v for v in wide if v > rows[0][0].v - RULE_SLACK_EM * rows[0][0].size]
    if not below_first:
        return 0
    count = sum(row[0].v < below_first[0] + RULE_SLACK_PT for row in rows)
    return count if 0 < count <= min(MOST_HEAD_ROWS, len(rows) - 1) else 0


def _wide_rules(rules: Sequence[Rect], left: float, right: float) -> list[int]:
    """Return the heights of the rules that reach over most of what lies between the edges, from the top."""
    heights: dict[int, float] = {}
    for u0, v0, u1, v1 in rules:
        if v1 - v0 < THIN_PT and min(u1, right) > max(u0, left):
            heights[round((v0 + v1) / 2)] = heights.get(round((v0 + v1) / 2), 0.0) + min(u1, right) - max(u0, left)
    return sorted(v for v, width in heights.items() if width > WIDE_RULE_SHARE * (right - left))


def _names(head: Sequence[Sequence[list[Line]]], edges: Sequence[float]) -> list[str]:
    """Return each column's head: what stands over it from top to bottom; a wide head stands over all columns it covers."""
    names = []
    for column in range(len(edges) + 1):
        left = edges[column - 1] if column else float("-inf")
        right = edges[column] if column < len(edges) else float("inf")
        parts: list[Line] = []
        for cells in head:
            over = list(cells[column])
            if not over and sum(bool(cell) for cell in cells) > 1:
                over = [line for cell in cells for line in cell if _covers(line, left, right)]
            parts.extend(over)
        names.append(cell_text(parts))
    return names


def _covers(line: Line, left: float, right: float) -> bool:
    """Return whether the line reaches over half of what lies between the column's edges."""
    if line.u0 >= right or line.u1 <= left:
        return False
    inner_left, inner_right = max(left, line.u0), min(right, line.u1)
    width = min(right, line.u1 + OPEN_COLUMN_PT) - max(left, line.u0 - OPEN_COLUMN_PT)
    return inner_right - inner_left > COVERED_SHARE * min(width, line.u1 - line.u0)
