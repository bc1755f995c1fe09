"""Title, authors, year and DOI of a paper, from its first page, its document information and its XMP, the likelier one chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lib.reading.layout.lines import Line, join_words
from lib.reading.layout.pages import PageText
from lib.reading.structure.blocks import Block, Style
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
EDGE_SHARE = 0.12
"""A journal's line stands in this share of the page at its head or foot."""
_COPYRIGHT = r"(?:©|\(c\)|copyright|\bc\s?[◯⃝]|[◯⃝]\s?c?)"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a paper is called and who wrote it; empty where nothing tells."""

    title: str = ""
    authors: list[str] = field(default_factory=list)
    year: int | None = None
    doi: str = ""


def find_metadata(
    first_pages: Sequence[tuple[PageText, Sequence[Line]]], blocks: Sequence[Block], info: dict[str, str], style: Style
) -> Metadata:
    """Return the likeliest metadata; `info` holds the document's own entries in lower case, those of its XMP after "xmp:"."""
    text = "\n".join(line.text for _, lines in first_pages[:1] for line in lines)
    first_pages = _without_cover(first_pages, style)
    title_lines = _title_lines(first_pages, style)
    printed = _join(title_lines)
    title = _choose_title(printed, info, text)
    return Metadata(
        title,
        _authors(first_pages, title_lines, info, text),
        _year(text, info, first_pages),
        _doi(text, info, first_pages),
    )


def _without_cover(
    first_pages: Sequence[tuple[PageText, Sequence[Line]]], style: Style
) -> Sequence[tuple[PageText, Sequence[Line]]]:
    """Return the pages from the paper's own first one: an archive's cover page carries the same title."""
    if len(first_pages) < 2:
        return first_pages
    titles = [_squash(_join(_title_lines(pages, style)))[:40] for pages in (first_pages[:1], first_pages[1:])]
    return first_pages[1:] if len(titles[1]) > 20 and titles[0] in ("", titles[1]) else first_pages


def _join(lines: Sequence[Line]) -> str:
    text = ""
    for line in lines:
        piece = join_words(line.words).strip()
        text = text[:-1] + piece if text.endswith("-") and piece[:1].islower() else f"{text} {piece}"
    return re.sub(r"\s+", " ", text).strip(" *∗†‡\ufffd")


def _title_lines(first_pages: Sequence[tuple[PageText, Sequence[Line]]], style: Style) -> list[Line]:
    """Return the lines of the largest text in the upper part of the first page."""
    if not first_pages:
        return []
    page, lines = first_pages[0]
    upper = [
        line
        for line in lines
        if line.turn == 0
        and line.v - page.crop[1] < 0.6 * (page.crop[3] - page.crop[1])
        and len(re.findall(r"[^\W\d_]", line.text)) >= 3
    ]
    larger = [line for line in upper if line.size > style.size + 0.4]
    return _best_run(larger) or _best_run([line for line in upper if line.bold])


def _best_run(upper: Sequence[Line]) -> list[Line]:
    """Return the lines under each other, in one size, that most look like a title."""
    best: list[Line] = []
    best_score = 0.0
    largest = max((line.size for line in upper if len(line.text) > 15), default=0.0)
    for size in {line.size for line in upper}:
        run = _first_run([line for line in upper if abs(line.size - size) < 0.3])
        letters = sum(len(re.findall(r"[^\W\d_]", line.text)) for line in run)
        if size < 0.6 * largest or sum(len(line.words) for line in run) < 3 or len(run) > 8 or letters < 12:
            continue
        # a journal's name may be larger than the title, hardly longer
        score = size * min(1.0, letters / 60)
        if _PLACES.search(" ".join(line.text for line in run)):
            score *= PLACE_WEIGHT
        if score > best_score:
            best, best_score = run, score
    return best


def _first_run(lines: Sequence[Line]) -> list[Line]:
    """Return the first lines under each other, without a wide gap."""
    ordered = sorted(lines, key=lambda line: (line.v, line.u0))
    runs: list[list[Line]] = []
    for line in ordered:
        if runs and line.v - runs[-1][-1].v < 1.9 * line.size:
            runs[-1].append(line)
        else:
            runs.append([line])
    return max(runs, key=lambda run: sum(len(line.text) for line in run)) if runs else []


def _choose_title(printed: str, info: dict[str, str], text: str) -> str:
    given = [re.sub(r"\s+", " ", info.get(key, "")).strip() for key in ("xmp:title", "title")]
    page = _squash(text)
    for title in given:
        if "\ufffd" in title and printed:
            continue
        if len(title) > 12 and not _NO_TITLE.match(title) and _squash(title) in page and " " in title:
            return title
    if printed:
        return _uncapitalised(printed)
    return next((title for title in given if title and not _NO_TITLE.match(title)), "")


def _uncapitalised(title: str) -> str:
    return title


def _squash(text: str) -> str:
    return re.sub(r"[^0-9a-zà-ÿ]+", "", text.lower())


