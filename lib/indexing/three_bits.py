"""Rows of numbers in three bits each, for vectors that are compared and never read back exactly.

Each dimension of a reading's word pieces is near enough normal about 0. A number is kept as the nearest of the eight levels that
lose least of a normal variable (Max 1960, "Quantizing for minimum distortion", table I): an error of 3.5 % of the variance.
Four numbers make twelve bits; a row holds the lower eight of all of these, then the upper four, two to a byte. A byte more keeps
the row's length, which the levels alone would shorten by 2 % on average and by ten in some rows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lib.embedding.embedder import Vectors

Steps = npt.NDArray[np.float32]
"""Shape (dimensions,): what a row's levels are multiplied with."""
_UPPER_LEVELS = np.array([0.2451, 0.7560, 1.344, 2.152])
"""For a variable of spread 1; the lower four are their negatives."""
_STEPS_TO_HIGHEST = 127
LEVELS = np.rint(np.concatenate([-_UPPER_LEVELS[::-1], _UPPER_LEVELS]) * (_STEPS_TO_HIGHEST / _UPPER_LEVELS[-1]))
"""Shape (8,), ascending, in steps: whole numbers that fit an int8."""
_STEP = float(_UPPER_LEVELS[-1]) / _STEPS_TO_HIGHEST
_EDGES = (LEVELS[1:] + LEVELS[:-1]) / 2
LENGTH_UNIT = np.float32(1 / 128)
"""Of `lengths_of`: up to twice the length of the levels, to a third of a percent."""
_BITS = 3
_RUN = 4
"""Numbers whose bits stand together."""
_CODES_OF_RUN = np.arange(1 << (_BITS * _RUN))[:, None] >> (_BITS * np.arange(_RUN)) & (len(LEVELS) - 1)
_LEVELS_OF_RUN = np.ascontiguousarray(LEVELS.astype(np.int8)[_CODES_OF_RUN]).view(np.uint32)[:, 0]
"""Shape (4096,): the levels of four numbers, an int8 each, by their twelve bits: one look-up for four."""


def _runs(dimensions: int) -> int:
    """Return how many runs hold so many numbers: an even number, so that their upper bits fill bytes."""
    return -(-dimensions // (2 * _RUN)) * 2


def packed_width(dimensions: int) -> int:
    """Return the bytes that a row of so many numbers takes."""
    return _runs(dimensions) * 3 // 2


def steps_for(mean_squares: npt.NDArray[np.floating]) -> Steps:
    """Return the steps for rows whose dimensions have these mean squares, shape (dimensions,)."""
    return np.asarray(np.sqrt(mean_squares) * _STEP, np.float32)


def lengths_of(rows: Vectors, data: npt.NDArray[np.uint8], steps: Steps) -> npt.NDArray[np.uint8]:
    """Return for each row its length over that of its packed levels, in `LENGTH_UNIT`, shape (rows,)."""
    kept = np.linalg.norm(levels(data, len(steps)) * steps, axis=1)
    ratio = np.divide(np.linalg.norm(rows, axis=1), kept, out=np.zeros(len(rows)), where=kept > 0)
    return np.asarray(np.rint(np.minimum(ratio / LENGTH_UNIT, np.iinfo(np.uint8).max)), np.uint8)


def packed(rows: Vectors, steps: Steps) -> npt.NDArray[np.uint8]:
    """Return the rows in three bits a number, shape (rows, `packed_width`)."""
    in_steps = np.divide(rows, steps, out=np.zeros(rows.shape, np.float32), where=steps > 0)
    runs = _runs(rows.shape[1])
    codes = np.zeros((len(rows), runs, _RUN), np.uint16)
    codes.reshape(len(rows), runs * _RUN)[:, : rows.shape[1]] = np.searchsorted(_EDGES, in_steps)
    words = np.bitwise_or.reduce(codes << (_BITS * np.arange(_RUN, dtype=np.uint16)), axis=2)
    upper = words >> 8
    half = runs // 2
    return np.concatenate([words & 0xFF, upper[:, :half] | upper[:, half:] << 4], axis=1).astype(np.uint8)


def levels(data: npt.NDArray[np.uint8], dimensions: int) -> npt.NDArray[np.int8]:
    """Return packed rows as whole levels, shape (rows, dimensions): times the steps and
    the row's length they are the numbers, as near as kept.
    """
    half = _runs(dimensions) // 2
    words = data[:, : 2 * half].astype(np.uint16)
    upper = data[:, 2 * half :].astype(np.uint16)
    words[:, :half] |= (upper & 0xF) << 8
    words[:, half:] |= (upper >> 4) << 8
    found = _LEVELS_OF_RUN.take(words).view(np.int8)
    return found.reshape(len(data), 2 * half * _RUN)[:, :dimensions]
