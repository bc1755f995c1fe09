from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.answering.support.claims import cut


def texts(answer: str) -> list[str]:
    return [claim.text for claim in cut(answer)]


def test_sentences_and_list_items_are_cut_apart() -> None:
    answer = "Two things were done. They are:\n1. Images were resized.\n* Noise was removed (e.g. hum).\n\nThat is all."
    assert texts(answer) == [
        "Two things were done.",
        "They are:",
        "1. Images were resized.",
        "* Noise was removed (e.g. hum).",
        "That is all.",
    ]


def test_abbreviations_and_decimals_do_not_cut() -> None:
    answer = "He et al. 2016 used a rate of 0.001, i.e. Adam's default, see Fig. 3 of A. Smith. The end."
    assert len(texts(answer)) == 2


@given(st.text(alphabet="ab .!?\n*1-:\"'“”é的", max_size=80))
def test_every_sentence_is_a_substring_at_its_place_and_no_word_is_lost(answer: str) -> None:
    claims = cut(answer)
    at = 0
    for claim in claims:
        assert answer[claim.start : claim.start + len(claim.text)] == claim.text
        assert claim.start >= at
        assert not any(character.isalnum() for character in answer[at : claim.start])
        at = claim.start + len(claim.text)
    assert not any(character.isalnum() for character in answer[at:])


@pytest.mark.parametrize(
    "text",
    [
        "The provided context does not mention which optimizer was used.",
        "There is no information about the data split in these passages.",
        "Therefore, I cannot answer this question.",
        "I don't know.",
        "It isn't stated whether a GPU, a TPU, or a CPU was used.",
        "Other formats such as audio, video, or CSV are not mentioned.",
        "The steps are:",
        "**Summary:**",
        "Please let me know if you need more.",
    ],
)
def test_what_claims_nothing_is_told(text: str) -> None:
    assert cut(text)[0].empty


@pytest.mark.parametrize(
    "text",
    [
        "The optimizer was Adam.",
        "The layers are not shared between the two branches of the network.",
        "Although dropout is not mentioned, batch normalization was used in every block.",
        "The text describes twelve field sites, but it does not say where they are.",
        "For ResNet-50:",
        "Some common metrics are:",
    ],
)
def test_what_claims_something_is_told(text: str) -> None:
    assert not cut(text)[0].empty


def test_only_the_clause_that_claims_is_weighed() -> None:
    (claim,) = cut("The text describes twelve field sites, but it does not say where they are.")
    assert claim.claimed == "The text describes twelve field sites"
    assert claim.denies


@pytest.mark.parametrize(
    ("text", "empty"), [("1.", True), ("b)", True), ("Was it dark?", True), ("82", False), ("12.5", False)]
)
def test_a_bare_mark_and_a_question_claim_nothing_and_a_number_does(text: str, empty: bool) -> None:
    assert [claim.empty for claim in cut(text)] == [empty]
