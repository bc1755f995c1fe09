"""The order in which a page's lines are read: columns, what spans them, and blocks of lines under each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from lib.reading.layout.drop_caps import attach_drop_caps
from lib.reading.layout.gutters import LONG_COLUMN_LINES, Gutter, find_gutters
from lib.reading.layout.lines import Line
from lib.text.scripts import mostly_right_to_left

CUT_GAIN = 1.15
"""A cut across the page must part this much more text than the best gutter alone."""
CUT_COLUMNS_EM = 75
"""Where the whole page has no columns, so much text stands side by side above or below a cut: five lines of 15 em."""
ALIKE_SHARE = 0.98
"""Two gutters part as much text where their scores differ by no more than this leaves."""
BRIDGE_LEADING = 1.45
"""A spanning line this close (em) to lines of both columns above and below it is two lines joined by noise."""
MOST_CUTS = 10
"""So many of the highest white bands over a page are tried as cuts."""
SAME_ROW_EM = 0.45
"""Baselines this close stand on one height."""
STRONG_EDGE_SHARE = 0.4
"""An edge with this share of the text that the commonest edge has may be the column's."""
USUAL_LEADING_EM = 1.2
"""Distance between baselines where a size has none of its own: what typesetters take for plain text."""
LEAST_LEADING_EM, MOST_LEADING_EM, DOUBLE_LEADING_EM = 0.8, 2.2, 2.6
"""Baselines nearer or further apart tell no leading; where most are between the last two, the text is set with double spacing."""
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
    gutters = find_gutters(lines) if depth < MOST_DEPTH else []
    if not gutters:
        size = median(line.size for line in lines) if lines else 0.0
        parted = _best_cut(lines, CUT_COLUMNS_EM * size) if depth == 0 and len(lines) > 2 * LONG_COLUMN_LINES else None
        if parted is not None:
            return [column for part in parted for column in _columns(part, depth + 1)]
        return [_by_rows(lines)] if lines else []
    best = _likeliest(gutters)
    cut_lines = _without_bridges(lines, best)
    if len(cut_lines) > len(lines):
        return _columns(cut_lines, depth)
    if any(band.spanning for band in best.bands):
        cut = _best_cut(lines, CUT_GAIN * best.score)
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


def _likeliest(gutters: Sequence[Gutter]) -> Gutter:
    """Return the gutter beside which most text stands; of those that part as much, the one that the fewest lines cross: where
    paragraphs are indented, a short line may end right of their edge.
    """
    most = max(gutter.score for gutter in gutters)
    alike = [gutter for gutter in gutters if gutter.score >= ALIKE_SHARE * most]
    return min(alike, key=lambda gutter: (sum(len(band.spanning) for band in gutter.bands), -gutter.score))


def _without_bridges(lines: list[Line], gutter: Gutter) -> list[Line]:
    """Return the lines, those that noise between two columns joined over the gutter cut in two."""
    bridges: list[Line] = []
    for before, band, after in zip(gutter.bands, gutter.bands[1:], gutter.bands[2:], strict=False):
        shorter = min(len(before.left) + len(after.left), len(before.right) + len(after.right))
        if len(band.spanning) != 1 or shorter < LONG_COLUMN_LINES:
            continue
        (line,) = band.spanning
        if all(_stands_near(side, line) for near in (before, after) for side in (near.left, near.right)):
            bridges.append(line)
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


def _best_cut(lines: list[Line], least: float) -> tuple[list[Line], list[Line]] | None:
    """Return the lines above and below the white band that parts two layouts, such as an abstract beside notes, or a table
    over the page, from columns of text; None where no cut has more text side by side than `least` (pt).
    """
    ordered = sorted(lines, key=lambda line: line.top)
    gaps: list[tuple[float, int]] = []
    bottom = ordered[0].bottom
    for n, line in enumerate(ordered[1:], start=1):
        if line.top - bottom > 0:
            gaps.append((line.top - bottom, n))
        bottom = max(bottom, line.bottom)
    best, best_score = None, least
    for _, n in sorted(gaps, reverse=True)[:MOST_CUTS]:
        above, below = ordered[:n], ordered[n:]
        score = sum(max((gutter.score for gutter in find_gutters(part)), default=0.0) for part in (above, below))
        if score > best_score:
            best, best_score = (above, below), score
    return best


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
        if same and LEAST_LEADING_EM * a.size < step < DOUBLE_LEADING_EM * a.size:
            steps[round(b.size)].append(step)
    return {size: _leading(found, MOST_LEADING_EM * size) for size, found in steps.items()}


def _leading(steps: Sequence[float], most: float) -> float:
    """Return the usual one of the steps (pt), of those up to `most` unless the others are more."""
    single = [step for step in steps if step < most]
    return median(single if 2 * len(single) >= len(steps) else steps)


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
