"""The sentences of readings in memory, so that a question does not load them again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from lib.errors import ReadingGone
from lib.records import Sentence
from lib.storage.readings import ReadingStore

READINGS = 64
"""Readings held in memory; a 15-page paper has some 400 sentences, which take 7 ms to load."""
GONE = "A paper was removed while it was being used. Ask again."


class SentenceCache:
    """Sentences of readings, the whole readings used last in memory. Thread-safe; raises ReadingGone where a reading is gone."""

    def __init__(self, readings: ReadingStore) -> None:
        self._readings = readings
        self._cached: OrderedDict[tuple[str, int], list[Sentence]] = OrderedDict()
        self._lock = threading.Lock()

    def sentences(self, paper_id: str, reading: int) -> list[Sentence]:
        """Return all sentences of a reading in reading order."""
        cached = self._find(paper_id, reading)
        if cached is not None:
            return cached
        sentences = _checked(self._readings.sentences(paper_id, reading))
        with self._lock:
            self._cached[paper_id, reading] = sentences
            if len(self._cached) > READINGS:
                self._cached.popitem(last=False)
        return sentences

    def part(self, paper_id: str, reading: int, first: int, last: int) -> Sequence[Sentence]:
        """Return the sentences with ids from `first` to `last`; of a reading not in memory these alone are loaded.

        A question of a thousand papers looks at a few sentences of each of a dozen.
        """
        cached = self._find(paper_id, reading)
        if cached is not None:
            return cached[first : last + 1]
        return _checked(self._readings.sentences(paper_id, reading, first, last))

    def forget(self) -> None:
        """Drop every reading from memory."""
        with self._lock:
            self._cached.clear()

    def _find(self, paper_id: str, reading: int) -> list[Sentence] | None:
        with self._lock:
            cached = self._cached.get((paper_id, reading))
            if cached is not None:
                self._cached.move_to_end((paper_id, reading))
            return cached


def _checked(sentences: list[Sentence]) -> list[Sentence]:
    if not sentences:
        raise ReadingGone(GONE)
    return sentences
