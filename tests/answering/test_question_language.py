from __future__ import annotations

import pytest

from lib.answering.question_language import language_warning, question_language
from lib.records import Paper

ENGLISH = [Paper("a", "a.pdf", language="en"), Paper("b", "b.pdf", language="en")]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wie viele Tiere wurden überfahren?", "de"),
        ("Quelles sont les limites de l'étude?", "fr"),
        ("研究的目的是什么？", "zh"),
        ("How many animals were found?", "en"),
        ("Ocimum tenuiflorum varieties", ""),
        ("recurrence-free survival cisplatin", ""),
        ("limitations", ""),
        ("Was wurde in der Studie an Patienten gemessen?", "de"),
        ("Was ist das Ziel so einer Studie?", "de"),
        ("Wie wurde The Cancer Genome Atlas genutzt?", "de"),
        ("Wat is het doel van de studie in dit artikel?", "nl"),
        ("Who funded it?", "en"),
        ("What did Müller et al. find?", "en"),
    ],
)
def test_the_language_of_a_question_is_told_where_its_words_tell_it(question: str, language: str) -> None:
    assert question_language(question) == language


def test_another_language_than_the_papers_is_said_with_what_helps() -> None:
    said = language_warning("Wie viele Tiere wurden überfahren?", ENGLISH, offline=True)
    assert said is not None
    assert said.startswith("Asked in German, the papers are in English")
    assert "ask in English, or choose a language model" in said
    by_model = language_warning("Wie viele Tiere wurden überfahren?", ENGLISH, offline=False)
    assert by_model is not None
    assert "language model" not in by_model


def test_nothing_is_said_where_the_languages_agree_or_are_not_known() -> None:
    assert language_warning("How many animals were found?", ENGLISH, offline=True) is None
    assert language_warning("Wie viele Tiere wurden überfahren?", [Paper("a", "a.pdf")], offline=True) is None
    mixed = [*ENGLISH, Paper("c", "c.pdf", language="de"), Paper("d", "d.pdf", language="de")]
    assert language_warning("Wie viele Tiere wurden überfahren?", mixed, offline=True) is None
