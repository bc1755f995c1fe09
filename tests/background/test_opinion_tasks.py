"""Second opinions made in the background."""

import threading
from collections.abc import Callable, Iterator, Mapping

import pytest

from lib.background.opinion_tasks import OpinionTask, OpinionTasks
from lib.errors import ConfigError
from lib.records import SecondOpinion

OPINION = SecondOpinion("o", "1", "claude", [], "m")


class Judge:
    """Waits until it may say something, and remembers how it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Mapping[str, str] | None]] = []
        self.begun, self.may_end = threading.Event(), threading.Event()
        self.stopped = threading.Event()
        self.fault: Exception | None = None

    def second_opinion(
        self,
        answer_id: str,
        answerer: str,
        keys: Mapping[str, str] | None = None,
        go_on: Callable[[], bool] = lambda: True,
        asked_by: str = "",
    ) -> SecondOpinion:
        self.asked.append((answer_id, answerer, keys))
        self.begun.set()
        while go_on() and not self.may_end.wait(0.005):
            pass
        if not go_on():
            self.stopped.set()
        if self.fault is not None:
            raise self.fault
        return OPINION


@pytest.fixture
def judge() -> Judge:
    return Judge()


@pytest.fixture
def opinions(judge: Judge) -> Iterator[OpinionTasks]:
    running = OpinionTasks(judge)
    yield running
    running.close()


def finished(running: OpinionTask) -> OpinionTask:
    while not running.ended:
        threading.Event().wait(0.005)
    return running


def test_an_answer_has_one_opinion_under_way_at_a_time(judge: Judge, opinions: OpinionTasks) -> None:
    first = opinions.ask("1", "claude", {"anthropic": "k"})
    assert opinions.ask("1", "openai") is first
    assert opinions.ask("2", "openai") is not first
    judge.may_end.set()
    finished(first)
    assert opinions.ask("1", "openai") is not first
    assert judge.asked[0] == ("1", "claude", {"anthropic": "k"})


def test_stop_reaches_whoever_asks_the_model(judge: Judge, opinions: OpinionTasks) -> None:
    running = opinions.ask("1", "claude")
    assert judge.begun.wait(5)
    running.stop()
    assert judge.stopped.wait(5)
    assert finished(running).problem is None


@pytest.mark.parametrize(
    ("fault", "words"),
    [(ConfigError("It is gone."), "It is gone."), (ZeroDivisionError("secret"), "ZeroDivisionError")],
)
def test_a_fault_is_a_plain_sentence(judge: Judge, opinions: OpinionTasks, fault: Exception, words: str) -> None:
    judge.fault = fault
    judge.may_end.set()
    error = finished(opinions.ask("1", "claude")).problem or ""
    assert words in error
    assert "secret" not in error


def test_closing_stops_what_is_under_way(judge: Judge) -> None:
    opinions = OpinionTasks(judge)
    opinions.ask("1", "claude")
    assert judge.begun.wait(5)
    opinions.close()
    assert judge.stopped.is_set()
