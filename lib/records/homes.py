"""Where a library's database lies: what tells it from a copy of itself."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from lib.records import Record

NAMES = uuid.UUID("6f1d1f5e-3f0a-4d0e-8b0c-6a1b4c6a9d55")
"""Namespace of the ids of claims and of copies' libraries; random, fixed for good."""


@dataclass(frozen=True, slots=True)
class Home(Record):
    """Where a library's database lies, by marks of which a copy has none."""

    shown: str
    """In words: what stands after "belong to"."""
    marks: list[str] = field(default_factory=list)

    def is_same(self, other: Home) -> bool:
        """Return whether both are one place: one mark of several is enough, for each may change where nothing was copied."""
        return not set(self.marks).isdisjoint(other.marks)

    def id_for_copy(self, library: str) -> str:
        """Return the id that a copy of the library has here, the same at each call."""
        return uuid.uuid5(NAMES, f"{library} {self.marks[0]}").hex
