"""Sketches tell nearly equal texts from others."""

from lib.text.sketch import likeness, sketch_of
from tests.pdfs import unlike_sentences

TEXT = unlike_sentences(80)


def test_a_text_is_like_itself_whatever_its_case_marks_and_line_ends() -> None:
    other = "\n".join(TEXT).upper().replace(".", " ;")
    assert sketch_of(TEXT) == sketch_of([other])
    assert likeness(sketch_of(TEXT), sketch_of([other])) == 1.0


def test_likeness_falls_with_what_two_texts_share() -> None:
    nearly, half = [*TEXT[:78], "Seen by hand."], [*TEXT[:40], *unlike_sentences(40, seed=99)]
    assert likeness(sketch_of(TEXT), sketch_of(nearly)) > 0.9
    assert 0.15 < likeness(sketch_of(TEXT), sketch_of(half)) < 0.6
    assert likeness(sketch_of(TEXT), sketch_of(unlike_sentences(80, seed=5))) < 0.1


def test_a_short_text_has_no_sketch_and_is_like_nothing() -> None:
    assert sketch_of(["Two short words."]) == []
    assert likeness([], []) == 0.0
