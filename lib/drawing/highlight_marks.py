"""Highlights of a page as annotations of a PDF: the words lit, and a small tag with their numbers in the margin."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from lib.drawing.highlight_places import part_places
from lib.drawing.page_ink import PageInk
from lib.drawing.records import Highlight
from lib.geometry import Point, Rect, ShownPage, bounding
from lib.records import Box
from lib.text.cleaning import clean

COLOUR = (1.0, 0.85, 0.2)
"""Of the highlights, red, green, blue: a yellow light enough for grey letters too."""
TAG_PT = (3.4, 7.6)
"""Width of a character and height of the tag in the margin."""
TAG_FONT_PT = 6.0
TAG_MARGIN_PT = 1.2
"""Left and right of the number in it."""
TAG_BASELINE_PT = 1.7
"""Of the number above the lower edge of the tag."""
TAG_COLOUR, TAG_GROUND = "0.1 0.15 0.5", "0.88 0.92 1"
"""Red, green, blue: dark blue letters on light blue, which is no highlight."""
PRINTED = 4
"""The flag of annotations that are printed with the page (ISO 32000-1, table 165)."""
DECIMALS = 3
"""Of points in the file."""
_STRING_ESCAPES = {ord(character): f"\\{character}" for character in "()\\"}
"""Of strings in a content stream (ISO 32000-1, 7.3.4.2)."""
NOTE_CHARACTERS = 4_000
"""Of an annotation's text."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """Words of a page that the same citations rest on."""

    highlights: Sequence[Highlight]
    rects: Sequence[Rect]
    """Of the page as shown, points, y down; none lies on another."""

    @property
    def number(self) -> str:
        """What the tag says: "2.1", and how many more there are: "2.1 +7"."""
        more = len(self.highlights) - 1
        return clean(self.highlights[0].number) + (f" +{more}" if more else "")

    @property
    def title(self) -> str:
        return f"[{', '.join(clean(one.number) for one in self.highlights)}] Sidelight"

    @property
    def note(self) -> str:
        """All notes, each with its number where there are several, and each different quote once."""
        if len(self.highlights) == 1:
            (one,) = self.highlights
            lines = [one.note, f"“{one.quote}”" if one.quote else ""]
        else:
            lines = [f"[{one.number}] {one.note}" for one in self.highlights]
            lines += [f"“{quote}”" for quote in dict.fromkeys(one.quote for one in self.highlights) if quote]
        text = clean("\n".join(line for line in lines if line))
        return text if len(text) <= NOTE_CHARACTERS else f"{text[: NOTE_CHARACTERS - 1]}…"


def highlight_annotations(
    document: Pdf,
    page: pikepdf.Page,
    shown: ShownPage,
    cited: Sequence[tuple[Highlight, list[Box]]],
    ink: PageInk | None,
) -> Iterator[pikepdf.Object]:
    """Yield the annotations of a page, no word of it lit twice.

    `cited`: each highlight with its boxes on this page. A mark without a blank place for its tag has none, and so have all
    where `ink` is None, since the page cannot be drawn.
    """
    places = [[_shown_rect(shown, box) for box in boxes] for _, boxes in cited]
    for by, rects in part_places(places):
        mark = _Mark([cited[index][0] for index in by], rects)
        yield document.make_indirect(_annotation(document, page, shown, mark, _tag(shown, mark, ink)))


def user_rect(shown: ShownPage, box: Box) -> Rect:
    """Return where a box lies in PDF user space: x0, y0, x1, y1 in points, y up."""
    quad = _quad(shown, _shown_rect(shown, box))
    x0, y0, x1, y1 = _rounded((min(quad[0::2]), min(quad[1::2]), max(quad[0::2]), max(quad[1::2])))
    return x0, y0, x1, y1


def _shown_rect(shown: ShownPage, box: Box) -> Rect:
    return box.x0 * shown.width, box.top * shown.height, box.x1 * shown.width, box.bottom * shown.height


