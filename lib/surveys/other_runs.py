"""What the processes that run one survey agree on: who asks which cell, how many at a time, when an answerer is left alone.

A survey that one process runs asks nobody: `NoOthers`. Several use `RunsTogether`, over locks of their database that go with a
process that is killed, so that its cells are asked by another.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Protocol

from sqlalchemy import Engine, text

from lib.answering.answerer import OFFLINE
from lib.records import CellKey
from lib.storage.advisory_locks import AdvisoryLocks
from lib.storage.cells import CellStore
from lib.storage.database import read_only, writing

TRIED_AGAIN_S = 0.25
"""Seconds after which a run tries again to get a cell, where others have all in hand or ask as many as may be asked."""
LOOK_S = 1.0
"""Seconds between two looks at what others have finished, and whether an answerer asked to wait."""


class OtherRuns(Protocol):
    """The runs of one survey in other processes. Not thread-safe: whoever calls holds its run's lock."""

    def enter(self, answerer: str, at_once: int) -> bool:
        """Return whether one more cell of the answerer may be asked: all runs together ask so many. Raises StoreError."""
        ...

    def leave(self, answerer: str) -> None:
        """Say that one cell less of the answerer is being asked."""
        ...

    def take(self, key: CellKey) -> bool:
        """Return whether this run is to ask the cell: no other has it in hand or has finished it. Raises StoreError."""
        ...

    def give_back(self, key: CellKey) -> None:
        """Let go a cell that was taken, finished or not."""
        ...

    def finished(self) -> Collection[CellKey]:
        """Return the cells of the survey that are finished, by whomever; from time to time, else none. Raises StoreError."""
        ...

    def pause(self, answerer: str, seconds: float) -> None:
        """Let all runs leave an answerer alone for so long, as it asked. Raises StoreError."""
        ...

    def paused(self, answerer: str) -> float:
        """Return how many seconds are left of a wait that another run was asked for, once for each. Raises StoreError."""
        ...


class NoOthers:
    """Of a survey that this process runs alone."""

    def enter(self, answerer: str, at_once: int) -> bool:
        """Return True: the run itself counts what it asks."""
        del answerer, at_once
        return True

    def leave(self, answerer: str) -> None:
        """Do nothing."""

    def take(self, key: CellKey) -> bool:
        """Return True."""
        del key
        return True

    def give_back(self, key: CellKey) -> None:
        """Do nothing."""

    def finished(self) -> Collection[CellKey]:
        """Return nothing."""
        return ()

    def pause(self, answerer: str, seconds: float) -> None:
        """Do nothing."""

    def paused(self, answerer: str) -> float:
        """Return 0."""
        del answerer
        return 0.0


class RunsTogether:
    """Of a survey that several processes of one database run."""

    def __init__(self, survey_id: str, engine: Engine, locks: AdvisoryLocks, again: Collection[CellKey] = ()) -> None:
        """`again`: finished cells that this run asks once more, whatever others say."""
        self._survey = survey_id
        self._engine = engine
        self._cells = CellStore(engine)
        self._locks = locks
        self._again = set(again)
        self._slots: dict[str, list[str]] = {}
        """The locks held of each answerer, one for each cell being asked."""
        self._looked_s = float("-inf")
        self._heard: dict[str, tuple[float, int]] = {}
        """By answerer, when it was last looked at (monotonic), and the number of the last wait that was heard of."""

    def enter(self, answerer: str, at_once: int) -> bool:
        """Return whether one more cell of the answerer may be asked: all runs together ask so many. Raises StoreError.

        The offline answerer has no limit but each process's own.
        """
        if answerer == OFFLINE:
            return True
        for number in range(at_once):
            name = f"asking {answerer} {number}"
            if self._locks.try_take(name):
                self._slots.setdefault(answerer, []).append(name)
                return True
        return False

    def leave(self, answerer: str) -> None:
        """Say that one cell less of the answerer is being asked."""
        if slots := self._slots.get(answerer):
            self._locks.give_back(slots.pop())

    def take(self, key: CellKey) -> bool:
        """Return whether this run is to ask the cell: no other has it in hand or has finished it. Raises StoreError."""
        if not self._locks.try_take(self._name(key)):
            return False
        if key in self._again or not self._cells.rows(self._survey, key=key):
            return True
        self._locks.give_back(self._name(key))
        return False

    def give_back(self, key: CellKey) -> None:
        """Let go a cell that was taken, finished or not."""
        self._again.discard(key)
        self._locks.give_back(self._name(key))

    def finished(self) -> Collection[CellKey]:
        """Return the cells of the survey that are finished, by whomever; from time to time, else none. Raises StoreError."""
        if time.monotonic() - self._looked_s < LOOK_S:
            return ()
        found = self._cells.finished(self._survey) - self._again
        self._looked_s = time.monotonic()
        return found

    def pause(self, answerer: str, seconds: float) -> None:
        """Let all runs leave an answerer alone for so long, as it asked. Raises StoreError."""
        statement = (
            "INSERT INTO answerer_pauses AS kept (answerer, until, number) VALUES "
            "(:answerer, extract(epoch FROM clock_timestamp()) + :seconds, 1) ON CONFLICT (answerer) DO UPDATE SET "
            "until = greatest(kept.until, excluded.until), number = kept.number + 1 RETURNING number"
        )
        with writing(self._engine) as connection:
            number = connection.execute(text(statement), {"answerer": answerer, "seconds": seconds}).scalar_one()
        self._heard[answerer] = (time.monotonic(), number)

    def paused(self, answerer: str) -> float:
        """Return how many seconds are left of a wait that another run was asked for, once for each. Raises StoreError."""
        looked_s, heard = self._heard.get(answerer, (float("-inf"), 0))
        if answerer == OFFLINE or time.monotonic() - looked_s < LOOK_S:
            return 0.0
        query = (
            "SELECT number, until - extract(epoch FROM clock_timestamp()) AS seconds FROM answerer_pauses "
            "WHERE answerer = :answerer"
        )
        with read_only(self._engine) as connection:
            row = connection.execute(text(query), {"answerer": answerer}).first()
        number, left = (0, 0.0) if row is None else (int(row.number), float(row.seconds))
        self._heard[answerer] = (time.monotonic(), number)
        return max(0.0, left) if number != heard else 0.0

    def _name(self, key: CellKey) -> str:
        return f"cell {self._survey} {key[0]} {key[1]} {key[2]}"
