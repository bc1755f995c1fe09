"""What there is to review, and what of it a rater wants to see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from lib.answering.certainty import supported_share
from lib.records import Answer, Category, Record
from lib.records.reviews import ReviewVerdict
from lib.records.surveys import CellRow
from lib.reviews.verdicts import is_verdict
from lib.surveys.categories import categorise

Order = Literal["least supported", "newest", "paper", "question", "sample"]
Only = Literal["all", "to do", "assigned", "second", "reviewed", "flagged", "disputed"]
"""`to do`: by this rater; `assigned`: to do by this rater and assigned to them;
`second`: to do by this rater and judged by another; `disputed`: raters differ."""

FIRST_WORDS = 200
"""Characters of an answer in a list."""
ASK = "ask"
"""The source of answers to single questions; a survey's is its id."""


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
    """A person's word where somebody changed it."""
    judged: Category
    """The answerer's own."""
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

    def fits(self, item: QueueItem) -> bool:
        """Return whether the item is of that paper, question, answerer and category."""
        return (
            (not self.paper_id or self.paper_id in item.paper_ids)
            and (not self.question or item.question == self.question)
            and (not self.answerer or item.answerer == self.answerer)
            and (not self.category or item.category == self.category)
        )


def item_of_answer(answer: Answer) -> QueueItem:
    """Return an answer to a single question as an item of the queue."""
    return QueueItem(
        answer_id=answer.id,
        source=ASK,
        question=answer.question,
        paper_ids=list(answer.paper_ids),
        answerer=answer.answerer,
        category=(judged := categorise(answer)),
        judged=judged,
        supported=supported_share(answer.sentences),
        created_at=answer.created_at,
        text=" ".join(answer.text.split())[:FIRST_WORDS],
    )


def item_of_row(row: CellRow, survey_id: str, question: str) -> QueueItem:
    """Return a survey's cell as an item of the queue, with its question in words."""
    return QueueItem(
        answer_id=row.answer_id or "",
        source=survey_id,
        question=question,
        paper_ids=[row.paper_id],
        answerer=row.answerer,
        category=row.category,
        judged=row.judged,
        supported=row.figures.get("supported"),
        created_at=row.finished_at,
        text=row.figures.get("text", ""),
    )


def wanted_by(
    only: Only,
    rater: str,
    given: Sequence[ReviewVerdict],
    disputed: Set[str] = frozenset(),
    assigned: Set[str] = frozenset(),
) -> Callable[[QueueItem], bool]:
    """Return what tells which items are wanted, by what was said of them as a whole; `disputed`: ids of the answers on which
    raters differ, `assigned`: of those assigned to this rater.
    """
    name = " ".join(rater.split())
    mine = {v.answer_id: v for v in given if v.rater == name and v.citation is None}
    match only:
        case "to do":
            return lambda item: not is_verdict(mine.get(item.answer_id))
        case "assigned":
            return lambda item: item.answer_id in assigned and not is_verdict(mine.get(item.answer_id))
        case "second":
            others = {v.answer_id for v in given if v.rater != name and v.citation is None and is_verdict(v)}
            return lambda item: item.answer_id in others and not is_verdict(mine.get(item.answer_id))
        case "reviewed":
            return lambda item: is_verdict(mine.get(item.answer_id))
        case "flagged":
            flagged = {v.answer_id for v in given if v.flag}
            return lambda item: item.answer_id in flagged
        case "disputed":
            return lambda item: item.answer_id in disputed
    return lambda item: True


def first_places(names: Iterable[str]) -> dict[str, int]:
    """Return by name where it comes first, from 0, names that came before not counted again."""
    return {name: place for place, name in enumerate(dict.fromkeys(names))}


def ordered(items: list[QueueItem], order: Order) -> list[QueueItem]:
    """Return the items in that order, papers and questions as they come first; of a sample, as they stand."""
    match order:
        case "least supported":
            return sorted(items, key=lambda item: (1.0 if item.supported is None else item.supported, item.answer_id))
        case "newest":
            return sorted(items, key=lambda item: item.created_at, reverse=True)
        case "paper" | "question":
            papers = first_places(" ".join(item.paper_ids) for item in items)
            questions = first_places(item.question for item in items)

            def place(item: QueueItem) -> tuple[int, int, str]:
                paper, question = papers[" ".join(item.paper_ids)], questions[item.question]
                return (paper, question, item.answerer) if order == "paper" else (question, paper, item.answerer)

            return sorted(items, key=place)
    return items
