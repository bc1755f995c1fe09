from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from lib.indexing.candidates import Candidates
from lib.indexing.section_ranking import SECTION_WEIGHT, with_sections
from lib.records import Sentence
from tests.indexing.sentences import sentence

SECTIONS = ["", "Abstract", "Methods", "Evaluation", "Evaluation", "Discussion", "Discussion"]
FOUND = np.array([0.0, 0.5, 0.5, 2.0, 0.5, 0.5, -1.0], np.float32)


def part_of(paper: str, reading: int, first: int, last: int) -> list[Sentence]:
    assert (paper, reading) == ("p", 1)
    return [dataclasses.replace(sentence(i, "Words."), section=SECTIONS[i - 3]) for i in range(first, last + 1)]


def candidates(readings: list[tuple[str, int]], owner: list[int]) -> Candidates:
    rows, zeros = np.arange(len(SECTIONS)), np.zeros(len(SECTIONS), np.float32)
    return Candidates(readings, np.array(owner), rows + 3, rows + 3, rows, zeros, zeros, zeros[:, None])


def test_of_equal_passages_the_one_whose_section_speaks_of_it_comes_first() -> None:
    scores = with_sections(candidates([("p", 1)], [0] * 7), FOUND, part_of)
    assert scores[4] > scores[2] > scores[5]
    assert scores[4] - FOUND[4] == pytest.approx(SECTION_WEIGHT * 1.25)


def test_passages_alone_below_a_heading_or_without_one_keep_their_scores() -> None:
    scores = with_sections(candidates([("p", 1)], [0] * 7), FOUND, part_of)
    assert scores[:3].tolist() == FOUND[:3].tolist()


def test_where_several_papers_are_asked_sections_count_nothing() -> None:
    several = candidates([("p", 1), ("q", 1)], [0] * 5 + [1] * 2)
    assert with_sections(several, FOUND, part_of).tolist() == FOUND.tolist()
