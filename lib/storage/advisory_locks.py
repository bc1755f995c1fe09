"""Locks of a PostgreSQL database that go with the process that holds them, however it ends."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from lib.errors import ConfigError, StoreError
from lib.records import Record
from lib.storage.database import away_of

ProcessKind = Literal["app", "working app", "worker"]
"""An app that takes no jobs, one that does, and a process that does nothing else."""

KEEPALIVE = {"tcp_keepalives_idle": 20, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 4}
"""Seconds and tries after which the server takes a machine that is silent for gone, and its locks with it."""
LOOKED_AT_EVERY_S = 5.0
"""How often a process looks whether its connection still stands."""
NAME_BYTES = 63
"""That PostgreSQL keeps of a connection's name."""
PREFIX = "sidelight"
SET_NAME = "SELECT set_config('application_name', :name, false)"
IN_USE = "which library's files"
"""The lock of a database that one process with files of its own has alone, and all that share a place have together."""
ALONE_TAKEN = (
    "Another Sidelight uses the database of DATABASE_URL. Each would miss the other's files: give all of them the same place for "
    "files in SIDELIGHT_SHARED (see docs/scaling.md), or close the other one."
)
SHARED_REFUSED = (
    "A Sidelight with files of its own, without SIDELIGHT_SHARED, uses the database of DATABASE_URL. Each would miss the other's "
    "files: close it, or give it the same SIDELIGHT_SHARED."
)


@dataclass(frozen=True, slots=True)
class SeenProcess(Record):
    """A process of the installation that is connected now."""

    kind: str
    """A `ProcessKind`."""
    machine: str
    number: int
    """Of the process on its machine."""
    since: str
    """ISO 8601, UTC."""


