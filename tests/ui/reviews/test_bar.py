"""What the bar says is kept once, also where the database does not do its part at first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from lib.errors import StoreError
from lib.records.reviews import ReviewVerdict
from lib.reviews.queue import QueueFilter
from lib.reviews.reviews import Reviews
from lib.storage.verdicts import VerdictStore
from lib.ui.reviews.queue.bar import BAR, hear
from lib.ui.reviews.queue.rater_queue import Desk
from tests.surveys.answers import answer
from tests.surveys.test_surveys import House

BROKEN = "The database did not do its part. Nothing was half-written; try again."


class FailingStore(VerdictStore):
    """A store that refuses the verdicts whose numbers are queued, counted from 1."""

    failing: set[int]
    asked: int

    def add(self, verdict: ReviewVerdict) -> bool:
        self.asked += 1
        if self.asked in self.failing:
            raise StoreError(BROKEN)
        return super().add(verdict)


class Room:
    """One answer on the desk of Ada, and a bar that says things."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder)
        self.answer_id = answer("By itself.").id
        self.house.answers.add(answer("By itself.", id=self.answer_id))
        self.store = FailingStore(self.house.engine)
        self.store.failing, self.store.asked = set(), 0
        self.reviews = Reviews(self.store, self.house.answers, self.house.surveys)
        self.desk = Desk(QueueFilter(only="all"), "Ada", self.reviews.items(), [self.answer_id], set())

    def say(self, *notes: str) -> None:
        """The outbox as the bar keeps it: every command until it is heard."""
        commands: list[dict[str, Any]] = [
            {"n": n, "kind": "word", "answer": self.answer_id, "values": {"correct": "wrong", "note": note}}
            for n, note in enumerate(notes, start=1)
        ]
        st.session_state[BAR] = {"outbox": {"client": "tab", "commands": commands}}
        hear(SimpleNamespace(reviews=self.reviews), self.desk, "", "")  # type: ignore[arg-type]

    @property
    def notes(self) -> list[str]:
        return [verdict.note for verdict in self.reviews.history(self.answer_id)]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path)
    yield room
    st.session_state.pop(BAR, None)
    room.house.surveys.close()
    room.house.engine.dispose()


def test_every_word_is_kept_once_however_often_the_bar_says_it(room: Room) -> None:
    room.say("one", "two")
    room.say("one", "two")
    room.say("one", "two", "three")
    assert room.notes == ["one", "two", "three"]
    assert room.desk.heard == {"tab": 3}


def test_a_word_that_the_database_refused_is_told_and_not_heard_so_that_it_is_said_again(room: Room) -> None:
    room.store.failing = {2}
    room.say("one", "two", "three")
    assert room.notes == ["one"]
    assert room.desk.told == BROKEN
    assert room.desk.heard == {"tab": 1}
    assert room.answer_id in room.desk.done
    room.say("one", "two", "three")
    assert room.notes == ["one", "two", "three"]
    assert room.desk.told == ""


def test_what_comes_after_a_refused_word_waits_for_it(room: Room) -> None:
    room.store.failing = {1, 2}
    room.say("one", "two")
    room.say("one", "two")
    assert room.notes == []
    room.say("one", "two")
    assert room.notes == ["one", "two"]


def test_a_word_that_can_never_be_kept_is_heard_and_told(room: Room) -> None:
    """Else the bar would say it for ever and nothing behind it would get through."""
    room.say("x" * 10_001, "two")
    assert room.notes == ["two"]
    assert room.desk.heard == {"tab": 2}
