"""Gutters: the white between columns, told from the lines that begin at it and from what spans it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lib.reading.layout.lines import Line

POKE_EM = 2.0
"""A line that reaches over a gutter by less than this belongs to its own column."""
POKE_SHARE = 0.3
"""And by less than this share of its own length."""
LEAST_COLUMN_LINES = 3
LONG_COLUMN_LINES = 12
FULL_LINE_SHARE = 0.85
"""Most lines of a column of text fill this share of its width; a table's do not."""
FULL_COLUMN_SHARE = 0.6
"""Of a column's lines those that fill it."""
LEAST_FULL_LINES = 5
"""A column of text beside a table has at least so many lines that fill it."""
FULL_LINE_WORDS = 5
"""Each of these has at least so many words."""
NOTE_LINES_SHARE = 0.25
"""Notes beside a long column have at most this share of its lines."""
OWN_LINE_PT = 0.5
"""Distance of the baselines of a note and of the text beside it: less, and they are one line."""
LEAST_COLUMN_EM = 9.0
"""A column's usual line is at least this long: cells of a table and labels of a figure are no columns."""
LONG_SHARE = 0.6
"""Share of a column's text (by width) that stands in such lines."""
LINES_AN_EDGE = 60
"""One line of so many, or two, must begin at a place that may be a gutter's edge."""
LEAST_COLUMN_PT = 40
"""A gutter's edge is at least this far from where the leftmost line begins."""
LEFT_OF_PAGE_PT = -10
"""An edge this far left, or nearer than a step, is no column's: it would stand off the page."""
EDGE_STEP_PT = 2
"""Edges closer than this are one."""
EDGE_SLACK_PT = 1.5
"""A gutter ends this far left of where its lines begin, for letters that reach over and rounding."""
CROSSING_SHARE = 0.5
"""A gutter needs text side by side (by width) of at least this share of the lines that stand alone over it."""
CROSSING_LINES = 2
"""More spanning lines than these are a heading, a figure or a table of their own."""
LAST_LINE_SIZE_PT = 0.2
"""A paragraph's short last line differs in size from the one above it by less than this."""
LAST_LINE_LEADING_EM, LAST_LINE_INDENT_EM, LAST_LINE_CLEAR_EM = 1.4, 0.5, 0.6
"""It stands this close under it, begins this close to where it does, and is this far from any line right of the gutter."""
BESIDE_PT = 20
"""Lines this far above and below what both sides share stand beside each other too."""


class Band(NamedTuple):
    """Lines that span a gutter, or lines left and right of it: either the first or the other two are empty."""

    spanning: list[Line]
    left: list[Line]
    right: list[Line]


@dataclass(frozen=True, slots=True)
class Gutter:
    """A gutter, and the bands of a region from top to bottom."""

    edge: float
    """Where it ends (u)."""
    score: float
    """Width of the text that stands beside other text (pt, summed over lines)."""
    bands: list[Band]


