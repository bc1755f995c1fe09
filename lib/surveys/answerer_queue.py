"""One answerer's cells in a survey that runs: what waits, how it fares, when it may be asked and when no more."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field

from lib.answering.providers.batching import BatchExchange
from lib.records import CellKey

FAILURES_IN_A_ROW = 5
"""After so many cells of one answerer that failed one after the other, it is asked no more: the next would fail too."""
FAILING_PAPERS = 3
"""Those cells are of so many papers at least, or of all: a paper that cannot be asked is no fault of the answerer's."""
FAILURES_WHATEVER = 15
"""After so many it is asked no more, whatever the papers: towards the end of a survey only one or two are left."""
TRIES = 6
"""Waits one after the other, without an answer between, where the answerer asks to wait."""
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
    closed: str | None = None
    """Why it is asked no more."""
    seconds: float = 0.0
    finished: int = 0
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

    def must_wait(self, key: CellKey, retry_after: float | None) -> bool:
        """Return whether the answerer asked to be left alone for a while (seconds, at the least); the cell is asked
        again after it.
        """
        if retry_after is None:
            return False
        if time.monotonic() < self.not_before:  # asked before the word came that all shall wait
            self.waiting.appendleft(key)
            return True
        if self.waits >= TRIES:
            return False
        wait = max(retry_after, min(FIRST_WAIT_S * 2**self.waits, LONGEST_WAIT_S))
        self.waits += 1
        self.not_before = max(self.not_before, time.monotonic() + wait)
        self.waiting.appendleft(key)
        return True

    def count_outcome(self, paper_id: str, problem: str | None) -> None:
        """Count a cell of a paper that was finished, or failed for that reason; close after too many failures in a row."""
        if self.closed is not None:
            return
        if problem is None:
            self.failures = self.waits = 0
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
