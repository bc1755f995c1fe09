"""A work as a bibliography names it, and what its fields are read by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from lib.errors import SidelightError
from lib.records import Record
from lib.text.cleaning import one_line

KEY_CHARACTERS = 200
"""Of an entry's key; more of it is cut."""
YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_FILE = re.compile(r"[^\\/:;{}\"<>|\n]+\.pdf(?![A-Za-z0-9])", re.IGNORECASE)


class BibliographyError(SidelightError):
    """A bibliography that cannot be used."""


@dataclass(frozen=True, slots=True)
class Entry(Record):
    """A work as a bibliography names it; what it does not say is empty."""

    key: str
    """As written, such as "mueller2020"; its number in a file that has no keys."""
    title: str = ""
    authors: list[str] = field(default_factory=list)
    """Each "Given Family"."""
    year: int | None = None
    doi: str = ""
    """Bare, lower case."""
    files: list[str] = field(default_factory=list)
    """Names of its PDFs, without their folders."""


def entry_key(text: str) -> str:
    """Return a key on one line, cut where it is too long."""
    return one_line(text)[:KEY_CHARACTERS]


def year_in(texts: Iterable[str]) -> int | None:
    """Return the first year that stands in these texts; None where none does."""
    found = next((match for text in texts if (match := YEAR.search(text))), None)
    return int(found[1]) if found else None


def files_in(texts: Iterable[str]) -> list[str]:
    """Return the names of the PDFs in fields for files, as Zotero, JabRef, Mendeley and EndNote write them."""
    names: list[str] = []
    for text in texts:
        plain = text.replace(r"$\backslash$", "/").replace(r"\textbackslash", "/")
        plain = re.sub(r"\\([_&%#{}:; $])", r"\1", plain).replace("\\\\", "/")
        plain = re.sub(r"[{}]", "", plain)
        names += [unquote(found).strip() if "%" in found else found.strip() for found in _FILE.findall(plain)]
    return list(dict.fromkeys(names))
