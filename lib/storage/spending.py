"""What answers cost so far, as the database tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Engine, exists, select

from lib.storage.database import read_only
from lib.storage.schema import answers, survey_cells


class SpendingStore:
    """US dollars of the answers of one database; those of models without a known price count nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_survey(self, survey_id: str) -> float:
        """Return what the cells of a survey cost, their judging included."""
        query = select(survey_cells.c.figures).where(survey_cells.c.survey_id == survey_id)
        with read_only(self._engine) as connection:
            return _sum(connection.execute(query).scalars())

    def since(self, moment: str) -> float:
        """Return what everything cost since a moment (ISO 8601, UTC): cells of surveys, and single answers."""
        cells = select(survey_cells.c.figures).where(survey_cells.c.finished_at >= moment)
        in_cell = exists().where(survey_cells.c.answer_id == answers.c.id)
        single = select(answers.c.record).where(answers.c.created_at >= moment, ~in_cell)
        with read_only(self._engine) as connection:
            return _sum(connection.execute(cells).scalars()) + _sum(connection.execute(single).scalars())


def _sum(records: Iterable[Mapping[str, Any]]) -> float:
    return sum(cost for record in records if isinstance(cost := record.get("cost"), int | float))
