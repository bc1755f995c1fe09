"""What a paper reports several times: of each arm, outcome, time point, species or site the same questions."""

from __future__ import annotations

from dataclasses import dataclass, field

from lib.records.core import Citation
from lib.records.record import Record


@dataclass(frozen=True, slots=True)
class RepeatedEntry(Record):
    """One arm, outcome, … of a paper."""

    name: str
    values: list[str]
    """One a question of the group, in their order; empty where none is given."""
    citations: list[Citation] = field(default_factory=list)
    """Of the table cells that the values were read from."""


@dataclass(frozen=True, slots=True)
class RepeatedEntries(Record):
    """All entries of one group of a survey's paper."""

    survey_id: str
    paper_id: str
    group: str
    entries: list[RepeatedEntry] = field(default_factory=list)
    saved_at: str = ""
    """ISO 8601, UTC, when a person saved them; empty: read out of a table."""
    person: str = ""
