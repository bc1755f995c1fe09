"""The cells of the surveys that are being looked at, in memory: a matrix of tens of thousands is read once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from lib.records import CellKey
from lib.records.surveys import CellRow
from lib.storage.cells import CellStore
from lib.times import a_while_before

SURVEYS = 4
"""Held at a time."""


@dataclass(slots=True)
class _Cached:
    by_key: dict[CellKey, CellRow] = field(default_factory=dict)
    rows: list[CellRow] = field(default_factory=list)
    stamp: tuple[int, str] = (0, "")
    """What the store said when they were read."""
    changes: int = 0
    """How often people had changed cells then."""


class CellRowCache:
    """The rows of a few surveys, brought up to date by what is new. Thread-safe."""

    def __init__(self, store: CellStore) -> None:
        self._store = store
        self._cached: OrderedDict[str, _Cached] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, survey_id: str) -> list[CellRow]:
        """Return the rows of a survey's finished cells; the same list as long as nothing changes. Not to be changed."""
        with self._lock:
            changes = self._store.change_count(survey_id)
            cached = self._cached.get(survey_id)
            if cached is None or cached.changes != changes:  # an imported file changes cells too
                cached = self._cached[survey_id] = _Cached(changes=changes)
            self._cached.move_to_end(survey_id)
            stamp = self._store.stamp(survey_id)
            if stamp != cached.stamp:
                self._read_new(survey_id, cached)
                if (
                    len(cached.rows) != self._store.stamp(survey_id)[0]
                ):  # some were dropped, or older ones were imported
                    cached = self._cached[survey_id] = _Cached(changes=changes)
                    self._read_new(survey_id, cached)
                cached.stamp = stamp  # of before the reading: what came meanwhile is read next time
            while len(self._cached) > SURVEYS:
                self._cached.popitem(last=False)
            return cached.rows

    def refresh(self, survey_id: str, key: CellKey) -> None:
        """Read one cell anew, which a person changed."""
        with self._lock:
            cached = self._cached.get(survey_id)
            if cached is not None:
                cached.changes += 1
                cached.by_key.update((row.key, row) for row in self._store.rows(survey_id, key=key))
                cached.rows = list(cached.by_key.values())

    def forget(self, survey_id: str) -> None:
        """Drop the rows of a survey, so that they are read anew."""
        with self._lock:
            self._cached.pop(survey_id, None)

    def _read_new(self, survey_id: str, cached: _Cached) -> None:
        rows = self._store.rows(survey_id, since=a_while_before(cached.stamp[1]))
        new = {row.key: row for row in rows if cached.by_key.get(row.key) != row}
        if new:
            cached.by_key |= new
            cached.rows = list(cached.by_key.values())
