"""A copy of a PDF with numbered highlights on the words that answers rest on."""

from __future__ import annotations

import io
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Pdf

from lib.errors import FILE_MISSING, PasswordNeeded, ReadingError
from lib.exporting.phrases import MADE_WITH
from lib.geometry import Point, Rect, ShownPage, bounding, crop_box, is_empty, shown_rotation, sorted_rect
from lib.reading.pdf.render import PDFIUM
from lib.records import Box
from lib.text.cleaning import clean

COLOURS = ((1.0, 0.85, 0.2), (0.55, 0.85, 1.0), (0.65, 0.95, 0.55), (1.0, 0.7, 0.75), (0.85, 0.75, 1.0))
"""Of the highlights, one question after the other."""
MOST_LEVELS = 60
"""Levels of a page tree; a deeper one is a trap, not a paper."""
TAG_PT = (3.9, 7.0)
"""Width of a digit and height of the number beside a highlight."""
TAG_MARGIN_PT = 1
"""Around the number."""
TAG_BASELINE_PT = 1.2
"""Of the number above the lower edge of its place."""
TAG_COLOUR = "0.1 0.15 0.5"
"""Red, green, blue: dark blue."""
PRINTED = 4
"""The flag of annotations that are printed with the page (ISO 32000-1, table 165)."""
DECIMALS = 3
"""Of points in the file."""
_STRING_ESCAPES = {ord(character): f"\\{character}" for character in "()\\"}
"""Of strings in a content stream (ISO 32000-1, 7.3.4.2)."""
LETTER_PT = (0.0, 0.0, 612.0, 792.0)
"""The MediaBox of a page without one: viewers take US Letter."""
NOTE_CHARACTERS = 4_000
"""Of an annotation's text."""
PRODUCER_CHARACTERS = 200
"""At most of what an original says made it."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """What is to be marked in the copy."""

    number: str
    """As printed beside it, such as "3" or "2.1"."""
    boxes: Sequence[Box]
    note: str
    """For who opens the mark: the question, the quote."""
    colour: int = 0
    """Which of the colours, counted on and on."""


def write_annotated(
    path: Path, highlights: Iterable[Highlight], out: BinaryIO, password: str | None = None
) -> list[str]:
    """Write the copy and return plain sentences on what its reader should know.

    A PDF that opens with a password keeps it, and its other protection. Annotations already there stay. Raises
    PasswordNeeded, and ReadingError where the file is missing or damaged.
    """
    try:
        with _open(path, password) as document:
            notes = _annotate(document, highlights, locked=bool(password))
            _name_producer(document)
            document.save(
                out,
                encryption=document.is_encrypted,
                deterministic_id=not document.is_encrypted,
                fix_metadata_version=False,  # else broken metadata alone make a file impossible to copy
            )
            return notes
    except FileNotFoundError as error:
        raise ReadingError(FILE_MISSING) from error
    except pikepdf.PasswordError as error:
        what = "The password does not open this PDF." if password else "This PDF needs a password."
        raise PasswordNeeded(f"{what} Type it in the reader, then export again.", wrong=bool(password)) from error
    except (
        pikepdf.PdfError,
        pypdfium2.PdfiumError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RuntimeError,
    ) as error:
        raise ReadingError(
            "The PDF is damaged: no copy of it can be written. The answer's quotes and page numbers are not affected."
        ) from error


def _open(path: Path, password: str | None) -> Pdf:
    """Return the PDF; one that qpdf cannot mend is mended by pdfium, which drew its pages."""
    try:
        return pikepdf.open(path, password=password or "")
    except pikepdf.PasswordError:
        raise
    except pikepdf.PdfError:
        if password:
            raise
        mended = io.BytesIO()
        with PDFIUM:
            document = pypdfium2.PdfDocument(str(path))
            try:
                document.save(mended)
            finally:
                document.close()
        return pikepdf.open(mended)


def _name_producer(document: Pdf) -> None:
    """Say in the information entries what changed the file, behind what made it."""
    before = document.docinfo.get("/Producer")
    producer = clean(str(before))[:PRODUCER_CHARACTERS] if isinstance(before, pikepdf.String) else ""
    if not producer.endswith(MADE_WITH):  # a copy of a copy says it once
        document.docinfo["/Producer"] = pikepdf.String(
            f"{producer}; modified using {MADE_WITH}" if producer else MADE_WITH
        )


def _annotate(document: Pdf, highlights: Iterable[Highlight], *, locked: bool) -> list[str]:
    notes = []
    if document.is_encrypted:
        opens = "the same password opens it" if locked else "everybody can open it, and its restrictions stay"
        notes.append(f"The copy is protected as the original is: {opens}.")
    if "/AcroForm" in document.Root and "/SigFlags" in document.Root.AcroForm:
        notes.append("The original is digitally signed. A signature does not hold for a changed copy.")
    by_page: dict[int, list[tuple[Highlight, list[Box]]]] = defaultdict(list)
    lost = 0
    for highlight in highlights:
        on_page: dict[int, list[Box]] = defaultdict(list)
        for box in highlight.boxes:
            on_page[box.page].append(box)
        for number, boxes in on_page.items():
            if 1 <= number <= len(document.pages):
                by_page[number].append((highlight, boxes))
            else:
                lost += 1
    for number, marks in by_page.items():
        _mark_page(document, number, marks)
    if lost:
        notes.append(f"{lost} of the marks name a page that the file does not have; they are left out.")
    return notes


def _mark_page(document: Pdf, number: int, marks: Sequence[tuple[Highlight, list[Box]]]) -> None:
    page = document.pages[number - 1]
    shown = _shown_page(page, number)
    old = page.obj.get("/Annots")
    annotations = Array(list(old) if isinstance(old, Array) else [])  # the array may serve several pages
    taken: dict[tuple[int, int], float] = defaultdict(float)
    """Points that earlier numbers take beside a place."""
    for highlight, boxes in marks:
        quads = [_quad(shown, box) for box in boxes]
        tag = _tag(shown, boxes[0], clean(highlight.number), taken)
        annotations.append(document.make_indirect(_annotation(document, page, highlight, quads, tag)))
    page.obj.Annots = annotations


def _shown_page(page: pikepdf.Page, number: int) -> ShownPage:
    """Return how the page (1-based `number`) is shown: CropBox cut to the MediaBox, /Rotate, both also where they are inherited.

    Raises ValueError for a page without a size.
    """
    media = _rect(_inherited(page, "/MediaBox")) or LETTER_PT
    shown = crop_box(media, _rect(_inherited(page, "/CropBox")))
    if is_empty(shown):
        raise ValueError(f"page {number} has no size")
    turned = _inherited(page, "/Rotate")
    degrees = int(turned) if isinstance(turned, int | float) or hasattr(turned, "__int__") else 0
    return ShownPage(shown, shown_rotation(degrees))


def _inherited(page: pikepdf.Page, name: str) -> object:
    """Return the page's entry of this name, or that of the nearest node above it; None where none has it."""
    node = page.obj
    for _ in range(MOST_LEVELS):
        if name in node:
            return node[name]
        if "/Parent" not in node or not isinstance(node.Parent, Dictionary):
            break
        node = node.Parent
    return None


