"""Figures: each caption of one with the picture that it stands under, over or beside."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from lib.geometry import Rect, bounding
from lib.reading.figures.panels import Panel, find_panels
from lib.reading.figures.pictures import SIDES, Canvas, Side, area, covered_share, is_near, without_grounds
from lib.reading.layout.lines import Line
from lib.reading.layout.pages import PageText, is_pictured
from lib.reading.structure.blocks import Block, Style
from lib.reading.structure.caption_labels import is_figure_caption, split_label

FURNITURE_PAGES, FURNITURE_BAND = 3, 0.1
"""What is drawn at one place of so many pages, in this share of the page's height at its top or bottom, is the journal's; so is
what stands on half of them, wherever that is."""
PLACE_PT = 2.0
"""Places this close are one place."""
FULL_PAGE_SHARE = 0.2
"""A picture without caption on a page beside a caption without picture covers more than this share of its page."""
MOST_TEXT_LINES = 6
"""Such a page has at most so many lines of running text."""
TABLE_GAP = 2.5
"""Rows of a table stand no further apart than so many times their usual distance."""
LABEL_REACH_PT = 8.0
"""Words that are not set like the text stand so near a drawing, or in it, where they are part of it."""
PADDING_PT = 2.0
"""Room around a picture: strokes are as wide as they are painted, boxes end at their middle."""


@dataclass(frozen=True)
class FoundFigure:
    """A figure's caption and where its picture is."""

    label: str
    """Such as "Figure 3"."""
    caption: Sequence[Line]
    page: int
    """Of the picture, 1-based; the caption's where none was found."""
    picture: Rect | None = None
    """x0, top, x1, bottom on the MediaBox as shown; None where no picture was found."""
    panels: Sequence[Panel] = ()
    """Its parts that have a printed label, places as of the picture."""


@dataclass
class _Caption:
    """A caption of a figure, in the frame of its text."""

    block: Block
    label: str
    rect: Rect
    canvas: Canvas
    picture: Rect | None = None
    page: int = 0
    """Of the picture."""

    @property
    def column(self) -> tuple[float, float]:
        """Left and right edge of the column in which it stands."""
        return self.block.lines[0].column


def find_figures(blocks: Sequence[Block], pages: Sequence[PageText], style: Style) -> list[FoundFigure]:
    """Return the figures in the order of their captions; `blocks` with their kinds, tables put together."""
    by_page = {page.page: page for page in pages}
    furniture = _furniture(pages)
    canvases: dict[tuple[int, int], Canvas] = {}
    captions: list[_Caption] = []
    for block in blocks:
        label = figure_label(block)
        if label:
            turn = block.lines[0].turn
            key = block.page, turn
            if key not in canvases:
                canvases[key] = _canvas(by_page[block.page], turn, blocks, style, furniture)
            captions.append(_Caption(block, label, _around(block.lines), canvases[key], page=block.page))
    _give_pictures(captions)
    _give_neighbouring_pages(captions, by_page, blocks, style, furniture)
    found = [_found(caption, by_page[caption.page], blocks) for caption in captions]
    return _joined_by_label(found)


def figure_label(block: Block) -> str:
    """Return how the figure is called whose caption this is ("Figure 3"), empty for any other block."""
    return split_label(block.text)[0] if block.kind == "caption" and is_figure_caption(block.text) else ""


def _around(lines: Sequence[Line]) -> Rect:
    return bounding((line.u0, line.top, line.u1, line.bottom) for line in lines)


