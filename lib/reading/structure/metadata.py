"""Title, authors, year and DOI of a paper: the likelier of what its first page, its document information and its XMP say."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lib.reading.layout.lines import Line, join_words
from lib.reading.layout.pages import PageText
from lib.reading.structure.authors import are_people, is_name, printed_authors
from lib.reading.structure.blocks import Style
from lib.reading.structure.headings import numbering_depth
from lib.text.dois import DOI_IN_PAPER, REGISTRANT

YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[0-4]\d)(?!\d)")
_NO_TITLE = re.compile(
    r"^(?:untitled|microsoft word|.*\.(?:docx?|pdf|tex|indd|qxd|dvi|rtf|eps)\b.*|doi:.*|\S+|[\d\W_]+|"
    r".*\bno job name\b.*|pii:.*|title|manuscript|article)$",
    re.IGNORECASE,
)
_PLACES = re.compile(
    r"@|https?:|\b(?:university|universit[àéä]t?|department|dept|institut\w*|school of|laborator\w+|cent(?:er|re) for|"
    r"faculty|college|\w*gmbh|corporation|ltd|inc|\d{5})\b",
    re.IGNORECASE,
)
"""What stands in the lines of authors and affiliations, hardly in titles."""
_KICKER = re.compile(
    r"^(?:(?:original|full|regular|short|brief|rapid|invited|special|systematic|mini|case|technical|research|review|data|"
    r"methods?|letter|clinical|trial|study|primary|open|access|feature|featured|news|and|views|scientific|conference|"
    r"discussion|meta-analysis|perspectives?|opinion|commentary|editorial|viewpoint|correspondence|protocol|"
    r"articles?|papers?|reports?|reviews?|communications?|notes?|contributions?|series|software|tool|resource)\s*[:|•·-]?\s*){1,5}$",
    re.IGNORECASE,
)
"""What kind of paper it is, printed over its title."""
PLACE_WEIGHT = 0.3
"""What a title's likelihood is multiplied by where it names a place or is a list of people."""
_LETTERS = re.compile(r"[^\W\d_]{2}")
"""Some tools write "???" for what they do not know."""
EDGE_SHARE = 0.12
"""A journal's line stands in this share of the page at its head or foot."""
COMPARED_LETTERS, LEAST_COMPARED_LETTERS = 40, 20
"""A cover page carries the same first letters of the title; a title, or a line of a reference, of fewer tells nothing."""
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
SHORT_TITLE_WORDS, SHORT_TITLE_LETTERS = 2, 8
FULL_TITLE_LETTERS = 60
"""Letters from which on more make a title no likelier: a journal's name may be larger than the title, hardly longer."""
TITLE_LEADING_EM = 1.9
"""Lines of a title stand no further under each other."""
DOUBLE_LEADING_EM = 2.5
"""Those of a manuscript with double space."""
LEAST_GIVEN_LETTERS = 13
"""A shorter title of the document's information is hardly one."""
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


