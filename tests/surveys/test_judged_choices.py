from __future__ import annotations

from dataclasses import replace

import pytest

from lib.answering.answerer import OFFLINE
from lib.records import Passage, Question, Why
from lib.surveys.judged_choices import judged_choice
from lib.surveys.settling import settle_value
from tests.surveys.answers import answer

QUESTION = Question(
    "Was sleep duration increased, decreased or not different with melatonin compared with placebo?",
    answer_type="choice",
    choices=["increased", "decreased", "no difference"],
)


def passage(text: str) -> Passage:
    return Passage("p:1:0-0", "p", 1, [0], text, "Results", [1], 0.9, Why([], 0.5, "Results"), [])


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("Sleep duration was significantly longer with melatonin than with placebo (p = 0.001).", "increased"),
        ("Sleep duration was significantly shorter with melatonin than with placebo (p = 0.001).", "decreased"),
        (
            "An increased sleep duration was not found: melatonin did not differ from placebo (p = 0.6).",
            "no difference",
        ),
    ],
)
def test_a_direction_is_read_where_no_word_of_the_choices_need_stand_and_is_offered(text: str, choice: str) -> None:
    found = replace(answer("Sleep was measured."), answerer=OFFLINE, passages=[passage(text)])
    settled = settle_value(QUESTION, found)
    assert settled.value is None
    assert settled.suggestion is not None
    assert settled.suggestion.items == [choice]


def test_other_choice_questions_are_left_to_what_the_answer_names() -> None:
    found = replace(answer("It was a cohort study."), answerer=OFFLINE, passages=[passage("It was a cohort study.")])
    design = Question("Was it a cohort study or a trial?", answer_type="choice", choices=["cohort study", "trial"])
    assert judged_choice(design, found) is None
    assert judged_choice(QUESTION, replace(found, passages=[])) is None
