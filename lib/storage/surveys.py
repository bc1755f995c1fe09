"""Surveys in the database."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from typing import get_args

from sqlalchemy import (
    Connection,
    Engine,
    RowMapping,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from lib.errors import UnknownSurvey
from lib.records import Question, SurveyStatus
from lib.records.plan import PlannedPaper, SurveyPlan
from lib.records.surveys import SurveyHead
from lib.storage.batch_requests import forget_answered
from lib.storage.cell_counts import CellCounts, cell_counts
from lib.storage.cells import CellStore, delete_cells
from lib.storage.database import read_only, writing
from lib.storage.readable import readable, readable_one
from lib.storage.schema import (
    category_changes,
    repeated_entries,
    review_plans,
    survey_cells,
    survey_parcels,
    survey_requests,
    surveys,
)
from lib.times import now

UNDER_WAY: frozenset[SurveyStatus] = frozenset({"running", "waiting"})
"""While a survey is one of these, another tab that would begin the same is told of it."""
STATUSES = frozenset(get_args(SurveyStatus))
DAMAGED = "What this survey asks cannot be read any more: the database is damaged there. A backup may have it whole."
GONE = "This survey is not in the library (any more)."


class SurveyStore:
    """The surveys of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.cells = CellStore(engine)

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

    def extend(self, survey_id: str, papers: Sequence[PlannedPaper], questions: Sequence[Question]) -> SurveyPlan:
        """Add what the survey does not have yet (`SurveyPlan.extended`), and return its plan; raises UnknownSurvey."""
        this = surveys.c.id == survey_id
        with writing(self.engine) as connection:
            stored = connection.execute(select(surveys.c.plan).where(this)).scalar()
            if stored is None:
                raise UnknownSurvey(GONE)
            plan = readable_one(stored, SurveyPlan.from_dict)
            if plan is None:
                raise UnknownSurvey(DAMAGED)
            longer = plan.extended(papers, questions)
            connection.execute(update(surveys).where(this).values(plan=longer.to_dict()))
        return longer

    def under_way(self, plan: SurveyPlan) -> str | None:
        """Return the id of a survey that runs or waits for a key and asks what the plan asks, whatever its name
        and whoever began it;
        None: there is none.
        """
        with read_only(self.engine) as connection:
            return connection.execute(select(surveys.c.id).where(surveys.c.claim == _claim(plan))).scalar()

    def heads(self) -> list[SurveyHead]:
        """Return all surveys, the newest first."""
        with read_only(self.engine) as connection:
            counts = cell_counts(connection)
            rows = connection.execute(select(surveys).order_by(surveys.c.created_at.desc(), surveys.c.id)).mappings()
            return list(readable(rows, lambda row: _head(row, counts.get(row["id"], CellCounts()))))

    def head(self, survey_id: str) -> SurveyHead:
        """Return one survey; raises UnknownSurvey."""
        with read_only(self.engine) as connection:
            row = connection.execute(select(surveys).where(surveys.c.id == survey_id)).mappings().first()
            if row is None:
                raise UnknownSurvey(GONE)
            counts = cell_counts(connection, survey_id).get(survey_id, CellCounts())
            head = readable_one(row, lambda row: _head(row, counts))
        if head is None:
            raise UnknownSurvey(DAMAGED)
        return head

    def status(self, survey_id: str) -> SurveyStatus | None:
        """Return how a survey stands; None where it is gone."""
        with read_only(self.engine) as connection:
            found: SurveyStatus | None = connection.execute(
                select(surveys.c.status).where(surveys.c.id == survey_id)
            ).scalar()
            return found

    def running(self) -> list[str]:
        """Return the ids of the surveys that run, the oldest first."""
        with read_only(self.engine) as connection:
            query = select(surveys.c.id).where(surveys.c.status == "running").order_by(surveys.c.created_at)
            return list(connection.execute(query).scalars())

    def set_status(self, survey_id: str, status: SurveyStatus, reason: str | None = None) -> None:
        """Set status and reason; a survey that is gone meanwhile is no error."""
        this = surveys.c.id == survey_id
        with writing(self.engine) as connection:
            connection.execute(update(surveys).where(this).values(status=status, reason=reason))
            if status not in UNDER_WAY:
                connection.execute(update(surveys).where(this).values(claim=None))
            elif stored := connection.execute(select(surveys.c.plan).where(this)).scalar():
                plan = readable_one(stored, SurveyPlan.from_dict)
                if plan is not None:
                    _take_claim(connection, survey_id, plan)

    def rename(self, survey_id: str, name: str) -> None:
        """Give the survey another name."""
        with writing(self.engine) as connection:
            connection.execute(update(surveys).where(surveys.c.id == survey_id).values(name=name))

    def remove(self, survey_id: str) -> None:
        """Remove the survey, its cells, their answers and changes, and how it was reviewed."""
        with writing(self.engine) as connection:
            delete_cells(connection, survey_cells.c.survey_id == survey_id)
            connection.execute(delete(category_changes).where(category_changes.c.survey_id == survey_id))
            forget_answered(connection, survey_requests.c.survey_id == survey_id)
            connection.execute(delete(survey_parcels).where(survey_parcels.c.survey_id == survey_id))
            connection.execute(delete(review_plans).where(review_plans.c.survey_id == survey_id))
            connection.execute(delete(repeated_entries).where(repeated_entries.c.survey_id == survey_id))
            connection.execute(delete(surveys).where(surveys.c.id == survey_id))


def _claim(plan: SurveyPlan) -> str:
    """Return all that a plan asks as one short string, which no two surveys hold that are under way and were begun once."""
    asked = {name: value for name, value in plan.to_dict().items() if name not in {"name", "asked_by"}}
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


def _head(row: RowMapping, counts: CellCounts) -> SurveyHead:
    fixed = {name: row[name] for name in ("id", "name", "created_at", "reason")}
    fixed["status"] = row["status"] if row["status"] in STATUSES else "stopped"
    plan = SurveyPlan.from_dict(row["plan"])
    return SurveyHead(**fixed, plan=plan, done=counts.done, failed=counts.failed, to_retry=counts.to_retry)
