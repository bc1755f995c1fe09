"""Who the library is, and in how many passages of each reading a term stands: what keyword search weighs terms by."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, Engine, and_, delete, insert, select, tuple_, update

from lib.storage.database import read_only, writing
from lib.storage.schema import library, papers, reading_terms, readings

ReadingKey = tuple[str, int]
"""Paper id and reading."""
KEYS_ASKED = 200
"""Readings of one query: databases limit the parameters of a statement."""


class ReadingTerms:
    """The terms of one database's readings. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def library_id(self) -> str:
        """Return the random id of the library, the same for as long as its database lives."""
        with read_only(self._engine) as connection:
            return str(connection.execute(select(library.c.id)).scalar_one())

    def rename_library(self, library_id: str) -> None:
        """Give the library another id: of a copy, which must not have that of its original."""
        with writing(self._engine) as connection:
            connection.execute(update(library).values(id=library_id))

    def version(self) -> int:
        """Return a number that grows whenever terms are stored or go."""
        with read_only(self._engine) as connection:
            return int(connection.execute(select(library.c.terms_version)).scalar_one())

    def keys(self) -> set[ReadingKey]:
        """Return the readings whose terms are stored: those with points in the index, of papers in the bin too."""
        with read_only(self._engine) as connection:
            rows = connection.execute(select(reading_terms.c.paper_id, reading_terms.c.reading))
            return {(row.paper_id, row.reading) for row in rows}

    def of(self, keys: Collection[ReadingKey]) -> Iterator[str]:
        """Yield the terms of these readings; nothing of one whose terms are gone."""
        key = tuple_(reading_terms.c.paper_id, reading_terms.c.reading)
        ordered = sorted(keys)
        for start in range(0, len(ordered), KEYS_ASKED):
            query = select(reading_terms.c.terms).where(key.in_(ordered[start : start + KEYS_ASKED]))
            with read_only(self._engine) as connection:
                found = connection.execute(query).scalars().all()
            yield from found

    def missing(self) -> list[ReadingKey]:
        """Return the current readings with points whose terms are not stored, as a version before this one left them."""
        current = and_(papers.c.id == readings.c.paper_id, papers.c.reading == readings.c.number)
        terms = and_(reading_terms.c.paper_id == readings.c.paper_id, reading_terms.c.reading == readings.c.number)
        query = (
            select(readings.c.paper_id, readings.c.number)
            .join(papers, current)
            .outerjoin(reading_terms, terms)
            .where(reading_terms.c.paper_id.is_(None), readings.c.points > 0)
        )
        with read_only(self._engine) as connection:
            return [(row.paper_id, row.number) for row in connection.execute(query)]

    def store(self, paper_id: str, reading: int, terms: str) -> None:
        """Store the terms of a reading in the place of what was stored of it, unless the reading is gone."""
        this = and_(readings.c.paper_id == paper_id, readings.c.number == reading)
        with writing(self._engine) as connection:
            if connection.execute(select(readings.c.number).where(this)).first() is not None:
                store_terms(connection, paper_id, reading, terms)


def store_terms(connection: Connection, paper_id: str, reading: int, terms: str) -> None:
    """Store the terms of a reading in the place of what was stored of it."""
    forget_terms(connection, paper_id, reading)
    connection.execute(insert(reading_terms).values(paper_id=paper_id, reading=reading, terms=terms))
    _count_change(connection)


def forget_terms(connection: Connection, paper_id: str, reading: int | None = None) -> None:
    """Delete the terms of a paper, or of one of its readings."""
    this = reading_terms.c.paper_id == paper_id
    if reading is not None:
        this = and_(this, reading_terms.c.reading == reading)
    if connection.execute(delete(reading_terms).where(this)).rowcount:
        _count_change(connection)


def _count_change(connection: Connection) -> None:
    connection.execute(update(library).values(terms_version=library.c.terms_version + 1))
