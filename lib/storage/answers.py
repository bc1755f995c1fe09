"""Answers in the database, each a copy of everything it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, exists, func, insert, or_, select

from lib.records import Answer
from lib.records.past_questions import summary_of
from lib.storage.database import read_only, writing
from lib.storage.readable import readable, readable_one
from lib.storage.schema import (
    added_citations,
    answer_readings,
    answers,
    left_answers,
    opinions,
    papers,
    readings,
    survey_cells,
)
from lib.storage.write_times import next_write_time

IDS_AT_ONCE = 10_000
"""In one statement: PostgreSQL takes 65,535 parameters, some builds of SQLite 32,766."""


class AnswerStore:
    """The answers of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, answer: Answer) -> None:
        """Store the answer; the readings that it shows or cites stay as long as it does."""
        with writing(self.engine) as connection:
            insert_answer(connection, answer)

    def next_write_time(self) -> str:
        """Return when a question is asked now: later than all that were."""
        with read_only(self.engine) as connection:
            return next_write_time(connection, answers.c.created_at)

    def get(self, answer_id: str) -> Answer | None:
        """Return one answer, None where it is not there or was removed."""
        with read_only(self.engine) as connection:
            query = select(answers.c.record).where(answers.c.id == answer_id, answers.c.removed_at == "")
            record = connection.execute(query).scalar()
        return None if record is None else readable_one(record, Answer.from_dict)

    def some(self, answer_ids: Sequence[str]) -> dict[str, Answer]:
        """Return those of these answers that are there, by id; a few hundred at most."""
        query = select(answers.c.id, answers.c.record).where(answers.c.id.in_(list(answer_ids)))
        with read_only(self.engine) as connection:
            rows = connection.execute(query)
            return dict(readable(rows, lambda row: (row.id, Answer.from_dict(row.record))))

    def latest(self, limit: int = 100, paper_id: str | None = None) -> list[Answer]:
        """Return answers to single questions, the newest first; of one paper those that show or cite it."""
        query = select(answers.c.record).where(is_listed()).order_by(answers.c.created_at.desc(), answers.c.id)
        query = query.limit(limit)
        if paper_id is not None:
            shown = select(answer_readings.c.answer_id).where(answer_readings.c.paper_id == paper_id)
            query = query.where(answers.c.id.in_(shown))
        with read_only(self.engine) as connection:
            return list(readable(connection.execute(query).scalars(), Answer.from_dict))

    def latest_ids(self, limit: int = 100) -> list[str]:
        """Return ids of the answers to single questions, the newest first."""
        query = select(answers.c.id).where(is_listed()).order_by(answers.c.created_at.desc(), answers.c.id).limit(limit)
        with read_only(self.engine) as connection:
            return list(connection.execute(query).scalars())

    def remove(self, answer_id: str) -> None:
        """Remove the answer. Readings that only it held stay until their paper goes."""
        with writing(self.engine) as connection:
            delete_answers(connection, [answer_id])

    def count(self) -> int:
        """Return how many answers are kept."""
        with read_only(self.engine) as connection:
            return connection.execute(select(func.count()).select_from(answers)).scalar_one()


def is_listed() -> ColumnElement[bool]:
    """Return whether an answer is one to a single question that is not removed: of no survey's cell, nor of one that is gone."""
    in_cell = exists().where(survey_cells.c.answer_id == answers.c.id)
    of_survey = or_(in_cell, exists().where(left_answers.c.answer_id == answers.c.id))
    return and_(~of_survey, answers.c.removed_at == "")


def insert_answer(connection: Connection, answer: Answer) -> None:
    """Insert the answer; it is in the database once the caller's transaction is."""
    connection.execute(
        insert(answers).values(
            id=answer.id,
            created_at=answer.created_at,
            seconds=sum(answer.seconds.values()),
            record=answer.to_dict(),
            name="",
            removed_at="",
            summary=summary_of(answer).to_dict(),
            previous=answer.previous or "",
        )
    )
    for paper_id, reading in sorted(readings_of(answer)):
        connection.execute(insert(answer_readings).values(answer_id=answer.id, paper_id=paper_id, reading=reading))


def shows_gone_reading(connection: Connection, answer: Answer) -> bool:
    """Return whether a paper that is there was read anew and a reading that the answer shows is gone.

    In a transaction that keeps the answer: none goes before it is done.
    """
    for paper_id, number in sorted(readings_of(answer)):
        reading = select(readings.c.number).where(readings.c.paper_id == paper_id, readings.c.number == number)
        paper = select(papers.c.id).where(papers.c.id == paper_id)
        is_gone = connection.execute(reading.with_for_update(read=True)).first() is None
        if is_gone and connection.execute(paper).first() is not None:
            return True
    return False


def readings_of(answer: Answer) -> set[tuple[str, int]]:
    """Return paper and reading of all that an answer shows or cites."""
    shown = {(passage.paper_id, passage.reading) for passage in answer.passages}
    return shown | {(c.paper_id, c.reading) for sentence in answer.sentences for c in sentence.citations}


def delete_answers(connection: Connection, answer_ids: Sequence[str]) -> None:
    """Delete the answers; they are gone once the caller's transaction is done."""
    for first in range(0, len(answer_ids), IDS_AT_ONCE):
        _delete(connection, answer_ids[first : first + IDS_AT_ONCE])


def _delete(connection: Connection, answer_ids: Sequence[str]) -> None:
    connection.execute(delete(answer_readings).where(answer_readings.c.answer_id.in_(answer_ids)))
    connection.execute(delete(opinions).where(opinions.c.answer_id.in_(answer_ids)))
    connection.execute(delete(added_citations).where(added_citations.c.answer_id.in_(answer_ids)))
    connection.execute(delete(left_answers).where(left_answers.c.answer_id.in_(answer_ids)))
    connection.execute(delete(answers).where(answers.c.id.in_(answer_ids)))
