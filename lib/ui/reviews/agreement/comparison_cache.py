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
from lib.ui.reviews.agreement.source_choice import Labeller, items_of, labellers_of
from lib.workspace import Workspace

COMPARISONS_KEPT = 6
"""Comparisons in memory, of all sessions together."""
Kind = Literal["rater", "machine"]
KINDS: tuple[Kind, ...] = ("rater", "machine")
Part = Literal["question", "paper"]
PARTS: tuple[Part, ...] = ("question", "paper")


@dataclass(frozen=True)
class Pair:
    """Two labellers on the places that both labelled."""

    overall: Agreement
    by: Mapping[Part, Mapping[str, Agreement]]
    """By the question's text, by the paper's id."""
    label_pairs: Counter[tuple[str, str]]
    """How often the first gave the one label and the second the other."""


@dataclass
class SourceComparison:
    """The labellers of a source with what was worked out of them."""

    judgement: Judgement
    items: list[QueueItem]
    labellers: dict[str, Labeller]
    disagreements: list[Disagreement]
    """The places on which raters differ, the open ones first."""
    _pairs: dict[tuple[str, str], Pair] = field(default_factory=dict)
    _groups: dict[tuple[Kind, Part], dict[str, GroupAgreement]] = field(default_factory=dict)

    def kind(self, kind: Kind) -> dict[str, Labeller]:
        """Return the raters, or the answerers without their vote, by their ids."""
        found = {id_: labeller for id_, labeller in self.labellers.items() if id_.startswith(f"{kind}:")}
        return {id_: labeller for id_, labeller in found.items() if id_ != f"machine:{VOTE}"}

    def pair(self, first: str, second: str) -> Pair:
        """Return the comparison of two labellers by their ids."""
        if (first, second) not in self._pairs:
            one, other = self.labellers[first].labels, self.labellers[second].labels
            by = {part: agreement_by(part, self.judgement, one, other, self.items) for part in PARTS}
            label_pairs = Counter((label, other[place]) for place, label in one.items() if label and other.get(place))
            self._pairs[first, second] = Pair(agreement_of(one, other, self.judgement), by, label_pairs)
        return self._pairs[first, second]

    def groups(self, kind: Kind, part: Part) -> dict[str, GroupAgreement]:
        """Return the agreement of all of a kind on each question or paper."""
        if (kind, part) not in self._groups:
            labels = {id_: labeller.labels for id_, labeller in self.kind(kind).items()}
            parts = parts_of(part, self.judgement, self.items)
            self._groups[kind, part] = {
                name: compare_group({who: {p: given[p] for p in places if p in given} for who, given in labels.items()})
                for name, places in parts.items()
            }
        return self._groups[kind, part]

    @cached_property
    def group(self) -> dict[Kind, GroupAgreement]:
        """The agreement of all raters and that of all answerers, where there are three or more, by their kind."""
        found = {}
        for kind in KINDS:
            labels = {id_: labeller.labels for id_, labeller in self.kind(kind).items()}
            if len(labels) > 2:
                found[kind] = compare_group(labels)
        return found

    @cached_property
    def pairwise(self) -> dict[Kind, list[tuple[Labeller, Labeller, Agreement]]]:
        """Every two raters, and every two answerers."""
        return {
            kind: [
                (a, b, agreement_of(a.labels, b.labels, self.judgement))
                for a, b in combinations(self.kind(kind).values(), 2)
            ]
            for kind in KINDS
        }


def comparison_of(workspace: Workspace, source: str, judgement: Judgement) -> SourceComparison:
    """Return what there is to compare of a source, as the screen names it. Raises ConfigError."""
    state = hash((workspace.reviews.state(), _tables_state(workspace) if judgement == "category" else ()))
    return _comparison(workspace, str(workspace.folder), source, judgement, state)


@st.cache_resource(max_entries=COMPARISONS_KEPT, show_spinner="Comparing what was said …")
def _comparison(_workspace: Workspace, folder: str, source: str, judgement: Judgement, state: int) -> SourceComparison:
    items = items_of(_workspace, source)
    labellers = labellers_of(_workspace, items, judgement)
    return SourceComparison(judgement, items, labellers, _workspace.reviews.disagreements(judgement, items))


def _tables_state(workspace: Workspace) -> tuple[object, ...]:
    """Return what is equal as long as label tables, and the papers and questions that they name, are the same."""
    papers = tuple((paper.id, paper.doi, paper.filename, paper.title) for paper in workspace.papers())
    return papers, tuple((table.id, table.size) for table in workspace.labels.tables())
