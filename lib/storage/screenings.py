"""Screenings in the database: what was counted, and what people decided."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, RowMapping, delete, insert, select, update

from lib.errors import UnknownSurvey
from lib.records.surveys import Counted, ScreeningHead, ScreeningRule
from lib.storage.database import read_only, writing
from lib.storage.readable import readable, readable_one
from lib.storage.schema import screened_papers, screenings
from lib.times import now

DAMAGED = "What this screening asks cannot be read any more: the database is damaged there. A backup may have it whole."


class ScreeningStore:
    """The screenings of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, name: str, rule: ScreeningRule, paper_ids: Sequence[str], survey_id: str | None) -> str:
        """Store a new screening and return its id."""
        screening_id = uuid.uuid4().hex
        plan = {"rule": rule.to_dict(), "paper_ids": list(paper_ids)}
        with writing(self.engine) as connection:
            connection.execute(
                insert(screenings).values(id=screening_id, name=name, created_at=now(), plan=plan, survey_id=survey_id)
            )
        return screening_id

    def heads(self) -> list[ScreeningHead]:
        """Return all screenings, the newest first."""
        with read_only(self.engine) as connection:
            rows = connection.execute(select(screenings).order_by(screenings.c.created_at.desc())).mappings()
            return list(readable(rows, _head))

    def head(self, screening_id: str) -> ScreeningHead:
        """Return one screening; raises UnknownSurvey."""
        with read_only(self.engine) as connection:
            row = connection.execute(select(screenings).where(screenings.c.id == screening_id)).mappings().first()
        if row is None:
            raise UnknownSurvey("This screening is not in the library (any more).")
        head = readable_one(row, _head)
        if head is None:
            raise UnknownSurvey(DAMAGED)
        return head

    def put_counts(self, screening_id: str, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Store the mentions of the keywords, by paper."""
        with writing(self.engine) as connection:
            for paper_id, mentioned in counts.items():
                here = _at(screening_id, paper_id)
                connection.execute(delete(screened_papers).where(*here, screened_papers.c.person == ""))
                if connection.execute(select(screened_papers.c.paper_id).where(*here)).first() is None:
                    connection.execute(
                        insert(screened_papers).values(
                            screening_id=screening_id, paper_id=paper_id, reason="", counts=dict(mentioned), person=""
                        )
                    )
                else:
                    connection.execute(update(screened_papers).where(*here).values(counts=dict(mentioned)))

    def decide(self, screening_id: str, paper_id: str, included: bool | None, reason: str, person: str) -> None:
        """Store a person's word; None takes it back, so that the rule decides again."""
        with writing(self.engine) as connection:
            decision = {"included": included, "reason": reason, "person": "" if included is None else person}
            here = _at(screening_id, paper_id)
            if not connection.execute(update(screened_papers).where(*here).values(**decision)).rowcount:
                row: dict[str, Any] = {"screening_id": screening_id, "paper_id": paper_id, "counts": {}, **decision}
                connection.execute(insert(screened_papers).values(**row))

    def counted(self, screening_id: str) -> dict[str, Counted]:
        """Return what is known of each paper so far, by its id."""
        query = select(screened_papers).where(screened_papers.c.screening_id == screening_id)
        with read_only(self.engine) as connection:
            rows = connection.execute(query).mappings()
            return dict(readable(rows, lambda row: (row["paper_id"], Counted.from_dict(dict(row)))))

    def remove(self, screening_id: str) -> None:
        """Remove the screening."""
        with writing(self.engine) as connection:
            connection.execute(delete(screened_papers).where(screened_papers.c.screening_id == screening_id))
            connection.execute(delete(screenings).where(screenings.c.id == screening_id))


def _at(screening_id: str, paper_id: str) -> tuple[Any, Any]:
    return screened_papers.c.screening_id == screening_id, screened_papers.c.paper_id == paper_id


def _head(row: RowMapping) -> ScreeningHead:
    """Return a screening; raises TypeError or KeyError where its plan is damaged."""
    plan = row["plan"]
    return ScreeningHead.from_dict({**row, "rule": plan["rule"], "paper_ids": plan["paper_ids"]})
