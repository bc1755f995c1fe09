"""The cells of surveys in the database: finished with their answers, and changed by people."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import Any, Literal, cast, get_args

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    RowMapping,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from lib.records import Answer, Category, Cell, CellKey, Value
from lib.records.surveys import CategoryChange, CellRow
from lib.storage.answers import delete_answers, insert_answer, shows_gone_reading
from lib.storage.batch_requests import forget_answered
from lib.storage.bulk_reading import collector_paused
from lib.storage.cell_counts import failed_by_itself
from lib.storage.cell_figures import fitting_figures
from lib.storage.database import read_only, writing
from lib.storage.readable import readable, readable_one
from lib.storage.schema import (
    answers,
    category_changes,
    left_answers,
    survey_cells,
    survey_requests,
    surveys,
    verdicts,
)
from lib.storage.write_times import next_write_time
from lib.times import now

CATEGORIES = frozenset(get_args(Category))
VALUES = 500
"""In one statement: SQLite takes 999 at the most before 3.32."""
Put = Literal["kept", "no survey", "no reading"]


class CellStore:
    """The cells of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, survey_id: str, key: CellKey, cell: Cell, figures: Mapping[str, Any]) -> Put:
        """Store the finished cell with its answer, in place of an earlier one, and return whether it is stored.

        What a person said of that place goes on counting. Not kept: where the survey is gone, or where the paper was
        read anew and the reading that the answer shows is gone: it would point at nothing.
        """
        paper_id, question, answerer = key
        with writing(self._engine) as connection:
            if connection.execute(select(surveys.c.id).where(surveys.c.id == survey_id)).first() is None:
                return "no survey"
            if cell.answer is not None and shows_gone_reading(connection, cell.answer):
                return "no reading"
            said = _word_of_person(connection, survey_id, key)  # also while it was asked again and no cell stood here
            delete_cells(connection, _at(survey_id, key))
            forget_answered(connection, _at(survey_id, key, survey_requests))
            value = cell.value.to_dict() if cell.value else None
            suggestion = cell.suggestion.to_dict() if cell.suggestion else None
            if cell.answer is not None:
                insert_answer(connection, cell.answer)
            connection.execute(
                insert(survey_cells).values(
                    survey_id=survey_id,
                    paper_id=paper_id,
                    question=question,
                    answerer=answerer,
                    answer_id=cell.answer.id if cell.answer else None,
                    category=said.category if said else cell.category,
                    judged=cell.judged or cell.category,
                    judged_by=cell.judged_by,
                    value=said.value if said else value,
                    suggestion=suggestion,
                    problem=cell.problem,
                    figures=dict(figures),
                    finished_at=now(),
                )
            )
        return "kept"

    def set_answered(self, survey_id: str, key: CellKey) -> None:
        """Note that a cell that keeps what it has waits for no batch any more, so that a retry asks it anew."""
        with writing(self._engine) as connection:
            forget_answered(connection, _at(survey_id, key, survey_requests))

    def stamp(self, survey_id: str) -> tuple[int, str]:
        """Return how many cells of a survey are finished, and when the latest was; another one says that something
        came or went.
        """
        query = select(func.count(), func.max(survey_cells.c.finished_at)).where(survey_cells.c.survey_id == survey_id)
        with read_only(self._engine) as connection:
            count, latest = connection.execute(query).one()
        return count, latest or ""

    def change_count(self, survey_id: str) -> int:
        """Return how often people changed the category of a survey's cell."""
        query = select(func.count()).where(category_changes.c.survey_id == survey_id)
        with read_only(self._engine) as connection:
            return connection.execute(query.select_from(category_changes)).scalar_one()

    def finished(self, survey_id: str) -> set[CellKey]:
        """Return where the finished cells of a survey stand."""
        query = select(survey_cells.c.paper_id, survey_cells.c.question, survey_cells.c.answerer)
        with read_only(self._engine) as connection:
            rows = connection.execute(query.where(survey_cells.c.survey_id == survey_id))
            return {(row.paper_id, row.question, row.answerer) for row in rows}

    def rows(self, survey_id: str, since: str = "", key: CellKey | None = None) -> list[CellRow]:
        """Return the finished cells of a survey without their answers: those finished `since` then (ISO 8601), or one alone."""
        which = survey_cells.c.survey_id == survey_id if key is None else _at(survey_id, key)
        query = select(survey_cells).where(which, survey_cells.c.finished_at >= since)
        with collector_paused(), read_only(self._engine) as connection:
            return [_row(row) for row in connection.execute(query).mappings()]

    def all(self, survey_id: str) -> dict[CellKey, Cell]:
        """Return the finished cells of a survey with their answers."""
        return self._read(survey_cells.c.survey_id == survey_id)

    def get(self, survey_id: str, key: CellKey) -> Cell | None:
        """Return one cell with its answer, None where it is not finished."""
        return self._read(_at(survey_id, key)).get(key)

    def _read(self, which: ColumnElement[bool]) -> dict[CellKey, Cell]:
        query = select(survey_cells, answers.c.record).outerjoin(answers, answers.c.id == survey_cells.c.answer_id)
        with read_only(self._engine) as connection:
            rows = [(_row(row), row["record"]) for row in connection.execute(query.where(which)).mappings()]
        return {
            row.key: Cell(
                answer=None if record is None else readable_one(record, Answer.from_dict),
                category=row.category,
                problem=row.problem,
                value=row.value,
                judged=row.judged,
                judged_by=row.judged_by,
                suggestion=row.suggestion,
            )
            for row, record in rows
        }

    def failed_count(self, survey_id: str, but: Collection[CellKey] = ()) -> int:
        """Return how many finished cells of a survey failed, but those."""
        which = and_(survey_cells.c.survey_id == survey_id, survey_cells.c.category == "failed")
        query = select(survey_cells.c.paper_id, survey_cells.c.question, survey_cells.c.answerer).where(which)
        with read_only(self._engine) as connection:
            rows = connection.execute(query)
            return sum((row.paper_id, row.question, row.answerer) not in but for row in rows)

    def drop_failed(self, survey_id: str) -> int:
        """Remove the cells that failed with their answers, not where a person said anything; return how many."""
        with writing(self._engine) as connection:
            return delete_cells(connection, and_(survey_cells.c.survey_id == survey_id, failed_by_itself()))

    # what people say

    def change_category(
        self, survey_id: str, key: CellKey, category: Category, value: Value | None, person: str, note: str
    ) -> None:
        """Give the cell the category and value of a person, and store the change."""
        paper_id, question, answerer = key
        plain = value.to_dict() if value else None
        with writing(self._engine) as connection:
            connection.execute(
                insert(category_changes).values(
                    id=uuid.uuid4().hex,
                    survey_id=survey_id,
                    paper_id=paper_id,
                    question=question,
                    answerer=answerer,
                    category=category,
                    value=plain,
                    person=person,
                    note=note,
                    at=next_write_time(connection, category_changes.c.at),
                )
            )
            connection.execute(update(survey_cells).where(_at(survey_id, key)).values(category=category, value=plain))

    def changes(self, survey_id: str, key: CellKey | None = None) -> list[CategoryChange]:
        """Return what people changed in a survey or in one cell, the newest first."""
        query = select(category_changes).where(category_changes.c.survey_id == survey_id)
        if key is not None:
            query = query.where(_at(survey_id, key, category_changes))
        with read_only(self._engine) as connection:
            rows = connection.execute(query.order_by(category_changes.c.at.desc())).mappings()
            return list(readable(rows, _change))


