from __future__ import annotations

import pytest

from lib.answering.questions import bears, kind_of, standalone


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many participants were there?", "number"),
        ("When was the study conducted?", "number"),
        ("What was the sample size of the study?", "number"),
        ("What is the code repository link?", "link"),
        ("How is fluency defined?", "definition"),
        ("What is entropy?", "definition"),
        ("What does NTCP stand for?", "definition"),
        ("Which datasets were used?", "list"),
        ("Name all field sites.", "list"),
        ("How was the network trained?", "other"),
        ("", "other"),
    ],
)
def test_what_a_question_asks_for(question: str, kind: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("kind", "yes", "no"),
    [
        ("number", "There were fifty-two of them.", "There were many of them."),
        ("link", "It is at https://example.org/x.", "It is available on request."),
        ("definition", "Fluency is defined as ease of reading.", "Fluency went up."),
        ("list", "We used A, B, and C.", "We used it."),
    ],
)
def test_a_sentence_bears_what_is_asked_for(kind: str, yes: str, no: str) -> None:
    assert bears(kind, yes)  # type: ignore[arg-type]
    assert not bears(kind, no)  # type: ignore[arg-type]


BEFORE = "Which optimizer was the network trained with?"


@pytest.mark.parametrize(
    "question", ["Why?", "And the learning rate?", "How long did it take to converge?", "What about these epochs?"]
)
def test_a_question_that_leans_back_takes_the_turn_before_along(question: str) -> None:
    assert standalone(question, BEFORE) == f"{BEFORE} {question}"


@pytest.mark.parametrize(
    "question", ["Which species were recorded at night?", "What was the purpose of this study by moonlight?"]
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert standalone(question, BEFORE) == question


def test_without_a_turn_before_there_is_nothing_to_take_along() -> None:
    assert standalone("Why?", None) == "Why?"
