"""Citations that people added to answers, in the database."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import Engine, delete, insert, select

from lib.acting import signed
from lib.records import Citation
from lib.records.annotations import AddedCitation
from lib.storage.database import read_only, writing
from lib.storage.readable import readable
from lib.storage.schema import added_citations
from lib.storage.write_times import next_write_time


class AddedCitationStore:
    """The added citations of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, answer_id: str, citation: Citation, person: str = "") -> AddedCitation:
        """Store a citation beside an answer and return it."""
        with writing(self._engine) as connection:
            moment = next_write_time(connection, added_citations.c.created_at)
            added = AddedCitation(uuid.uuid4().hex, answer_id, signed(person), moment, citation)
            connection.execute(insert(added_citations).values(**added_row(added)))
        return added

    def remove(self, added_id: str) -> None:
        """Remove an added citation; one that is gone already is no error."""
        with writing(self._engine) as connection:
            connection.execute(delete(added_citations).where(added_citations.c.id == added_id))

    def of(self, answer_ids: Sequence[str]) -> dict[str, list[AddedCitation]]:
        """Return what was added to these answers (a few hundred at most), the oldest first; answers without such are left out."""
        query = select(added_citations.c.record).where(added_citations.c.answer_id.in_(list(answer_ids)))
        found: dict[str, list[AddedCitation]] = {}
        with read_only(self._engine) as connection:
            records = connection.execute(query.order_by(added_citations.c.created_at, added_citations.c.id)).scalars()
            for added in readable(records, AddedCitation.from_dict):
                found.setdefault(added.answer_id, []).append(added)
        return found


def added_row(added: AddedCitation) -> dict[str, object]:
    """Return an added citation as its row."""
    return {"id": added.id, "answer_id": added.answer_id, "created_at": added.created_at, "record": added.to_dict()}
