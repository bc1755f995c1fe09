"""Title, authors, year and DOI of a paper: the likelier of what its first page, its document information and its XMP say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lib.reading.layout.lines import Line, join_words
from lib.reading.layout.pages import PageText
from lib.reading.structure.blocks import Style
from lib.text.dois import DOI_IN_PAPER, REGISTRANT

YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[0-4]\d)(?!\d)")
_NO_TITLE = re.compile(
    r"^(?:untitled|microsoft word|.*\.(?:docx?|pdf|tex|indd|qxd|dvi|rtf|eps)\b.*|doi:.*|\S+|[\d\W_]+|"
    r".*\bno job name\b.*|pii:.*|title|manuscript|article)$",
    re.IGNORECASE,
)
_DEGREES = re.compile(
    r"\b(?:Ph\.?\s?D|M\.?\s?D|M\.?\s?Sc|B\.?\s?Sc|Dr|Prof|MSc|MPH|DVM|RN|FRCP|MBBS)\b\.?,?", re.IGNORECASE
)
_PLACES = re.compile(
    r"@|https?:|\b(?:university|universit[àéä]t?|department|dept|institut\w*|school of|laborator\w+|cent(?:er|re) for|"
    r"faculty|college|gmbh|corporation|ltd|inc)\b",
    re.IGNORECASE,
)
"""What stands in the lines of authors and affiliations, hardly in titles."""
PLACE_WEIGHT = 0.3
"""What a title's likelihood is multiplied by where it names a place."""
_LETTERS = re.compile(r"[^\W\d_]{2}")
"""Some tools write "???" for what they do not know."""
EDGE_SHARE = 0.12
"""A journal's line stands in this share of the page at its head or foot."""
COMPARED_LETTERS, LEAST_COMPARED_LETTERS = 40, 20
"""A cover page carries the same first letters of the title; a title of fewer tells nothing."""
UPPER_SHARE = 0.6
"""Titles stand in this share of the page, from its top."""
LEAST_LINE_LETTERS = 3
"""A line of a title has at least so many letters."""
LARGER_PT = 0.4
"""A title is larger than the running text by more than this."""
LONG_LINE_LETTERS = 15
"""The largest text is measured in lines of more characters than these."""
TITLE_SIZE_PT = 0.3
"""Lines of one title differ in size by less than this."""
LEAST_TITLE_SIZE = 0.6
"""A title is at least this share of the largest text's size."""
LEAST_TITLE_WORDS, LEAST_TITLE_LETTERS, MOST_TITLE_LINES = 3, 12, 8
FULL_TITLE_LETTERS = 60
"""Letters from which on more make a title no likelier: a journal's name may be larger than the title, hardly longer."""
TITLE_LEADING_EM = 1.9
"""Lines of a title stand no further under each other."""
LEAST_GIVEN_LETTERS = 13
"""A shorter title of the document's information is hardly one."""
CENTRED_EM = 2
"""A title is centred where a line begins further than this right of its left edge, which is taken 1 em too far left."""
AUTHORS_BELOW_EM, AUTHORS_OUTSIDE_EM = 12, 12
"""Authors stand no further (in ems of the title) under the title, and left of it where it is centred."""
AUTHOR_SIZE_PT = 0.6
"""Lines of authors differ in size by at most this."""
AUTHOR_LEADING_EM = 2.2
"""They stand no further under each other."""
NAMES_SHARE = 0.6
"""Of the pieces of a line of authors those that look like names."""
LEAST_NAME_LETTERS = 3
"""A shorter piece between commas is a mark."""
LEAST_NAME_WORDS, MOST_NAME_WORDS = 2, 6
_COPYRIGHT = r"(?:©|\(c\)|copyright|\bc\s?[◯⃝]|[◯⃝]\s?c?)"

_FirstPages = Sequence[tuple[PageText, Sequence[Line]]]
"""The first two pages at most, each with its lines before headers and footers were taken out."""


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


def find_metadata(first_pages: _FirstPages, info: dict[str, str], style: Style) -> Metadata:
    """Return the likeliest metadata; `info` holds the document's own entries in lower case, those of its XMP after "xmp:"."""
    text = "\n".join(line.text for _, lines in first_pages[:1] for line in lines)
    first_pages = _without_cover(first_pages, style)
    title_lines = _title_lines(first_pages, style)
    return Metadata(
        _title(_join(title_lines), info, text),
        _authors(first_pages, title_lines, info, text),
        _year(text, info, first_pages),
        _doi(text, info, first_pages),
        journal if _LETTERS.search(journal := info.get("xmp:journal", "")) else "",
        info.get("xmp:volume", ""),
        _pages(info),
    )


def _pages(info: dict[str, str]) -> str:
    """Return the pages that the XMP gives, as "first-last"."""
    first, last = info.get("xmp:first_page", ""), info.get("xmp:last_page", "")
    return info.get("xmp:pages", "") or (f"{first}-{last}" if first and last and last != first else first)