def _doi(text: str, info: dict[str, str], first_pages: Sequence[tuple[PageText, Sequence[Line]]]) -> str:
    more = "\n".join(line.text for _, lines in first_pages for line in lines)
    for key in ("doi", "xmp:doi", "wps-articledoi", "xmp:identifier", "xmp:url"):
        match = DOI_IN_PAPER.search(info.get(key, ""))
        if match:
            return match[0].lower()
    for source in (text, more, " ".join(info.values())):
        joined = re.sub(rf"({REGISTRANT}/\S*[-/._])\n(\S+)", r"\1\2", source)
        match = DOI_IN_PAPER.search(
            re.sub(r"(?<=10\.)\s+|(?<=\d)\s+(?=/)|(?<=/)\s+(?=\S)", "", joined) if "10. " in joined else joined
        )
        if match:
            return match[0].lower().rstrip(".")
    return ""


def _year(text: str, info: dict[str, str], first_pages: Sequence[tuple[PageText, Sequence[Line]]]) -> int | None:
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


def _edge_lines(first_pages: Sequence[tuple[PageText, Sequence[Line]]]) -> list[str]:
    """Return the lines at the first page's head and foot, from the top."""
    if not first_pages:
        return []
    page, lines = first_pages[0]
    top, height = page.crop[1], page.crop[3] - page.crop[1]
    outer = [line for line in lines if line.turn == 0 and not EDGE_SHARE < (line.v - top) / height < 1 - EDGE_SHARE]
    return [line.text for line in sorted(outer, key=lambda line: (round(line.v), line.u0))]


def _authors(
    first_pages: Sequence[tuple[PageText, Sequence[Line]]], title_lines: Sequence[Line], info: dict[str, str], text: str
) -> list[str]:
    """Return the authors as printed under the title, or those of the document's information where these stand on the page too."""
    given = [
        a.strip()
        for a in re.split(r"\s*(?:;|,|\band\b|&)\s*", info.get("xmp:creator") or info.get("author", ""))
        if a.strip()
    ]
    page = _squash(text)
    known = [a for a in given if len(a.split()) >= 2 and _squash(a.split()[-1]) in page]
    printed = _printed_authors(first_pages, title_lines)
    if len(known) >= max(2, len(printed)) or (known and not printed):
        return known
    return printed or known


def _printed_authors(first_pages: Sequence[tuple[PageText, Sequence[Line]]], title_lines: Sequence[Line]) -> list[str]:
    if not first_pages or not title_lines:
        return []
    _, lines = first_pages[0]
    bottom, size = title_lines[-1].v, title_lines[-1].size
    left, right = min(line.u0 for line in title_lines) - size, max(line.u1 for line in title_lines)
    if max(line.u0 for line in title_lines) - left > 2 * size or len(title_lines) == 1:
        left -= 12 * size  # a centred title may be narrower than its authors
    below = sorted(
        (line for line in lines if line.turn == 0 and bottom < line.v < bottom + 12 * size and left < line.u0 < right),
        key=lambda line: (line.v, line.u0),
    )
    block: list[Line] = []
    for line in below:
        if block and (abs(line.size - block[0].size) > 0.6 or line.v - block[-1].v > 2.2 * line.size):
            break
        if not block and not _names(line):
            continue
        if block and not _names(line, more=True):
            break
        block.append(line)
    return [name for line in [_flat(block)] for name in line]


def _flat(block: Sequence[Line]) -> list[str]:
    parts: list[str] = []
    for line in block:
        parts.extend(_names(line, more=line is not block[0]))
    return parts


def _names(line: Line, *, more: bool = False) -> list[str]:
    """Return the person names of an author line, raised marks left out; empty where it looks like anything else.

    `more`: the line stands under a line of authors.
    """
    plain = join_words([w for w in line.words if w.script != 1])
    plain = re.sub(r"^(?:authors?|by)\s*:?\s+(?=[A-Z])", "", plain, flags=re.IGNORECASE)
    plain = _DEGREES.sub(" ", re.sub(r"[\d*†‡§¶∗#⋆✉]+", " , ", plain))
    pieces = [p.strip(" .-") for p in re.split(r"\s*(?:,|;|·|•|\band\b|\bet\b|&|\|)\s*", plain)]
    names = [re.sub(r"\s+", " ", p) for p in pieces if len(p) > 2]
    if (
        not names
        or _PLACES.search(plain)
        or re.search(r"\b(?:abstract|journal|volume|received|open access)\b", plain, re.I)
    ):
        return []
    good = [n for n in names if _is_name(n)]
    if len(good) >= 0.6 * len(names):
        return good
    # fonts that print small capitals for capitals give them as small letters
    almost = [n for n in names if _is_name(n.title())]
    return [_capitalised(n) for n in almost] if (good or more) and len(almost) == len(names) else []


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        2 <= len(words) <= 6
        and re.match(r"^[^\W\d_]", text) is not None
        and words[-1][0].isupper()
        and words[0][0].isupper()
    )


def _capitalised(name: str) -> str:
    words = name.split()
    return " ".join(word[0].upper() + word[1:] if n in (0, len(words) - 1) else word for n, word in enumerate(words))
