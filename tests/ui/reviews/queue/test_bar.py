"""What the bar says is kept once, also where the database does not do its part at first."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import Engine

from lib.errors import StoreError
from lib.records.reviews import ReviewVerdict
from lib.reviews.queue import QueueFilter
from lib.reviews.reviews import Reviews
from lib.storage.verdicts import VerdictStore
from lib.ui.reviews.queue.bar import BAR, handle_commands
from lib.ui.reviews.queue.rater_queue import RaterQueue
from tests.conftest import Database
from tests.surveys.answers import answer
from tests.surveys.test_surveys import SurveyHarness

UNREACHABLE = "The database failed. Nothing was half-written; try again."


class FailingStore(VerdictStore):
    """A store that refuses the verdicts whose numbers are queued, counted from 1."""

    failing: set[int]
    asked: int

    def add(self, verdict: ReviewVerdict) -> bool:
        self.asked += 1
        if self.asked in self.failing:
            raise StoreError(UNREACHABLE)
        return super().add(verdict)


class ReviewedAnswer:
    """One answer in Ada's queue, and a bar that sends commands."""

    def __init__(self, engine: Engine) -> None:
        self.house = SurveyHarness(engine)
        self.answer_id = answer("By itself.").id
        self.house.answers.add(answer("By itself.", id=self.answer_id))
        self.store = FailingStore(self.house.engine)
        self.store.failing, self.store.asked = set(), 0
        self.reviews = Reviews(self.store, self.house.answers, self.house.surveys)
        self.queue = RaterQueue(QueueFilter(only="all"), "Ada", self.reviews.items(), [self.answer_id], set())

    def say(self, *notes: str) -> None:
        """Handle the outbox as the bar keeps it: every command until it is handled."""
        commands: list[dict[str, Any]] = [
            {"n": n, "kind": "word", "answer": self.answer_id, "values": {"correct": "wrong", "note": note}}
            for n, note in enumerate(notes, start=1)
        ]
        st.session_state[BAR] = {"outbox": {"client": "tab", "commands": commands}}
        handle_commands(SimpleNamespace(reviews=self.reviews), self.queue, "", "")  # type: ignore[arg-type]

    @property
    def notes(self) -> list[str]:
        return [verdict.note for verdict in self.reviews.history(self.answer_id)]


@pytest.fixture
def reviewed(database: Database) -> Iterator[ReviewedAnswer]:
    reviewed = ReviewedAnswer(database.open())
    yield reviewed
    st.session_state.pop(BAR, None)
    reviewed.house.surveys.close()


def test_every_word_is_kept_once_however_often_the_bar_says_it(reviewed: ReviewedAnswer) -> None:
    reviewed.say("one", "two")
    reviewed.say("one", "two")
    reviewed.say("one", "two", "three")
    assert reviewed.notes == ["one", "two", "three"]
    assert reviewed.queue.handled == {"tab": 3}


def test_a_word_that_the_database_refused_is_told_and_not_heard_so_that_it_is_said_again(
    reviewed: ReviewedAnswer,
) -> None:
    reviewed.store.failing = {2}
    reviewed.say("one", "two", "three")
    assert reviewed.notes == ["one"]
    assert reviewed.queue.message == UNREACHABLE
    assert reviewed.queue.handled == {"tab": 1}
    assert reviewed.answer_id in reviewed.queue.done
    reviewed.say("one", "two", "three")
    assert reviewed.notes == ["one", "two", "three"]
    assert reviewed.queue.message == ""


def test_what_comes_after_a_refused_word_waits_for_it(reviewed: ReviewedAnswer) -> None:
    reviewed.store.failing = {1, 2}
    reviewed.say("one", "two")
    reviewed.say("one", "two")
    assert reviewed.notes == []
    reviewed.say("one", "two")
    assert reviewed.notes == ["one", "two"]


def test_a_word_that_can_never_be_kept_is_heard_and_told(reviewed: ReviewedAnswer) -> None:
    """Else the bar would say it for ever and nothing behind it would get through."""
    reviewed.say("x" * 10_001, "two")
    assert reviewed.notes == ["two"]
    assert reviewed.queue.handled == {"tab": 2}
