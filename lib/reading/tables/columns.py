"""The columns of a table, from the gaps between words that persist over its rows, from joints of rules and upright rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from lib.reading.layout.lines import Line
from lib.reading.layout.words import Word

OPEN_GAP_EM = 0.5
"""Words further apart than this may stand in different cells."""
NUMBER_GAP_EM = 0.4
"""Two numbers further apart than this may."""
CROSSED_SHARE = 0.07
"""A gap between columns may be crossed by the words of this share of the rows: labels and spanning cells that run over."""
JOINT_CROSSED_SHARE = 0.3
"""The same where a joint of rules or an upright rule says that a column ends."""
JOINT_REACH_PT = 9
"""A joint of rules stands this close to the gap of its columns."""
LEAST_GAP_PT = 1.5
"""A gap between columns is at least this wide."""
HEADED_GAP_EM = 2.0
"""Heads further apart than this are of different columns."""
THIN_WIDE_SHARE = 0.25
"""A piece wider than this share of the table may be a cell over several columns."""
LEAST_SPANNED = 4
"""Rows of so many pieces tell cells that stand over several of their columns."""
FURTHER_SHARE = 0.15
"""A row's only piece that begins further in than this share of the table's width goes on with a cell over it."""
BETWEEN_SHARE = 0.6
"""A cell over several columns stands between the pieces of more than this share of the full rows."""
LEAST_SPARSE = 2
"""So many pieces under each other are a column, however few rows fill it."""
WALL_PT = 3
"""An upright rule stands no further from the gap that it parts, and further from the table's edges."""
WALL_HALF_PT = 1
"""Half the gap of an upright rule that words nearly touch."""
STEP_PT = 0.5
"""Gaps are looked for in steps of this."""
WIDE_SHARE = 0.5
"""A row's only piece that is wider than this share of the table tells nothing of its columns."""

NEAR_EM = 0.85
"""Lines whose baselines are nearer than this are of one row: rows stand further apart."""

_GOES_ON = re.compile(r"^(?:[(\[±–%]|\u2212$)")
"""What goes on with a number: its share, range or unit."""
_DASHES = ("–", "\u2212")
"""Alone they stand for an empty cell."""

NUMBER = re.compile(
    r"^[<>≤≥=~≈±+−–—-]?\s*[.,·]*\d[\d.,·/:]*\s*(?:[%‰±*†‡§#a-z]|\s?\([^()]*\)|\s?\[[^\[\]]*\])*\)?(?:\s?(?:[–−-]|to|±)\s*\d.*)?[*†‡§#]*$"
)


_P_VALUE = re.compile(r"^[Pp]\s?(?=[<>=≤≥]\s?[\d.])")


def is_number(text: str) -> bool:
    """Return whether the text is a number with its sign, unit letter, range or bracket, or a p value; raised marks do not
    count.
    """
    return NUMBER.match(_P_VALUE.sub("", unicodedata.normalize("NFKC", text).strip())) is not None


def pieces_of(words: Sequence[Word], size: float) -> list[list[Word]]:
    """Return the words of one height in pieces, cut where a gap is wider than a blank."""
    out: list[list[Word]] = [[words[0]]]
    for before, word in pairwise(words):
        numbers = NUMBER.match(before.text) and NUMBER.match(word.text)
        widest = (NUMBER_GAP_EM if numbers else OPEN_GAP_EM) * size
        if word.u0 - before.u1 > widest:
            out.append([word])
        else:
            out[-1].append(word)
    return out


def row_words(row: Sequence[Line]) -> list[Word]:
    """Return the words of a row from left to right."""
    return sorted((word for line in row for word in line.words), key=lambda word: word.u0)


def find_gutters(
    rows: Sequence[Sequence[Line]], left: float, right: float, joints: Sequence[float], walls: Sequence[float]
) -> list[tuple[float, float]]:
    """Return the gaps (u0, u1) between the columns of these rows, from left to right: where rules meet at `joints` more words
    may cross one, at the upright rules `walls` any number.
    """
    spans = [_spans(row, right - left) for row in rows]
    spans = _without_thin([row for row in spans if row], right - left)
    if not spans:
        return []
    covered = _covered(spans, left, right)
    gutters = [
        part
        for gutter in _open_runs(covered, CROSSED_SHARE * len(spans), left)
        for part in _around_sparse(gutter, spans)
    ]
    narrow: list[tuple[float, float]] = []
    for joint in joints:
        if not any(u0 - JOINT_REACH_PT < joint < u1 + JOINT_REACH_PT for u0, u1 in [*gutters, *narrow]):
            runs = _open_runs(covered, JOINT_CROSSED_SHARE * len(spans), left)
            near = [g for g in runs if g[0] - JOINT_REACH_PT < joint < g[1] + JOINT_REACH_PT]
            gutters.extend(near[:1])
            narrow.extend([] if near else _narrow_gap(rows, joint, left, right))
    gutters = [g for g in sorted(set(gutters)) if _parts(g, spans)] + narrow
    for wall in walls:
        if left + WALL_PT < wall < right - WALL_PT and not any(
            u0 - WALL_PT < wall < u1 + WALL_PT for u0, u1 in gutters
        ):
            gutters.append((wall - WALL_HALF_PT, wall + WALL_HALF_PT))
    return sorted(gutters)


