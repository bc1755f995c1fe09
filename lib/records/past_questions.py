"""What lists show of answers to single questions, without the answers themselves."""

from __future__ import annotations

from dataclasses import dataclass, field

from lib.records.core import ALL_PAPERS, Answer, Certainty
from lib.records.record import Record

PAPERS_NAMED = 20
"""Ids kept in a summary: a question to more papers is not found by the title of one."""


@dataclass(frozen=True, slots=True)
class AnswerSummary(Record):
    """An answer in a line."""

    question: str
    answerer: str
    model: str
    papers: int
    """That were asked."""
    paper_ids: list[str] = field(default_factory=list)
    """Of them, where they were named and are `PAPERS_NAMED` at the most."""
    of_all: bool = False
    """Whether all papers were meant."""
    certainty: Certainty = "sure"
    stopped: bool = False
    """Whether it is incomplete."""


@dataclass(frozen=True, slots=True)
class PastQuestion:
    """A question that was asked, as the history lists it."""

    answer_id: str
    created_at: str
    """ISO 8601, UTC."""
    name: str
    """That a person gave it; empty: its question stands for it."""
    summary: AnswerSummary


def summary_of(answer: Answer) -> AnswerSummary:
    """Return what lists show of an answer."""
    of_all = bool(answer.settings.get(ALL_PAPERS))
    named = not of_all and len(answer.paper_ids) <= PAPERS_NAMED
    return AnswerSummary(
        question=answer.question,
        answerer=answer.answerer,
        model=answer.model,
        papers=len(answer.paper_ids),
        paper_ids=list(answer.paper_ids) if named else [],
        of_all=of_all,
        certainty=answer.certainty,
        stopped=answer.stopped is not None,
    )
