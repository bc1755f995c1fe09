"""Question sets in the database: each changed one is a new version, and none is ever overwritten."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, and_, func, insert, select, update

from lib.records import Question
from lib.records.surveys import QuestionSet
from lib.storage.database import read_only, writing
from lib.storage.readable import readable, readable_one
from lib.storage.schema import question_sets
from lib.times import now


class QuestionSetStore:
    """The question sets of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, name: str, questions: Sequence[Question], set_id: str | None = None) -> QuestionSet:
        """Store a set, as a new version where it changed, and return it; one that is the same already is not stored again."""
        plain = [question.to_dict() for question in questions]
        with writing(self._engine) as connection:
            latest = None if set_id is None else _latest_set(connection, set_id)
            if latest is not None and latest["name"] == name and latest["questions"] == plain:
                return _question_set(latest)
            row = {
                "id": set_id or uuid.uuid4().hex,
                "version": 1 if latest is None else latest["version"] + 1,
                "name": name,
                "questions": plain,
                "created_at": now(),
                "removed": False,
            }
            connection.execute(insert(question_sets).values(**row))
            return _question_set(row)

    def all(self) -> list[QuestionSet]:
        """Return the newest version of each set, the latest changed first."""
        newest = select(question_sets.c.id, func.max(question_sets.c.version).label("version")).group_by(
            question_sets.c.id
        )
        of = newest.subquery()
        query = (
            select(question_sets)
            .join(of, and_(of.c.id == question_sets.c.id, of.c.version == question_sets.c.version))
            .where(question_sets.c.removed.is_(False))
            .order_by(question_sets.c.created_at.desc())
        )
        with read_only(self._engine) as connection:
            return list(readable(connection.execute(query).mappings(), _question_set))

    def get(self, set_id: str, version: int | None = None) -> QuestionSet | None:
        """Return a version of a set (None: its newest), None where there is none."""
        with read_only(self._engine) as connection:
            row = _latest_set(connection, set_id, version)
        return None if row is None else readable_one(row, _question_set)

    def remove(self, set_id: str) -> None:
        """Offer the set no more. Surveys that used it keep its questions."""
        with writing(self._engine) as connection:
            connection.execute(update(question_sets).where(question_sets.c.id == set_id).values(removed=True))


def _latest_set(connection: Connection, set_id: str, version: int | None = None) -> RowMapping | None:
    query = select(question_sets).where(question_sets.c.id == set_id).order_by(question_sets.c.version.desc())
    if version is not None:
        query = query.where(question_sets.c.version == version)
    return connection.execute(query.limit(1)).mappings().first()


def _question_set(row: Mapping[str, Any] | RowMapping) -> QuestionSet:
    return QuestionSet.from_dict(dict(row))
