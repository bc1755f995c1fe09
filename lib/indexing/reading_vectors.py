"""The vectors of one reading: of its passages and of their word pieces, as they are kept beside the store.

Passage vectors are int8 with one scale each, word pieces three bits a number: 37 bytes where int8 took 100,
and as much of the evidence is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lib.embedding.embedder import SPECIAL_TOKENS, Embedder, TokenEmbeddings, Vectors
from lib.indexing.passages import GROUP_NAMES, Cut, sentences_of_cut
from lib.indexing.three_bits import LENGTH_UNIT, Steps, lengths_of, levels, packed, steps_for
from lib.records import Sentence
from lib.text.reference_marks import searchable

INT8_MAX = 127


@dataclass(frozen=True, slots=True)
class ReadingVectors:
    """The passages of one reading by first sentence, `n` of them with `t` word pieces in all."""

    firsts: npt.NDArray[np.int32]
    """Shape (n,): id of each passage's first sentence, ascending."""
    lasts: npt.NDArray[np.int32]
    """Shape (n,)."""
    groups: npt.NDArray[np.uint8]
    """Shape (n,): index in GROUP_NAMES."""
    passages: npt.NDArray[np.int8]
    """Shape (n, dimensions)."""
    scales: npt.NDArray[np.float32]
    """Shape (n,): what each row of `passages` is multiplied with; the product is L2-normalised, but for rounding."""
    offsets: npt.NDArray[np.int32]
    """Shape (n + 1,): where each passage's word pieces begin; all 0 where the embedder has none."""
    tokens: npt.NDArray[np.uint8]
    """Shape (t, `packed_width` of token_dimensions)."""
    lengths: npt.NDArray[np.uint8]
    """Shape (t,): of each word piece, as `lengths_of` has it."""
    steps: Steps
    """Shape (token_dimensions,)."""

    def __len__(self) -> int:
        return len(self.firsts)

    def rows(self, firsts: Sequence[int]) -> npt.NDArray[np.intp]:
        """Return the rows of the passages that begin with these sentences, -1 where none does."""
        rows = np.searchsorted(self.firsts, firsts)
        rows[rows == len(self)] = 0
        there = self.firsts[rows] == firsts if len(self) else np.zeros(len(rows), bool)
        return np.where(there, rows, -1)

    def token_levels(self, pieces: slice) -> npt.NDArray[np.int8]:
        """Return these word pieces in `steps` and in their own `token_scales`, shape (pieces, token_dimensions)."""
        return levels(self.tokens[pieces], len(self.steps))

    def token_scales(self, pieces: slice) -> npt.NDArray[np.float32]:
        """Return what each row of `token_levels` is multiplied with, shape (pieces,)."""
        return np.asarray(self.lengths[pieces] * LENGTH_UNIT)

    def token_rows(self, pieces: slice) -> Vectors:
        """Return these word pieces, shape (pieces, token_dimensions), as near as they were kept."""
        return np.asarray(self.token_levels(pieces) * self.steps * self.token_scales(pieces)[:, None])


def quantised(rows: Vectors) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Return the rows as int8, and the scale of each."""
    scales = np.abs(rows).max(axis=1, initial=0).astype(np.float32) / INT8_MAX
    whole = np.divide(rows, scales[:, None], out=np.zeros_like(rows), where=scales[:, None] > 0)
    return np.rint(whole).astype(np.int8), scales


@dataclass(frozen=True, slots=True)
class QuantisedBatch:
    """The vectors of some of a reading's passages, packed: a book's as floats would be a gigabyte."""

    passages: npt.NDArray[np.int8]
    scales: npt.NDArray[np.float32]
    """Shape (passages,): what each is multiplied with."""
    counts: list[int]
    """Word pieces of each passage."""
    tokens: npt.NDArray[np.int8]
    token_scales: npt.NDArray[np.float32]

    @classmethod
    def of(cls, embeddings: TokenEmbeddings) -> QuantisedBatch:
        """Return the batch of what the embedder gave."""
        return cls(
            *quantised(embeddings.texts),
            [len(part) for part in embeddings.tokens],
            *quantised(np.concatenate(embeddings.tokens)),
        )

    def token_rows(self) -> Vectors:
        """Return the word pieces, shape (pieces, token_dimensions)."""
        return np.asarray(self.tokens * self.token_scales[:, None])


def reading_vectors(cuts: Sequence[Cut], batches: Sequence[QuantisedBatch]) -> ReadingVectors:
    """Return the vectors of a reading's passages, which the batches hold in the same order."""
    counts = [count for batch in batches for count in batch.counts]
    tokens, lengths, steps = packed_tokens(batches)
    return ReadingVectors(
        firsts=np.array([cut.first for cut in cuts], np.int32),
        lasts=np.array([cut.last for cut in cuts], np.int32),
        groups=np.array([GROUP_NAMES.index(cut.group) for cut in cuts], np.uint8),
        passages=np.concatenate([batch.passages for batch in batches]),
        scales=np.concatenate([batch.scales for batch in batches]),
        offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        tokens=tokens,
        lengths=lengths,
        steps=steps,
    )


def packed_tokens(batches: Sequence[QuantisedBatch]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], Steps]:
    """Return `tokens`, `lengths` and `steps` of the word pieces of all batches below each other."""
    sums = np.sum([np.square(batch.token_rows()).sum(axis=0, dtype=np.float64) for batch in batches], axis=0)
    steps = steps_for(sums / max(1, sum(len(batch.tokens) for batch in batches)))
    tokens, lengths = [], []
    for batch in batches:
        rows = batch.token_rows()
        tokens.append(packed(rows, steps))
        lengths.append(lengths_of(rows, tokens[-1], steps))
    return np.concatenate(tokens), np.concatenate(lengths), steps


def sentence_tokens(
    wanted: Sequence[int], sentences: Sequence[Sentence], vectors: ReadingVectors, embedder: Embedder
) -> dict[int, Vectors]:
    """Return by id the word pieces of those wanted sentences that stand in a passage, shape (pieces, token_dimensions).

    Nothing is embedded again: they are cut out of the passage's, which was embedded as a whole, so they know their
    neighbours. A passage that no longer cuts as it was embedded, or has no word pieces, is left out.
    """
    found: dict[int, Vectors] = {}
    left = set(wanted)
    for row in range(len(vectors)) if left else ():
        first, last = int(vectors.firsts[row]), int(vectors.lasts[row])
        if not left.isdisjoint(range(first, last + 1)):
            part = sentences_of_cut(sentences, first, last)
            ends = np.cumsum(
                [count - SPECIAL_TOKENS for count in embedder.count_tokens([searchable(one.text) for one in part])]
            )
            span = slice(int(vectors.offsets[row]), int(vectors.offsets[row + 1]))
            if len(ends) and ends[-1] == span.stop - span.start:
                pieces = np.split(vectors.token_rows(span), ends[:-1])
                found |= {one.id: rows for one, rows in zip(part, pieces, strict=True)}
    return {i: found[i] for i in wanted if i in found}
