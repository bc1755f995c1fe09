"""One value of the database that cannot be read takes no list down: it counts as empty, or its row is left out."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from sqlalchemy import text

from lib.errors import UnknownSurvey
from lib.records import Question
from lib.records.plan import PlannedPaper, SurveyPlan
from lib.storage.answer_history import AnswerHistory
from lib.storage.answers import AnswerStore
from lib.storage.database import open_database
from lib.storage.papers import PaperStore
from lib.storage.readable import readable
from lib.storage.surveys import SurveyStore
from tests.storage.test_answer_history import answer
from tests.storage.test_papers import read, reading

JUNK = ("{junk", "7", '{"a": 1}', "[{}]", "")


@pytest.fixture
def engine(tmp_path):
    made = open_database(tmp_path)
    yield made
    made.dispose()


def spoil(engine, table: str, column: str, value: object, where: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET {column} = :value WHERE {where}"), {"value": value})  # noqa: S608


@pytest.mark.parametrize(
    "column", ["pages_without_text", "authors", "edits", "page_quality", "page_count", "year", "reading"]
)
def test_a_damaged_value_of_one_paper_leaves_all_papers_listed(engine, column: str) -> None:
    papers = PaperStore(engine)
    for name in ("a" * 64, "b" * 64):
        read(papers, name, reading("One.", title=f"Paper {name[0]}"))
    for value in JUNK + ((10**18,) if column in ("page_count", "year", "reading") else ()):
        spoil(engine, "papers", column, value, f"id = '{'a' * 64}'")
        found = {paper.id[0]: paper for paper in papers.papers()}
        assert found["b"].authors == ["Ada Lovelace"], value
        assert found["a"].title == "Paper a"
        assert isinstance(found["a"].pages_without_text, list)
        assert isinstance(found["a"].page_count, int)
        assert all(isinstance(one, str) for one in found["a"].authors)


def test_a_damaged_answer_is_left_out_of_lists_and_the_log_says_so(engine, caplog) -> None:
    store = AnswerStore(engine)
    for name in ("a", "b"):
        store.add(answer(name))
    for value in JUNK:
        spoil(engine, "answers", "record", value, "id = 'a'")
        spoil(engine, "answers", "summary", value, "id = 'a'")
        assert [one.id for one in store.latest()] == ["b"], value
        assert list(store.some(["a", "b"])) == ["b"]
        assert [one.answer_id for one in AnswerHistory(engine).entries(10)] == ["b"]
    assert "1 rows of the database cannot be read and are left out." in caplog.text
    assert "A value of answers.record cannot be read and counts as empty." in caplog.text


def test_rows_are_made_but_for_those_of_which_nothing_can_be_made(caplog) -> None:
    with caplog.at_level(logging.WARNING):
        assert list(readable(["1", "x", "3"], int)) == [1, 3]
    assert caplog.text.count("cannot be read") == 1


def test_a_survey_whose_plan_is_damaged_is_left_out_and_says_so_where_it_is_opened(engine) -> None:
    store = SurveyStore(engine)
    plan = SurveyPlan([Question("Why?")], [PlannedPaper("p", "a.pdf")], ["extractive"])
    damaged, whole = (store.add(replace(plan, name=name)) for name in ("Damaged", "Whole"))
    for value in JUNK:
        spoil(engine, "surveys", "plan", value, f"id = '{damaged}'")
        spoil(engine, "surveys", "status", value, f"id = '{whole}'")
        assert [(head.id, head.status) for head in store.heads()] == [(whole, "stopped")], value
        with pytest.raises(UnknownSurvey, match="damaged"):
            store.head(damaged)
