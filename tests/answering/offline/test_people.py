from __future__ import annotations

import re

import pytest

from lib.answering.offline.numbers_asked_for import PEOPLE
from lib.answering.offline.people import OF_ANIMALS, OF_ANYBODY, OF_SOME, alternation, either_number, plurals
from lib.answering.offline.role_answers import counts_those_asked_for
from lib.answering.offline.roles import role_of
from lib.text.terms import content_stems


def test_words_are_known_in_both_numbers() -> None:
    found = re.compile(alternation(either_number(["woman", "nurse", "sheep", "calf"]))).fullmatch
    assert all(found(one) for one in ("woman", "women", "nurse", "nurses", "sheep", "calf", "calves"))
    assert not any(found(one) for one in ("womans", "sheeps", "calfs"))


@pytest.mark.parametrize("word", plurals([*OF_ANYBODY, *OF_SOME]))
def test_whoever_took_part_is_counted_among_the_people_and_is_no_animal(word: str) -> None:
    question = f"How many {word} took part?"
    assert set(content_stems(word)) <= PEOPLE
    assert counts_those_asked_for(question, f"We enrolled 40 {word}.")
    assert not counts_those_asked_for(question, "Forty rats were used.")
    assert role_of(question) == "sample size"


@pytest.mark.parametrize("word", plurals(OF_ANIMALS))
def test_animals_are_counted_apart_from_people(word: str) -> None:
    assert not counts_those_asked_for(f"How many {word} were used?", "Forty patients took part.")
    assert not set(content_stems(word)) & PEOPLE
