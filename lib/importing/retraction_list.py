"""Lists of retractions, as Crossref and Retraction Watch publish theirs: a CSV with a row for each notice on a paper."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lib.errors import SheetError
from lib.importing.paper_matching import match_key
from lib.importing.reference_entry import year_in
from lib.records.notices import NoticeKind, PaperNotice
from lib.text.cleaning import one_line
from lib.text.dois import doi_of_key
from lib.text.entities import without_entities
from lib.text.wording import bare, count

MEGABYTES = 300
"""Of a file at most: the whole list of Retraction Watch, 72,526 notices, had 66.7 MB in September 2026."""
ROWS = 500_000
REASON_CHARACTERS, REASONS = 200, 20
"""Kept of a reason, and of the reasons of a notice; more is no list of reasons."""
TITLE_CHARACTERS = 1_000
KEY_LETTERS = 300
"""Of a title that are compared: PostgreSQL indexes 2,700 bytes at the most, a letter may have four."""
MONTHS = 12
UNKNOWN_NAMED = 3
"""Natures that are not known, named in the note on them."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("recordid", "id"),
    "title": ("title", "originalpapertitle"),
    "date": ("retractiondate", "noticedate"),
    "notice": ("retractiondoi", "noticedoi"),
    "published": ("originalpaperdate",),
    "doi": ("originalpaperdoi",),
    "nature": ("retractionnature", "natureofnotice", "nature"),
    "reason": ("reason", "reasons"),
}
"""Names of the columns, letter case, spaces and underlines apart. Retraction Watch Database User Guide, Appendix A."""
NO_COLUMNS = (
    "“{name}” is no list of retractions: it has no column {missing}. Choose the CSV file of Retraction Watch that Crossref "
    "publishes (retraction_watch.csv), as it is."
)
KINDS: tuple[tuple[re.Pattern[str], NoticeKind], ...] = (
    (re.compile("reinstat"), "reinstatement"),
    (re.compile("concern|partial"), "concern"),
    (re.compile("retract|withdraw|removal"), "retraction"),
    (re.compile("correct|corrig|errat|addend|clarif"), "correction"),
)
"""Of a notice by its nature, in small letters. A part that is retracted leaves the rest standing, and is to be looked at."""
_RETRACTED = re.compile(r"\A\W*(?:retracted|withdrawn)(?:\s+(?:article|paper|chapter))?\s*[:\]–—-]+\s*", re.IGNORECASE)
"""What publishers print before the title of a paper once it is retracted."""
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class RetractionList:
    """What a file gave."""

    notices: list[PaperNotice]
    notes: list[str]
    """Plain sentences on rows that could not be used."""


def title_key(title: str) -> str:
    """Return what titles are compared by, without the mark of a retraction before them."""
    return match_key(_RETRACTED.sub("", title))[:KEY_LETTERS]


def read_retractions(name: str, data: bytes) -> RetractionList:
    """Return the notices of a list; raises SheetError with a sentence where it is none."""
    if len(data) > MEGABYTES * 1_000_000:
        raise SheetError(f"“{name}” is larger than {MEGABYTES} MB. Choose the CSV file of Retraction Watch as it is.")
    if data.startswith((b"PK", b"\x1f\x8b")):
        raise SheetError(f"“{name}” is packed, or a workbook. Unpack it, or save it as CSV, and choose that.")
    rows = _rows(name, _decoded(name, data))
    head = next(rows, [])
    at = _columns(name, head)
    return _notices(name, [row for row in rows if any(cell.strip() for cell in row)], at)


