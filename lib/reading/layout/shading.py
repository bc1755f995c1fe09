"""The edges of shaded rows and heads of tables: they part rows as drawn rules do."""

from __future__ import annotations

from collections.abc import Iterable

from lib.geometry import Rect

LEAST_HEIGHT_PT = 5
"""A shaded row is at least as high as small print."""
LEAST_WIDTH_PT = 60
"""It is wider than this, its cells taken together."""
GAP_PT = 3
"""Shaded cells of one row stand no further apart."""
MOST_FILLS = 2000
"""A page with more filled areas of this size is a drawing."""


def shading_edges(fills: Iterable[Rect]) -> list[Rect]:
    """Return the long edges, as rectangles without a height, of filled areas that are wide enough to shade a table's row;
    of areas beside each other on one height the edges of all together. Areas that stand upright count alike, since
    tables may be turned.
    """
    shades = [rect for rect in fills if min(rect[2] - rect[0], rect[3] - rect[1]) >= LEAST_HEIGHT_PT]
    if len(shades) > MOST_FILLS:
        return []
    level = _edges(shades)
    upright = _edges([(y0, x0, y1, x1) for x0, y0, x1, y1 in shades])
    return sorted({*level, *((x0, y0, x1, y1) for y0, x0, y1, x1 in upright)})


def _edges(shades: Iterable[Rect]) -> list[Rect]:
    """Return the upper and lower edges of areas wider than high, those on one height joined."""
    rows: dict[tuple[int, int], list[Rect]] = {}
    for rect in shades:
        rows.setdefault((round(rect[1]), round(rect[3])), []).append(rect)
    out: list[Rect] = []
    for row in rows.values():
        joined: list[Rect] = []
        for x0, top, x1, bottom in sorted(row):
            if joined and x0 - joined[-1][2] <= GAP_PT:
                before = joined[-1]
                joined[-1] = (before[0], before[1], max(before[2], x1), before[3])
            else:
                joined.append((x0, top, x1, bottom))
        for x0, top, x1, bottom in joined:
            if x1 - x0 >= max(LEAST_WIDTH_PT, bottom - top):
                out += [(x0, top, x1, top), (x0, bottom, x1, bottom)]
    return out
