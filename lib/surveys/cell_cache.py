"""The cells of the surveys that are being looked at, kept in memory: a matrix of tens of thousands is read once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from lib.records import CellKey
from lib.records.surveys import CellRow
from lib.storage.surveys import SurveyStore
from lib.times import a_while_before

SURVEYS = 4
"""Held at a time."""


@dataclass(slots=True)
class _Kept:
    by_key: dict[CellKey, CellRow] = field(default_factory=dict)
    rows: list[CellRow] = field(default_factory=list)
    stamp: tuple[int, str] = (0, "")
    """What the store said when they were read."""
    changes: int = 0
    """How often people had changed cells then."""


class KeptRows:
    """The rows of a few surveys, brought up to date by what is new. Thread-safe."""

    def __init__(self, store: SurveyStore) -> None:
        self._store = store
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, survey_id: str) -> list[CellRow]:
        """Return the rows of a survey's finished cells; the same list as long as nothing changes. Not to be changed."""
        with self._lock:
            changes = self._store.changed(survey_id)
            kept = self._kept.get(survey_id)
            if kept is None or kept.changes != changes:  # a file that was brought in changes cells too
                kept = self._kept[survey_id] = _Kept(changes=changes)
            self._kept.move_to_end(survey_id)
            stamp = self._store.stamp(survey_id)
            if stamp != kept.stamp:
                self._take_new(survey_id, kept)
                if len(kept.rows) != self._store.stamp(survey_id)[0]:  # some were dropped, or older ones were brought
                    kept = self._kept[survey_id] = _Kept(changes=changes)
                    self._take_new(survey_id, kept)
                kept.stamp = stamp  # of before the reading: what came meanwhile is read next time
            while len(self._kept) > SURVEYS:
                self._kept.popitem(last=False)
            return kept.rows

    def renew(self, survey_id: str, key: CellKey) -> None:
        """Nothing; one cell, which a person changed, is read anew."""
        with self._lock:
            kept = self._kept.get(survey_id)
            if kept is not None:
                kept.changes += 1
                kept.by_key.update((row.key, row) for row in self._store.rows(survey_id, key=key))
                kept.rows = list(kept.by_key.values())

    def forget(self, survey_id: str) -> None:
        """Nothing; the survey is read anew."""
        with self._lock:
            self._kept.pop(survey_id, None)

    def _take_new(self, survey_id: str, kept: _Kept) -> None:
        rows = self._store.rows(survey_id, since=a_while_before(kept.stamp[1]))
        new = {row.key: row for row in rows if kept.by_key.get(row.key) != row}
        if new:
            kept.by_key |= new
            kept.rows = list(kept.by_key.values())
