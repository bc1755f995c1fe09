"""What a worker process does to itself before it touches a file: limits, and an end when the app ends."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import sys
import threading
import time
from typing import BinaryIO

from lib.disk import MEGABYTE

RECURSION_LIMIT = 3000
"""Above Python's 1000, since nested objects are read recursively."""
PARENT_SECONDS = 1.0
"""Between two looks whether the app still runs."""


def limit_memory(megabytes: int, most_megabytes: int | None = None) -> None:
    """Keep this process below the limit, where the system can do it; it may be raised again up to `most_megabytes`."""
    try:
        import resource
    except ImportError:
        return  # Windows has no such limit; the time limit still holds
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, (most_megabytes or megabytes) * MEGABYTE))


def end_with_parent(parent: int) -> None:
    """End this process soon after the one that started it, whatever it is doing then."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def begin_worker(memory_mb: int) -> tuple[BinaryIO, BinaryIO]:
    """Set this process up as a worker and return its requests and its answers.

    Whatever else prints goes to the error stream.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent(os.getppid())
    logging.disable(logging.CRITICAL)
    sys.setrecursionlimit(RECURSION_LIMIT)
    # automatic collection costs a tenth of the time here and finds next to nothing
    gc.freeze()
    gc.disable()
    limit_memory(memory_mb)
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return requests, answers
