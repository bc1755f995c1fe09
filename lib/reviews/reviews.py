"""The front of reviewing, as `ws.reviews`: what there is to review, verdicts, samples, agreement, settled labels."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from lib.errors import ConfigError
from lib.moments import now
from lib.records import Answer, Category, Record
from lib.reviews.agreement import Agreement, GroupAgreement, compare, compare_group
from lib.reviews.labels import Label
from lib.reviews.sampling import Sample, sample_of
from lib.reviews.verdicts import ReviewVerdict, standing
from lib.storage.answers import AnswerStore
from lib.storage.surveys import CellRow
from lib.storage.verdicts import SettledLabel, VerdictStore
from lib.surveys.categories import categorise, supported_share
from lib.surveys.surveys import Surveys
from lib.surveys.voting import majority_vote

Order = Literal["least supported", "newest", "paper", "question", "sample"]
Only = Literal["all", "to do", "second", "reviewed", "flagged", "disputed"]
"""`to do`: by this rater; `second`: to do by this rater and judged by another; `disputed`: raters differ."""
Judgement = Literal["correct", "supported", "category"]
"""Which word of a verdict is compared."""

ASK = "ask"
"""The source of answers to single questions; a survey's is its id."""
ASKED_SHOWN = 2000
"""Answers to single questions that can stand in a queue, the newest ones."""
GOLD = "gold"
VOTE = "vote"


@dataclass(frozen=True, slots=True)
class QueueItem(Record):
    """An answer to be reviewed, as a list shows it."""

    answer_id: str
    source: str
    """`ask`, or the id of its survey."""
    question: str
    paper_ids: list[str]
    answerer: str
    category: Category
    supported: float | None
    """Share of its claims that the passages support; None where it claims nothing."""
    created_at: str
    text: str
    """Its beginning."""


@dataclass(frozen=True, slots=True)
class QueueFilter(Record):
    """What a reviewer wants to see, and in which order; empty parts don't matter."""

    source: str = ""
    paper_id: str = ""
    question: str = ""
    answerer: str = ""
    category: str = ""
    only: Only = "to do"
    order: Order = "least supported"
    sample: str = ""
    """Id of a sample: its answers only."""


@dataclass(frozen=True, slots=True)
class Disagreement(Record):
    """A question of a paper on which raters differ."""

    paper_id: str
    question: str
    answer_id: str
    labels: dict[str, str] = field(default_factory=dict)
    """By rater."""
    settled: str = ""
    """The label it was settled to; empty where it is open."""


