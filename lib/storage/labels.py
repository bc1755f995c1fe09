"""Label tables in the database."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import Engine, delete, func, insert, select

from lib.records.reviews import Label, LabelTable
from lib.storage.database import read_only, writing
from lib.storage.readable import readable
from lib.storage.schema import label_tables
from lib.storage.schema import labels as label_rows
from lib.times import now


class LabelStore:
    """The label tables of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, name: str, labels: Sequence[Label], table_id: str | None = None) -> str:
        """Add the labels to a new table, or behind those of one that is there, and return its id."""
        with writing(self.engine) as connection:
            if table_id is None:
                table_id = uuid.uuid4().hex
                connection.execute(insert(label_tables).values(id=table_id, name=name, created_at=now()))
            last = select(func.max(label_rows.c.place)).where(label_rows.c.table_id == table_id)
            first = connection.execute(last).scalar()
            start = 0 if first is None else first + 1
            rows = [
                {"table_id": table_id, "place": place, **label.to_dict()}
                for place, label in enumerate(labels, start=start)
            ]
            if rows:
                connection.execute(insert(label_rows), rows)
        return table_id

    def tables(self) -> list[LabelTable]:
        """Return all tables, the newest first."""
        query = (
            select(label_tables, func.count(label_rows.c.place).label("size"))
            .outerjoin(label_rows, label_rows.c.table_id == label_tables.c.id)
            .group_by(*label_tables.c)
            .order_by(label_tables.c.created_at.desc())
        )
        with read_only(self.engine) as connection:
            return list(readable(connection.execute(query).mappings(), lambda row: LabelTable.from_dict(dict(row))))

    def labels(self, table_id: str) -> list[Label]:
        """Return the labels of a table in the order in which they came; none where it is gone."""
        query = select(label_rows).where(label_rows.c.table_id == table_id).order_by(label_rows.c.place)
        with read_only(self.engine) as connection:
            return list(readable(connection.execute(query).mappings(), lambda row: Label.from_dict(dict(row))))

    def remove(self, table_id: str) -> None:
        """Remove the table and its labels."""
        with writing(self.engine) as connection:
            connection.execute(delete(label_rows).where(label_rows.c.table_id == table_id))
            connection.execute(delete(label_tables).where(label_tables.c.id == table_id))
