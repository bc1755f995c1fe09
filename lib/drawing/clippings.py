"""Clippings of pages: the lines that an answer rests on, highlighted, with what stands around them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lib.citations import equation_boxes, shown_boxes
from lib.drawing.records import Clipping, LitBox, Rgb
from lib.geometry import union_boxes
from lib.records import Box, Citation

if TYPE_CHECKING:
    from PIL import Image

MARGIN = 0.02
"""Of the page's width and height, around the lines."""
LEAST_WIDTH = 0.44
"""Of the page's width: about a column, so that a short line stands among its neighbours."""
LARGEST_GAP = 0.12
"""Of the page's height: lines farther apart make two clippings."""
HIGHLIGHT_RGB, LABEL_RGB, HEAD_RGB, NO_RGB = (255, 226, 92), (255, 238, 165), (255, 246, 210), (255, 255, 255)
"""Of what is cited, of a cell's row label and heads, and of a picture, whose own colours stay."""
WEBP_QUALITY, WEBP_METHOD = 72, 4
"""Quality (0-100) and effort (0-6) of Pillow's encoder."""


def clippings_of(citation: Citation) -> list[list[LitBox]]:
    """Return what each clipping of a citation lights, in its order: lines highlighted, a table's cell with its row's label and
    heads in three strengths, a figure's picture and the equations that a sentence runs through as they are.
    """
    cell, picture = citation.cell, citation.picture
    tints: dict[Box, Rgb] = {} if picture is None else {picture.box: NO_RGB}
    if cell is not None:
        tints |= dict.fromkeys(cell.head_boxes, HEAD_RGB) | dict.fromkeys(cell.label_boxes, LABEL_RGB)
    if cell is None and picture is None:
        groups = group_lines(citation.boxes)
        for equation in equation_boxes(citation):
            tints[equation] = NO_RGB
            _add_equation(groups, equation)
    else:
        groups = _by_page(shown_boxes(citation))
    return [[LitBox(box, tints.get(box, HIGHLIGHT_RGB)) for box in group] for group in groups]


def cut_clipping(page: Image.Image, lit: Sequence[LitBox]) -> Clipping:
    """Return the part of a page's picture that shows these places, all of that page, in their colours."""
    from PIL import Image, ImageChops  # in workers alone: the app only groups lines

    whole = union_boxes([one.box for one in lit])
    left = max(0.0, min(whole.x0 - MARGIN, 1.0 - LEAST_WIDTH))
    area = (
        int(left * page.width),
        int(max(0.0, whole.top - MARGIN) * page.height),
        max(1, round(min(1.0, max(whole.x1 + MARGIN, left + LEAST_WIDTH)) * page.width)),
        max(1, round(min(1.0, whole.bottom + MARGIN) * page.height)),
    )
    part = page.crop(area)
    highlights = Image.new("RGB", part.size, "white")
    for one in lit:
        box = one.box
        start, top = round(box.x0 * page.width) - area[0], round(box.top * page.height) - area[1]
        right, bottom = round(box.x1 * page.width) - area[0], round(box.bottom * page.height) - area[1]
        highlights.paste(one.rgb, (start, top, max(start + 1, right), max(top + 1, bottom)))
    out = io.BytesIO()
    ImageChops.multiply(part, highlights).save(out, "WEBP", quality=WEBP_QUALITY, method=WEBP_METHOD)
    return Clipping(lit[0].box.page, out.getvalue(), part.width, part.height)


def _by_page(boxes: Sequence[Box]) -> list[list[Box]]:
    """Return the places of a cell or a figure, those of one page together."""
    out: dict[int, list[Box]] = {}
    for box in boxes:
        out.setdefault(box.page, []).append(box)
    return list(out.values())


def _add_equation(groups: list[list[Box]], equation: Box) -> None:
    """Add an equation to the lines that it stands among, over or under; by itself where there are none."""
    for group in groups:
        whole = union_boxes(group)
        beside = whole.page == equation.page and whole.x0 < equation.x1 and equation.x0 < whole.x1
        if beside and whole.top - LARGEST_GAP < equation.top and equation.bottom < whole.bottom + LARGEST_GAP:
            group.insert(0, equation)  # lines that reach into it are highlighted over it
            return
    groups.append([equation])


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
