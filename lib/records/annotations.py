"""What a person marked in a paper: words, and a note on them."""

from __future__ import annotations

from dataclasses import dataclass

from lib.records.core import Box, Record


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
