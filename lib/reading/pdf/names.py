"""Names in a PDF's objects."""

from __future__ import annotations

from pdfminer.psparser import PSLiteral


def name_of(value: object) -> str:
    """Return the name that a resolved object is; empty where it is none."""
    return str(value.name) if isinstance(value, PSLiteral) else ""
