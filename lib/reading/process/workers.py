"""The reading workers as the app sees them: started when needed, shared fairly, ended where they misbehave."""

from __future__ import annotations

import heapq
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lib.errors import ReadingCancelled
from lib.processes.worker import POLL_SECONDS, STOPPED, Cancelled, Worker

WORKER_MODULE = "lib.reading.process.worker"
LEAST_WORKER_MB = 240
"""Below this a worker cannot even start."""
RECOGNITION_PRIORITY = float("inf")
"""Of recognising letters: whatever else is to be read goes first."""


class Workers:
    """A fixed number of slots for workers, which together keep to the memory. Thread-safe.

    Who waits for a slot is served by priority (the lowest number first), then in turn.
    """

    def __init__(self, count: int | None, memory_mb: int) -> None:
        wanted = count or os.cpu_count() or 1
        self.count = max(1, min(wanted, memory_mb // LEAST_WORKER_MB))
        self._slot_mb = max(LEAST_WORKER_MB, memory_mb // self.count)
        self._idle: list[Worker] = []
        self._free = self.count
        self._all: set[Worker] = set()
        self._waiting: list[tuple[float, int]] = []
        self._turns = 0
        self._changed = threading.Condition()
        self.closed = False

    def wanted_before(self, priority: float) -> bool:
        """Return whether somebody waits for a slot who is served before those with this priority."""
        with self._changed:
            return bool(self._waiting) and self._waiting[0][0] < priority

    @property
    def busy(self) -> int:
        """How many slots are taken."""
        with self._changed:
            return self.count - self._free

    def slots_for(self, memory_mb: int) -> int:
        """Return how many slots a worker with so much memory takes, at most all."""
        return min(self.count, -(-memory_mb // self._slot_mb))

    @contextmanager
    def worker(self, priority: float, cancelled: Cancelled, slots: int = 1, *, new: bool = False) -> Iterator[Worker]:
        """Yield a worker for one request; it is ended where the request did not end well, or where a `new` one was wanted."""
        taken = 0
        worker: Worker | None = None
        well = False
        try:
            self._take(slots, priority, cancelled)
            taken = slots
            worker = self._start(slots, new=new)
            yield worker
            well = not new
        finally:
            if worker is not None and not well:
                self._end(worker)
            with self._changed:
                if worker is not None and well:
                    self._idle.append(worker)
                self._free += taken
                self._changed.notify_all()

    def close(self) -> None:
        """End all workers; what they were doing is lost."""
        with self._changed:
            self.closed = True
            workers = list(self._all)
            self._all.clear()
            self._changed.notify_all()
        for worker in workers:
            worker.end()

    def _take(self, slots: int, priority: float, cancelled: Cancelled) -> None:
        """Take the slots at once: two that each held one of those they need would wait for each other for good."""
        with self._changed:
            self._turns += 1
            turn = (priority, self._turns)
            heapq.heappush(self._waiting, turn)
            try:
                while self._free < slots or self._waiting[0] != turn:
                    self._changed.wait(POLL_SECONDS)
                    if self.closed or (cancelled is not None and cancelled()):
                        raise ReadingCancelled(STOPPED)
                if self.closed:
                    raise ReadingCancelled(STOPPED)
                self._free -= slots
            finally:
                self._waiting.remove(turn)
                heapq.heapify(self._waiting)
                self._changed.notify_all()

    def _start(self, slots: int, *, new: bool) -> Worker:
        """Return an idle worker, or a new one with the memory of its slots."""
        with self._changed:
            if not new:
                while self._idle:
                    worker = self._idle.pop()
                    if worker.alive:
                        return worker
                    self._all.discard(worker)
                    worker.end()
            surplus = self._idle[max(0, self._free) :]
            del self._idle[max(0, self._free) :]
        for worker in surplus:  # they hold memory that now is another's
            self._end(worker)
        worker = Worker(WORKER_MODULE, self._slot_mb * slots)
        with self._changed:
            if not self.closed:
                self._all.add(worker)
                return worker
        worker.end()
        raise ReadingCancelled(STOPPED)

    def _end(self, worker: Worker) -> None:
        with self._changed:
            self._all.discard(worker)
        worker.end()
