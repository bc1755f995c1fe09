"""The year of a paper: what is printed around years on its first page tells it; where nothing does, none is said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.reading.layout.lines import Line
from lib.reading.structure.authors import PLACES
from lib.reading.structure.blocks import CAPTION, LOWER_WORD, Style
from lib.reading.structure.days import MONTH, year_of_day
from lib.reading.structure.headings import ABSTRACT, KNOWN
from lib.reading.structure.titles import FirstPages

YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[0-4]\d)(?!\d)")
EDGE_SHARE = 0.12
"""A journal's line stands in this share of the page at its head or foot."""
YEARS_TO_PRINT = 1
"""A file made so many years after the newest work it cites was made for the paper's publication; later ones are copies."""
ARXIV_BEGAN = 1990
"""Numbers of arXiv with a later year of two digits are of the last century."""
LONE_YEARS = 4
"""The newest work that is cited is no more years younger than another: a lone number far above the others is a page's."""
TITLE_BLOCK_EM = 40
"""The day of a paper stands no further (in ems of the title) under its title."""
TEXT_WORDS, TEXT_LOWER_SHARE = 7, 0.5
"""A line of the running text's size with so many words, this share of them in small letters, is running text."""
COMPARED_TITLE_WORDS = 4
"""A citation of the paper itself is known by so many words of its title, or more."""
VISIT = re.compile(
    r"\b(?:downloaded|accessed|retrieved|printed|viewed|licensed to|authori[sz]ed licensed use|personal use|view(?:ing)? of)\b"
    r"(?=.*\d{4}|.*\b(?:by|from|on|to)\b)",
    re.IGNORECASE,
)
"""The stamp of a download, an access or a print: its date is none of the paper's."""
ARXIV = re.compile(
    rf"arxiv\s?:\s?(?P<id>\d{{4}}\.\d{{4,5}}|[a-z-]+(?:\.[a-z]{{2}})?/\d{{7}})(?:v\d+)?(?:\s*\[[^\]]*\])?"
    rf"(?:\s*\d{{1,2}}\s+{MONTH}\s+(?P<year>(?:19|20)\d\d))?",
    re.IGNORECASE,
)
"""The stamp of arXiv: its number, perhaps a version and a field, the day on which that version was put there."""
_NAMED_YEAR = re.compile(r"^[^.\d]{3,60},\s*((?:19|20)\d\d)\s*(?:\.|$)")
"""What a paper is, with its year ("Working paper, 2021")."""
_ISSUE = rf"(?:\bvol(?:ume|\.)?\s*\d+|\bno\.?\s*\d+|\bpp?\.\s*\d+|\b{MONTH}|\d+\s*[(:]\s*\d+)[^\n]{{0,40}}?\b((?:19|20)\d\d)\b"
"""A journal's line with a volume, an issue, pages or a month before its year."""
_COPYRIGHT = r"(?:©|\(c\)|copyright|\bc\s?[◯⃝]|[◯⃝]\s?c?)"


def publication_year(
    text: str,
    info: dict[str, str],
    first_pages: FirstPages,
    title: Sequence[Line],
    style: Style,
    cited: Sequence[str],
) -> int | None:
    """Return the year of publication, by the likeliest of what is printed around years; None where nothing tells it.

    `text`: that of the first page; `cited`: the paper's references. The newest work that is cited alone was the year of 13
    of 31 proceedings papers that print none, and the day on which the file was made is often that of a copy: only where both
    agree they tell it.
    """
    edges = "\n".join(line.text for line in _at_edges(first_pages, title) if not VISIT.search(line.text))
    apart = _without_running_text(text, first_pages, style)
    for pattern, source in (
        (r"(?:published|publication date|first published)[^\n]{0,40}?((?:19|20)\d\d)", apart),
        (rf"{_COPYRIGHT}\D{{0,40}}((?:19|20)\d\d)(?!\s*[-–—,]\s*(?:19|20)\d\d)", apart),
        (r"proceedings of[\s\S]{0,160}?\b((?:19|20)\d\d)\b", edges),
        (r"((?:19|20)\d\d)\s*(?:©|;\s*\d+|,\s*\d+\s*[,(:])", apart),
        (r"\(((?:19|20)\d\d)\)", edges),
        (ARXIV.pattern, text),
        (_ISSUE, edges),
        (r"(?m:[|·•]\s*((?:19|20)\d\d)\s*$)", edges),
        (r"accepted[^\n]{0,40}?((?:19|20)\d\d)", apart),
        (_own_citation(title), text),
        (rf"{_COPYRIGHT}\D{{0,40}}(?:(?:19|20)\d\d\s*[-–—,]\s*)+((?:19|20)\d\d)", apart),
    ):
        match = re.search(pattern, source, re.IGNORECASE) if pattern else None
        if match:
            return _year_of_stamp(match) if "id" in match.groupdict() else int(match[1])
    made = re.match(r"(?:D:)?((?:19|20)\d\d)", info.get("creationdate", "") or info.get("xmp:date", ""))
    return _dated(first_pages, title) or _agreed(text, cited, int(made[1]) if made else None)