class AdvisoryLocks:
    """The locks of one library. Thread-safe; a lock is held by one thread of one process."""

    def __init__(self, engine: Engine, scope: str = "") -> None:
        """`scope`: of the library among those of the database."""
        self._engine = engine
        self._scope = scope
        self._name = _name_of("app")
        self._connection: Any = None
        self._lock = threading.RLock()
        self._taken: set[str] = set()
        self._waiting: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._entered: bool | None = None
        """Whether `enter` was for a shared place; None before it."""
        self._closed = threading.Event()
        self._keeper: threading.Thread | None = None

    def enter(self, *, shared: bool) -> None:
        """Claim the database for a process with files of its own, or (`shared`) together with all that share theirs.

        Raises ConfigError where the other kind of claim stands.
        """
        with self._lock:
            if not self._claimed(shared):
                self._drop()
                raise ConfigError(SHARED_REFUSED if shared else ALONE_TAKEN)
            self._entered = shared
        self._keeper = threading.Thread(target=self._keep, name="presence", daemon=True)
        self._keeper.start()

    def be(self, kind: ProcessKind) -> None:
        """Be seen as this kind of process from now on. Raises StoreError."""
        with self._lock:
            self._name = _name_of(kind)
            self._asked(SET_NAME, name=self._name)

    def try_take(self, name: str) -> bool:
        """Return whether the lock is this caller's now; it was somebody's else. Raises StoreError."""
        with self._lock:
            if name in self._taken or not self._take(name):
                return False
            self._taken.add(name)
            return True

    def give_back(self, name: str) -> None:
        """Let the lock go; one that is not held is no error."""
        with self._lock:
            if name in self._taken:
                self._taken.discard(name)
                with suppress(StoreError):  # with the connection the lock went
                    self._asked("SELECT pg_advisory_unlock(:key)", key=self._key(name))

    @contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Hold the lock in the block, once nobody else does. Raises StoreError."""
        key = self._key(name)
        with self._waiting[name]:  # of this process one thread at a time waits for the others
            try:
                connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": key})
            except SQLAlchemyError as error:
                raise self._fault(error) from error
            try:
                yield
            finally:
                with suppress(SQLAlchemyError):
                    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
                connection.close()

    def lock(self, name: str) -> HeldLock:
        """Return a lock to be entered again and again, which holds this one in the block."""
        return HeldLock(self, name)

    def processes(self) -> list[SeenProcess]:
        """Return the processes that are connected now, the oldest first. Raises StoreError."""
        query = (
            "SELECT application_name, to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM "
            "pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'sidelight/%' ORDER BY backend_start"
        )
        with self._lock:
            rows = self._run(query).all()
        found: dict[str, SeenProcess] = {}
        for name, since in rows:
            parts = name.split("/")
            if len(parts) == len(("prefix", "kind", "machine", "number")) and parts[-1].isdigit():
                found.setdefault(name, SeenProcess(parts[1], parts[2], int(parts[3]), since))
        return list(found.values())

    def close(self) -> None:
        """Let all locks go."""
        self._closed.set()
        with self._lock:
            self._drop()
        if self._keeper is not None:
            self._keeper.join()

    def _keep(self) -> None:
        """Claim the database again where the connection was lost, such as by a restart of the server."""
        while not self._closed.wait(LOOKED_AT_EVERY_S):
            with self._lock, suppress(StoreError):
                if not self._closed.is_set():
                    self._asked("SELECT 1")

    def _claimed(self, shared: bool) -> bool:
        call = "pg_try_advisory_lock_shared" if shared else "pg_try_advisory_lock"
        return bool(self._asked(f"SELECT {call}(:key)", key=lock_number(IN_USE)))

    def _asked(self, statement: str, **values: object) -> Any:
        return self._run(statement, **values).scalar()

    def _run(self, statement: str, **values: object) -> Any:
        try:
            return self._connected().execute(text(statement), values)
        except SQLAlchemyError as error:
            self._drop()
            raise self._fault(error) from error

    def _connected(self) -> Any:
        if self._closed.is_set():
            raise StoreError("Sidelight was closed; open the data folder again.")
        if self._connection is None:
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.detach()  # it is nobody's else, and goes with this object
            connection.execute(text(SET_NAME), {"name": self._name})
            for setting, value in KEEPALIVE.items():
                connection.execute(text(f"SET {setting} TO {value}"))
            self._connection = connection
            if self._entered is not None:
                self._claimed(self._entered)
            self._taken = {name for name in self._taken if self._take(name)}  # what nobody took meanwhile stays
        return self._connection

    def _take(self, name: str) -> bool:
        """Take the lock where nobody has it; return whether it is this process's now. Raises StoreError."""
        return bool(self._asked("SELECT pg_try_advisory_lock(:key)", key=self._key(name)))

    def _fault(self, error: SQLAlchemyError) -> StoreError:
        """Return the error to raise for what the database does."""
        return away_of(self._engine, error) or StoreError(
            f"The database does not answer ({type(error).__name__}). Try again."
        )

    def _drop(self) -> None:
        """Close the connection, with which its locks go; they are taken again with the next one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.close()

    def _key(self, name: str) -> int:
        return lock_number(f"{self._scope}\n{name}")


class HeldLock:
    """One lock of a library as a context manager. Thread-safe."""

    def __init__(self, locks: AdvisoryLocks, name: str) -> None:
        self._locks = locks
        self._name = name
        self._entered = threading.local()

    def __enter__(self) -> None:
        """Wait until nobody else holds it. Raises StoreError."""
        held = self._locks.held(self._name)
        held.__enter__()
        self._entered.held = held

    def __exit__(self, *_: object) -> None:
        """Let it go."""
        self._entered.held.__exit__(None, None, None)


def process_name() -> str:
    """Return the name of this process among all that have the database open: its machine and its number there."""
    machine = re.sub(r"[^\w.-]", "-", platform.node())[:30] or "machine"
    return f"{machine}/{os.getpid()}"


def _name_of(kind: ProcessKind) -> str:
    """Return the name of the connection of this process."""
    return f"{PREFIX}/{kind}/{process_name()}"[:NAME_BYTES]


def lock_number(name: str) -> int:
    """Return the 64-bit number by which PostgreSQL knows a lock."""
    return int.from_bytes(hashlib.sha256(f"{PREFIX}\n{name}".encode()).digest()[:8], signed=True)
