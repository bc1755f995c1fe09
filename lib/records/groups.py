"""Tags and collections: papers that a person put together under a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from lib.records.record import Record

GroupKind = Literal["collection", "tag"]
"""A collection is a set of papers that stands for itself, as for a review, even while it is empty; a tag says something of each
of its papers and is gone with the last of them.
"""
KINDS: tuple[GroupKind, ...] = ("collection", "tag")


@dataclass(frozen=True, slots=True)
class PaperGroup(Record):
    """A tag or a collection."""

    id: str
    kind: GroupKind
    name: str
    paper_ids: list[str]
    """Of those in the library, the oldest first; those in the bin are left out."""


def groups_of(groups: Iterable[PaperGroup], kind: GroupKind) -> dict[str, list[str]]:
    """Return by paper id the names of its groups of that kind; papers without any are left out."""
    names: dict[str, list[str]] = {}
    for group in groups:
        for paper_id in group.paper_ids if group.kind == kind else ():
            names.setdefault(paper_id, []).append(group.name)
    return names