def _furniture(pages: Sequence[PageText]) -> set[tuple[int, ...]]:
    """Return the places (in steps of `PLACE_PT`) at which pages have the journal's own ornaments, page after page."""
    places: Counter[tuple[int, ...]] = Counter()
    in_band = set()
    for page in pages:
        _, top, _, bottom = page.crop
        band = FURNITURE_BAND * (bottom - top)
        for rect in {_place(rect): rect for rect in (*page.pictures, *page.drawings)}.values():
            places[_place(rect)] += 1
            middle = (rect[1] + rect[3]) / 2
            if middle < top + band or middle > bottom - band:
                in_band.add(_place(rect))
    often = max(FURNITURE_PAGES, len(pages) / 2)
    return {place for place, n in places.items() if n >= (FURNITURE_PAGES if place in in_band else often)}


def _place(rect: Rect) -> tuple[int, ...]:
    return tuple(round(value / PLACE_PT) for value in rect)


def _canvas(
    page: PageText, turn: int, blocks: Sequence[Block], style: Style, furniture: set[tuple[int, ...]]
) -> Canvas:
    """Return the page as captions with this turn have it."""

    def local(line: Line) -> Rect:
        if line.turn == turn:
            return line.u0, line.top, line.u1, line.bottom
        shown = page.frame(line.turn).rect_to_shown(line.u0, line.top, line.u1, line.bottom)
        return page.local(shown, turn)

    on_page = [block for block in blocks if block.page == page.page]
    text, weak, words, tables, captions = [], [], [], [], []
    for block in on_page:
        rects = [local(line) for line in block.lines]
        if block.kind == "caption":
            captions += rects
        elif block.kind == "table" and block.caption:
            rows, rest = _parted_table(rects, bounding(local(line) for line in block.caption))
            tables.append(bounding(rows))
            text += rows
            words += rest
        elif block.kind == "table":
            words += rects
        elif _looks_like_text(block, style):
            text += rects
        elif block.is_prose or block.kind in ("heading", "footnote", "front"):
            weak += rects
        else:
            words += rects
    pictures = [page.local(rect, turn) for rect in page.pictures if _place(rect) not in furniture]
    drawings = [page.local(rect, turn) for rect in page.drawings if _place(rect) not in furniture]
    drawings = [rect for rect in drawings if not any(covered_share(rect, table) > 0 for table in tables)]
    ink, frames = without_grounds(drawings, captions, text)
    ink += [rect for rect in pictures if not any(covered_share(caption, rect) > 0.5 for caption in captions)]
    for rect in weak:
        (words if any(is_near(rect, drawn, LABEL_REACH_PT) for drawn in ink) else text).append(rect)
    left_out = [
        piece.box for piece in page.dropped if piece.reason in ("running header", "running footer", "page number")
    ]
    text += [page.local(_on_page(page, (b.x0, b.top, b.x1, b.bottom)), turn) for b in left_out]
    scanned = is_pictured(page.pictures, page.crop)
    return Canvas(page.local_crop(turn), ink, words, [*text, *captions], frames, scanned)


def _parted_table(lines: Sequence[Rect], caption: Rect) -> tuple[list[Rect], list[Rect]]:
    """Return the lines of a table, and those beyond a wide gap in it, seen from its caption: words of a picture beside it."""
    under = caption[1] < lines[0][1]
    ordered = sorted(lines, key=lambda rect: rect[1] if under else -rect[3])
    steps = [(b[1] - a[1]) if under else (a[3] - b[3]) for a, b in pairwise(ordered)]
    pitch = median([step for step in steps if step > PLACE_PT] or [0.0])
    cut = next((n for n, step in enumerate(steps, 1) if pitch and step > TABLE_GAP * pitch), len(ordered))
    return ordered[:cut], ordered[cut:]


def _on_page(page: PageText, fractions: Rect) -> Rect:
    """Return the rectangle on the MediaBox as shown whose fractions of the CropBox are given."""
    left, top, right, bottom = page.crop
    width, height = right - left, bottom - top
    x0, y0, x1, y1 = fractions
    return left + x0 * width, top + y0 * height, left + x1 * width, top + y1 * height


def _looks_like_text(block: Block, style: Style) -> bool:
    """Return whether the block is set like the paper's text, so that it cannot stand in a picture."""
    return block.kind == "reference" or (style.has_size(block.size) and bool(block.lines[0].faces & style.faces))


