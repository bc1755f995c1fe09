"""The encoder's definition in plain numpy, to compare the built graph with (Devlin et al. 2019, Reimers and Gurevych 2019)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np


def encode(weights: Mapping[str, np.ndarray], pieces: Sequence[int], layers: int = 6, heads: int = 12) -> np.ndarray:
    """Return the sentence vector of one text's word pieces, special tokens included."""
    w = {name: np.asarray(value, np.float64) for name, value in weights.items()}
    e = "embeddings"
    hidden = w[f"{e}.word_embeddings.weight"][list(pieces)] + w[f"{e}.position_embeddings.weight"][: len(pieces)]
    hidden = _norm(w, f"{e}.LayerNorm", hidden + w[f"{e}.token_type_embeddings.weight"][0])
    for number in range(layers):
        name = f"encoder.layer.{number}"
        hidden = _norm(w, f"{name}.attention.output.LayerNorm", hidden + _attend(w, f"{name}.attention", hidden, heads))
        inner = _gelu(_linear(w, f"{name}.intermediate.dense", hidden))
        hidden = _norm(w, f"{name}.output.LayerNorm", hidden + _linear(w, f"{name}.output.dense", inner))
    mean = hidden.mean(axis=0)
    return mean / np.linalg.norm(mean)


def _attend(w: Mapping[str, np.ndarray], name: str, hidden: np.ndarray, heads: int) -> np.ndarray:
    query, key, value = (_linear(w, f"{name}.self.{part}", hidden) for part in ("query", "key", "value"))
    size = query.shape[1] // heads
    mixed = []
    for head in range(heads):
        here = slice(head * size, (head + 1) * size)
        scores = query[:, here] @ key[:, here].T / math.sqrt(size)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        mixed.append(shares / shares.sum(axis=1, keepdims=True) @ value[:, here])
    return _linear(w, f"{name}.output.dense", np.concatenate(mixed, axis=1))


def _linear(w: Mapping[str, np.ndarray], name: str, value: np.ndarray) -> np.ndarray:
    return value @ w[f"{name}.weight"].T + w[f"{name}.bias"]


def _norm(w: Mapping[str, np.ndarray], name: str, value: np.ndarray) -> np.ndarray:
    centred = value - value.mean(axis=1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-12) * w[f"{name}.weight"] + w[f"{name}.bias"]


def _gelu(value: np.ndarray) -> np.ndarray:
    return value * 0.5 * (1 + np.vectorize(math.erf)(value / math.sqrt(2)))
