"""Entries of repeating groups as people saved them, in the database; what was saved before stays."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Engine, insert, select

from lib.records.repeats import RepeatedEntries
from lib.storage.database import read_only, writing
from lib.storage.readable import readable
from lib.storage.schema import repeated_entries
from lib.storage.write_times import next_write_time


class RepeatedEntryStore:
    """The saved entries of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, entries: RepeatedEntries) -> RepeatedEntries:
        """Store the entries of a group, which count from now on, and return them as they are stored."""
        with writing(self._engine) as connection:
            saved = replace(entries, saved_at=next_write_time(connection, repeated_entries.c.saved_at))
            values = {"id": uuid.uuid4().hex, "survey_id": saved.survey_id, "saved_at": saved.saved_at}
            connection.execute(insert(repeated_entries).values(**values, record=saved.to_dict()))
        return saved

    def of_survey(self, survey_id: str) -> Mapping[tuple[str, str], RepeatedEntries]:
        """Return what was last saved, by paper and group."""
        query = select(repeated_entries.c.record).where(repeated_entries.c.survey_id == survey_id)
        with read_only(self._engine) as connection:
            records = connection.execute(query.order_by(repeated_entries.c.saved_at)).scalars()
            found = list(readable(records, RepeatedEntries.from_dict))
        return {(one.paper_id, one.group): one for one in found}
