"""Paths of a page's content: whether one is a plain rectangle, how far its strokes reach, how much of their place they fill."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import dist, hypot
from typing import Any

from pdfminer.utils import apply_matrix_pt

from lib.geometry import Matrix, Point, Rect

LEVEL_PT = 0.1
"""Points of one edge of an upright rectangle differ by less."""
CORNERS = 4
FILLING_SHARE = 0.3
"""Strokes hide what lies under them where their ink comes to this share of their bounding box: of a frame or a curve it is
some hundredths."""


def points_of(path: Sequence[Any], ctm: Matrix) -> list[Point]:
    """Return where the path's operators end, on the page as pdfminer's matrices have it."""
    return [apply_matrix_pt(ctm, part[-2:]) for part in path if len(part) > 2]


def bent_points(path: Sequence[Any], ctm: Matrix) -> list[Point]:
    """Return the same with the points that bend its curves: it lies within them."""
    pairs = [part[n : n + 2] for part in path for n in range(1, len(part) - 1, 2)]
    return [apply_matrix_pt(ctm, pair) for pair in pairs]


def is_upright_rectangle(path: Sequence[Any], ctm: Matrix) -> bool:
    """Return whether the path is one rectangle whose edges are level: its bounding box is what it encloses."""
    if any(part[0] not in ("m", "l", "h") for part in path) or sum(part[0] == "m" for part in path) != 1:
        return False
    points = points_of(path, ctm)
    if len(points) == CORNERS + 1 and dist(points[0], points[-1]) < LEVEL_PT:
        points.pop()
    if len(points) != CORNERS:
        return False
    closed = [*points, points[0]]
    turns = [abs(a[0] - b[0]) < LEVEL_PT for a, b in pairwise(closed)]
    levels = [abs(a[1] - b[1]) < LEVEL_PT for a, b in pairwise(closed)]
    edges = list(zip(turns, levels, strict=True))
    return all(turn != level for turn, level in edges) and all(a != b for a, b in pairwise(turns))


def stroked_area(path: Sequence[Any], ctm: Matrix, width: float, box: Rect) -> Rect | None:
    """Return the place that strokes of a width (user space) along the path cover, of whose points `box` is the bounding box;
    None where they fill little of it.
    """
    width = abs(width) * hypot(ctm[0], ctm[1])
    ends = [(part[0], apply_matrix_pt(ctm, part[-2:])) for part in path if len(part) > 2]
    length = sum(dist(a, b) for (_, a), (kind, b) in pairwise(ends) if kind != "m")
    x0, top, x1, bottom = box
    if length * width < FILLING_SHARE * (x1 - x0 + width) * (bottom - top + width):
        return None
    return x0 - width / 2, top - width / 2, x1 + width / 2, bottom + width / 2
