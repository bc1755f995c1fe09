"""Sentences, tables and figures of readings in memory, so that a question does not load them again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from lib.errors import ReadingGone
from lib.records import Figure, Sentence, Table
from lib.storage.readings import ReadingStore

READINGS = 64
"""Readings held in memory; a 15-page paper has some 400 sentences, which take 7 ms to load, and tables, which take 3 ms."""
T = TypeVar("T")
GONE = "A paper was removed while it was being used. Ask again."


class ReadingCache:
    """What readings hold, the whole readings used last in memory. Thread-safe; no reading ever changes."""

    def __init__(self, readings: ReadingStore) -> None:
        self._readings = readings
        self._sentences: _Latest[list[Sentence]] = _Latest()
        self._tables: _Latest[list[Table]] = _Latest()
        self._figures: _Latest[list[Figure]] = _Latest()

    def sentences(self, paper_id: str, reading: int) -> list[Sentence]:
        """Return all sentences of a reading in reading order; raises ReadingGone where it is gone."""
        return self._sentences.get((paper_id, reading), lambda: _checked(self._readings.sentences(paper_id, reading)))

    def part(self, paper_id: str, reading: int, first: int, last: int) -> Sequence[Sentence]:
        """Return the sentences with ids from `first` to `last`; of a reading not in memory these alone are loaded.

        A question of a thousand papers looks at a few sentences of each of a dozen. Raises ReadingGone.
        """
        cached = self._sentences.find((paper_id, reading))
        if cached is not None:
            return cached[first : last + 1]
        return _checked(self._readings.sentences(paper_id, reading, first, last))

    def tables(self, paper_id: str, reading: int) -> list[Table]:
        """Return the tables of a reading in reading order; none of one that is gone."""
        return self._tables.get((paper_id, reading), lambda: self._readings.tables(paper_id, reading))

    def figures(self, paper_id: str, reading: int) -> list[Figure]:
        """Return the figures of a reading in reading order; none of one that is gone."""
        return self._figures.get((paper_id, reading), lambda: self._readings.figures(paper_id, reading))

    def forget(self) -> None:
        """Drop every reading from memory."""
        for one in (self._sentences, self._tables, self._figures):
            one.forget()


class _Latest(Generic[T]):
    """One thing of the readings used last."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[str, int], T] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: tuple[str, int]) -> T | None:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def get(self, key: tuple[str, int], load: Callable[[], T]) -> T:
        held = self.find(key)
        if held is not None:
            return held
        loaded = load()
        with self._lock:
            self._held[key] = loaded
            if len(self._held) > READINGS:
                self._held.popitem(last=False)
        return loaded

    def forget(self) -> None:
        with self._lock:
            self._held.clear()


def _checked(sentences: list[Sentence]) -> list[Sentence]:
    if not sentences:
        raise ReadingGone(GONE)
    return sentences
