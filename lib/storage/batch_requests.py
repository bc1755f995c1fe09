"""Questions of surveys that went out together: noted before they are sent, each with what it was made of."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, delete, exists, insert, select, update

from lib.records import CellKey, Passage, Record
from lib.storage.database import read_only, writing
from lib.storage.readable import all_readable
from lib.storage.schema import survey_parcels as batches
from lib.storage.schema import survey_requests as requests
from lib.times import now


@dataclass(frozen=True, slots=True)
class Batch(Record):
    """Questions that were sent together, or were about to be."""

    id: str
    """Ours: 32 hexadecimal digits."""
    answerer: str
    noted_at: str
    """ISO 8601, before it was sent."""
    service_id: str | None = None
    """As the service calls it; None: it is not known whether it arrived."""
    cancelled: bool = False
    """Whether its end was asked for."""
    reported_lost: bool = False
    """Whether it was said that the service does not know it."""


class BatchStore:
    """The batches of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(self, survey_id: str, answerer: str, cells: Sequence[tuple[CellKey, Sequence[Passage]]]) -> str:
        """Return the id of a batch that is about to be sent, of those cells with the passages that each question goes with."""
        batch_id = uuid.uuid4().hex
        batch = {"id": batch_id, "survey_id": survey_id, "answerer": answerer, "noted_at": now()}
        rows = [
            {
                "name": request_name(batch_id, position),
                "parcel_id": batch_id,
                "survey_id": survey_id,
                "paper_id": key[0],
                "question": key[1],
                "answerer": key[2],
                "passages": [passage.to_dict() for passage in passages],
            }
            for position, (key, passages) in enumerate(cells)
        ]
        with writing(self._engine) as connection:
            connection.execute(insert(batches).values(**batch, cancelled=False, told=False))
            connection.execute(insert(requests), rows)
        return batch_id

    def set_service_id(self, batch_id: str, service_id: str) -> bool:
        """Return whether the batch is still there; it arrived and has a name at the service."""
        return self._set(batch_id, batch_id=service_id, told=False)

    def set_cancelled(self, batch_id: str) -> None:
        """Note that the end of the batch was asked for."""
        self._set(batch_id, cancelled=True)

    def set_reported_lost(self, batch_id: str) -> None:
        """Note that it was said that the service does not know the batch."""
        self._set(batch_id, told=True)

    def forget(self, batch_id: str) -> None:
        """Let the questions of the batch count as never sent."""
        with writing(self._engine) as connection:
            connection.execute(delete(requests).where(requests.c.parcel_id == batch_id))
            connection.execute(delete(batches).where(batches.c.id == batch_id))

    def forget_requests(self, names: Sequence[str]) -> None:
        """Let these questions count as never sent."""
        with writing(self._engine) as connection:
            for name in names:
                connection.execute(delete(requests).where(requests.c.name == name))

    def under_way(self, survey_id: str, answerer: str | None = None) -> list[Batch]:
        """Return the batches of a survey, and of an answerer, that some cell still waits for, the earliest first."""
        waited_for = exists().where(requests.c.parcel_id == batches.c.id)
        query = select(batches).where(batches.c.survey_id == survey_id, waited_for).order_by(batches.c.noted_at)
        if answerer is not None:
            query = query.where(batches.c.answerer == answerer)
        with read_only(self._engine) as connection:
            return [
                Batch(row.id, row.answerer, row.noted_at, row.batch_id, row.cancelled, row.told)
                for row in connection.execute(query)
            ]

    def cells(self, batch_id: str) -> dict[str, CellKey]:
        """Return the cells that wait for a batch, by the names of their requests."""
        with read_only(self._engine) as connection:
            rows = connection.execute(_requests().where(requests.c.parcel_id == batch_id))
            return {row.name: (row.paper_id, row.question, row.answerer) for row in rows}

    def sent(self, survey_id: str, answerer: str) -> set[CellKey]:
        """Return the cells of an answerer in a survey that wait for a batch."""
        which = and_(requests.c.survey_id == survey_id, requests.c.answerer == answerer)
        with read_only(self._engine) as connection:
            rows = connection.execute(_requests().where(which))
            return {(row.paper_id, row.question, row.answerer) for row in rows}

    def passages(self, name: str) -> list[Passage]:
        """Return what a request was made of."""
        query = select(requests.c.passages).where(requests.c.name == name)
        with read_only(self._engine) as connection:
            stored = connection.execute(query).scalar()
            return all_readable(stored if isinstance(stored, list) else [], Passage.from_dict)

    def service_ids(self) -> set[str]:
        """Return every batch that is known to be of some survey, as its service calls it."""
        query = select(batches.c.batch_id).where(batches.c.batch_id.is_not(None))
        with read_only(self._engine) as connection:
            return set(connection.execute(query).scalars())

    def _set(self, id_: str, /, **values: object) -> bool:
        change = update(batches).where(batches.c.id == id_).values(**values)
        with writing(self._engine) as connection:
            return connection.execute(change).rowcount > 0


def request_name(batch_id: str, position: int) -> str:
    """Return what a request is called at the service: it tells its batch and its place in it, and nothing of its content."""
    return f"{batch_id}-{position}"


def forget_answered(connection: Connection, which: ColumnElement[bool]) -> None:
    """Let cells that are finished wait for no batch, so that a retry asks them anew."""
    connection.execute(delete(requests).where(which))


def _requests() -> Select[Any]:
    return select(requests.c.name, requests.c.paper_id, requests.c.question, requests.c.answerer)
