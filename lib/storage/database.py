"""The SQL database: SQLite in the data folder, or any by URL."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, select
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from lib.absence import LOOKED_FOR_EVERY_S
from lib.acting import require
from lib.errors import ConfigError, StoreAway, StoreError
from lib.records.people import Role
from lib.storage.changes import Changes
from lib.storage.migrations import migrate
from lib.storage.schema import library

DATABASE_FILE = "sidelight.sqlite3"
APPLICATION = "sidelight"
"""How the names begin by which PostgreSQL knows the connections of Sidelight; behind it stands the process's own."""
MOVE_LOCK = 0x5369_6465_6C69_6768
"""The number of PostgreSQL's lock of who moves the library."""
BUSY_MS = 30_000
"""How long a transaction waits for another writer."""
CONNECTED_WITHIN_S = 3.0
"""For so long it is tried again to connect to a server that has answered before and restarts, or has no connection free."""
BETWEEN_TRIES_S = 0.1
PASSING = ("08", "40", "53300", "57P")
"""How the codes of PostgreSQL's errors begin that pass: no connection, a deadlock, none free, a server that is being ended.

Of class 53 only that one: a disk or a memory that is full (53100, 53200) stays so until somebody makes room.
"""
NONE_FREE = ("too many clients", "connection slots are reserved", "too many connections for")
"""What a PostgreSQL server says that has no connection free. Of one that was not made the driver knows no code, and libpq takes
such a server for one that takes connections (`src/backend/storage/lmgr/proc.c`, `src/backend/utils/init/postinit.c`)."""

_PROCESS = secrets.token_hex(8)


def import_whole() -> None:
    """Import the part of SQLAlchemy that others import in threads of their own, before a second database is opened beside them.

    A first query meets it half-way imported else, and fails.
    """
    import sqlalchemy.orm  # noqa: F401


def project_schema(project_id: str) -> str:
    """Return the name of the schema in which a server's database keeps a project."""
    return f"sidelight_{project_id}"


def open_database(
    folder: Path, url: str = "", schema: str = "", *, file: str = DATABASE_FILE, to_move: bool = False
) -> Engine:
    """Return an engine on a migrated database; raises ConfigError with a sentence where it cannot be opened, StoreAway where its
    server cannot be reached.

    `schema`: of a server's database, made where it is missing; a database in the folder needs none, and lies in `file`.
    `to_move`: also where the library is on its way here or left, which nobody else may open.
    """
    try:
        engine = create_engine(
            # of parts: in an address "?" and "%" of the folder's name would mean something else
            url or URL.create("sqlite", database=str(folder / file)),
            hide_parameters=True,  # else the log holds what papers and answers say
            pool_pre_ping=True,
        )
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        elif engine.dialect.name == "postgresql":
            event.listen(engine, "do_connect", _PatientConnecting())
            event.listen(engine, "connect", _name_connection)
        if schema and engine.dialect.name != "sqlite":
            _keep_to_schema(engine, schema)
        _prepare(engine, to_move=to_move)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise ConfigError(
            f"DATABASE_URL cannot be used: {type(error).__name__}. Check its form and its driver."
        ) from error
    except DBAPIError as error:
        where = "the database of DATABASE_URL" if url else str(folder / DATABASE_FILE)
        sentence = f"{where} cannot be opened: {_first_line(error)}"
        away = away_of(engine, error)
        if away is not None and _has_none_free(error.orig):
            sentence = (
                f"All connections that {where} lets in are in use. End other programs that have it open, or let in more "
                "(max_connections of the server, CONNECTION LIMIT of the role and the database)."
            )
        elif away is None or _was_refused(engine, error):
            raise ConfigError(sentence) from error
        raise StoreAway(sentence, away.wait) from error
    return engine


def _has_none_free(fault: BaseException | None) -> bool:
    """Return whether the driver could not connect because the server has no connection free."""
    return any(words in str(fault) for words in NONE_FREE)


def _was_refused(engine: Engine, error: DBAPIError) -> bool:
    """Return whether a PostgreSQL server that takes connections refused a new one, as for a wrong password.

    Of a connection that was not made the driver knows no code; the server is asked without signing in whether it takes any.
    """
    if getattr(error.orig, "sqlstate", None) is not None or error.connection_invalidated:
        return False  # it was connected
    from psycopg.conninfo import make_conninfo
    from psycopg.pq import PGconn, Ping

    _, given = engine.dialect.create_connect_args(engine.url)
    named = {"connect_timeout": int(CONNECTED_WITHIN_S), **given}
    named.pop("context", None)  # the driver's own
    return PGconn.ping(make_conninfo("", **named).encode()) not in (Ping.REJECT, Ping.NO_RESPONSE)


