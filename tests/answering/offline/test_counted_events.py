from __future__ import annotations

import pytest

from lib.answering.offline.answerability import match_papers
from lib.answering.offline.answerer import is_answered
from lib.answering.offline.counted_events import event_stems
from lib.answering.offline.question_analysis import AskedQuestion
from lib.embedding.minilm import bundled_encoder
from lib.text.terms import content_stems
from tests.answering.requests import request

HERD = "Fifteen calves of the herd were between one and ten days old."


@pytest.mark.parametrize(
    ("question", "event"),
    [
        ("How many calves died?", "died"),
        ("How many of the calves died of fever?", "died"),
        ("How many children had allergic reactions to succimer?", "allergic reactions"),
        ("How many calves were examined?", ""),  # as any study does
        ("How many calves took part in the study?", ""),
        ("How many calves are there?", ""),
        ("Which calves died?", ""),
    ],
)
def test_the_event_is_what_a_question_says_of_the_things_it_counts(question: str, event: str) -> None:
    assert event_stems(question) == set(content_stems(event))


@pytest.mark.parametrize(
    ("sentence", "answered"),
    [
        ("They were fed colostrum from a bottle.", False),
        ("Two of them died.", True),
        ("Their deaths were caused by septicaemia.", True),  # by another word
    ],
)
def test_a_paper_counts_nothing_of_what_it_never_says_to_have_happened(sentence: str, answered: bool) -> None:
    asked = AskedQuestion("How many calves died?")
    (match,) = match_papers(asked, request(asked.text, {"p": [HERD, sentence]}), bundled_encoder())
    assert is_answered(asked, match, 1, 0.99) is answered


def test_what_any_study_does_need_not_be_said() -> None:
    asked = AskedQuestion("How many calves were examined?")
    (match,) = match_papers(asked, request(asked.text, {"p": [HERD]}), bundled_encoder())
    assert is_answered(asked, match, 1, 0.99)


def test_without_word_pieces_an_event_is_taken_to_be_said() -> None:
    asked = AskedQuestion("How many calves died?")
    (match,) = match_papers(asked, request(asked.text, {"p": [HERD]}), None)
    assert match.features["unsaid"] == 0.0
