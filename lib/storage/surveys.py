"""Surveys and their cells in the database."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Collection, Mapping
from typing import Any, Literal

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
from sqlalchemy.exc import IntegrityError

from lib.errors import UnknownSurvey
from lib.records import Answer, Category, Cell, CellKey, SurveyStatus, Value
from lib.records.plan import SurveyPlan
from lib.records.surveys import CategoryChange, CellRow, SurveyHead
from lib.storage.answers import delete_answers, insert_answer, shows_gone_reading
from lib.storage.batch_requests import answered
from lib.storage.cell_counts import CellCounts, cell_counts, failed_by_itself
from lib.storage.database import read_only, writing
from lib.storage.schema import (
    answers,
    category_changes,
    left_answers,
    survey_cells,
    survey_parcels,
    survey_requests,
    surveys,
    verdicts,
)
from lib.times import now

VALUES = 500
"""In one statement: SQLite takes 999 at the most before 3.32."""
Put = Literal["kept", "no survey", "no reading"]
UNDER_WAY: frozenset[SurveyStatus] = frozenset({"running", "waiting"})
"""While a survey is one of these, another tab that would begin the same is told of it."""


class SurveyStore:
    """The surveys of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    # surveys

    def add(self, plan: SurveyPlan, status: SurveyStatus = "running", *, join: bool = False) -> str:
        """Store a new survey and return its id. `join`: that of the one under way with such a plan, where there is one."""
        survey_id = uuid.uuid4().hex
        with writing(self.engine) as connection:
            connection.execute(
                insert(surveys).values(
                    id=survey_id, name=plan.name, created_at=now(), status=status, plan=plan.to_dict()
                )
            )
            holder = _take_claim(connection, survey_id, plan) if status in UNDER_WAY else survey_id
            if join and holder != survey_id:
                connection.execute(delete(surveys).where(surveys.c.id == survey_id))
                return holder
        return survey_id

    def under_way(self, plan: SurveyPlan) -> str | None:
        """Return the id of a survey that runs or waits for a key and asks what the plan asks, whatever its name;
        None: there is none.
        """
        with read_only(self.engine) as connection:
            return connection.execute(select(surveys.c.id).where(surveys.c.claim == _claim(plan))).scalar()

    def heads(self) -> list[SurveyHead]:
        """Return all surveys, the newest first."""
        with read_only(self.engine) as connection:
            counts = cell_counts(connection)
            rows = connection.execute(select(surveys).order_by(surveys.c.created_at.desc(), surveys.c.id)).mappings()
            return [_head(row, counts.get(row["id"], CellCounts())) for row in rows]

    def head(self, survey_id: str) -> SurveyHead:
        """Return one survey; raises UnknownSurvey."""
        with read_only(self.engine) as connection:
            row = connection.execute(select(surveys).where(surveys.c.id == survey_id)).mappings().first()
            if row is None:
                raise UnknownSurvey("This survey is not in the library (any more).")
            return _head(row, cell_counts(connection, survey_id).get(survey_id, CellCounts()))

    def set_status(self, survey_id: str, status: SurveyStatus, reason: str | None = None) -> None:
        """Set status and reason; a survey that is gone meanwhile is no error."""
        this = surveys.c.id == survey_id
        with writing(self.engine) as connection:
            connection.execute(update(surveys).where(this).values(status=status, reason=reason))
            if status not in UNDER_WAY:
                connection.execute(update(surveys).where(this).values(claim=None))
            elif plan := connection.execute(select(surveys.c.plan).where(this)).scalar():
                _take_claim(connection, survey_id, SurveyPlan.from_dict(plan))

    def rename(self, survey_id: str, name: str) -> None:
        """Give the survey another name."""
        with writing(self.engine) as connection:
            connection.execute(update(surveys).where(surveys.c.id == survey_id).values(name=name))

    def remove(self, survey_id: str) -> None:
        """Remove the survey, its cells, their answers and changes."""
        with writing(self.engine) as connection:
            _delete_cells(connection, survey_cells.c.survey_id == survey_id)
            connection.execute(delete(category_changes).where(category_changes.c.survey_id == survey_id))
            answered(connection, survey_requests.c.survey_id == survey_id)
            connection.execute(delete(survey_parcels).where(survey_parcels.c.survey_id == survey_id))
            connection.execute(delete(surveys).where(surveys.c.id == survey_id))

    # cells

    def put(self, survey_id: str, key: CellKey, cell: Cell, figures: Mapping[str, Any]) -> Put:
        """Store the finished cell with its answer, in place of an earlier one, and return whether it is stored.

        What a person said of that place goes on counting. Not kept: where the survey is gone, or where the paper was
        read anew and the reading that the answer shows is gone: it would point at nothing.
        """
        paper_id, question, answerer = key
        with writing(self.engine) as connection:
            if connection.execute(select(surveys.c.id).where(surveys.c.id == survey_id)).first() is None:
                return "no survey"
            if cell.answer is not None and shows_gone_reading(connection, cell.answer):
                return "no reading"
            said = _word_of_person(connection, survey_id, key)  # also while it was asked again and no cell stood here
            _delete_cells(connection, _at(survey_id, key))
            answered(connection, _at(survey_id, key, survey_requests))
            value = cell.value.to_dict() if cell.value else None
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
                    problem=cell.problem,
                    figures=dict(figures),
                    finished_at=now(),
                )
            )
        return "kept"

    def set_answered(self, survey_id: str, key: CellKey) -> None:
        """Note that a cell that keeps what it has waits for no batch any more, so that a retry asks it anew."""
        with writing(self.engine) as connection:
            answered(connection, _at(survey_id, key, survey_requests))

    def stamp(self, survey_id: str) -> tuple[int, str]:
        """Return how many cells of a survey are finished, and when the latest was; another one says that something
        came or went.
        """
        query = select(func.count(), func.max(survey_cells.c.finished_at)).where(survey_cells.c.survey_id == survey_id)
        with read_only(self.engine) as connection:
            count, latest = connection.execute(query).one()
        return count, latest or ""

    def changed(self, survey_id: str) -> int:
        """Return how often people changed the category of a survey's cell."""
        query = select(func.count()).where(category_changes.c.survey_id == survey_id)
        with read_only(self.engine) as connection:
            return connection.execute(query.select_from(category_changes)).scalar_one()

    def finished(self, survey_id: str) -> set[CellKey]:
        """Return where the finished cells of a survey stand."""
        query = select(survey_cells.c.paper_id, survey_cells.c.question, survey_cells.c.answerer)
        with read_only(self.engine) as connection:
            rows = connection.execute(query.where(survey_cells.c.survey_id == survey_id))
            return {(row.paper_id, row.question, row.answerer) for row in rows}

    def rows(self, survey_id: str, since: str = "", key: CellKey | None = None) -> list[CellRow]:
        """Return the finished cells of a survey without their answers: those finished `since` then (ISO 8601), or one alone."""
        which = survey_cells.c.survey_id == survey_id if key is None else _at(survey_id, key)
        query = select(survey_cells).where(which, survey_cells.c.finished_at >= since)
        with read_only(self.engine) as connection:
            return [_row(row) for row in connection.execute(query).mappings()]

    def cells(self, survey_id: str) -> dict[CellKey, Cell]:
        """Return the finished cells of a survey with their answers."""
        return self._cells(survey_cells.c.survey_id == survey_id)

    def cell(self, survey_id: str, key: CellKey) -> Cell | None:
        """Return one cell with its answer, None where it is not finished."""
        return self._cells(_at(survey_id, key)).get(key)

    def _cells(self, which: ColumnElement[bool]) -> dict[CellKey, Cell]:
        query = select(survey_cells, answers.c.record).outerjoin(answers, answers.c.id == survey_cells.c.answer_id)
        with read_only(self.engine) as connection:
            rows = [(_row(row), row["record"]) for row in connection.execute(query.where(which)).mappings()]
        return {
            row.key: Cell(
                answer=None if record is None else Answer.from_dict(record),
                category=row.category,
                problem=row.problem,
                value=row.value,
                judged=row.judged,
                judged_by=row.judged_by,
            )
            for row, record in rows
        }

    def failed(self, survey_id: str, but: Collection[CellKey] = ()) -> int:
        """Return how many finished cells of a survey failed, but those."""
        which = and_(survey_cells.c.survey_id == survey_id, survey_cells.c.category == "failed")
        query = select(survey_cells.c.paper_id, survey_cells.c.question, survey_cells.c.answerer).where(which)
        with read_only(self.engine) as connection:
            rows = connection.execute(query)
            return sum((row.paper_id, row.question, row.answerer) not in but for row in rows)

    def drop_failed(self, survey_id: str) -> int:
        """Remove the cells that failed with their answers, not where a person said anything; return how many."""
        with writing(self.engine) as connection:
            return _delete_cells(connection, and_(survey_cells.c.survey_id == survey_id, failed_by_itself()))

    # what people say

    def change(
        self, survey_id: str, key: CellKey, category: Category, value: Value | None, person: str, note: str
    ) -> None:
        """Give the cell the category and value of a person, and store the change."""
        paper_id, question, answerer = key
        plain = value.to_dict() if value else None
        with writing(self.engine) as connection:
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
                    at=now(),
                )
            )
            connection.execute(update(survey_cells).where(_at(survey_id, key)).values(category=category, value=plain))

    def changes(self, survey_id: str, key: CellKey | None = None) -> list[CategoryChange]:
        """Return what people changed in a survey or in one cell, the newest first."""
        query = select(category_changes).where(category_changes.c.survey_id == survey_id)
        if key is not None:
            query = query.where(_at(survey_id, key, category_changes))
        with read_only(self.engine) as connection:
            rows = connection.execute(query.order_by(category_changes.c.at.desc())).mappings()
            return [CategoryChange.from_dict(dict(row)) for row in rows]


