"""Late interaction: how a text matches a question, word piece by word piece (Khattab and Zaharia 2020, ColBERT)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lib.embedding.embedder import Vectors
from lib.embedding.matrix_product import product

QUESTION_PIECES = 128
"""Word pieces of a question that are compared; a pasted page would take seconds."""
_WEAKEST_PART = 3
"""One in so many of a question's word pieces, those matched worst, tells how little of the question a text leaves out."""


def best_cosines(
    question: Vectors,
    tokens: npt.NDArray[np.generic],
    offsets: npt.NDArray[np.integer],
    scales: npt.NDArray[np.float32] | None = None,
) -> Vectors:
    """Return for each text and each of the question's word pieces the best cosine among the text's: shape (texts, pieces).

    The inner part of MaxSim. `tokens` holds the texts' word pieces below each other, text i from `offsets[i]` to
    `offsets[i + 1]`; a text without any has 0 throughout. `scales`: what each row is multiplied with.
    """
    best = np.zeros((len(offsets) - 1, len(question)), np.float32)
    filled = np.diff(offsets) > 0
    if not len(question) or not filled.any():
        return best
    cosines = product(tokens, np.ascontiguousarray(question.T))
    if scales is not None:
        cosines *= scales[:, None]
    best[filled] = np.maximum.reduceat(cosines, offsets[:-1][filled], axis=0)
    return best


def weakest_third(cosines: Vectors) -> Vectors:
    """Return the mean of the lowest third of each row; 0 for rows without values."""
    if not cosines.shape[-1]:
        return np.zeros(cosines.shape[:-1], np.float32)
    count = max(1, cosines.shape[-1] // _WEAKEST_PART)
    return np.asarray(np.sort(cosines, axis=-1)[..., :count].mean(axis=-1))