def find_gutters(lines: list[Line]) -> list[Gutter]:
    """Return the gutters that part the lines into columns."""
    if len(lines) < 2 * LEAST_COLUMN_LINES:
        return []
    edges: Counter[int] = Counter(round(line.u0) for line in lines)
    leftmost = min(line.u0 for line in lines)
    # a newspaper's page has a thousand lines, and as many places where one begins
    least = max(2, len(lines) // LINES_AN_EDGE)
    out: list[Gutter] = []
    last = LEFT_OF_PAGE_PT
    for edge in sorted(edges):
        near = edges[edge - 1] + edges[edge] + edges[edge + 1]
        if near < least or edge < leftmost + LEAST_COLUMN_PT or edge - last < EDGE_STEP_PT:
            continue
        gutter = _gutter_at(lines, edge - EDGE_SLACK_PT)
        if gutter is not None:
            out.append(gutter)
            last = edge
    return out


def _gutter_at(lines: list[Line], edge: float) -> Gutter | None:
    """Return the bands that a gutter ending at `edge` makes, None where it parts no two columns."""
    spanning, left, right = [], [], []
    for line in lines:
        poke = min(POKE_EM * line.size, POKE_SHARE * (line.u1 - line.u0))
        if line.u0 >= edge or (line.u1 > edge and edge - line.u0 < poke):
            right.append(line)
        elif line.u1 <= edge or line.u1 - edge < poke:
            left.append(line)
        else:
            spanning.append(line)
    if not _enough_lines(left, right):
        return None
    bands, score = _bands(spanning, left, right)
    bands = _merge_bands(bands)
    if not score or score < CROSSING_SHARE * _crossing_width(bands):
        return None
    return Gutter(edge, score, bands)


def _merge_bands(bands: list[Band]) -> list[Band]:
    """Return the bands, those with lines on one side only (a paragraph's short last line) taken into what spans around them."""
    out: list[Band] = []
    for spanning, left, right in bands:
        if not spanning and left and right:
            out.append(Band([], left, right))
        elif out and out[-1].spanning:
            out[-1].spanning.extend([*spanning, *left, *right])
        else:
            out.append(Band([*spanning, *left, *right], [], []))
    return out


def _crossing_width(bands: list[Band]) -> float:
    """Return the width of the spanning lines that stand alone between two parted bands: many of them deny the gutter."""
    inner = bands[1:-1]  # what stands above the first and below the last parted band denies nothing
    return sum(line.u1 - line.u0 for spanning, _, _ in inner if len(spanning) <= CROSSING_LINES for line in spanning)


def _bands(spanning: list[Line], left: list[Line], right: list[Line]) -> tuple[list[Band], float]:
    """Return the bands from top to bottom, and the width of text that stands beside other text."""
    tagged = sorted(
        [(line.v, 0, line) for line in spanning]
        + [(line.v, 1, line) for line in left]
        + [(line.v, 2, line) for line in right],
        key=lambda item: item[0],
    )
    bands: list[Band] = []
    heights = [(v, line) for v, side, line in tagged if side == 2]
    before: Line | None = None
    for _, side, line in tagged:
        if side == 1 and before is not None and _ends_spanning(before, line, heights):
            side = 0
        before = line if side == 0 else None
        if not bands or bool(bands[-1].spanning) != (side == 0):
            bands.append(Band([], [], []))
        bands[-1][side].append(line)
    return bands, sum(_parallel_width(left, right) for _, left, right in bands)


def _ends_spanning(spanning: Line, line: Line, right: Sequence[tuple[float, Line]]) -> bool:
    """Return whether a line left of the gutter is the short last one of the spanning paragraph above it."""
    same_size = abs(line.size - spanning.size) < LAST_LINE_SIZE_PT
    under = same_size and line.v - spanning.v < LAST_LINE_LEADING_EM * line.size
    aligned = abs(line.u0 - spanning.u0) < LAST_LINE_INDENT_EM * line.size and line.text[:1].islower()
    return under and aligned and all(abs(v - line.v) > LAST_LINE_CLEAR_EM * line.size for v, _ in right)


def _parallel_width(left: list[Line], right: list[Line]) -> float:
    """Return the width of the text that stands side by side in a band, 0 unless both sides look like columns of text."""
    if not _enough_lines(left, right):
        return 0.0
    top = max(left[0].v, right[0].v)
    bottom = min(left[-1].v, right[-1].v)
    beside = [[line for line in side if top - BESIDE_PT <= line.v <= bottom + BESIDE_PT] for side in (left, right)]
    if not all(beside):
        return 0.0
    if (
        not all(_long_lines(side) for side in beside)
        and not _table_beside_text(*beside)
        and not _notes_beside(left, right)
    ):
        return 0.0
    return min(sum(line.u1 - line.u0 for line in side) for side in beside)


def _long_lines(side: list[Line]) -> bool:
    """Return whether most of the side's text stands in lines as long as a column's; a figure's labels are many but short."""
    widths = [line.u1 - line.u0 for line in side]
    long = sum(width for line, width in zip(side, widths, strict=True) if width >= LEAST_COLUMN_EM * line.size)
    return long >= LONG_SHARE * sum(widths)


def _table_beside_text(left: list[Line], right: list[Line]) -> bool:
    """Return whether one side is plainly a column of text, so that the other may be a table's or a figure's short pieces."""
    for text, other in ((left, right), (right, left)):
        edge = max(line.u1 for line in text)
        start = min(line.u0 for line in text)
        full = sum(
            line.u1 - line.u0 > FULL_LINE_SHARE * (edge - start) and len(line.words) >= FULL_LINE_WORDS for line in text
        )
        width = max(line.u1 for line in other) - min(line.u0 for line in other)
        if full >= max(LEAST_FULL_LINES, FULL_COLUMN_SHARE * len(text)) and width >= LEAST_COLUMN_EM * text[0].size:
            return True
    return False


def _notes_beside(left: list[Line], right: list[Line]) -> bool:
    """Return whether left of a long column of text stand a few notes of their own, such as the dates of receipt in a
    journal's margin.

    Labels of a list or terms of a glossary stand on the lines that they belong to; notes keep to lines of their own.
    """
    if len(right) < LONG_COLUMN_LINES or len(left) > NOTE_LINES_SHARE * len(right):
        return False
    edge, end = min(line.u0 for line in right), max(line.u1 for line in right)
    full = sum(line.u1 - line.u0 > FULL_LINE_SHARE * (end - edge) for line in right)
    apart = all(line.u1 < edge - 0.5 * line.size for line in left)
    own = sum(len(line.words) >= 2 and all(abs(line.v - other.v) > OWN_LINE_PT for other in right) for line in left)
    return apart and full >= FULL_COLUMN_SHARE * len(right) and own >= len(left) / 2


def _enough_lines(left: list[Line], right: list[Line]) -> bool:
    """Return whether both sides have lines enough for columns; beside a long column a note of one line is one."""
    few, many = sorted((len(left), len(right)))
    return few >= LEAST_COLUMN_LINES or (few >= 1 and many >= LONG_COLUMN_LINES)