def edge_lines(first_pages: FirstPages) -> list[Line]:
    """Return the lines at the first page's head and foot, from the top."""
    if not first_pages:
        return []
    page, lines = first_pages[0]
    _, top, _, bottom = page.crop
    height = bottom - top
    outer = [line for line in lines if line.turn == 0 and not EDGE_SHARE < (line.v - top) / height < 1 - EDGE_SHARE]
    return sorted(outer, key=lambda line: (round(line.v), line.u0))


def _at_edges(first_pages: FirstPages, title: Sequence[Line]) -> list[Line]:
    """Return the lines at the first page's head and foot, with those between its head and the title."""
    outer = edge_lines(first_pages)
    if not title or not first_pages:
        return outer
    above = [line for line in first_pages[0][1] if line.turn == 0 and line.v < title[0].v and line not in title]
    return [*outer, *(line for line in above if not any(line is other for other in outer))]


def _without_running_text(text: str, first_pages: FirstPages, style: Style) -> str:
    """Return those lines of the text that are not set as running text: what that cites has years too."""
    running = {line.text for _, lines in first_pages[:1] for line in lines if _is_running(line, style)}
    return "\n".join(line for line in text.split("\n") if line not in running)


def _is_running(line: Line, style: Style) -> bool:
    lower = sum(LOWER_WORD.fullmatch(word.text) is not None for word in line.words)
    enough = len(line.words) >= TEXT_WORDS and lower >= TEXT_LOWER_SHARE * len(line.words)
    return enough and style.has_size(line.size)


def _year_of_stamp(stamp: re.Match[str]) -> int:
    """Return the year of arXiv's stamp, by its date or by its number, which begins with year and month ("2412.", "cs/0112")."""
    if stamp["year"]:
        return int(stamp["year"])
    short = int(stamp["id"].rpartition("/")[2][:2])
    return short + (1900 if short > ARXIV_BEGAN - 1900 else 2000)


def _own_citation(title: Sequence[Line]) -> str:
    """Return the pattern of a year before the paper's own title, as "How to cite" has it; empty for a short title."""
    words = [word for line in title for word in re.findall(r"[^\W_]+", line.text)]
    if len(words) < COMPARED_TITLE_WORDS:
        return ""
    return r"\b((?:19|20)\d\d)[a-z]?\)?[.,:]?\s+[“\"]?" + r"[\W_]+".join(map(re.escape, words[:COMPARED_TITLE_WORDS]))


def _dated(first_pages: FirstPages, title: Sequence[Line]) -> int | None:
    """Return the year of the day that stands alone in a line between the title and the text; None where none does."""
    if not title or not first_pages:
        return None
    bottom, size = max(line.v for line in title), title[-1].size
    below = sorted(
        (line for line in first_pages[0][1] if line.turn == 0 and bottom < line.v < bottom + TITLE_BLOCK_EM * size),
        key=lambda line: line.v,
    )
    for line in below:
        if ABSTRACT.match(line.text) or KNOWN.match(line.text):
            return None
        if CAPTION.match(line.text):
            continue
        named = None if PLACES.search(line.text) else _NAMED_YEAR.match(line.text)
        year = int(named[1]) if named else year_of_day(line.text)
        if year is not None:
            return year
    return None


def _agreed(text: str, cited: Sequence[str], made: int | None) -> int | None:
    """Return the year in which the file was made where the newest work it cites is of that year or the one before."""
    brackets = re.findall(r"[(\[][^()\[\]]*[)\]]", text)
    years = sorted((int(year) for source in (*brackets, *cited) for year in YEAR.findall(source)), reverse=True)
    in_company = (
        year for year in years if years.count(year) > 1 or any(0 < year - other <= LONE_YEARS for other in years)
    )
    newest = next(in_company, years[0] if years else None)
    return made if made is not None and newest is not None and 0 <= made - newest <= YEARS_TO_PRINT else None
