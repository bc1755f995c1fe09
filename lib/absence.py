"""What others run and this process needs, such as a server: since when it is away and why, and when it is back."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from lib.errors import StoreAway

LOOKED_FOR_EVERY_S = 1.0
"""How often what is away is looked for."""
LOOKED_FOR_AT_LEAST_EVERY_S = 30.0
"""Of what answers when it is looked for and then fails again, as where a key may only read."""
SAME_ABSENCE_S = 10.0
"""Back for less than this and away again, it was away all the while."""

Result = TypeVar("Result")

log = logging.getLogger(__name__)


def patiently(
    do: Callable[[], Result], goes_on: Callable[[], bool] | None, say: Callable[[str], object] = lambda why: None
) -> Result:
    """Return what comes of it, done again whenever what it needs was away and is back, as long as `goes_on` says so.

    None: it is not waited for. `say` takes why it waits. Raises StoreAway where it must not be waited for any longer.
    """
    while True:
        try:
            return do()
        except StoreAway as away:
            say(away.message)
            if goes_on is None or not away.wait(goes_on):
                raise


class Absence:
    """Whether one thing is away. Looked for by one thread, so that nobody waits for what somebody else found out. Thread-safe."""

    def __init__(self, name: Callable[[], str], look: Callable[[], str | None]) -> None:
        """`name`: returns what it is called, at the head of a sentence; `look`: returns why it is still away, None once it is
        back.
        """
        self._name = name
        self._look = look
        self._lock = threading.Lock()
        self._back = threading.Event()
        self._back.set()
        self._closed = threading.Event()
        self._pause_s = LOOKED_FOR_EVERY_S
        self._since = ""
        self._returned = float("-inf")
        self._why: str | None = None
        self.on_return: Callable[[], None] = lambda: None
        """Called, on a thread of its own, when it is back."""

    @property
    def words(self) -> str | None:
        """Since when it is away and why, as a sentence; None while it answers."""
        why = self._why
        return None if why is None else self._sentence(why)

    def begin(self, why: str) -> str:
        """Note that it is away, look for it from now on, and return the sentence that says so."""
        with self._lock:
            if self._why is None:
                self._pause_s = min(2 * self._pause_s, LOOKED_FOR_AT_LEAST_EVERY_S)
                if not self._since or time.monotonic() - self._returned > SAME_ABSENCE_S:
                    self._pause_s = LOOKED_FOR_EVERY_S
                    self._since = datetime.now(UTC).strftime("%H:%M:%S")
                    log.warning("%s is away: %s.", self._name(), why)
                self._why = why
                self._back.clear()
                threading.Thread(target=self._look_for_it, name="away", daemon=True).start()
            return self._sentence(why)

    def wait(self, goes_on: Callable[[], bool]) -> bool:
        """Return whether it is back, once it is; False where it must not be waited for any longer."""
        while goes_on() and not self._closed.wait(LOOKED_FOR_EVERY_S):
            if self._back.is_set():
                return True
        return False

    def pause(self, seconds: float) -> None:
        """Wait so many seconds, or less where it is waited for no longer."""
        self._closed.wait(seconds)

    def stop(self) -> None:
        """Wait for it no longer."""
        self._closed.set()

    def _look_for_it(self) -> None:
        while not self._closed.wait(self._pause_s):
            if (why := self._look()) is not None:
                self._why = why
                continue
            with self._lock:
                self._why, self._returned = None, time.monotonic()
                self._back.set()
            log.info("%s answers again.", self._name())
            self.on_return()
            return

    def _sentence(self, why: str) -> str:
        return f"{self._name()} has been away since {self._since} UTC: {why}."
