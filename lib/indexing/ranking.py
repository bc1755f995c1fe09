"""Re-ranking what the store found: late interaction, similarity and keywords as one score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lib.embedding.embedder import Vectors
from lib.indexing.vector_files import ReadingVectors

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class QuestionVectors:
    """A question as the embedder sees it."""

    text: Vectors
    """Shape (dimensions,)."""
    tokens: Vectors
    """Shape (word pieces, dimensions); none where the embedder has no token vectors."""


def late_interaction(question: Vectors, tokens: Vectors, offsets: npt.NDArray[np.int32]) -> Scores:
    """For each passage the mean over the question's word pieces of the best cosine among its own.

    MaxSim of Khattab and Zaharia 2020.

    `tokens` holds the passages' word pieces below each other, passage i from `offsets[i]` to `offsets[i + 1]`; a passage or a
    question without any scores 0.
    """
    scores = np.zeros(len(offsets) - 1, np.float32)
    filled = np.diff(offsets) > 0
    if len(question) and filled.any():
        cosines = tokens @ question.T
        scores[filled] = np.maximum.reduceat(cosines, offsets[:-1][filled], axis=0).mean(axis=1)
    return scores


def rows_late_interaction(question: Vectors, vectors: ReadingVectors, rows: npt.NDArray[np.intp]) -> Scores:
    """`late_interaction` of the given passages of a reading."""
    counts = np.diff(vectors.offsets)[rows]
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    starts = np.repeat(vectors.offsets[:-1][rows] - offsets[:-1], counts)
    picked = starts + np.arange(offsets[-1], dtype=np.int32)
    tokens = vectors.tokens[picked].astype(np.float32) * vectors.scales[picked, None]
    return late_interaction(question, tokens, offsets)


def standardised(scores: Scores) -> Scores:
    """The scores with mean 0 and standard deviation 1; equal scores are all 0."""
    spread = float(scores.std()) if len(scores) else 0.0
    return (scores - scores.mean()) / spread if spread > 1e-6 else np.zeros_like(scores)
