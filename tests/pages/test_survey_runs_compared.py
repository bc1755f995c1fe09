"""How many cells two runs have in common, which is what "of N cells changed" is said of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lib.records import Cell, Question
from lib.records.plan import PlannedPaper, SurveyPlan
from lib.storage.surveys import SurveyStore
from lib.workspace import Workspace
from tests.pages.conftest import Screen
from tests.surveys.answers import answer

QUESTIONS = ["Which data?", "Which model?", "Which metric?"]


def run(workspace: Workspace, questions: list[str], answerers: list[str], finished: int) -> str:
    """Return a run of two papers of which so many cells are finished, the answers the same in every run."""
    papers = [PlannedPaper(f"{n:064x}", f"{n}.pdf", f"Paper {n}") for n in (1, 2)]
    plan = SurveyPlan([Question(text) for text in questions], papers, answerers, name="Run")
    store = SurveyStore(workspace._engine)
    survey_id = store.add(plan, "finished")
    for key in list(plan.places())[:finished]:
        made = answer("An oak.", paper_id=key[0], answerer=key[2])
        store.cells.put(survey_id, key, Cell(made, "reported"), {"text": "An oak.", "evidence": "x"})
    return survey_id


@pytest.fixture
def two_paper_library(empty: Workspace) -> Iterator[Workspace]:
    yield empty
    for head in empty.surveys.heads():
        empty.surveys.remove(head.id)


@pytest.mark.parametrize(
    ("earlier", "later", "cells"),
    [
        ((QUESTIONS, ["extractive"], 6), (QUESTIONS, ["extractive"], 6), 6),
        ((QUESTIONS, ["extractive"], 6), (QUESTIONS, ["extractive", "claude"], 12), 6),
        ((QUESTIONS[:2], ["extractive"], 4), (QUESTIONS[::-1], ["extractive"], 6), 4),
        ((QUESTIONS, ["extractive"], 5), (QUESTIONS, ["extractive"], 4), 4),
    ],
    ids=["the same", "another answerer", "other questions in another order", "unfinished"],
)
def test_only_cells_that_both_runs_have_are_counted(
    two_paper_library: Workspace, screen: Screen, earlier: tuple[Any, ...], later: tuple[Any, ...], cells: int
) -> None:
    first, second = run(two_paper_library, *earlier), run(two_paper_library, *later)
    screen.open("survey", survey=second, view="compare", earlier=first)
    assert f"None of {cells} cells changed." in screen.words
