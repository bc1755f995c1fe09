"""What was spent on models: one row for each answer, judgement or opinion that cost something."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Engine, func, insert, select

from lib.storage.database import read_only, writing
from lib.storage.schema import costs
from lib.times import now


class SpendingStore:
    """US dollars by survey, person and time, in one database; models without a known price cost nothing here.

    An answer that is asked again later, or a survey that is removed, keeps its rows: the money was spent.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, dollars: float, survey_id: str = "", person: str = "") -> None:
        """Note what something has cost just now; `survey_id` is empty outside surveys, `person` for who gave no name."""
        with writing(self._engine) as connection:
            connection.execute(
                insert(costs).values(spent_at=now(), survey_id=survey_id, person=person, dollars=dollars)
            )

    def of_survey(self, survey_id: str) -> float:
        """Return what a survey cost, its judging and what was asked again included."""
        return self._sum(costs.c.survey_id == survey_id)

    def since(self, moment: str, person: str | None = None) -> float:
        """Return what was spent since a moment (ISO 8601, UTC), by one person or (None) by all."""
        later = costs.c.spent_at >= moment
        return self._sum(later) if person is None else self._sum(later & (costs.c.person == person))

    def _sum(self, which: ColumnElement[bool]) -> float:
        with read_only(self._engine) as connection:
            return float(
                connection.execute(select(func.coalesce(func.sum(costs.c.dollars), 0.0)).where(which)).scalar_one()
            )
