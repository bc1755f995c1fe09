"""Surveys, question sets and screenings as they are kept, without their answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lib.records import Category, CellKey, Question, Record, SurveyStatus, Value
from lib.records.plan import SurveyPlan


@dataclass(frozen=True, slots=True)
class SurveyHead(Record):
    """A survey without its cells."""

    id: str
    name: str
    created_at: str
    status: SurveyStatus
    reason: str | None
    plan: SurveyPlan
    done: int
    """Cells that are finished, failed ones included."""
    failed: int
    to_retry: int = 0
    """Of the failed, those that no person called so: what asking the failed again asks."""


@dataclass(frozen=True, slots=True)
class CellRow(Record):
    """A cell as a matrix shows it, without the answer itself."""

    paper_id: str
    question: int
    answerer: str
    answer_id: str | None
    category: Category
    judged: Category
    judged_by: str
    value: Value | None
    problem: str | None
    figures: dict[str, Any] = field(default_factory=dict)
    """`seconds`, `input`, `output` (tokens), `cost`, `supported` (share of the claims)."""
    finished_at: str = ""
    suggestion: Value | None = None
    """Offered to people, counted nowhere."""

    @property
    def key(self) -> CellKey:
        """Where it stands."""
        return self.paper_id, self.question, self.answerer

    @property
    def changed(self) -> bool:
        """Whether a person gave it another category than the rule or model did."""
        return self.category != self.judged


@dataclass(frozen=True, slots=True)
class CategoryChange(Record):
    """A person's word on a cell; all of them are kept, the newest counts."""

    id: str
    survey_id: str
    paper_id: str
    question: int
    answerer: str
    category: Category
    value: Value | None
    person: str
    note: str
    at: str


@dataclass(frozen=True, slots=True)
class QuestionSet(Record):
    """A list of questions under a name; a changed one is a new version."""

    id: str
    version: int
    """From 1."""
    name: str
    questions: list[Question]
    created_at: str = ""
    """Of this version."""


@dataclass(frozen=True, slots=True)
class ScreeningRule(Record):
    """What makes a paper be on topic."""

    keywords: list[str] = field(default_factory=list)
    """Words or phrases; `*` at the end stands for any ending. Empty: keywords don't matter."""
    at_least: int = 1
    """Mentions of any of them, all together; what several of them match is one mention."""
    question: str = ""
    """To be answered yes or no; empty: none is asked."""
    answerer: str = "extractive"


@dataclass(frozen=True, slots=True)
class ScreeningHead(Record):
    """A screening without its papers."""

    id: str
    name: str
    created_at: str
    rule: ScreeningRule
    paper_ids: list[str]
    survey_id: str | None
    """The survey that asks its question; None where it asks none."""


@dataclass(frozen=True, slots=True)
class Counted(Record):
    """What is known of a paper in a screening."""

    paper_id: str
    counts: dict[str, int]
    included: bool | None
    """A person's word; None where nobody said one."""
    reason: str
    person: str
