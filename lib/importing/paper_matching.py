"""Which paper of the library a row of somebody's table means: by DOI, then file name, then title, then author and year."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lib.records import Paper
from lib.records.reviews import plain_key
from lib.text.dois import bare_doi, doi_of_key
from lib.text.references import family_names

TITLE_LETTERS = 20
"""A shorter title is too little to tell a paper by."""
_AUTHOR_YEAR = re.compile(
    r"(?P<family>[^\d,;(&]{2,60}?)(?:\s(?-i:[A-Z]{1,3}))?(?:,?\s+(?:et|u|y)\.?\s*(?:al|a|col)\b\.?|\s*[,;&]\s*[^\d(]{1,200}"
    r"|\s+(?:and|und|et|y|e|i|en)\s+[^\d(]{1,200})?[\s,(\[]*(?P<year>(?:19|20)\d\d)\s?[a-z]?[)\]]?",
    re.IGNORECASE,
)
"""As tables of studies name them: "Smith 2001", "Smith et al. (2001)", "Smith, Jones & Wu, 2001a"."""


@dataclass(frozen=True, slots=True)
class PaperReference:
    """How a row names its paper; what it does not give is empty."""

    key: str = ""
    """As written: a file name, a number, a DOI."""
    doi: str = ""
    title: str = ""
    files: tuple[str, ...] = ()
    """Names of its PDFs."""


def is_paper_name(text: str) -> bool:
    """Return whether a text is what tables call a paper by: a PDF, a DOI, or author and year."""
    name = " ".join(text.split())
    return bool(name.lower().endswith(".pdf") or doi_of_key(name) or _AUTHOR_YEAR.fullmatch(name))


def match_key(text: str) -> str:
    """Return letters and digits only, compatibility-folded, lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())


def match_words(text: str) -> set[str]:
    """Return the words of a title, as `match_key` writes them, without those of one or two letters."""
    return {word for part in text.split() if len(word := match_key(part)) > 2}


class PaperMatcher:
    """Finds the paper that a row means among those of a library: one, or the copies of one."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        self._by_doi: defaultdict[str, list[str]] = defaultdict(list)
        self._by_file: defaultdict[str, list[str]] = defaultdict(list)
        self._by_title: defaultdict[str, list[str]] = defaultdict(list)
        self._by_author: defaultdict[str, list[str]] = defaultdict(list)
        self._doi: dict[str, str] = {}
        self._title: dict[str, str] = {}
        for paper in papers:
            self._doi[paper.id] = bare_doi(paper.doi)
            self._title[paper.id] = match_key(paper.title)
            _note(self._by_doi, bare_doi(paper.doi), paper.id)
            _note(self._by_file, match_key(plain_key(paper.filename)), paper.id)
            _note(self._by_title, match_key(paper.title), paper.id)
            for family in _first_families(paper):
                _note(self._by_author, f"{family} {paper.year}", paper.id)

    def match(self, named: PaperReference) -> str | None:
        """Return the id of the paper, of several copies the first; None where none is meant, or more than one could be."""
        return next(iter(self.copies(named)), None)

    def copies(self, named: PaperReference) -> list[str]:
        """Return the ids of the paper and its copies, in the library's order; none where several works could be meant."""
        key = plain_key(named.key)
        by_doi = self._by_doi.get(bare_doi(named.doi)) or self._by_doi.get(doi_of_key(key))
        if by_doi:
            return by_doi
        doi = doi_of_key(named.doi.strip()) or doi_of_key(key)  # “none” in its column is no other DOI
        title = match_key(named.title)
        tables = [self._by_file.get(match_key(key), [])]
        tables += [self._by_title.get(title, [])] if len(title) >= TITLE_LETTERS else []
        tables += [self._by_file.get(match_key(plain_key(file)), []) for file in named.files]
        tables += [self._by_author.get(named_by, [])] if (named_by := _author_and_year(named)) else []
        return next((found for ids in tables if (found := self._of_one_work(ids, doi))), [])

    def _of_one_work(self, ids: Sequence[str], doi: str) -> list[str]:
        """Return those that may have the DOI, where they are copies of one work: by DOI, or by title."""
        may = [paper_id for paper_id in ids if self._may_have(paper_id, doi)]
        dois = {self._doi[paper_id] for paper_id in may} - {""}
        titles = {self._title[paper_id] for paper_id in may}
        same_title = len(titles) == 1 and len(next(iter(titles))) >= TITLE_LETTERS
        is_one = len(may) < 2 or (
            len(dois) <= 1 and (same_title or (len(dois) == 1 and all(self._doi[one] for one in may)))
        )
        return may if is_one else []

    def _may_have(self, paper_id: str, doi: str) -> bool:
        """Return whether the paper may be the one of that DOI.

        A reprint or a correction often has the same title and another; a file name such as `12.pdf` says little.
        """
        own = self._doi[paper_id]
        return not doi or not own or doi == own


def _author_and_year(named: PaperReference) -> str:
    """Return the first author and the year that a row names its paper by; empty where it has a title or a DOI of its own."""
    found = _AUTHOR_YEAR.fullmatch(" ".join(named.key.split()))
    if found is None or named.doi.strip() or len(match_key(named.title)) >= TITLE_LETTERS:
        return ""
    return f"{match_key(found['family'])} {found['year']}"


def _first_families(paper: Paper) -> set[str]:
    """Return how the first author of a paper with a year may be named: with all words of the family, or the last alone."""
    family = next(iter(family_names(paper)), "") if paper.year else ""
    return {match_key(family), match_key(family.split()[-1])} - {""} if family else set()


def _note(table: defaultdict[str, list[str]], name: str, paper_id: str) -> None:
    if name and paper_id not in table[name]:
        table[name].append(paper_id)


def match_papers(named: Mapping[str, PaperReference], papers: Iterable[Paper]) -> dict[str, str]:
    """Return paper id by key, of the keys whose paper is in the library."""
    matcher = PaperMatcher(papers)
    found = {key: matcher.match(name) for key, name in named.items()}
    return {key: paper_id for key, paper_id in found.items() if paper_id is not None}
