"""A copy of a PDF with numbered highlights on the words that answers rest on."""

from __future__ import annotations

import io
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Pdf

from lib.drawing.highlight_marks import highlight_annotations, user_rect
from lib.drawing.page_ink import PageInk, page_ink
from lib.drawing.records import Highlight
from lib.errors import FILE_MISSING, PasswordNeeded, ReadingError
from lib.geometry import Rect, ShownPage, crop_box, is_empty, shown_rotation, sorted_rect
from lib.records import Box
from lib.text.cleaning import clean

MOST_LEVELS = 60
"""Levels of a page tree; a deeper one is a trap, not a paper."""
LETTER_PT = (0.0, 0.0, 612.0, 792.0)
"""The MediaBox of a page without one: viewers take US Letter."""
PRODUCER_CHARACTERS = 200
"""At most of what an original says made it."""

NO_TAGS = (
    "Pages of the PDF cannot be drawn, so the numbers beside the highlights are left out; they stand in their notes."
)


def write_annotated(
    path: Path,
    highlights: Iterable[Highlight],
    out: BinaryIO,
    password: str | None = None,
    *,
    made_with: str,
    tags: bool = True,
) -> list[str]:
    """Write the copy and return plain sentences on what its reader should know.

    A PDF that opens with a password keeps it, and its other protection. Annotations already there stay. `made_with` names
    what wrote the copy; without `tags` no page is drawn to find room for the numbers, and they are left out.
    Raises PasswordNeeded, and ReadingError where the file is missing or damaged. Call it in a worker process
    (`lib.drawing.pool`), as all that opens a stranger's file.
    """
    with _reporting(password), _open(path, password) as document:
        notes = _annotate(document, highlights, path, password, tags=tags)
        _name_producer(document, made_with)
        document.save(
            out,
            encryption=document.is_encrypted,
            deterministic_id=not document.is_encrypted,
            fix_metadata_version=False,  # else broken metadata alone make a file impossible to copy
        )
        return notes


def user_rects(path: Path, boxes: Sequence[Box], password: str | None = None) -> list[Rect | None]:
    """Return where boxes lie in PDF user space (x0, y0, x1, y1 in points, y up); None of a page that the file does not have.

    Raises PasswordNeeded, and ReadingError where the file is missing or damaged. Call it where `write_annotated` is called.
    """
    with _reporting(password), _open(path, password) as document:
        pages = {
            number: _shown_page(document.pages[number - 1], number)
            for number in {box.page for box in boxes}
            if 1 <= number <= len(document.pages)
        }
        return [user_rect(pages[box.page], box) if box.page in pages else None for box in boxes]


@contextmanager
def _reporting(password: str | None) -> Iterator[None]:
    """Say in our own errors what the libraries raise for files that are missing, locked or damaged."""
    try:
        yield
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
        document = pypdfium2.PdfDocument(str(path))
        try:
            document.save(mended)
        finally:
            document.close()
        return pikepdf.open(mended)


def _name_producer(document: Pdf, made_with: str) -> None:
    """Say in the information entries what changed the file, behind what made it."""
    before = document.docinfo.get("/Producer")
    producer = clean(str(before))[:PRODUCER_CHARACTERS] if isinstance(before, pikepdf.String) else ""
    if not producer.endswith(made_with):  # a copy of a copy says it once
        document.docinfo["/Producer"] = pikepdf.String(
            f"{producer}; modified using {made_with}" if producer else made_with
        )


def _annotate(
    document: Pdf, highlights: Iterable[Highlight], path: Path, password: str | None, *, tags: bool
) -> list[str]:
    notes = []
    if document.is_encrypted:
        opens = "the same password opens it" if password else "everybody can open it, and its restrictions stay"
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
    for number, cited in by_page.items():
        page = document.pages[number - 1]
        shown = _shown_page(page, number)
        ink = page_ink(path, number, shown.width, shown.height, password) if tags else None
        _mark_page(document, page, shown, cited, ink)
    if not tags:
        notes.append(NO_TAGS)
    if lost:
        notes.append(f"{lost} of the marks name a page that the file does not have; they are left out.")
    return notes


def _mark_page(
    document: Pdf,
    page: pikepdf.Page,
    shown: ShownPage,
    cited: Sequence[tuple[Highlight, list[Box]]],
    ink: PageInk | None,
) -> None:
    old = page.obj.get("/Annots")
    annotations = Array(list(old) if isinstance(old, Array) else [])  # the array may serve several pages
    annotations.extend(highlight_annotations(document, page, shown, cited, ink))
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
