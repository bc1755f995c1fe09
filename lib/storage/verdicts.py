"""Verdicts, samples and settled labels in the database; all of them are added to, none is ever changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Text, delete, func, insert, select, type_coerce

from lib.errors import ConfigError
from lib.records.reviews import ReviewPlan, ReviewVerdict, Sample, SettledLabel
from lib.storage.bulk_reading import collector_paused
from lib.storage.database import read_only, writing
from lib.storage.readable import readable
from lib.storage.schema import review_plans, review_samples, settled_labels, surveys, verdicts
from lib.storage.write_times import next_write_time


class VerdictStore:
    """What raters said, of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, verdict: ReviewVerdict) -> bool:
        """Store the verdict and return True; where one of its id is there already, return False."""
        with writing(self.engine) as connection:
            if connection.execute(select(verdicts.c.id).where(verdicts.c.id == verdict.id)).first() is not None:
                return False
            connection.execute(insert(verdicts).values(**verdict_row(verdict)))
        return True

    def next_write_time(self) -> str:
        """Return when a verdict is given now: later than all that there are."""
        with read_only(self.engine) as connection:
            return next_write_time(connection, verdicts.c.at)

    def next_settling(self) -> str:
        """Return when a label is settled now: later than all that there are."""
        with read_only(self.engine) as connection:
            return next_write_time(connection, settled_labels.c.at)

    def add_all(self, given: Sequence[ReviewVerdict]) -> int:
        """Store all of the verdicts, or none; return how many are new. Those whose id is there change nothing."""
        with writing(self.engine) as connection:
            there = set(connection.execute(select(verdicts.c.id)).scalars())
            rows = [verdict_row(verdict) for verdict in given if verdict.id not in there]
            if rows:
                connection.execute(insert(verdicts), rows)
        return len(rows)

    def all(self, since: str = "") -> list[ReviewVerdict]:
        """Return all verdicts ever given, withdrawn ones included, of that moment (ISO 8601) on, the oldest first."""
        texts = select(type_coerce(verdicts.c.record, Text))  # as one list, a third of the time of one by one
        query = texts.where(verdicts.c.at >= since).order_by(verdicts.c.at, verdicts.c.id)
        with collector_paused(), read_only(self.engine) as connection:
            stored = connection.execute(query).scalars().all()
            try:
                return [ReviewVerdict.from_dict(record) for record in json.loads(f"[{','.join(stored)}]")]
            except (ValueError, TypeError, KeyError, AttributeError, ConfigError):
                return list(readable(stored, lambda text: ReviewVerdict.from_dict(json.loads(text))))

    def count(self) -> int:
        """Return how many verdicts were ever given."""
        with read_only(self.engine) as connection:
            return connection.execute(select(func.count()).select_from(verdicts)).scalar_one()

    def stamp(self) -> tuple[int, int]:
        """Return how many verdicts and settled labels were ever given."""
        with read_only(self.engine) as connection:
            given = connection.execute(select(func.count()).select_from(verdicts)).scalar_one()
            settled = connection.execute(select(func.count()).select_from(settled_labels)).scalar_one()
        return given, settled

    def raters(self) -> list[str]:
        """Return everybody who gave a verdict, by name."""
        with read_only(self.engine) as connection:
            return sorted(connection.execute(select(verdicts.c.rater).distinct()).scalars())

    # samples

    def add_sample(self, sample: Sample) -> None:
        """Store the sample with its seed."""
        with writing(self.engine) as connection:
            connection.execute(
                insert(review_samples).values(
                    id=sample.id, name=sample.name, created_at=sample.created_at, plan=sample.to_dict()
                )
            )

    def samples(self) -> list[Sample]:
        """Return all samples, the newest first."""
        query = select(review_samples.c.plan).order_by(review_samples.c.created_at.desc())
        with read_only(self.engine) as connection:
            return list(readable(connection.execute(query).scalars(), Sample.from_dict))

    # how surveys are reviewed

    def plan(self, survey_id: str) -> ReviewPlan:
        """Return how a survey is reviewed: as the defaults say where nobody chose, damaged where it cannot be read."""
        query = select(review_plans.c.plan).where(review_plans.c.survey_id == survey_id)
        with read_only(self.engine) as connection:
            stored = connection.execute(query).scalars().all()
        damaged = ReviewPlan(is_damaged=True)
        return next(readable(stored, _plan), damaged) if stored else ReviewPlan()

    def set_plan(self, survey_id: str, plan: ReviewPlan) -> bool:
        """Store how a survey is reviewed, in place of what was, and return True; False where there is no such survey."""
        with writing(self.engine) as connection:
            if connection.execute(select(surveys.c.id).where(surveys.c.id == survey_id)).first() is None:
                return False
            connection.execute(delete(review_plans).where(review_plans.c.survey_id == survey_id))
            connection.execute(insert(review_plans).values(survey_id=survey_id, plan=plan.to_dict()))
        return True

    # settled labels

    def settle(self, label: SettledLabel, instead_of: str | None = None) -> None:
        """Store the label, which counts from now on; earlier ones of its place stay in the history. Raises ConfigError.

        `instead_of`: id of the label that stands there, empty for none; where another does by now, nothing is stored.
        """
        label.check()
        with writing(self.engine) as connection:
            if instead_of is not None:
                there = [one for one in _settled(connection) if one.place == label.place]
                if there and there[-1].id != instead_of:
                    raise ConfigError(
                        f"{there[-1].person} has settled this meanwhile as “{there[-1].label.replace('_', ' ')}”. Look at it, "
                        "and settle it again where you hold otherwise."
                    )
            connection.execute(insert(settled_labels).values(**settled_row(label)))

    def settled(self) -> list[SettledLabel]:
        """Return all labels ever settled, the oldest first."""
        with read_only(self.engine) as connection:
            return _settled(connection)


def _settled(connection: Connection) -> list[SettledLabel]:
    query = select(settled_labels).order_by(settled_labels.c.at, settled_labels.c.id)
    rows = connection.execute(query).mappings()
    return list(readable(rows, lambda row: SettledLabel.from_dict({**row, "paper_ids": row["paper_id"].split(" ")})))


def settled_row(label: SettledLabel) -> dict[str, object]:
    """Return the label as its table holds it."""
    row = {name: value for name, value in label.to_dict().items() if name != "paper_ids"}
    return {**row, "paper_id": " ".join(label.paper_ids)}


def verdict_row(verdict: ReviewVerdict) -> dict[str, object]:
    """Return the verdict as its table holds it."""
    row = {name: getattr(verdict, name) for name in ("id", "answer_id", "rater", "at", "withdraws")}
    return {**row, "record": verdict.to_dict()}


def _plan(stored: Mapping[str, Any]) -> ReviewPlan:
    """Return a stored plan; raises ValueError where it is damaged: a part that is missing is not what the defaults say."""
    plan = ReviewPlan.from_dict(stored)
    ids = [*plan.papers.values(), *plan.answers.values()]
    if not isinstance(stored["raters_needed"], int) or not all(isinstance(one, list) for one in ids):
        raise ValueError("no plan of review")
    return plan
