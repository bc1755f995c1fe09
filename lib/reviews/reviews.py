"""The front of reviewing, as `ws.reviews`: what there is to review, verdicts, samples, agreement, settled labels."""

from __future__ import annotations

import threading
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from lib.acting import signed
from lib.citations import numbered_in
from lib.errors import ConfigError
from lib.records import Citation, Paper
from lib.records.final_values import FinalValue
from lib.records.reviews import SCHEMES, Judgement, ReviewVerdict, Sample, SettledLabel
from lib.records.surveys import SurveyHead
from lib.reviews import label_sources
from lib.reviews.final_value_table import FinalValueTable
from lib.reviews.label_sources import VOTE, Disagreement, Labels, Place, counting_labels
from lib.reviews.queue import ASK, QueueFilter, QueueItem, first_places, item_of_answer, item_of_row, ordered, wanted_by
from lib.reviews.review_plans import ReviewPlans
from lib.reviews.verdict_cache import VerdictCache
from lib.reviews.verdict_rows import VerdictTableReader
from lib.reviews.verdicts import is_verdict
from lib.statistics.agreement import Agreement
from lib.statistics.sampling import draw_sample
from lib.storage.answers import AnswerStore
from lib.storage.verdicts import VerdictStore
from lib.surveys.comparing import Place as CellPlace
from lib.surveys.surveys import NO_LABEL_OF_PEOPLE, Surveys

ASKED_SHOWN = 2000
"""Answers to single questions that can stand in a queue, the newest ones."""


@dataclass(frozen=True, slots=True)
class _Surveyed:
    """What a survey gives to review, read once until it changes."""

    stamp: object
    items: list[QueueItem]
    votes: dict[Place, str]


