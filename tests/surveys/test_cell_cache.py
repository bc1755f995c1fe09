"""Rows held in memory are those of the database, whatever happens to them."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from lib.records import Cell, CellKey, Question
from lib.records.plan import PlannedPaper, SurveyPlan
from lib.storage.schema import survey_cells
from lib.storage.surveys import SurveyStore
from lib.surveys.cell_cache import CellRowCache
from tests.conftest import Database

PLAN = SurveyPlan([Question("What?"), Question("Why?")], [PlannedPaper("p1", "p1.pdf")], ["extractive"], name="s")
FIRST: CellKey = ("p1", 0, "extractive")
SECOND: CellKey = ("p1", 1, "extractive")


@pytest.fixture
def store(database: Database) -> SurveyStore:
    return SurveyStore(database.open())


def test_new_cells_come_in_and_nothing_new_is_the_same_list(store: SurveyStore) -> None:
    rows, survey = CellRowCache(store.cells), store.add(PLAN)
    assert rows.of(survey) == []
    store.cells.put(survey, FIRST, Cell(None, "failed", "broken"), {"seconds": 1.0})
    first = rows.of(survey)
    assert [row.key for row in first] == [FIRST]
    assert rows.of(survey) is first
    store.cells.put(survey, SECOND, Cell(None, "failed"), {})
    assert {row.key for row in rows.of(survey)} == {FIRST, SECOND}


def test_a_cell_asked_again_is_the_new_one_and_a_dropped_one_is_gone(store: SurveyStore) -> None:
    rows, survey = CellRowCache(store.cells), store.add(PLAN)
    for key in (FIRST, SECOND):
        store.cells.put(survey, key, Cell(None, "failed"), {})
    rows.of(survey)
    store.cells.put(survey, FIRST, Cell(None, "unclear"), {})
    assert {row.key: row.category for row in rows.of(survey)} == {FIRST: "unclear", SECOND: "failed"}
    store.cells.drop_failed(survey)
    assert [row.key for row in rows.of(survey)] == [FIRST]
    assert rows.of(survey) == store.cells.rows(survey)


def test_cells_that_name_an_older_moment_than_those_read_are_seen(store: SurveyStore) -> None:
    rows, survey = CellRowCache(store.cells), store.add(PLAN)
    store.cells.put(survey, FIRST, Cell(None, "unclear"), {})
    assert len(rows.of(survey)) == 1
    store.cells.put(survey, SECOND, Cell(None, "unclear"), {})
    with store.engine.begin() as connection:  # as a cell imported from elsewhere does
        older = update(survey_cells).where(survey_cells.c.question == 1)
        connection.execute(older.values(finished_at="2020-01-01T00:00:00.000000+00:00"))
    assert {row.key for row in rows.of(survey)} == {FIRST, SECOND}


def test_a_persons_word_on_a_cell_that_is_being_asked_again_goes_on_counting(store: SurveyStore) -> None:
    rows, survey = CellRowCache(store.cells), store.add(PLAN)
    store.cells.put(survey, FIRST, Cell(None, "failed"), {})
    store.cells.drop_failed(survey)
    store.cells.change_category(survey, FIRST, "not_reported", None, "Ada", "read it myself")
    store.cells.put(survey, FIRST, Cell(None, "reported"), {})
    (row,) = rows.of(survey)
    assert (row.category, row.judged) == ("not_reported", "reported")


def test_a_persons_word_is_seen_once_the_cell_is_read_anew(store: SurveyStore) -> None:
    rows, survey = CellRowCache(store.cells), store.add(PLAN)
    store.cells.put(survey, FIRST, Cell(None, "unclear"), {})
    before = rows.of(survey)
    store.cells.change_category(survey, FIRST, "reported", None, "Ada", "")
    rows.refresh(survey, FIRST)
    after = rows.of(survey)
    assert (before[0].category, after[0].category, after[0].changed) == ("unclear", "reported", True)


def test_the_surveys_looked_at_last_are_held_and_the_others_read_again(store: SurveyStore) -> None:
    rows = CellRowCache(store.cells)
    surveys = [store.add(PLAN) for _ in range(6)]
    for survey in surveys:
        store.cells.put(survey, FIRST, Cell(None, "unclear"), {})
    lists = [rows.of(survey) for survey in surveys]
    assert rows.of(surveys[-1]) is lists[-1]
    assert rows.of(surveys[0]) is not lists[0]
    assert rows.of(surveys[0]) == lists[0]
