"""Where the letters of a page stand, as pdfium places them: for the box of a word within a printed line."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from pypdfium2 import PdfiumError

from lib.errors import ReadingError
from lib.geometry import ShownPage, crop_box, fractions_of, sorted_rect

MOST_LETTERS = 30_000
"""Of a page; a page with more is a drawing."""
PlacedLetter = tuple[str, float, float, float, float]
"""A letter, and its x0, top, x1, bottom as fractions of the page as shown."""


def page_letters(path: Path, page: int, password: str | None = None) -> list[PlacedLetter]:
    """Return the letters and digits of a page (1-based) in the order in which the page draws them.

    Raises ReadingError. Call it in a worker process, as `lib.drawing.pictures` is.
    """
    try:
        document = pypdfium2.PdfDocument(str(path), password=password)
    except (FileNotFoundError, PdfiumError) as error:
        raise ReadingError("The letters of the page cannot be read.") from error
    try:
        return _letters(document[page - 1], page)
    except (PdfiumError, IndexError) as error:
        raise ReadingError("The letters of the page cannot be read.") from error
    finally:
        document.close()


def _letters(page: pypdfium2.PdfPage, number: int) -> list[PlacedLetter]:
    area = crop_box(sorted_rect(*page.get_mediabox()), sorted_rect(*page.get_cropbox()))
    shown = ShownPage(area, page.get_rotation())
    whole = shown.rect_from_user(area)
    text = page.get_textpage()
    found: list[PlacedLetter] = []
    for at in range(min(text.count_chars(), MOST_LETTERS)):
        char = chr(pdfium.FPDFText_GetUnicode(text, at))
        if not char.isalnum():
            continue
        box = fractions_of(number, shown.rect_from_user(text.get_charbox(at)), whole)
        found.append((char, box.x0, box.top, box.x1, box.bottom))
    return found
