"""What a person adds to what was found: marked words of a paper with notes, and citations of an answer."""

from __future__ import annotations

from dataclasses import dataclass

from lib.records.core import Box, Citation
from lib.records.record import Record


@dataclass(frozen=True, slots=True)
class Annotation(Record):
    """Marked words of a paper, at their place in print."""

    id: str
    paper_id: str
    text: str
    """As they were selected."""
    note: str
    """Empty where the words are only marked."""
    boxes: list[Box]
    """One a printed line: they hold whatever reading of the paper comes later."""
    created_at: str
    """ISO 8601, UTC."""


@dataclass(frozen=True, slots=True)
class AddedCitation(Record):
    """A citation that a person added to an answer, which itself stays as it was given."""

    id: str
    answer_id: str
    person: str
    """Empty where nobody said who they are."""
    created_at: str
    """ISO 8601, UTC."""
    citation: Citation
