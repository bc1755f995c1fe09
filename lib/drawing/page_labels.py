"""The labels printed on the pages of a PDF, such as "iv" or "212", as its own table of them says."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from pypdfium2 import PdfiumError


def page_labels(path: Path, password: str | None = None) -> list[str]:
    """Return one label a page, empty where the page has none; no labels at all where the file is missing or cannot be opened."""
    try:
        document = pypdfium2.PdfDocument(str(path), password=password)
    except (FileNotFoundError, PdfiumError):
        return []
    try:
        return [document.get_page_label(index) for index in range(len(document))]
    except (PdfiumError, UnicodeDecodeError):
        return []
    finally:
        document.close()
