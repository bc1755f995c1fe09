"""How many cells of a survey are finished, how many failed, and how many of these a retry asks again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, select

from lib.storage.schema import category_changes, survey_cells


@dataclass(frozen=True, slots=True)
class CellCounts:
    """Of one survey's finished cells."""

    done: int = 0
    failed: int = 0
    to_retry: int = 0


def cell_counts(connection: Connection, survey_id: str | None = None) -> dict[str, CellCounts]:
    """Return the counts of a survey (None: of each) that has a finished cell."""
    of = survey_cells.c.survey_id
    failed = func.sum(case((survey_cells.c.category == "failed", 1), else_=0))
    every = select(of, func.count(), failed).group_by(of)
    again = select(of, func.count()).where(failed_by_itself()).group_by(of)
    if survey_id is not None:
        every, again = every.where(of == survey_id), again.where(of == survey_id)
    to_retry = {id_: int(cells) for id_, cells in connection.execute(again)}
    return {id_: CellCounts(int(all_), int(bad), to_retry.get(id_, 0)) for id_, all_, bad in connection.execute(every)}


def failed_by_itself() -> ColumnElement[bool]:
    """Return whether a cell failed, and no person said that it did: a person's word is overwritten by no retry."""
    here = [
        category_changes.c[name] == survey_cells.c[name] for name in ("survey_id", "paper_id", "question", "answerer")
    ]
    said = exists().where(*here, category_changes.c.category == survey_cells.c.category)
    return and_(survey_cells.c.judged == "failed", survey_cells.c.category == "failed", ~said)
