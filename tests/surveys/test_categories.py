"""Every answer gets the category that its own state and support give it."""

from dataclasses import replace

import pytest

from lib.answering.certainty import supported_share
from lib.records import Answer, Category
from lib.records.core import RIVALLED
from lib.records.surveys import CellRow
from lib.surveys.categories import Ground, categorise
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
        (replace(answer("It was trained on images."), certainty="perhaps"), "unclear"),
        (replace(answer("It was trained on images."), certainty="perhaps", settings={RIVALLED: True}), "reported"),
        (replace(answer("It was trained on images."), certainty="sure"), "reported"),
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
    assert supported_share(sentences) == 0.75
    assert supported_share(answer("C.", support="no_claim").sentences) is None


def _cell(answerer: str, judged: Category, by: str = "rule", category: Category | None = None) -> CellRow:
    return CellRow("p1", 0, answerer, "a", category or judged, judged, by, None, None)


def test_it_is_told_by_what_the_categories_were_given_and_what_reported_means_offline() -> None:
    told = Ground.of(
        [
            _cell("extractive", "reported"),
            _cell("claude", "reported"),
            _cell("claude", "not_reported", category="reported"),
            _cell("claude", "unclear", "openai:judge"),
            _cell("claude", "failed"),
        ]
    ).words(lambda model: model.removeprefix("openai:"))
    assert "The category of 3 cells was given by rule: “reported” where at least half" in told
    assert (
        "1 of these is of the offline answerer, which only quotes: of it “reported” means that a sentence was quoted"
        in told
    )
    assert "The category of 1 cell was given by judge from answer and passages." in told
    assert told.endswith("People changed the category of 1 cell.")


def test_of_models_alone_nothing_is_said_of_the_offline_answerer_and_of_no_cell_nothing() -> None:
    assert "offline" not in Ground.of([_cell("claude", "reported")]).words()
    assert Ground.of([_cell("claude", "failed")]).words() == ""
    assert "All of these are of the offline answerer" in Ground.of([_cell("extractive", "reported")]).words()
