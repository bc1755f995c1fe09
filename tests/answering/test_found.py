from __future__ import annotations

import pytest

from lib.answering.found import BY_MEANING, BY_WORDS, chance_of_answer, logistic, weigh
from tests.answering.requests import request

PAPER = [
    "Kestrels nest in church towers of the old town.",
    "Twelve nest boxes were checked every second week from April to July.",
    "Prey remains were identified by two observers.",
]


def figures(question: str) -> dict[str, float]:
    return weigh(question, request(question, {"p": PAPER}), None).figures


def test_a_question_the_paper_answers_is_likelier_than_one_of_another_field() -> None:
    own = chance_of_answer(figures("How often were the nest boxes checked?"), None)
    other = chance_of_answer(figures("Which optimizer was the language model trained with?"), None)
    assert own >= 0.5 > other


def test_words_that_no_paper_has_count_as_absent() -> None:
    assert figures("Which quasar emits gamma rays?")["absent"] == 1.0
    assert figures("nest boxes")["absent"] == 0.0
    assert 0.0 < figures("nest boxes of quasars")["absent"] < 1.0


@pytest.mark.parametrize("weights", [BY_MEANING, BY_WORDS])
def test_more_evidence_never_makes_an_answer_less_likely(weights: dict[str, float]) -> None:
    nothing = dict.fromkeys([*BY_MEANING, *BY_WORDS], 0.0)
    for name in weights.keys() - {"constant"}:
        more = logistic({**nothing, name: 1.0}, weights)
        assert more < logistic(nothing, weights) if name == "absent" else more > logistic(nothing, weights)


class ForeignEmbedder:
    id = "another-model"


def test_cosines_of_an_embedder_that_was_not_calibrated_are_left_out() -> None:
    flattering = {
        **figures("Which quasar emits gamma rays?"),
        "sentence": 0.9,
        "passage": 0.9,
        "sentence_and_words": 1.0,
    }
    assert chance_of_answer(flattering, ForeignEmbedder()) == chance_of_answer(flattering, None)  # type: ignore[arg-type]
