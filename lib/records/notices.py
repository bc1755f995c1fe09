"""What was published about a paper afterwards: its retraction, an expression of concern, a correction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from lib.records.record import Record

NoticeKind = Literal["retraction", "concern", "correction", "reinstatement"]
Standing = Literal["retracted", "concern", "corrected", "reinstated"]
STANDINGS: tuple[Standing, ...] = ("retracted", "concern", "reinstated", "corrected")
"""The gravest first."""
STANDING_WORDS: dict[Standing, str] = {
    "retracted": "retracted",
    "concern": "under an expression of concern",
    "corrected": "corrected after its publication",
    "reinstated": "reinstated after a retraction",
}


@dataclass(frozen=True, slots=True)
class PaperNotice(Record):
    """A row of a list of retractions."""

    kind: NoticeKind
    nature: str
    """As the list has it, such as "Expression of concern"."""
    date: str = ""
    """Of the notice, ISO 8601; empty where it is not given."""
    doi: str = ""
    """Of the notice, bare and lower case; empty where it has none."""
    reasons: list[str] = field(default_factory=list)
    title: str = ""
    """Of the paper, as the list has it."""
    paper_doi: str = ""
    paper_year: int | None = None
    record_id: str = ""
    """Of the row in its list."""

    def line(self) -> str:
        """Return the notice in words: "Retraction, 2021-05-03: Error in Data; Error in Methods (doi:10.1234/notice)"."""
        dated = f"{self.nature}, {self.date}" if self.date else self.nature
        why = f": {'; '.join(self.reasons)}" if self.reasons else ""
        return dated + why + (f" (doi:{self.doi})" if self.doi else "")


@dataclass(frozen=True, slots=True)
class PaperStanding(Record):
    """How a paper stands by the notices on it."""

    standing: Standing
    notices: list[PaperNotice]
    """The gravest first, of one kind the newest first."""
    by_title: bool = False
    """Whether a notice was matched by title and year, there being no DOI to match it by."""

    def words(self) -> str:
        """Return how it stands, with its notices: "retracted (Retraction, 2021-05-03: Error in Data)"."""
        of = "; ".join(notice.line() for notice in self.notices)
        return f"{STANDING_WORDS[self.standing]} ({of})" + (", matched by title and year" if self.by_title else "")


@dataclass(frozen=True, slots=True)
class NoticeList(Record):
    """A list of retractions that was brought in."""

    name: str
    """Of its file."""
    added_at: str
    """ISO 8601, UTC."""
    rows: int
    newest: str = ""
    """Date of its newest notice; empty where none has a date."""


def standing_of(notices: Sequence[PaperNotice], *, by_title: bool = False) -> PaperStanding | None:
    """Return how a paper stands by the notices on it; None where there are none.

    A reinstatement undoes retractions of its day and before; one without a date undoes nothing.
    """
    if not notices:
        return None
    back = max((one.date for one in notices if one.kind == "reinstatement"), default="")
    kinds = {one.kind for one in notices}
    retracted = any(one.kind == "retraction" and not (one.date and one.date <= back) for one in notices)
    concern = any(one.kind == "concern" and not (one.date and one.date <= back) for one in notices)
    standing: Standing = (
        "retracted"
        if retracted
        else "concern"
        if concern
        else "reinstated"
        if kinds & {"reinstatement", "retraction"}
        else "corrected"
    )
    order: tuple[NoticeKind, ...] = ("retraction", "concern", "reinstatement", "correction")
    newest_first = sorted(notices, key=lambda one: one.date, reverse=True)
    return PaperStanding(standing, sorted(newest_first, key=lambda one: order.index(one.kind)), by_title)
