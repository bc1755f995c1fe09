"""Scores of passages: those beside good ones gain."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lib.indexing.candidates import Candidates
from lib.indexing.finding import rank
from lib.indexing.ranking import NEIGHBOUR_WEIGHTS, combined, smoothed


def candidates(similarity: list[float], reading: list[int], place: list[int]) -> Candidates:
    """Return candidates that differ by their cosine alone, in readings 0, 1, ... of as many papers."""
    count = len(similarity)
    return Candidates(
        readings=[(f"p{number}", 1) for number in sorted(set(reading))],
        reading=np.array(reading),
        first=np.array(place),
        last=np.array(place),
        place=np.array(place),
        similarity=np.array(similarity, np.float32),
        keywords=np.zeros(count, np.float32),
        best_cosines=np.zeros((count, 0), np.float32),
    )


def test_a_passage_beside_a_good_one_comes_before_its_like() -> None:
    """Of six that are alike, the order is by how near they stand to the best of their own reading."""
    similarity = [0.2, 0.2, 0.2, 0.9, 0.2, 0.2, 0.2]
    scores = rank(candidates(similarity, reading=[0, 0, 0, 0, 0, 1, 1], place=[0, 1, 2, 3, 4, 5, 6]))
    far, two_before, before, best, behind, *others = scores.tolist()
    assert best > before > two_before > far
    assert behind > two_before
    assert max(others) < two_before  # another paper's, though its place is the next


def test_a_neighbour_counts_by_its_place_where_rows_between_are_missing() -> None:
    scores: npt.NDArray[np.float32] = np.array([8, 0, 0, 0], np.float32)
    one, two = NEIGHBOUR_WEIGHTS
    assert (
        smoothed(scores, np.array([0, 0, 0, 0]), np.array([0, 1, 2, 3])).tolist()
        == np.float32([8, 8 * one, 8 * two, 0]).tolist()
    )
    assert (
        smoothed(scores, np.array([0, 0, 0, 0]), np.array([0, 2, 5, 6])).tolist()
        == np.float32([8, 8 * two, 0, 0]).tolist()
    )


def test_a_word_that_every_passage_has_counts_less_than_one_that_few_have() -> None:
    """Two passages match the question alike on the whole: one has its common word whole, the other the rare one."""
    common, rare, missed = [0.9, 0.9, 0.9, 1.0, 0.8], [0.2, 0.2, 0.2, 0.2, 0.4], [0.1] * 5
    nothing: npt.NDArray[np.float32] = np.zeros(5, np.float32)
    scores = combined(np.array([common, rare, missed], np.float32).T, nothing, nothing)
    assert scores[4] > scores[3]
