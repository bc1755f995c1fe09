"""What the cells of all surveys took on average, for the estimate of the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, select

from lib.records import Category
from lib.storage.cell_figures import SPENT, fitting_figures
from lib.storage.database import read_only
from lib.storage.schema import survey_cells

LOOKED_THROUGH = 10
"""Cells of all answerers that are looked through for each of an answerer's own."""


class Averages:
    """The averages of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_answerers(self, latest: int = 200) -> dict[str, dict[str, float]]:
        """Return `cells`, mean `seconds`, `input` and `output`, and `said` of each answerer's latest cells that did not fail.

        `said`: the share that does not say that the papers do not say.
        """
        by_answerer: dict[str, list[tuple[Mapping[str, Any], bool]]] = {}
        for answerer, category, figures in self._latest(LOOKED_THROUGH * latest):
            cells = by_answerer.setdefault(answerer, [])
            if len(cells) < latest:
                cells.append((figures, category != "not_reported"))
        return {
            answerer: {
                **_means([_own(figures) for figures, _ in cells]),
                "said": sum(said for _, said in cells) / len(cells),
            }
            for answerer, cells in by_answerer.items()
        }

    def of_judges(self, latest: int = 2000) -> dict[str, dict[str, float]]:
        """Return `cells`, mean `seconds`, `input` and `output` of the latest cells that a model judged, by that model."""
        by_judge: dict[str, list[Mapping[str, float]]] = {}
        for _, _, figures in self._latest(latest):
            judging = figures.get("judging", {})
            if "by" in judging:
                by_judge.setdefault(judging["by"], []).append(judging)
        return {judge: _means(parts) for judge, parts in by_judge.items()}

    def _latest(self, cells: int) -> list[tuple[str, Category, Mapping[str, Any]]]:
        """Return answerer, judged category and figures of the latest cells that did not fail."""
        query = (
            select(survey_cells.c.answerer, survey_cells.c.judged, survey_cells.c.figures)
            .where(survey_cells.c.category != "failed", survey_cells.c.answer_id.is_not(None))
            .order_by(survey_cells.c.finished_at.desc())
            .limit(cells)
        )
        with read_only(self._engine) as connection:
            return [(row.answerer, row.judged, fitting_figures(row.figures)) for row in connection.execute(query)]


def _own(figures: Mapping[str, Any]) -> dict[str, float]:
    """Return what a cell took without judging its category."""
    return {name: figures.get(name, 0) - figures.get("judging", {}).get(name, 0) for name in SPENT}


def _means(parts: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {"cells": len(parts), **{name: sum(part[name] for part in parts) / len(parts) for name in SPENT}}
