"""Files that are no PDFs: what each kind is called, and how its text comes in."""

from __future__ import annotations

from pathlib import PurePath

PDF_MARK = b"%PDF-"
MARK_WITHIN = 1024
"""Bytes from the beginning within which readers look for `PDF_MARK`."""
_WRITTEN = "a text document: save it as PDF and add that"
_PICTURE = "a picture: print it to a PDF and add that; its text is then recognised"
_REFERENCES = "a list of references: take it in under “Titles from a bibliography”"
_TABLE = "a table: labels come in on Review, references under “Titles from a bibliography”"
_ARCHIVE = "an archive of another kind: pack the PDFs as a ZIP"
_ADVICE: dict[str, str] = {
    **dict.fromkeys((".docx", ".doc", ".odt", ".rtf", ".pages", ".tex", ".txt", ".md"), _WRITTEN),
    **dict.fromkeys((".pptx", ".ppt", ".odp", ".key"), "slides: save them as PDF and add that"),
    **dict.fromkeys(
        (".html", ".htm", ".mhtml", ".xml"), "a web page: print it to a PDF, or download the PDF of the paper"
    ),
    **dict.fromkeys(
        (".epub", ".mobi", ".djvu", ".ps", ".eps"), "a book of another kind: convert it to PDF and add that"
    ),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".webp", ".heic", ".bmp"), _PICTURE),
    **dict.fromkeys((".bib", ".ris", ".nbib", ".ciw", ".enw"), _REFERENCES),
    **dict.fromkeys((".csv", ".tsv", ".xlsx", ".xls", ".ods"), _TABLE),
    **dict.fromkeys((".rar", ".7z", ".gz", ".tar", ".tgz", ".xz", ".bz2"), _ARCHIVE),
}


def advice_for(name: str, data: bytes) -> str | None:
    """Return what a file is and what to do with it, None where it is taken: a PDF by its bytes or its name, or a ZIP."""
    ending = PurePath(name).suffix.lower()
    if ending in (".pdf", ".zip", "") or PDF_MARK in data[:MARK_WITHIN]:
        return None
    advice = _ADVICE.get(ending, "of a kind that is not read: save it as PDF and add that")
    return f"This is {advice}."