def _claim(plan: SurveyPlan) -> str:
    """Return all that a plan asks as one short string, which no two surveys hold that are under way and were begun once."""
    asked = {name: value for name, value in plan.to_dict().items() if name != "name"}
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _take_claim(connection: Connection, survey_id: str, plan: SurveyPlan) -> str:
    """Claim a plan for the survey unless another holds it, and return the id of the one that does."""
    claim = _claim(plan)
    try:
        with connection.begin_nested():  # of two at a time, the database lets one have it and the other wait for that
            connection.execute(update(surveys).where(surveys.c.id == survey_id).values(claim=claim))
    except IntegrityError:
        return connection.execute(select(surveys.c.id).where(surveys.c.claim == claim)).scalar() or survey_id
    return survey_id


def _at(survey_id: str, key: CellKey, table: Table = survey_cells) -> ColumnElement[bool]:
    columns = (table.c.paper_id, table.c.question, table.c.answerer)
    same = (column == part for column, part in zip(columns, key, strict=True))
    return and_(table.c.survey_id == survey_id, *same)


def _delete_cells(connection: Connection, which: ColumnElement[bool]) -> int:
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


def _head(row: RowMapping, counts: CellCounts) -> SurveyHead:
    fixed = {name: row[name] for name in ("id", "name", "created_at", "status", "reason")}
    plan = SurveyPlan.from_dict(row["plan"])
    return SurveyHead(**fixed, plan=plan, done=counts.done, failed=counts.failed, to_retry=counts.to_retry)


def _row(row: RowMapping) -> CellRow:
    """Return the row, read field by field: a matrix takes tens of thousands of them."""
    value = row["value"]
    return CellRow(
        row["paper_id"],
        row["question"],
        row["answerer"],
        row["answer_id"],
        row["category"],
        row["judged"],
        row["judged_by"],
        None if value is None else Value(**value),
        row["problem"],
        row["figures"],
        row["finished_at"],
    )
