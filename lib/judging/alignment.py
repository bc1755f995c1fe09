"""How much of a claim or question stands in sentences, word piece by word piece, the rarer ones counting more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.embedding.embedder import Vectors
from lib.embedding.matrix_product import product
from lib.judging.pieces import Pieces, PieceTable, joined

LEAST_RARITY = 0.05
"""What the commonest word piece weighs, so that a claim of common words alone has a mean, too."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """A claim laid over sentences."""

    weights: Vectors
    """Shape (claim's pieces,): how much each counts."""
    cosines: Vectors
    """Shape (sentences, claim's pieces): the best cosine among the sentence's pieces."""
    exact: Vectors
    """Shape (sentences, claim's pieces): 1 where the sentence has the very piece."""
    back: Vectors
    """Shape (sentences,): mean over the sentence's pieces of the best cosine in the claim, by rarity."""


def aligned(claim: Pieces, sentences: Sequence[Pieces], table: PieceTable) -> Alignment:
    """Return the claim laid over each sentence; neither is empty."""
    weights = np.maximum(table.rarity[claim.ids], LEAST_RARITY)
    together = joined(sentences)
    offsets = np.concatenate([[0], np.cumsum([len(one) for one in sentences])])[:-1]
    cosines = product(together.vectors, np.ascontiguousarray(claim.vectors.T))
    same = together.ids[:, None] == claim.ids[None, :]
    text_weights = np.maximum(table.rarity[together.ids], LEAST_RARITY)
    best = cosines.max(axis=1) * text_weights
    return Alignment(
        weights,
        np.maximum.reduceat(cosines, offsets, axis=0),
        np.maximum.reduceat(same, offsets, axis=0).astype(np.float32),
        (np.add.reduceat(best, offsets) / np.add.reduceat(text_weights, offsets)).astype(np.float32),
    )


def weighted_mean(values: Vectors, weights: Vectors) -> Vectors:
    """Return the mean along the last axis, each column counting by its weight."""
    return np.asarray((values * weights).sum(axis=-1) / weights.sum())
