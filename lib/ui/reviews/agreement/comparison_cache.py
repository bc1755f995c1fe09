"""Everything that is compared of a source, worked out once until something in it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Literal

import streamlit as st

from lib.records.reviews import Judgement
from lib.reviews.label_sources import VOTE, Disagreement, agreement_by, agreement_of, parts_of
from lib.reviews.queue import QueueItem
from lib.statistics.agreement import Agreement
from lib.statistics.group_agreement import GroupAgreement, compare_group
from lib.ui.reviews.agreement.source_choice import Side, items_of, sides_of
from lib.workspace import Workspace

KEPT = 6
"""Comparisons in memory, of all sessions together."""
Kind = Literal["rater", "machine"]
KINDS: tuple[Kind, ...] = ("rater", "machine")
Part = Literal["question", "paper"]
PARTS: tuple[Part, ...] = ("question", "paper")


@dataclass(frozen=True)
class Pair:
    """Two sides on the places that both labelled."""

    overall: Agreement
    by: Mapping[Part, Mapping[str, Agreement]]
    """By the question's text, by the paper's id."""
    said: Counter[tuple[str, str]]
    """How often the first gave the one label and the second the other."""


@dataclass
class Compared:
    """The sides of a source with what was worked out of them."""

    judgement: Judgement
    items: list[QueueItem]
    sides: dict[str, Side]
    disagreements: list[Disagreement]
    """The places on which raters differ, the open ones first."""
    _pairs: dict[tuple[str, str], Pair] = field(default_factory=dict)
    _groups: dict[tuple[Kind, Part], dict[str, GroupAgreement]] = field(default_factory=dict)

    def kind(self, kind: Kind) -> dict[str, Side]:
        """Return the raters, or the answerers without their vote, by their ids."""
        found = {id_: side for id_, side in self.sides.items() if id_.startswith(f"{kind}:")}
        return {id_: side for id_, side in found.items() if id_ != f"machine:{VOTE}"}

    def pair(self, first: str, second: str) -> Pair:
        """Return two sides by their ids."""
        if (first, second) not in self._pairs:
            one, other = self.sides[first].labels, self.sides[second].labels
            by = {part: agreement_by(part, self.judgement, one, other, self.items) for part in PARTS}
            said = Counter((label, other[place]) for place, label in one.items() if place in other)
            self._pairs[first, second] = Pair(agreement_of(one, other), by, said)
        return self._pairs[first, second]

    def groups(self, kind: Kind, part: Part) -> dict[str, GroupAgreement]:
        """Return the agreement of all of a kind on each question or paper."""
        if (kind, part) not in self._groups:
            labels = {id_: side.labels for id_, side in self.kind(kind).items()}
            parts = parts_of(part, self.judgement, self.items)
            self._groups[kind, part] = {
                name: compare_group({who: {p: said[p] for p in places if p in said} for who, said in labels.items()})
                for name, places in parts.items()
            }
        return self._groups[kind, part]

    @cached_property
    def group(self) -> dict[Kind, GroupAgreement]:
        """The agreement of all raters and that of all answerers, where there are three or more, by their kind."""
        found = {}
        for kind in KINDS:
            labels = {id_: side.labels for id_, side in self.kind(kind).items()}
            if len(labels) > 2:
                found[kind] = compare_group(labels)
        return found

    @cached_property
    def every_two(self) -> dict[Kind, list[tuple[Side, Side, Agreement]]]:
        """Every two raters, and every two answerers."""
        return {
            kind: [(a, b, agreement_of(a.labels, b.labels)) for a, b in combinations(self.kind(kind).values(), 2)]
            for kind in KINDS
        }


def compared_by(workspace: Workspace, source: str, judgement: Judgement) -> Compared:
    """Return what there is to compare of a source, as the screen names it. Raises ConfigError."""
    state = hash((workspace.reviews.state(), _tables(workspace) if judgement == "category" else ()))
    return _compared(workspace, str(workspace.folder), source, judgement, state)


@st.cache_resource(max_entries=KEPT, show_spinner="Comparing what was said …")
def _compared(_workspace: Workspace, folder: str, source: str, judgement: Judgement, state: int) -> Compared:
    items = items_of(_workspace, source)
    sides = sides_of(_workspace, items, judgement)
    return Compared(judgement, items, sides, _workspace.reviews.disagreements(judgement, items))


def _tables(workspace: Workspace) -> tuple[object, ...]:
    """Equal as long as label tables, and the papers and questions that they name, are the same."""
    papers = tuple((paper.id, paper.doi, paper.filename, paper.title) for paper in workspace.papers())
    return papers, tuple((table.id, table.size) for table in workspace.labels.tables())