def _give_pictures(captions: Sequence[_Caption]) -> None:
    """Give each caption the picture on its page: on the side on which most of the paper's have theirs, else on any."""
    found = {id(c): {side: c.canvas.find(c.rect, side, c.column) for side in ("above", "below")} for c in captions}
    alone = Counter(
        next(side for side, picture in sides.items() if picture)
        for sides in found.values()
        if sum(picture is not None for picture in sides.values()) == 1
    )
    usual: Side = "below" if alone["below"] > alone["above"] else "above"
    order: list[Side] = [usual, *(side for side in SIDES if side != usual)]
    for side in order:
        for caption in captions:
            if caption.picture is None:
                picture = caption.canvas.find(caption.rect, side, caption.column)
                if picture is not None and caption.canvas.is_free(picture):
                    caption.picture = picture
                    caption.canvas.taken.append(picture)
    for caption in captions:
        if caption.picture is not None:
            caption.picture = caption.canvas.with_row(caption.picture)


def _give_neighbouring_pages(
    captions: Sequence[_Caption],
    by_page: Mapping[int, PageText],
    blocks: Sequence[Block],
    style: Style,
    furniture: set[tuple[int, ...]],
) -> None:
    """Give captions without a picture that of the page before or after, where that is a picture without a caption."""
    busy = {caption.block.page for caption in captions}
    for caption in captions:
        if caption.picture is not None:
            continue
        turn = caption.block.lines[0].turn
        for number in (caption.block.page - 1, caption.block.page + 1):
            page = by_page.get(number)
            if page is None or number in busy:
                continue
            canvas = _canvas(page, turn, blocks, style, furniture)
            drawn = [rect for rect in canvas.ink if area(rect) > 0]
            if len(canvas.text) > MOST_TEXT_LINES or not drawn:
                continue
            picture = bounding([*drawn, *canvas.words])
            if area(picture) > FULL_PAGE_SHARE * area(canvas.crop):
                caption.picture, caption.page = picture, number
                busy.add(number)
                break


def _found(caption: _Caption, page: PageText, blocks: Sequence[Block]) -> FoundFigure:
    """Return the figure with its places on the page as shown."""
    lines = caption.block.lines
    if caption.picture is None:
        return FoundFigure(caption.label, lines, caption.page)
    frame = page.frame(lines[0].turn)
    u0, v0, u1, v1 = caption.picture
    padded = (u0 - PADDING_PT, v0 - PADDING_PT, u1 + PADDING_PT, v1 + PADDING_PT)
    inside = [
        line
        for block in blocks
        if block.page == caption.page and block.kind != "caption"
        for line in block.lines
        if line.turn == lines[0].turn
    ]
    parts = find_panels(
        caption.picture, caption.block.text, inside, caption.canvas.ink if caption.page == caption.block.page else []
    )
    panels = [replace(part, place=frame.rect_to_shown(*part.place)) for part in parts]
    return FoundFigure(caption.label, lines, caption.page, frame.rect_to_shown(*padded), panels)


def _joined_by_label(figures: Sequence[FoundFigure]) -> list[FoundFigure]:
    """Return the figures, those made one whose caption stands in a list and whose picture stands over its label alone."""
    by_label: dict[str, list[FoundFigure]] = defaultdict(list)
    for figure in figures:
        by_label[figure.label].append(figure)
    out: list[FoundFigure] = []
    for figure in figures:
        same = by_label[figure.label]
        if len(same) == 2 and sum(one.picture is not None for one in same) == 1:
            pictured = next(one for one in same if one.picture is not None)
            longest = max(same, key=lambda one: sum(len(line.text) for line in one.caption))
            if figure is same[0]:
                out.append(replace(pictured, caption=longest.caption))
        else:
            out.append(figure)
    return out
