from __future__ import annotations

import random

from lib.indexing.fusion import fuse


def test_what_both_lists_have_comes_first() -> None:
    assert [point for point, _ in fuse([("a", 0.9), ("b", 0.8)], [("b", 7.0), ("c", 3.0)], 3)] == ["b", "a", "c"]


def test_ties_and_scores_that_differ_by_rounding_fall_alike() -> None:
    points = [f"{i:02}" for i in range(30)]
    expected = fuse([(point, 0.5) for point in points], [], 30)
    for seed in range(20):
        shuffled = random.Random(seed).sample(points, 30)  # noqa: S311
        assert fuse([(point, 0.5 + random.Random(seed).uniform(-8e-6, 8e-6)) for point in shuffled], [], 30) == expected  # noqa: S311


def test_no_more_than_the_limit() -> None:
    assert len(fuse([("a", 1.0), ("b", 0.5)], [("c", 2.0)], 2)) == 2
    assert fuse([], [], 2) == []
