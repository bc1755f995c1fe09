"""What is typed to find words, and where it stands in a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.text.word_query import parse_words

TEXT = "Models were trained on 1,200 pictures of Apis mellifera (R² = 0.05), with co-training of naïve bees."


def found(words, text=TEXT, language="en"):
    return [text[start:end] for start, end in parse_words(words, [language]).spans(text, language)]


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("training", ["trained", "training"]),
        ('"training"', ["training"]),
        ("“trained on”", ["trained on"]),
        ('"trained on', ["trained on"]),
        ("apis MELLIFERA", ["Apis", "mellifera"]),
        ("1200", ["1,200"]),
        (".05", ["0.05"]),
        ("R2", ["R²"]),
        ("pict*", ["pictures"]),
        ("co-trained", ["co-training"]),
        ("naive", ["naïve"]),
        ("quantum", []),
        ('"', []),
        ("*", []),
        ('trained "', ["trained", "training"]),
        ("AND OR NOT ( ) : ^ NEAR(", []),
    ],
)
def test_words_phrases_and_numbers_are_found_where_they_stand(words, places):
    assert found(words) == places


def test_forms_are_those_of_the_language_of_the_paper():
    assert found("modele", "Les modèles économiques", "fr") == ["modèles"]
    assert found("Haus", "Zwei Häuser, des Hauses", "de") == ["Häuser", "Hauses"]


def test_signs_without_spaces_are_found_beside_one_another():
    assert found("学習", "深層学習と学の習", "ja") == ["学習"]


@given(st.text())
def test_nothing_that_is_typed_is_an_error(words):
    for start, end in parse_words(words, ["en", "ar"]).spans(TEXT, "en"):
        assert 0 <= start < end <= len(TEXT)
