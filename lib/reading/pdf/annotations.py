"""Where annotations lie over a page: stamps, boxes and notes that a viewer draws after the page's own content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, resolve1

from lib.geometry import Rect, ShownPage, sorted_rect
from lib.reading.pdf.names import name_of
from lib.reading.pdf.operators import PAINTING

UNDRAWN = ("Link", "Popup", "Widget", "Text", "FileAttachment")
"""Kinds that cover nothing where they bring no appearance: viewers frame them, or show an icon of their own."""
MOST = 5000
"""Annotations of a page that are looked at."""


def annotation_places(page: PDFPage, shown: ShownPage) -> list[Rect]:
    """Return where the page's annotations paint something, on the MediaBox as shown."""
    try:
        listed = resolve1(page.annots)
        return list(_places(listed[:MOST], shown)) if isinstance(listed, list) else []
    except (PDFException, ValueError, TypeError, KeyError, AttributeError):
        return []  # what is no annotation paints nothing


def _places(listed: list[Any], shown: ShownPage) -> Iterator[Rect]:
    for item in listed:
        entries = resolve1(item)
        rect = resolve1(entries.get("Rect")) if isinstance(entries, dict) else None
        if isinstance(rect, list) and len(rect) == 4 and _paints(entries):
            yield shown.rect_from_user(sorted_rect(*(float(resolve1(value)) for value in rect)))


def _paints(entries: Mapping[str, Any]) -> bool:
    """Return whether a viewer draws the annotation: by what its appearance paints, or by itself (ISO 32000-1, 12.5.5)."""
    appearances = resolve1(entries.get("AP"))
    usual = resolve1(appearances.get("N")) if isinstance(appearances, dict) else None
    if usual is None:
        return name_of(resolve1(entries.get("Subtype"))) not in UNDRAWN
    states = map(resolve1, usual.values()) if isinstance(usual, dict) else [usual]
    return any(isinstance(state, PDFStream) and PAINTING.search(state.get_data()) for state in states)
