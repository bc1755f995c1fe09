from __future__ import annotations

import pytest

from lib.answering.offline.answerability import match_papers
from lib.answering.offline.answerer import WORDLESS_CHANCE, _certain, is_answered
from lib.answering.offline.counted_events import event_stems
from lib.answering.offline.question_analysis import AskedQuestion
from lib.answering.offline.quoting import choose
from lib.embedding.minilm import bundled_encoder
from lib.records.core import SURE_CHANCE
from lib.text.terms import content_stems
from tests.answering.requests import request

HERD = "The calves of the herd were housed in pens on straw."
COUNTED = "Fifteen calves of the herd were between one and ten days old."


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
        ("How many layers does the encoder have?", ""),  # whose they are is no event
        ("How many layers does the encoder of the model contain?", ""),
        ("How many items does the questionnaire have?", ""),
        ("How many GPUs did they need?", ""),
        ("How many children did not have fever?", "fever"),
    ],
)
def test_the_event_is_what_a_question_says_of_the_things_it_counts(question: str, event: str) -> None:
    assert event_stems(question) == set(content_stems(event))


@pytest.mark.parametrize(
    ("sentence", "answered"),
    [
        ("They were fed 3 litres of colostrum from a bottle.", False),
        ("Two of them died.", True),
        ("The deaths of 2 calves were caused by septicaemia.", True),  # by another word
        (COUNTED, True),  # perhaps
    ],
)
def test_without_a_word_for_what_happened_only_a_number_of_the_counted_things_answers(
    sentence: str, answered: bool
) -> None:
    asked = AskedQuestion("How many calves died?")
    (match,) = match_papers(asked, request(asked.text, {"p": [HERD, sentence]}), bundled_encoder())
    assert is_answered(asked, match, 1, 0.99) is answered


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many patients dropped out?", "Twelve patients were lost to follow-up in the trial of 112 patients."),
        ("How many patients had side effects?", "Adverse events occurred in 14 of 60 patients."),
        ("How many birds hatched?", "Of 60 birds, 34 emerged from the eggs."),
        ("How many birds hatched?", "Of the birds, 34 emerged from the eggs."),
        ("How many rats were killed?", "Ten rats were sacrificed under ether."),
        ("How many calves died?", COUNTED),
    ],
)
def test_a_number_of_the_counted_things_without_a_word_for_what_happened_answers_perhaps(
    question: str, sentence: str
) -> None:
    asked = AskedQuestion(question)
    (match,) = match_papers(asked, request(question, {"p": [sentence]}), bundled_encoder())
    assert match.features["unsaid"] == 1.0
    assert is_answered(asked, match, 1, 0.99)
    assert _certain(asked, match, choose(match.scored, asked.kind), 1, 0.99) == WORDLESS_CHANCE < SURE_CHANCE


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many layers does the encoder have?", "The transformer has 12 layers."),
        ("How many items does the questionnaire have?", "The scale consists of 24 items."),
        ("How many GPUs did they need?", "Training ran on 8 GPUs."),
    ],
)
def test_whose_the_counted_things_are_need_not_be_said(question: str, sentence: str) -> None:
    asked = AskedQuestion(question)
    (match,) = match_papers(asked, request(question, {"p": [sentence]}), bundled_encoder())
    assert match.features["unsaid"] == 0.0
    assert is_answered(asked, match, 1, 0.99)


def test_what_any_study_does_need_not_be_said() -> None:
    asked = AskedQuestion("How many calves were examined?")
    (match,) = match_papers(asked, request(asked.text, {"p": [COUNTED]}), bundled_encoder())
    assert is_answered(asked, match, 1, 0.99)


def test_without_word_pieces_an_event_is_taken_to_be_said() -> None:
    asked = AskedQuestion("How many calves died?")
    (match,) = match_papers(asked, request(asked.text, {"p": [COUNTED]}), None)
    assert match.features["unsaid"] == 0.0
