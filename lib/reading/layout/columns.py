"""The order in which a page's lines are read: columns, what spans them, and blocks of lines under each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from lib.reading.layout.drop_caps import attach_drop_caps
from lib.reading.layout.lines import Line
from lib.reading.text.scripts import mostly_right_to_left

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
CUT_GAIN = 1.15
"""A cut across the page must part this much more text than the best gutter alone."""
BRIDGE_LEADING = 1.45
"""A spanning line this close (em) to lines of both columns above and below it is two lines joined by noise."""
MOST_CUTS = 10
LINES_AN_EDGE = 60
"""One line of so many, or two, must begin at a place that may be a gutter's edge."""
LEAST_COLUMN_PT = 40
"""A gutter's edge is at least this far from where the leftmost line begins."""
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
SAME_ROW_EM = 0.45
"""Baselines this close stand on one height."""
STRONG_EDGE_SHARE = 0.4
"""An edge with this share of the text that the commonest edge has may be the column's."""
USUAL_LEADING_EM = 1.2
"""Distance between baselines where a size has none of its own: what typesetters take for plain text."""
LEAST_LEADING_EM, MOST_LEADING_EM = 0.8, 2.2
"""Baselines nearer or further apart tell no leading."""
BLOCK_GAP = 1.35
"""Lines further apart than this times the usual distance are different blocks."""
BLOCK_JUMP_EM = 0.3
"""A line this far above the one before begins a block."""
BLOCK_SIZE_SHARE = 0.08
"""A line whose size differs by more than this share begins a block."""
BLOCK_SIZE_STEP_EM = 0.5
"""Unless it stands on the same height: less than this under the one before."""
SHARED_SIZE_LEADING = 1.1
"""Lines in two sizes no further apart than this times the usual distance may be one text."""
SHARED_SIZE_SHARE = 0.05
"""Sizes that differ by less than this share are the same."""
SHARED_SIZE_LETTERS = 2
"""A word of more letters than these tells the size of a text."""
MOST_DEPTH = 5
"""Columns within columns are looked for no deeper than this."""


_Band = tuple[list[Line], list[Line], list[Line]]
"""Lines that span a gutter, and lines left and right of it; either the first or the other two are empty."""


@dataclass(frozen=True, slots=True)
class _Gutter:
    """A gutter, and the bands of a region: each the lines spanning it, or those left and right of it."""

    edge: float
    score: float
    """Width of the text that stands beside other text (pt, summed over lines)."""
    bands: list[_Band]


