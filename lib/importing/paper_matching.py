"""Which paper of the library a row of somebody's table means: by DOI, then file name, then title."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lib.records import Paper
from lib.records.reviews import plain_key
from lib.text.dois import bare_doi, doi_of_key

TITLE_LETTERS = 20
"""A shorter title is too little to tell a paper by."""


@dataclass(frozen=True, slots=True)
class PaperReference:
    """How a row names its paper; what it does not give is empty."""

    key: str = ""
    """As written: a file name, a number, a DOI."""
    doi: str = ""
    title: str = ""


def match_key(text: str) -> str:
    """Return letters and digits only, compatibility-folded, lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())


class PaperMatcher:
    """Finds the paper that a row means among those of a library."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        self._by_doi: dict[str, str] = {}
        self._by_file: dict[str, str] = {}
        self._by_title: dict[str, str] = {}
        self._doi: dict[str, str] = {}
        for paper in papers:
            self._doi[paper.id] = bare_doi(paper.doi)
            _note(self._by_doi, bare_doi(paper.doi), paper.id)
            _note(self._by_file, plain_key(paper.filename), paper.id)
            _note(self._by_file, match_key(plain_key(paper.filename)), paper.id)
            _note(self._by_title, match_key(paper.title), paper.id)

    def match(self, named: PaperReference) -> str | None:
        """Return the id of the paper; None where none is meant, or more than one could be."""
        key = plain_key(named.key)
        title = match_key(named.title)
        by_doi = self._by_doi.get(bare_doi(named.doi)) or self._by_doi.get(doi_of_key(key))
        if by_doi:
            return by_doi
        by_title = self._by_title.get(title, "") if len(title) >= TITLE_LETTERS else ""
        doi = doi_of_key(named.doi.strip()) or doi_of_key(key)  # “none” in its column is no other DOI
        found = (self._by_file.get(key), self._by_file.get(match_key(key)), by_title)
        return next((paper_id for paper_id in found if paper_id and self._may_have(paper_id, doi)), None)

    def _may_have(self, paper_id: str, doi: str) -> bool:
        """Return whether the paper may be the one of that DOI.

        A reprint or a correction often has the same title and another; a file name such as `12.pdf` says little.
        """
        own = self._doi[paper_id]
        return not doi or not own or doi == own


def _note(table: dict[str, str], name: str, paper_id: str) -> None:
    """Note that the name means the paper; a name that two papers have tells neither."""
    if name:
        table[name] = "" if name in table and table[name] != paper_id else paper_id


def match_papers(named: Mapping[str, PaperReference], papers: Iterable[Paper]) -> dict[str, str]:
    """Return paper id by key, of the keys whose paper is in the library."""
    matcher = PaperMatcher(papers)
    found = {key: matcher.match(name) for key, name in named.items()}
    return {key: paper_id for key, paper_id in found.items() if paper_id is not None}