def _decoded(name: str, data: bytes) -> str:
    """Return the text; single bytes that are no UTF-8, which published lists have, are read as Windows writes them."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        parts = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
        text = "\n".join(_line(part) for part in parts)
    if "\0" in text:
        raise SheetError(f"“{name}” is no text file. Choose the CSV file of Retraction Watch.")
    return text


def _line(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _rows(name: str, text: str) -> Iterator[list[str]]:
    """Yield the rows of a CSV; what cannot be read ends in a SheetError with a sentence."""
    head = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        for done, row in enumerate(reader):
            if done > ROWS:
                raise SheetError(f"“{name}” has more than {ROWS:,} rows, as no list of retractions does.")
            yield row
    except csv.Error as error:
        raise SheetError(f"“{name}” cannot be read as CSV from line {reader.line_num:,} on ({error}).") from error


def _columns(name: str, head: Sequence[str]) -> dict[str, int]:
    """Return the place of each column that is there; raises SheetError where one that is needed is missing."""
    named = {bare(cell): place for place, cell in reversed(list(enumerate(head)))}
    at = {
        what: named[wanted]
        for what, names in COLUMNS.items()
        if (wanted := next((one for one in names if one in named), ""))
    }
    needed = {"nature": "“RetractionNature”", "doi": "“OriginalPaperDOI”"}
    missing = [words for what, words in needed.items() if what not in at]
    if missing:
        raise SheetError(NO_COLUMNS.format(name=name, missing=" and no column ".join(missing)))
    return at


def _notices(name: str, rows: Sequence[Sequence[str]], at: Mapping[str, int]) -> RetractionList:
    def cell(row: Sequence[str], what: str) -> str:
        place = at.get(what, -1)
        return row[place].strip() if 0 <= place < len(row) else ""

    needed = max(at["nature"], at["doi"])
    day_first = _is_day_first(cell(row, what) for row in rows for what in ("date", "published"))
    notices: list[PaperNotice] = []
    short = nameless = 0
    unknown: dict[str, int] = {}
    for row in rows:
        if len(row) <= needed:
            short += 1
            continue
        nature = one_line(cell(row, "nature"))[:REASON_CHARACTERS]
        kind = kind_of(nature)
        if kind is None:
            unknown[nature] = unknown.get(nature, 0) + 1
            continue
        title = one_line(without_entities(cell(row, "title")))[:TITLE_CHARACTERS]
        doi = _doi(cell(row, "doi"))
        if not doi and not title:
            nameless += 1
            continue
        published = cell(row, "published")
        notices.append(
            PaperNotice(
                kind,
                nature,
                _iso(cell(row, "date"), day_first=day_first),
                _doi(cell(row, "notice")),
                _reasons(cell(row, "reason")),
                title,
                doi,
                year_in([published]),
                one_line(cell(row, "id"))[:REASON_CHARACTERS],
            )
        )
    if not notices:
        raise SheetError(f"“{name}” names no paper: none of its {len(rows):,} rows has a nature and a DOI or title.")
    return RetractionList(notices, _notes(short, nameless, unknown))


def _notes(short: int, nameless: int, unknown: Mapping[str, int]) -> list[str]:
    notes = []
    if short:
        notes.append(f"{count(short, 'row')} with too few cells left out: the file may have been cut off.")
    if nameless:
        notes.append(f"{count(nameless, 'row')} with neither a DOI nor a title left out.")
    if unknown:
        named = ", ".join(f"“{nature}”" if nature else "none" for nature in list(unknown)[:UNKNOWN_NAMED])
        notes.append(f"{count(sum(unknown.values()), 'row')} left out whose nature is not known: {named}.")
    return notes


def kind_of(nature: str) -> NoticeKind | None:
    """Return what kind of notice a nature is; None where it is not known."""
    return next((kind for pattern, kind in KINDS if pattern.search(nature.lower())), None)


def _doi(text: str) -> str:
    """Return the DOI in a cell; empty for "unavailable" and other words that stand for none."""
    return doi_of_key(text)


def _reasons(text: str) -> list[str]:
    """Return the reasons, which the list parts by semicolons and begins with a plus."""
    parts = (one_line(part.strip().removeprefix("+"))[:REASON_CHARACTERS] for part in text.split(";"))
    return list(dict.fromkeys(part for part in parts if part))[:REASONS]


def _is_day_first(cells: Iterable[str]) -> bool:
    """Return whether the list writes days before months: it has a first number that is no month, and no second one."""
    first = second = False
    for text in cells:
        if found := _SLASHED.match(text):
            first |= int(found[1]) > MONTHS
            second |= int(found[2]) > MONTHS
    return first and not second


def _iso(text: str, *, day_first: bool) -> str:
    """Return a date as ISO 8601, of "5/21/2021 0:00" or of one that is so already; empty where it is no date."""
    if found := _ISO.match(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _SLASHED.match(text):
        first, second, year = (int(part) for part in found.groups())
        month, day = (second, first) if (day_first and second <= MONTHS) or first > MONTHS else (first, second)
    else:
        return ""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