def _rect(value: object) -> Rect | None:
    if not isinstance(value, Array) or len(value) != 4:
        return None
    corners = [float(number) for number in value]
    return sorted_rect(*corners) if all(map(math.isfinite, corners)) else None


@dataclass(frozen=True, slots=True)
class _Tag:
    """A number beside a highlight, upright as the page is shown."""

    text: str
    corners: tuple[Point, ...]
    """Bottom left, bottom right, top right, top left as shown, in PDF user space."""

    @property
    def matrix(self) -> tuple[float, ...]:
        """The way from the tag's own points, origin at its bottom left, to PDF user space."""
        (x, y), right, _, top = self.corners
        across, up = math.dist((x, y), right), math.dist((x, y), top)
        return (right[0] - x) / across, (right[1] - y) / across, (top[0] - x) / up, (top[1] - y) / up, x, y


def _tag(shown: ShownPage, box: Box, number: str, taken: dict[tuple[int, int], float]) -> _Tag:
    """Return the number, left of the box's first line, farther left where another number stands already, within the page."""
    left, top = box.x0 * shown.width, box.top * shown.height
    long = TAG_PT[0] * len(number) + 2 * TAG_MARGIN_PT
    place = round(left), round(top)
    right = max(long, left - TAG_MARGIN_PT - taken[place])
    taken[place] += long + TAG_MARGIN_PT
    bottom = min(shown.height, top + TAG_PT[1])
    corners = tuple(
        shown.to_user(x, y)
        for x, y in (
            (right - long, bottom),
            (right, bottom),
            (right, bottom - TAG_PT[1]),
            (right - long, bottom - TAG_PT[1]),
        )
    )
    return _Tag(number.encode("ascii", "replace").decode(), corners)


def _annotation(
    document: Pdf, page: pikepdf.Page, highlight: Highlight, quads: Sequence[tuple[float, ...]], tag: _Tag
) -> Dictionary:
    points = [point for quad in quads for point in zip(quad[0::2], quad[1::2], strict=True)] + list(tag.corners)
    rect = bounding((x, y, x, y) for x, y in points)
    colour = COLOURS[highlight.colour % len(COLOURS)]
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Highlight,
        Rect=Array(_rounded(rect)),
        QuadPoints=Array([value for quad in quads for value in _rounded(quad)]),
        C=Array(list(colour)),
        CA=1,
        F=PRINTED,
        T=pikepdf.String(f"[{clean(highlight.number)}] Sidelight"),
        Contents=pikepdf.String(clean(highlight.note)[:NOTE_CHARACTERS]),
        P=page.obj,
        AP=Dictionary(N=_appearance(document, rect, quads, colour, tag)),
    )


def _quad(shown: ShownPage, box: Box) -> tuple[float, ...]:
    """Return the box's corners in PDF user space: top left, top right, bottom left, bottom right as shown.

    This is the order that viewers expect, not the one in ISO 32000-1, 12.5.6.10.
    """
    corners = ((box.x0, box.top), (box.x1, box.top), (box.x0, box.bottom), (box.x1, box.bottom))
    return tuple(value for x, y in corners for value in shown.to_user(x * shown.width, y * shown.height))


def _appearance(
    document: Pdf, rect: Rect, quads: Sequence[tuple[float, ...]], colour: Sequence[float], tag: _Tag
) -> pikepdf.Object:
    """Return the highlight as painted, for viewers that draw none themselves: the quads multiplied with the page, and
    the number.
    """
    paint = ["q /GS gs", f"{colour[0]:.3f} {colour[1]:.3f} {colour[2]:.3f} rg"]
    for quad in quads:
        x0, y0, x1, y1 = min(quad[0::2]), min(quad[1::2]), max(quad[0::2]), max(quad[1::2])
        paint.append(f"{x0:.3f} {y0:.3f} {x1 - x0:.3f} {y1 - y0:.3f} re f")
    matrix = " ".join(f"{value:.4f}" for value in tag.matrix)
    text = tag.text.translate(_STRING_ESCAPES)
    paint.append(
        f"Q q {matrix} cm {TAG_COLOUR} rg BT /F {TAG_PT[1]} Tf {TAG_MARGIN_PT} {TAG_BASELINE_PT} Td ({text}) Tj ET Q"
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