def find_metadata(first_pages: _FirstPages, info: dict[str, str], style: Style, cited: Sequence[str] = ()) -> Metadata:
    """Return the likeliest metadata.

    `info` holds the document's own entries in lower case, those of its XMP after "xmp:"; `cited` is the reference list.
    """
    references = _bare("".join(cited))
    text = "\n".join(
        line.text
        for _, lines in first_pages[:1]
        for line in lines
        if not _VISIT.search(line.text)
        and not (len(bare := _bare(line.text)) > LEAST_COMPARED_LETTERS and bare in references)
    )
    first_pages = _without_cover(first_pages, style)
    title_lines = _title_lines(first_pages, style)
    return Metadata(
        _title(_join(title_lines), info, first_pages, style),
        _authors(first_pages, title_lines, info, text),
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
    best = _best_run(larger)
    if best and are_people(" ".join(line.text for line in best)) and (short := _short_title(larger)):
        return short if short[0].size > best[0].size else best
    return best or _best_run([line for line in upper if line.bold]) or _short_title(larger)


def _short_title(larger: Sequence[Line]) -> list[Line]:
    """Return the line of two words that is larger than all else and may be a title where nothing longer is."""
    largest = [line for line in larger if line.size > max(other.size for other in larger) - TITLE_SIZE_PT]
    line = largest[0] if len(largest) == 1 else None
    if line is None or len(line.words) < SHORT_TITLE_WORDS or _letters(line) < SHORT_TITLE_LETTERS:
        return []
    return [] if _KICKER.match(line.text) or numbering_depth(line.text) else [line]


def _letters(line: Line) -> int:
    """Return how many letters the line has."""
    return len(re.findall(r"[^\W\d_]", line.text))


def _best_run(upper: Sequence[Line]) -> list[Line]:
    """Return the lines under each other, in one size, that most look like a title."""
    best: list[Line] = []
    best_score = 0.0
    largest = max((line.size for line in upper if len(line.text) > LONG_LINE_LETTERS), default=0.0)
    for size in {line.size for line in upper}:
        run = _longest_run([line for line in upper if abs(line.size - size) < TITLE_SIZE_PT], upper)
        words, letters = sum(len(line.words) for line in run), sum(map(_letters, run))
        if size < LEAST_TITLE_SIZE * largest or len(run) > MOST_TITLE_LINES:
            continue
        if words < LEAST_TITLE_WORDS or letters < LEAST_TITLE_LETTERS:
            continue
        score = size * min(1.0, letters / FULL_TITLE_LETTERS)
        text = " ".join(line.text for line in run)
        if len(run) == 1 and _is_one_of_the_headings(run[0], upper):
            continue
        if _PLACES.search(text) or are_people(text):
            score *= PLACE_WEIGHT
        if score > best_score:
            best, best_score = run, score
    return best


def _is_one_of_the_headings(line: Line, upper: Sequence[Line]) -> bool:
    """Return whether the line is numbered, as another one that looks like it is."""
    alike = (other for other in upper if other is not line and other.font == line.font)
    return numbering_depth(line.text) > 0 and any(
        numbering_depth(other.text) and abs(other.size - line.size) < TITLE_SIZE_PT for other in alike
    )


def _longest_run(lines: Sequence[Line], upper: Sequence[Line]) -> list[Line]:
    """Return the lines under each other that hold most text: without a wide gap, or with one as wide as double space makes
    it and nothing else of the page's upper part (`upper`) in it.
    """
    ordered = sorted(lines, key=lambda line: (line.v, line.u0))
    runs: list[list[Line]] = []
    for line in ordered:
        if runs and _goes_on(runs[-1][-1], line, upper):
            runs[-1].append(line)
        else:
            runs.append([line])
    for run in runs:
        while len(run) > 1 and _KICKER.match(run[0].text):
            del run[0]
    return max(runs, key=lambda run: sum(len(line.text) for line in run)) if runs else []


def _goes_on(before: Line, line: Line, upper: Sequence[Line]) -> bool:
    """Return whether a title goes on in the line."""
    gap = line.v - before.v
    if before.bold != line.bold:
        return False
    if gap < TITLE_LEADING_EM * line.size:
        return True
    between = any(before.v < other.v < line.v for other in upper)
    return gap < DOUBLE_LEADING_EM * line.size and before.font == line.font and not between


def _title(printed: str, info: dict[str, str], first_pages: _FirstPages, style: Style) -> str:
    """Return the printed title; that of the document's information where it stands on the page as large, for its letters are
    surer, or where none is printed.
    """
    given = [" ".join(html.unescape(info.get(key, "")).split()) for key in ("xmp:title", "title")]
    lines = first_pages[0][1] if first_pages else ()
    page = _bare("".join(line.text for line in lines))
    large = _bare("".join(line.text for line in lines if line.bold or line.size > style.size + LARGER_PT))
    for title in given:
        if ("\ufffd" in title and printed) or len(title) < LEAST_GIVEN_LETTERS or _NO_TITLE.match(title):
            continue
        bare = _bare(title)
        if " " in title and bare in page and (not printed or bare in large) and not _is_part(bare, _bare(printed)):
            return title
    return printed or next((title for title in given if title and not _NO_TITLE.match(title)), "")


def _is_part(title: str, printed: str) -> bool:
    """Return whether a title is only the first or last part of the printed one."""
    return len(title) < len(printed) and (printed.startswith(title) or printed.endswith(title))


def _bare(text: str) -> str:
    """Return the text's Latin letters and digits, lower case, to be compared."""
    return re.sub(r"[^0-9a-zà-ÿ]+", "", text.lower())


def _doi(text: str, info: dict[str, str], first_pages: _FirstPages) -> str:
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
    joined = re.sub(rf"({REGISTRANT}/\S*[-/._])\n(\S+)", r"\1\2", source)
    if "10. " in joined:  # printed with blanks after its marks
        joined = re.sub(r"(?<=10\.)\s+|(?<=\d)\s+(?=/)|(?<=/)\s+(?=\S)", "", joined)
    match = DOI_IN_PAPER.search(joined)
    return match[0].lower().rstrip(".") if match else ""


def _year(text: str, info: dict[str, str], first_pages: _FirstPages, cited: Sequence[str]) -> int | None:
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
    """Return the authors as printed under the title; those that the document's information names and that stand on the
    page too where these are more.
    """
    page = _bare(text)
    known = [name for name in _given_names(info) if _bare(name.split()[-1]) in page]
    printed = printed_authors(first_pages[0][1], title_lines) if first_pages else []
    if len(known) <= len(printed):
        return printed
    by_family = {_bare(name.split()[-1]): name for name in printed}
    return [by_family.get(_bare(name.split()[-1]), name) for name in known]


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
