"""One answerer's cells in a survey that runs: what waits, how it fares, when it may be asked and when no more."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field

from lib.answering.providers.batching import BatchExchange
from lib.records import Answer, CellKey

FAILURES_IN_A_ROW = 5
"""After so many cells of one answerer that failed one after the other, it is asked no more: the next would fail too."""
FAILING_PAPERS = 3
"""Those cells are of so many papers at least, or of all: a paper that cannot be asked is no fault of the answerer's."""
FAILURES_WHATEVER = 15
"""After so many it is asked no more, whatever the papers: towards the end of a survey only one or two are left."""
TRIES = 6
"""Waits one after the other, without an answer between, where the answerer asks to wait."""
REFUSALS = 2
"""Questions one after the other that a service did not take at all and that waiting does not help, after which it is asked no
more: a wrong key, or no credit."""
STEADY = 8
"""Cells finished one after the other, after which one more is asked at a time again."""
FIRST_WAIT_S, LONGEST_WAIT_S = 2.0, 120.0
"""Doubled at each try, where the answerer does not say how long."""


@dataclass(slots=True)
class AnswererQueue:
    """The cells of one answerer that are still to be done. Not thread-safe: whoever calls holds the run's lock."""

    answerer: str
    waiting: deque[CellKey]
    at_once: int
    papers: int = 0
    """How many papers its cells are of."""
    failures: int = 0
    """In a row."""
    failing: set[str] = field(default_factory=set)
    """Papers of the failures in a row."""
    not_before: float = 0.0
    """Moment (monotonic) before which it asked not to be asked."""
    waits: int = 0
    """In a row."""
    refusals: int = 0
    """In a row."""
    may_ask: int = 0
    """Cells at a time, now that it asked to wait; 0: as many as at first."""
    steady: int = 0
    """Cells finished since it last asked to wait."""
    closed: str | None = None
    """Why it is asked no more."""
    seconds: float = 0.0
    finished: int = 0
    elsewhere: list[CellKey] = field(default_factory=list)
    """Cells that other processes have in hand."""
    in_batch: int = 0
    """Cells that wait for their batch."""
    exchange: BatchExchange | None = None
    """Through which its cells are asked together; None: each by itself."""

    def seconds_left(self, busy: int) -> float | None:
        """Return how long it will take, with so many cells in hand; None where nothing was finished to tell it by."""
        to_do = len(self.waiting) + busy
        if not to_do or self.closed is not None:
            return 0.0
        return to_do * self.seconds / self.finished / self.at_once if self.finished else None

    @property
    def at_a_time(self) -> int:
        """Cells that are asked at a time now."""
        return self.may_ask or self.at_once

    def put_back(self, key: CellKey, answer: Answer) -> bool:
        """Return whether the cell is to be asked again, unchanged: the answerer asked to be left alone for a while, or took no
        question at all, and then it may be asked no more.
        """
        wait = answer.retry_after
        if wait is None and not answer.unavailable:
            return False
        if wait is not None and time.monotonic() < self.not_before:  # asked before the word came that all shall wait
            self.waiting.appendleft(key)
            return True
        if wait is not None and self.waits < TRIES:
            self._wait(wait)
        elif not answer.unavailable:
            return False
        else:
            self.refusals += 1
            if self.refusals >= REFUSALS or wait is not None:
                self.closed = self.closed or answer.stopped or ""
        self.waiting.appendleft(key)
        return True

    def hold(self, seconds: float) -> None:
        """Wait so long, since another process was asked to, and ask half as many at a time after that."""
        self.may_ask = max(1, self.at_a_time // 2)
        self.steady = 0
        self.not_before = max(self.not_before, time.monotonic() + seconds)

    def leave_out(self, finished: Collection[CellKey]) -> int:
        """Return how many of the cells that wait or are in other hands are finished; all others wait, to be tried again."""
        to_do = [*self.waiting, *self.elsewhere]
        self.waiting, self.elsewhere = deque(key for key in to_do if key not in finished), []
        return len(to_do) - len(self.waiting)

    def _wait(self, asked: float) -> None:
        """Wait as long as it asked, at the least, and ask half as many at a time after that."""
        self.waits += 1
        self.may_ask = max(1, self.at_a_time // 2)
        self.steady = 0
        seconds = max(asked, min(FIRST_WAIT_S * 2 ** (self.waits - 1), LONGEST_WAIT_S))
        self.not_before = max(self.not_before, time.monotonic() + seconds)

    def count_outcome(self, paper_id: str, problem: str | None) -> None:
        """Count a cell of a paper that was finished, or failed for that reason; close after too many failures in a row."""
        if self.closed is not None:
            return
        if problem is None:
            self.failures = self.waits = self.refusals = 0
            self.steady += 1
            if self.steady % STEADY == 0:
                self.may_ask = min(self.at_a_time + 1, self.at_once)
            self.failing.clear()
            return
        self.failures += 1
        self.failing.add(paper_id)
        if self.failures < FAILURES_IN_A_ROW:
            return
        if len(self.failing) >= min(FAILING_PAPERS, self.papers) or self.failures >= FAILURES_WHATEVER:
            self.closed = problem
        else:  # other papers next: they tell whether it is the answerer or the paper
            self.waiting = deque(sorted(self.waiting, key=lambda key: key[0] in self.failing))
