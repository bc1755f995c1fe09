"""What a survey is to do: its questions, papers and answerers, as they were when it was begun."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

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

    @property
    def paper_ids(self) -> list[str]:
        """In the order of the rows."""
        return [paper.id for paper in self.papers]

    @property
    def size(self) -> int:
        """Cells in all."""
        return len(self.papers) * len(self.questions) * len(self.answerers)

    def places(self) -> Iterator[CellKey]:
        """Yield every cell, paper by paper: what a model remembers of a paper serves all its questions."""
        for paper in self.papers:
            for question in range(len(self.questions)):
                for answerer in self.answerers:
                    yield paper.id, question, answerer
