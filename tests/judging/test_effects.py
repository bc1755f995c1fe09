from __future__ import annotations

import numpy as np
import pytest

from lib.judging.comparisons import compared, directions_of
from lib.judging.effects import DIRECTIONS, ComparedGroups, EffectReader, effect, effect_features

ASKED = ComparedGroups("sleep duration", "melatonin", "placebo")


@pytest.mark.parametrize(
    ("sentence", "direction"),
    [
        ("Sleep duration was significantly longer with melatonin than with placebo (p = 0.01).", "increased"),
        ("Sleep duration was significantly shorter with melatonin than with placebo (p < 0.01).", "decreased"),
        ("Sleep duration did not differ between melatonin and placebo (p = 0.61).", "no difference"),
        (
            "Sleep duration was 3 % longer with melatonin than with placebo, which was not significant (p = 0.4).",
            "no difference",
        ),
    ],
)
def test_the_direction_of_an_effect_is_read(sentence: str, direction: str) -> None:
    chances, _ = EffectReader.load().read(sentence, ASKED)
    assert DIRECTIONS[int(np.argmax(chances))] == direction


def test_a_direction_told_of_the_comparator_is_turned() -> None:
    own = effect_features("Sleep was longer with melatonin than with placebo.", ASKED)
    other = effect_features("Sleep was longer with placebo than with melatonin.", ASKED)
    assert (own["ori_than"], other["ori_than"]) == (1, -1)


def test_the_sentence_that_reports_the_outcome_decides() -> None:
    sentences = [
        "Headache did not differ between groups (p = 0.7).",
        "Sleep duration was longer with melatonin (p = 0.001).",
    ]
    chances, first = effect(sentences, np.zeros(2, np.float32), ASKED, EffectReader.load())
    assert (DIRECTIONS[int(np.argmax(chances))], first) == ("increased", 1)


@pytest.mark.parametrize("sentence", ["", "p < 0.", "·−≤", "p" * 20_000])
def test_anything_can_be_read(sentence: str) -> None:
    chances, _ = EffectReader.load().read(sentence, ComparedGroups("", "", ""))
    assert chances.sum() == pytest.approx(1)


def test_a_question_is_taken_apart_into_what_it_compares() -> None:
    question = "Was the pain at rest increased or reduced with heat, twice a day, compared with cold?"
    start = question.index("increased")
    groups = compared(question, start, question.index(" with heat"))
    assert groups == ComparedGroups("pain at rest", "heat, twice a day", "cold")
    assert compared("Was pain increased or reduced with heat?", 9, 29) is None


@pytest.mark.parametrize(
    ("choices", "directions"),
    [
        (["no difference", "Increased", "Decreased"], [2, 0, 1]),
        (["higher", "lower"], [0, 1]),
        (["cohort study", "trial"], None),
        (["increased", "no increase"], None),
        (["higher", "increased"], None),
        ([], None),
    ],
)
def test_answers_name_a_direction_each_or_none_is_read(choices: list[str], directions: list[int] | None) -> None:
    assert directions_of(choices) == directions
