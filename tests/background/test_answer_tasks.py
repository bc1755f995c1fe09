"""Answers made in the background."""

import threading
from collections.abc import Callable, Iterator

import pytest

from lib.background.answer_tasks import ANSWERS_AT_ONCE, MOST_WAITING, AnswerTask, AnswerTasks
from lib.errors import QueueFull
from lib.records import Answer, Citation, Cited, Done, Event, TextAdded

ANSWER = Answer("1", "Why?", True, "Because.", [], [], "extractive", "", [])


@pytest.fixture
def answers() -> Iterator[AnswerTasks]:
    running = AnswerTasks()
    yield running
    running.close()


def finished(answers: AnswerTasks, make: Callable[[Callable[[Event], bool]], Answer]) -> AnswerTask:
    running = answers.ask("1", "Why?", make)
    while not running.ended:
        threading.Event().wait(0.005)
    return running


def test_text_grows_while_the_answer_is_made(answers: AnswerTasks) -> None:
    seen, goes_on = threading.Event(), threading.Event()

    def make(tell: Callable[[Event], bool]) -> Answer:
        tell(TextAdded("Be"))
        seen.set()
        goes_on.wait(5)
        tell(TextAdded("cause."))
        tell(Done(ANSWER))
        return ANSWER

    running = answers.ask("1", "Why?", make)
    assert seen.wait(5)
    assert (running.text, running.ended) == ("Be", False)
    assert answers.get("1") is running
    goes_on.set()
    while not running.ended:
        threading.Event().wait(0.005)
    assert (running.text, running.result) == ("Because.", ANSWER)


def test_a_citation_knows_behind_which_words_it_came(answers: AnswerTasks) -> None:
    citation = Citation("p", 1, [0], "Because.", [])

    def make(tell: Callable[[Event], bool]) -> Answer:
        for event in (TextAdded("Because."), Cited(citation), TextAdded(" So.")):
            tell(event)
        return ANSWER

    running = finished(answers, make)
    assert (running.text, running.citations) == ("Because. So.", [(8, citation)])


def test_stop_is_told_at_the_next_event(answers: AnswerTasks) -> None:
    told: list[bool] = []
    started, stopped = threading.Event(), threading.Event()

    def make(tell: Callable[[Event], bool]) -> Answer:
        told.append(tell(TextAdded("a")))
        started.set()
        stopped.wait(5)
        told.append(tell(TextAdded("b")))
        return ANSWER

    running = answers.ask("1", "Why?", make)
    assert started.wait(5)
    running.stop()
    stopped.set()
    while not running.ended:
        threading.Event().wait(0.005)
    assert told == [True, False]


def test_a_fault_of_ours_reaches_the_screen_without_a_trace(answers: AnswerTasks) -> None:
    def make(tell: Callable[[Event], bool]) -> Answer:
        raise ZeroDivisionError("secret detail")

    running = finished(answers, make)
    assert running.result is None
    assert "ZeroDivisionError" in running.problem
    assert "secret detail" not in running.problem


def test_closing_stops_what_is_being_made() -> None:
    answers, started, result = AnswerTasks(), threading.Event(), []

    def make(tell: Callable[[Event], bool]) -> Answer:
        started.set()
        while tell(TextAdded(".")):
            threading.Event().wait(0.005)
        result.append("stopped")
        return ANSWER

    assert answers.ask("1", "Why?", make, "claude").answerer == "claude"
    assert started.wait(5)
    answers.close()
    assert result == ["stopped"]


def test_models_that_say_nothing_hold_up_no_offline_question() -> None:
    tasks, release = AnswerTasks(), threading.Event()

    def held(_: Callable[[Event], bool]) -> Answer:
        release.wait(60)
        return ANSWER

    try:
        for number in range(ANSWERS_AT_ONCE + 3):
            tasks.ask(f"model {number}", "?", held, "claude")
        assert tasks.ask("offline", "?", lambda _: ANSWER).wait(30)
    finally:
        release.set()
        tasks.close()


def test_too_many_questions_are_refused_with_a_sentence() -> None:
    tasks, release = AnswerTasks(), threading.Event()

    def held(_: Callable[[Event], bool]) -> Answer:
        release.wait(60)
        return ANSWER

    try:
        for number in range(ANSWERS_AT_ONCE + MOST_WAITING):
            tasks.ask(f"model {number}", "?", held, "claude")
        with pytest.raises(QueueFull, match="216 others"):
            tasks.ask("one more", "?", lambda _: ANSWER, "claude")
        assert tasks.get("one more") is None
        assert tasks.ask("offline", "?", lambda _: ANSWER).wait(30)
    finally:
        release.set()
        tasks.close()
