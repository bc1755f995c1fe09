"""Title, authors, year and DOI of a paper: the likelier of what its first page, its document information and its XMP say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lib.reading.layout.lines import Line
from lib.reading.structure.authors import (
    FIRST_BELOW_EM,
    LEAST_PIECE_LETTERS,
    is_name,
    names_institution,
    printed_authors,
    signing_authors,
)
from lib.reading.structure.blocks import Style
from lib.reading.structure.titles import (
    LEAST_COMPARED_LETTERS,
    FirstPages,
    bare_letters,
    joined_title,
    likelier_title,
    own_pages,
    title_lines,
)
from lib.reading.structure.years import ARXIV, VISIT, edge_lines, publication_year
from lib.reading.text.hyphens import LineEndHyphens
from lib.text.dois import DOI_IN_PAPER, REGISTRANT

_LETTERS = re.compile(r"[^\W\d_]{2}")
"""Some tools write "???" for what they do not know."""
_DOI_ALONE = re.compile(rf"\W*(?:https?://)?(?:(?:dx\.)?doi(?:\.org/|\b)[:\s]*)?{REGISTRANT}/\S+\s*$", re.IGNORECASE)
_BROKEN_AFTER = ("-", "/", "_", ".")
"""Marks after which a DOI goes on in the next line."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a paper is called and who wrote it; empty where nothing tells."""

    title: str = ""
    authors: list[str] = field(default_factory=list)
    year: int | None = None
    doi: str = ""
    journal: str = ""
    volume: str = ""
    pages: str = ""
    """Of the volume: "123-130", or the article's number."""


class _References:
    """The reference list, parts of which stand on a short paper's first pages too."""

    def __init__(self, cited: Sequence[str]) -> None:
        self._text = " ".join(cited)
        self._letters = bare_letters(self._text)

    def hold(self, line: str) -> bool:
        """Return whether a line is of the list: its letters stand there in a row, its DOI whole where it has nothing else."""
        letters = bare_letters(line)
        doi = DOI_IN_PAPER.search(line)
        if doi and _DOI_ALONE.match(line) and not line.rstrip().endswith(_BROKEN_AFTER):
            return self._cite(doi[0])
        return (doi is not None or len(letters) > LEAST_COMPARED_LETTERS) and letters in self._letters

    def _cite(self, doi: str) -> bool:
        """Return whether the list has the DOI, and not as the beginning of a longer one; it may be broken at a line's end."""
        printed = r"\s*".join(map(re.escape, doi))
        return re.search(rf"(?<![\w.]){printed}(?![\w/-]|\.\w)", self._text, re.IGNORECASE) is not None


def find_metadata(
    first_pages: FirstPages,
    info: dict[str, str],
    style: Style,
    hyphens: LineEndHyphens,
    cited: Sequence[str] = (),
    last_lines: Sequence[Line] = (),
) -> Metadata:
    """Return the likeliest metadata.

    `info` holds the document's own entries in lower case, those of its XMP after "xmp:"; `hyphens` knows the paper's words;
    `cited` is the reference list; `last_lines` are those of the paper's second half before it.
    """
    references = _References(cited)
    text = "\n".join(
        line.text
        for _, lines in first_pages[:1]
        for line in lines
        if not VISIT.search(line.text) and not references.hold(line.text)
    )
    first_pages = own_pages(first_pages, style)
    title = title_lines(first_pages, style)
    return Metadata(
        likelier_title(joined_title(title, hyphens), info, first_pages, style),
        _authors(first_pages, title, info, text)
        or (signing_authors(last_lines) if title else [])
        or _given_and_printed(first_pages, title, info),
        publication_year(text, info, first_pages, title, style, cited),
        _doi(text, info, first_pages, references),
        journal if _LETTERS.search(journal := info.get("xmp:journal", "")) else "",
        info.get("xmp:volume", ""),
        _pages(info),
    )


