"""Tokens of exact search: words, numbers and signs of any script."""

import pytest

from lib.text.search_tokens import search_tokens


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Naïve CO₂-traps", ["naive", "co2", "traps"]),
        ("1,200 and 1\u2009200 are 1200", ["1200", "and", "1200", "are", "1200"]),
        ("P < .05, 0,05; 0.05.", ["p", "0.05", "0.05", "0.05"]),
        ("found²⁴ on 3 m²", ["found", "24", "on", "3", "m", "2"]),
        ("深層学習 with ResNet50", ["深", "層", "学", "習", "with", "resnet50"]),
        ("Łódź Straße Ørsted", ["lodz", "strasse", "orsted"]),
        ("مُحَمَّد", ["محمد"]),
        ("שָׁלוֹם 12", ["שלום", "12"]),
        ("ﬁtted", ["fitted"]),
        ("() -- \0 \ud800", []),
    ],
)
def test_a_text_is_cut_into_tokens_without_case_and_accents(text, forms):
    assert [token.form for token in search_tokens(text)] == forms


def test_each_token_knows_its_place():
    text = "The ﬁrst 1,200 pôles"
    assert [text[token.start : token.end] for token in search_tokens(text)] == ["The", "ﬁrst", "1,200", "pôles"]


def test_a_word_without_end_is_cut():
    (token,) = search_tokens("a" * 5000)
    assert len(token.form) == 200
    assert token.end == 5000
