"""Pictures of pages, as a viewer shows them."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
from PIL import Image
from pypdfium2 import PdfiumError

from lib.drawing.records import Picture
from lib.errors import FILE_MISSING, PasswordNeeded, ReadingError

WEBP_QUALITY, WEBP_METHOD = 80, 2
"""Quality (0-100) and effort (0-6) of Pillow's encoder."""
MOST_PIXELS = 24_000_000
"""Of a picture: 72 MB while it is drawn."""
WEBP_LONGEST_PX = 16_383
"""The format's limit of a side."""


def page_picture(path: Path, page: int, width_px: int, password: str | None = None) -> Picture:
    """Return the page (1-based) as a viewer shows it, without annotations, so many pixels wide.

    Raises ReadingError where it cannot be drawn. Call it in a worker process (`lib.drawing.pool`): pdfium is not
    thread-safe, and a page may take all memory and never end.
    """
    image = draw_page(path, page, width_px, password)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=WEBP_QUALITY, method=WEBP_METHOD)
    return Picture(out.getvalue(), image.width, image.height)


def draw_page(path: Path, page: int, width_px: int, password: str | None = None) -> Image.Image:
    """Return the page (1-based) as `page_picture` shows it, in RGB; raises ReadingError where it cannot be drawn."""
    try:
        document = pypdfium2.PdfDocument(str(path), password=password)
    except FileNotFoundError as error:
        raise ReadingError(FILE_MISSING) from error
    except PdfiumError as error:
        if "assword" in str(error):
            raise PasswordNeeded("This PDF needs a password.", wrong=bool(password)) from error
        raise ReadingError("The page cannot be drawn: the PDF is damaged.") from error
    try:
        return _draw(document, page, width_px)
    except PdfiumError as error:
        raise ReadingError(f"Page {page} cannot be drawn: it is damaged.") from error
    finally:
        document.close()


def _draw(document: pypdfium2.PdfDocument, number: int, width_px: int) -> Image.Image:
    if not 1 <= number <= len(document):
        raise ReadingError(f"The PDF has no page {number}.")
    page = document[number - 1]
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        raise ReadingError(f"Page {number} cannot be drawn: it has no size.")
    scale = min(width_px / width, (MOST_PIXELS / (width * height)) ** 0.5, (WEBP_LONGEST_PX - 1) / max(width, height))
    bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=False)
    image: Image.Image = bitmap.to_pil()
    return image.convert("RGB")
