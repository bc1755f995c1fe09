"""The rows of a table's body: printed lines of one row put together, by rules or by what a line goes on with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median

from lib.reading.layout.lines import Line
from lib.reading.tables.columns import NEAR_EM, is_number
from lib.reading.tables.grid import cell_text
from lib.reading.tables.ruling import Level

Cells = dict[int, list[Line]]
"""Pieces of lines by column."""

BLANK_EM = 0.25
APART = 1.3
"""A line further under another than so many times the usual leading begins a row."""
INDENT_EM = 0.5
LEAST_RULES = 3
"""So many rules between the rows part them; fewer part groups of rows."""
RULES_A_ROW = 0.2
"""Rules part the rows of a table where there are at least so many for each printed line."""
FOLDED_SHARE = 0.3
"""They part groups where more than this share of what lies between two of them are several rows of numbers."""
BOXED_SHARE, BEYOND_PT = 0.6, 3
"""A rule over more than this share of a column's cells, and over some of what lies so far beside them, ends a cell of it."""
LEAST_SPACED = 4
"""Printed lines of a table from which on their spacing tells rows."""
SOLID_EM = 1.35
"""Lines of one cell stand no further under each other."""
FULL_ROWS_SHARE = 0.1
"""Where more than this share of the tight lines are rows of numbers themselves, space parts groups of rows."""
NAMED_SHARE = 0.7
"""Of the rows that wide space parts those with a label."""
_OPEN_END = re.compile(r"(?:[(\[,/–—±+&-]|\b(?:and|or|of|the|to|with|for|in|by|per|at|vs\.?))$", re.IGNORECASE)
"""How a cell ends that goes on in the next line."""
_GOES_ON = re.compile(r"^(?:[a-zà-ÿ)\],.;%&/±–]|\((?!\d+\)))")
"""How a line begins that goes on with a cell."""


