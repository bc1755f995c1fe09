"""What each person has under way in the processes of one database, so that a limit for one person holds over all of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping

from sqlalchemy import Connection, Engine, delete, func, insert, select, text

from lib.acting import acting_as
from lib.records.people import OWNER
from lib.storage.advisory_locks import PREFIX, lock_number, process_name
from lib.storage.database import writing
from lib.storage.schema import person_work

IS_CONNECTED = (
    "EXISTS (SELECT FROM pg_stat_activity AS seen WHERE seen.datname = current_database() "
    "AND split_part(seen.application_name, '/', 1) = :prefix "
    "AND split_part(seen.application_name, '/', 3) || '/' || split_part(seen.application_name, '/', 4) = work.process)"
)
"""Whether the process that began a piece of work is connected (its name there: `lib.storage.advisory_locks`)."""
TOTALS = text(
    "SELECT kind, count(*), coalesce(sum(size), 0) FROM person_work AS work "  # noqa: S608 - of a constant
    f"WHERE person = :person AND {IS_CONNECTED} GROUP BY kind"
)
"""Of processes that are connected: what was under way in one that was killed counts no more."""
FORGET = text(f"DELETE FROM person_work AS work WHERE process = :process OR NOT {IS_CONNECTED}")  # noqa: S608 - of a constant


class PersonWork:
    """The work under way of one database, each piece noted by the process that began it. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Forget what an earlier process of the same name left, and processes that are connected no more. Raises StoreError."""
        self._engine = engine
        with acting_as(OWNER), writing(self._engine) as connection:
            connection.execute(FORGET, {"process": process_name(), "prefix": PREFIX})

    def add(self, person: str, kind: str, size: int, check: Callable[[Mapping[str, tuple[int, int]]], None]) -> str:
        """Note a piece of work of this process and return its id.

        `check` is given how many pieces the person has under way and their bytes, by kind, in all processes, and raises where
        there may be no more; nobody else notes work of that person meanwhile. Raises what it raises, StoreError.
        """
        work_id = uuid.uuid4().hex
        row = {"id": work_id, "person": person, "kind": kind, "size": size, "process": process_name()}
        with acting_as(OWNER), writing(self._engine) as connection:
            connection.execute(select(func.pg_advisory_xact_lock(lock_number(f"work of {person}"))))
            check(self._totals(connection, person))
            connection.execute(insert(person_work).values(**row))
        return work_id

    def end(self, ids: Collection[str]) -> None:
        """Take out pieces of work that have ended. Raises StoreError."""
        with acting_as(OWNER), writing(self._engine) as connection:
            connection.execute(delete(person_work).where(person_work.c.id.in_(list(ids))))

    @staticmethod
    def _totals(connection: Connection, person: str) -> Mapping[str, tuple[int, int]]:
        rows = connection.execute(TOTALS, {"person": person, "prefix": PREFIX})
        return {kind: (int(many), int(size)) for kind, many, size in rows}
