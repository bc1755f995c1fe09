"""What a survey will take before it is begun: time, tokens and cost, by answerer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lib.answering.answerer import OFFLINE
from lib.answering.answerers import batch_terms
from lib.answering.providers.prices import price_of
from lib.answering.shown_pictures import TOKENS_A_PICTURE, may_need_picture
from lib.records import Record
from lib.records.plan import BY_RULE, SurveyPlan
from lib.surveys.run import AT_ONCE

INPUT_TOKENS, OUTPUT_TOKENS = 2400, 180
"""A model's tokens for one question of one paper before any was asked here: eight passages of up to 700 characters with the
instructions, and a short cited answer."""
JUDGING_INPUT, JUDGING_OUTPUT = 2400, 25
"""A model's tokens for the category of one answer before any was judged here: the same passages with the answer, one line."""
OFFLINE_S, MODEL_S, JUDGING_S = 0.12, 8.0, 4.0
"""Seconds of one cell before any was asked here."""


@dataclass(frozen=True, slots=True)
class Usual(Record):
    """What an answerer's cells took so far, on average."""

    cells: int
    seconds: float
    input: float
    output: float
    said: float = 1.0
    """Share that does not say that the papers do not say: what a model that judges categories is asked about."""


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
    judges: bool = False
    """Whether this is the part of the model that judges the categories; its seconds come on top of the answerers'."""


def estimates(
    plan: SurveyPlan,
    usual: Mapping[str, Usual],
    judging: Mapping[str, Usual],
    models: Mapping[str, str],
    prices: Mapping[str, Mapping[str, float]],
    pictured: Collection[str] = (),
) -> list[Estimate]:
    """Return the estimate of each answerer, then that of the model which judges the categories, where one does.

    `usual`, `judging`: earlier averages by answerer and by judge. `models`: the model behind each. `prices`: the user's own,
    by model. `pictured`: answerers that are shown figures; a picture is counted for each question that may need one.
    """
    shown = sum(may_need_picture(question.text) for question in plan.questions) * len(plan.papers)
    made = [
        _estimate(plan, one, usual.get(one), models.get(one, ""), prices, shown if one in pictured else 0)
        for one in plan.answerers
    ]
    if plan.categories_by != BY_RULE:
        model = models.get(plan.categories_by, "")
        made.append(_judges_estimate(plan, usual, judging.get(plan.categories_by), model, prices))
    return made


def _estimate(
    plan: SurveyPlan,
    answerer: str,
    usual: Usual | None,
    model: str,
    prices: Mapping[str, Mapping[str, float]],
    pictures: int = 0,
) -> Estimate:
    cells = len(plan.papers) * len(plan.questions)
    offline = answerer == OFFLINE
    if usual is None or not usual.cells:
        tokens = (0.0, 0.0) if offline else (float(INPUT_TOKENS), float(OUTPUT_TOKENS))
        usual = Usual(0, OFFLINE_S if offline else MODEL_S, *tokens)
    read, written = round(cells * usual.input) + pictures * TOKENS_A_PICTURE, round(cells * usual.output)
    cost = 0.0 if offline else _cost(read, written, model, prices)
    terms = batch_terms(answerer) if plan.batch else None
    if cost is not None and terms is not None:
        cost *= terms.price_share
    seconds = cells * usual.seconds / (1 if offline else AT_ONCE)
    return Estimate(answerer, cells, seconds, read, written, cost, usual.cells)


def _judges_estimate(
    plan: SurveyPlan,
    usual: Mapping[str, Usual],
    judging: Usual | None,
    model: str,
    prices: Mapping[str, Mapping[str, float]],
) -> Estimate:
    """Return the estimate of judging the answers that say something: the others are what they are.

    Never in a batch; while each answerer goes on.
    """
    each = len(plan.papers) * len(plan.questions)
    one = judging if judging is not None and judging.cells else Usual(0, JUDGING_S, JUDGING_INPUT, JUDGING_OUTPUT)
    judged = {name: each * (usual[name].said if name in usual else 1.0) for name in plan.answerers}
    cells = round(sum(judged.values()))
    read, written = round(cells * one.input), round(cells * one.output)
    seconds = max(one.seconds * count / (1 if name == OFFLINE else AT_ONCE) for name, count in judged.items())
    cost = _cost(read, written, model, prices)
    return Estimate(plan.categories_by, cells, seconds, read, written, cost, one.cells, judges=True)


def _cost(read: int, written: int, model: str, prices: Mapping[str, Mapping[str, float]]) -> float | None:
    price = price_of(model, prices)
    return None if price is None else (read * price.input + written * price.output) / 1e6