@dataclass(frozen=True, slots=True)
class _Tag:
    """A number in the margin, upright as the page is shown."""

    text: str
    corners: tuple[Point, ...]
    """Bottom left, bottom right, top right, top left as shown, in PDF user space."""

    @property
    def matrix(self) -> tuple[float, ...]:
        """The way from the tag's own points, origin at its bottom left, to PDF user space."""
        (x, y), right, _, top = self.corners
        across, up = self.size
        return (right[0] - x) / across, (right[1] - y) / across, (top[0] - x) / up, (top[1] - y) / up, x, y

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return math.dist(self.corners[0], self.corners[1]), math.dist(self.corners[0], self.corners[3])


def _tag(shown: ShownPage, mark: _Mark, ink: PageInk | None) -> _Tag | None:
    """Return the mark's number where it covers nothing, in the margin beside the first line; None without such a place."""
    text = mark.number.encode("ascii", "replace").decode()
    wide = TAG_PT[0] * len(text) + 2 * TAG_MARGIN_PT
    place = ink.find_blank(mark.rects[0], wide, TAG_PT[1]) if ink is not None else None
    if ink is None or place is None:
        return None
    ink.take(place)
    x0, top, x1, bottom = place
    return _Tag(text, tuple(shown.to_user(x, y) for x, y in ((x0, bottom), (x1, bottom), (x1, top), (x0, top))))


def _annotation(document: Pdf, page: pikepdf.Page, shown: ShownPage, mark: _Mark, tag: _Tag | None) -> Dictionary:
    quads = [_quad(shown, rect) for rect in mark.rects]
    points = [point for quad in quads for point in zip(quad[0::2], quad[1::2], strict=True)]
    rect = bounding((x, y, x, y) for x, y in [*points, *(tag.corners if tag is not None else ())])
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Highlight,
        Rect=Array(_rounded(rect)),
        QuadPoints=Array([value for quad in quads for value in _rounded(quad)]),
        C=Array(list(COLOUR)),
        CA=1,
        F=PRINTED,
        T=pikepdf.String(mark.title),
        Contents=pikepdf.String(mark.note),
        P=page.obj,
        AP=Dictionary(N=_appearance(document, rect, quads, tag)),
    )


def _quad(shown: ShownPage, rect: Rect) -> tuple[float, ...]:
    """Return the rectangle's corners in PDF user space: top left, top right, bottom left, bottom right as shown.

    This is the order that viewers expect, not the one in ISO 32000-1, 12.5.6.10.
    """
    x0, top, x1, bottom = rect
    corners = ((x0, top), (x1, top), (x0, bottom), (x1, bottom))
    return tuple(value for x, y in corners for value in shown.to_user(x, y))


def _appearance(document: Pdf, rect: Rect, quads: Sequence[tuple[float, ...]], tag: _Tag | None) -> pikepdf.Object:
    """Return the highlight as painted, for viewers that draw none themselves: the quads multiplied with the page, and
    the tag.
    """
    colour = " ".join(f"{part:.3f}" for part in COLOUR)
    paint = ["q /GS gs", f"{colour} rg"]
    for quad in quads:
        x0, y0, x1, y1 = min(quad[0::2]), min(quad[1::2]), max(quad[0::2]), max(quad[1::2])
        paint.append(f"{x0:.3f} {y0:.3f} {x1 - x0:.3f} {y1 - y0:.3f} re")
    paint.append("f Q")  # of all at once: lines that touch are no darker where they do
    if tag is not None:
        matrix = " ".join(f"{value:.4f}" for value in tag.matrix)
        text = tag.text.translate(_STRING_ESCAPES)
        wide, high = tag.size
        paint.append(
            f"q {matrix} cm {TAG_GROUND} rg 0 0 {wide:.3f} {high:.3f} re f "
            f"{TAG_COLOUR} rg BT /F {TAG_FONT_PT} Tf {TAG_MARGIN_PT} {TAG_BASELINE_PT} Td ({text}) Tj ET Q"
        )
    form = document.make_stream("\n".join(paint).encode())
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array(_rounded(rect))
    blend = Dictionary(Type=Name.ExtGState, BM=Name.Multiply)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Bold"))
    form.Resources = Dictionary(ExtGState=Dictionary(GS=blend), Font=Dictionary(F=font))
    form.Group = Dictionary(S=Name.Transparency, Type=Name.Group)
    return form


def _rounded(values: Iterable[float]) -> list[float]:
    return [round(value, DECIMALS) for value in values]
