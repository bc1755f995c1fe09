"""Every coordinate system of Sidelight and the ways between them: pure functions on plain numbers. Lengths are points (pt).

  1. PDF user space          2. page as shown           3. text frame              4. fractions

   y                          0----------------> x       0----------------> u       0----------------> 1
   ^  +--- MediaBox ---+      |  +- CropBox -----+       |                          |
   |  | +- CropBox --+ |      |  | words      w   |       |   words                  |   the records' `Box`:
   |  | |            | |      |  |            o   |       |                          |   page, x0, top, x1, bottom
   |  | +------------+ |      |  |            r   |       |   upright, read from     |   of the CropBox as shown
   |  +----------------+      |  |            d   |       |   left to right          |
   0----------------> x       |  +------------s---+       |                          |
                              v y                        v v                        v 1

  1 to 2: the area that is shown, turned clockwise by /Rotate (`ShownPage`). The main reader shows the MediaBox, since text off
          the CropBox must be told from text on it; pdfium and the annotated copies show the CropBox.
  2 to 3: the page as shown, turned clockwise by the text's turn, until the text is upright (`TextFrame`). Of a scan that lies
          aslant the frame holds the straightened text; `TextFrame.skewed` puts its boxes back where they stand on the page.
  2 to 4: cut to the CropBox and divided by its size (`fractions_of`).

All turns are quarter turns. One table, `_EDGES_AFTER_TURN`, says what each does; every way between systems is made from it.
Sources: ISO 32000-1, 8.3 (coordinate systems) and 14.11.2 (page boundaries, /Rotate).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence

from lib.records import Box

Point = tuple[float, float]
Rect = tuple[float, float, float, float]
"""x0, y0, x1, y1 with x0 <= x1 and y0 <= y1; whether y grows up or down is said where it is used."""
Matrix = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f: x' = a x + c y + e, y' = b x + d y + f (ISO 32000-1, 8.3.4)."""

PT_PER_INCH = 72
FRAMES_KEPT = 64
"""Frames of text that are kept: four a size of page."""
FRACTION_DIGITS = 6
"""Decimals of a Box: less than a thousandth of a point on A4."""

_LEFT, _TOP, _RIGHT, _BOTTOM = range(4)
_EDGES_AFTER_TURN = {
    0: (_LEFT, _TOP, _RIGHT, _BOTTOM),
    90: (_BOTTOM, _LEFT, _TOP, _RIGHT),
    180: (_RIGHT, _BOTTOM, _LEFT, _TOP),
    270: (_TOP, _RIGHT, _BOTTOM, _LEFT),
}
"""The rotation table: which edge of an area lies left, on top, right and at the bottom once the area is turned clockwise."""

TURNS = tuple(_EDGES_AFTER_TURN)
"""Quarter turns, degrees."""
_Distance = tuple[float, float, float]
"""p, q, r: how far a point lies inside an edge, p x + q y + r."""


# --- rectangles


def sorted_rect(x0: float, y0: float, x1: float, y1: float) -> Rect:
    """Return the rectangle between two opposite corners, whichever they are."""
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def bounding(rects: Iterable[Rect]) -> Rect:
    """Return the smallest rectangle that holds all; raises ValueError for none."""
    x0s, y0s, x1s, y1s = zip(*rects, strict=True)
    return min(x0s), min(y0s), max(x1s), max(y1s)


def intersection(first: Rect | None, second: Rect) -> Rect:
    """Return where both rectangles are; None stands for everywhere. Without a common part it is empty (x0 > x1 or y0 > y1)."""
    if first is None:
        return second
    return max(first[0], second[0]), max(first[1], second[1]), min(first[2], second[2]), min(first[3], second[3])


def is_empty(rect: Rect) -> bool:
    """Return whether the rectangle has no area."""
    return rect[2] <= rect[0] or rect[3] <= rect[1]


def upside_down(rect: Rect, height: float) -> Rect:
    """Return the rectangle with y counted from the other end of an area of this height: up turned into down, or back."""
    return rect[0], height - rect[3], rect[2], height - rect[1]