def at_drawn_edges(gutters: Sequence[tuple[float, float]], edges: Sequence[float]) -> list[tuple[float, float]]:
    """Return the gaps, those near the edges of cells that the page draws put to these: one gap an edge."""
    out = [g for g in gutters if not any(g[0] - JOINT_REACH_PT < edge < g[1] + JOINT_REACH_PT for edge in edges)]
    for edge in edges:
        holding = [g for g in gutters if g[0] < edge < g[1] and sum(g[0] < other < g[1] for other in edges) == 1]
        out.append(holding[0] if holding else (edge - WALL_HALF_PT, edge + WALL_HALF_PT))
    return sorted(out)


def between_heads(gutters: Sequence[tuple[float, float]], head: Sequence[Line]) -> list[float]:
    """Return the middles of the gaps with a head over the column on either side: they part columns whatever the cells go on
    with.
    """
    if not head:
        return []
    pieces = [(p[0].u0, max(w.u1 for w in p)) for p in pieces_of(row_words(head), max(line.size for line in head))]
    out = []
    for n, (start, end) in enumerate(gutters):
        left = gutters[n - 1][1] if n else float("-inf")
        right = gutters[n + 1][0] if n + 1 < len(gutters) else float("inf")
        before = [p for p in pieces if p[0] < start and p[1] > left and p[1] <= end]
        behind = [p for p in pieces if p[0] < right and p[1] > end and p[0] >= start]
        if before and behind:
            out.append((start + end) / 2)
    return out


def parted_by_heads(gutters: Sequence[tuple[float, float]], head: Sequence[Line]) -> list[tuple[float, float]]:
    """Return the gaps, one that holds a head wholly parted by it: the head stands over a column whose cells are empty, or
    pictures. Unchanged where a column behind the first has no head of its own: a head between two columns is of both.
    """
    if not head or not gutters:
        return list(gutters)
    size = max(line.size for line in head)
    pieces = [(piece[0].u0, max(word.u1 for word in piece)) for piece in pieces_of(row_words(head), size)]
    inside = {gap: [p for p in pieces if p[0] > gap[0] and p[1] < gap[1]] for gap in gutters}
    columns = list(pairwise([*(gap[1] for gap in gutters), float("inf")]))
    if not all(any(u0 < end and u1 > start for u0, u1 in pieces) for start, end in columns):
        return list(gutters)
    out = []
    for (start, end), heads in inside.items():
        edges = [start, *(edge for piece in heads for edge in piece), end]
        parts = list(zip(edges[::2], edges[1::2], strict=True))
        before = max((u1 for u0, u1 in pieces if u1 <= (heads[0][0] if heads else start)), default=start)
        apart = bool(heads) and heads[0][0] - before > HEADED_GAP_EM * size
        out.extend(parts if apart and all(b - a > LEAST_GAP_PT for a, b in parts) else [(start, end)])
    return out


def _covered(spans: Sequence[Sequence[tuple[float, float]]], left: float, right: float) -> list[int]:
    """Return how many rows cover each step between the edges."""
    steps = int((right - left) / STEP_PT) + 2
    covered = [0] * steps
    for row in spans:
        for u0, u1 in row:
            first, last = max(0, int((u0 - left) / STEP_PT)), min(steps - 1, int((u1 - left) / STEP_PT))
            for n in range(first, last + 1):
                covered[n] += 1
    return covered


def _narrow_gap(rows: Sequence[Sequence[Line]], joint: float, left: float, right: float) -> list[tuple[float, float]]:
    """Return the gap at a joint of rules that is no wider than a blank, and that the words of hardly any row cross."""
    words = [[(word.u0, word.u1) for word in row_words(row)] for row in rows]
    runs = _open_runs(_covered(words, left, right), CROSSED_SHARE * len(words), left)
    near = [run for run in runs if run[0] - JOINT_REACH_PT < joint < run[1] + JOINT_REACH_PT]
    return sorted(near, key=lambda run: abs((run[0] + run[1]) / 2 - joint))[:1]


def _around_sparse(
    gutter: tuple[float, float], spans: Sequence[Sequence[tuple[float, float]]]
) -> list[tuple[float, float]]:
    """Return the gap, or the gaps on both sides of the few pieces that stand wholly in it: a column that is mostly empty."""
    inside = sorted(piece for row in spans for piece in row if piece[0] > gutter[0] and piece[1] < gutter[1])
    clusters: list[list[tuple[float, float]]] = []
    for piece in inside:
        if clusters and piece[0] < max(u1 for _, u1 in clusters[-1]):
            clusters[-1].append(piece)
        else:
            clusters.append([piece])
    out = []
    start = gutter[0]
    for cluster in clusters:
        if len(cluster) >= LEAST_SPARSE:
            out.append((start, cluster[0][0]))
            start = max(u1 for _, u1 in cluster)
    out.append((start, gutter[1]))
    return out if all(u1 - u0 >= LEAST_GAP_PT for u0, u1 in out) else [gutter]


