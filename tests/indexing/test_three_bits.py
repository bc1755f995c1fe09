"""Numbers in three bits: what comes back is as near as eight levels allow."""

from __future__ import annotations

import numpy as np
import pytest

from lib.indexing.three_bits import LENGTH_UNIT, LEVELS, lengths_of, levels, packed, packed_width, steps_for


@pytest.mark.parametrize("dimensions", [1, 5, 8, 13, 96])
def test_each_number_comes_back_as_the_nearest_level(dimensions: int) -> None:
    rows = np.random.default_rng(dimensions).normal(size=(50, dimensions)).astype(np.float32)
    steps = steps_for(np.full(dimensions, 0.25))
    kept = packed(rows, steps)
    assert kept.shape == (50, packed_width(dimensions))
    nearest = LEVELS[np.abs(rows[:, :, None] - LEVELS * steps[:, None]).argmin(axis=2)]
    assert np.array_equal(levels(kept, dimensions), nearest)


def test_normal_numbers_lose_what_the_source_says() -> None:
    rows = np.random.default_rng(0).normal(size=(20_000, 8)).astype(np.float32)
    steps = steps_for(np.ones(8))
    lost = np.square(levels(packed(rows, steps), 8) * steps - rows).mean()
    assert lost == pytest.approx(0.03454, rel=0.03)  # Max 1960, table I, N = 8


def test_eight_numbers_take_three_bytes() -> None:
    assert [packed_width(count) for count in (1, 8, 9, 96)] == [3, 3, 6, 36]


def test_no_rows_and_a_dimension_without_spread_are_no_fault() -> None:
    assert levels(packed(np.zeros((0, 1), np.float32), np.zeros(1, np.float32)), 1).shape == (0, 1)
    rows = np.zeros((2, 3), np.float32)
    steps = steps_for(np.zeros(3))
    assert np.array_equal(levels(packed(rows, steps), 3) * steps, rows)


def test_a_rows_length_comes_back() -> None:
    rows = np.random.default_rng(1).normal(size=(200, 16)).astype(np.float32)
    steps = steps_for(np.ones(16))
    kept = packed(rows, steps)
    scales = lengths_of(rows, kept, steps) * LENGTH_UNIT
    again = np.linalg.norm(levels(kept, 16) * steps * scales[:, None], axis=1)
    assert again == pytest.approx(np.linalg.norm(rows, axis=1), rel=0.005)
    assert lengths_of(rows[:1] * 0, kept[:1], steps).tolist() == [0]
