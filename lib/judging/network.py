"""A small network that reads a claim or a question beside texts: attend, compare, look at neighbours, sum up. Run by numpy.

After the decomposable attention of Parikh et al. 2016 (attend, compare, aggregate), with the comparison read in threes of
neighbouring word pieces (convolutions), so that "higher in A than in B" is not "higher in B than in A". About 0.1 million
numbers for claims and as many for questions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lib.embedding.embedder import Vectors
from lib.embedding.matrix_product import product
from lib.judging.pieces import Ids, Pieces, PieceTable

NETWORK = Path(__file__).with_name("network.npz")
"""Written by `benchmarks/train_judge.py`."""
CLAIMS, QUESTIONS = "claims", "questions"
"""Names in that file: of the network that reads claims, and of the one that reads questions."""
CLAIM_PIECES, TEXT_PIECES = 64, 176
"""Word pieces of a claim and of a text that are read, as in training."""
LEAST_WEIGHT = 0.05
"""What the commonest word piece counts in a mean."""

OUTPUTS = ("supports", "contradicts", "neither", "answers")
"""What the last layer gives: three that exclude one another, of a claim, and one by itself, of a question."""
FAR = -1e4
"""Added to the attention of padding."""

Weights = Mapping[str, Vectors]


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two texts of each pair, padded to the longest."""

    classes: Vectors
    """Shape (pairs, pieces, CLASSES)."""
    rarity: Vectors
    """Shape (pairs, pieces)."""
    mask: Vectors
    """Shape (pairs, pieces): 1 where there is a piece."""
    projected: Vectors
    """Shape (pairs, pieces, width)."""


