"""Whether the parts of a library answer, and what is under way: for whoever looks after the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import Engine, text

from lib.errors import SidelightError
from lib.library.deployment import Deployment, Shared
from lib.library.ingestion import Ingestion
from lib.library.live_index import LiveIndex
from lib.processes.memory import resident_bytes
from lib.records import Record
from lib.storage.advisory_locks import SeenProcess
from lib.storage.database import read_only

Part = Literal["database", "index", "workers", "files"]
"""The last one of a library whose files lie where several processes reach them."""
LOADING = "The embedder and the index are still loading."


@dataclass(frozen=True, slots=True)
class PartHealth(Record):
    """Whether one part answers; `problem` says in plain words why it does not, None where it does."""

    part: Part
    problem: str | None


@dataclass(frozen=True, slots=True)
class Health(Record):
    """What `health_of` found."""

    parts: list[PartHealth]
    workers: int
    """Reading processes there may be at once."""
    busy_workers: int
    papers_under_way: int
    memory_bytes: int | None
    """Of this process and all that it started; None where the system does not say."""
    processes: list[SeenProcess] = field(default_factory=list)
    """All that have the library open, where several share it."""

    @property
    def is_well(self) -> bool:
        """Whether every part answers."""
        return all(part.problem is None for part in self.parts)


def health_of(
    engine: Engine,
    index: LiveIndex,
    ingestion: Ingestion,
    deployment: Deployment,
) -> Health:
    """Return whether database, index, reading processes and a shared place for files answer, each asked for something small;
    opens no index.
    """
    pool = ingestion.pool
    files = [PartHealth("files", deployment.files_problem())] if isinstance(deployment, Shared) else []
    return Health(
        parts=[
            PartHealth("database", _database_problem(engine)),
            PartHealth("index", _index_problem(index)),
            PartHealth("workers", pool.problem()),
            *files,
        ],
        workers=pool.workers,
        busy_workers=pool.busy,
        papers_under_way=len(ingestion.progress()),
        memory_bytes=resident_bytes(),
        processes=_seen(deployment.processes),
    )


def _seen(processes: Callable[[], Sequence[SeenProcess]]) -> list[SeenProcess]:
    try:
        return list(processes())
    except SidelightError:  # of the database, whose own line says so
        return []


def _database_problem(engine: Engine) -> str | None:
    try:
        with read_only(engine) as connection:
            connection.execute(text("SELECT 1"))
    except SidelightError as error:
        return error.message
    return None


def _index_problem(index: LiveIndex) -> str | None:
    if not index.ready:
        return index.problem or LOADING
    try:
        index.open_index().count()
    except SidelightError as error:
        return error.message
    return None