def _without_cover(first_pages: _FirstPages, style: Style) -> _FirstPages:
    """Return the pages from the paper's own first one: an archive's cover page carries the same title."""
    if len(first_pages) < 2:
        return first_pages
    cover, own = (
        _bare(_join(_title_lines(pages, style)))[:COMPARED_LETTERS] for pages in (first_pages[:1], first_pages[1:])
    )
    return first_pages[1:] if len(own) > LEAST_COMPARED_LETTERS and cover in ("", own) else first_pages


def _join(lines: Sequence[Line]) -> str:
    """Return the lines as one text, words broken by a hyphen whole again, without the marks of notes at its ends."""
    text = ""
    for line in lines:
        piece = join_words(line.words).strip()
        text = text[:-1] + piece if text.endswith("-") and piece[:1].islower() else f"{text} {piece}"
    return re.sub(r"\s+", " ", text).strip(" *∗†‡\ufffd")


def _title_lines(first_pages: _FirstPages, style: Style) -> list[Line]:
    """Return the lines of the largest text in the upper part of the first page."""
    if not first_pages:
        return []
    page, lines = first_pages[0]
    _, top, _, bottom = page.crop
    upper = [
        line
        for line in lines
        if line.turn == 0 and line.v - top < UPPER_SHARE * (bottom - top) and _letters(line) >= LEAST_LINE_LETTERS
    ]
    larger = [line for line in upper if line.size > style.size + LARGER_PT]
    return _best_run(larger) or _best_run([line for line in upper if line.bold])


def _letters(line: Line) -> int:
    """Return how many letters the line has."""
    return len(re.findall(r"[^\W\d_]", line.text))


def _best_run(upper: Sequence[Line]) -> list[Line]:
    """Return the lines under each other, in one size, that most look like a title."""
    best: list[Line] = []
    best_score = 0.0
    largest = max((line.size for line in upper if len(line.text) > LONG_LINE_LETTERS), default=0.0)
    for size in {line.size for line in upper}:
        run = _longest_run([line for line in upper if abs(line.size - size) < TITLE_SIZE_PT])
        words, letters = sum(len(line.words) for line in run), sum(map(_letters, run))
        if size < LEAST_TITLE_SIZE * largest or len(run) > MOST_TITLE_LINES:
            continue
        if words < LEAST_TITLE_WORDS or letters < LEAST_TITLE_LETTERS:
            continue
        score = size * min(1.0, letters / FULL_TITLE_LETTERS)
        if _PLACES.search(" ".join(line.text for line in run)):
            score *= PLACE_WEIGHT
        if score > best_score:
            best, best_score = run, score
    return best


def _longest_run(lines: Sequence[Line]) -> list[Line]:
    """Return the lines under each other, without a wide gap, that hold most text."""
    ordered = sorted(lines, key=lambda line: (line.v, line.u0))
    runs: list[list[Line]] = []
    for line in ordered:
        if runs and line.v - runs[-1][-1].v < TITLE_LEADING_EM * line.size:
            runs[-1].append(line)
        else:
            runs.append([line])
    return max(runs, key=lambda run: sum(len(line.text) for line in run)) if runs else []


def _title(printed: str, info: dict[str, str], text: str) -> str:
    """Return the title that the document's information gives, where it stands on the page too, or the printed one."""
    given = [re.sub(r"\s+", " ", info.get(key, "")).strip() for key in ("xmp:title", "title")]
    page = _bare(text)
    for title in given:
        if "\ufffd" in title and printed:
            continue
        if len(title) >= LEAST_GIVEN_LETTERS and not _NO_TITLE.match(title) and _bare(title) in page and " " in title:
            return title
    if printed:
        return printed
    return next((title for title in given if title and not _NO_TITLE.match(title)), "")


def _bare(text: str) -> str:
    """Return the text's Latin letters and digits, lower case, to be compared."""
    return re.sub(r"[^0-9a-zà-ÿ]+", "", text.lower())


def _doi(text: str, info: dict[str, str], first_pages: _FirstPages) -> str:
    """Return the DOI of the document's information, or the first one printed; empty where there is none."""
    more = "\n".join(line.text for _, lines in first_pages for line in lines)
    for key in ("doi", "xmp:doi", "wps-articledoi", "xmp:identifier", "xmp:url"):
        match = DOI_IN_PAPER.search(info.get(key, ""))
        if match:
            return match[0].lower()
    for source in (text, more, " ".join(info.values())):
        joined = re.sub(rf"({REGISTRANT}/\S*[-/._])\n(\S+)", r"\1\2", source)
        if "10. " in joined:  # printed with blanks after its marks
            joined = re.sub(r"(?<=10\.)\s+|(?<=\d)\s+(?=/)|(?<=/)\s+(?=\S)", "", joined)
        match = DOI_IN_PAPER.search(joined)
        if match:
            return match[0].lower().rstrip(".")
    return ""


