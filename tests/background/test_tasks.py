"""Tasks under way: polled, stopped, joined, dropped, remembered for a while."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from lib.background.tasks import CLOSED, Task, Tasks, stop_and_wait
from lib.errors import SidelightError

SECONDS = 10


class Count(Task[int]):
    """A task that notes what was cleared away."""

    def __init__(self, task_id: str) -> None:
        super().__init__(task_id)
        self.cleared: list[int] = []

    def clear_away(self, result: int) -> None:
        self.cleared.append(result)


@pytest.fixture
def tasks() -> Iterator[Tasks[Count]]:
    counts: Tasks[Count] = Tasks("count", 1, remembered=2)
    yield counts
    counts.close()


def held(go_on: threading.Event) -> Callable[[], int]:
    """Return work that waits."""

    def work() -> int:
        assert go_on.wait(SECONDS)
        return 7

    return work


def test_a_task_ends_with_its_result_or_the_reason_why_there_is_none(tasks: Tasks[Count]) -> None:
    def refuses() -> int:
        raise SidelightError("The disk is full.")

    done, refused = tasks.start(Count("a"), lambda: 1), tasks.start(Count("b"), refuses)
    broken = tasks.start(Count("c"), lambda: [][0])
    assert broken.wait(SECONDS)
    assert (done.ended, done.result, done.problem) == (True, 1, None)
    assert (refused.result, refused.problem) == (None, "The disk is full.")
    assert broken.problem == "Sidelight failed (IndexError). The log has the details."


def test_one_under_way_is_joined_and_one_that_ended_is_not(tasks: Tasks[Count]) -> None:
    go_on = threading.Event()
    first = tasks.start_or_join(Count("a"), held(go_on))
    assert tasks.start_or_join(Count("a"), lambda: 2) is first
    go_on.set()
    assert first.wait(SECONDS)
    assert tasks.start_or_join(Count("a"), lambda: 2) is not first


def test_stop_reaches_the_work_and_what_there_is_stays(tasks: Tasks[Count]) -> None:
    task = Count("a")

    def work() -> int:
        while task.goes_on():
            time.sleep(0.005)
        return 3

    tasks.start(task, work)
    tasks.stop("a")
    assert task.wait(SECONDS)
    assert (task.result, task.cleared, tasks.get("a")) == (3, [], task)


@pytest.mark.parametrize("late", [False, True])
def test_what_comes_of_a_dropped_task_is_cleared_away_whenever_it_comes(tasks: Tasks[Count], late: bool) -> None:
    go_on = threading.Event()
    task = tasks.start(Count("a"), held(go_on))
    if late:
        tasks.drop("a")
    go_on.set()
    assert task.wait(SECONDS)
    tasks.drop("a")
    assert (task.cleared, tasks.get("a")) == ([7], None)


def test_ended_tasks_are_remembered_for_a_while(tasks: Tasks[Count]) -> None:
    for name in "abc":
        assert tasks.start(Count(name), lambda: 1).wait(SECONDS)
    assert [tasks.get(name) is not None for name in "abc"] == [False, True, True]
    tasks.remembered_s = 0.0
    assert tasks.start(Count("d"), lambda: 1).wait(SECONDS)
    assert [tasks.get(name) is not None for name in "bcd"] == [False, False, True]


def test_what_is_under_way_is_never_forgotten(tasks: Tasks[Count]) -> None:
    go_on = threading.Event()
    waiting = [tasks.start(Count(str(n)), held(go_on)) for n in range(5)]
    assert [tasks.get(task.id) for task in waiting] == waiting
    go_on.set()


def test_after_closing_nothing_begins_and_nobody_waits_for_it(tasks: Tasks[Count]) -> None:
    begun: list[int] = []
    tasks.close()
    for start in (tasks.start, tasks.start_or_join):
        task = start(Count("a"), lambda: begun.append(1))
        assert (task.ended, task.result, task.problem) == (True, None, CLOSED)
        assert tasks.get("a") is task
    assert not begun


def test_what_closing_finds_in_the_queue_ends_too(tasks: Tasks[Count]) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work() -> int:
        begun.set()
        return held(go_on)()

    first, queued = tasks.start(Count("a"), work), tasks.start(Count("b"), lambda: 1)
    assert begun.wait(SECONDS)
    closing = threading.Thread(target=tasks.close)
    closing.start()
    threads = tasks._threads[""]
    while not threads._closed.is_set():
        time.sleep(0.005)
    go_on.set()
    closing.join(SECONDS)
    assert (first.result, first.problem) == (7, None)
    assert (queued.ended, queued.result, queued.problem) == (True, None, CLOSED)


def test_waiting_for_what_does_not_stop_has_an_end() -> None:
    deaf, began = Count("a"), time.monotonic()
    stop_and_wait([deaf], 0.05)
    assert deaf.stopped
    assert time.monotonic() - began < 5
