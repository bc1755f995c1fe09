from __future__ import annotations

import pytest

from lib.judging.choices import listed_answers

DIRECTIONS = ["increased", "decreased", "no difference"]


@pytest.mark.parametrize(
    ("question", "choices", "listed"),
    [
        (
            "Was pain, at rest, increased, decreased or not different with heat?",
            DIRECTIONS,
            "increased, decreased or not different",
        ),
        ("Was increased pain increased or decreased with heat?", DIRECTIONS, "increased or decreased"),
        ("Is it a cohort study or a trial?", ["cohort study", "trial"], "cohort study or a trial"),
        ("Which design was used?", ["cohort study", "trial"], None),
        ("Was (a+ used?", ["(a+", ""], None),
        ("", [], None),
    ],
)
def test_the_answers_are_found_where_the_question_lists_them(
    question: str, choices: list[str], listed: str | None
) -> None:
    place = listed_answers(question, choices)
    assert (question[slice(*place)] if place else None) == listed
