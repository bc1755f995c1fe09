"""What was asked, as a person keeps it: listed without the answers, named, removed and brought back, gone after its time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from lib.records import Answer
from lib.storage.answer_history import KEPT_DAYS, AnswerHistory
from lib.storage.answers import AnswerStore
from lib.storage.database import open_database
from lib.storage.migrations import _answer_history, _follow_ups
from lib.storage.schema import answers
from lib.times import now


def answer(name: str, **fields: object) -> Answer:
    """Return an answer of that id to a question."""
    known = {
        "found": True,
        "text": "",
        "sentences": [],
        "passages": [],
        "answerer": "extractive",
        "model": "",
        "paper_ids": ["p"],
    }
    return Answer(id=name, question=f"Where is {name}?", created_at=now(), **{**known, **fields})  # type: ignore[arg-type]


@pytest.fixture
def engine(tmp_path: Path):
    made = open_database(tmp_path)
    yield made
    made.dispose()


def test_a_removed_answer_is_in_no_list_and_comes_back_as_it_was(engine):
    store, history = AnswerStore(engine), AnswerHistory(engine)
    store.add(answer("a"))
    store.add(answer("b"))
    history.rename("b", "  The   second ")
    history.remove("b")
    assert [one.answer_id for one in history.entries(10)] == ["a"] == store.latest_ids()
    assert [one.id for one in store.latest()] == ["a"]
    assert store.get("b") is None
    assert history.is_removed("b")
    assert not history.is_removed("a")
    history.restore("b")
    assert {one.answer_id: one.name for one in history.entries(10)} == {"a": "", "b": "The second"}
    assert store.get("b") == store.some(["b"])["b"]


def test_what_was_removed_long_ago_is_deleted_and_nothing_else(engine):
    store, history = AnswerStore(engine), AnswerHistory(engine)
    for name in ("old", "recent", "there"):
        store.add(answer(name))
    history.remove("recent")
    then = (datetime.now(UTC) - timedelta(days=KEPT_DAYS, hours=1)).isoformat()
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(answers).where(answers.c.id == "old").values(removed_at=then))
    history.purge()
    history.restore("old")
    history.restore("recent")
    assert {one.answer_id for one in history.entries(10)} == {"recent", "there"}


def test_answers_of_before_the_history_was_kept_are_listed_as_those_of_today(engine):
    store, history = AnswerStore(engine), AnswerHistory(engine)
    store.add(answer("a", settings={"all_papers": True}, paper_ids=[str(n) for n in range(30)], certainty="perhaps"))
    store.add(answer("b", found=False, stopped="Stopped.", model="m"))
    before = history.entries(10)
    with engine.execution_options(writes=True).begin() as connection:
        for column in ("name", "removed_at", "summary"):
            connection.execute(text(f"ALTER TABLE answers DROP COLUMN {column}"))
        _answer_history(connection)
    assert history.entries(10) == before
    assert [one.summary.papers for one in before if one.answer_id == "a"] == [30]


def test_what_follows_an_answer_is_known_of_answers_of_every_age_and_a_removed_one_is_none(engine):
    store, history = AnswerStore(engine), AnswerHistory(engine)
    store.add(answer("first"))
    for name in ("second", "third", "fourth"):
        store.add(answer(name, previous="first" if name != "fourth" else "third"))
    assert history.follow_ups("first") == ["second", "third"]
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("DROP INDEX answers_by_previous"))
        connection.execute(text("ALTER TABLE answers DROP COLUMN previous"))
        _follow_ups(connection)
    assert history.follow_ups("first") == ["second", "third"]
    assert history.follow_ups("third") == ["fourth"]
    history.remove("second")
    assert history.follow_ups("first") == ["third"]
