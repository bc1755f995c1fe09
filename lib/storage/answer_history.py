"""The questions that were asked, as a person keeps them: listed, named, removed for a while, brought back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select, update

from lib.records.core import NAME
from lib.records.past_questions import AnswerSummary, PastQuestion
from lib.storage.answers import delete_answers, is_listed
from lib.storage.database import read_only, writing
from lib.storage.readable import readable
from lib.storage.schema import answers
from lib.times import now

KEPT_DAYS = 30
"""For so long a removed answer can be brought back: long enough to miss it, short enough that removing means something."""


def _past_question(row: Any) -> PastQuestion:
    return PastQuestion(row.id, row.created_at, row.name, AnswerSummary.from_dict(row.summary))


class AnswerHistory:
    """The history of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def entries(self, limit: int) -> list[PastQuestion]:
        """Return what was asked outside surveys and is not removed, the newest first."""
        query = select(answers.c.id, answers.c.created_at, answers.c.name, answers.c.summary).where(is_listed())
        query = query.order_by(answers.c.created_at.desc(), answers.c.id).limit(limit)
        with read_only(self._engine) as connection:
            return list(readable(connection.execute(query), _past_question))

    def follow_ups(self, answer_id: str) -> list[str]:
        """Return ids of the answers that follow that one up and are not removed, the oldest first."""
        query = select(answers.c.id).where(answers.c.previous == answer_id, is_listed())
        with read_only(self._engine) as connection:
            return list(connection.execute(query.order_by(answers.c.created_at, answers.c.id)).scalars())

    def name_of(self, answer_id: str) -> str:
        """Return the name that a person gave an answer, empty where none did."""
        with read_only(self._engine) as connection:
            return connection.execute(select(answers.c.name).where(answers.c.id == answer_id)).scalar() or ""

    def rename(self, answer_id: str, name: str) -> None:
        """Give an answer a name, of `NAME` characters at the most; an empty one takes it away."""
        self._set(answer_id, name=" ".join(name.split())[:NAME])

    def remove(self, answer_id: str) -> None:
        """Take an answer out of all lists; it is deleted after `KEPT_DAYS` unless it is brought back."""
        self._set(answer_id, removed_at=now())

    def restore(self, answer_id: str) -> None:
        """Bring a removed answer back; nothing where it is gone for good."""
        self._set(answer_id, removed_at="")

    def is_removed(self, answer_id: str) -> bool:
        """Return whether the answer is removed and can be brought back."""
        with read_only(self._engine) as connection:
            return bool(connection.execute(select(answers.c.removed_at).where(answers.c.id == answer_id)).scalar())

    def purge(self) -> None:
        """Delete what was removed more than `KEPT_DAYS` ago."""
        before = (datetime.now(UTC) - timedelta(days=KEPT_DAYS)).isoformat()
        query = select(answers.c.id).where(answers.c.removed_at != "", answers.c.removed_at < before)
        with writing(self._engine) as connection:
            delete_answers(connection, list(connection.execute(query).scalars()))

    def _set(self, answer_id: str, **values: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(answers).where(answers.c.id == answer_id).values(**values))
