"""The sentences of readings in memory, so that a question does not load them again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from lib.errors import ReadingGone
from lib.records import Sentence
from lib.storage.papers import PaperStore

READINGS_KEPT = 64
"""Readings held in memory; a 15-page paper has some 400 sentences, which take 7 ms to load."""
GONE = "A paper was removed while it was being used. Ask again."


class Readings:
    """Sentences of readings, the whole readings used last kept. Thread-safe; raises ReadingGone where a reading is gone."""

    def __init__(self, library: PaperStore) -> None:
        self._library = library
        self._kept: OrderedDict[tuple[str, int], list[Sentence]] = OrderedDict()
        self._lock = threading.Lock()

    def sentences(self, paper_id: str, reading: int) -> list[Sentence]:
        """Return all sentences of a reading in reading order."""
        kept = self._found(paper_id, reading)
        if kept is not None:
            return kept
        sentences = _there(self._library.sentences(paper_id, reading))
        with self._lock:
            self._kept[paper_id, reading] = sentences
            if len(self._kept) > READINGS_KEPT:
                self._kept.popitem(last=False)
        return sentences

    def part(self, paper_id: str, reading: int, first: int, last: int) -> Sequence[Sentence]:
        """Return the sentences with ids from `first` to `last`; of a reading not in memory these alone are loaded.

        A question of a thousand papers looks at a few sentences of each of a dozen.
        """
        kept = self._found(paper_id, reading)
        if kept is not None:
            return kept[first : last + 1]
        return _there(self._library.sentences(paper_id, reading, first, last))

    def forget(self) -> None:
        """Nothing; no reading is kept."""
        with self._lock:
            self._kept.clear()

    def _found(self, paper_id: str, reading: int) -> list[Sentence] | None:
        with self._lock:
            kept = self._kept.get((paper_id, reading))
            if kept is not None:
                self._kept.move_to_end((paper_id, reading))
            return kept


def _there(sentences: list[Sentence]) -> list[Sentence]:
    if not sentences:
        raise ReadingGone(GONE)
    return sentences
