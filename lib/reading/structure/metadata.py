"""Title, authors, year and DOI of a paper: the likelier of what its first page, its document information and its XMP say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lib.reading.layout.lines import Line
from lib.reading.structure.authors import is_name, printed_authors, signing_authors
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
from lib.reading.text.hyphens import LineEndHyphens
from lib.text.dois import DOI_IN_PAPER, REGISTRANT

YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[0-4]\d)(?!\d)")
_LETTERS = re.compile(r"[^\W\d_]{2}")
"""Some tools write "???" for what they do not know."""
EDGE_SHARE = 0.12
"""A journal's line stands in this share of the page at its head or foot."""
YEARS_TO_PRINT = 1
"""A file made so many years after the newest work it cites was made for the paper's publication; later ones are copies."""
ARXIV_BEGAN = 1990
"""Numbers of arXiv with a later year of two digits are of the last century."""
LONE_YEARS = 4
"""The newest work that is cited is no more years younger than another: a lone number far above the others is a page's."""
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_VISIT = re.compile(
    r"\b(?:downloaded|accessed|retrieved|printed|viewed|licensed to|authori[sz]ed licensed use|personal use|view(?:ing)? of)\b"
    r"(?=.*\d{4}|.*\b(?:by|from|on|to)\b)",
    re.IGNORECASE,
)
"""The stamp of a download, an access or a print: its date is none of the paper's."""
_ARXIV = re.compile(
    rf"arxiv\s?:\s?(?P<id>\d{{4}}\.\d{{4,5}}|[a-z-]+(?:\.[a-z]{{2}})?/\d{{7}})(?:v\d+)?(?:\s*\[[^\]]*\])?"
    rf"(?:\s*\d{{1,2}}\s+{_MONTH}\s+(?P<year>(?:19|20)\d\d))?",
    re.IGNORECASE,
)
"""The stamp of arXiv: its number, perhaps a version and a field, the day on which that version was put there."""
_ISSUE = rf"(?:\bvol(?:ume|\.)?\s*\d+|\bno\.?\s*\d+|\bpp?\.\s*\d+|\b{_MONTH}\b|\d+\s*[(:]\s*\d+)[^\n]{{0,40}}?\b((?:19|20)\d\d)\b"
"""A journal's line with a volume, an issue, pages or a month before its year."""
_COPYRIGHT = r"(?:©|\(c\)|copyright|\bc\s?[◯⃝]|[◯⃝]\s?c?)"


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
    references = bare_letters("".join(cited))
    text = "\n".join(
        line.text
        for _, lines in first_pages[:1]
        for line in lines
        if not _VISIT.search(line.text)
        and not (len(bare := bare_letters(line.text)) > LEAST_COMPARED_LETTERS and bare in references)
    )
    first_pages = own_pages(first_pages, style)
    title = title_lines(first_pages, style)
    return Metadata(
        likelier_title(joined_title(title, hyphens), info, first_pages, style),
        _authors(first_pages, title, info, text) or (signing_authors(last_lines) if title else []),
        _year(text, info, first_pages, cited),
        _doi(text, info, first_pages),
        journal if _LETTERS.search(journal := info.get("xmp:journal", "")) else "",
        info.get("xmp:volume", ""),
        _pages(info),
    )


def _pages(info: dict[str, str]) -> str:
    """Return the pages that the XMP gives, as "first-last"."""
    first, last = info.get("xmp:first_page", ""), info.get("xmp:last_page", "")
    return info.get("xmp:pages", "") or (f"{first}-{last}" if first and last and last != first else first)


def _doi(text: str, info: dict[str, str], first_pages: FirstPages) -> str:
    """Return the DOI of the document's information, or the first one printed, at the page's head and foot first; that of
    arXiv's stamp where the first page prints none. Empty where there is none.
    """
    more = "\n".join(line.text for _, lines in first_pages for line in lines)
    for key in ("doi", "xmp:doi", "wps-articledoi", "xmp:identifier", "xmp:url"):
        match = DOI_IN_PAPER.search(info.get(key, ""))
        if match:
            return match[0].lower()
    edges = "\n".join(_edge_lines(first_pages))
    for source in (edges, text):
        if doi := _first_doi(source):
            return doi
    if stamp := _ARXIV.search(text):
        return f"10.48550/arxiv.{stamp['id'].lower()}"
    return _first_doi(more) or _first_doi(" ".join(info.values()))