class Network:
    """Weights that read pairs of texts. Thread-safe."""

    def __init__(self, weights: Weights, table: PieceTable) -> None:
        self._weights = weights
        self._kernels = {name: _kernel(values) for name, values in weights.items() if values.ndim > 1}
        self._table = table

    @classmethod
    def load(cls, name: str, table: PieceTable, path: Path = NETWORK) -> Network:
        """Return the network of that name in `path`: CLAIMS or QUESTIONS."""
        with np.load(path) as stored:
            own = [key for key in stored.files if key.startswith(f"{name}.")]
            return cls({key.removeprefix(f"{name}."): stored[key].astype(np.float32) for key in own}, table)

    def read(self, claim: Pieces, texts: Sequence[Pieces]) -> Vectors:
        """Return the outputs for the claim beside each text, shape (texts, len(OUTPUTS)); none is empty."""
        claim = claim.part(0, CLAIM_PIECES)
        texts = [text.part(0, TEXT_PIECES) for text in texts]
        longest = max(map(len, texts))
        vectors = np.zeros((len(texts), longest, claim.vectors.shape[1]), np.float32)
        ids = np.zeros((len(texts), longest), np.int32)
        mask = np.zeros((len(texts), longest), np.float32)
        for row, text in enumerate(texts):
            vectors[row, : len(text)], ids[row, : len(text)], mask[row, : len(text)] = text.vectors, text.ids, 1
        one = self._side(claim.ids[None], claim.vectors[None], np.ones((1, len(claim)), np.float32))
        many = self._side(ids, vectors, mask)
        hidden = mask[:, None, :]
        cosines = _matmul(claim.vectors[None], vectors.transpose(0, 2, 1))
        exact = (claim.ids[None, :, None] == ids[:, None, :]) * hidden
        weights = self._weights
        scale = np.float32(np.sqrt(one.projected.shape[2]))
        attending = product(one.projected[0], self._kernels["att.weight"])[None]
        asked = _matmul(attending, many.projected.transpose(0, 2, 1)) / scale
        asked = asked + weights["gamma"][0] * cosines + weights["gamma"][1] * exact
        near = cosines + FAR * (1 - hidden)
        to_text = _softmax(asked + FAR * (1 - hidden))
        to_claim = _softmax(asked.transpose(0, 2, 1))
        of_claim = self._compared(one, many, to_text, near.max(axis=2), exact.max(axis=2))
        of_text = self._compared(many, one, to_claim, cosines.max(axis=1) * mask, exact.max(axis=1))
        summed = np.concatenate([np.broadcast_to(of_claim, of_text.shape), of_text], axis=1)
        return self._linear("out", np.maximum(self._linear("hid", summed), 0))

    def _side(self, ids: Ids, vectors: Vectors, mask: Vectors) -> _Side:
        classes, rarity = self._table.classes[ids] * mask[..., None], self._table.rarity[ids] * mask
        seen = np.concatenate([vectors, classes, rarity[..., None]], axis=2)
        return _Side(classes, rarity, mask, np.maximum(self._linear("proj", seen), 0))

    def _compared(self, own: _Side, other: _Side, attention: Vectors, cosines: Vectors, exact: Vectors) -> Vectors:
        """Return one side, each piece compared with what it attends to, summed up: maximum, weighted and plain mean."""
        pairs = len(attention)
        attended, attended_classes = _matmul(attention, other.projected), _matmul(attention, other.classes)
        mine = np.broadcast_to(own.projected, (pairs, *own.projected.shape[1:]))
        classes = np.broadcast_to(own.classes, (pairs, *own.classes.shape[1:]))
        rarity, mask = np.broadcast_to(own.rarity, (pairs, own.rarity.shape[1])), own.mask[..., None]
        numbers = np.stack([cosines, exact, rarity, rarity * (1 - exact)], axis=2)
        seen = [mine, attended, mine * attended, np.abs(mine - attended), classes, attended_classes, numbers]
        compared = np.maximum(self._linear("cmp", np.concatenate(seen, axis=2)), 0) * mask
        read = np.maximum(self._convolved("conv1", compared), 0) * mask
        read += np.maximum(self._convolved("conv2", read), 0) * mask
        share = np.asarray(np.maximum(rarity, LEAST_WEIGHT) * own.mask, np.float32)
        weighted = _matmul(share[:, None, :], read)[:, 0] / share.sum(axis=1, keepdims=True)
        plain = compared.sum(axis=1) / own.mask.sum(axis=1, keepdims=True)
        return np.concatenate([(read + FAR * (1 - mask)).max(axis=1), weighted, plain], axis=1)

    def _linear(self, name: str, values: Vectors) -> Vectors:
        flat = np.ascontiguousarray(values.reshape(-1, values.shape[-1]))
        out = product(flat, self._kernels[f"{name}.weight"]) + self._weights[f"{name}.bias"]
        return np.asarray(out.reshape(*values.shape[:-1], -1))

    def _convolved(self, name: str, values: Vectors) -> Vectors:
        """Return each piece with its neighbours through a kernel of three."""
        pairs, pieces, width = values.shape
        threes = np.zeros((pairs, pieces, 3 * width), np.float32)
        threes[:, 1:, :width] = values[:, :-1]
        threes[:, :, width : 2 * width] = values
        threes[:, :-1, 2 * width :] = values[:, 1:]
        return self._linear(name, threes)


def _kernel(values: Vectors) -> Vectors:
    """Return the weights of a layer as a matrix to multiply with from the right; of a convolution (out, in, 3) neighbours below
    each other.
    """
    turned = values.transpose(2, 1, 0).reshape(-1, len(values)) if values.ndim > 2 else values.T
    return np.ascontiguousarray(turned)


def _matmul(left: Vectors, right: Vectors) -> Vectors:
    """Return the products of two stacks of matrices, the shorter stack repeated; each on one thread, as `product` has it."""
    pairs = max(len(left), len(right))
    both = zip(
        np.broadcast_to(left, (pairs, *left.shape[1:])), np.broadcast_to(right, (pairs, *right.shape[1:])), strict=True
    )
    return np.stack([product(one, np.ascontiguousarray(other)) for one, other in both])


def _softmax(values: Vectors) -> Vectors:
    raised = np.exp(values - values.max(axis=2, keepdims=True))
    return np.asarray(raised / raised.sum(axis=2, keepdims=True))


def stances(outputs: Vectors) -> Vectors:
    """Return the chances that a text supports the claim, contradicts it, or does neither, shape (texts, 3)."""
    shifted = np.exp(outputs[:, :3] - outputs[:, :3].max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
