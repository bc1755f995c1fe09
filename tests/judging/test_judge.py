from __future__ import annotations

import pytest

from lib.embedding.minilm import bundled_encoder
from lib.judging.judge import Judge, bundled_judge
from lib.judging.pieces import NEGATION, NUMBER_CLASS, UP, bundled_table, numbers_of, plain_number

QUESTION = "How many sparrows were ringed?"
ANSWER = "We ringed 412 house sparrows in two winters."
OTHERS = ["The museum was founded by a merchant.", "Traffic noise was measured at night.", ANSWER]


@pytest.fixture(scope="module")
def judge() -> Judge:
    return bundled_judge()


def test_the_sentence_that_answers_comes_first(judge: Judge) -> None:
    scores = judge.relevance(QUESTION, OTHERS)
    assert max(scores) == scores[2]


def test_stored_vectors_are_judged_like_encoded_ones(judge: Judge) -> None:
    (vectors,) = bundled_encoder().embed_tokens([ANSWER]).tokens
    stored = judge.relevance(QUESTION, [ANSWER], [vectors])
    encoded = judge.relevance(QUESTION, [ANSWER])
    assert stored == pytest.approx(encoded, abs=0.02)


@pytest.mark.parametrize("question", ["", "   ", "​", "?" * 5000])
def test_a_question_without_words_gets_a_score_for_each_sentence(judge: Judge, question: str) -> None:
    assert len(judge.relevance(question, [ANSWER, ""])) == 2
    assert len(judge.relevance(question, [])) == 0


def test_word_pieces_are_classed_by_themselves() -> None:
    table = bundled_table()
    pieces = {word: number for number, word in enumerate(table.words)}
    assert table.classes[pieces["not"], NEGATION] == 1
    assert table.classes[pieces["higher"], UP] == 1
    assert table.classes[pieces["412"], NUMBER_CLASS] == 1
    assert table.classes[pieces["bird"]].sum() == 0


def test_numbers_are_put_together_from_their_pieces() -> None:
    (ids,) = bundled_encoder().piece_ids(["It rose from 12.50 to 1,048,577 in 3 of 20. Then 7 fell."])
    assert [number for number, _, _ in numbers_of(ids, bundled_table())] == ["12.5", "1048577", "3", "20", "7"]


@pytest.mark.parametrize(("written", "plain"), [("1,024", "1024"), ("0.50", "0.5"), ("100", "100"), ("2,5", "2.5")])
def test_a_number_is_compared_without_what_it_may_lack(written: str, plain: str) -> None:
    assert plain_number(written) == plain
