"""What servers refuse, remembered while the app runs, so that they are not asked for it with every question."""

from __future__ import annotations

import threading


class Refusals:
    """Parameters that the model at a place (address and model) does not take. Thread-safe."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], frozenset[str]] = {}
        self._lock = threading.Lock()

    def of(self, place: tuple[str, str]) -> frozenset[str]:
        """Return what it refused so far."""
        return self._known.get(place, frozenset())

    def add(self, place: tuple[str, str], parameter: str) -> None:
        """Nothing; the parameter is left out from now on."""
        with self._lock:
            self._known[place] = self.of(place) | {parameter}

    def clear(self) -> None:
        """Nothing; all is forgotten."""
        with self._lock:
            self._known.clear()
