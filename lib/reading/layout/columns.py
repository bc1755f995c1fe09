"""The order in which a page's lines are read: columns, what spans them, and blocks of lines under each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from lib.reading.layout.initials import with_initials
from lib.reading.layout.lines import Line
from lib.reading.text.scripts import mostly_right_to_left

POKE_EM = 2.0
"""A line that reaches over a gutter by less than this belongs to its own column."""
LEAST_COLUMN_LINES = 3
LONG_COLUMN_LINES = 12
FULL_LINE_SHARE = 0.85
"""Most lines of a column of text fill this share of its width; a table's do not."""
FULL_COLUMN_SHARE = 0.6
"""Of a column's lines those that fill it."""
OWN_LINE = 0.5
"""Points between the baselines of a note and of the text beside it: less, and they are one line."""
LEAST_COLUMN_EM = 9.0
"""A column's usual line is at least this long: cells of a table and labels of a figure are no columns."""
LONG_SHARE = 0.6
"""Share of a column's text (by width) that stands in such lines."""
CUT_GAIN = 1.15
"""A cut across the page must part this much more text than the best gutter alone."""
BRIDGE_LEADING = 1.45
"""A spanning line this close (em) to lines of both columns above and below it is two lines joined by noise."""
MOST_CUTS = 10
EDGE_SHARE = 60
"""One line of so many, or two, must begin at a place that may be a gutter's edge."""
MOST_DEPTH = 5
BLOCK_GAP = 1.35
"""Lines further apart than this times the usual distance are different blocks."""


_Band = tuple[list[Line], list[Line], list[Line]]
"""Lines that span a gutter, and lines left and right of it; either the first or the other two are empty."""


@dataclass(frozen=True, slots=True)
class _Split:
    """A gutter, and the bands of a region: each the lines spanning it, or those left and right of it."""

    edge: float
    score: float
    """Width of the text that stands beside other text (pt, summed over lines)."""
    bands: list[_Band]


