"""Screenings of records in the database: the records, and every decision ever made on them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Engine, delete, func, insert, select, update

from lib.errors import UnknownSurvey
from lib.records.screening import BibRecord, RecordDecision, RecordScreening
from lib.storage.database import read_only, writing
from lib.storage.schema import record_decisions, record_screenings, screened_records
from lib.times import now

GONE = "This screening is not in the library (any more)."


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

    def put(self, screening: RecordScreening) -> None:
        """Store its name, reasons and number of people as they are now."""
        with writing(self._engine) as connection:
            connection.execute(
                update(record_screenings)
                .where(record_screenings.c.id == screening.id)
                .values(record=screening.to_dict())
            )

    def all(self) -> list[RecordScreening]:
        """Return all screenings, the newest first."""
        with read_only(self._engine) as connection:
            rows = connection.execute(
                select(record_screenings.c.record).order_by(record_screenings.c.created_at.desc())
            )
            return [RecordScreening.from_dict(row.record) for row in rows]

    def one(self, screening_id: str) -> RecordScreening:
        """Return one; raises UnknownSurvey."""
        with read_only(self._engine) as connection:
            row = connection.execute(
                select(record_screenings.c.record).where(record_screenings.c.id == screening_id)
            ).first()
        if row is None:
            raise UnknownSurvey(GONE)
        return RecordScreening.from_dict(row.record)

    def put_records(self, screening_id: str, records: Sequence[BibRecord]) -> None:
        """Store all records of a screening in the place of those before; decisions stay with their numbers."""
        with writing(self._engine) as connection:
            connection.execute(delete(screened_records).where(screened_records.c.screening_id == screening_id))
            if records:
                connection.execute(
                    insert(screened_records),
                    [{"screening_id": screening_id, "number": one.number, "record": one.to_dict()} for one in records],
                )

    def records(self, screening_id: str) -> list[BibRecord]:
        """Return the records by number."""
        of = screened_records
        with read_only(self._engine) as connection:
            rows = connection.execute(
                select(of.c.record).where(of.c.screening_id == screening_id).order_by(of.c.number)
            )
            return [BibRecord.from_dict(row.record) for row in rows]

    def decide(self, screening_id: str, decision: RecordDecision) -> RecordDecision:
        """Store a decision beside those before, and return it with its time."""
        (timed,) = self.decide_all(screening_id, [decision])
        return timed

    def decide_all(self, screening_id: str, made: Sequence[RecordDecision]) -> list[RecordDecision]:
        """Store decisions beside those before, all of them or none, and return them with their time."""
        if not made:
            return []
        timed = [replace(one, at=now()) for one in made]
        with writing(self._engine) as connection:
            last = connection.execute(
                select(func.max(record_decisions.c.place)).where(record_decisions.c.screening_id == screening_id)
            ).scalar()
            connection.execute(
                insert(record_decisions),
                [
                    {"screening_id": screening_id, "place": place, "record": one.to_dict()}
                    for place, one in enumerate(timed, start=(last or 0) + 1)
                ],
            )
        return timed

    def decisions(self, screening_id: str) -> list[RecordDecision]:
        """Return every decision ever made, the oldest first."""
        of = record_decisions
        with read_only(self._engine) as connection:
            rows = connection.execute(select(of.c.record).where(of.c.screening_id == screening_id).order_by(of.c.place))
            return [RecordDecision.from_dict(row.record) for row in rows]

    def remove(self, screening_id: str) -> None:
        """Remove the screening with its records and decisions."""
        with writing(self._engine) as connection:
            for table in (record_decisions, screened_records):
                connection.execute(delete(table).where(table.c.screening_id == screening_id))
            connection.execute(delete(record_screenings).where(record_screenings.c.id == screening_id))
