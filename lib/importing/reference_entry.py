"""A work as a bibliography names it, and what its fields are read by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from lib.errors import SidelightError
from lib.records import Record
from lib.text.cleaning import one_line

KEY_CHARACTERS = 200
"""Of an entry's key; more of it is cut."""
YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?:(?!\d)|(?=(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)))")
"""Of a date too that has no marks: "20200131"."""
_PDF = re.compile(r"\.pdf(?![A-Za-z0-9])", re.IGNORECASE)
_NO_PATH = re.compile(r"[\\:;{}\"<>|\n]")
"""What stands in no path, but for a drive's colon."""
_ACCENTED = re.compile(r"\{\\([\"'`^~])\{?([A-Za-z])\}?\}")
"""As LaTeX has it, in braces: a backslash alone parts folders."""
_ACCENTS = {'"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303"}
_OWN_SEMICOLON = "\ue000"
PATH_CHARACTERS = 1_000
"""Of a path at most; what stands farther before ".pdf" is none of it."""


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
    paths: list[str] = field(default_factory=list)
    """Of its PDFs as written, with their folders where they have any, parted by "/"."""
    journal: str = ""
    """Or the book, or the proceedings, that it stands in."""
    volume: str = ""
    pages: str = ""
    """"123-130", or the article's number."""
    abstract: str = ""
    pmid: str = ""
    """PubMed's number of it, digits alone."""
    notes: str = ""
    """What people and other tools wrote beside it, such as the decisions of a screening."""
    families: dict[str, str] = field(default_factory=dict)
    """As `Paper.families`."""

    @property
    def files(self) -> list[str]:
        """Names of its PDFs, without their folders."""
        return [path.rsplit("/", 1)[-1].strip() for path in self.paths]


def entry_key(text: str) -> str:
    """Return a key on one line, cut where it is too long."""
    return one_line(text)[:KEY_CHARACTERS]


def page_range(first: str, last: str = "") -> str:
    """Return pages as "123-130", whatever dash parts them, and a last page that is cut short made whole: "123-30"."""
    parts = (
        [one_line(part) for part in re.split(r"\s*(?:[-–—‐‑]+|--)\s*", first)]
        if not last
        else [one_line(first), one_line(last)]
    )
    parts = [part for part in parts if part]
    if len(parts) != 2:
        return "-".join(parts)
    begin, end = parts
    if begin.isdigit() and end.isdigit() and len(end) < len(begin):
        end = begin[: len(begin) - len(end)] + end
    return begin if begin == end else f"{begin}-{end}"


def pmid_in(texts: Iterable[str]) -> str:
    """Return the first text that is a PubMed number, its digits; empty where none is."""
    found = (re.fullmatch(r"(?:PMID:?\s*)?(\d{4,9})", one_line(text), re.IGNORECASE) for text in texts)
    return next((match[1] for match in found if match), "")


def year_in(texts: Iterable[str]) -> int | None:
    """Return the first year that stands in these texts; None where none does."""
    found = next((match for text in texts if (match := YEAR.search(text))), None)
    return int(found[1]) if found else None


def paths_in(texts: Iterable[str]) -> list[str]:
    """Return the PDFs in fields for files, as Zotero, JabRef, Mendeley and EndNote write them, with their folders
    where they have any, parted by "/".
    """
    found: list[str] = []
    for text in texts:
        plain = _ACCENTED.sub(lambda letter: unicodedata.normalize("NFC", letter[2] + _ACCENTS[letter[1]]), text)
        plain = plain.replace(r"$\backslash$", "/").replace(r"\textbackslash", "/")
        plain = plain.replace(r"\;", _OWN_SEMICOLON)  # of a name, not between two files
        plain = re.sub(r"\\([_&%#{}: $])", r"\1", plain).replace("\\\\", "/")
        plain = re.sub(r"[{}]", "", plain)
        begin = 0
        for ending in _PDF.finditer(plain):
            before = plain[max(begin, ending.start() - PATH_CHARACTERS) : ending.start()]
            path = _NO_PATH.split(before)[-1] + ending.group()
            path = (unquote(path) if "%" in path else path).strip().replace(_OWN_SEMICOLON, ";")
            if not path.rsplit("/", 1)[-1].lower().startswith(".pdf"):
                found.append(path)
            begin = ending.end()
    with_folders = {path.rsplit("/", 1)[-1] for path in found if "/" in path}
    return [path for path in dict.fromkeys(found) if "/" in path or path not in with_folders]
