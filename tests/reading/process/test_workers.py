"""Slots are shared so that nobody waits for good."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lib.errors import ReadingCancelled
from lib.processes.worker import Cancelled
from lib.reading.process.workers import RECOGNITION_PRIORITY, Workers


class _NoProcess:
    """Stands for a worker that is never asked."""

    alive = True

    def __init__(self, module: str, memory_mb: int) -> None:
        pass

    def end(self) -> None:
        pass


@contextmanager
def waiting(workers: Workers, slots: int, cancelled: Cancelled) -> Iterator[list[str]]:
    """Let a thread wait for a worker; yields the list to which it adds what came of it, and waits for it at the end."""
    came: list[str] = []

    def wait() -> None:
        try:
            with workers.worker(0.0, cancelled, slots):
                came.append("served")
        except ReadingCancelled:
            came.append("gave up")

    thread = threading.Thread(target=wait)
    thread.start()
    yield came
    thread.join()


def test_who_waits_for_several_slots_holds_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that need both slots, and each held one, would wait for each other for good."""
    monkeypatch.setattr("lib.reading.process.workers.Worker", _NoProcess)
    workers = Workers(2, 1000)
    looked, given_up = threading.Event(), threading.Event()

    def look() -> bool:
        looked.set()
        return given_up.is_set()

    with workers.worker(0.0, None), waiting(workers, 2, look) as first:
        assert looked.wait(60)
        assert workers.busy == 1
        given_up.set()
    assert first == ["gave up"]
    with waiting(workers, 2, None) as second:
        pass
    assert second == ["served"]
    assert workers.busy == 0


def test_who_waits_is_wanted_before_those_alone_that_are_served_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """So two that recognise letters do not change about after every page, each with a worker that has to be started."""
    monkeypatch.setattr("lib.reading.process.workers.Worker", _NoProcess)
    workers = Workers(1, 1000)
    looked, given_up = threading.Event(), threading.Event()

    def look() -> bool:
        looked.set()
        return given_up.is_set()

    with workers.worker(5.0, None), waiting(workers, 1, look):  # with the priority 0
        assert looked.wait(60)
        before = [workers.wanted_before(priority) for priority in (RECOGNITION_PRIORITY, 0.0)]
        given_up.set()
    assert before == [True, False]