class Reviews:
    """Reviews answers, those of surveys and those of single questions alike. Thread-safe."""

    def __init__(self, store: VerdictStore, answers: AnswerStore, surveys: Surveys) -> None:
        self._store = store
        self._answers = answers
        self._surveys = surveys
        self._asked: dict[str, QueueItem] = {}  # single answers never change: each is read once

    # the queue

    def items(self, source: str = "") -> list[QueueItem]:
        """Everything that can be reviewed: of a survey, of single questions (`ask`), or all."""
        found: list[QueueItem] = []
        if source in {"", ASK}:
            found += self._asked_items()
        for head in self._surveys.heads():
            if source in {"", head.id}:
                texts = [question.text for question in head.plan.questions]
                rows = self._surveys.rows(head.id)
                found += [_item_of_row(row, head.id, texts[row.question]) for row in rows if row.answer_id]
        return found

    def _asked_items(self) -> list[QueueItem]:
        known, items = self._asked, {}
        for answer_id in self._answers.latest_ids(ASKED_SHOWN):
            item = known.get(answer_id)
            if item is None:
                answer = self._answers.get(answer_id)
                item = _item_of_answer(answer) if answer is not None else None
            if item is not None:
                items[answer_id] = item
        self._asked = items
        return list(items.values())

    def queue(self, wanted: QueueFilter, rater: str) -> list[QueueItem]:
        """What the rater has before them, in order."""
        items = [item for item in self.items(wanted.source) if _fits(item, wanted)]
        sample = self.sample(wanted.sample) if wanted.sample else None
        if sample is not None:
            drawn = {answer_id: place for place, answer_id in enumerate(sample.answer_ids)}
            items = sorted((i for i in items if i.answer_id in drawn), key=lambda item: drawn[item.answer_id])
        given = self.standing([item.answer_id for item in items])
        chosen = _only(wanted.only, rater, given)
        return _ordered([item for item in items if chosen(item)], "sample" if sample else wanted.order)

    def progress(self, wanted: QueueFilter, rater: str) -> tuple[int, int]:
        """How many of the filter's answers the rater gave a verdict on, and how many there are."""
        everything = self.queue(_with(wanted, only="all"), rater)
        return len(everything) - len(self.queue(_with(wanted, only="to do"), rater)), len(everything)

    # verdicts

    def give(self, answer_id: str, rater: str, **words: Any) -> ReviewVerdict:
        """The verdict as it is kept; `words` as the fields of `ReviewVerdict`. Raises ConfigError."""
        if self._answers.get(answer_id) is None:
            raise ConfigError("This answer is no longer in the library, so no verdict can be given on it.")
        verdict = ReviewVerdict(
            id=uuid.uuid4().hex, answer_id=answer_id, rater=" ".join(rater.split()), at=now(), **words
        )
        self._store.add(verdict)
        return verdict

    def undo(self, rater: str) -> ReviewVerdict | None:
        """The rater's newest verdict that counted, taken back now; None where there is none."""
        mine = [verdict for verdict in standing(self._store.all()) if verdict.rater == " ".join(rater.split())]
        if not mine:
            return None
        last = mine[-1]
        self._store.add(
            ReviewVerdict(
                uuid.uuid4().hex, last.answer_id, last.rater, now(), citation=last.citation, withdraws=last.id
            )
        )
        return last

    def standing(self, answer_ids: Sequence[str] | None = None) -> list[ReviewVerdict]:
        """The verdicts that count, on those answers (None: on all)."""
        return standing(self._store.all(answer_ids))

    def all(self, answer_ids: Sequence[str] | None = None) -> list[ReviewVerdict]:
        """Everything that was ever said of those answers (None: of all), the oldest first."""
        return self._store.all(answer_ids)

    def history(self, answer_id: str) -> list[ReviewVerdict]:
        """Everything that was ever said of an answer, taken back or not, the oldest first."""
        return self._store.all([answer_id])

    def stamp(self) -> tuple[int, int]:
        """How many verdicts and settled labels there are; nothing is ever taken out of them."""
        return self._store.stamp()

    def raters(self) -> list[str]:
        """Everybody who gave a verdict."""
        return self._store.raters()

    # samples

    def draw_sample(
        self, name: str, wanted: QueueFilter, size: int, seed: int, strata: str = "", blind: str = ""
    ) -> Sample:
        """A sample of what the filter names, kept with its seed; `strata`: `question`, `paper`, `answerer` or `category`."""
        items = {item.answer_id: item for item in self.queue(_with(wanted, only="all"), "")}
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
        sample = sample_of(name, list(items), size, seed, strata, stratum, blind)
        self._store.add_sample(sample)
        return sample

    def samples(self) -> list[Sample]:
        """All samples, the newest first."""
        return self._store.samples()

    def sample(self, sample_id: str) -> Sample:
        """One sample; raises ConfigError."""
        found = next((sample for sample in self._store.samples() if sample.id == sample_id), None)
        if found is None:
            raise ConfigError("This sample is not in the library (any more).")
        return found

    # agreement

    def labels(self, judgement: Judgement, items: Iterable[QueueItem]) -> dict[str, dict[str, str]]:
        """What each rater said of the items as a whole, by rater and answer id."""
        ids = [item.answer_id for item in items]
        said: dict[str, dict[str, str]] = defaultdict(dict)
        for verdict in self.standing(ids):
            word = getattr(verdict, judgement)
            if verdict.citation is None and word is not None:
                said[verdict.rater][verdict.answer_id] = word
        return dict(said)

    def machine_labels(self, items: Iterable[QueueItem]) -> dict[str, dict[str, str]]:
        """The categories of each answerer, and the vote of several of one survey, by answerer and answer id.

        The vote is that of all answerers of the survey, also where the items hold the answers of some only.
        """
        said: dict[str, dict[str, str]] = defaultdict(dict)
        votes: dict[str, dict[str, str]] = {}
        for item in items:
            said[item.answerer][item.answer_id] = item.category
            if item.source != ASK:
                if item.source not in votes:
                    votes[item.source] = self._votes(item.source)
                if item.answer_id in votes[item.source]:
                    said[VOTE][item.answer_id] = votes[item.source][item.answer_id]
        return dict(said)

    def _votes(self, survey_id: str) -> dict[str, str]:
        """The vote by answer id, where more than one answerer was asked."""
        places: dict[tuple[str, int], list[CellRow]] = defaultdict(list)
        for row in self._surveys.rows(survey_id):
            places[row.paper_id, row.question].append(row)
        return {
            row.answer_id: majority_vote([one.category for one in together])
            for together in places.values()
            if len(together) > 1
            for row in together
            if row.answer_id
        }

    def agreement(self, first: Mapping[str, str], second: Mapping[str, str]) -> Agreement:
        """The agreement of two over the answers that both labelled."""
        both = sorted(first.keys() & second.keys())
        return compare([first[i] for i in both], [second[i] for i in both])

    def group_agreement(self, labels: Mapping[str, Mapping[str, str]]) -> GroupAgreement | None:
        """The agreement of all raters together; None where there is one only."""
        return compare_group(labels) if len(labels) > 1 else None

    def agreement_by(
        self,
        part: Literal["question", "paper"],
        first: Mapping[str, str],
        second: Mapping[str, str],
        items: Iterable[QueueItem],
    ) -> dict[str, Agreement]:
        """The agreement of two on each question (its text), or on each paper (its id)."""
        parts: dict[str, list[str]] = defaultdict(list)
        for item in items:
            if item.answer_id in first and item.answer_id in second:
                parts[item.question if part == "question" else " ".join(item.paper_ids)].append(item.answer_id)
        return {name: compare([first[i] for i in ids], [second[i] for i in ids]) for name, ids in parts.items()}

    def disagreements(self, judgement: Judgement, items: Sequence[QueueItem]) -> list[Disagreement]:
        """The answers on which raters differ, the open ones first."""
        by_answer: dict[str, dict[str, str]] = defaultdict(dict)
        for rater, said in self.labels(judgement, items).items():
            for answer_id, word in said.items():
                by_answer[answer_id][rater] = word
        settled = self._store.settled()
        found = []
        for item in items:
            said = by_answer.get(item.answer_id, {})
            if len(set(said.values())) > 1:
                paper = " ".join(item.paper_ids)
                gold = settled.get((paper, item.question))
                found.append(Disagreement(paper, item.question, item.answer_id, said, gold.label if gold else ""))
        return sorted(found, key=lambda one: bool(one.settled))

    def settle(self, paper_id: str, question: str, label: str, person: str, note: str = "") -> None:
        """Nothing; the label is the gold one of that question of that paper from now on. Raises ConfigError."""
        if not person.strip() or not label.strip():
            raise ConfigError("Settling needs a label and the name of who settles it.")
        self._store.settle(paper_id, question, label.strip(), person.strip(), note)

    def settled(self) -> dict[tuple[str, str], SettledLabel]:
        """What counts as settled, by paper id and question."""
        return self._store.settled()

    def gold(self) -> list[Label]:
        """The settled labels as a label table."""
        return [
            Label(paper, question, GOLD, settled.label) for (paper, question), settled in self._store.settled().items()
        ]


