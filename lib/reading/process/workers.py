"""The worker processes of reading as the app sees them: started when needed, shared fairly, ended where they misbehave."""

from __future__ import annotations

import heapq
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from lib.errors import ReadingCancelled, ReadingTimedOut
from lib.reading.process.protocol import read_message, write_message

ROOT = Path(__file__).resolve().parents[3]
LEAST_WORKER_MB = 240
"""Below this a worker cannot even start."""
POLL_SECONDS = 0.1
"""Between two looks whether the reading was cancelled."""
LEAST_WAIT_SECONDS = 0.001
STOPPED = "Reading was stopped."

Message = tuple[dict[str, Any], bytes]
Cancelled = Callable[[], bool] | None


def _is_secret(name: str) -> bool:
    """Return whether an environment variable holds what a process that parses untrusted files has no use for."""
    return name.upper().endswith("_API_KEY") or name.upper() == "DATABASE_URL"


class WorkerDied(Exception):
    """The process ended or was killed in the middle of a request."""


class Worker:
    """One worker process and the thread that takes its answers."""

    def __init__(self, memory_mb: int) -> None:
        environment = {
            **{name: value for name, value in os.environ.items() if not _is_secret(name)},
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
            # each arena of glibc and each thread of OpenBLAS reserves address space, which is what is limited
            "MALLOC_ARENA_MAX": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "lib.reading.process.worker", str(memory_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=environment,
        )
        self._answers: queue.Queue[Message | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True, name="reading-worker").start()

    def _listen(self) -> None:
        stream = cast("BinaryIO", self._process.stdout)
        try:
            while (message := read_message(stream)) is not None:
                self._answers.put(message)
        except (OSError, ValueError):
            self._process.kill()
        self._answers.put(None)

    def send(self, header: dict[str, Any], body: bytes = b"") -> None:
        """Send a request. Raises WorkerDied."""
        try:
            write_message(cast("BinaryIO", self._process.stdin), header, body)
        except OSError as error:
            raise WorkerDied from error

    def receive(self, seconds: float, cancelled: Cancelled) -> Message:
        """Return the next answer; raises ReadingTimedOut, ReadingCancelled or WorkerDied."""
        end = time.monotonic() + seconds
        while True:
            try:
                message = self._answers.get(timeout=min(POLL_SECONDS, max(LEAST_WAIT_SECONDS, end - time.monotonic())))
            except queue.Empty:
                if cancelled is not None and cancelled():
                    raise ReadingCancelled(STOPPED) from None
                if time.monotonic() > end:
                    raise ReadingTimedOut(f"Reading stopped: no page was finished for {seconds:.0f} seconds.") from None
                continue
            if message is None:
                raise WorkerDied
            return message

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def end(self) -> None:
        """Kill the process; what it was doing is lost."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue


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

    @property
    def wanted(self) -> bool:
        """Whether somebody waits for a slot."""
        with self._changed:
            return bool(self._waiting)

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
            while taken < slots:
                self._take(priority, cancelled)
                taken += 1
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

    def _take(self, priority: float, cancelled: Cancelled) -> None:
        with self._changed:
            self._turns += 1
            turn = (priority, self._turns)
            heapq.heappush(self._waiting, turn)
            try:
                while not self._free or self._waiting[0] != turn:
                    self._changed.wait(POLL_SECONDS)
                    if self.closed or (cancelled is not None and cancelled()):
                        raise ReadingCancelled(STOPPED)
                if self.closed:
                    raise ReadingCancelled(STOPPED)
                self._free -= 1
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
        worker = Worker(self._slot_mb * slots)
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
