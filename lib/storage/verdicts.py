"""Verdicts, samples and settled labels in the database; all of them are added to, none is ever changed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, func, insert, select

from lib.moments import now
from lib.records import Record
from lib.reviews.sampling import Sample
from lib.reviews.verdicts import ReviewVerdict
from lib.storage.database import looking, writing
from lib.storage.schema import review_samples, settled_labels, verdicts


@dataclass(frozen=True, slots=True)
class SettledLabel(Record):
    """What a question's answer of a paper is held to be after raters disagreed; the newest of a place counts."""

    id: str
    paper_id: str
    question: str
    label: str
    person: str
    note: str
    at: str


class VerdictStore:
    """What raters said, of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, verdict: ReviewVerdict) -> bool:
        """Whether the verdict is kept now; not where one of its id is there already."""
        with writing(self.engine) as connection:
            if connection.execute(select(verdicts.c.id).where(verdicts.c.id == verdict.id)).first() is not None:
                return False
            connection.execute(
                insert(verdicts).values(
                    id=verdict.id,
                    answer_id=verdict.answer_id,
                    rater=verdict.rater,
                    at=verdict.at,
                    withdraws=verdict.withdraws,
                    record=verdict.to_dict(),
                )
            )
        return True

    def all(self, answer_ids: Sequence[str] | None = None) -> list[ReviewVerdict]:
        """All verdicts ever given, withdrawn ones included, on those answers (None: on all), the oldest first."""
        query = select(verdicts.c.answer_id, verdicts.c.record).order_by(verdicts.c.at, verdicts.c.id)
        if answer_ids is not None and len(answer_ids) == 1:
            query = query.where(verdicts.c.answer_id == answer_ids[0])
        wanted = None if answer_ids is None else set(answer_ids)
        with looking(self.engine) as connection:
            return [
                ReviewVerdict.from_dict(row.record)
                for row in connection.execute(query)
                if wanted is None or row.answer_id in wanted
            ]

    def stamp(self) -> tuple[int, int]:
        """How many verdicts and settled labels were ever given."""
        with looking(self.engine) as connection:
            given = connection.execute(select(func.count()).select_from(verdicts)).scalar_one()
            settled = connection.execute(select(func.count()).select_from(settled_labels)).scalar_one()
        return given, settled

    def raters(self) -> list[str]:
        """Everybody who gave a verdict, by name."""
        with looking(self.engine) as connection:
            return sorted(connection.execute(select(verdicts.c.rater).distinct()).scalars())

    # samples

    def add_sample(self, sample: Sample) -> None:
        """Nothing; the sample is kept with its seed."""
        with writing(self.engine) as connection:
            connection.execute(
                insert(review_samples).values(
                    id=sample.id, name=sample.name, created_at=sample.created_at, plan=sample.to_dict()
                )
            )

    def samples(self) -> list[Sample]:
        """All samples, the newest first."""
        query = select(review_samples.c.plan).order_by(review_samples.c.created_at.desc())
        with looking(self.engine) as connection:
            return [Sample.from_dict(plan) for plan in connection.execute(query).scalars()]

    # settled labels

    def settle(self, paper_id: str, question: str, label: str, person: str, note: str = "") -> None:
        """Nothing; the label counts from now on, the earlier ones stay in the history."""
        with writing(self.engine) as connection:
            connection.execute(
                insert(settled_labels).values(
                    id=uuid.uuid4().hex,
                    paper_id=paper_id,
                    question=question,
                    label=label,
                    person=person,
                    note=note,
                    at=now(),
                )
            )

    def settled(self) -> dict[tuple[str, str], SettledLabel]:
        """The label that counts by paper and question."""
        with looking(self.engine) as connection:
            rows = connection.execute(select(settled_labels).order_by(settled_labels.c.at)).mappings()
            return {(row["paper_id"], row["question"]): SettledLabel.from_dict(dict(row)) for row in rows}
