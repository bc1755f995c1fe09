from __future__ import annotations

import pytest

from lib.judging.choices import as_claims, as_statement, is_yes_no


@pytest.mark.parametrize(
    ("question", "choices", "claims"),
    [
        (
            "Was pain, at rest, increased, decreased or not different with heat compared with placebo?",
            ["increased", "decreased", "no difference"],
            [
                f"Was pain, at rest, {one} with heat compared with placebo"
                for one in ("increased", "decreased", "no difference")
            ],
        ),
        ("Is it a cohort study or a trial?", ["cohort study", "trial"], ["Is it a cohort study", "Is it a trial"]),
        ("Which design was used?", ["cohort study", "trial"], None),
        ("Was (a+ used?", ["(a+", ""], None),
        ("", [], None),
    ],
)
def test_each_answer_is_set_in_the_place_where_the_question_lists_them(
    question: str, choices: list[str], claims: list[str] | None
) -> None:
    assert as_claims(question, choices) == claims


def test_yes_and_no_are_judged_as_one_claim() -> None:
    assert is_yes_no(["Yes", "no", "unclear"])
    assert not is_yes_no(["yes", "maybe"])
    assert as_statement("Was the code published?  ") == "Was the code published"
