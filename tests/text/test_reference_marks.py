"""Raised and lowered letters, and marks that point to a bibliography."""

from __future__ import annotations

import pytest

from lib.text.reference_marks import (
    possible_mark_places,
    searchable,
    without_possible_marks,
    without_reference_marks,
)
from lib.text.super_subscripts import lowered, raised


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("40", "⁴⁰"),
        ("40,41", "⁴⁰,⁴¹"),
        ("−3", "⁻³"),
        ("2+", "²⁺"),
        ("a", "ᵃ"),
        ("∘", "°"),
        ("*", "*"),
        ("C2", "^C2"),
        ("index", "^index"),
    ],
)
def test_raised_letters_have_unicodes_signs_or_a_caret(text: str, sign: str) -> None:
    assert raised(text) == sign


@pytest.mark.parametrize(("text", "sign"), [("2", "₂"), ("max", "ₘₐₓ"), ("b", "_b"), ("0−2", "₀₋₂")])
def test_lowered_letters_have_unicodes_signs_or_a_low_line(text: str, sign: str) -> None:
    assert lowered(text) == sign


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("CNNs⁴⁰ are used.", "CNNs are used."),
        ("the dataset⁸⁵.", "the dataset."),
        ("was seen.¹²,¹³", "was seen."),
        ("words,³–⁵ and", "words, and"),
        ("of²⁰ them", "of them"),
        ("as shown [12, 13].", "as shown."),
        ("as shown [3–5] there", "as shown there"),
        ("as shown [3], [4] and [7].", "as shown."),
        ("It ended. [3] Then it began.", "It ended. Then it began."),
        ("the rats (all of them alive)² were", "the rats (all of them alive) were"),
        ("40 patients [3, 4] were", "40 patients were"),
    ],
)
def test_reference_marks_are_left_out(text: str, plain: str) -> None:
    assert without_reference_marks(text) == plain
    assert without_possible_marks(text) == plain
    places = possible_mark_places(text)
    assert "".join(c for n, c in enumerate(text) if n not in places) == plain


@pytest.mark.parametrize(
    "text",
    [
        "10⁻³ m² and 5 cm³",
        "R² = 0.9",
        "the χ² test",
        "CO₂ and Ca²⁺",
        "the ¹⁴C isotope",
        "2×10⁵ cells",
        "in [0, 1]",
        "min⁻¹",
        "19th",
        "eta² = 0.06, Chi² = 12.3 and partial omega² was high",
        "the residual² = 4",
        "the sum of (y − x)²",
        "an area of 5 hm², 9 px² or 2 inch² under 3 kPa²",
        "The median age was 65 [58–72] years.",
        "age 65.5 years [58–72]",
        "score 4 [2, 6]",
        "Values in [1, 5]",
        "the range [1, 5]",
        "As in [3] and [4], it holds.",
        "see Eq. [3]",
        "[3] shows that it holds.",
    ],
)
def test_powers_charges_intervals_and_what_a_sentence_needs_are_no_reference_marks(text: str) -> None:
    assert without_reference_marks(text) == text


def test_what_is_searched_has_plain_signs_and_no_raised_marks() -> None:
    assert searchable("CO₂ in the dataset⁸⁵ at 10⁻³ [3]") == "CO2 in the dataset at 10-3 [3]"


def test_a_short_word_keeps_a_square_in_a_quote_but_not_where_words_are_compared() -> None:
    assert without_reference_marks("the rats² were") == "the rats² were"
    assert searchable("the rats² were at 5 km²") == "the rats were at 5 km2"
