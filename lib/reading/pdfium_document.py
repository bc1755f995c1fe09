"""A PDF opened by pdfium, the second reader: its pages as lines, its information entries."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from pypdfium2 import PdfiumError

from lib.errors import PasswordNeeded, ReadingError
from lib.geometry import Rect
from lib.reading.layout.pages import PageText, read_page
from lib.reading.pdf.ink import Ink
from lib.reading.pdf.pdfium import read_ink
from lib.reading.pdf.visibility import hide_unseen

INFO_KEYS = ("title", "author", "subject", "keywords", "creationdate", "moddate")
"""Entries of the information that are of use."""


class PdfiumDocument:
    """An open PDF, read by pdfium; the same calls as `Document`."""

    def __init__(self, path: Path, password: str | None = None) -> None:
        try:
            self._pdf = pypdfium2.PdfDocument(str(path), password=password)
        except PdfiumError as error:
            if "assword" in str(error):
                raise PasswordNeeded("This PDF needs a password.", wrong=bool(password)) from error
            raise ReadingError("The PDF is damaged and cannot be opened.") from error

    @property
    def page_count(self) -> int:
        """How many pages it has."""
        return len(self._pdf)

    def page(self, number: int) -> PageText:
        """Return the lines of a page (1-based); raises ReadingError where it cannot be read."""
        try:
            page = self._pdf[number - 1]
            ink = read_ink(page, number)
            crop = (0.0, 0.0, ink.width, ink.height)
            if any(run.doubt and not run.hidden for run in ink.runs):
                hide_unseen(ink, page, crop)
        except PdfiumError as error:
            raise ReadingError(f"Page {number} cannot be read: it is damaged.") from error
        text = read_page(number, ink, crop)
        if text.quality == "good" and text.lines:
            text.quality = "second reader"
        return text

    def hide_unseen(self, ink: Ink, number: int, crop: Rect) -> None:
        """Mark what of the ink of a page (1-based) that may not be seen is not, see `visibility`; raises ReadingError."""
        try:
            hide_unseen(ink, self._pdf[number - 1], crop)
        except PdfiumError as error:
            raise ReadingError(f"Page {number} cannot be drawn: it is damaged.") from error

    def letters(self, number: int) -> str:
        """Return the letters of a page (1-based) in pdfium's order, empty where it cannot read them."""
        try:
            text = self._pdf[number - 1].get_textpage()
        except PdfiumError:
            return ""
        try:
            return str(text.get_text_range())
        except (PdfiumError, UnicodeError):
            return ""
        finally:
            text.close()

    def info(self) -> dict[str, str]:
        """Return the entries of the document's information, names in lower case."""
        found = {key.lower(): value for key, value in self._pdf.get_metadata_dict(skip_empty=True).items()}
        return {key: found[key] for key in INFO_KEYS if key in found}

    def close(self) -> None:
        """Close the file."""
        self._pdf.close()
