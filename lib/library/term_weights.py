"""What the terms of a question weigh in one library, by the passages that it counts itself."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from lib.storage.reading_terms import ReadingKey, ReadingTerms

if TYPE_CHECKING:
    from lib.indexing.term_counts import TermCounts

SUMMED = 200
"""Readings whose counts are held in memory at once while they are added up; one has some 1,500 terms."""


class TermWeights:
    """The weights of one library's terms, up to date at every question. Thread-safe."""

    def __init__(self, terms: ReadingTerms) -> None:
        self._terms = terms
        self._version = -1
        self._counted: set[ReadingKey] = set()
        self._total: TermCounts | None = None
        self._lock = threading.Lock()

    def __call__(self, terms: Sequence[int]) -> list[float]:
        """Return what each term weighs: the rarer, the more."""
        with self._lock:
            return self._current().weights(terms)

    def _current(self) -> TermCounts:
        """Return the counts of the library as it is now; only what is new is read, all of it where something went."""
        from lib.indexing.term_counts import TermCounts

        version = self._terms.version()
        if self._total is None or version != self._version:
            keys = self._terms.keys()
            total, new = self._total, keys - self._counted
            if total is None or not keys >= self._counted or version - self._version != len(new):
                total, new = TermCounts.of([]), keys  # something went, or was stored anew
            texts = self._terms.of(new)
            while some := list(islice(texts, SUMMED)):
                total = TermCounts.sum([total, *map(TermCounts.from_text, some)])
            self._total, self._counted, self._version = total, keys, version
        return self._total
