"""The thin lines around and inside a table: full-width rules, rules over some columns, upright rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lib.geometry import Rect

THIN_PT = 3
"""A rule is thinner than this."""
SAME_LEVEL_PT = 1.6
"""Pieces of a rule that differ in height by less stand on one level."""
TOUCHING_PT = 2.5
"""Pieces of a rule nearer to each other are one stroke."""
JOINT_PT = 16
"""Pieces that overlap or part by less than this meet at the edge of a column."""
FULL_SHARE = 0.7
"""A level over more than this share of a table's width parts its rows."""
END_SHARE = 0.1
"""It begins and ends no further from the table's edges than this share."""
LEAST_MEETINGS = 4
"""On so many levels pieces meet at one place where the page draws cells: the upper and the lower edge of two rows."""
OUTSIDE_PT = 9
"""A rule of the table reaches no further beyond its edges."""


@dataclass(frozen=True, slots=True)
class Level:
    """The pieces of rules on one height."""

    v: float
    pieces: tuple[tuple[float, float], ...]
    """Left and right end of each, from left to right, as drawn."""

    def strokes(self) -> list[tuple[float, float]]:
        """Return the pieces, those that touch joined."""
        out: list[tuple[float, float]] = []
        for u0, u1 in self.pieces:
            if out and u0 - out[-1][1] <= TOUCHING_PT:
                out[-1] = (out[-1][0], max(out[-1][1], u1))
            else:
                out.append((u0, u1))
        return out

    def covered(self, left: float, right: float) -> float:
        """Return how much of what lies between the edges the level covers, pt."""
        return sum(max(0.0, min(u1, right) - max(u0, left)) for u0, u1 in self.strokes())

    def within(self, left: float, right: float) -> Level:
        """Return the level with the pieces that lie between the edges alone."""
        return Level(self.v, tuple(p for p in self.pieces if p[1] > left and p[0] < right))

    def is_full(self, left: float, right: float) -> bool:
        """Return whether the level reaches over most of what lies between the edges, and not beyond."""
        inside = self.within(left, right).pieces
        within = bool(inside) and inside[0][0] > left - OUTSIDE_PT and max(p[1] for p in inside) < right + OUTSIDE_PT
        return within and self.spans(left, right)

    def spans(self, left: float, right: float) -> bool:
        """Return whether the level reaches over most of what lies between the edges, from one to the other."""
        inside = self.within(left, right).pieces
        if not inside:
            return False
        width = right - left
        ends = inside[0][0] < left + END_SHARE * width and max(p[1] for p in inside) > right - END_SHARE * width
        return ends and self.covered(left, right) > FULL_SHARE * width

    def joints(self) -> list[float]:
        """Return where two pieces meet: at the edges of columns."""
        return [
            (a[1] + b[0]) / 2
            for a, b in pairwise(self.pieces)
            if abs(b[0] - a[1]) < JOINT_PT and b[0] > a[0] + 1 and b[1] > a[1] + 1
        ]


def levels_of(rules: Sequence[Rect]) -> list[Level]:
    """Return the level rules (u0, v0, u1, v1) by height, from the top."""
    flat = sorted(((v0 + v1) / 2, u0, u1) for u0, v0, u1, v1 in rules if v1 - v0 < THIN_PT < u1 - u0)
    groups: list[list[tuple[float, float, float]]] = []
    for rule in flat:
        if groups and rule[0] - groups[-1][0][0] < SAME_LEVEL_PT:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return [Level(group[0][0], tuple(sorted({(u0, u1) for _, u0, u1 in group}))) for group in groups]


def uprights_at(rules: Sequence[Rect], v: float) -> list[float]:
    """Return where upright rules cross a height, from left to right."""
    found = sorted((u0 + u1) / 2 for u0, v0, u1, v1 in rules if u1 - u0 < THIN_PT < v1 - v0 and v0 <= v <= v1)
    return [u for n, u in enumerate(found) if n == 0 or u - found[n - 1] > TOUCHING_PT]


def upright_edges(rules: Sequence[Rect], top: float, bottom: float, share: float) -> list[float]:
    """Return where upright rules stand (u) over more than the share of what lies between top and bottom."""
    heights: dict[int, list[tuple[float, float]]] = {}
    for u0, v0, u1, v1 in rules:
        if u1 - u0 < THIN_PT < v1 - v0 and v1 > top and v0 < bottom:
            key = next((k for k in heights if abs(k - (u0 + u1) / 2) < TOUCHING_PT), round((u0 + u1) / 2))
            heights.setdefault(key, []).append((max(v0, top), min(v1, bottom)))
    return sorted(u for u, parts in heights.items() if _union(parts) > share * (bottom - top))


def drawn_edges(levels: Sequence[Level], left: float, right: float) -> list[float]:
    """Return where (u) pieces of rules or of shading meet on at least `LEAST_MEETINGS` levels: the edges of drawn cells, from
    left to right; empty for less than two, which may part groups of columns.
    """
    found: list[list[float]] = []
    for joint in sorted(joint for level in levels for joint in set(level.joints())):
        if found and joint - found[-1][0] < TOUCHING_PT:
            found[-1].append(joint)
        elif left < joint < right:
            found.append([joint])
    edges = [sum(group) / len(group) for group in found if len(group) >= LEAST_MEETINGS]
    return edges if len(edges) > 1 else []


def _union(parts: Sequence[tuple[float, float]]) -> float:
    total, end = 0.0, float("-inf")
    for v0, v1 in sorted(parts):
        total += max(0.0, v1 - max(v0, end))
        end = max(end, v1)
    return total
