"""Which papers of the library were retracted, corrected or are under an expression of concern, by the list brought in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lib.importing.bibliography_matching import YEARS_APART
from lib.importing.paper_matching import TITLE_LETTERS
from lib.importing.retraction_list import read_retractions, title_key
from lib.records import Paper
from lib.records.notices import NoticeList, PaperNotice, PaperStanding, standing_of
from lib.storage.notices import NoticeStore
from lib.text.dois import bare_doi
from lib.text.wording import count
from lib.times import now


@dataclass(frozen=True, slots=True)
class TakenList:
    """What became of a list that was brought in."""

    now: NoticeList
    before: NoticeList | None
    """The list whose place it took."""
    notes: list[str]
    """Plain sentences on rows that could not be used."""

    def sentences(self) -> str:
        """Return what was taken in, in plain sentences."""
        dated = f", the newest of {self.now.newest}" if self.now.newest else ""
        out = [f"{count(self.now.rows, 'notice')} kept{dated}."]
        if self.before is not None:
            fewer = self.before.rows - self.now.rows
            than = f", {fewer:,} fewer than the list before had" if fewer > 0 else ""
            out.append(f"They take the place of “{self.before.name}”{than}.")
            if self.before.newest > self.now.newest:
                out.append(f"This list is older: the one before went to {self.before.newest}.")
        return " ".join([*out, *self.notes])


class Retractions:
    """The list of retractions of one library, and which papers it names. Thread-safe."""

    def __init__(self, store: NoticeStore, papers: Callable[[], list[Paper]]) -> None:
        self._store = store
        self._papers = papers

    def take_in(self, name: str, data: bytes) -> TakenList:
        """Keep a list in the place of the one before, and return what became of it.

        Raises SheetError where it is none; the one before stays then.
        """
        read = read_retractions(name, data)
        of = NoticeList(name, now(), len(read.notices), max(notice.date for notice in read.notices))
        before = self._store.current()
        self._store.replace(of, read.notices, title_key)
        return TakenList(of, before, read.notes)

    def current(self) -> NoticeList | None:
        """Return the list that was brought in; None where none was."""
        return self._store.current()

    def remove(self) -> None:
        """Remove the list: no paper is marked any more."""
        self._store.remove()

    def in_library(self) -> dict[str, PaperStanding]:
        """Return the papers of the library that the list names, by id, with how they stand."""
        return self.of(self._papers())

    def of(self, papers: Iterable[Paper]) -> dict[str, PaperStanding]:
        """Return those of these papers that the list names, by id, with how they stand.

        By DOI; by title and year where the paper or the row has no DOI. A title alone is none: editorials share theirs.
        """
        papers = list(papers)
        if not papers or self._store.current() is None:
            return {}
        keys = {paper.id: title_key(paper.title) for paper in papers}
        by_doi: defaultdict[str, list[PaperNotice]] = defaultdict(list)
        by_title: defaultdict[str, list[PaperNotice]] = defaultdict(list)
        for notice in self._store.of_dois(bare_doi(paper.doi) for paper in papers):
            by_doi[notice.paper_doi].append(notice)
        for notice in self._store.of_titles(key for key in keys.values() if len(key) >= TITLE_LETTERS):
            by_title[title_key(notice.title)].append(notice)
        found: dict[str, PaperStanding] = {}
        for paper in papers:
            doi = bare_doi(paper.doi)
            named = by_doi.get(doi, []) if doi else []
            alike = [one for one in by_title.get(keys[paper.id], []) if _may_be(one, doi, paper.year)]
            standing = standing_of([*named, *alike], by_title=not named)
            if standing is not None:
                found[paper.id] = standing
        return found


def _may_be(notice: PaperNotice, doi: str, year: int | None) -> bool:
    """Return whether a notice on a paper of the same title is on the paper with this DOI and year."""
    if doi and notice.paper_doi:
        return False  # the DOI says whether it is
    return bool(year and notice.paper_year and abs(year - notice.paper_year) <= YEARS_APART)