def union_boxes(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that holds all, which must stand on one page; raises ValueError for none or several pages."""
    boxes = list(boxes)
    pages = {box.page for box in boxes}
    if len(pages) != 1:
        raise ValueError(f"boxes of one page expected, got pages {sorted(pages)}")
    x0, top, x1, bottom = bounding((box.x0, box.top, box.x1, box.bottom) for box in boxes)
    return Box(pages.pop(), x0, top, x1, bottom)


# --- a page's entries (PDF user space)


def crop_box(media: Rect, crop: Rect | None) -> Rect:
    """Return the CropBox cut to the MediaBox, the MediaBox where nothing is left of it (as pdfium shows it)."""
    cut = intersection(media, crop) if crop is not None else media
    return media if is_empty(cut) else cut


def shown_rotation(degrees: int) -> int:
    """Return /Rotate as 0, 90, 180 or 270 degrees clockwise; other values are rounded down as viewers do."""
    return degrees // 90 % 4 * 90


# --- quarter turns


def _distances(area: Rect, degrees: int, *, y_up: bool) -> tuple[_Distance, ...]:
    """Return how far a point lies inside the area's left, top, right and bottom edge as they lie after the turn."""
    x0, y0, x1, y1 = area
    low, high = (0.0, 1.0, -y0), (0.0, -1.0, y1)
    edges = (1.0, 0.0, -x0), high if y_up else low, (-1.0, 0.0, x1), low if y_up else high
    return tuple(edges[edge] for edge in _EDGES_AFTER_TURN[degrees])


def turned_matrix(area: Rect, degrees: int, *, y_up: bool) -> Matrix:
    """Return the way from an area (with y up or down) to the area turned clockwise, its origin top left, y down.

    `degrees`: 0, 90, 180 or 270. The matrix holds 0, 1 and -1 and the edges' places, so that points lose no digit.
    """
    (a, c, e), (b, d, f), _, _ = _distances(area, degrees, y_up=y_up)
    return a, b, c, d, e, f


def turned_matrix_y_up(area: Rect, degrees: int) -> Matrix:
    """Return the same for an area with y up whose turned page has its origin bottom left, y up: as pdfminer's devices have it."""
    (a, c, e), _, _, (b, d, f) = _distances(area, degrees, y_up=True)
    return a, b, c, d, e, f


def turned_size(area: Rect, degrees: int) -> tuple[float, float]:
    """Return width and height of the area after a quarter turn."""
    width, height = area[2] - area[0], area[3] - area[1]
    return (width, height) if degrees % 180 == 0 else (height, width)


def turn_back(matrix: Matrix) -> Matrix:
    """Return the way back of a quarter turn."""
    a, b, c, d, e, f = matrix
    return a, c, b, d, -(a * e + b * f), -(c * e + d * f)


def move(matrix: Matrix, x: float, y: float) -> Point:
    """Return where the matrix brings the point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def move_rect(matrix: Matrix, rect: Rect) -> Rect:
    """Return where a quarter turn brings the rectangle."""
    return sorted_rect(*move(matrix, rect[0], rect[1]), *move(matrix, rect[2], rect[3]))


def nearest_turn(a: float, b: float) -> int:
    """Return the turn counter-clockwise (0, 90, 180, 270 degrees) nearest to the direction (a, b) of a line of text, y up."""
    if abs(b) > abs(a):
        return 90 if b > 0 else 270
    return 0 if a >= 0 else 180


# --- from one system to the next


class ShownPage:
    """The way between PDF user space and the page as shown: an area of user space, turned clockwise."""

    __slots__ = ("_from_user", "_to_user", "height", "rotation", "width")

    def __init__(self, area: Rect, rotation: int) -> None:
        """Show an area of user space.

        `area`: what is shown, the MediaBox or the CropBox; `rotation`: 0, 90, 180 or 270 degrees clockwise.
        """
        self.rotation = rotation
        self.width, self.height = turned_size(area, rotation)
        self._from_user = turned_matrix(area, rotation, y_up=True)
        self._to_user = turn_back(self._from_user)

    def from_user(self, x: float, y: float) -> Point:
        """Return the point of user space on the page as shown."""
        return move(self._from_user, x, y)

    def rect_from_user(self, rect: Rect) -> Rect:
        """Return the rectangle of user space on the page as shown: x0, top, x1, bottom."""
        return move_rect(self._from_user, rect)

    def to_user(self, x: float, y: float) -> Point:
        """Return the point of user space that is shown here: the way back from `from_user`."""
        return move(self._to_user, x, y)


class TextFrame:
    """The way between text that is turned on the page as shown (x right, y down) and its frame (u along it, v down)."""

    __slots__ = ("_from_shown", "_to_shown", "height", "turn", "width")

    def __init__(self, turn: int, width: float, height: float) -> None:
        """Turn a page so that its turned text is upright.

        `turn`: degrees by which the text is turned counter-clockwise; `width`, `height` of the page as shown.
        """
        self.turn = turn
        self.width, self.height = width, height
        self._from_shown = turned_matrix((0.0, 0.0, width, height), turn, y_up=False)
        self._to_shown = turn_back(self._from_shown)

    @staticmethod
    @functools.lru_cache(maxsize=FRAMES_KEPT)
    def of(turn: int, width: float, height: float) -> TextFrame:
        """Return the frame as the constructor makes it, made once: every run and every box of a page is placed by one of four."""
        return TextFrame(turn, width, height)

    def from_shown(self, x: float, y: float) -> Point:
        """Return the point of the page as shown as u and v."""
        return move(self._from_shown, x, y)

    def rect_from_shown(self, rect: Rect) -> Rect:
        """Return the rectangle of the page as shown as u0, v0, u1, v1."""
        return move_rect(self._from_shown, rect)

    def to_shown(self, u: float, v: float) -> Point:
        """Return the point on the page as shown."""
        return move(self._to_shown, u, v)

    def rect_to_shown(self, u0: float, v0: float, u1: float, v1: float) -> Rect:
        """Return the rectangle between two corners on the page as shown: x0, top, x1, bottom."""
        return sorted_rect(*move(self._to_shown, u0, v0), *move(self._to_shown, u1, v1))

    def row_to_shown(self, us: Sequence[float], v: float) -> list[Point]:
        """Return points of one height v on the page as shown."""
        a, b, c, d, e, f = self._to_shown
        x, y = c * v + e, d * v + f
        return [(a * u + x, b * u + y) for u in us]

    def skewed(self, rect: Rect, skew: float) -> Rect:
        """Return the smallest rectangle around a line's box of the straightened page, where it stands on the page as shown.

        `rect`: on the straightened page as shown; `skew`: slope of the page's lines, down to the right in this frame.
        """
        u0, v0, u1, v1 = self.rect_from_shown(rect)
        middle_u, middle_v = self.width / 2, self.height / 2
        if self.turn % 180:
            middle_u, middle_v = middle_v, middle_u
        angle = math.atan(skew)
        down, half = (v0 + v1) / 2 - middle_v, (v1 - v0) / 2
        ends = []
        for u in (u0, u1):
            across = u - middle_u
            at_u = middle_u + across * math.cos(angle) - down * math.sin(angle)
            at_v = middle_v + across * math.sin(angle) + down * math.cos(angle)
            ends.append(self.rect_to_shown(at_u, at_v - half, at_u, at_v + half))
        return bounding(ends)


def fractions_of(page: int, rect: Rect, crop: Rect) -> Box:
    """Return the rectangle of the page as shown (1-based `page`) as fractions of its CropBox as shown, cut to it."""
    left, top, right, bottom = crop
    width, height = right - left, bottom - top
    return Box(
        page,
        _fraction((rect[0] - left) / width),
        _fraction((rect[1] - top) / height),
        _fraction((rect[2] - left) / width),
        _fraction((rect[3] - top) / height),
    )


def _fraction(value: float) -> float:
    return round(min(1.0, max(0.0, value)), FRACTION_DIGITS)
