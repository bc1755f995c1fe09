"""Where a page is drawn on: the many paths of its pictures put together into few areas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lib.geometry import Rect, bounding

CELL_PT = 3
"""Paths are put together on a grid of this width: marks of a plot stand closer, parts of a page further apart."""
LARGE_PT = 90
"""A path larger than this in both directions stays by itself: it may be a frame around text."""
MOST_AREAS = 400
"""Of a page; more tell no more of where its pictures are."""

_Run = tuple[int, int, int]
"""First and last column of touching cells in one row of the grid, and the number of a path that covers some of them."""


def drawn_areas(paths: Iterable[Rect]) -> list[Rect]:
    """Return the areas (pt) that the bounding boxes of painted paths make where they lie closer than a grid's cell, the
    largest first; a large path stays by itself.
    """
    large: set[Rect] = set()
    small: dict[tuple[int, int, int, int], Rect] = {}
    for x0, y0, x1, y1 in paths:
        if min(x1 - x0, y1 - y0) > LARGE_PT:
            large.add((round(x0, 1), round(y0, 1), round(x1, 1), round(y1, 1)))
        else:
            cells = (int(x0 // CELL_PT), int(y0 // CELL_PT), int(x1 // CELL_PT), int(y1 // CELL_PT))
            before = small.get(cells)
            small[cells] = (x0, y0, x1, y1) if before is None else bounding((before, (x0, y0, x1, y1)))
    areas = [*large, *_joined(small)]
    return sorted(areas, key=lambda rect: -(rect[2] - rect[0]) * (rect[3] - rect[1]))[:MOST_AREAS]


class _Groups:
    """Numbers from 0 that are put into groups (union-find)."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def of(self, n: int) -> int:
        """Return the number that stands for the group of `n`."""
        parent = self._parent
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    def join(self, a: int, b: int) -> None:
        """Make the groups of both one."""
        self._parent[self.of(a)] = self.of(b)


def _joined(by_cells: dict[tuple[int, int, int, int], Rect]) -> list[Rect]:
    """Return the bounding boxes of rectangles whose cells touch, each keyed by first column and row, last column and row."""
    groups = _Groups(len(by_cells))
    rows: dict[int, list[_Run]] = {}
    for n, (c0, r0, c1, r1) in enumerate(by_cells):
        for row in range(r0, r1 + 1):
            rows.setdefault(row, []).append((c0, c1, n))
    above: list[_Run] = []
    for row in sorted(rows):
        runs = _runs(rows[row], groups)
        if row - 1 in rows:
            _join_touching(above, runs, groups)
        above = runs
    members: dict[int, list[Rect]] = {}
    for n, rect in enumerate(by_cells.values()):
        members.setdefault(groups.of(n), []).append(rect)
    return [bounding(of) for of in members.values()]


def _runs(spans: Iterable[_Run], groups: _Groups) -> list[_Run]:
    """Return the runs that the spans of one row make, from left to right, the paths of each put into one group."""
    runs: list[_Run] = []
    for c0, c1, n in sorted(spans):
        if runs and c0 <= runs[-1][1] + 1:
            first, end, other = runs[-1]
            groups.join(n, other)
            runs[-1] = (first, max(end, c1), other)
        else:
            runs.append((c0, c1, n))
    return runs


def _join_touching(above: Sequence[_Run], below: Sequence[_Run], groups: _Groups) -> None:
    """Put runs of two neighbouring rows into one group where they touch."""
    start = 0
    for c0, c1, n in below:
        while start < len(above) and above[start][1] < c0 - 1:
            start += 1
        k = start
        while k < len(above) and above[k][0] <= c1 + 1:
            groups.join(n, above[k][2])
            k += 1
