"""Tables whose columns run from right to left, read as the others are: mirrored, then put back."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence

from lib.geometry import Rect
from lib.reading.layout.lines import Line, order_from_right
from lib.reading.layout.words import Word
from lib.reading.tables.grid import GridRow
from lib.reading.tables.row_labels import SEPARATOR
from lib.text.scripts import mostly_right_to_left

Read = Callable[[Sequence[Line], Sequence[Rect]], list[GridRow] | None]
"""Returns the rows of a table whose columns run from left to right, None where there is none."""


def read_mirrored(lines: Sequence[Line], rules: Sequence[Rect], read: Read) -> list[GridRow] | None:
    """Return the rows of a table that begins at the right, its cells' words where and as they are printed."""
    origins: dict[int, Word] = {}
    mirrored = [_mirror(line, origins) for line in lines]
    rows = read(mirrored, [(-u1, v0, -u0, v1) for u0, v0, u1, v1 in rules])
    if rows is None:
        return None
    texts: dict[str, str] = {}
    for cell in (cell for row in rows for cell in row.cells):
        text = cell.text
        cell.lines = [_put_back(line, origins) for line in cell.lines]
        texts[text] = cell.text
    for row in rows:
        row.label = _renamed(row.label, texts)
        for cell in row.cells:
            cell.heads = [texts.get(head, head) for head in cell.heads]
            cell.label = _renamed(cell.label, texts)
    return rows


def _renamed(label: str, texts: Mapping[str, str]) -> str:
    """Return the label with the texts of its cells as they are printed."""
    return SEPARATOR.join(texts.get(part, part) for part in label.split(SEPARATOR))


def _mirror(line: Line, origins: dict[int, Word]) -> Line:
    """Return the line mirrored, each of its words noted in `origins`."""
    words = []
    for word in line.words:
        other = copy.copy(word)
        other.u0, other.u1 = -word.u1, -word.u0
        origins[id(other)] = word
        words.append(other)
    return Line(words, line.turn, line.page, line.block, (-line.column[1], -line.column[0]))


def _put_back(line: Line, origins: Mapping[int, Word]) -> Line:
    words = sorted((origins[id(word)] for word in line.words), key=lambda word: word.u0)
    back = Line(words, line.turn, line.page, line.block, (-line.column[1], -line.column[0]))
    if mostly_right_to_left(back.text):
        order_from_right(back)
    return back
