"""The final values of a survey as its figures count them: the cells with a category, and whose word they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from lib.records.final_values import REVIEWED, FinalValue
from lib.records.plan import SurveyPlan
from lib.records.surveys import CellRow
from lib.reviews.extraction import REVIEWED_WORDS
from lib.text.wording import count, listed
from lib.ui.surveys.figures.figure_frames import question_labels
from lib.ui.surveys.matrix.matrix import FINAL

LAYERS = {
    "settled": "settled",
    "rater": "by raters",
    "changed": "changed by a person",
    "vote": "the answerers’ vote",
    "answerer": "an answerer’s alone",
}
WITHOUT = {
    "disputed": "disputed",
    "tie": "ties of the answerers",
    "none": "held to be wrong and nothing in their place",
}
"""Final values without a category, which no share counts."""


def as_rows(finals: Sequence[FinalValue]) -> list[CellRow]:
    """Return the final values that have a category, as cells of one answerer."""
    return [
        CellRow(one.paper_id, one.question, FINAL, one.answer_id, one.category, one.category, "", one.value, None)
        for one in finals
        if one.category is not None
    ]


def layers_sentence(finals: Sequence[FinalValue]) -> str:
    """Return whose word how many of the cells are, and how many have no category and so are counted nowhere."""
    by = Counter(one.layer for one in finals if one.category is not None)
    told = [f"{by[layer]:,} {words}" for layer, words in LAYERS.items() if by[layer]]  # type: ignore[index]
    without = Counter(one.state for one in finals if one.category is None)
    left = [f"{without[state]:,} {words}" for state, words in WITHOUT.items() if without[state]]  # type: ignore[index]
    sentence = f"{count(len(finals), 'final value')}: {listed(told)}." if told else "No final value has a category."
    return f"{sentence} Counted in no figure: {listed(left)}." if left else sentence


def review_sentence(finals: Sequence[FinalValue]) -> str:
    """Return how many of the cells people have reviewed."""
    reviewed = sum(one.reviewed != "0" for one in finals)
    return f"People have reviewed {reviewed:,} of {count(len(finals), 'cell')}."


def by_layer(plan: SurveyPlan, finals: Sequence[FinalValue]) -> pd.DataFrame:
    """Return a row a question: how many of its cells were reviewed how, and whose word how many are."""
    labels = question_labels(plan)
    lines = []
    for place, label in labels.items():
        here = [one for one in finals if one.question == place]
        reviewed = Counter(one.reviewed for one in here)
        layers = Counter(one.layer for one in here)
        lines.append(
            {"question": label}
            | {f"reviewed: {REVIEWED_WORDS[name]}": reviewed[name] for name in REVIEWED}
            | {words: layers[layer] for layer, words in LAYERS.items()}  # type: ignore[index]
        )
    return pd.DataFrame(lines)
