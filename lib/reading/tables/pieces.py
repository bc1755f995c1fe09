"""Printed lines cut into pieces where a gap is wider than a blank."""

from __future__ import annotations

from itertools import pairwise

from lib.reading.layout.lines import Line
from lib.reading.tables.columns import NUMBER

CELL_GAP_EM = 0.75
"""Words further apart than this stand in different cells."""
NUMBER_GAP_EM = 0.4
"""Two numbers further apart than this do."""


def split_cells(line: Line) -> list[Line]:
    """Return the line in pieces, cut where a gap is wider than a blank."""
    pieces = [[line.words[0]]]
    for before, word in pairwise(line.words):
        numbers = NUMBER.match(before.text) and NUMBER.match(word.text)
        widest = NUMBER_GAP_EM if numbers else CELL_GAP_EM
        if word.u0 - before.u1 > widest * line.size and not word.glued:
            pieces.append([word])
        else:
            pieces[-1].append(word)
    if len(pieces) == 1:
        return [line]
    return [Line(words, line.turn, line.page, line.block, line.column) for words in pieces]
