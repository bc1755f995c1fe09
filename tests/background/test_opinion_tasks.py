"""Second opinions made in the background."""

import threading
from collections.abc import Callable, Iterator, Mapping

import pytest

from lib.background.opinion_tasks import RunningOpinion, RunningOpinions
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

    def __call__(
        self, answer_id: str, answerer: str, keys: Mapping[str, str] | None, go_on: Callable[[], bool]
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
def opinions(judge: Judge) -> Iterator[RunningOpinions]:
    running = RunningOpinions(judge)
    yield running
    running.close()


def finished(running: RunningOpinion) -> RunningOpinion:
    while not running.done:
        threading.Event().wait(0.005)
    return running


def test_an_answer_has_one_opinion_under_way_at_a_time(judge: Judge, opinions: RunningOpinions) -> None:
    first = opinions.start("1", "claude", {"anthropic": "k"})
    assert opinions.start("1", "openai") is first
    assert opinions.start("2", "openai") is not first
    judge.may_end.set()
    finished(first)
    assert opinions.start("1", "openai") is not first
    assert judge.asked[0] == ("1", "claude", {"anthropic": "k"})


def test_stop_reaches_whoever_asks_the_model(judge: Judge, opinions: RunningOpinions) -> None:
    running = opinions.start("1", "claude")
    assert judge.begun.wait(5)
    running.stop()
    assert judge.stopped.wait(5)
    assert finished(running).error is None


@pytest.mark.parametrize(
    ("fault", "words"),
    [(ConfigError("It is gone."), "It is gone."), (ZeroDivisionError("secret"), "ZeroDivisionError")],
)
def test_a_fault_is_a_plain_sentence(judge: Judge, opinions: RunningOpinions, fault: Exception, words: str) -> None:
    judge.fault = fault
    judge.may_end.set()
    error = finished(opinions.start("1", "claude")).error or ""
    assert words in error
    assert "secret" not in error


def test_closing_stops_what_is_under_way(judge: Judge) -> None:
    opinions = RunningOpinions(judge)
    opinions.start("1", "claude")
    assert judge.begun.wait(5)
    opinions.close()
    assert judge.stopped.is_set()
