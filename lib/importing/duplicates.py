"""Records that several databases gave of one work."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from lib.importing.journal_names import may_be_one_journal
from lib.importing.paper_matching import TITLE_LETTERS, match_key, match_words
from lib.records.screening import BibRecord
from lib.text.references import family_name

SHARED_WORDS = 0.5
"""Of the words of the shorter title: below it records with one DOI are chapters of one book, not one work twice."""
YEARS_APART = 1
"""Between the first printing of a work online and its issue."""
ABSTRACT_LETTERS = 100
"""Of the beginnings of two abstracts, which are compared where titles are short; what is shorter stands in for one."""
_NO_ABSTRACT = re.compile(
    r"\b(?:no|not|without)\b.{0,40}\babstract|\babstract\b.{0,40}\b(?:not|un)\s?(?:available|provided)", re.I
)
"""How databases and publishers say so at more length."""
_WORD = re.compile(r"\w+")
_BRACKETED = re.compile(r"[(\[]([^)\]]*)[)\]]?")
"""The issue behind a volume."""


def find_duplicates(works: Sequence[BibRecord]) -> list[int | None]:
    """Return for each work the index of the first one that it repeats; None where it repeats none.

    Two are one by their DOI or PubMed number, unless their titles are of different works, or by title where neither the first
    author nor the year says otherwise. A short title, such as "Editorial", is of one work only where volume and pages, or the
    beginning of the abstract, are the same too, and neither journal, volume nor first page says otherwise. Titles in two
    languages tell no works apart. What repeats a repetition repeats the first.
    """
    by_key: dict[tuple[str, str], list[int]] = {}
    first: list[int | None] = []
    for place, work in enumerate(works):
        keys = _keys(work)
        seen = [other for key in keys for other in by_key.get(key, ()) if _are_one(works[other], work, key[0])]
        original = min(seen, default=None)
        if original is not None and first[original] is not None:
            original = first[original]
        first.append(original)
        for key in keys:
            by_key.setdefault(key, []).append(place)
    return first


def _keys(work: BibRecord) -> list[tuple[str, str]]:
    title = match_key(work.title)
    name = "title" if _width(title) >= TITLE_LETTERS else "short title"
    keys = [("doi", work.doi.lower()), ("pmid", work.pmid), (name, title)]
    return [(name, key) for name, key in keys if key]


def _width(title: str) -> int:
    """Return the letters of a title; one as wide as two, as Chinese and Japanese have them, says as much as two."""
    return len(title) + sum(unicodedata.east_asian_width(letter) in "WF" for letter in title)


def _are_one(one: BibRecord, other: BibRecord, by: str) -> bool:
    if by not in ("title", "short title"):
        own, given = match_words(one.title), match_words(other.title)
        if not own or not given or len(own & given) / min(len(own), len(given)) >= SHARED_WORDS:
            return True
        return _are_translated(one.title, other.title) and not _years_or_authors_differ(one, other)
    if one.doi and other.doi and one.doi.lower() != other.doi.lower():
        return False  # a preprint and its article, or two parts of a series: a person may tie them
    if by == "short title" and (_places_differ(one, other) or not (_printed_at(one) & _printed_at(other))):
        return False
    return not _years_or_authors_differ(one, other)


def _printed_at(work: BibRecord) -> set[str]:
    """Return what works of one short title are told to be one by: volume with pages, the beginning of the abstract."""
    abstract = match_key(work.abstract)
    is_abstract = _width(abstract) >= ABSTRACT_LETTERS and not _NO_ABSTRACT.search(
        work.abstract[: 2 * ABSTRACT_LETTERS]
    )
    begun = abstract[:ABSTRACT_LETTERS] if is_abstract else ""
    printed = f"{_first_number(work.volume)}:{''.join(_numbers(work.pages))}" if work.volume and work.pages else ""
    return {printed, begun} - {""}


def _places_differ(one: BibRecord, other: BibRecord) -> bool:
    """Return whether works are printed in two places: in different journals, or volumes, or from different pages on."""
    pairs = [
        (_first_number(one.volume), _first_number(other.volume)),
        (_issue(one.volume), _issue(other.volume)),
        (_first_number(one.pages), _first_number(other.pages)),
    ]
    return not may_be_one_journal(one.journal, other.journal) or any(a and b and a != b for a, b in pairs)


def _numbers(printed: str) -> list[str]:
    """Return the words with a digit of a volume or of pages, "pp." and an issue in brackets left out; all where none has one."""
    words = [match_key(word) for word in _WORD.findall(_BRACKETED.sub(" ", printed)) or _WORD.findall(printed)]
    return [word for word in words if any(letter.isdigit() for letter in word)] or words


def _first_number(printed: str) -> str:
    return next(iter(_numbers(printed)), "")


def _issue(volume: str) -> str:
    """Return the issue in brackets behind a volume; empty where none is given."""
    found = _BRACKETED.search(volume)
    return match_key(found[1]) if found else ""


def _are_translated(title: str, other: str) -> bool:
    """Return whether titles without a common word can be one in two languages: of different scripts, or one in the brackets
    in which MEDLINE puts a title that it translated.
    """
    bracketed = {text.strip().startswith("[") for text in (title, other)}
    return len(bracketed) == 2 or not (_scripts(title) & _scripts(other))


def _scripts(title: str) -> set[str]:
    """Return the scripts of a title's letters, as the names of its characters begin: LATIN, CYRILLIC, CJK."""
    return {unicodedata.name(letter, "?").split()[0] for letter in title if letter.isalpha()}


def _years_or_authors_differ(one: BibRecord, other: BibRecord) -> bool:
    if one.year and other.year and abs(one.year - other.year) > YEARS_APART:
        return True
    families = [family_name(work.authors[0]) if work.authors else "" for work in (one, other)]
    comparable = all(families) and _scripts(families[0]) & _scripts(families[1])
    return bool(comparable) and match_key(families[0]) != match_key(families[1])
