"""Questions of surveys that went out together: noted before they are sent, each with what it was made of."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, delete, exists, insert, select, update

from lib.records import CellKey, Passage, Record
from lib.storage.database import read_only, writing
from lib.storage.schema import survey_parcels, survey_requests
from lib.times import now


@dataclass(frozen=True, slots=True)
class Parcel(Record):
    """Questions that were sent as one batch, or were about to be."""

    id: str
    """Ours: 32 hexadecimal digits."""
    answerer: str
    noted_at: str
    """ISO 8601, before it was sent."""
    batch_id: str | None = None
    """As the service calls it; None: it is not known whether it arrived."""
    cancelled: bool = False
    """Whether its end was asked for."""
    told: bool = False
    """Whether it was said that the service does not know it."""


class ParcelStore:
    """The parcels of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(self, survey_id: str, answerer: str, cells: Sequence[tuple[CellKey, Sequence[Passage]]]) -> str:
        """Return the id of a parcel that is about to be sent, of those cells with the passages that each question goes with."""
        parcel_id = uuid.uuid4().hex
        parcel = {"id": parcel_id, "survey_id": survey_id, "answerer": answerer, "noted_at": now()}
        requests = [
            {
                "name": request_name(parcel_id, place),
                "parcel_id": parcel_id,
                "survey_id": survey_id,
                "paper_id": key[0],
                "question": key[1],
                "answerer": key[2],
                "passages": [passage.to_dict() for passage in passages],
            }
            for place, (key, passages) in enumerate(cells)
        ]
        with writing(self._engine) as connection:
            connection.execute(insert(survey_parcels).values(**parcel, cancelled=False, told=False))
            connection.execute(insert(survey_requests), requests)
        return parcel_id

    def set_batch(self, parcel_id: str, batch_id: str) -> bool:
        """Return whether the parcel is still there; it arrived and has a name at the service."""
        return self._set(parcel_id, batch_id=batch_id, told=False)

    def set_cancelled(self, parcel_id: str) -> None:
        """Nothing; the end of the parcel was asked for."""
        self._set(parcel_id, cancelled=True)

    def set_told(self, parcel_id: str) -> None:
        """Nothing; it was said that the service does not know the parcel."""
        self._set(parcel_id, told=True)

    def forget(self, parcel_id: str) -> None:
        """Nothing; the questions of the parcel count as never sent."""
        with writing(self._engine) as connection:
            connection.execute(delete(survey_requests).where(survey_requests.c.parcel_id == parcel_id))
            connection.execute(delete(survey_parcels).where(survey_parcels.c.id == parcel_id))

    def forget_requests(self, names: Sequence[str]) -> None:
        """Nothing; these questions count as never sent."""
        with writing(self._engine) as connection:
            for name in names:
                connection.execute(delete(survey_requests).where(survey_requests.c.name == name))

    def under_way(self, survey_id: str, answerer: str | None = None) -> list[Parcel]:
        """Return the parcels of a survey, and of an answerer, that some cell still waits for, the earliest first."""
        waited_for = exists().where(survey_requests.c.parcel_id == survey_parcels.c.id)
        query = select(survey_parcels).where(survey_parcels.c.survey_id == survey_id, waited_for)
        if answerer is not None:
            query = query.where(survey_parcels.c.answerer == answerer)
        columns = [column for column in survey_parcels.c if column.name != "survey_id"]
        with read_only(self._engine) as connection:
            rows = connection.execute(query.with_only_columns(*columns).order_by(survey_parcels.c.noted_at)).mappings()
            return [Parcel(**row) for row in rows]

    def cells(self, parcel_id: str) -> dict[str, CellKey]:
        """Return the cells that wait for a parcel, by the names of their requests."""
        with read_only(self._engine) as connection:
            rows = connection.execute(_requests().where(survey_requests.c.parcel_id == parcel_id))
            return {row.name: (row.paper_id, row.question, row.answerer) for row in rows}

    def sent(self, survey_id: str, answerer: str) -> set[CellKey]:
        """Return the cells of an answerer in a survey that wait for a parcel."""
        which = and_(survey_requests.c.survey_id == survey_id, survey_requests.c.answerer == answerer)
        with read_only(self._engine) as connection:
            rows = connection.execute(_requests().where(which))
            return {(row.paper_id, row.question, row.answerer) for row in rows}

    def passages(self, name: str) -> list[Passage]:
        """Return what a request was made of."""
        query = select(survey_requests.c.passages).where(survey_requests.c.name == name)
        with read_only(self._engine) as connection:
            return [Passage.from_dict(one) for one in connection.execute(query).scalar() or []]

    def batch_ids(self) -> set[str]:
        """Return every batch that is known to be of some survey."""
        query = select(survey_parcels.c.batch_id).where(survey_parcels.c.batch_id.is_not(None))
        with read_only(self._engine) as connection:
            return set(connection.execute(query).scalars())

    def _set(self, parcel_id: str, **values: object) -> bool:
        change = update(survey_parcels).where(survey_parcels.c.id == parcel_id).values(**values)
        with writing(self._engine) as connection:
            return connection.execute(change).rowcount > 0


def request_name(parcel_id: str, place: int) -> str:
    """Return what a request is called at the service: it tells its parcel and its place in it, and nothing of its content."""
    return f"{parcel_id}-{place}"


def answered(connection: Connection, which: ColumnElement[bool]) -> None:
    """Nothing; cells that are finished wait for no parcel, so that a retry asks them anew."""
    connection.execute(delete(survey_requests).where(which))


def _requests() -> Select[Any]:
    columns = survey_requests.c
    return select(columns.name, columns.paper_id, columns.question, columns.answerer)
