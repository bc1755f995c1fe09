from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.text.terms import content_stems, jaccard, names, numbers, stem


@pytest.mark.parametrize(
    "forms",
    [
        ("classify", "classified", "classifies"),
        ("measure", "measured", "measures", "measuring"),
        ("optimizer", "optimizers"),
        ("normalization", "normalisation", "normalized"),
        ("study", "studies"),
        ("note", "notes", "noted"),
    ],
)
def test_forms_of_a_word_meet(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), [("train", "rain"), ("class", "clay"), ("species", "specific")])
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_no_stem_is_a_word_without_meaning() -> None:
    assert "not" not in content_stems("Notes of one who noted a note")


@given(st.text(max_size=60))
def test_stems_are_never_empty(text: str) -> None:
    assert all(content_stems(text))


def test_numbers_lose_their_thousands_separator_and_keep_their_point() -> None:
    assert numbers("30,847 of 0.05 and 16, then 5.") == {"30847", "0.05", "16", "5"}


def test_names_are_what_is_written_like_one() -> None:
    assert names("We used ResNet-50 and max_zoom with Adam on a GPU.") >= {"resnet50", "maxzoom", "adam", "gpu"}


def test_jaccard_of_nothing_is_nothing() -> None:
    assert jaccard([], []) == 0.0
    assert jaccard(["a", "b"], ["b", "c"]) == pytest.approx(1 / 3)
