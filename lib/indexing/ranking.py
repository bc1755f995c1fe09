"""Ranking candidates: late interaction, similarity and keywords as one score, smoothed over neighbours.

The weights are round numbers chosen by hand among a few dozen tried, with all development papers in sight, so figures on those
flatter them a little. A ridge regression over two dozen features, trained on half of the papers and asked question types it had
not seen, found no more, and was left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lib.embedding.embedder import Vectors
from lib.embedding.late_interaction import weakest_third

Scores = npt.NDArray[np.float32]

LATE_WEIGHT, WEAKEST_WEIGHT, SIMILARITY_WEIGHT, KEYWORDS_WEIGHT = 1.0, 0.5, 0.5, 0.5
PEAK_WEIGHT = 0.5
"""Of the square of late interaction above its mean: one passage that stands out outweighs a row of fair ones."""
COMMON_SHARE = 0.3
"""What a word piece of the question counts that every passage matches whole, beside one that they match least: it tells nothing
of which passage is meant. Coverage on one half of the development papers 0.580 to 0.588 (broad questions), 0.857 to 0.860
(trials), on the other 0.609 and 0.609, 0.873 and 0.915; factual questions stay the same."""
NEIGHBOUR_WEIGHTS = (0.3, 0.15)
"""Of the passages one and two places away: evidence comes in clusters. Chosen on one half of the development papers (coverage of
broad questions 0.560; 0.553 with 0.4 and 0.2); on the other half it is 0.611 (0.591)."""

_LEAST_SPREAD = 1e-6
"""A smaller standard deviation is rounding: the scores are equal."""


@dataclass(frozen=True, slots=True)
class QuestionVectors:
    """A question as the embedder sees it."""

    text: Vectors
    """Shape (dimensions,)."""
    tokens: Vectors
    """Shape (word pieces, token_dimensions); none where the embedder has no token vectors."""


def combined(best_cosines: Scores, similarity: Scores, keywords: Scores) -> Scores:
    """Return one score a passage, the higher the better: the sum of its standardised signals.

    `best_cosines` is late interaction: shape (passages, the question's word pieces). Its mean, by how much each piece tells one
    passage from another, says how much of the question a passage speaks of, the mean of its weakest third how little is missing.
    """
    scores = SIMILARITY_WEIGHT * standardised(similarity) + KEYWORDS_WEIGHT * standardised(keywords)
    if not best_cosines.size:
        return scores
    late = standardised(best_cosines @ piece_weights(best_cosines))
    weakest = standardised(weakest_third(best_cosines))
    out: Scores = scores + LATE_WEIGHT * late + PEAK_WEIGHT * np.maximum(late, 0) ** 2 + WEAKEST_WEIGHT * weakest
    return out


def piece_weights(best_cosines: Scores) -> Scores:
    """Return what each word piece of the question counts, 1 in all: the less, the better the passages match it on average."""
    missing = 1 - best_cosines.mean(axis=0)
    weights = COMMON_SHARE + (1 - COMMON_SHARE) * missing / max(float(missing.max()), _LEAST_SPREAD)
    return np.asarray(weights / weights.sum(), np.float32)


def smoothed(scores: Scores, reading: npt.NDArray[np.integer], place: npt.NDArray[np.integer]) -> Scores:
    """Return the scores with a share of those up to two places away in the same reading; rows are sorted by reading and place."""
    out = scores.copy()
    for lag, weight in enumerate(NEIGHBOUR_WEIGHTS, start=1):
        for apart in range(1, lag + 1):  # rows between may be missing
            if len(scores) > apart:
                beside = (place[apart:] - place[:-apart] == lag) & (reading[apart:] == reading[:-apart])
                out[apart:] += weight * np.where(beside, scores[:-apart], 0)
                out[:-apart] += weight * np.where(beside, scores[apart:], 0)
    return out


def standardised(scores: Scores) -> Scores:
    """Return the scores with mean 0 and standard deviation 1; equal scores are all 0."""
    spread = float(scores.std()) if len(scores) else 0.0
    return (scores - scores.mean()) / spread if spread > _LEAST_SPREAD else np.zeros_like(scores)
