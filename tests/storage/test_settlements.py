"""Labels settled before a judgement was kept with them: each is taken along, and told what it settled where that is known."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Connection, Engine, inspect, text

from lib.errors import ConfigError
from lib.records.reviews import SettledLabel
from lib.storage.verdicts import VerdictStore
from tests.conftest import Database


@pytest.fixture
def old(
    new_database: Database,
) -> Callable[[Callable[[Connection], None]], VerdictStore]:
    """Return what a database of before, filled by a function, is today."""

    def taken_along(fill: Callable[[Connection], None]) -> VerdictStore:
        with new_database.before_step("_settled_judgements") as connection:
            fill(connection)
        return VerdictStore(new_database.open())

    return taken_along


def settle(connection: Connection, number: int, label: str, question: str = "Which?", papers: str = "p1") -> None:
    row = {"id": f"s{number}", "papers": papers, "question": question, "label": label, "at": f"2026-01-0{number}"}
    insert = "INSERT INTO settled_labels (id, paper_id, question, label, person, note, at)"
    connection.execute(text(f"{insert} VALUES (:id, :papers, :question, :label, 'Cleo', 'why', :at)"), row)


def answered(connection: Connection, answer_id: str, question: str = "Which?", papers: str = "p1") -> None:
    record = json.dumps({"question": question, "paper_ids": papers.split(" ")})
    insert = "INSERT INTO answers (id, created_at, seconds, record) VALUES (:id, '', 0, :record)"
    connection.execute(text(insert), {"id": answer_id, "record": record})


def said(connection: Connection, number: int, rater: str, answer_id: str, **words: object) -> None:
    withdraws = words.pop("withdraws", None)
    row = {"id": f"v{number}", "answer": answer_id, "rater": rater, "at": f"2026-01-01T00:00:0{number}", "w": withdraws}
    insert = "INSERT INTO verdicts (id, answer_id, rater, at, withdraws, record)"
    record = json.dumps({"citation": None, **words})
    connection.execute(text(f"{insert} VALUES (:id, :answer, :rater, :at, :w, :record)"), {**row, "record": record})


def told(label: SettledLabel) -> tuple[str, str | None, str | None]:
    return label.label, label.judgement, label.answer_id


def test_an_older_database_loses_no_settled_label(old: Callable[..., VerdictStore]) -> None:
    def fill(connection: Connection) -> None:
        for number, label in enumerate(["correct", "yes", "not_reported", "partly", "Oak"], start=1):
            settle(connection, number, label, papers="p1 p2")

    labels = old(fill).settled()
    assert [told(label) for label in labels] == [
        ("correct", "correct", None),
        ("yes", "supported", None),
        ("not_reported", "category", None),
        ("partly", None, None),
        ("Oak", None, None),
    ]
    assert {(label.person, label.note, label.question) for label in labels} == {("Cleo", "why", "Which?")}
    assert labels[0].paper_ids == ["p1", "p2"]


def test_the_answer_and_the_judgement_are_those_on_which_raters_differ(old: Callable[..., VerdictStore]) -> None:
    def fill(connection: Connection) -> None:
        for answer_id in ("a", "b"):
            answered(connection, answer_id)
        said(connection, 1, "Ada", "a", correct="partly", supported="yes")
        said(connection, 2, "Bob", "a", correct="wrong", supported="yes")
        said(connection, 3, "Ada", "b", correct="partly", supported="no")
        said(connection, 4, "Bob", "b", correct="wrong")
        said(connection, 5, "Bob", "b", withdraws="v4")
        settle(connection, 1, "partly")

    assert [told(label) for label in old(fill).settled()] == [("partly", "correct", "a")]


def test_a_label_that_could_be_of_two_answers_names_none(old: Callable[..., VerdictStore]) -> None:
    def fill(connection: Connection) -> None:
        for number, answer_id in enumerate(("a", "b")):
            answered(connection, answer_id)
            said(connection, 2 * number + 1, "Ada", answer_id, correct="correct")
            said(connection, 2 * number + 2, "Bob", answer_id, correct="wrong")
        settle(connection, 1, "wrong")

    assert [told(label) for label in old(fill).settled()] == [("wrong", "correct", None)]


def test_where_raters_came_to_agree_it_is_the_only_answer_that_they_judged(old: Callable[..., VerdictStore]) -> None:
    def fill(connection: Connection) -> None:
        for number, question in enumerate(("Agreed?", "Taken back?", "Two?")):
            answered(connection, f"a{number}", question=question)
            answered(connection, f"b{number}", question=question)
        said(connection, 1, "Ada", "a0", correct="wrong")
        said(connection, 2, "Bob", "a0", correct="wrong")
        said(connection, 3, "Ada", "a1", supported="partly")
        said(connection, 4, "Ada", "a1", withdraws="v3")
        said(connection, 5, "Ada", "a2", correct="correct")
        said(connection, 6, "Ada", "b2", correct="correct")
        settle(connection, 1, "wrong", "Agreed?")
        settle(connection, 2, "partly", "Taken back?")
        settle(connection, 3, "correct", "Two?")
        settle(connection, 4, "correct", "Never judged?")

    assert [told(label) for label in old(fill).settled()] == [
        ("wrong", "correct", "a0"),
        ("partly", "supported", "a1"),
        ("correct", "correct", None),
        ("correct", "correct", None),
    ]


def test_a_cell_is_known_by_its_surveys_question(old: Callable[..., VerdictStore]) -> None:
    def fill(connection: Connection) -> None:
        answered(connection, "a", question="Which? (asked in other words)")
        plan = json.dumps({"questions": [{"text": "Which?"}]})
        survey = "INSERT INTO surveys (id, name, created_at, status, plan) VALUES ('s', '', '', 'finished', :plan)"
        connection.execute(text(survey), {"plan": plan})
        cell = """INSERT INTO survey_cells (survey_id, paper_id, question, answerer, answer_id, category, judged, judged_by,
            figures, finished_at) VALUES ('s', 'p1', 0, 'extractive', 'a', 'reported', 'reported', 'rule', '{}', '')"""
        connection.execute(text(cell))
        said(connection, 1, "Ada", "a", supported="partly")
        said(connection, 2, "Bob", "a", supported="no")
        settle(connection, 1, "no")

    assert [told(label) for label in old(fill).settled()] == [("no", "supported", "a")]


def test_a_label_that_nobody_could_settle_today_is_shown_as_it_is_kept(database: Database) -> None:
    engine: Engine = database.open()
    store = VerdictStore(engine)
    whole = SettledLabel("s2", ["p1"], "Which?", "correct", "Cleo", "", "2026-01-02", "correct")
    store.settle(whole)
    with engine.begin() as connection:
        settle(connection, 1, "Oak")
        connection.execute(text("UPDATE settled_labels SET judgement = 'correct', person = '' WHERE id = 's1'"))
    assert [(label.label, label.person) for label in store.settled()] == [("Oak", ""), ("correct", "Cleo")]
    with pytest.raises(ConfigError, match="is no label of this judgement"):
        store.settle(replace(whole, id="s3", label="Oak"))


def test_the_index_that_new_verdicts_are_found_by_is_there(database: Database) -> None:
    engine: Engine = database.open()
    assert "verdicts_by_time" in {index["name"] for index in inspect(engine).get_indexes("verdicts")}
