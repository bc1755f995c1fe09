"""What servers refuse, remembered while the app runs, so that they are not asked for it with every question."""

from __future__ import annotations

import threading


class Capabilities:
    """What the model at a place (address and model) can take, by the parameters that it refused. Thread-safe."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], frozenset[str]] = {}
        self._lock = threading.Lock()

    def refused(self, place: tuple[str, str]) -> frozenset[str]:
        """Return what it refused so far."""
        return self._known.get(place, frozenset())

    def add_refused(self, place: tuple[str, str], parameter: str) -> None:
        """Note that the parameter is to be left out from now on."""
        with self._lock:
            self._known[place] = self.refused(place) | {parameter}

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._known.clear()
