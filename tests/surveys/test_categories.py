"""Every answer gets the category that its own state and support give it."""

import pytest

from lib.records import Answer, Category
from lib.surveys.categories import categorise, supported_share
from tests.surveys.answers import answer


@pytest.mark.parametrize(
    ("given", "category"),
    [
        (None, "failed"),
        (answer("It was trained on images."), "reported"),
        (answer("The papers do not say.", found=False, support="no_claim"), "not_reported"),
        (answer("It was trained on images.", stopped="Cut off."), "failed"),
        (answer(), "failed"),
        (answer("", found=False), "failed"),
        (answer("Made up.", support="unsupported"), "unclear"),
        (answer("Perhaps.", support="weak"), "reported"),
        (answer("Here is what I found:", support="no_claim"), "unclear"),
        (answer("", found=False, general="Usually one uses Adam."), "not_reported"),
    ],
)
def test_an_answers_state_and_support_give_its_category(given: Answer | None, category: Category) -> None:
    assert categorise(given) == category


def test_an_empty_answer_is_never_reported_whatever_it_says_of_itself() -> None:
    for text in ("", "   ", "\n"):
        assert categorise(answer(text, found=True)) == "failed"


def test_the_supported_share_counts_a_weak_claim_half_and_leaves_out_what_claims_nothing() -> None:
    one = answer("A.", "B.", "C.")
    sentences = [
        one.sentences[0],
        answer("B.", support="weak").sentences[0],
        answer("C.", support="no_claim").sentences[0],
    ]
    assert supported_share(answer("A. B. C.", sentences=sentences)) == 0.75
    assert supported_share(answer("C.", support="no_claim")) is None
