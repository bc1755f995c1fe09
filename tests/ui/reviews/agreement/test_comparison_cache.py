"""What the agreement view compares: all who labelled, put together once until something changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from lib.config import Settings
from lib.records import Category, Cell, Question
from lib.records.plan import PlannedPaper, SurveyPlan
from lib.records.reviews import Label
from lib.storage.surveys import SurveyStore
from lib.ui.reviews.agreement.comparison_cache import comparison_of
from lib.workspace import Workspace
from tests.surveys.answers import answer

ANSWERERS = {"extractive": "RRRNNR", "openai:lab": "RNRNRR", "claude": "NRRNRF"}
LETTERS: dict[str, Category] = {"R": "reported", "N": "not_reported", "F": "failed"}


@pytest.fixture
def panel(tmp_path: Path) -> Iterator[tuple[Workspace, str]]:
    """Yield a survey of three answerers, and its id."""
    with Workspace.open(tmp_path / "data", Settings()) as ws:
        papers = [PlannedPaper(f"p{n}", f"p{n}.pdf") for n in (1, 2)]
        plan = SurveyPlan([Question(f"Q{n}") for n in (1, 2, 3)], papers, list(ANSWERERS), name="Panel")
        store = SurveyStore(ws._engine)
        survey_id = store.add(plan, "finished")
        for answerer, letters in ANSWERERS.items():
            for (paper, question), letter in zip(((p, q) for p in papers for q in range(3)), letters, strict=True):
                made = answer("It was.", paper_id=paper.id, answerer=answerer)
                store.cells.put(survey_id, (paper.id, question, answerer), Cell(made, LETTERS[letter]), {})
        yield ws, survey_id
    st.cache_resource.clear()


def test_two_answerers_of_a_survey_are_compared_and_all_three_as_a_group(panel: tuple[Workspace, str]) -> None:
    """4 of 6 agree, by chance 20/36: kappa 0.25; Claude failed once, so that five places have all three."""
    found = comparison_of(*panel, "category")
    pair = found.pair("machine:extractive", "machine:openai:lab")
    assert (pair.overall.n, pair.overall.agreed) == (6, 4)
    assert pair.overall.kappa == pytest.approx(0.25)
    assert {name: one.agreed for name, one in pair.by["question"].items()} == {"Q1": 2, "Q2": 0, "Q3": 2}
    assert pair.label_pairs["reported", "not_reported"] == 1
    group = found.group["machine"]
    assert (group.raters, group.items, group.complete) == (3, 6, 5)
    assert found.groups("machine", "question")["Q1"].raters == 3
    assert "machine:vote" in found.labellers
    assert comparison_of(*panel, "correct").labellers == {}


def test_nothing_is_worked_out_again_until_somebody_says_settles_or_brings_something(
    panel: tuple[Workspace, str],
) -> None:
    workspace, survey_id = panel
    there = workspace.reviews.items(survey_id)
    item = next(one for one in there if (one.paper_ids, one.question) == (["p1"], "Q1"))
    changes = (
        lambda: workspace.reviews.give(item.answer_id, "Ada", category="unclear"),
        lambda: workspace.reviews.settle("category", item, "reported", "Cleo"),
        lambda: workspace.labels.add("Table", [Label("p1", "Q1", "people", "reported")]),
        lambda: workspace.surveys.change(survey_id, ("p2", 2, "claude"), "unclear", "Ada"),
        lambda: workspace.reviews.undo("Ada"),
    )
    for change in changes:
        before = comparison_of(workspace, survey_id, "category")
        assert comparison_of(workspace, survey_id, "category") is before
        change()
        assert comparison_of(workspace, survey_id, "category") is not before
    labellers = comparison_of(workspace, survey_id, "category").labellers
    assert labellers["gold"].labels == {("p1", "Q1"): "reported"}
    assert ("p2", "Q3") not in labellers["machine:claude"].labels  # it failed; a person's word is none of its own
    assert not any(id_.startswith("rater:") for id_ in labellers)
