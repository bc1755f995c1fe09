"""Boxes and page transforms: total functions on plain numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lib.records import Box

Rect = tuple[float, float, float, float]
"""x0, y0, x1, y1 with x0 <= x1 and y0 <= y1; whether y grows up or down is said where it is used."""


@dataclass(frozen=True, slots=True)
class PageFrame:
    """How a page is shown: its visible rectangle in PDF user space (origin bottom left, pt) and its clockwise rotation."""

    page: int
    """1-based."""
    crop: Rect
    """CropBox cut to the MediaBox."""
    rotation: int
    """0, 90, 180 or 270 degrees, clockwise."""

    @property
    def size_pt(self) -> tuple[float, float]:
        """Width and height of the page as shown."""
        x0, y0, x1, y1 = self.crop
        width, height = x1 - x0, y1 - y0
        return (width, height) if self.rotation % 180 == 0 else (height, width)

    def show(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of PDF user space as a fraction of the shown page, origin top left.

        The affine maps of the four rotations are those of ISO 32000-1, 8.3 and 14.11.2 (/Rotate is clockwise).
        """
        left, bottom, right, top = self.crop
        if self.rotation == 90:
            across, down = y - bottom, x - left
        elif self.rotation == 180:
            across, down = right - x, y - bottom
        elif self.rotation == 270:
            across, down = top - y, right - x
        else:
            across, down = x - left, top - y
        width, height = self.size_pt
        return across / width, down / height

    def box(self, rect: Rect) -> Box:
        """Return the rectangle of PDF user space as a box of the shown page, cut to it."""
        x0, top = self.show(rect[0], rect[3])
        x1, bottom = self.show(rect[2], rect[1])
        return Box(
            self.page,
            _fraction(min(x0, x1)),
            _fraction(min(top, bottom)),
            _fraction(max(x0, x1)),
            _fraction(max(top, bottom)),
        )

    def place(self, across: float, down: float) -> tuple[float, float]:
        """Return the point of PDF user space that is shown at these fractions of the page: the way back from `show`."""
        left, bottom, right, top = self.crop
        width, height = self.size_pt
        across, down = across * width, down * height
        if self.rotation == 90:
            return left + down, bottom + across
        if self.rotation == 180:
            return right - across, bottom + down
        if self.rotation == 270:
            return right - down, top - across
        return left + across, top - down


def _fraction(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 6)


def bounding(rects: Iterable[Rect]) -> Rect:
    """Return the smallest rectangle that holds all; raises ValueError for none."""
    x0s, y0s, x1s, y1s = zip(*rects, strict=True)
    return min(x0s), min(y0s), max(x1s), max(y1s)


def union_boxes(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that holds all, which must stand on one page; raises ValueError for none or several pages."""
    boxes = list(boxes)
    pages = {box.page for box in boxes}
    if len(pages) != 1:
        raise ValueError(f"boxes of one page expected, got pages {sorted(pages)}")
    x0, top, x1, bottom = bounding((box.x0, box.top, box.x1, box.bottom) for box in boxes)
    return Box(pages.pop(), x0, top, x1, bottom)