def order_lines(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of one frame in reading order, with their block numbers and column edges set."""
    ordered: list[Line] = []
    for column in _columns(attach_drop_caps(lines), depth=0):
        _set_column(column)
        ordered.extend(column)
    _number_blocks(ordered)
    return ordered


def _columns(lines: list[Line], depth: int) -> list[list[Line]]:
    """Return the lines in runs, each within one column, in reading order."""
    gutters = _gutters(lines) if depth < MOST_DEPTH else []
    if not gutters:
        return [_by_rows(lines)] if lines else []
    best = max(gutters, key=lambda gutter: gutter.score)
    cut_lines = _without_bridges(lines, best)
    if len(cut_lines) > len(lines):
        return _columns(cut_lines, depth)
    if any(spanning for spanning, _, _ in best.bands):
        cut = _best_cut(lines, best)
        if cut is not None:
            return _columns(cut[0], depth + 1) + _columns(cut[1], depth + 1)
    out: list[list[Line]] = []
    for spanning, left, right in best.bands:
        if spanning:
            out.extend(_columns(spanning, depth + 1) if depth < 1 else [_by_rows(spanning)])
        else:
            columns = (right, left) if mostly_right_to_left(" ".join(line.text for line in lines)) else (left, right)
            for column in columns:
                out.extend(_columns(column, depth + 1))
    return out


def _without_bridges(lines: list[Line], gutter: _Gutter) -> list[Line]:
    """Return the lines, those that noise between two columns joined over the gutter cut in two."""
    bridges: list[Line] = []
    for before, band, after in zip(gutter.bands, gutter.bands[1:], gutter.bands[2:], strict=False):
        columns = [[*before[side], *after[side]] for side in (1, 2)]
        if len(band[0]) != 1 or min(map(len, columns)) < LONG_COLUMN_LINES:
            continue
        if all(_stands_near(side, band[0][0]) for near in (before, after) for side in near[1:]):
            bridges.append(band[0][0])
    if not bridges:
        return lines
    return [
        part
        for line in lines
        for part in (_cut_at(line, gutter.edge) if any(line is bridge for bridge in bridges) else [line])
    ]


def _stands_near(side: Sequence[Line], line: Line) -> bool:
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


def _best_cut(lines: list[Line], whole: _Gutter) -> tuple[list[Line], list[Line]] | None:
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
        score = sum(max((gutter.score for gutter in _gutters(part)), default=0.0) for part in (above, below))
        if score > best_score:
            best, best_score = (above, below), score
    return best


def _gutters(lines: list[Line]) -> list[_Gutter]:
    """Return the gutters that part the lines into columns."""
    if len(lines) < 2 * LEAST_COLUMN_LINES:
        return []
    edges: Counter[int] = Counter(round(line.u0) for line in lines)
    leftmost = min(line.u0 for line in lines)
    # a newspaper's page has a thousand lines, and as many places where one begins
    least = max(2, len(lines) // LINES_AN_EDGE)
    out: list[_Gutter] = []
    last: int | None = None
    for edge in sorted(edges):
        near = edges[edge - 1] + edges[edge] + edges[edge + 1]
        if near < least or edge < leftmost + LEAST_COLUMN_PT or (last is not None and edge - last < EDGE_STEP_PT):
            continue
        gutter = _gutter_at(lines, edge - EDGE_SLACK_PT)
        if gutter is not None:
            out.append(gutter)
            last = edge
    return out


def _gutter_at(lines: list[Line], edge: float) -> _Gutter | None:
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
    return _Gutter(edge, score, bands)


def _merge_bands(bands: list[_Band]) -> list[_Band]:
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


def _crossing_width(bands: list[_Band]) -> float:
    """Return the width of the spanning lines that stand alone between two parted bands: many of them deny the gutter."""
    inner = bands[1:-1]  # what stands above the first and below the last parted band denies nothing
    return sum(line.u1 - line.u0 for spanning, _, _ in inner if len(spanning) <= CROSSING_LINES for line in spanning)


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


def _by_rows(lines: list[Line]) -> list[Line]:
    """Return the lines from top to bottom, those on one height from left to right."""
    out: list[Line] = []
    row: list[Line] = []
    for line in sorted(lines, key=lambda line: line.v):
        if row and line.v - row[0].v > SAME_ROW_EM * min(line.size, row[0].size):
            out.extend(sorted(row, key=lambda line: line.u0))
            row = []
        row.append(line)
    out.extend(sorted(row, key=lambda line: line.u0))
    return out


def _set_column(lines: list[Line]) -> None:
    """Set the edges of the column: where most of its text begins and ends."""
    left = min(_strong_edges([(line.u0, line.u1 - line.u0) for line in lines]))
    right = max(_strong_edges([(line.u1, line.u1 - line.u0) for line in lines]))
    for line in lines:
        line.column = (left, right)


def _strong_edges(edges: list[tuple[float, float]]) -> list[float]:
    """Return the edges (whole pt) that much of the text shares; `edges` come with the widths of their lines."""
    weights: Counter[int] = Counter()
    for edge, width in edges:
        weights[round(edge)] += int(width)
    best = max(weights.values())
    least = STRONG_EDGE_SHARE * best
    return [float(e) for e in weights if weights[e - 1] + weights[e] + weights[e + 1] >= least]


def _number_blocks(lines: Sequence[Line]) -> None:
    """Set the numbers of blocks: a new one after a wide gap, a change of size or a jump up."""
    leadings = usual_leadings(lines)
    block = 0
    for n, line in enumerate(lines):
        if n and _new_block(lines[n - 1], line, leadings.get(round(line.size), line.size * USUAL_LEADING_EM)):
            block += 1
        line.block = block


def usual_leadings(lines: Sequence[Line]) -> dict[int, float]:
    """Return the usual distance (pt) between baselines of lines under each other, by their size."""
    steps: dict[int, list[float]] = defaultdict(list)
    for a, b in pairwise(lines):
        step, same = b.v - a.v, a.column == b.column and round(a.size) == round(b.size)
        if same and LEAST_LEADING_EM * a.size < step < MOST_LEADING_EM * a.size:
            steps[round(b.size)].append(step)
    return {size: median(found) for size, found in steps.items()}


def _shares_size(before: Line, line: Line, leading: float) -> bool:
    """Return whether words of one line stand in the size of the other, a usual step under it."""
    if line.v - before.v > SHARED_SIZE_LEADING * leading:
        return False
    small, large = sorted((before, line), key=lambda one: one.size)
    return any(
        abs(w.size - large.size) < SHARED_SIZE_SHARE * large.size
        and len(w.text) > SHARED_SIZE_LETTERS
        and w.text.islower()
        for w in small.words
    )


def _new_block(before: Line, line: Line, leading: float) -> bool:
    """Return whether the line begins a block; `leading`: the usual distance of baselines in its size, pt."""
    if line.column != before.column:
        return True
    step = line.v - before.v
    large = max(line.size, before.size)
    if step < -BLOCK_JUMP_EM * large:
        return True
    resized = abs(line.size - before.size) > BLOCK_SIZE_SHARE * large and step > BLOCK_SIZE_STEP_EM * large
    if resized and not _shares_size(before, line, leading):
        return True
    return step > BLOCK_GAP * max(leading, large)
