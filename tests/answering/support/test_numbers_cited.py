"""A number of a model's sentence stands in what it cites, or the sentence says that it does not."""

from __future__ import annotations

import pytest

from lib.answering.answerer import Draft
from lib.answering.support.draft_check import check_draft
from lib.records import AnswerSentence, Citation
from tests.answering.requests import request

TEXTS = ["The count found 31 otters along 0.82 of the river in winter.", "The count found 24 badgers in spring."]


@pytest.mark.parametrize(
    ("said", "marked"),
    [
        ("The count found 31 otters.", False),
        ("The count found 24 badgers.", True),  # it is in the passages, but not in the sentence that is cited
        ("The count found 31 otters along 82% of the river.", False),
        ("The count found 31 otters along 0.8 of the river.", False),
    ],
)
def test_a_number_that_stands_elsewhere_is_marked(said: str, marked: bool) -> None:
    cited = Citation("p", 1, [0], TEXTS[0], [])
    draft = Draft(True, said, [AnswerSentence(said, [cited], "supported", 1.0)], "model")
    (sentence,) = check_draft(draft, request("What was counted?", {"p": TEXTS})).sentences
    assert ("stands in nothing that is cited" in sentence.why) == marked
    assert not marked or sentence.support == "weak"
