"""The table in which a question set is edited: another number moves a question."""

import pytest

from lib.records import Question
from lib.ui.surveys.sets.set_table import frame_of, questions_of


@pytest.mark.parametrize(
    ("row", "number", "order"),
    [(3, 1.0, "dabc"), (0, 3.0, "bcad"), (1, 2.0, "abcd"), (2, 1.5, "acbd"), (0, 9.0, "bcda"), (0, None, "bcda")],
)
def test_a_question_goes_to_the_place_of_the_number_it_is_given(row: int, number: float | None, order: str) -> None:
    frame = frame_of([Question(letter) for letter in "abcd"])
    frame.loc[row, "order"] = number
    assert "".join(question.text for question in questions_of(frame)) == order


def test_deleting_a_row_moves_no_other() -> None:
    frame = frame_of([Question(letter) for letter in "abcd"]).drop(index=1)
    assert "".join(question.text for question in questions_of(frame)) == "acd"