def _pages(info: dict[str, str]) -> str:
    """Return the pages that the XMP gives, as "first-last"."""
    first, last = info.get("xmp:first_page", ""), info.get("xmp:last_page", "")
    return info.get("xmp:pages", "") or (f"{first}-{last}" if first and last and last != first else first)


def _doi(text: str, info: dict[str, str], first_pages: FirstPages, references: _References) -> str:
    """Return the DOI of the document's information, or the first one printed, at the page's head and foot first; that of
    arXiv's stamp where the first page prints none. Empty where there is none.

    The DOIs of the reference list are those of other works.
    """
    own = (line.text for _, lines in first_pages for line in lines if not references.hold(line.text))
    more = "\n".join(own)
    for key in ("doi", "xmp:doi", "wps-articledoi", "xmp:identifier", "xmp:url"):
        match = DOI_IN_PAPER.search(info.get(key, ""))
        if match:
            return match[0].lower()
    edges = "\n".join(line.text for line in edge_lines(first_pages))
    for source in (edges, text):
        if doi := _first_doi(source):
            return doi
    if stamp := ARXIV.search(text):
        return f"10.48550/arxiv.{stamp['id'].lower()}"
    return _first_doi(more) or _first_doi(" ".join(info.values()))


def _first_doi(source: str) -> str:
    """Return the first DOI in the text, whole where it is broken at a line's end; empty where there is none."""
    joined = re.sub(rf"({REGISTRANT}/\S*(?:[-/_]|\.(?!\n[A-Z][a-z])))\n(\S+)", r"\1\2", source)
    if "10. " in joined:  # printed with blanks after its marks
        joined = re.sub(r"(?<=10\.)\s+|(?<=\d)\s+(?=/)|(?<=/)\s+(?=\S)", "", joined)
    match = DOI_IN_PAPER.search(joined)
    return match[0].lower().rstrip(".") if match else ""


def _authors(first_pages: FirstPages, title: Sequence[Line], info: dict[str, str], text: str) -> list[str]:
    """Return the authors as printed under the title; those that the document's information names and that stand on the
    page too where these are more.
    """
    page = bare_letters(text)
    known = [name for name in _given_names(info) if bare_letters(name.split()[-1]) in page]
    printed = printed_authors(first_pages[0][1], title) if first_pages else []
    if len(known) <= len(printed):
        return printed
    by_family = {bare_letters(name.split()[-1]): name for name in printed}
    return [by_family.get(bare_letters(name.split()[-1]), name) for name in known]


def _given_and_printed(first_pages: FirstPages, title: Sequence[Line], info: dict[str, str]) -> list[str]:
    """Return the authors whom the document's information names, each of whom a line under the title holds and nothing else.

    So names are told that are no names by their form: of one word, in small letters, in scripts without capitals.
    """
    if not title or not first_pages:
        return []
    last = title[-1]
    reach = FIRST_BELOW_EM * last.size
    below = {_compared(line.text) for line in first_pages[0][1] if line.turn == 0 and 0 < line.v - last.v < reach}
    given = [name for name in _given_authors(info) if not names_institution(name)]
    alone = [name for name in given if len(_compared(name)) >= LEAST_PIECE_LETTERS and _compared(name) in below]
    return alone if len(alone) == len(given) else []


def _compared(text: str) -> str:
    """Return the letters of the text in any script, in small ones."""
    return "".join(filter(str.isalpha, text.casefold()))


def _given_names(info: dict[str, str]) -> list[str]:
    """Return the people whom the document's information names, each "Given Family"."""
    return [name for name in _given_authors(info) if is_name(name)]


def _given_authors(info: dict[str, str]) -> list[str]:
    """Return what the document's information names as authors, each "Given Family"."""
    given = info.get("xmp:creator") or info.get("author", "")
    parts = [part.strip() for part in given.split(";")] if ";" in given else re.split(r"\s*(?:,|\band\b|&)\s*", given)
    names = []
    for part in parts:
        family, comma, first = part.partition(",")
        name = " ".join((f"{first} {family}" if comma else part).split())
        if name:
            names.append(name)
    return names
