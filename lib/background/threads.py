"""Threads for background work that the end of the process does not wait for.

`concurrent.futures` works through its whole queue before the interpreter may end: with Ctrl-C every queued paper would be
taken up and fail. Here what is not done at the end is simply left, to be taken up at the next start.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any


class DaemonThreads:
    """A few threads that take work in the order it comes."""

    def __init__(self, count: int, name: str) -> None:
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._threads = [threading.Thread(target=self._run, name=f"{name}-{i}", daemon=True) for i in range(count)]
        for thread in self._threads:
            thread.start()

    def submit(self, do: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Return the result to come; it is cancelled where the threads are closed before it begins."""
        future: Future[Any] = Future()

        def run() -> None:
            if self._closed.is_set() or not future.set_running_or_notify_cancel():
                future.cancel()
                return
            try:
                future.set_result(do(*arguments))
            except BaseException as error:  # noqa: BLE001 - it is the caller's, who gets it with the result
                future.set_exception(error)

        if self._closed.is_set():
            future.cancel()
        else:
            self._work.put(run)
        return future

    def close(self, *, wait: bool = True) -> None:
        """Finish what has begun first where `wait` is given, and leave what has not."""
        self._closed.set()
        for _ in self._threads:
            self._work.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            work()