def _fits(item: QueueItem, wanted: QueueFilter) -> bool:
    return (
        (not wanted.paper_id or wanted.paper_id in item.paper_ids)
        and (not wanted.question or item.question == wanted.question)
        and (not wanted.answerer or item.answerer == wanted.answerer)
        and (not wanted.category or item.category == wanted.category)
    )


def _only(only: Only, rater: str, given: Sequence[ReviewVerdict]) -> Callable[[QueueItem], bool]:
    """Which items are wanted, by what was said of them as a whole."""
    name = " ".join(rater.split())
    mine = {v.answer_id: v for v in given if v.rater == name and v.citation is None}
    said: dict[str, set[str]] = defaultdict(set)
    for verdict in given:
        if verdict.citation is None and verdict.correct:
            said[verdict.answer_id].add(verdict.correct)
    match only:
        case "to do":
            return lambda item: not is_verdict(mine.get(item.answer_id))
        case "second":
            others = {v.answer_id for v in given if v.rater != name and v.citation is None and is_verdict(v)}
            return lambda item: item.answer_id in others and not is_verdict(mine.get(item.answer_id))
        case "reviewed":
            return lambda item: is_verdict(mine.get(item.answer_id))
        case "flagged":
            flagged = {v.answer_id for v in given if v.flag}
            return lambda item: item.answer_id in flagged
        case "disputed":
            return lambda item: len(said[item.answer_id]) > 1
    return lambda item: True


def is_verdict(verdict: ReviewVerdict | None) -> bool:
    """Whether the answer was judged: a flag, or the rater's own answer with its category before seeing it, is no verdict."""
    if verdict is None:
        return False
    labelled = verdict.category is not None and verdict.blind != "answer_first"
    return verdict.correct is not None or verdict.supported is not None or labelled


def _ordered(items: list[QueueItem], order: Order) -> list[QueueItem]:
    match order:
        case "least supported":
            return sorted(items, key=lambda item: (1.0 if item.supported is None else item.supported, item.answer_id))
        case "newest":
            return sorted(items, key=lambda item: item.created_at, reverse=True)
        case "paper":
            return sorted(items, key=lambda item: (item.paper_ids, item.question, item.answerer))
        case "question":
            return sorted(items, key=lambda item: (item.question, item.paper_ids, item.answerer))
    return items


def _item_of_answer(answer: Answer) -> QueueItem:
    return QueueItem(
        answer_id=answer.id,
        source=ASK,
        question=answer.question,
        paper_ids=list(answer.paper_ids),
        answerer=answer.answerer,
        category=categorise(answer),
        supported=supported_share(answer),
        created_at=answer.created_at,
        text=" ".join(answer.text.split())[:200],
    )


def _item_of_row(row: CellRow, survey_id: str, question: str) -> QueueItem:
    return QueueItem(
        answer_id=row.answer_id or "",
        source=survey_id,
        question=question,
        paper_ids=[row.paper_id],
        answerer=row.answerer,
        category=row.category,
        supported=row.figures.get("supported"),
        created_at=row.finished_at,
        text=row.figures.get("text", ""),
    )


def _with(wanted: QueueFilter, only: Only) -> QueueFilter:
    return QueueFilter(**{**wanted.to_dict(), "only": only})
