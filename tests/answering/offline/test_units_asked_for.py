from __future__ import annotations

import pytest

from lib.answering.offline.answer_types import matches_answer_type
from lib.answering.offline.units_asked_for import unit_asked_for

WEEKLY = "They came 2–3 times per week."
WEEKS = "They came for twelve weeks."


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("For how many weeks were they treated?", WEEKS, WEEKLY),
        ("How many times per week did they train?", WEEKLY, WEEKS),
        ("How often did they train?", "They trained twice a week.", WEEKS),
        ("For how long was it tapered?", "It was tapered over 6 weeks.", "It was given 3 times a week."),
        ("How many days a week did they train?", "They trained on three days a week.", "They trained for 90 days."),
        ("At what intensity did they run?", "They ran at 70 % of it.", "They ran, with a rest of 2 min."),
        ("At what intensity did they run?", "Its intensity was set at 7.", "They ran at high intensity for 30 min."),
        ("At what intensity did they run?", "They kept a heart rate of 140.", "The intensity was low in 12 of them."),
        ("For how long was it given?", "It was given for 12 wks.", "It was given to 16S strains."),
        ("What was the duration of treatment?", "It took 2 yrs.", "It took 3D pictures."),
        ("What was the duration of treatment?", "It took 14 d.", "It took 2 others."),
        ("How many decades were covered?", "It covers three decades.", "It covers three lakes."),
        ("What dose was given?", "A bolus of 1.5 mg/kg was injected.", "It was given to 35 of them."),
        ("What was the water temperature?", "The water had 15 °C.", "The water was 15 m deep."),
        ("What is the price of a seedling?", "A seedling is sold at $3.", "A seedling grows 3 cm."),
    ],
)
def test_a_number_in_another_unit_is_not_the_one_asked_for(question: str, yes: str, no: str) -> None:
    assert unit_asked_for(question) is not None
    assert matches_answer_type(question, yes) > 0.7
    assert matches_answer_type(question, no) == 0.5


def test_what_a_thing_is_counted_by_is_not_counted() -> None:
    question = "How many farms were visited?"
    assert matches_answer_type(question, "We visited 12 farms.") == 1.0
    assert matches_answer_type(question, "We saw 7 cows per farm.") < 0.7


def test_a_count_of_things_has_no_unit() -> None:
    assert unit_asked_for("How many patients were there?") is None
    assert unit_asked_for("How was it done?") is None
