"""Jobs in a queue on PostgreSQL, which all processes of an installation put into and take from; by `procrastinate`.

A job is taken by one worker at a time: the library gives it away once, and who does it holds an advisory lock besides, since a
worker that was only slow would else go on beside the one that took its job over. A worker that is gone says nothing any more,
and its jobs are waiting again.
"""

from __future__ import annotations

import functools
import logging
import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, delete, make_url, select, text
from sqlalchemy.dialects.postgresql import insert

from lib.background.job_queue import Doer, JobKind, Report
from lib.errors import ConfigError, SidelightError, StoreError
from lib.storage.advisory_locks import AdvisoryLocks
from lib.storage.database import read_only, writing
from lib.storage.schema import job_reports
from lib.times import now

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.jobs import Job

SCHEMA = "procrastinate"
"""Of the database, in which the queue's own tables lie."""
WORK = "work"
"""The name of the one task that every job is."""
ANSWERS_WITHIN_S = 5.0
"""Seconds that whoever asks the queue waits for a connection."""
LOOK_S = 0.2
"""Seconds between two looks whether a job has ended."""
REPORT_HOLDS_S = 30.0
"""Seconds for which a report counts; who does the job writes it every second or so."""
KNOWN_S = 0.5
"""Seconds for which what waits is not asked for again: a screen asks several times."""
NOT_INSTALLED = (
    "Several processes need the package procrastinate. Install Sidelight with the extra `server`: "
    "pip install '.[server]'."
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class QueuedJob:
    """A job as it stands in the queue."""

    id: int
    library: str
    kind: JobKind
    subject: str
    is_begun: bool


def lock_of(library: str, kind: JobKind, subject: str, part: int = 0) -> str:
    """Return the name by which the queue keeps two of the same job apart; `part`: of one that several do together."""
    return f"{library}:{kind}:{subject}:{part}"


class QueueStore:
    """The queue of a database. Thread-safe."""

    def __init__(self, url: str, locks: AdvisoryLocks) -> None:
        """Make the queue's tables where they are missing. Raises ConfigError, StoreError."""
        self.conninfo = conninfo_of(url)
        try:
            import procrastinate
        except ImportError as error:
            raise ConfigError(NOT_INSTALLED) from error
        connector = procrastinate.SyncPsycopgConnector(
            conninfo=self.conninfo, min_size=1, max_size=4, timeout=ANSWERS_WITHIN_S
        )
        self._app: App = procrastinate.App(connector=connector)
        with locks.held("queue schema"):
            bring_up_to_date(url)
        self._do(self._app.open)

    def put(self, library: str, kind: JobKind, subject: str, part: int = 0, *, is_new: bool = False) -> None:
        """Put a job unless it waits already, or (`is_new`) is being done. Raises StoreError."""
        from procrastinate.exceptions import AlreadyEnqueued

        lock = lock_of(library, kind, subject, part)
        again = any(self._listed(lock=lock, status="doing"))
        if again and is_new:
            return
        task = self._app.configure_task(WORK, queue=kind, lock=lock, queueing_lock=lock)
        with suppress(AlreadyEnqueued):
            self._do(lambda: task.defer(library=library, kind=kind, subject=subject, part=part, again=again))

    def stop(self, library: str, kind: JobKind, subject: str) -> bool:
        """Take the job out, and ask who does it to stop; return whether it waited and nobody does it. Raises StoreError."""
        waited = begun = False
        for job in self.jobs(library, kind, subject):
            cancel = functools.partial(self._app.job_manager.cancel_job_by_id, job.id, abort=True, delete_job=True)
            self._do(cancel)
            waited, begun = waited or not job.is_begun, begun or job.is_begun
        return waited and not begun

    def jobs(self, library: str, kind: JobKind, subject: str | None = None) -> list[QueuedJob]:
        """Return the jobs of a kind (of one subject) that wait or are being done. Raises StoreError."""
        found = []
        one = {"lock": lock_of(library, kind, subject)} if subject is not None and kind == "paper" else {}
        for job in self._listed(queue=kind, **one):  # at once, since one that waits may be taken between two looks
            asked = job.task_kwargs
            is_there = job.status in ("todo", "doing") and asked["library"] == library
            if is_there and subject in (None, asked["subject"]):
                found.append(QueuedJob(job.id or 0, library, kind, str(asked["subject"]), job.status == "doing"))
        return found

    def close(self) -> None:
        """Let the connections go."""
        with suppress(StoreError):
            self._do(self._app.close)

    def _listed(self, **which: Any) -> Iterable[Job]:
        found: Iterable[Job] = self._do(lambda: self._app.job_manager.list_jobs(task=WORK, **which))
        return found

    def _do(self, ask: Callable[[], Any]) -> Any:
        from procrastinate.exceptions import AlreadyEnqueued, ProcrastinateException

        try:
            return ask()
        except AlreadyEnqueued:
            raise
        except ProcrastinateException as error:
            raise StoreError(f"The queue of jobs does not answer ({type(error).__name__}). Try again.") from error


class DatabaseQueue:
    """The jobs of one library in the queue of its database. Thread-safe."""

    def __init__(self, store: QueueStore, library: str, engine: Engine, locks: AdvisoryLocks) -> None:
        """`library`: the id of its project, empty for the first."""
        self._store = store
        self._library = library
        self._engine = engine
        self.locks = locks
        self.doers: dict[JobKind, Doer] = {}
        self._known: dict[JobKind, tuple[float, Mapping[str, Report]]] = {}
        self._here: set[tuple[JobKind, str]] = set()
        """Jobs that are done in this process beside the queue, or are about to be."""
        self._closed = threading.Event()

    @property
    def is_shared(self) -> bool:
        """Whether other processes put and do jobs too."""
        return True

    def does(self, kind: JobKind, doer: Doer) -> None:
        """Let this do the jobs of a kind that are taken, or put to be done here."""
        self.doers[kind] = doer

    def put(self, kind: JobKind, subject: str, *, here: bool = False, together: int = 1) -> None:
        """Put a job into the queue, or (`here`) do it in this process beside the queue. Raises StoreError."""
        self._known.pop(kind, None)
        if here:
            self._here.add((kind, subject))
            threading.Thread(target=self._do_here, args=(kind, subject), name=f"{kind}-here", daemon=True).start()
            return
        for part in range(max(1, together)):
            self._store.put(self._library, kind, subject, part)

    def put_missing(self, kind: JobKind, subject: str, together: int = 1) -> None:
        """Put a job that should be in the queue where it is not, by a kill between two steps. Raises StoreError."""
        for part in range(max(1, together)):
            self._store.put(self._library, kind, subject, part, is_new=True)

    def stop(self, kind: JobKind, subject: str) -> bool:
        """Take a job out of the queue, and let whoever does it stop. Raises StoreError."""
        self._known.pop(kind, None)
        is_here = subject in self.doers[kind].reports()
        self.doers[kind].stop(subject)
        return self._store.stop(self._library, kind, subject) and not is_here

    def wait(self, kind: JobKind, subject: str, seconds: float | None = None) -> bool:
        """Return whether the job neither waits nor is done (any more), after so many seconds at the most."""
        until_s = float("inf") if seconds is None else time.monotonic() + seconds
        while not self._closed.is_set():
            is_here = (kind, subject) in self._here or not self.doers[kind].wait(subject, 0)
            if not is_here and not self._may_be_queued(kind, subject):
                return True
            if time.monotonic() >= until_s:
                return False
            self._closed.wait(LOOK_S)
        return True

    def _may_be_queued(self, kind: JobKind, subject: str) -> bool:
        """Return whether a job waits or is being done, as far as the database says; True while it is away."""
        try:
            return bool(self._store.jobs(self._library, kind, subject))
        except StoreError as error:
            log.info("A job is waited for: %s", error.message)
            return True

    def reports(self, kind: JobKind) -> Mapping[str, Report]:
        """Return how far each job is that waits or is being done, by whomever. Raises StoreError."""
        asked_s, known = self._known.get(kind, (float("-inf"), {}))
        if time.monotonic() - asked_s < KNOWN_S:
            return known
        found: dict[str, Report] = {job.subject: {} for job in self._store.jobs(self._library, kind)}
        since = (datetime.now(UTC) - timedelta(seconds=REPORT_HOLDS_S)).isoformat(timespec="microseconds")
        with read_only(self._engine) as connection:
            query = select(job_reports).where(job_reports.c.kind == kind, job_reports.c.at > since)
            found |= {row.subject: row.record for row in connection.execute(query) if row.subject in found}
        found |= self.doers[kind].reports()
        self._known[kind] = (time.monotonic(), found)
        return found

    def write_reports(self) -> None:
        """Write down how far the jobs of this process are, for all others. Raises StoreError."""
        rows = [
            {"kind": kind, "subject": subject, "record": dict(report), "at": now()}
            for kind, doer in self.doers.items()
            for subject, report in doer.reports().items()
        ]
        if rows:
            put = insert(job_reports)
            newer = put.on_conflict_do_update(
                index_elements=[job_reports.c.kind, job_reports.c.subject],
                set_={"record": put.excluded.record, "at": put.excluded.at},
            )
            with writing(self._engine) as connection:
                connection.execute(newer, rows)

    def forget_report(self, kind: JobKind, subject: str) -> None:
        """Remove what was written of a job that has ended. Raises StoreError."""
        which = (job_reports.c.kind == kind) & (job_reports.c.subject == subject)
        with writing(self._engine) as connection:
            connection.execute(delete(job_reports).where(which))

    def close(self) -> None:
        """Wait for no job any more."""
        self._closed.set()

    def lock_of(self, kind: JobKind, subject: str, part: int = 0) -> str:
        """Return the name of the lock that whoever does the job holds."""
        return f"job {lock_of(self._library, kind, subject, part)}"

    def _do_here(self, kind: JobKind, subject: str) -> None:
        name, doer = self.lock_of(kind, subject), self.doers[kind]
        try:
            while not self.locks.try_take(name):
                if self._closed.wait(LOOK_S):
                    return
            try:
                doer.begin(subject)
                doer.wait(subject)
            finally:
                self.locks.give_back(name)
        except SidelightError as error:  # whoever takes jobs finds it undone
            log.warning("A job of this process was not begun: %s", error.message)
        finally:
            self._here.discard((kind, subject))


def has_work(engine: Engine, schema: str) -> bool:
    """Return whether a project, by its schema, has papers to read or surveys that run; False of one never opened.

    Asked from outside, since every open project takes connections. Raises StoreError.
    """
    with read_only(engine) as connection:
        there = connection.execute(text("SELECT to_regclass(:table)"), {"table": f'"{schema}".surveys'}).scalar()
        if there is None:
            return False
        query = (
            f"SELECT EXISTS (SELECT FROM \"{schema}\".papers WHERE again OR status NOT IN ('ready', 'failed')) "  # noqa: S608
            f"OR EXISTS (SELECT FROM \"{schema}\".surveys WHERE status = 'running')"  # of an id of ours
        )
        return bool(connection.execute(text(query)).scalar())


def conninfo_of(url: str) -> str:
    """Return the address of the database for the queue, whose tables lie in a schema of their own. Raises ConfigError."""
    parts = make_url(url)
    if parts.get_backend_name() != "postgresql":
        raise ConfigError("SIDELIGHT_SHARED needs PostgreSQL in DATABASE_URL.")
    from psycopg.conninfo import make_conninfo

    given = {"host": parts.host, "port": parts.port, "user": parts.username, "password": parts.password}
    query = {name: value for name, value in parts.query.items() if isinstance(value, str)}
    named = {name: value for name, value in {**given, **query}.items() if value is not None}
    return make_conninfo("", dbname=parts.database or "", options=f"-c search_path={SCHEMA}", **named)


def bring_up_to_date(url: str) -> None:
    """Make the queue's tables, or bring those of an older version of the library to this one. Raises StoreError.

    Which version they are of stands in the comment of their schema. To be called by one process at a time.
    """
    import psycopg
    from procrastinate.metadata import extract_metadata
    from procrastinate.schema import SchemaManager, migrations_path

    wanted = extract_metadata()["version"]
    try:
        with psycopg.connect(conninfo_of(url)) as connection:
            stands = connection.execute(
                "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", (SCHEMA,)
            ).fetchone()
            if stands is None:
                connection.execute(f"CREATE SCHEMA {SCHEMA}".encode())
                connection.execute(SchemaManager.get_schema().encode())
            elif stands[0] != wanted:
                for script in sorted(migrations_path.glob("*.sql")):
                    if _version(script.name) > _version(stands[0] or "0"):
                        connection.execute(script.read_bytes())
            if stands is None or stands[0] != wanted:
                connection.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{wanted}'".encode())
    except psycopg.Error as error:
        said = next(iter(str(error).splitlines()), type(error).__name__)
        raise StoreError(f"The queue of jobs cannot be made in the database ({said}).") from error


def _version(name: str) -> tuple[int, ...]:
    """Return the numbers of a version, `3.10.0` or at the head of `03.04.00_01_pre_….sql`."""
    return tuple(int(part) for part in re.findall(r"\d+", name.split("_")[0])[:3])
