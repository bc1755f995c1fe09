"""Records of a paper's figures: their captions, and where the pictures over them stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lib.geometry import Rect, fractions_of
from lib.reading.layout.pages import PageText
from lib.reading.structure.paragraphs import Paragraph
from lib.reading.tables.labels import is_figure_caption, split_label
from lib.records import Box, Figure, Sentence

LEAST_PICTURE_PT = 30
"""A picture smaller than this in either direction is an ornament."""


def figure_records(
    parts: Sequence[Paragraph], sentences: Mapping[int, Sequence[Sentence]], pages: Mapping[int, PageText]
) -> list[Figure]:
    """Return the figures that have a caption, in reading order; `sentences` as in `table_records`."""
    captions = [n for n, part in enumerate(parts) if part.kind == "caption"]
    taken: dict[int, list[Rect]] = {}
    out = []
    for n in captions:
        text = " ".join(sentence.text for sentence in sentences[n])
        if not is_figure_caption(text):
            continue
        label, caption = split_label(text)
        page = pages[parts[n].lines[0].page]
        box = _picture(parts[n], page, taken.setdefault(page.page, []))
        out.append(Figure(label, caption, box, sentence_ids=[sentence.id for sentence in sentences[n]]))
    return out


def _picture(part: Paragraph, page: PageText, taken: list[Rect]) -> Box | None:
    """Return the place of the pictures nearest to the caption, over it before under it, none of them `taken` already."""
    frame = page.frame(part.lines[0].turn)
    shown = [frame.rect_to_shown(line.u0, line.top, line.u1, line.bottom) for line in part.lines]
    x0, top, x1, bottom = _around(shown)
    free = [
        picture
        for picture in page.pictures
        if picture[2] - picture[0] > LEAST_PICTURE_PT
        and picture[3] - picture[1] > LEAST_PICTURE_PT
        and picture not in taken
    ]
    over = [p for p in free if p[3] <= top + LEAST_PICTURE_PT and p[0] < x1 and p[2] > x0]
    under = [p for p in free if p[1] >= bottom - LEAST_PICTURE_PT and p[0] < x1 and p[2] > x0]
    near = max(over, key=lambda p: p[3]) if over else min(under, key=lambda p: p[1]) if under else None
    if near is None:
        return None
    row = [p for p in free if min(p[3], near[3]) - max(p[1], near[1]) > 0.5 * min(p[3] - p[1], near[3] - near[1])]
    picked = row if over or under else [near]
    taken.extend(picked)
    return fractions_of(page.page, _around(picked), page.crop)


def _around(rects: Sequence[Rect]) -> Rect:
    return min(r[0] for r in rects), min(r[1] for r in rects), max(r[2] for r in rects), max(r[3] for r in rects)