class Reviews:
    """Reviews answers, those of surveys and those of single questions alike. Thread-safe."""

    def __init__(self, store: VerdictStore, answers: AnswerStore, surveys: Surveys) -> None:
        self._store = store
        self._answers = answers
        self._surveys = surveys
        self._verdicts = VerdictCache(store)
        self._lock = threading.Lock()
        self._asked: dict[str, QueueItem] = {}  # single answers never change: each is read once
        self._surveyed: dict[str, _Surveyed] = {}
        self.plans = ReviewPlans(store)
        self._final = FinalValueTable(store, self._verdicts, surveys)

    # the queue

    def items(self, source: str = "") -> list[QueueItem]:
        """Return everything that can be reviewed: of a survey, of single questions (`ask`), or all."""
        found: list[QueueItem] = []
        if source in {"", ASK}:
            found += self._asked_items()
        for head in self._surveys.heads():
            if source in {"", head.id}:
                found += self._of_survey(head).items
        return found

    def _asked_items(self) -> list[QueueItem]:
        known, items = self._asked, {}
        for answer_id in self._answers.latest_ids(ASKED_SHOWN):
            item = known.get(answer_id)
            if item is None:
                answer = self._answers.get(answer_id)
                item = item_of_answer(answer) if answer is not None else None
            if item is not None:
                items[answer_id] = item
        self._asked = items
        return list(items.values())

    def _of_survey(self, head: SurveyHead) -> _Surveyed:
        with self._lock:
            stamp, cached = self._surveys.stamp(head.id), self._surveyed.get(head.id)
            if cached is None or cached.stamp != stamp:
                questions = [question.text for question in head.plan.questions]
                rows = self._surveys.rows(head.id)
                papers = first_places(paper.id for paper in head.plan.papers)
                planned = sorted(rows, key=lambda row: (papers.get(row.paper_id, len(papers)), row.question))
                items = [item_of_row(row, head.id, questions[row.question]) for row in planned if row.answer_id]
                cached = _Surveyed(stamp, items, label_sources.votes_of(questions, rows))
                self._surveyed[head.id] = cached
            return cached

    def queue(self, wanted: QueueFilter, rater: str) -> list[QueueItem]:
        """Return what the rater has before them, in order."""
        everything = self.items(wanted.source)
        items = [item for item in everything if wanted.fits(item)]
        sample = self.sample(wanted.sample) if wanted.sample else None
        if sample is not None:
            drawn = {answer_id: place for place, answer_id in enumerate(sample.answer_ids)}
            items = sorted((i for i in items if i.answer_id in drawn), key=lambda item: drawn[item.answer_id])
        given = [verdict for latest in self._latest_of(items).values() for verdict in latest]
        # a category is disputed by answers of others to the same question too, whichever are chosen
        differing = wanted.only == "disputed"
        disputed = label_sources.disputed_answers(everything, self._latest_of(everything)) if differing else set()
        assigned = self.plans.assigned(items, rater) if wanted.only == "assigned" else set()
        chosen = wanted_by(wanted.only, rater, given, disputed, assigned)
        return ordered([item for item in items if chosen(item)], "sample" if sample else wanted.order)

    def progress(self, wanted: QueueFilter, rater: str) -> tuple[int, int]:
        """Return how many of the filter's answers the rater gave a verdict on, and how many there are."""
        everything = self.queue(replace(wanted, only="all"), rater)
        return len(everything) - len(self.queue(replace(wanted, only="to do"), rater)), len(everything)

    # verdicts

    def give(self, answer_id: str, rater: str, **fields: Any) -> ReviewVerdict:
        """Store a verdict and return it; `fields` as those of `ReviewVerdict`. Raises ConfigError."""
        if self._answers.get(answer_id) is None:
            raise ConfigError("This answer is no longer in the library, so no verdict can be given on it.")
        verdict = ReviewVerdict(
            id=uuid.uuid4().hex, answer_id=answer_id, rater=signed(rater), at=self._store.next_write_time(), **fields
        )
        if verdict.category == "failed":
            raise ConfigError(NO_LABEL_OF_PEOPLE)
        self._store.add(verdict)
        return verdict

    def add_all(self, given: Sequence[ReviewVerdict]) -> int:
        """Store all verdicts from elsewhere, or none; return how many are new. Those whose id is there change nothing."""
        return self._store.add_all(given)

    def verdict_table_reader(
        self, items: Sequence[QueueItem], papers: Iterable[Paper], questions: Mapping[str, str]
    ) -> VerdictTableReader:
        """Return what reads tables of verdicts on these answers; `questions`: texts by `match_key` of their labels."""
        ever = self._verdicts.all([item.answer_id for item in items])
        return VerdictTableReader(items, papers, questions, self._latest_of(items), ever, self._citations)

    def _citations(self, answer_id: str) -> int:
        """Return how many citations an answer prints."""
        answer = self._answers.get(answer_id)
        return len(numbered_in(answer)) if answer is not None else 0

    def undo(self, rater: str) -> ReviewVerdict | None:
        """Take back the rater's newest verdict that counts, and return it; None where there is none."""
        last = self._verdicts.newest_of(signed(rater))
        if last is None:
            return None
        self._store.add(
            ReviewVerdict(
                uuid.uuid4().hex,
                last.answer_id,
                last.rater,
                self._store.next_write_time(),
                citation=last.citation,
                withdraws=last.id,
            )
        )
        return last

    def latest_verdicts(self, answer_ids: Sequence[str] | None = None) -> list[ReviewVerdict]:
        """Return the verdicts that count, on those answers (None: on all), the oldest first."""
        return self._verdicts.latest(answer_ids)

    def all(self, answer_ids: Sequence[str] | None = None) -> list[ReviewVerdict]:
        """Return everything that was ever said of those answers (None: of all), the oldest first."""
        return self._verdicts.all(answer_ids)

    def history(self, answer_id: str) -> list[ReviewVerdict]:
        """Return everything that was ever said of an answer, taken back or not, the oldest first."""
        return self._verdicts.all([answer_id])

    def stamp(self) -> tuple[int, int]:
        """Return how many verdicts and settled labels there are; nothing is ever taken out of them."""
        return self._store.stamp()

    def state(self) -> tuple[object, ...]:
        """Return what is equal as long as there is nothing new to review, said or settled."""
        surveys = tuple((head.id, self._surveys.stamp(head.id)) for head in self._surveys.heads())
        return self.stamp(), tuple(self._answers.latest_ids(ASKED_SHOWN)), surveys

    def raters(self) -> list[str]:
        """Return everybody who gave a verdict."""
        return self._store.raters()

    # samples

    def draw_sample(
        self, name: str, wanted: QueueFilter, size: int, seed: int, strata: str = "", blind: str = ""
    ) -> Sample:
        """Draw a sample of what the filter names and store it with its seed; `strata`: `question`, `paper`, `answerer` or
        `category`.
        """
        items = {item.answer_id: item for item in self.queue(replace(wanted, only="all"), "")}
        if not items:
            raise ConfigError("There is nothing to draw from: no answer fits these choices.")
        by: dict[str, Callable[[QueueItem], str]] = {
            "question": lambda item: item.question,
            "paper": lambda item: " ".join(item.paper_ids),
            "answerer": lambda item: item.answerer,
            "category": lambda item: item.category,
        }
        if strata and strata not in by:
            raise ConfigError("A sample is stratified by question, paper, answerer or category.")
        stratum = (lambda answer_id: by[strata](items[answer_id])) if strata else None
        sample = draw_sample(name, list(items), size, seed, strata, stratum, blind)
        self._store.add_sample(sample)
        return sample

    def samples(self) -> list[Sample]:
        """Return all samples, the newest first."""
        return self._store.samples()

    def sample(self, sample_id: str) -> Sample:
        """Return one sample; raises ConfigError."""
        found = next((sample for sample in self._store.samples() if sample.id == sample_id), None)
        if found is None:
            raise ConfigError("This sample is not in the library (any more).")
        return found

    # agreement

    def labels(self, judgement: Judgement, items: Sequence[QueueItem]) -> dict[str, dict[Place, str]]:
        """Return what each rater said of the items as a whole, by rater and place; what several surveys ask counts once."""
        latest = self._latest_of(items)
        counted = items if judgement == "category" else label_sources.one_answer_each(items, latest)
        return label_sources.rater_labels(judgement, counted, latest)

    def machine_labels(self, items: Sequence[QueueItem]) -> dict[str, dict[Place, str]]:
        """Return the categories of each answerer, and the vote of several of one survey, by answerer and place.

        The vote is that of all answerers of the survey, also where the items hold the answers of some only.
        """
        places: dict[str, dict[Place, None]] = defaultdict(dict)
        for item in items:
            places[item.source][label_sources.place_of(item, "category")] = None
        voted: dict[Place, str] = {}
        for head in reversed(self._surveys.heads()):  # of surveys that ask the same the newest counts
            votes = self._of_survey(head).votes if head.id in places else {}
            voted |= {place: votes[place] for place in places.get(head.id, ()) if place in votes}
        return label_sources.answerer_labels(items) | ({VOTE: voted} if voted else {})

    def gold_labels(self, judgement: Judgement, items: Sequence[QueueItem]) -> dict[Place, str]:
        """Return the settled labels of that judgement of the items, by place."""
        return label_sources.gold_labels(judgement, items, self.settled())

    def agreement(self, first: Labels, second: Labels, judgement: Judgement | None = None) -> Agreement:
        """Return the agreement of two over the places that both labelled."""
        return label_sources.agreement_of(first, second, judgement)

    def agreement_by(
        self,
        part: Literal["question", "paper"],
        judgement: Judgement,
        first: Labels,
        second: Labels,
        items: Iterable[QueueItem],
    ) -> dict[str, Agreement]:
        """Return the agreement of two on each question (its text), or on each paper (its id)."""
        return label_sources.agreement_by(part, judgement, first, second, items)

    def disagreements(self, judgement: Judgement, items: Sequence[QueueItem]) -> list[Disagreement]:
        """Return the places on which raters differ, the open ones first."""
        return label_sources.disagreements(judgement, items, self._latest_of(items), self.settled())

    def disputes_at(self, item: QueueItem) -> list[Disagreement]:
        """Return what raters differ on at an answer, or at the question of the paper that it answers; settled ones too."""
        asked = label_sources.place_of(item, "category")
        there = [one for one in self.items() if label_sources.place_of(one, "category") == asked]
        mine = [one for one in there if one.answer_id == item.answer_id]
        return [
            found
            for judgement in SCHEMES
            for found in self.disagreements(judgement, there if judgement == "category" else mine)
        ]

    def settled_at(self, item: QueueItem) -> list[SettledLabel]:
        """Return what counts as settled of an answer, or of the question of the paper that it answers, the oldest first."""
        places = {(judgement, *label_sources.place_of(item, judgement)) for judgement in SCHEMES}
        return [one for one in self.settled() if one.place in places]

    def _latest_of(self, items: Sequence[QueueItem]) -> dict[str, list[ReviewVerdict]]:
        return self._verdicts.latest_by_answer(item.answer_id for item in items)

    def hidden_from(self, rater: str, items: Iterable[QueueItem]) -> set[str]:
        """Return the ids of those answers of which others said something that the rater does not see yet."""
        known = list(items)
        return self.plans.hidden_from(known, rater, self._latest_of(known))

    def judged_by(self, items: Sequence[QueueItem]) -> dict[str, set[str]]:
        """Return by rater the ids of those answers that they judged as a whole."""
        found: dict[str, set[str]] = defaultdict(set)
        for answer_id, given in self._latest_of(items).items():
            for verdict in given:
                if verdict.citation is None and is_verdict(verdict):
                    found[verdict.rater].add(answer_id)
        return dict(found)

    # what a cell is held to be

    def final_values(self, survey_id: str) -> Mapping[CellPlace, FinalValue]:
        """Return what each finished cell of a survey is held to be, by paper id and index of the question; the same
        mapping until something changes. Raises UnknownSurvey.
        """
        return self._final.of(survey_id)

    def hidden_places(self, survey_id: str, rater: str) -> frozenset[CellPlace]:
        """Return the cells of a survey of which a rater must not know yet what others say: where two or more are to judge each
        independently, those that the rater has still to judge. Raises UnknownSurvey.
        """
        if not rater.strip() or not self.plans.is_double(survey_id):
            return frozenset()
        hidden = self.hidden_from(rater, self.items(survey_id))
        rows = self._surveys.rows(survey_id) if hidden else []
        return frozenset((row.paper_id, row.question) for row in rows if row.answer_id in hidden)

    # settled labels

    def settle(
        self,
        judgement: Judgement,
        item: QueueItem,
        label: str,
        person: str,
        note: str = "",
        *,
        value: str = "",
        evidence: Sequence[Citation] = (),
        instead_of: str | None = None,
    ) -> SettledLabel:
        """Store the label, the gold one of that judgement of that answer from now on, and return it. Raises ConfigError.

        A category is settled of the item's paper and question, whoever answered; `value`: what the paper reports then.
        `instead_of`: id of the settled label that the person saw, empty for none; where another stands there by now,
        nothing is stored.
        """
        settled = SettledLabel(
            id=uuid.uuid4().hex,
            paper_ids=list(item.paper_ids),
            question=item.question,
            label=label.strip(),
            person=signed(person),
            note=note,
            at=self._store.next_settling(),
            judgement=judgement,
            answer_id=None if judgement == "category" else item.answer_id,
            value=value.strip() if judgement == "category" else "",
            evidence=list(evidence),
        )
        self._store.settle(settled, instead_of)
        return settled

    def settled(self) -> list[SettledLabel]:
        """Return the settled labels that count: of each place the newest, the oldest first."""
        return counting_labels(self._store.settled())
