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
LOWEST_SHARE = 0.25
"""Of a claim's word pieces by weight, those matched worst: one that is nowhere may be the one that matters."""
WINDOW_SENTENCES = 3
"""Neighbours at most that one claim is taken to rest on."""
LONGER_WINDOW = 0.01
"""What a further sentence must add to a window's mean cosine."""
TELLING_SENTENCES = 4
"""Read by the network at most, beside one claim."""
BY_ITSELF = 0.3
"""What a sentence's own match counts beside what it adds to those chosen before it."""
ALIGNMENT_FEATURES = (
    "mean", "lowest", "sentence", "sentence_lowest", "window", "exact", "exact_window", "back", "cosine",
)  # fmt: skip


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
    whole: Vectors
    """Shape (sentences,): cosine of the claim and the sentence, each the mean of its pieces by rarity."""


def aligned(claim: Pieces, sentences: Sequence[Pieces], table: PieceTable) -> Alignment:
    """Return the claim laid over each sentence; neither is empty."""
    weights = weights_of(claim, table)
    together = joined(sentences)
    starts = np.concatenate([[0], np.cumsum([len(one) for one in sentences])])[:-1]
    cosines = product(together.vectors, np.ascontiguousarray(claim.vectors.T))
    same = together.ids[:, None] == claim.ids[None, :]
    theirs = weights_of(together, table)
    totals = np.add.reduceat(theirs, starts)
    means = np.add.reduceat(together.vectors * theirs[:, None], starts, axis=0)
    own = claim.vectors.T @ weights
    lengths = np.linalg.norm(means, axis=1) * np.linalg.norm(own)
    return Alignment(
        weights,
        np.maximum.reduceat(cosines, starts, axis=0),
        np.maximum.reduceat(same, starts, axis=0).astype(np.float32),
        (np.add.reduceat(cosines.max(axis=1) * theirs, starts) / totals).astype(np.float32),
        np.divide(means @ own, lengths, out=np.zeros_like(lengths), where=lengths > 0),
    )


def weights_of(pieces: Pieces, table: PieceTable) -> Vectors:
    """Return how much each word piece counts: its rarity."""
    return np.asarray(np.maximum(table.rarity[pieces.ids], LEAST_RARITY))


def weighted_mean(values: Vectors, weights: Vectors) -> Vectors:
    """Return the mean along the last axis, each column counting by its weight."""
    return np.asarray((values * weights).sum(axis=-1) / weights.sum())


def lowest_mean(values: Vectors, weights: Vectors) -> float:
    """Return the weighted mean of the lowest values, `LOWEST_SHARE` of them by weight, at least one."""
    order = np.argsort(values)
    sums = np.cumsum(weights[order])
    count = max(1, int(np.searchsorted(sums, LOWEST_SHARE * sums[-1])) + 1)
    lowest = order[:count]
    return float(weighted_mean(values[lowest], weights[lowest]))


def best_window(laid: Alignment, owners: Sequence[int]) -> tuple[int, int]:
    """Return the run of up to three neighbouring sentences of one text that has most of the claim: first and end."""
    best, found = -np.inf, (0, 1)
    for first in range(len(owners)):
        cosines = laid.cosines[first]
        for end in range(first + 1, min(first + WINDOW_SENTENCES, len(owners)) + 1):
            if owners[end - 1] != owners[first]:
                break
            cosines = np.maximum(cosines, laid.cosines[end - 1])
            value = float(weighted_mean(cosines, laid.weights)) - LONGER_WINDOW * (end - first)
            if value > best:
                best, found = value, (first, end)
    return found


def telling(laid: Alignment) -> list[int]:
    """Return the few sentences that together have most of the claim, ascending: one after the other, what adds most."""
    by_sentence = weighted_mean(laid.cosines, laid.weights)
    chosen: list[int] = []
    covered = np.zeros_like(laid.weights)
    for _ in range(min(TELLING_SENTENCES, len(by_sentence))):
        gain = weighted_mean(np.maximum(covered, laid.cosines), laid.weights) + BY_ITSELF * by_sentence
        gain[chosen] = -np.inf
        best = int(gain.argmax())
        chosen.append(best)
        covered = np.maximum(covered, laid.cosines[best])
    return sorted(chosen)


def nearest_sentence(laid: Alignment) -> int:
    """Return the sentence that has most of the claim, and of which the claim has most."""
    return int((weighted_mean(laid.cosines, laid.weights) + BY_ITSELF * laid.back).argmax())


def alignment_features(laid: Alignment, window: tuple[int, int]) -> dict[str, float]:
    """Return by name, as `ALIGNMENT_FEATURES` lists them, how much of the claim the sentences have, each about 0-1.

    `mean`, `lowest`: of each word piece's best cosine in all sentences, over all pieces and over those matched worst;
    `sentence`, `sentence_lowest`: the same in the best sentence; `window`: the mean in the best window; `exact`,
    `exact_window`: share of the very pieces in all and in the window; `back`: how much of the best sentence the claim has;
    `cosine`: of the claim and the sentence nearest as a whole.
    """
    weights = laid.weights
    by_sentence = weighted_mean(laid.cosines, weights)
    best = int(by_sentence.argmax())
    everything = laid.cosines.max(axis=0)
    inside = slice(*window)
    return {
        "mean": float(weighted_mean(everything, weights)),
        "lowest": lowest_mean(everything, weights),
        "sentence": float(by_sentence[best]),
        "sentence_lowest": lowest_mean(laid.cosines[best], weights),
        "window": float(weighted_mean(laid.cosines[inside].max(axis=0), weights)),
        "exact": float(weighted_mean(laid.exact.max(axis=0), weights)),
        "exact_window": float(weighted_mean(laid.exact[inside].max(axis=0), weights)),
        "back": float(laid.back[best]),
        "cosine": float(laid.whole.max()),
    }
