"""The category of an answer as a model judges it; what failed stays failed, whatever a model would say."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from lib.answering import prompts
from lib.answering.answerer import Answerer
from lib.answering.providers.second_opinion import request_about
from lib.answering.styles import Style
from lib.records import Answer, Category, Cell, Question
from lib.surveys.categories import categorise
from lib.surveys.settling import SettledValue, settle_value

STYLE = Style("category", prompts.CATEGORY)
NO_CATEGORY = "The model gave no category that could be read, so the rule's is kept."

_LINE = re.compile(r"^\W*(not[ _]reported|not[ _]applicable|reported|unclear)\b", re.IGNORECASE | re.MULTILINE)
_CATEGORIES: Mapping[str, Category] = {
    "reported": "reported",
    "not reported": "not_reported",
    "unclear": "unclear",
    "not applicable": "not_applicable",
}


@dataclass(frozen=True, slots=True)
class JudgedCell:
    """A judged cell, and what the judging took."""

    cell: Cell
    stopped: str | None = None
    """Why the model could not be asked; None where it could, or was not."""
    tokens: Mapping[str, int] = field(default_factory=dict)
    cost: float | None = 0.0
    """US dollars; None where no price is known."""
    seconds: float = 0.0


def judge_category(
    question: Question, answer: Answer, answerer: Answerer, goes_on: Callable[[], bool] = lambda: True
) -> JudgedCell:
    """Return the cell of an answer with the category that a model gives it; the rule's where it gives none.

    A model is asked only where the answer says something: one that failed, or says that the papers do not say, is what it is.
    """
    by_rule = categorise(answer)
    of = SettledValue() if by_rule == "failed" else settle_value(question, answer)
    rule = Cell(answer, by_rule, answer.stopped, of.value, by_rule, suggestion=of.suggestion)
    if by_rule not in {"reported", "unclear"}:
        return JudgedCell(rule)
    asked = f"Question: {question.text}\n\nAnswer: {' '.join(answer.text.split())}"
    began = time.perf_counter()
    draft = answerer.answer(request_about(answer, asked, STYLE), lambda _: goes_on())
    seconds = time.perf_counter() - began
    found = _LINE.search(draft.text)
    if found is None or draft.stopped is not None:
        cell = replace(rule, problem=draft.stopped or NO_CATEGORY)
        return JudgedCell(cell, draft.stopped, draft.tokens, draft.cost, seconds)
    category = _CATEGORIES[found[1].lower().replace("_", " ")]
    if category == "not_applicable":
        of = SettledValue()
    cell = Cell(answer, category, None, of.value, category, answerer.id, of.suggestion)
    return JudgedCell(cell, None, draft.tokens, draft.cost, seconds)