def _keep_to_schema(engine: Engine, schema: str) -> None:
    """Let every connection see this schema alone; raises ConfigError where the database knows no such thing."""
    if engine.dialect.name != "postgresql" or not re.fullmatch(r"\w+", schema):
        raise ConfigError("Projects need SQLite in the data folder, or PostgreSQL.")

    def enter(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
            cursor.execute(f'SET search_path TO "{schema}"')
        connection.commit()  # else the first rollback would take it back

    event.listen(engine, "connect", enter)


def _name_connection(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET application_name TO '{APPLICATION} {_PROCESS}'")
    connection.commit()


def _prepare(engine: Engine, *, to_move: bool) -> None:
    """Bring the database to the present step; where that fails its connections are closed, for nobody else would."""
    try:
        if not to_move:
            _check_nobody_moves(engine)
        migrate(engine)
        if not to_move:
            _check_is_here(engine)
    except BaseException:
        engine.dispose()
        raise


def _check_nobody_moves(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        return  # who moves a folder has its lock
    with engine.begin() as connection:
        if not connection.execute(select(func.pg_try_advisory_xact_lock_shared(MOVE_LOCK))).scalar():
            raise ConfigError("This library is being moved to another place. Start again when that has ended.")


def _check_is_here(engine: Engine) -> None:
    """Raise ConfigError where the library was moved away, or has not arrived."""
    with engine.connect() as connection:
        kept = connection.execute(select(library)).first()
    state, _, place = ("" if kept is None else kept.move).partition(" ")
    if state == "gone":
        raise ConfigError(
            f"This library was moved to {place}. Start Sidelight with DATABASE_URL for it (without one for a data folder), or "
            "move it back with “sidelight move”."
        )
    if state == "arriving":
        raise ConfigError(
            f"The move of this library from {place} was broken off. Begin it again with “sidelight move”, or start Sidelight "
            "where the library was: nothing is lost there."
        )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling would commit before DDL: off, so that BEGIN below covers migrations too.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", f"busy_timeout={BUSY_MS}", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.text_factory = _decoded


def _decoded(data: bytes) -> str:
    """Return a text of SQLite's: what is damaged in it is replaced, where the driver would fail the whole query."""
    return data.decode("utf-8", "replace")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once under another writer unless it takes the lock at its start;
    # one that only reads must not wait for writers.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def read_only(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that only reads; raises StoreError for what the database does."""
    with _store_errors(engine), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in a transaction that writes: committed at the end of the block, rolled back where it raises.

    What somebody who signed in changes is noted in the same transaction. Raises StoreError for what the database does,
    NotAllowed for whoever may only read.
    """
    person = require(Role.RATER)
    with _store_errors(engine), engine.execution_options(writes=True).begin() as connection:
        if not person.id:
            yield connection
            return
        changes = Changes()
        event.listen(connection, "before_execute", changes.see)
        yield connection
        event.remove(connection, "before_execute", changes.see)
        changes.write(connection, person)


@contextmanager
def dry_run(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in a transaction that writes and is rolled back at the end of the block: it leaves no trace."""
    with _store_errors(engine), engine.execution_options(writes=True).connect() as connection:
        yield connection


class _PatientConnecting:
    """Connects to a server, again and again for a moment where it has answered before or has no connection free."""

    def __init__(self) -> None:
        self._has_answered = False

    def __call__(self, dialect: Any, _record: Any, args: Any, parameters: Any) -> Any:
        """Return a new connection of the driver."""
        until_s = time.monotonic() + CONNECTED_WITHIN_S
        while True:
            try:
                connection = dialect.connect(*args, **parameters)
            except dialect.loaded_dbapi.OperationalError as fault:
                passes = self._has_answered or _has_none_free(fault)
                if not passes or time.monotonic() > until_s:
                    raise
                time.sleep(BETWEEN_TRIES_S)
            else:
                self._has_answered = True
                return connection


@contextmanager
def _store_errors(engine: Engine) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        if (away := away_of(engine, error)) is not None:
            raise away from error
        what = _first_line(error) if isinstance(error, DBAPIError) else type(error).__name__
        raise StoreError(f"The database failed ({what}). Nothing was half-written; try again.") from error


def away_of(engine: Engine, error: SQLAlchemyError) -> StoreAway | None:
    """Return the error to raise where a database's server does not answer now; None for what will not pass, or of a file."""
    if engine.dialect.name != "postgresql":
        return None
    if isinstance(error, OperationalError):
        code = getattr(error.orig, "sqlstate", None)  # None: what the driver itself found, such as a broken connection
        if code is not None and not code.startswith(PASSING):
            return None
        what = _first_line(error)
    elif isinstance(error, NoConnectionFree):
        what = "all of this process's connections are in use"
    else:
        return None

    def wait(goes_on: Callable[[], bool]) -> bool:
        while goes_on():
            time.sleep(LOOKED_FOR_EVERY_S)
            with suppress(SQLAlchemyError), engine.connect():
                return True
        return False

    return StoreAway(f"The database does not answer ({what}). Nothing was half-written; try again.", wait)


def _first_line(error: DBAPIError) -> str:
    """Return what the driver says in short: below it PostgreSQL quotes the row, which holds what papers and answers say."""
    return next(iter(str(error.orig).splitlines()), type(error.orig).__name__)
