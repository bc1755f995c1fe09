"""Records of databases that people screen, and what they decide on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lib.errors import ConfigError
from lib.records.record import Record

Stage = Literal["title", "full_text"]
"""By title and abstract first, then by the whole report."""
Decision = Literal["include", "exclude", "maybe", "not_retrieved"]
"""`maybe` lets a record pass to the full text and decides nothing there; `not_retrieved`: the report could not be had."""
STAGES: tuple[Stage, ...] = ("title", "full_text")
DECISIONS: dict[Stage, tuple[Decision, ...]] = {
    "title": ("include", "maybe", "exclude"),
    "full_text": ("include", "exclude", "not_retrieved"),
}
"""What can be decided at each stage."""
ORDERED_DECISIONS: dict[Stage, tuple[Decision, ...]] = {"title": DECISIONS["title"], "full_text": ()}
"""Those that have an order, from one end to the other: what is "maybe" stands between; two alone have none to weigh."""
REASONS = ("other population", "other intervention or topic", "other outcome", "other study design", "no primary study")
"""Why reports are excluded, to begin with; each screening has its own list."""


NAMELESS = "no title, DOI or PubMed number"
"""Why a record is removed before screening of which nothing says which work it is of."""


@dataclass(frozen=True, slots=True)
class RecordScreening(Record):
    """A screening of records, without them."""

    id: str
    name: str
    created_at: str
    people: int = 2
    """So many must have decided on a record before their word counts."""
    reasons: list[str] = field(default_factory=lambda: list(REASONS))
    revision: int = 0
    """How often its records were changed or added to."""


@dataclass(frozen=True, slots=True)
class BibRecord(Record):
    """A record as a database gave it; what it does not say is empty."""

    number: int
    """From 1, in the order in which it came in."""
    source: str
    """The database or register that it was found in."""
    title: str = ""
    authors: list[str] = field(default_factory=list)
    """Each "Given Family"."""
    year: int | None = None
    doi: str = ""
    pmid: str = ""
    journal: str = ""
    volume: str = ""
    pages: str = ""
    abstract: str = ""
    duplicate_of: int | None = None
    """The number of the record that it repeats."""
    study_of: int | None = None
    """The number of the first report of its study, where several reports tell of one; None for that first one too."""
    families: dict[str, str] = field(default_factory=dict)
    """As `Paper.families`."""
    removed: str = ""
    """Why it is removed before screening, duplicates apart; empty where it is not."""

    @property
    def is_screened(self) -> bool:
        """Whether people decide on it: it repeats no other and was not removed before."""
        return self.duplicate_of is None and not self.removed


@dataclass(frozen=True, slots=True)
class RecordDecision(Record):
    """One word of one person on one record; later ones stand beside it and never in its place."""

    number: int
    stage: Stage
    person: str
    decision: Decision
    reason: str = ""
    at: str = ""
    """ISO 8601, UTC."""
    settles: bool = False
    """Whether it settles what people decided differently."""

    def __post_init__(self) -> None:
        if not self.person.strip():
            raise ConfigError("Say who you are: a decision is kept with the name of who made it.")
        if self.decision not in DECISIONS.get(self.stage, ()):
            raise ConfigError(f"“{self.decision}” cannot be decided at this stage.")
