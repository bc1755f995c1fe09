"""What a data folder holds and where."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass

from lib.config import Settings
from lib.disk import size_on_disk
from lib.records import Record
from lib.storage.database import DATABASE_FILE
from lib.storage.folders import INDEX, PAPERS

EMBEDDED = "embedded Qdrant"
EMBEDDED_PASSAGES = 100_000
"""Up to which the embedded store answers within 40 ms (benchmarks/scale.py)."""


@dataclass(frozen=True, slots=True)
class Usage(Record):
    """What a data folder holds and where."""

    folder: str
    database: str
    store: str
    embedder: str
    papers: int
    pages: int
    sentences: int
    passages: int
    answers: int
    files_bytes: int
    database_bytes: int
    index_bytes: int
    free_bytes: int

    @property
    def advice(self) -> str | None:
        """What to do about a library that the embedded store searches slowly; None where it does well."""
        if self.passages <= EMBEDDED_PASSAGES or self.store != EMBEDDED:
            return None
        return (
            f"{self.passages:,} passages are more than the embedded store searches quickly ({EMBEDDED_PASSAGES:,}). Start a "
            "Qdrant server and set QDRANT_URL, such as QDRANT_URL=http://localhost:6333; the papers are then indexed there."
        )


def usage_of(settings: Settings, counts: Mapping[str, int], *, passages: int, answers: int, embedder: str) -> Usage:
    """Return the usage of the settings' data folder; `counts` holds `papers`, `pages` and `sentences`."""
    folder = settings.data
    database = [folder / f"{DATABASE_FILE}{suffix}" for suffix in ("", "-wal", "-shm")]
    return Usage(
        folder=str(folder),
        database="DATABASE_URL" if settings.database_url else str(folder / DATABASE_FILE),
        store=_without_password(settings.qdrant_url) or EMBEDDED,
        embedder=embedder,
        papers=counts["papers"],
        pages=counts["pages"],
        sentences=counts["sentences"],
        passages=passages,
        answers=answers,
        files_bytes=size_on_disk(folder / PAPERS),
        database_bytes=sum(size_on_disk(path) for path in database),
        index_bytes=size_on_disk(folder / INDEX),
        free_bytes=shutil.disk_usage(folder).free,
    )


def _without_password(url: str) -> str:
    return re.sub(r"//[^/@]*@", "//", url)
