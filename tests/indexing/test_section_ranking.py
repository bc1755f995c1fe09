from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from lib.indexing.candidates import Candidates
from lib.indexing.section_ranking import OTHERS_WEIGHT, SECTION_WEIGHT, with_sections
from lib.records import Sentence
from tests.indexing.sentences import sentence

SECTIONS = [
    "",
    "Abstract",
    "Methods",
    "Evaluation > Set-up",
    "Evaluation > Results",
    "Discussion",
    "Discussion",
    "Related work",
]
FOUND = np.array([0.0, 0.5, 0.5, 2.0, 0.5, 0.5, -1.0, 0.5], np.float32)
QUESTION = "How was the system evaluated?"


def part_of(paper: str, reading: int, first: int, last: int) -> list[Sentence]:
    assert (paper, reading) == ("p", 1)
    return [dataclasses.replace(sentence(i, "Words."), section=SECTIONS[i - 3]) for i in range(first, last + 1)]


def deeper(paper: str, reading: int, first: int, last: int) -> list[Sentence]:
    return [
        dataclasses.replace(one, section=one.section.replace(" > ", " > Study > "))
        for one in part_of(paper, reading, first, last)
    ]


def candidates(readings: list[tuple[str, int]], owner: list[int]) -> Candidates:
    rows, zeros = np.arange(len(SECTIONS)), np.zeros(len(SECTIONS), np.float32)
    return Candidates(readings, np.array(owner), rows + 3, rows + 3, rows, zeros, zeros, zeros[:, None])


def ranked(question: str = QUESTION) -> list[float]:
    return with_sections(question, candidates([("p", 1)], [0] * 8), FOUND, part_of).tolist()


def test_of_equal_passages_the_one_whose_section_speaks_of_it_comes_first() -> None:
    scores = ranked()
    assert scores[4] > scores[2] > scores[5]
    assert scores[4] - FOUND[4] == pytest.approx(SECTION_WEIGHT * 1.25)


def test_every_section_that_a_passage_lies_in_counts() -> None:
    scores = with_sections(QUESTION, candidates([("p", 1)], [0] * 8), FOUND, part_of)
    nested = with_sections(QUESTION, candidates([("p", 1)], [0] * 8), FOUND, deeper)
    assert nested[3] - FOUND[3] == pytest.approx(SECTION_WEIGHT * 1.25 * 2)
    assert nested[5] == scores[5]


def test_passages_alone_below_a_heading_or_without_one_have_nothing_added() -> None:
    assert ranked()[:3] == FOUND[:3].tolist()


@pytest.mark.parametrize(
    ("question", "off"),
    [
        (QUESTION, OTHERS_WEIGHT),
        ("What do earlier systems lack?", 0.0),
        ("How does it differ from systems by others?", 0.0),
        ("How did Smith et al. evaluate the system?", 0.0),
    ],
)
def test_what_others_did_comes_last_unless_it_is_asked_for(question: str, off: float) -> None:
    assert FOUND[7] - ranked(question)[7] == pytest.approx(off)


@pytest.mark.parametrize(
    ("section", "off"),
    [
        ("State-of-the-Art Methods", OTHERS_WEIGHT),
        ("2 State of the art > Methods", OTHERS_WEIGHT),
        ("Related work > Comparison of systems", OTHERS_WEIGHT),
        ("Comparison with previous studies", 0.0),
        ("Comparison with State-of-the-Art Methods", 0.0),
        ("Validation in existing literature", 0.0),
        ("Evaluation against prior work", 0.0),
        ("Discussion > Previous studies", 0.0),
        ("4. Results and Discussion > State of the art", 0.0),
        ("Materials and methods > Cohort > Previous research", 0.0),
    ],
)
def test_others_work_is_none_that_this_paper_is_set_beside_or_tells_of_its_own(section: str, off: float) -> None:
    def last_in(paper: str, reading: int, first: int, last: int) -> list[Sentence]:
        *before, one = part_of(paper, reading, first, last)
        return [*before, dataclasses.replace(one, section=section)]

    scores = with_sections(QUESTION, candidates([("p", 1)], [0] * 8), FOUND, last_in)
    assert FOUND[7] - scores[7] == pytest.approx(off)


def test_where_several_papers_are_asked_sections_count_nothing() -> None:
    several = candidates([("p", 1), ("q", 1)], [0] * 5 + [1] * 3)
    assert with_sections(QUESTION, several, FOUND, part_of).tolist() == FOUND.tolist()