class BodyRows:
    """Puts the printed lines of a body together to rows."""

    def __init__(self, printed: Sequence[Cells], levels: Sequence[Level], crossing: Sequence[bool]) -> None:
        self._printed = printed
        self._levels = levels
        self._crossing = crossing
        """Of each printed line, whether its only piece stands over several columns."""
        self._heights = [_height(cells) for cells in printed]
        gaps = sorted(b - a for a, b in pairwise(self._heights))
        self._leading = gaps[len(gaps) // 5] if gaps else 0.0
        self._rights = self._widths()

    def _widths(self) -> dict[int, tuple[float, float]]:
        """Return right edge and greatest width of each column's pieces."""
        out: dict[int, tuple[float, float]] = {}
        for cells, crossing in zip(self._printed, self._crossing, strict=True):
            if crossing:
                continue
            for column, lines in cells.items():
                right, width = out.get(column, (float("-inf"), 0.0))
                u0, u1 = min(line.u0 for line in lines), max(line.u1 for line in lines)
                out[column] = (max(right, u1), max(width, u1 - u0))
        return out

    def rows(self) -> list[list[int]]:
        """Return the printed lines (by number) of each row."""
        return self._bands() or self._spaced() or self._one_by_one(range(len(self._printed)))

    def _bands(self) -> list[list[int]]:
        """Return the printed lines between two full rules, where rules part the rows; empty where they do not."""
        inside = [level.v for level in self._levels if self._heights and self._heights[0] < level.v < self._heights[-1]]
        if len(inside) < LEAST_RULES or len(inside) < RULES_A_ROW * len(self._printed):
            return []
        bands: dict[int, list[int]] = {}
        for n, v in enumerate(self._heights):
            bands.setdefault(sum(level < v - 1 for level in inside), []).append(n)
        several = [band for band in bands.values() if len(band) > 1]
        folded = [band for band in several if holds_rows([self._printed[n] for n in band])]
        if len(folded) > FOLDED_SHARE * len(bands):
            return []
        out: list[list[int]] = []
        for band in bands.values():
            out.extend(self._one_by_one(band) if band in folded else [band])
        return out

    def _one_by_one(self, lines: Sequence[int]) -> list[list[int]]:
        """Return the printed lines of each row, told by what each line goes on with."""
        out: list[list[int]] = []
        for n in lines:
            if out and self._goes_on(out[-1], n):
                out[-1].append(n)
            else:
                out.append([n])
        return out

    def _spaced(self) -> list[list[int]]:
        """Return the rows of a table that sets them wider apart than the lines of one row, empty for any other."""
        if len(self._printed) < LEAST_SPACED:
            return []
        tight = self._leading
        sizes = [line.size for cells in self._printed for lines in cells.values() for line in lines]
        if not tight or tight > SOLID_EM * median(sizes):
            return []
        wide = [b - a > APART * tight for a, b in pairwise(self._heights)]
        starts = [n + 1 for n, is_wide in enumerate(wide) if is_wide]
        following = [n + 1 for n, is_wide in enumerate(wide) if not is_wide]
        full = sum(self._are_rows(n) for n in following)
        named = sum(0 in self._printed[n] for n in starts)
        if len(starts) < 2 or full > FULL_ROWS_SHARE * len(following) or named < NAMED_SHARE * len(starts):
            return []
        groups: list[list[int]] = [[0]]
        for n in range(1, len(self._printed)):
            if n in starts or self._crossing[n] or self._crossing[n - 1]:
                groups.append([n])
            else:
                groups[-1].append(n)
        out: list[list[int]] = []
        for group in groups:
            several = holds_rows([self._printed[n] for n in group])
            out.extend(self._one_by_one(group) if several else [group])
        return out

    def _are_rows(self, n: int) -> bool:
        """Return whether a printed line and the one above it are rows of their own."""
        above, cells = self._printed[n - 1], self._printed[n]
        if holds_rows([above, cells]):
            return True
        named = 0 in above and 0 in cells and len(above) > 1 and len(cells) > 1
        return named and self._fits(0, above[0][-1:], cells[0])

    def _goes_on(self, row: Sequence[int], n: int) -> bool:
        """Return whether printed line `n` goes on with the row."""
        if self._crossing[n] or any(self._crossing[k] for k in row):
            return self._crossing[n] and self._crossing[row[-1]] and self._unfinished(row[-1], n)
        cells, last = self._printed[n], self._printed[row[-1]]
        above: dict[int, list[Line]] = {}
        for k in row:
            above.update(self._printed[k])
        size = max(line.size for lines in cells.values() for line in lines)
        gap = self._heights[n] - self._heights[row[-1]]
        if gap < NEAR_EM * size and not set(cells) & set(last):
            return not any(c in above and _both_numbers(above[c], lines) for c, lines in cells.items())
        if self._leading and gap > APART * self._leading and gap > APART * size:
            return False
        if any(level.v for level in self._levels if self._heights[row[-1]] < level.v < self._heights[n] - 1):
            return False
        if 0 not in cells:
            return self._adds_cells(above, cells)
        if set(cells) == {0}:
            return 0 in above and self._label_goes_on(above[0][-1:], cells[0], n)
        return self._row_goes_on(above, cells)

    def _unfinished(self, before: int, n: int) -> bool:
        text = cell_text([line for lines in self._printed[n].values() for line in lines])
        over = cell_text([line for lines in self._printed[before].values() for line in lines])
        return bool(_OPEN_END.search(over)) or text[:1].islower()

    def _adds_cells(self, above: Mapping[int, list[Line]], cells: Cells) -> bool:
        """Return whether a line without a label goes on with cells of the row above."""
        if not all(column in above for column in cells):
            return set(above) == {0} and not any(column in above for column in cells)
        return all(self._cell_goes_on(column, above[column][-1:], lines) for column, lines in cells.items())

    def _cell_goes_on(self, column: int, above: Sequence[Line], lines: Sequence[Line]) -> bool:
        over, text = cell_text(above), cell_text(lines)
        if _OPEN_END.search(over) or text[:1] in ")]±%" or over.count("(") > over.count(")"):
            return True
        if text[:1] in "([" and re.search(r"\d\s*%?$", over) and not over.endswith(")"):
            return True
        if is_number(text):
            return False
        return bool(_GOES_ON.match(text)) or not self._fits(column, above, lines)

    def _label_goes_on(self, above: Sequence[Line], lines: Sequence[Line], n: int) -> bool:
        """Return whether a line that fills the first column alone goes on with the label above."""
        over, text = cell_text(above), cell_text(lines)
        if _OPEN_END.search(over) or over.count("(") > over.count(")"):
            return True
        if self._fits(0, above, lines) or over.endswith(":"):
            return False
        if _GOES_ON.match(text):
            return True
        below = self._printed[n + 1] if n + 1 < len(self._printed) else {}
        heads = 0 in below and below[0][0].u0 > lines[0].u0 + INDENT_EM * lines[0].size
        return not heads and lines[0].font == above[-1].font and lines[0].u0 > above[0].u0 + INDENT_EM * lines[0].size

    def _row_goes_on(self, above: Mapping[int, list[Line]], cells: Cells) -> bool:
        """Return whether a line with a label and other cells goes on with the row above."""
        if 0 not in above:
            return False
        over, text = cell_text(above[0]), cell_text(cells[0])
        indented = cells[0][0].u0 > above[0][-1].u0 + INDENT_EM * cells[0][0].size
        if set(above) == {0}:
            if _OPEN_END.search(over) or over.count("(") > over.count(")"):
                return True
            return not self._fits(0, above[0][-1:], cells[0]) and bool(_GOES_ON.match(text)) and not over.endswith(":")
        if not set(cells) <= set(above) or (indented and not _GOES_ON.match(text)):
            return False
        ends = bool(_OPEN_END.search(over)) or over.count("(") > over.count(")")
        others = [(c, lines) for c, lines in cells.items() if c]
        texts = [cell_text(lines) for _, lines in others]
        wraps = any(text[:1] in "([±%" for text in texts) and all(map(_GOES_ON.match, texts))
        wraps = wraps and not any(_GOES_ON.match(cell_text(above[c][-1:])) for c, _ in others if c in above)
        wraps = wraps and not (is_number(over) or is_number(text))
        begun = bool(_GOES_ON.match(text)) or wraps
        label = ends or (begun and not self._fits(0, above[0][-1:], cells[0]))
        return label and all(self._cell_goes_on(c, above[c][-1:], lines) for c, lines in others)

    def _fits(self, column: int, above: Sequence[Line], lines: Sequence[Line]) -> bool:
        """Return whether the first word of the lines would have stood beside the line above: it is no wrapped word then."""
        word = lines[0].words[0]
        need = BLANK_EM * lines[0].size + word.u1 - word.u0
        right, width = self._rights.get(column, (float("-inf"), 0.0))
        u0, u1 = min(line.u0 for line in above), max(line.u1 for line in above)
        if column == 0:
            return u1 + need <= right
        return u1 - u0 + need <= width


def holds_rows(printed: Sequence[Cells]) -> bool:
    """Return whether the lines are rows of their own: numbers under numbers, beside several labels or in several columns."""
    numbers = [{c for c, lines in cells.items() if c and _is_whole_number(cell_text(lines))} for cells in printed]
    under = max((len(a & b) for a, b in pairwise(found for found in numbers if found)), default=0)
    return under > 1 or (under > 0 and sum(0 in cells for cells in printed) > 1)


def _both_numbers(above: Sequence[Line], lines: Sequence[Line]) -> bool:
    return _is_whole_number(cell_text(above)) and _is_whole_number(cell_text(lines))


def _is_whole_number(text: str) -> bool:
    return is_number(text) and text.count("(") == text.count(")") and text.count("[") == text.count("]")


def _height(cells: Cells) -> float:
    return median(line.v for lines in cells.values() for line in lines)


def boxed_rows(
    printed: Sequence[Cells], levels: Sequence[Level], content: Sequence[tuple[float, float]]
) -> list[list[tuple[int, int, list[Line]]]]:
    """Return the rows of a body whose cells are boxed by rules: of each the (column, rows it spans, lines) of the cells that
    begin in it. Empty where the rules do not box cells.
    """
    heights = [_height(cells) for cells in printed]
    inside = [level for level in levels if heights and heights[0] - 1 < level.v < heights[-1]]
    if len(inside) < LEAST_RULES:
        return []
    bands = len(inside) + 1
    several = [band for band in _in_bands(printed, inside) if len(band) > 1]
    if any(holds_rows(band) for band in several):
        return []
    lines: dict[tuple[int, int], list[Line]] = {}
    for cells in printed:
        for column, pieces in cells.items():
            for piece in pieces:
                band = sum(level.v < piece.v - 1 for level in inside)
                lines.setdefault((band, column), []).append(piece)
    out: list[list[tuple[int, int, list[Line]]]] = [[] for _ in range(bands)]
    for column, (u0, u1) in enumerate(content):
        start = 0
        for band in range(bands):
            last = band + 1 == bands
            if last or _ends_cell(inside[band], u0, u1):
                pieces = [piece for n in range(start, band + 1) for piece in lines.get((n, column), ())]
                if pieces:
                    out[start].append((column, band + 1 - start, pieces))
                start = band + 1
    filled = [n for n, row in enumerate(out) if row]
    return [
        [(column, sum(start <= n < start + span for n in filled), pieces) for column, span, pieces in sorted(row)]
        for start, row in enumerate(out)
        if row
    ]


def _ends_cell(level: Level, u0: float, u1: float) -> bool:
    """Return whether the level ends a cell of the column with words from `u0` to `u1`; the bar of a fraction, no longer than
    what is printed over it, ends none.
    """
    inside = level.covered(u0, u1)
    beside = level.covered(u0 - BEYOND_PT, u1 + BEYOND_PT) - inside
    return inside > BOXED_SHARE * (u1 - u0) and beside > BEYOND_PT / 3


def _in_bands(printed: Sequence[Cells], levels: Sequence[Level]) -> list[list[Cells]]:
    bands: dict[int, list[Cells]] = {}
    for cells in printed:
        bands.setdefault(sum(level.v < _height(cells) - 1 for level in levels), []).append(cells)
    return list(bands.values())
