"""How surveys are reviewed, as `ws.reviews.plans`: how many raters a cell needs, who sees whose verdicts, who reads what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from itertools import cycle, islice

from lib.errors import ConfigError, UnknownSurvey
from lib.records.reviews import ReviewPlan, ReviewVerdict
from lib.reviews.queue import ASK, QueueItem
from lib.reviews.verdicts import is_verdict
from lib.storage.verdicts import VerdictStore

MOST_RATERS = 20
"""That a cell can need."""
DAMAGED_PLAN = (
    "How many raters a cell of this survey needs, and who reads what, cannot be read any more: the database is damaged there. "
    "Until it is set again, nothing that raters agree on is a final value."
)
STATE_RULES = "A backup may have it whole; else set it under Raters."
BOTH = 2
"""Raters whose verdicts must be in before a third person sees them."""


class ReviewPlans:
    """The plans of all surveys. Thread-safe."""

    def __init__(self, store: VerdictStore) -> None:
        self._store = store

    def of(self, source: str) -> ReviewPlan:
        """Return how a survey is reviewed; as the defaults say where nobody chose, as for answers to single questions."""
        return ReviewPlan() if source == ASK else self._store.plan(source)

    def is_double(self, source: str) -> bool:
        """Return whether several raters are to judge each cell, independently."""
        plan = self.of(source)
        return plan.independent and (plan.is_damaged or plan.raters_needed >= BOTH)

    def store(self, survey_id: str, plan: ReviewPlan) -> None:
        """Store how a survey is reviewed from now on, never what stands for a damaged plan. Raises ConfigError, UnknownSurvey."""
        if plan.is_damaged:
            raise ConfigError(f"{DAMAGED_PLAN} {STATE_RULES}")
        if not 1 <= plan.raters_needed <= MOST_RATERS:
            raise ConfigError(f"A cell needs 1 to {MOST_RATERS} raters.")
        if any(not " ".join(name.split()) for name in (*plan.papers, *plan.answers)):
            raise ConfigError("Papers are assigned to somebody with a name.")
        if not self._store.set_plan(survey_id, plan):
            raise UnknownSurvey("This survey is no longer there.")

    def assign_papers(self, survey_id: str, paper_ids: Sequence[str], raters: Sequence[str], each: int) -> ReviewPlan:
        """Assign every paper to so many (`each`) of the raters, who get as many as one another but one, and return the plan.

        Takes the place of an earlier assignment of papers. Raises ConfigError, UnknownSurvey.
        """
        names = list(dict.fromkeys(name for rater in raters if (name := " ".join(rater.split()))))
        if not names:
            raise ConfigError("Name the raters to whom the papers are assigned.")
        if not 1 <= each <= len(names):
            raise ConfigError(f"Each paper is read by 1 to {len(names)} of these raters.")
        plan = replace(self.of(survey_id), papers=shared_out(paper_ids, names, each))
        self.store(survey_id, plan)
        return plan

    def assign_answers(self, survey_id: str, rater: str, answer_ids: Iterable[str]) -> ReviewPlan:
        """Assign single answers to a rater, such as those of a sample, beside what they have, and return the plan. Raises
        ConfigError, UnknownSurvey.
        """
        plan, name = self.of(survey_id), " ".join(rater.split())
        answers = {**plan.answers, name: list(dict.fromkeys([*plan.answers.get(name, ()), *answer_ids]))}
        self.store(survey_id, replace(plan, answers=answers))
        return self.of(survey_id)

    def assigned(self, items: Iterable[QueueItem], rater: str) -> set[str]:
        """Return the ids of those answers that are assigned to the rater."""
        name, plans = " ".join(rater.split()), dict[str, ReviewPlan]()
        found = set()
        for item in items:
            if item.source not in plans:
                plans[item.source] = self.of(item.source)
            plan = plans[item.source]
            if item.answer_id in plan.answers.get(name, ()) or set(item.paper_ids) & set(plan.papers.get(name, ())):
                found.add(item.answer_id)
        return found

    def sees_others(self, source: str, rater: str, given: Sequence[ReviewVerdict]) -> bool:
        """Return whether the rater sees what others say of an answer; `given`: the verdicts on it that count.

        Where raters work independently, once they have judged it themselves, or once as many as it needs have, two at the
        least: a third person may then settle it.
        """
        return _sees(self.of(source), " ".join(rater.split()), given)

    def hidden_from(
        self, items: Iterable[QueueItem], rater: str, latest: Mapping[str, Sequence[ReviewVerdict]]
    ) -> set[str]:
        """Return the ids of those answers of which others said something that the rater does not see yet; `latest`: the
        verdicts that count, by answer id.
        """
        name, plans = " ".join(rater.split()), dict[str, ReviewPlan]()
        found = set()
        for item in items:
            given = latest.get(item.answer_id)
            if not given:
                continue
            if item.source not in plans:
                plans[item.source] = self.of(item.source)
            others = any(verdict.rater != name for verdict in given)
            if others and not _sees(plans[item.source], name, given):
                found.add(item.answer_id)
        return found

    def hand_over(
        self, survey_id: str, rater: str, to: str, items: Sequence[QueueItem], judged: Mapping[str, Set[str]]
    ) -> int:
        """Give what a rater was assigned and has not judged to another, and return how many answers that are.

        What another was assigned or has judged already stays where it is: one person is not two raters. `items`: the answers
        of the survey; `judged`: ids of the answers judged, by rater. Raises ConfigError, UnknownSurvey.
        """
        name, other = " ".join(rater.split()), " ".join(to.split())
        if not other or other == name:
            raise ConfigError("Name somebody else, who takes over what is left.")
        assigned = self.assigned(items, name)
        theirs = self.assigned(items, other) | judged.get(other, frozenset())
        left = {answer_id for answer_id in assigned if answer_id not in judged.get(name, ())}
        given = [item.answer_id for item in items if item.answer_id in left - theirs]
        if not given:
            return 0
        plan, handed = self.of(survey_id), set(given)
        parted = {paper_id for item in items if item.answer_id in handed for paper_id in item.paper_ids}
        kept = [
            item.answer_id
            for item in items
            if item.answer_id in assigned - handed
            and (parted & set(item.paper_ids) or item.answer_id in plan.answers.get(name, ()))
        ]
        papers = {
            **plan.papers,
            name: [paper_id for paper_id in plan.papers.get(name, ()) if paper_id not in parted],
        }
        answers = {
            **plan.answers,
            name: kept,
            other: list(dict.fromkeys([*plan.answers.get(other, ()), *given])),
        }
        self.store(survey_id, replace(plan, papers=_filled(papers), answers=_filled(answers)))
        return len(given)


def _sees(plan: ReviewPlan, name: str, given: Sequence[ReviewVerdict]) -> bool:
    judged = {verdict.rater for verdict in given if verdict.citation is None and is_verdict(verdict)}
    return not plan.independent or name in judged or (len(judged) >= BOTH and plan.is_agreed_by(len(judged)))


def _filled(assigned: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: ids for name, ids in assigned.items() if ids}


def shared_out(paper_ids: Sequence[str], raters: Sequence[str], each: int) -> dict[str, list[str]]:
    """Return by rater the papers that they read: each paper by so many (`each`), nobody more than one more than another."""
    found: dict[str, list[str]] = {rater: [] for rater in raters}
    turn = cycle(raters)
    for paper_id in paper_ids:
        for rater in islice(turn, each):
            found[rater].append(paper_id)
    return found