def _at(survey_id: str, key: CellKey, table: Table = survey_cells) -> ColumnElement[bool]:
    columns = (table.c.paper_id, table.c.question, table.c.answerer)
    same = (column == part for column, part in zip(columns, key, strict=True))
    return and_(table.c.survey_id == survey_id, *same)


def delete_cells(connection: Connection, which: ColumnElement[bool]) -> int:
    """Delete cells and their answers, but those that somebody gave a verdict on; return how many cells are gone."""
    reviewed = exists().where(verdicts.c.answer_id == survey_cells.c.answer_id)
    made = connection.execute(
        select(survey_cells.c.answer_id).where(which, survey_cells.c.answer_id.is_not(None), ~reviewed)
    ).scalars()
    answer_ids = list(made)
    for start in range(0, len(answer_ids), VALUES):
        delete_answers(connection, answer_ids[start : start + VALUES])
    known = exists().where(left_answers.c.answer_id == survey_cells.c.answer_id)
    left = select(survey_cells.c.answer_id).where(which, survey_cells.c.answer_id.is_not(None), reviewed, ~known)
    connection.execute(insert(left_answers).from_select(["answer_id"], left.distinct()))
    return connection.execute(delete(survey_cells).where(which)).rowcount


def _word_of_person(connection: Connection, survey_id: str, key: CellKey) -> Row[Any, Any] | None:
    """Return the category and value of the newest word of a person on a place; None where nobody said anything."""
    query = select(category_changes.c.category, category_changes.c.value).where(_at(survey_id, key, category_changes))
    return connection.execute(query.order_by(category_changes.c.at.desc()).limit(1)).first()


def apply_persons_word(connection: Connection, survey_id: str, key: CellKey) -> None:
    """Give a finished cell the category and value of the newest word of a person on it, where there is one."""
    said = _word_of_person(connection, survey_id, key)
    if said is not None:
        cell = update(survey_cells).where(_at(survey_id, key))
        connection.execute(cell.values(category=said.category, value=said.value))


def _row(row: RowMapping) -> CellRow:
    """Return the row, read field by field: a matrix takes tens of thousands of them."""
    value, suggestion = row["value"], row["suggestion"]
    return CellRow(
        row["paper_id"],
        row["question"],
        row["answerer"],
        row["answer_id"],
        _category(row["category"]),
        _category(row["judged"]),
        row["judged_by"],
        None if value is None else _value(value),
        row["problem"],
        fitting_figures(row["figures"]),
        row["finished_at"],
        None if suggestion is None else _value(suggestion),
    )


def _category(stored: str) -> Category:
    """Return a stored category; what is none counts as failed, which is asked again."""
    return cast("Category", stored) if stored in CATEGORIES else "failed"


def _value(stored: Mapping[str, Any]) -> Value | None:
    """Return a stored value, None where it cannot be read."""
    return readable_one(stored, Value.from_dict)


def _change(row: RowMapping) -> CategoryChange:
    """Return a change; raises ValueError for one to no category."""
    if row["category"] not in CATEGORIES:
        raise ValueError("no category")
    return CategoryChange.from_dict(dict(row))
