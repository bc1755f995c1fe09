"""Copying a library's rows from one database to another, SQLite or PostgreSQL, in one transaction, and emptying the old one.

Where the copy stands is a line in each database (`library.move`), which everybody who opens one looks at: rows that are
`arriving` are not used yet, those that are `gone` no longer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    Table,
    column,
    delete,
    func,
    insert,
    inspect,
    select,
    table,
    text,
    update,
)
from sqlalchemy.types import TypeEngine

from lib.errors import ConfigError, FolderInUse, StoreError
from lib.storage.database import APPLICATION, MOVE_LOCK, read_only, writing
from lib.storage.schema import JsonText, WholeText, library, metadata, searched_readings, whole

ROWS_AT_ONCE = 500
"""Rows read and written by one statement."""
DERIVED = frozenset({searched_readings.name})
"""Tables that each database makes for itself again: words for its own full-text search."""
FULL_TEXT = "sentence_tokens"
MARK = 1 << 64
"""Checksums of rows are added up modulo this, in whatever order the rows come."""

Step = Callable[[int, int], object]
"""Takes how many rows of how many are copied."""


def copied_tables() -> list[Table]:
    """Return the tables that are copied."""
    return [one for one in metadata.sorted_tables if one.name not in DERIVED]


def move_state(engine: Engine) -> str:
    """Return what `library.move` says: empty, `arriving …` or `gone …`."""
    with read_only(engine) as connection:
        return str(connection.execute(select(library.c.move)).scalar_one())


def set_move_state(engine: Engine, state: str) -> None:
    """Write down where a move stands."""
    with writing(engine) as connection:
        connection.execute(update(library).values(move=state))


def check_may_arrive(source: Engine, target: Engine) -> None:
    """Raise ConfigError where the target holds anything but nothing, or an earlier state of the same library that nobody uses."""
    with read_only(source) as here, read_only(target) as there:
        own, state = here.execute(select(library)).one(), there.execute(select(library)).one()
        if state.id == own.id and state.move:
            return
        filled = [one.name for one in copied_tables() if one is not library and _count(there, one)]
    if filled or state.move:
        raise ConfigError(
            "The database to which the library is to be moved holds another library. Nothing was changed; name an empty one."
        )


def copy_rows(source: Engine, target: Engine, arriving: str, step: Step) -> dict[str, int]:
    """Copy all rows in the place of what the target holds, and return how many each table has.

    It is one transaction: a kill leaves the target as it was. All rows are read back and compared before it ends; afterwards
    the target says `arriving`, until `set_move_state` lets it be used. Raises StoreError where anything differs.
    """
    tables = copied_tables()
    with read_only(source) as old, writing(target) as new:
        total, done = sum(_count(old, one) for one in tables), 0
        empty(new)
        counts: dict[str, int] = {}
        with _given_numbers(new, tables):
            for one in tables:
                sums = 0
                for rows in _batches(old, one):
                    new.execute(insert(_plain(one)), [dict(row._mapping) for row in rows])
                    sums = (sums + sum(map(_checksum, rows))) % MARK
                    counts[one.name] = counts.get(one.name, 0) + len(rows)
                    done += len(rows)
                    step(done, total)
                if _sums(new, one) != (counts.get(one.name, 0), sums):
                    raise StoreError(f"The rows of {one.name} are not the same there as here. Nothing was changed.")
        new.execute(update(library).values(move=arriving))
    return counts


def empty(connection: Connection) -> None:
    """Delete all rows."""
    for one in reversed(metadata.sorted_tables):
        connection.execute(delete(one))
    connection.execute(text(f"DELETE FROM {FULL_TEXT}"))  # noqa: S608 - a name of our own


def empty_moved(engine: Engine) -> None:
    """Delete the rows of a library that is gone, all but the line that says so."""
    with writing(engine) as connection:
        kept = connection.execute(select(library)).mappings().one()
        if not kept["move"].startswith("gone"):
            raise StoreError("The library has not left this database. Nothing was deleted.")
        empty(connection)
        connection.execute(insert(library).values(**kept))


@contextmanager
def held_alone(*engines: Engine) -> Iterator[None]:
    """Keep everybody else out of these databases; raises FolderInUse where somebody has one open or moves it.

    SQLite is kept by its folder's lock. PostgreSQL has a lock of its own for who moves, which ends with the connection.
    """
    servers = [engine for engine in engines if engine.dialect.name == "postgresql"]
    if not servers:
        yield
        return
    with servers[0].connect() as connection:
        if not connection.execute(select(func.pg_try_advisory_lock(MOVE_LOCK))).scalar():
            raise FolderInUse("Somebody else is moving this library. Wait until that has ended.")
        try:
            own = select(func.current_setting("application_name")).scalar_subquery()
            sessions = table("pg_stat_activity", column("datname"), column("application_name"))
            others = (
                select(func.count())
                .select_from(sessions)
                .where(
                    sessions.c.datname == func.current_database(),
                    sessions.c.application_name.startswith(APPLICATION),
                    sessions.c.application_name != own,
                )
            )
            if connection.execute(others).scalar():
                raise FolderInUse(
                    "A Sidelight has the database open. Stop every app and worker of this library, then move it."
                )
            connection.commit()  # the lock is the connection's, and outlasts its transactions
            with held_alone(*servers[1:]):
                yield
        finally:
            connection.rollback()
            connection.execute(select(func.pg_advisory_unlock(MOVE_LOCK)))
            connection.commit()


def _plain(one: Table) -> Any:
    """Return the table with JSON as the text that it is kept as."""
    return table(one.name, *(column(of.name, _plain_type(of.type)) for of in one.columns))


def _plain_type(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return WholeText() if isinstance(kind, JsonText) else kind


def _count(connection: Connection, one: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(one)).scalar_one())


def _batches(connection: Connection, one: Table) -> Iterator[Sequence[Row[Any]]]:
    rows = connection.execute(select(_plain(one)).execution_options(yield_per=ROWS_AT_ONCE))
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield batch


def _checksum(row: Sequence[Any]) -> int:
    values = [whole(of) if isinstance(of, str) else of for of in row]
    return int.from_bytes(hashlib.blake2b(repr(values).encode(), digest_size=8).digest())


def _sums(connection: Connection, one: Table) -> tuple[int, int]:
    count = sums = 0
    for rows in _batches(connection, one):
        count += len(rows)
        sums = (sums + sum(map(_checksum, rows))) % MARK
    return count, sums


@contextmanager
def _given_numbers(connection: Connection, tables: Sequence[Table]) -> Iterator[None]:
    """Let rows keep the numbers that the database would give; afterwards it goes on behind the last one."""
    if connection.dialect.name != "postgresql":
        yield
        return
    schema = connection.execute(select(func.current_schema())).scalar_one()
    numbered: list[tuple[str, str, bool]] = [
        (name, of["name"], bool(of.get("identity") and of["identity"]["always"]))
        for name in sorted(one.name for one in tables)
        for of in inspect(connection).get_columns(name, schema)
        if of.get("identity") or of.get("autoincrement") is True
    ]
    _set_identity(connection, numbered, "BY DEFAULT")
    yield
    _set_identity(connection, numbered, "ALWAYS")
    for name, of, _ in numbered:
        last = text(
            f"SELECT setval(pg_get_serial_sequence('{name}', '{of}'), COALESCE(MAX({of}), 0) + 1, FALSE) FROM {name}"  # noqa: S608
        )
        connection.execute(last)


def _set_identity(connection: Connection, numbered: Sequence[tuple[str, str, bool]], kind: str) -> None:
    for name, of, always in numbered:
        if always:
            connection.execute(text(f"ALTER TABLE {name} ALTER COLUMN {of} SET GENERATED {kind}"))