def _year(text: str, info: dict[str, str], first_pages: _FirstPages) -> int | None:
    """Return the year of publication, by the likeliest of what is printed around years; None where there is none."""
    edges = "\n".join(_edge_lines(first_pages))
    for pattern, source in (
        (r"(?:published|publication date|first published)[^\n]{0,40}?((?:19|20)\d\d)", text),
        (rf"{_COPYRIGHT}\D{{0,40}}((?:19|20)\d\d)", text),
        (r"proceedings of[\s\S]{0,160}?\b((?:19|20)\d\d)\b", edges),
        (r"((?:19|20)\d\d)\s*(?:©|;\s*\d+|,\s*\d+\s*[,(:])", text),
        (r"\(((?:19|20)\d\d)\)", edges),
        (r"accepted[^\n]{0,40}?((?:19|20)\d\d)", text),
    ):
        match = re.search(pattern, source, re.IGNORECASE)
        if match:
            return int(match[1])
    cited = re.findall(r"\(((?:19|20)\d\d)\)", text)
    if cited:
        return int(max(cited))  # a paper is no older than what it cites
    found = YEAR.findall(text)
    if found:
        return int(max(found, key=lambda year: (found.count(year), year)))
    date = YEAR.search(info.get("creationdate", "") or info.get("xmp:date", ""))
    return int(date[0]) if date else None


def _edge_lines(first_pages: _FirstPages) -> list[str]:
    """Return the lines at the first page's head and foot, from the top."""
    if not first_pages:
        return []
    page, lines = first_pages[0]
    _, top, _, bottom = page.crop
    height = bottom - top
    outer = [line for line in lines if line.turn == 0 and not EDGE_SHARE < (line.v - top) / height < 1 - EDGE_SHARE]
    return [line.text for line in sorted(outer, key=lambda line: (round(line.v), line.u0))]


def _authors(first_pages: _FirstPages, title_lines: Sequence[Line], info: dict[str, str], text: str) -> list[str]:
    """Return the authors as printed under the title, or those of the document's information where these stand on the page too."""
    given = [
        a.strip()
        for a in re.split(r"\s*(?:;|,|\band\b|&)\s*", info.get("xmp:creator") or info.get("author", ""))
        if a.strip()
    ]
    page = _bare(text)
    known = [a for a in given if len(a.split()) >= LEAST_NAME_WORDS and _bare(a.split()[-1]) in page]
    printed = _printed_authors(first_pages, title_lines)
    if len(known) >= max(2, len(printed)) or (known and not printed):
        return known
    return printed or known


def _printed_authors(first_pages: _FirstPages, title_lines: Sequence[Line]) -> list[str]:
    """Return the names in the lines under the title."""
    if not first_pages or not title_lines:
        return []
    _, lines = first_pages[0]
    bottom, size = title_lines[-1].v, title_lines[-1].size
    left, right = min(line.u0 for line in title_lines) - size, max(line.u1 for line in title_lines)
    if max(line.u0 for line in title_lines) - left > CENTRED_EM * size or len(title_lines) == 1:
        left -= AUTHORS_OUTSIDE_EM * size  # a centred title may be narrower than its authors
    lowest = bottom + AUTHORS_BELOW_EM * size
    below = sorted(
        (line for line in lines if line.turn == 0 and bottom < line.v < lowest and left < line.u0 < right),
        key=lambda line: (line.v, line.u0),
    )
    out: list[str] = []
    before: Line | None = None
    first_size = 0.0
    for line in below:
        if before is None:
            first_size = line.size
        elif abs(line.size - first_size) > AUTHOR_SIZE_PT or line.v - before.v > AUTHOR_LEADING_EM * line.size:
            break
        names = _names(line, more=before is not None)
        if names:
            out.extend(names)
            before = line
        elif before is not None:
            break
    return out


def _names(line: Line, *, more: bool = False) -> list[str]:
    """Return the person names of an author line, raised marks left out; empty where it looks like anything else.

    `more`: the line stands under a line of authors.
    """
    plain = join_words([w for w in line.words if w.script != 1])
    plain = re.sub(r"^(?:authors?|by)\s*:?\s+(?=[A-Z])", "", plain, flags=re.IGNORECASE)
    plain = _DEGREES.sub(" ", re.sub(r"[\d*†‡§¶∗#⋆✉]+", " , ", plain))
    pieces = [p.strip(" .-") for p in re.split(r"\s*(?:,|;|·|•|\band\b|\bet\b|&|\|)\s*", plain)]
    names = [re.sub(r"\s+", " ", p) for p in pieces if len(p) >= LEAST_NAME_LETTERS]
    if (
        not names
        or _PLACES.search(plain)
        or re.search(r"\b(?:abstract|journal|volume|received|open access)\b", plain, re.I)
    ):
        return []
    good = [n for n in names if _is_name(n)]
    if len(good) >= NAMES_SHARE * len(names):
        return good
    # fonts that print small capitals for capitals give them as small letters
    almost = [n for n in names if _is_name(n.title())]
    return [_capitalised(n) for n in almost] if (good or more) and len(almost) == len(names) else []


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        LEAST_NAME_WORDS <= len(words) <= MOST_NAME_WORDS
        and re.match(r"^[^\W\d_]", text) is not None
        and words[-1][0].isupper()
        and words[0][0].isupper()
    )


def _capitalised(name: str) -> str:
    words = name.split()
    return " ".join(word[0].upper() + word[1:] if n in (0, len(words) - 1) else word for n, word in enumerate(words))
