"""Where highlights of one page lie: every place is lit once, whatever number of answers rest on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lib.geometry import Rect, intersection, is_empty

SAME_PT = 1.5
"""Edges nearer than this are one edge: two readings of a page place the same words so far apart at most."""
ONE_LINE = 0.5
"""Share of the lower box's height that two boxes of one line have in common; neighbouring lines overlap by less."""


@dataclass
class _Piece:
    rect: Rect
    cited_by: set[int] = field(default_factory=set)


def part_places(places: Sequence[Sequence[Rect]]) -> list[tuple[list[int], list[Rect]]]:
    """Return the rectangles to light, none on top of another, with who cites them.

    `places`: the lines (x0, top, x1, bottom, points) that each citation rests on. Of each returned pair the first holds the
    indices of the citations that share all of its rectangles, ascending; pairs and rectangles are in the order of first mention.
    """
    unique: list[_Piece] = []
    for citation, rects in enumerate(places):
        for rect in rects:
            same = next((piece for piece in unique if _are_same(piece.rect, rect)), None)
            if same is None:
                same = _Piece(rect)
                unique.append(same)
            same.cited_by.add(citation)
    shared: dict[tuple[int, ...], list[Rect]] = {}
    for piece in _disjoint(unique):
        shared.setdefault(tuple(sorted(piece.cited_by)), []).append(piece.rect)
    return sorted(((list(by), rects) for by, rects in shared.items()), key=lambda pair: pair[0])


def _disjoint(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Return the pieces without what lies in a smaller one, which stays whole and is cited for both."""
    done: list[_Piece] = []
    found: list[tuple[int, _Piece]] = []
    for place, piece in sorted(enumerate(pieces), key=lambda one: _area(one[1].rect)):
        rests = [piece.rect]
        for smaller in done:
            if not _collide(piece.rect, smaller.rect):
                continue
            if _area(intersection(piece.rect, smaller.rect)) >= _area(smaller.rect) / 2:
                smaller.cited_by |= piece.cited_by
            rests = [rest for old in rests for rest in _without(old, smaller.rect)]
        parts = [_Piece(rest, set(piece.cited_by)) for rest in rests]
        done += parts
        found += [(place, part) for part in parts]
    return [piece for _, piece in sorted(found, key=lambda one: one[0])]


def _are_same(one: Rect, other: Rect) -> bool:
    return all(abs(a - b) < SAME_PT for a, b in zip(one, other, strict=True))


def _area(rect: Rect) -> float:
    return max(0.0, rect[2] - rect[0]) * max(0.0, rect[3] - rect[1])


def _collide(one: Rect, other: Rect) -> bool:
    """Return whether two rectangles hold the same words; lines that only touch one another do not."""
    common = intersection(one, other)
    lower = min(one[3] - one[1], other[3] - other[1])
    return not is_empty(common) and common[2] - common[0] > SAME_PT and common[3] - common[1] >= ONE_LINE * lower


def _without(rect: Rect, hole: Rect) -> list[Rect]:
    """Return what is left of the rectangle, slivers left out."""
    common = intersection(rect, hole)
    if is_empty(common):
        return [rect]
    parts = (
        (rect[0], rect[1], rect[2], common[1]),
        (rect[0], common[1], common[0], common[3]),
        (common[2], common[1], rect[2], common[3]),
        (rect[0], common[3], rect[2], rect[3]),
    )
    return [part for part in parts if part[2] - part[0] > SAME_PT and part[3] - part[1] > SAME_PT]
