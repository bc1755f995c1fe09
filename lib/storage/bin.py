"""The bin: papers that were removed and can be brought back as they were.

A paper's row goes from the papers' table to this one as a whole, so nothing that reads papers can come upon a removed one. What
belongs to it by its id (readings, tables, words, what people decided of it, its points in the index, its file) stays where it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from lib.records import Paper
from lib.storage.database import read_only, writing
from lib.storage.paper_rows import paper_of, paper_row
from lib.storage.readable import readable
from lib.storage.schema import binned_papers, papers, readings, removed_papers
from lib.times import now


@dataclass(frozen=True, slots=True)
class BinnedPaper:
    """A paper in the bin."""

    paper: Paper
    removed_at: str
    """ISO 8601, UTC."""


class BinStore:
    """The bin of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, paper_id: str) -> None:
        """Move a paper into the bin. Raises UnknownPaper.

        One that is under way comes back as queued, to be taken up again.
        """
        with writing(self._engine) as connection:
            row = dict(paper_row(connection, paper_id))
            if row["status"] not in ("ready", "failed"):
                row["status"] = "queued"
            if not connection.execute(delete(papers).where(papers.c.id == paper_id)).rowcount:
                paper_row(connection, paper_id)  # which raises: another transaction removed it meanwhile
            take_binned(connection, paper_id)
            connection.execute(insert(binned_papers).values(id=paper_id, removed_at=now(), record=row))

    def restore(self, paper_id: str) -> bool:
        """Move a paper back into the library, and return whether it was in the bin."""
        with writing(self._engine) as connection:
            return restore_row(connection, paper_id)

    def papers(self) -> list[BinnedPaper]:
        """Return the papers in the bin, the last that was removed first."""
        query = select(binned_papers).order_by(binned_papers.c.removed_at.desc(), binned_papers.c.id)
        with read_only(self._engine) as connection:
            return list(
                readable(connection.execute(query), lambda row: BinnedPaper(paper_of(row.record), row.removed_at))
            )

    def ids(self, before: str | None = None) -> list[str]:
        """Return ids of the papers in the bin, of those that were removed before a moment, if one is given (ISO 8601, UTC)."""
        query = select(binned_papers.c.id).order_by(binned_papers.c.removed_at)
        if before is not None:
            query = query.where(binned_papers.c.removed_at < before)
        with read_only(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def points(self) -> int:
        """Return how many points of papers in the bin the vector store should hold."""
        with read_only(self._engine) as connection:
            current = {row.id: row.record.get("reading") for row in connection.execute(select(binned_papers))}
            query = select(readings.c.paper_id, readings.c.number, readings.c.points).where(
                readings.c.paper_id.in_(list(current))
            )
            return sum(row.points for row in connection.execute(query) if current[row.paper_id] == row.number)


def restore_row(connection: Connection, paper_id: str) -> bool:
    """Move a paper's row back, and return whether it was in the bin; it is back once the caller's transaction is done."""
    record = take_binned(connection, paper_id)
    if record is None:
        return False
    # Columns that a later version dropped are left out; those that it added take the database's default.
    connection.execute(insert(papers).values({c.name: record[c.name] for c in papers.columns if c.name in record}))
    connection.execute(delete(removed_papers).where(removed_papers.c.id == paper_id))
    return True


def is_binned(connection: Connection, paper_id: str) -> bool:
    """Return whether a paper is in the bin."""
    return connection.execute(select(binned_papers.c.id).where(binned_papers.c.id == paper_id)).first() is not None


def take_binned(connection: Connection, paper_id: str) -> dict[str, Any] | None:
    """Take a paper's row out of the bin and return it as it stood in the papers' table; None where it is not in the bin.

    Of two transactions that want the same paper, as one that brings it back and one that empties the bin, one alone gets it.
    """
    taken = delete(binned_papers).where(binned_papers.c.id == paper_id).returning(binned_papers.c.record)
    record: dict[str, Any] | None = connection.execute(taken).scalar()
    return record
