"""What is decided on each record of a screening, and the numbers of its PRISMA 2020 flow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from lib.records.screening import DECISIONS, ORDERED_DECISIONS, BibRecord, RecordDecision, Stage
from lib.statistics.agreement import Agreement, compare

Standing = Literal["include", "exclude", "maybe", "not_retrieved", "conflict", "undecided"]
"""What the people's decisions come to: `undecided` until as many as are needed have decided."""
NO_REASON = "no reason given"


@dataclass(frozen=True, slots=True)
class Flow:
    """The numbers of the flow. What people have not decided yet stands apart, so that every box is the sum of those below."""

    identified: dict[str, int]
    """By source."""
    duplicates: int
    screened: int
    """Records that are no duplicates and were not removed before for another reason."""
    excluded: int
    """By title and abstract."""
    undecided: int
    """By title and abstract: not decided by enough people, or differently."""
    sought: int
    """Reports wanted in full."""
    not_retrieved: int
    unassessed: int
    """Reports not decided by enough people, or differently."""
    assessed: int
    """Reports decided on in full."""
    excluded_reports: dict[str, int] = field(default_factory=dict)
    """By reason."""
    removed: dict[str, int] = field(default_factory=dict)
    """Records removed before screening that are no duplicates, by reason."""
    included: int = 0
    """Reports."""
    studies: int = 0
    """Of which the included reports tell, each counted once."""


def latest_decisions(decisions: Iterable[RecordDecision]) -> dict[tuple[int, Stage], dict[str, RecordDecision]]:
    """Return by record and stage what each person last decided; a settlement stands under the empty name."""
    found: dict[tuple[int, Stage], dict[str, RecordDecision]] = {}
    for one in decisions:  # the oldest first
        found.setdefault((one.number, one.stage), {})["" if one.settles else one.person] = one
    return found


def standing(said: Mapping[str, RecordDecision], people: int) -> Standing:
    """Return what the decisions on one record at one stage come to: what was settled, else what `people` agree on."""
    if "" in said:
        return said[""].decision
    words = {one.decision for one in said.values()}
    if len(said) < people:
        return "undecided"
    return next(iter(words)) if len(words) == 1 else "conflict"


@dataclass(frozen=True)
class ScreenedRecords:
    """The records of a screening with all that was decided on them, and what that comes to; each is found out once."""

    records: Sequence[BibRecord]
    """By number."""
    decisions: Sequence[RecordDecision]
    """Every one ever made, the oldest first."""
    people: int
    """So many must have decided on a record before their word counts."""

    @cached_property
    def latest(self) -> Mapping[tuple[int, Stage], Mapping[str, RecordDecision]]:
        """By record and stage what each person last decided, a settlement under the empty name."""
        return latest_decisions(self.decisions)

    def with_decisions(self, new: Sequence[RecordDecision]) -> ScreenedRecords:
        """Return them with what was decided since."""
        return ScreenedRecords(self.records, [*self.decisions, *new], self.people)

    def said(self, number: int, stage: Stage) -> Mapping[str, RecordDecision]:
        """Return what each person last decided on a record at that stage."""
        return self.latest.get((number, stage), {})

    def standings(self, stage: Stage) -> Mapping[int, Standing]:
        """Return what stands of each record that is to be decided at that stage, by its number: of all that are screened by
        title and abstract, of those that passed it in full.
        """
        return self._at_title if stage == "title" else self._in_full

    @cached_property
    def _at_title(self) -> dict[int, Standing]:
        latest = self.latest
        return {
            one.number: standing(latest.get((one.number, "title"), {}), self.people)
            for one in self.records
            if one.is_screened
        }

    @cached_property
    def _in_full(self) -> dict[int, Standing]:
        latest = self.latest
        passed = [number for number, of in self._at_title.items() if of in ("include", "maybe")]
        return {number: standing(latest.get((number, "full_text"), {}), self.people) for number in passed}

    @cached_property
    def flow(self) -> Flow:
        """The numbers of the flow (Page et al. 2021, BMJ 372:n71, figure 1)."""
        title, full = self._at_title, self._in_full
        by_title, by_full = Counter(title.values()), Counter(full.values())
        reasons = Counter(_reason(self.said(number, "full_text")) for number, of in full.items() if of == "exclude")
        included = [self.records[number - 1] for number, of in full.items() if of == "include"]
        return Flow(
            identified=dict(Counter(one.source for one in self.records)),
            duplicates=sum(one.duplicate_of is not None for one in self.records),
            screened=len(title),
            excluded=by_title["exclude"],
            undecided=by_title["undecided"] + by_title["conflict"],
            sought=len(full),
            not_retrieved=by_full["not_retrieved"],
            unassessed=by_full["undecided"] + by_full["conflict"],
            assessed=by_full["exclude"] + by_full["include"],
            excluded_reports=dict(reasons.most_common()),
            removed=dict(Counter(one.removed for one in self.records if one.removed and one.duplicate_of is None)),
            included=by_full["include"],
            studies=len({one.study_of or one.number for one in included}),
        )

    def agreement(self, first: str, second: str, stage: Stage) -> Agreement:
        """Return how far two people agree on the records that both decided on at that stage, settlements apart."""
        both = [
            (said[first].decision, said[second].decision)
            for (_, at), said in self.latest.items()
            if at == stage and first in said and second in said
        ]
        firsts, seconds = [one for one, _ in both], [other for _, other in both]
        return compare(firsts, seconds, DECISIONS[stage], ORDERED_DECISIONS[stage])


def _reason(said: Mapping[str, RecordDecision]) -> str:
    """Return why a report is excluded: as it was settled, else the first reason that anybody gave, by time."""
    if "" in said and said[""].reason:
        return said[""].reason
    given = sorted((one.at, one.reason) for one in said.values() if one.decision == "exclude" and one.reason)
    return given[0][1] if given else NO_REASON