def _first_doi(source: str) -> str:
    """Return the first DOI in the text, whole where it is broken at a line's end; empty where there is none."""
    joined = re.sub(rf"({REGISTRANT}/\S*(?:[-/_]|\.(?!\n[A-Z][a-z])))\n(\S+)", r"\1\2", source)
    if "10. " in joined:  # printed with blanks after its marks
        joined = re.sub(r"(?<=10\.)\s+|(?<=\d)\s+(?=/)|(?<=/)\s+(?=\S)", "", joined)
    match = DOI_IN_PAPER.search(joined)
    return match[0].lower().rstrip(".") if match else ""


def _year(text: str, info: dict[str, str], first_pages: FirstPages, cited: Sequence[str]) -> int | None:
    """Return the year of publication, by the likeliest of what is printed around years; None where there is none.

    `cited`: the paper's references. A paper is no older than what it cites.
    """
    edge_lines = [line for line in _edge_lines(first_pages) if not _VISIT.search(line)]
    edges = "\n".join(edge_lines)
    for pattern, source in (
        (r"(?:published|publication date|first published)[^\n]{0,40}?((?:19|20)\d\d)", text),
        (rf"{_COPYRIGHT}\D{{0,40}}((?:19|20)\d\d)", text),
        (r"proceedings of[\s\S]{0,160}?\b((?:19|20)\d\d)\b", edges),
        (r"((?:19|20)\d\d)\s*(?:©|;\s*\d+|,\s*\d+\s*[,(:])", text),
        (r"\(((?:19|20)\d\d)\)", edges),
        (_ARXIV.pattern, text),
        (_ISSUE, edges),
        (r"accepted[^\n]{0,40}?((?:19|20)\d\d)", text),
    ):
        match = re.search(pattern, source, re.IGNORECASE)
        if match:
            return _year_of_stamp(match) if "id" in match.groupdict() else int(match[1])
    made = re.match(r"(?:D:)?((?:19|20)\d\d)", info.get("creationdate", "") or info.get("xmp:date", ""))
    return _year_after(text, cited, int(made[1]) if made else None)


def _year_of_stamp(stamp: re.Match[str]) -> int:
    """Return the year of arXiv's stamp, by its date or by its number, which begins with year and month ("2412.", "cs/0112")."""
    if stamp["year"]:
        return int(stamp["year"])
    short = int(stamp["id"].rpartition("/")[2][:2])
    return short + (1900 if short > ARXIV_BEGAN - 1900 else 2000)


def _year_after(text: str, cited: Sequence[str], made: int | None) -> int | None:
    """Return the year of the newest work that is cited, or the one after it in which the file was made."""
    brackets = re.findall(r"[(\[][^()\[\]]*[)\]]", text)
    years = sorted((int(year) for source in (*brackets, *cited) for year in YEAR.findall(source)), reverse=True)
    if not years:
        found = YEAR.findall(text)
        return int(max(found, key=lambda year: (found.count(year), year))) if found else made
    in_company = (
        year for year in years if years.count(year) > 1 or any(0 < year - other <= LONE_YEARS for other in years)
    )
    newest = next(in_company, years[0])
    return made if made is not None and 0 <= made - newest <= YEARS_TO_PRINT else newest


def _edge_lines(first_pages: FirstPages) -> list[str]:
    """Return the lines at the first page's head and foot, from the top."""
    if not first_pages:
        return []
    page, lines = first_pages[0]
    _, top, _, bottom = page.crop
    height = bottom - top
    outer = [line for line in lines if line.turn == 0 and not EDGE_SHARE < (line.v - top) / height < 1 - EDGE_SHARE]
    return [line.text for line in sorted(outer, key=lambda line: (round(line.v), line.u0))]


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


def _given_names(info: dict[str, str]) -> list[str]:
    """Return the people whom the document's information names, each "Given Family"."""
    given = info.get("xmp:creator") or info.get("author", "")
    parts = [part.strip() for part in given.split(";")] if ";" in given else re.split(r"\s*(?:,|\band\b|&)\s*", given)
    names = []
    for part in parts:
        family, comma, first = part.partition(",")
        name = " ".join((f"{first} {family}" if comma else part).split())
        if is_name(name):
            names.append(name)
    return names