def _without_thin(spans: Sequence[list[tuple[float, float]]], width: float) -> list[list[tuple[float, float]]]:
    """Return the rows without those that have a cell over several columns: a wide piece, and half as many as most rows; or
    pieces that stand between the columns of most rows. Nor with those that go on with one cell of the row over them.
    """
    usual = sorted(len(row) for row in spans)[len(spans) * 3 // 4] if spans else 0
    full = [row for row in spans if len(row) >= usual]
    left = min((row[0][0] for row in spans), default=0.0)

    def spanning(row: Sequence[tuple[float, float]]) -> bool:
        if len(row) <= usual / 2 and any(u1 - u0 >= THIN_WIDE_SHARE * width for u0, u1 in row):
            return True
        if usual < LEAST_SPANNED or len(row) > (usual + 1) / 2:
            return False
        if len(row) == 1:
            return row[0][0] > left + FURTHER_SHARE * width
        return any(_stands_between(piece, full) for piece in row[1:])

    kept = [row for row in spans if not spanning(row)]
    return kept if len(kept) > len(spans) / 2 else list(spans)


def _stands_between(piece: tuple[float, float], rows: Sequence[Sequence[tuple[float, float]]]) -> bool:
    """Return whether the middle of the piece lies between two pieces of most rows."""
    middle = (piece[0] + piece[1]) / 2
    between = sum(any(a[1] < middle < b[0] for a, b in pairwise(row)) for row in rows)
    return between > BETWEEN_SHARE * len(rows)


def _spans(row: Sequence[Line], width: float) -> list[tuple[float, float]]:
    size = max(line.size for line in row)
    spans = [(piece[0].u0, max(word.u1 for word in piece)) for piece in pieces_of(row_words(row), size)]
    if len(spans) == 1 and spans[0][1] - spans[0][0] > WIDE_SHARE * width:
        return []
    return spans


def _open_runs(covered: Sequence[int], allowed: float, left: float) -> list[tuple[float, float]]:
    """Return the runs of steps crossed by no more rows than allowed, those at the edges left out."""
    out: list[tuple[float, float]] = []
    start: int | None = None
    inside = False
    for n, count in enumerate(covered):
        if count > allowed:
            if start is not None and inside and (n - start) * STEP_PT >= LEAST_GAP_PT:
                out.append((left + start * STEP_PT, left + n * STEP_PT))
            start, inside = None, True
        elif start is None:
            start = n
    return out


def _parts(gutter: tuple[float, float], spans: Sequence[Sequence[tuple[float, float]]]) -> bool:
    """Return whether pieces stand on both sides of the gap, be it in different rows."""
    middle = (gutter[0] + gutter[1]) / 2
    return any(u1 <= middle for row in spans for _, u1 in row) and any(u0 >= middle for row in spans for u0, _ in row)


def without_idle(
    gutters: Sequence[tuple[float, float]],
    rows: Sequence[Sequence[Line]],
    joints: Sequence[float],
    walls: Sequence[float],
) -> list[tuple[float, float]]:
    """Return the gaps but those between columns that are one: no row fills both and no rule tells them apart, or the right
    one only goes on with brackets, signs and ranges.
    """
    kept = list(gutters)
    n = 0
    while n < len(kept):
        left = kept[n - 1][1] if n else float("-inf")
        right = kept[n + 1][0] if n + 1 < len(kept) else float("inf")
        middle = (kept[n][0] + kept[n][1]) / 2
        both = 0
        goes_on = others = 0
        labelled = [row[0].v for row in rows if any(left - 1 <= w.u0 and w.u1 <= middle + 1 for w in row_words(row))]
        for row in rows:
            words = row_words(row)
            if any(0 < abs(v - row[0].v) < NEAR_EM * row[0].size for v in labelled):
                both += any(middle - 1 <= w.u0 < right for w in words)
            before = [w for w in words if left - 1 <= w.u0 and w.u1 <= middle + 1]
            behind = [w for w in words if middle - 1 <= w.u0 and w.u0 < right]
            if before and behind:
                both += 1
                if not _GOES_ON.match(behind[0].text):
                    others += re.search(r"\w", behind[0].text) is not None
                elif re.search(r"\d", before[-1].text) and (len(behind) > 1 or behind[0].text not in _DASHES):
                    goes_on += 1
            elif behind and re.search(r"\d", behind[0].text):
                others += 1
        walled = any(kept[n][0] - WALL_PT < wall < kept[n][1] + WALL_PT for wall in walls)
        joined = any(kept[n][0] - JOINT_REACH_PT < joint < kept[n][1] + JOINT_REACH_PT for joint in joints)
        idle = not both and not joined
        if not walled and (idle or (goes_on and not others)):
            del kept[n]
        else:
            n += 1
    return kept
