"""What a survey is to do: its questions, papers and answerers, as they were when it was begun."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lib.records import CellKey, Question, Record

BY_RULE = "rule"
"""Categories are told from an answer's own state and support."""


@dataclass(frozen=True, slots=True)
class PlannedPaper(Record):
    """A paper as it was called when the survey was begun, so that its row keeps its name once it is removed."""

    id: str
    filename: str
    title: str = ""
    year: int | None = None
    doi: str = ""


@dataclass(frozen=True, slots=True)
class SurveyPlan(Record):
    """Papers x questions x answerers, and how they are asked."""

    questions: list[Question]
    papers: list[PlannedPaper]
    answerers: list[str]
    name: str = ""
    question_set: str = ""
    """Id of the question set, empty for questions that belong to none."""
    version: int = 0
    """Of the question set."""
    style: str = "sidelight"
    excluded: dict[str, str] = field(default_factory=dict)
    """Papers that screening left out, with the reason."""
    repeats: str = ""
    """Id of the survey that this one repeats."""
    categories_by: str = BY_RULE
    """`rule`, or the answerer that judges the categories."""
    batch: bool = False
    """Whether answerers that can take the questions as one batch, slower and cheaper, shall do so."""
    asked_by: str = ""
    """The person that began it, whose limit of money it counts for; empty where nobody gave a name."""

    @property
    def paper_ids(self) -> list[str]:
        """In the order of the rows."""
        return [paper.id for paper in self.papers]

    @property
    def size(self) -> int:
        """Cells in all."""
        return len(self.papers) * len(self.questions) * len(self.answerers)

    def extended(self, papers: Sequence[PlannedPaper], questions: Sequence[Question]) -> SurveyPlan:
        """Return the plan with those papers and questions (by their text) that it does not have yet, behind its own, so that
        its cells stay where they are.
        """
        had, asked = set(self.paper_ids), {question.text for question in self.questions}
        more = [question for question in questions if question.text not in asked]
        chosen = {paper.id for paper in papers}
        return replace(
            self,
            papers=[*self.papers, *(paper for paper in papers if paper.id not in had)],
            questions=[*self.questions, *more],
            question_set="" if more else self.question_set,  # with other questions it is that set no more
            version=0 if more else self.version,
            excluded={paper: reason for paper, reason in self.excluded.items() if paper not in chosen},
        )

    def places(self) -> Iterator[CellKey]:
        """Yield every cell, paper by paper: what a model remembers of a paper serves all its questions."""
        for paper in self.papers:
            for question in range(len(self.questions)):
                for answerer in self.answerers:
                    yield paper.id, question, answerer
