"""What is under way in the background: a task, which whoever is interested polls, and the tasks of one kind."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from lib.acting import require
from lib.background.threads import DaemonThreads
from lib.errors import QueueFull, SidelightError
from lib.records.people import Role

REMEMBERED = 200
"""Ended tasks of one kind that can still be asked for."""

CLOSED = "Sidelight was being closed, so this was not begun."

Result = TypeVar("Result")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TaskProgress:
    """How far a task is."""

    done: int = 0
    total: int = 0
    """0 where it is not known yet."""
    unit: str = ""
    """What is counted: `answer`, `paper`; empty before it begins."""
    seconds_left: float | None = None
    """None where it cannot be told."""


@dataclass(eq=False)
class Task(Generic[Result]):
    """Something under way in the background. Thread-safe."""

    what: ClassVar[str] = "A task"
    """In the log."""
    failure: ClassVar[str] = "Sidelight failed ({fault}). The log has the details."
    """What its `problem` says of a fault of Sidelight's own, whose type is put in for `fault`."""

    id: str
    result: Result | None = field(default=None, init=False)
    """None until it has ended, and where there is none."""
    problem: str | None = field(default=None, init=False)
    """Why there is no result, in plain words."""
    ended_s: float | None = field(default=None, init=False)
    """Moment (monotonic) of its end."""
    _stop: threading.Event = field(default_factory=threading.Event, init=False, repr=False)
    _ended: threading.Event = field(default_factory=threading.Event, init=False, repr=False)
    _result_lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)
    _is_dropped: bool = field(default=False, init=False, repr=False)

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self._ended.is_set()

    @property
    def stopped(self) -> bool:
        """Whether it was told to stop; it may still be about to."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Tell it to stop; it does so at its next step."""
        self._stop.set()

    def goes_on(self) -> bool:
        """Return whether it was not told to stop."""
        return not self.stopped

    def wait(self, seconds: float | None = None) -> bool:
        """Return whether it has ended, after so many seconds at the most."""
        return self._ended.wait(seconds)

    def run(self, work: Callable[[], Result]) -> None:
        """Do the work, and keep its result or the sentence that says why there is none."""
        try:
            self._set_result(work())
        except SidelightError as error:
            self.problem = error.message
        except Exception as error:
            log.exception("%s failed", self.what)
            self.problem = self.failure.format(fault=type(error).__name__)
        finally:
            self.end()

    def refuse(self, reason: str) -> None:
        """End it before it has begun, for the reason."""
        self.problem = reason
        self.end()

    def end(self) -> None:
        """Note that it has ended."""
        self.ended_s = time.monotonic()
        self._ended.set()

    def drop(self) -> None:
        """Stop it, and clear away what came of it, or comes of it yet."""
        self.stop()
        with self._result_lock:
            self._is_dropped, result = True, self.result
        if result is not None:
            self.clear_away(result)

    def clear_away(self, result: Result) -> None:
        """Remove what a result that nobody can ask for any more left behind; most leave nothing."""

    def _set_result(self, result: Result) -> None:
        with self._result_lock:  # whoever drops it either finds the result or leaves it to be cleared away here
            self.result, is_dropped = result, self._is_dropped
        if is_dropped:
            self.clear_away(result)


AnyTask = TypeVar("AnyTask", bound="Task[Any]")


class Tasks(Generic[AnyTask]):
    """The tasks of one kind, a few of them at a time, in the order in which they are started. Thread-safe.

    The end of the process does not wait for them.
    """

    needs: ClassVar[Role] = Role.RATER
    """What whoever starts one must be."""

    def __init__(
        self,
        name: str,
        at_once: int,
        remembered: int = REMEMBERED,
        remembered_s: float = float("inf"),
        most_waiting: int | None = None,
    ) -> None:
        """`name`: of the threads. Ended tasks beyond `remembered`, or older than that many seconds, are dropped at a start.

        `most_waiting`: tasks that wait for a thread at the most; None: any number.
        """
        self._name = name
        self._most_waiting = most_waiting
        self._at_once = at_once
        self.remembered = remembered
        self.remembered_s = remembered_s
        self._tasks: dict[str, AnyTask] = {}
        self._threads: dict[str, DaemonThreads] = {}
        self._is_closed = False
        self._lock = threading.RLock()

    def start(self, task: AnyTask, work: Callable[[], object]) -> AnyTask:
        """Return the task, which begins; an earlier one of the same id is dropped.

        One that the close comes before ends with a sentence, so that nobody waits for it. Raises NotAllowed, QueueFull.
        """
        require(self.needs)
        with self._lock:
            self._check_queue(task)
            self.drop(task.id)
            self._forget_old()
            self._tasks[task.id] = task
            if self._is_closed:
                task.refuse(CLOSED)
                return task
            pool = self.pool_of(task)
            if pool not in self._threads:
                self._threads[pool] = DaemonThreads(self._at_once, f"{self._name}{pool}")
            submitted = self._threads[pool].submit(task.run, work)

        def end_unbegun(submitted: Future[Any]) -> None:
            if submitted.cancelled():
                task.refuse(CLOSED)

        submitted.add_done_callback(end_unbegun)
        return task

    def pool_of(self, task: AnyTask) -> str:
        """Return by which threads a task is done: it waits for no task of another pool."""
        del task
        return ""

    def _check_queue(self, task: AnyTask) -> None:
        if self._most_waiting is None:
            return
        pool = self.pool_of(task)
        under_way = sum(not one.ended and self.pool_of(one) == pool for one in self._tasks.values())
        if under_way >= self._at_once + self._most_waiting:
            raise QueueFull(f"{under_way:,} others are under way or waiting. Try again in a while; nothing was begun.")

    def start_or_join(self, task: AnyTask, work: Callable[[], object]) -> AnyTask:
        """Return the task of that id that is under way; where there is none, this one, which begins."""
        with self._lock:
            there = self._tasks.get(task.id)
            return there if there is not None and not there.ended else self.start(task, work)

    def get(self, task_id: str) -> AnyTask | None:
        """Return a task under way or ended; None where there was none in this process, or it was dropped."""
        with self._lock:
            return self._tasks.get(task_id)

    def stop(self, task_id: str) -> None:
        """Tell a task to stop, where there is one."""
        task = self.get(task_id)
        if task is not None:
            task.stop()

    def drop(self, task_id: str) -> None:
        """Stop a task, clear away what came of it, and forget it."""
        with self._lock:
            task = self._tasks.pop(task_id, None)
            if task is not None:
                task.drop()

    def close(self) -> None:
        """Stop what is under way, and wait for it to end; what has not begun never does."""
        with self._lock:
            self._is_closed = True
            tasks, pools = list(self._tasks.values()), list(self._threads.values())
        for task in tasks:
            task.stop()
        for threads in pools:
            threads.close()

    def _forget_old(self) -> None:
        ended = sorted((task for task in self._tasks.values() if task.ended), key=lambda task: task.ended_s or 0.0)
        too_many = ended[: max(0, len(ended) - self.remembered + 1)]  # the one that starts is one of them
        oldest_s = time.monotonic() - self.remembered_s
        old = [task for task in ended if (task.ended_s or 0.0) < oldest_s]
        for task in {*too_many, *old}:
            self.drop(task.id)


def stop_and_wait(tasks: Iterable[Task[Any]], seconds: float) -> None:
    """Stop the tasks, and wait for all of them to end, so many seconds at the most."""
    tasks = list(tasks)
    for task in tasks:
        task.stop()
    end_s = time.monotonic() + seconds
    for task in tasks:
        task.wait(max(0.0, end_s - time.monotonic()))
