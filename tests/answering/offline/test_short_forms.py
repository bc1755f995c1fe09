from __future__ import annotations

import pytest

from lib.answering.offline.answerer import ExtractiveAnswerer
from lib.answering.offline.short_forms import as_asked, forms_asked, long_form, short_forms, with_other_forms
from tests.answering.requests import request, sentence

PAPER = [
    sentence(0, "We measured body mass index (BMI) and waist."),
    sentence(1, "The mean BMI was 23.4 kg/m2 at the start."),
    sentence(2, "It rained (as usual) on Monday."),
    sentence(3, "Loop-mediated amplification (LMA, see above) is quick."),
]


@pytest.mark.parametrize(
    ("short", "before", "words"),
    [
        ("BMI", "height and body mass index", "body mass index"),
        ("LAMP", "by Loop-mediated isothermal amplification", "Loop-mediated isothermal amplification"),
        ("EA", "the efficacy of electroacupuncture", "electroacupuncture"),
        ("XYZ", "three kinds of trees", ""),
        ("AB", "x" * 90 + " b", ""),
    ],
)
def test_the_words_of_a_short_form_are_the_fewest_with_its_letters(short: str, before: str, words: str) -> None:
    assert long_form(short, before) == words


def test_a_paper_explains_short_forms_in_brackets() -> None:
    assert {one.short: one.words for one in short_forms(PAPER)} == {
        "BMI": "body mass index",
        "LMA": "Loop-mediated amplification",
    }


def test_a_question_with_one_form_is_searched_and_matched_with_the_other() -> None:
    question = "What was the mean body mass index?"
    forms = forms_asked(question, [PAPER])
    assert [one.short for one in forms] == ["BMI"]
    assert with_other_forms(question, forms) == f"{question} BMI"
    assert as_asked(PAPER[1].text, question, forms) == "The mean body mass index was 23.4 kg/m2 at the start."
    assert as_asked(PAPER[0].text, question, forms) == PAPER[0].text
    assert as_asked("A low body mass index is rare.", "Which BMI is rare?", forms) == "A low BMI is rare."
    assert not forms_asked("What was the body mass index (BMI)?", [PAPER])
    assert not forms_asked("Was it raining?", [PAPER])


@pytest.mark.parametrize("asked", ["BMI", "body mass index"])
def test_either_form_finds_the_sentence_that_has_the_other(asked: str) -> None:
    other = "body mass index" if asked == "BMI" else "BMI"
    paper = [
        sentence(0, "Weight and height gave the body mass index (BMI) of everyone."),
        sentence(1, "The mean weight at the start was 61 kg."),
        sentence(2, f"The mean {other} at the start was 23.4 kg/m2."),
    ]
    draft = ExtractiveAnswerer().answer(
        request(f"What was the mean {asked} at the start?", {"p": paper}), lambda _: True
    )
    assert draft.sentences[0].text == paper[2].text
