"""What a survey will take before it is begun: time, tokens and cost, by answerer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lib.answering.models.prices import price_of
from lib.records import Record
from lib.surveys.plan import SurveyPlan
from lib.surveys.running import AT_ONCE, OFFLINE

INPUT_TOKENS, OUTPUT_TOKENS = 2400, 180
"""A model's tokens for one question of one paper before any was asked here: eight passages of up to 700 characters with the
instructions, and a short cited answer."""
OFFLINE_S, MODEL_S = 0.12, 8.0
"""Seconds of one cell before any was asked here."""
BATCH_SHARE = 0.5
"""Of the price, where questions are sent as one batch."""


@dataclass(frozen=True, slots=True)
class Usual(Record):
    """What an answerer's cells took so far, on average."""

    cells: int
    seconds: float
    input: float
    output: float


@dataclass(frozen=True, slots=True)
class Estimate(Record):
    """What one answerer's part of a survey will take."""

    answerer: str
    cells: int
    seconds: float
    """From start to end, several cells at a time."""
    input: int
    output: int
    cost: float | None
    """US dollars; None where no price is known, 0 offline."""
    from_cells: int
    """How many earlier cells it goes by; 0: a rule of thumb."""


def estimates(
    plan: SurveyPlan,
    usual: Mapping[str, Usual],
    models: Mapping[str, str],
    prices: Mapping[str, Mapping[str, float]],
) -> list[Estimate]:
    """The estimate of each answerer.

    `usual`: earlier averages by answerer. `models`: the model behind each. `prices`: the user's own, by model.
    """
    return [
        _estimate(plan, answerer, usual.get(answerer), models.get(answerer, ""), prices) for answerer in plan.answerers
    ]


def _estimate(
    plan: SurveyPlan, answerer: str, usual: Usual | None, model: str, prices: Mapping[str, Mapping[str, float]]
) -> Estimate:
    cells = len(plan.papers) * len(plan.questions)
    offline = answerer == OFFLINE
    if usual is None or not usual.cells:
        tokens = (0.0, 0.0) if offline else (float(INPUT_TOKENS), float(OUTPUT_TOKENS))
        usual = Usual(0, OFFLINE_S if offline else MODEL_S, *tokens)
    read, written = round(cells * usual.input), round(cells * usual.output)
    price = None if offline else price_of(model, prices)
    cost: float | None = 0.0 if offline else None
    if price is not None:
        cost = (read * price.input + written * price.output) / 1e6 * (BATCH_SHARE if plan.batch else 1.0)
    seconds = cells * usual.seconds / (1 if offline else AT_ONCE)
    return Estimate(answerer, cells, seconds, read, written, cost, usual.cells)
