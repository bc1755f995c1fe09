"""What an exact search over all papers finds."""

from __future__ import annotations

from dataclasses import dataclass, field

from lib.records.core import Box, SentenceKind
from lib.records.record import Record


@dataclass(frozen=True, slots=True)
class Span(Record):
    """A part of a text."""

    start: int
    """Characters before it."""
    end: int
    """Exclusive."""


@dataclass(frozen=True, slots=True)
class WordHit(Record):
    """A sentence in which the words stand."""

    sentence_id: int
    text: str
    section: str
    kind: SentenceKind
    page: int
    """1-based, of the first word that was found."""
    spans: list[Span]
    """Where in the text the words stand, in order."""
    boxes: list[Box]
    """Where in print, one a word and printed line."""


@dataclass(frozen=True, slots=True)
class PaperHits(Record):
    """The sentences of one paper in which the words stand."""

    paper_id: str
    reading: int
    count: int
    """Of all of them."""
    hits: list[WordHit]
    """The first ones, in reading order."""


@dataclass(frozen=True, slots=True)
class WordSearch(Record):
    """The papers in which words stand."""

    words: str
    """As they were typed."""
    count: int
    """Of sentences, over all papers."""
    paper_count: int
    """Of papers, with those that are not in the list."""
    papers: list[PaperHits]
    """Those with most hits first."""
    paper_ids: list[str] = field(default_factory=list)
    """Of all papers that have them, in that order."""
