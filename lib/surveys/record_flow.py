"""What is decided on each record of a screening, and the numbers of its PRISMA 2020 flow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lib.records.screening import BibRecord, RecordDecision, Stage
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
    """Records that are no duplicates."""
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
    included: int = 0


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


def standings(
    records: Sequence[BibRecord], decisions: Sequence[RecordDecision], people: int, stage: Stage
) -> dict[int, Standing]:
    """Return what stands of each record that is to be decided at that stage, by its number: of all that are no duplicates
    by title and abstract, of those that passed it in full.
    """
    latest = latest_decisions(decisions)
    at_title = {
        one.number: standing(latest.get((one.number, "title"), {}), people)
        for one in records
        if one.duplicate_of is None
    }
    if stage == "title":
        return at_title
    passed = [number for number, of in at_title.items() if of in ("include", "maybe")]
    return {number: standing(latest.get((number, "full_text"), {}), people) for number in passed}


def flow(records: Sequence[BibRecord], decisions: Sequence[RecordDecision], people: int) -> Flow:
    """Return the numbers of the flow (Page et al. 2021, BMJ 372:n71, figure 1)."""
    title = standings(records, decisions, people, "title")
    full = standings(records, decisions, people, "full_text")
    by_title, by_full = Counter(title.values()), Counter(full.values())
    latest = latest_decisions(decisions)
    reasons = Counter(_reason(latest[number, "full_text"]) for number, of in full.items() if of == "exclude")
    return Flow(
        identified=dict(Counter(one.source for one in records)),
        duplicates=len(records) - len(title),
        screened=len(title),
        excluded=by_title["exclude"],
        undecided=by_title["undecided"] + by_title["conflict"],
        sought=len(full),
        not_retrieved=by_full["not_retrieved"],
        unassessed=by_full["undecided"] + by_full["conflict"],
        assessed=by_full["exclude"] + by_full["include"],
        excluded_reports=dict(reasons.most_common()),
        included=by_full["include"],
    )


def _reason(said: Mapping[str, RecordDecision]) -> str:
    """Return why a report is excluded: as it was settled, else the first reason that anybody gave, by time."""
    if "" in said and said[""].reason:
        return said[""].reason
    given = sorted((one.at, one.reason) for one in said.values() if one.decision == "exclude" and one.reason)
    return given[0][1] if given else NO_REASON


def agreement(decisions: Sequence[RecordDecision], first: str, second: str, stage: Stage) -> Agreement:
    """Return how far two people agree on the records that both decided on at that stage, settlements apart."""
    latest = latest_decisions(decisions)
    both = [
        (said[first].decision, said[second].decision)
        for (_, at), said in sorted(latest.items())
        if at == stage and first in said and second in said
    ]
    return compare([one for one, _ in both], [other for _, other in both])
