"""Clippings of pages: the lines that an answer rests on, highlighted, with what stands around them."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops

from lib.errors import SidelightError
from lib.geometry import union_boxes
from lib.reading.pdf.render import Picture
from lib.records import Box

PAGE_PX = 1200
"""Width of the page that is clipped."""
MARGIN = 0.02
"""Of the page's width and height, around the lines."""
LEAST_WIDTH = 0.44
"""Of the page's width: about a column, so that a short line stands among its neighbours."""
LARGEST_GAP = 0.12
"""Of the page's height: lines farther apart make two clippings."""
HIGHLIGHT_RGB = (255, 226, 92)
WEBP_QUALITY, WEBP_METHOD = 72, 4
"""Quality (0-100) and effort (0-6) of Pillow's encoder."""
PAGES_IN_MEMORY = 12
"""As pictures, since neighbouring answers often rest on one page."""

DrawPage = Callable[[str, int, int], Picture]
"""The picture of a paper's page (1-based), so many pixels wide; raises SidelightError."""


@dataclass(frozen=True, slots=True)
class Clipping:
    """A part of a page as WebP."""

    page: int
    """1-based."""
    data: bytes
    width_px: int
    height_px: int


class Clipper:
    """Cuts clippings, a page drawn once for all that lie on it."""

    def __init__(self, draw: DrawPage) -> None:
        self._draw = draw
        self._pages: OrderedDict[tuple[str, int], Image.Image] = OrderedDict()

    def cut(self, paper_id: str, boxes: Sequence[Box]) -> list[Clipping]:
        """Return the clippings that show these lines, in their order; raises SidelightError where a page cannot be drawn."""
        return [self._clip(paper_id, group) for group in group_lines(boxes)]

    def _clip(self, paper_id: str, boxes: Sequence[Box]) -> Clipping:
        page = self._page(paper_id, boxes[0].page)
        whole = union_boxes(boxes)
        left = max(0.0, min(whole.x0 - MARGIN, 1.0 - LEAST_WIDTH))
        area = (
            int(left * page.width),
            int(max(0.0, whole.top - MARGIN) * page.height),
            max(1, round(min(1.0, max(whole.x1 + MARGIN, left + LEAST_WIDTH)) * page.width)),
            max(1, round(min(1.0, whole.bottom + MARGIN) * page.height)),
        )
        part = page.crop(area)
        highlights = Image.new("RGB", part.size, "white")
        for box in boxes:
            start, top = round(box.x0 * page.width) - area[0], round(box.top * page.height) - area[1]
            right, bottom = round(box.x1 * page.width) - area[0], round(box.bottom * page.height) - area[1]
            highlights.paste(HIGHLIGHT_RGB, (start, top, max(start + 1, right), max(top + 1, bottom)))
        out = io.BytesIO()
        ImageChops.multiply(part, highlights).save(out, "WEBP", quality=WEBP_QUALITY, method=WEBP_METHOD)
        return Clipping(boxes[0].page, out.getvalue(), part.width, part.height)

    def _page(self, paper_id: str, number: int) -> Image.Image:
        key = paper_id, number
        if key not in self._pages:
            try:
                image = Image.open(io.BytesIO(self._draw(paper_id, number, PAGE_PX).data)).convert("RGB")
            except (OSError, ValueError) as error:
                raise SidelightError(f"Page {number} cannot be drawn.") from error
            self._pages[key] = image
            while len(self._pages) > PAGES_IN_MEMORY:
                self._pages.popitem(last=False)
        self._pages.move_to_end(key)
        return self._pages[key]


def group_lines(boxes: Sequence[Box]) -> list[list[Box]]:
    """Return the lines that one clipping shows together: of one page and column, not far apart."""
    out: list[list[Box]] = []
    for box in boxes:
        if out and _near(out[-1][-1], box):
            out[-1].append(box)
        else:
            out.append([box])
    return out


def _near(before: Box, after: Box) -> bool:
    same_column = after.x0 < before.x1 + MARGIN and before.x0 < after.x1 + MARGIN
    return before.page == after.page and same_column and -MARGIN < after.top - before.top < LARGEST_GAP