def order_lines(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of one frame in reading order, with their block numbers and column edges set."""
    ordered: list[Line] = []
    for leaf in _arrange(with_initials(lines), depth=0):
        _set_column(leaf)
        ordered.extend(leaf)
    _number_blocks(ordered)
    return ordered


def _arrange(lines: list[Line], depth: int) -> list[list[Line]]:
    """Run of lines, each within one column, in reading order."""
    splits = _splits(lines) if depth < MOST_DEPTH and len(lines) >= 2 * LEAST_COLUMN_LINES else []
    if not splits:
        return [_by_rows(lines)] if lines else []
    best = max(splits, key=lambda split: split.score)
    cut_lines = _without_bridges(lines, best)
    if len(cut_lines) > len(lines):
        return _arrange(cut_lines, depth)
    if any(spanning for spanning, _, _ in best.bands):
        cut = _best_cut(lines, best)
        if cut is not None:
            return _arrange(cut[0], depth + 1) + _arrange(cut[1], depth + 1)
    out: list[list[Line]] = []
    for spanning, left, right in best.bands:
        if spanning:
            out.extend(_arrange(spanning, depth + 1) if depth < 1 else [_by_rows(spanning)])
        else:
            columns = (right, left) if mostly_right_to_left(" ".join(line.text for line in lines)) else (left, right)
            for column in columns:
                out.extend(_arrange(column, depth + 1))
    return out


def _without_bridges(lines: list[Line], split: _Split) -> list[Line]:
    """Return the lines, those that noise between two columns joined over the gutter cut in two."""
    bridges: list[Line] = []
    for before, band, after in zip(split.bands, split.bands[1:], split.bands[2:], strict=False):
        columns = [[*before[side], *after[side]] for side in (1, 2)]
        if len(band[0]) != 1 or min(map(len, columns)) < LONG_COLUMN_LINES:
            continue
        if all(_close(side, band[0][0]) for near in (before, after) for side in near[1:]):
            bridges.append(band[0][0])
    if not bridges:
        return lines
    return [
        part
        for line in lines
        for part in (_cut_at(line, split.edge) if any(line is bridge for bridge in bridges) else [line])
    ]


def _close(side: Sequence[Line], line: Line) -> bool:
    """Return whether a line of the side stands a usual line's distance above or below."""
    return any(abs(other.v - line.v) < BRIDGE_LEADING * line.size for other in side)


def _cut_at(line: Line, edge: float) -> list[Line]:
    """Return the words left and right of the edge, as lines; one line where all stand on one side or letters reach far over."""
    left = [word for word in line.words if (word.u0 + word.u1) / 2 < edge]
    right = [word for word in line.words if (word.u0 + word.u1) / 2 >= edge]
    over = any(w.u0 < edge - line.size and w.u1 > edge + line.size and w.text.isalpha() for w in line.words)
    if over or not left or not right:
        return [line]
    right[0].glued = False
    return [Line(words, line.turn, line.page) for words in (left, right)]


def _best_cut(lines: list[Line], whole: _Split) -> tuple[list[Line], list[Line]] | None:
    """Return the lines above and below the white band that parts two layouts, such as an abstract beside notes from
    columns of text.
    """
    ordered = sorted(lines, key=lambda line: line.top)
    gaps: list[tuple[float, int]] = []
    bottom = ordered[0].bottom
    for n, line in enumerate(ordered[1:], start=1):
        if line.top - bottom > 0:
            gaps.append((line.top - bottom, n))
        bottom = max(bottom, line.bottom)
    best, best_score = None, CUT_GAIN * whole.score
    for _, n in sorted(gaps, reverse=True)[:MOST_CUTS]:
        above, below = ordered[:n], ordered[n:]
        score = sum(max((split.score for split in _splits(part)), default=0.0) for part in (above, below))
        if score > best_score:
            best, best_score = (above, below), score
    return best


def _splits(lines: list[Line]) -> list[_Split]:
    """Return the gutters that part the lines into columns."""
    if len(lines) < 2 * LEAST_COLUMN_LINES:
        return []
    edges: Counter[int] = Counter(round(line.u0) for line in lines)
    leftmost = min(line.u0 for line in lines)
    least = max(
        2, len(lines) // EDGE_SHARE
    )  # a newspaper's page has a thousand lines, and as many places where one begins
    out: list[_Split] = []
    last = -10
    for edge in sorted(edges):
        near = edges[edge - 1] + edges[edge] + edges[edge + 1]
        if near < least or edge < leftmost + 40 or edge - last < 2:
            continue
        split = _split_at(lines, edge - 1.5)
        if split is not None:
            out.append(split)
            last = edge
    return out


def _split_at(lines: list[Line], edge: float) -> _Split | None:
    """Return the bands that a gutter ending at `edge` makes, None where it parts no two columns."""
    spanning, left, right = [], [], []
    for line in lines:
        poke = POKE_EM * line.size
        if line.u0 >= edge or (line.u1 > edge and edge - line.u0 < min(poke, 0.3 * (line.u1 - line.u0))):
            right.append(line)
        elif line.u1 <= edge or line.u1 - edge < min(poke, 0.3 * (line.u1 - line.u0)):
            left.append(line)
        else:
            spanning.append(line)
    if not _enough(left, right):
        return None
    bands, score = _bands(spanning, left, right)
    bands = _coalesced(bands)
    if not score or score < 0.5 * _crossing_inside(bands):
        return None
    return _Split(edge, score, bands)


def _coalesced(bands: list[_Band]) -> list[_Band]:
    """Return the bands, those with lines on one side only (a paragraph's short last line) taken into what spans around them."""
    out: list[_Band] = []
    for spanning, left, right in bands:
        if not spanning and left and right:
            out.append(([], left, right))
        elif out and out[-1][0]:
            out[-1][0].extend([*spanning, *left, *right])
        else:
            out.append(([*spanning, *left, *right], [], []))
    return out


def _crossing_inside(bands: list[_Band]) -> float:
    """Return width of the spanning lines that stand alone between two parted bands: many of them deny the gutter."""
    inner = bands[1:-1]  # what stands above the first and below the last parted band denies nothing
    return sum(line.u1 - line.u0 for spanning, _, _ in inner if len(spanning) <= 2 for line in spanning)


def _bands(spanning: list[Line], left: list[Line], right: list[Line]) -> tuple[list[_Band], float]:
    """Return the bands from top to bottom, and the width of text that stands beside other text."""
    tagged = sorted(
        [(line.v, 0, line) for line in spanning]
        + [(line.v, 1, line) for line in left]
        + [(line.v, 2, line) for line in right],
        key=lambda item: item[0],
    )
    bands: list[_Band] = []
    heights = [(v, line) for v, side, line in tagged if side == 2]
    before: Line | None = None
    for _, side, line in tagged:
        if side == 1 and before is not None and _ends_spanning(before, line, heights):
            side = 0
        before = line if side == 0 else None
        if not bands or bool(bands[-1][0]) != (side == 0):
            bands.append(([], [], []))
        bands[-1][side].append(line)
    return bands, sum(_parted(left, right) for _, left, right in bands)


def _ends_spanning(spanning: Line, line: Line, right: Sequence[tuple[float, Line]]) -> bool:
    """Return whether a line left of the gutter is the short last one of the spanning paragraph above it."""
    under = abs(line.size - spanning.size) < 0.2 and line.v - spanning.v < 1.4 * line.size
    aligned = abs(line.u0 - spanning.u0) < 0.5 * line.size and line.text[:1].islower()
    return under and aligned and all(abs(v - line.v) > 0.6 * line.size for v, _ in right)


def _parted(left: list[Line], right: list[Line]) -> float:
    """Return width of the text that stands side by side in a band, 0 unless both sides look like columns of text."""
    if not _enough(left, right):
        return 0.0
    top = max(left[0].v, right[0].v)
    bottom = min(left[-1].v, right[-1].v)
    beside = [[line for line in side if top - 20 <= line.v <= bottom + 20] for side in (left, right)]
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
        full = sum(line.u1 - line.u0 > FULL_LINE_SHARE * (edge - start) and len(line.words) >= 5 for line in text)
        width = max(line.u1 for line in other) - min(line.u0 for line in other)
        if full >= max(5, 0.6 * len(text)) and width >= LEAST_COLUMN_EM * text[0].size:
            return True
    return False


def _notes_beside(left: list[Line], right: list[Line]) -> bool:
    """Return whether left of a long column of text stand a few notes of their own, such as the dates of receipt in a
    journal's margin.

    Labels of a list or terms of a glossary stand on the lines that they belong to; notes keep to lines of their own.
    """
    if len(right) < LONG_COLUMN_LINES or len(left) > len(right) / 4:
        return False
    edge, end = min(line.u0 for line in right), max(line.u1 for line in right)
    full = sum(line.u1 - line.u0 > FULL_LINE_SHARE * (end - edge) for line in right)
    apart = all(line.u1 < edge - 0.5 * line.size for line in left)
    own = sum(len(line.words) >= 2 and all(abs(line.v - other.v) > OWN_LINE for other in right) for line in left)
    return apart and full >= FULL_COLUMN_SHARE * len(right) and own >= len(left) / 2


def _enough(left: list[Line], right: list[Line]) -> bool:
    """Return whether both sides have lines enough for columns; beside a long column a note of one line is one."""
    few, many = sorted((len(left), len(right)))
    return few >= LEAST_COLUMN_LINES or (few >= 1 and many >= LONG_COLUMN_LINES)


def _by_rows(lines: list[Line]) -> list[Line]:
    """Return the lines from top to bottom, those on one height from left to right."""
    out: list[Line] = []
    row: list[Line] = []
    for line in sorted(lines, key=lambda line: line.v):
        if row and line.v - row[0].v > 0.45 * min(line.size, row[0].size):
            out.extend(sorted(row, key=lambda line: line.u0))
            row = []
        row.append(line)
    out.extend(sorted(row, key=lambda line: line.u0))
    return out


def _set_column(lines: list[Line]) -> None:
    """Set the edges of the column: where most of its text begins and ends."""
    left = _usual_edge([(line.u0, line.u1 - line.u0) for line in lines], outer=min)
    right = _usual_edge([(line.u1, line.u1 - line.u0) for line in lines], outer=max)
    for line in lines:
        line.column = (left, right)


def _usual_edge(edges: list[tuple[float, float]], outer: object) -> float:
    weights: Counter[int] = Counter()
    for edge, width in edges:
        weights[round(edge)] += int(width)
    best = max(weights.values())
    strong = [edge for edge in weights if weights[edge - 1] + weights[edge] + weights[edge + 1] >= 0.4 * best]
    return float(outer(strong))  # type: ignore[operator]


def _number_blocks(lines: Sequence[Line]) -> None:
    """Number blocks: a new one after a wide gap, a change of size or a jump up."""
    leadings = usual_leadings(lines)
    block = 0
    for n, line in enumerate(lines):
        if n and _new_block(lines[n - 1], line, leadings.get(round(line.size), line.size * 1.2)):
            block += 1
        line.block = block


def usual_leadings(lines: Sequence[Line]) -> dict[int, float]:
    """Return the usual distance (pt) between baselines of lines under each other, by their size."""
    steps: dict[int, list[float]] = defaultdict(list)
    for a, b in pairwise(lines):
        if a.column == b.column and round(a.size) == round(b.size) and 0.8 * a.size < b.v - a.v < 2.2 * a.size:
            steps[round(b.size)].append(b.v - a.v)
    return {size: median(found) for size, found in steps.items()}


def _shares_size(before: Line, line: Line, leading: float) -> bool:
    """Return whether words of one line stand in the size of the other, a usual step under it."""
    if line.v - before.v > 1.1 * leading:
        return False
    small, large = sorted((before, line), key=lambda one: one.size)
    return any(
        abs(w.size - large.size) < 0.05 * large.size and len(w.text) > 2 and w.text.islower() for w in small.words
    )


def _new_block(before: Line, line: Line, leading: float) -> bool:
    if line.column != before.column:
        return True
    step = line.v - before.v
    large = max(line.size, before.size)
    if step < -0.3 * large:
        return True
    if abs(line.size - before.size) > 0.08 * large and step > 0.5 * large and not _shares_size(before, line, leading):
        return True
    return step > BLOCK_GAP * max(leading, large)
