"""Clippings of pages: the lines that an answer rests on, highlighted, with what stands around them."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops

from lib.citations import shown_boxes
from lib.errors import SidelightError
from lib.geometry import union_boxes
from lib.reading.pdf.render import Picture
from lib.records import Box, Citation

PAGE_PX = 1200
"""Width of the page that is clipped."""
MARGIN = 0.02
"""Of the page's width and height, around the lines."""
LEAST_WIDTH = 0.44
"""Of the page's width: about a column, so that a short line stands among its neighbours."""
LARGEST_GAP = 0.12
"""Of the page's height: lines farther apart make two clippings."""
Rgb = tuple[int, int, int]
HIGHLIGHT_RGB, LABEL_RGB, HEAD_RGB, NO_RGB = (255, 226, 92), (255, 238, 165), (255, 246, 210), (255, 255, 255)
"""Of what is cited, of a cell's row label and heads, and of a picture, whose own colours stay."""
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

    def cut(self, citation: Citation) -> list[Clipping]:
        """Return the clippings that show what is cited, in its order: lines highlighted, a table's cell with its row's label and
        heads in three strengths, a figure's picture as it is; raises SidelightError where a page cannot be drawn.
        """
        boxes = shown_boxes(citation)
        cell, picture = citation.cell, citation.picture
        tints: dict[Box, Rgb] = {} if picture is None else {picture.box: NO_RGB}
        if cell is not None:
            tints |= dict.fromkeys(cell.head_boxes, HEAD_RGB) | dict.fromkeys(cell.label_boxes, LABEL_RGB)
        groups = _by_page(boxes) if cell is not None or picture is not None else group_lines(boxes)
        return [self._clip(citation.paper_id, group, tints) for group in groups]

    def _clip(self, paper_id: str, boxes: Sequence[Box], tints: Mapping[Box, Rgb]) -> Clipping:
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
            highlights.paste(tints.get(box, HIGHLIGHT_RGB), (start, top, max(start + 1, right), max(top + 1, bottom)))
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


def _by_page(boxes: Sequence[Box]) -> list[list[Box]]:
    """Return the places of a cell or a figure, those of one page together."""
    out: dict[int, list[Box]] = {}
    for box in boxes:
        out.setdefault(box.page, []).append(box)
    return list(out.values())


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
