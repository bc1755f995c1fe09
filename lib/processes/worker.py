"""One worker process as the app sees it: a request is sent, answers are waited for, and it can be killed."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import Any

from lib.errors import ReadingCancelled, ReadingTimedOut
from lib.processes.processor_time import processor_clock
from lib.processes.protocol import read_message, write_message
from lib.processes.starting import start_process

POLL_SECONDS = 0.1
"""Between two looks whether the work was cancelled."""
LEAST_WAIT_SECONDS = 0.001
STOPPED = "Reading was stopped."

Message = tuple[dict[str, Any], bytes]
Cancelled = Callable[[], bool] | None


class WorkerDied(Exception):
    """The process ended or was killed in the middle of a request."""


class Worker:
    """One worker process, which runs `main` of a module, and the thread that takes its answers."""

    def __init__(self, module: str, memory_mb: int) -> None:
        self._process = start_process(module, memory_mb)
        self._answers: queue.Queue[Message | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True, name="worker").start()

    def _listen(self) -> None:
        try:
            while (message := read_message(self._process.stdout)) is not None:
                self._answers.put(message)
        except (OSError, ValueError, RecursionError):
            self._process.kill()
        finally:
            self._answers.put(None)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def send(self, header: dict[str, Any], body: bytes = b"") -> None:
        """Send a request. Raises WorkerDied."""
        try:
            write_message(self._process.stdin, header, body)
        except OSError as error:
            raise WorkerDied from error

    def receive(
        self, seconds: float, cancelled: Cancelled = None, *, processor_seconds: float | None = None
    ) -> Message:
        """Return the next answer; raises ReadingTimedOut, ReadingCancelled or WorkerDied.

        `seconds`: by the clock on the wall; `processor_seconds`: of a processor that the worker may take from now on, however
        long it waits for one.
        """
        clocks = [(time.monotonic, seconds)]
        if processor_seconds is not None:
            clocks.append((processor_clock(self.pid), processor_seconds))
        ends = [(clock, clock() + allowed) for clock, allowed in clocks]
        while True:
            left = min(end - clock() for clock, end in ends)
            try:
                message = self._answers.get(timeout=min(POLL_SECONDS, max(LEAST_WAIT_SECONDS, left)))
            except queue.Empty:
                if cancelled is not None and cancelled():
                    raise ReadingCancelled(STOPPED) from None
                if any(clock() >= end for clock, end in ends):
                    raise ReadingTimedOut(f"Reading stopped: no page was finished for {seconds:.0f} seconds.") from None
                continue
            if message is None:
                raise WorkerDied
            return message

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return not self._process.ended()

    def end(self) -> None:
        """Kill the process; what it was doing is lost."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            try:
                stream.close()
            except OSError:
                continue
