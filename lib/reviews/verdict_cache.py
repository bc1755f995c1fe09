"""What raters said, held in memory: a screen asks for tens of thousands of verdicts at every turn."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence

from lib.records.reviews import ReviewVerdict
from lib.reviews.verdicts import latest_verdicts
from lib.storage.verdicts import VerdictStore
from lib.times import a_while_before


class VerdictCache:
    """All verdicts of a store, brought up to date by what is new. Thread-safe."""

    def __init__(self, store: VerdictStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._all: list[ReviewVerdict] = []
        self._ids: set[str] = set()
        self._by_answer: dict[str, list[ReviewVerdict]] = defaultdict(list)
        self._latest: dict[str, list[ReviewVerdict]] = {}

    def all(self, answer_ids: Sequence[str] | None = None) -> list[ReviewVerdict]:
        """Return everything ever said of those answers (None: of all), withdrawn or not, the oldest first."""
        with self._lock:
            self._refresh()
            if answer_ids is None:
                return list(self._all)
            return _by_time(v for i in dict.fromkeys(answer_ids) for v in self._by_answer.get(i, ()))

    def latest(self, answer_ids: Sequence[str] | None = None) -> list[ReviewVerdict]:
        """Return the verdicts that count on those answers (None: on all), the oldest first."""
        by_answer = self.latest_by_answer(answer_ids)
        return _by_time(verdict for verdicts in by_answer.values() for verdict in verdicts)

    def latest_by_answer(self, answer_ids: Iterable[str] | None = None) -> dict[str, list[ReviewVerdict]]:
        """Return the verdicts that count on those answers (None: on all), of each answer the oldest first; others have none."""
        with self._lock:
            self._refresh()
            wanted = self._by_answer if answer_ids is None else (i for i in answer_ids if i in self._by_answer)
            return {answer_id: self._latest_of(answer_id) for answer_id in wanted}

    def newest_of(self, rater: str) -> ReviewVerdict | None:
        """Return the rater's newest verdict that counts; None where there is none."""
        with self._lock:
            self._refresh()
            mine = (verdict for verdict in reversed(self._all) if verdict.rater == rater)
            return next((verdict for verdict in mine if verdict in self._latest_of(verdict.answer_id)), None)

    def _latest_of(self, answer_id: str) -> list[ReviewVerdict]:
        if answer_id not in self._latest:
            self._latest[answer_id] = latest_verdicts(self._by_answer[answer_id])
        return self._latest[answer_id]

    def _refresh(self) -> None:
        """Read what is new. Nothing is ever changed or taken away, so as many verdicts as before are the same ones."""
        count = self._store.count()
        if count == len(self._all):
            return
        self._add(self._store.all(a_while_before(self._all[-1].at) if self._all else ""))
        if len(self._all) < count:  # some name an older moment, as imported ones do
            self._add(self._store.all())

    def _add(self, read: Sequence[ReviewVerdict]) -> None:
        new = [verdict for verdict in read if verdict.id not in self._ids]
        for verdict in new:
            self._by_answer[verdict.answer_id].append(verdict)
            self._latest.pop(verdict.answer_id, None)
        self._ids.update(verdict.id for verdict in new)
        later = not self._all or not new or _moment(new[0]) > _moment(self._all[-1])
        self._all = [*self._all, *new] if later else _by_time([*self._all, *new])


def _moment(verdict: ReviewVerdict) -> tuple[str, str]:
    return verdict.at, verdict.id


def _by_time(verdicts: Iterable[ReviewVerdict]) -> list[ReviewVerdict]:
    return sorted(verdicts, key=_moment)
