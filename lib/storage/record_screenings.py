"""Screenings of records in the database: the records, and every decision ever made on them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from lib.errors import UnknownSurvey
from lib.records.screening import BibRecord, RecordDecision, RecordScreening
from lib.storage.database import read_only, writing
from lib.storage.readable import readable, readable_one
from lib.storage.schema import record_decisions, record_screenings, screened_records
from lib.times import now

GONE = "This screening is not in the library (any more)."
DAMAGED_RECORD = "(What this record says cannot be read: the database is damaged there.)"
DAMAGED = "This screening cannot be read any more: the database is damaged there. A backup may have it whole."
NUMBERS_AT_ONCE = 500
"""Records that one statement names; SQLite takes 32,766 values at the most."""
Check = Callable[[list[RecordDecision]], None]
"""Given the decisions that came in meanwhile; raises where they speak against what is to be stored."""


class RecordScreeningStore:
    """The record screenings of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, name: str, people: int) -> RecordScreening:
        """Store a new screening without records and return it."""
        made = RecordScreening(uuid.uuid4().hex, name, now(), people)
        with writing(self._engine) as connection:
            connection.execute(
                insert(record_screenings).values(id=made.id, created_at=made.created_at, record=made.to_dict())
            )
        return made

    def set_reasons(self, screening_id: str, reasons: list[str]) -> RecordScreening:
        """Store its reasons to exclude and return it; raises UnknownSurvey."""
        with writing(self._engine) as connection:
            changed = replace(_screening(connection, screening_id), reasons=reasons)
            _put(connection, changed)
        return changed

    def all(self) -> list[RecordScreening]:
        """Return all screenings, the newest first."""
        with read_only(self._engine) as connection:
            rows = connection.execute(
                select(record_screenings.c.record).order_by(record_screenings.c.created_at.desc())
            )
            return list(readable(rows, lambda row: RecordScreening.from_dict(row.record)))

    def one(self, screening_id: str) -> RecordScreening:
        """Return one; raises UnknownSurvey."""
        with read_only(self._engine) as connection:
            return _screening(connection, screening_id)

    def put_records(self, screening_id: str, records: Sequence[BibRecord]) -> None:
        """Store records, each in the place of the one of its number; decisions stay with their numbers. Raises UnknownSurvey."""
        of = screened_records
        with writing(self._engine) as connection:
            screening = _screening(connection, screening_id)
            for first in range(0, len(records), NUMBERS_AT_ONCE):
                some = records[first : first + NUMBERS_AT_ONCE]
                numbers = [one.number for one in some]
                connection.execute(delete(of).where(of.c.screening_id == screening_id, of.c.number.in_(numbers)))
                connection.execute(
                    insert(of),
                    [{"screening_id": screening_id, "number": one.number, "record": one.to_dict()} for one in some],
                )
            _put(connection, replace(screening, revision=screening.revision + 1))

    def count(self, screening_id: str) -> int:
        """Return how many records it has."""
        of = screened_records
        with read_only(self._engine) as connection:
            query = select(func.count()).select_from(of).where(of.c.screening_id == screening_id)
            return connection.execute(query).scalar_one()

    def records(self, screening_id: str) -> list[BibRecord]:
        """Return the records by number."""
        of = screened_records
        with read_only(self._engine) as connection:
            query = select(of.c.number, of.c.record).where(of.c.screening_id == screening_id).order_by(of.c.number)
            rows = connection.execute(query).all()
        return [_record(row.number, row.record, len(rows)) for row in rows]

    def decide_all(
        self, screening_id: str, made: Sequence[RecordDecision], check: Check | None = None, seen: int = 0
    ) -> list[RecordDecision]:
        """Store decisions beside those before, all of them or none, and return them with their time.

        `check` is given the decisions behind the first `seen`, and may raise: then nothing is stored. Nobody else decides
        between the two.
        """
        if not made:
            return []
        of = record_decisions
        with writing(self._engine) as connection:
            query = select(func.max(of.c.place)).where(of.c.screening_id == screening_id)
            last = connection.execute(query).scalar() or 0
            if check is not None and last > seen:
                check(_decisions(connection, screening_id, seen))
            timed = [replace(one, at=now()) for one in made]
            connection.execute(
                insert(of),
                [
                    {"screening_id": screening_id, "place": place, "record": one.to_dict()}
                    for place, one in enumerate(timed, start=last + 1)
                ],
            )
        return timed

    def decisions(self, screening_id: str, after: int = 0) -> list[RecordDecision]:
        """Return every decision ever made but the first so many (`after`), the oldest first."""
        with read_only(self._engine) as connection:
            return _decisions(connection, screening_id, after)

    def remove(self, screening_id: str) -> None:
        """Remove the screening with its records and decisions."""
        with writing(self._engine) as connection:
            for table in (record_decisions, screened_records):
                connection.execute(delete(table).where(table.c.screening_id == screening_id))
            connection.execute(delete(record_screenings).where(record_screenings.c.id == screening_id))


def _screening(connection: Connection, screening_id: str) -> RecordScreening:
    row = connection.execute(select(record_screenings.c.record).where(record_screenings.c.id == screening_id)).first()
    if row is None:
        raise UnknownSurvey(GONE)
    screening = readable_one(row.record, RecordScreening.from_dict)
    if screening is None:
        raise UnknownSurvey(DAMAGED)
    return screening


def _put(connection: Connection, screening: RecordScreening) -> None:
    of = record_screenings
    connection.execute(update(of).where(of.c.id == screening.id).values(record=screening.to_dict()))


def _decisions(connection: Connection, screening_id: str, after: int) -> list[RecordDecision]:
    of = record_decisions
    query = select(of.c.record).where(of.c.screening_id == screening_id, of.c.place > after).order_by(of.c.place)
    return list(readable(connection.execute(query).scalars(), RecordDecision.from_dict))


def _record(number: int, stored: Mapping[str, Any], count: int) -> BibRecord:
    """Return the record of that number among so many; one that says so where it is damaged, since others go by their places."""
    record = readable_one(stored, BibRecord.from_dict) or BibRecord(number, "", DAMAGED_RECORD)
    duplicate_of, study_of = (
        other if other is not None and 1 <= other <= count else None for other in (record.duplicate_of, record.study_of)
    )
    return replace(record, number=number, duplicate_of=duplicate_of, study_of=study_of)
