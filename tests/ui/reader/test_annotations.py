"""What comes from the browser is taken only where it makes sense."""

import pytest

from lib.records import Box
from lib.ui.reader.annotations import boxes_of, question_on


@pytest.mark.parametrize(
    "value",
    [
        [0, 0.1, 0.1, 0.5, 0.2],
        [4, 0.1, 0.1, 0.5, 0.2],
        [1, 0.5, 0.1, 0.1, 0.2],
        [1, -0.5, 0.1, 0.1, 0.2],
        [1, 0.1, 0.1, 0.5, 1.2],
        [1, 0.1, 0.1, float("nan"), 0.2],
        [float("inf"), 0.1, 0.1, 0.5, 0.2],
        [1, 0.1],
        ["x"] * 5,
        None,
    ],
)
def test_a_box_that_lies_on_no_page_is_left_out(value):
    assert boxes_of([value, [3, 0.1, 0.1, 0.5, 0.2]], 3) == [Box(3, 0.1, 0.1, 0.5, 0.2)]


def test_what_is_no_list_has_no_boxes():
    assert boxes_of({"page": 1}, 3) == []


def test_a_question_quotes_the_selected_words():
    assert question_on({"text": "31 otters", "question": " How\nmany? "}) == "How many? “31 otters”"
    assert question_on({"text": "31 otters", "question": ""}) == "What does the paper say of “31 otters”?"
    assert len(question_on({"text": "word " * 999})) < 400
