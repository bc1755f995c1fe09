"""Which papers the list shows, and in which order: what is typed, what is filtered, what is sorted by."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lib.library.paper_job import PaperProgress
from lib.records import Paper
from lib.records.groups import PaperGroup
from lib.text.references import family_names
from lib.ui.kit.escaping import paper_title

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss", "ς": "σ", "’": "'"}
)
"""What a plain keyboard types for letters that Unicode does not take apart; the same in `list_search.js`."""
FAILED, UNDER_WAY, READY = "could not be read", "under way", "ready"
STATUSES = (FAILED, UNDER_WAY, READY)


def folded(text: str) -> str:
    """Return letters without case and accents, so that "inegalites" finds "Inégalités"; `list_search.js` does what is typed."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text).lower().translate(_LETTERS)
    return "".join(c for c in letters if not unicodedata.category(c).startswith("M"))


def match(papers: Sequence[Paper], words: str) -> list[Paper]:
    """Return the papers in which every word stands, in title, authors, year, file name, DOI or status."""
    wanted = folded(words).split()
    return (
        [paper for paper in papers if all(word in searchable_text(paper) for word in wanted)] if wanted else [*papers]
    )


def searchable_text(paper: Paper) -> str:
    """Return what words are looked for in: title, authors, year, file name, DOI and status, folded."""
    parts = [paper.title, " ".join(paper.authors), str(paper.year or ""), paper.filename, paper.doi, paper.status]
    return folded(" ".join(parts))


def status_of(paper: Paper) -> str:
    """Return which of `STATUSES` a paper has."""
    if paper.status == "ready":
        return READY
    return FAILED if paper.status == "failed" else UNDER_WAY


@dataclass(frozen=True, slots=True)
class PaperFilter:
    """What papers must have to be shown: one of the values of each kind of which there are any."""

    statuses: Collection[str] = ()
    years: Collection[int | None] = ()
    languages: Collection[str] = ()
    group_ids: Collection[str] = ()
    """Of tags and collections: of each that is named a paper must be a part."""

    @property
    def count(self) -> int:
        """How many values are asked for."""
        return len(self.statuses) + len(self.years) + len(self.languages) + len(self.group_ids)

    def keep(self, papers: Sequence[Paper], groups: Sequence[PaperGroup]) -> list[Paper]:
        """Return the papers that have what is asked for, in their order."""
        members = [set(group.paper_ids) for group in groups if group.id in self.group_ids]
        return [
            paper
            for paper in papers
            if (not self.statuses or status_of(paper) in self.statuses)
            and (not self.years or paper.year in self.years)
            and (not self.languages or paper.language in self.languages)
            and all(paper.id in of for of in members)
        ]


def _by_title(paper: Paper) -> Any:
    return folded(paper_title(paper).lstrip("\"'“”‘’«»([¿¡ "))


def _by_author(paper: Paper) -> Any:
    return (not paper.authors, folded(next(iter(family_names(paper)), "")), paper.year or 0)


def _by_year(paper: Paper) -> Any:
    return (paper.year is None, -(paper.year or 0))


def _by_status(paper: Paper) -> Any:
    return STATUSES.index(status_of(paper))


NEWEST, OLDEST = "Newest first", "Oldest first"
ORDERS: Mapping[str, Callable[[Paper], Any] | None] = {
    NEWEST: None,
    OLDEST: lambda paper: paper.added_at,
    "Title": _by_title,
    "First author": _by_author,
    "Year": _by_year,
    "Status": _by_status,
}
"""By the words for the screen; None: as the library gives them. Papers that lack a year or an author stand last."""


def ordered(papers: Sequence[Paper], order: str, progress: Mapping[str, PaperProgress]) -> list[Paper]:
    """Return the papers (the newest first) in an order of `ORDERS`; in the first one, what is being worked at stands on top."""
    key = ORDERS.get(order)
    if key is not None:
        return sorted(papers, key=key)

    def stage(paper: Paper) -> int:
        under_way = progress.get(paper.id)
        if under_way is None:
            return 2
        return 1 if under_way.stage == "queued" else 0

    return sorted(papers, key=stage)
