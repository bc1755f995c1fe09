"""Reading tens of thousands of records at a time: Python's collector of cycles would go through all of them again and again."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_readers = 0


@contextmanager
def collector_paused() -> Iterator[None]:
    """Let nobody look for cycles of objects until the block ends, here and in other threads; counted references go as ever.

    Records hold no cycles: with 26,000 cells and 78,000 verdicts half of the time went into looking for them.
    """
    global _readers
    with _lock:
        _readers += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _readers -= 1
            if _readers == 0:
                gc.enable()
