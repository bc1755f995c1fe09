"""The vectors of one reading: of its passages and of their word pieces, as they are kept beside the store.

Passage vectors are float16; word pieces are int8 with one scale each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lib.embedding.embedder import SPECIAL_TOKENS, Embedder, TokenEmbeddings, Vectors
from lib.indexing.passages import GROUP_NAMES, Cut, sentences_of_cut
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
    passages: npt.NDArray[np.float16]
    """Shape (n, dimensions), L2-normalised."""
    offsets: npt.NDArray[np.int32]
    """Shape (n + 1,): where each passage's word pieces begin; all 0 where the embedder has none."""
    tokens: npt.NDArray[np.int8]
    """Shape (t, token_dimensions)."""
    scales: npt.NDArray[np.float32]
    """Shape (t,): what each row of `tokens` is multiplied with."""

    def __len__(self) -> int:
        return len(self.firsts)

    def rows(self, firsts: Sequence[int]) -> npt.NDArray[np.intp]:
        """Return the rows of the passages that begin with these sentences, -1 where none does."""
        rows = np.searchsorted(self.firsts, firsts)
        rows[rows == len(self)] = 0
        there = self.firsts[rows] == firsts if len(self) else np.zeros(len(rows), bool)
        return np.where(there, rows, -1)


def quantised(tokens: Sequence[Vectors]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Return all rows below each other as int8, and the scale of each row."""
    rows = np.concatenate(tokens)
    scales = np.abs(rows).max(axis=1, initial=0).astype(np.float32) / INT8_MAX
    whole = np.divide(rows, scales[:, None], out=np.zeros_like(rows), where=scales[:, None] > 0)
    return np.rint(whole).astype(np.int8), scales


@dataclass(frozen=True, slots=True)
class QuantisedBatch:
    """The vectors of some of a reading's passages, packed: a book's as floats would be a gigabyte."""

    passages: npt.NDArray[np.float16]
    counts: list[int]
    """Word pieces of each passage."""
    tokens: npt.NDArray[np.int8]
    scales: npt.NDArray[np.float32]

    @classmethod
    def of(cls, embeddings: TokenEmbeddings) -> QuantisedBatch:
        """Return the batch of what the embedder gave."""
        tokens, scales = quantised(embeddings.tokens)
        return cls(embeddings.texts.astype(np.float16), [len(part) for part in embeddings.tokens], tokens, scales)


def reading_vectors(cuts: Sequence[Cut], batches: Sequence[QuantisedBatch]) -> ReadingVectors:
    """Return the vectors of a reading's passages, which the batches hold in the same order."""
    counts = [count for batch in batches for count in batch.counts]
    return ReadingVectors(
        firsts=np.array([cut.first for cut in cuts], np.int32),
        lasts=np.array([cut.last for cut in cuts], np.int32),
        groups=np.array([GROUP_NAMES.index(cut.group) for cut in cuts], np.uint8),
        passages=np.concatenate([batch.passages for batch in batches]),
        offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        tokens=np.concatenate([batch.tokens for batch in batches]),
        scales=np.concatenate([batch.scales for batch in batches]),
    )


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
                pieces = vectors.tokens[span].astype(np.float32) * vectors.scales[span][:, None]
                found |= {one.id: rows for one, rows in zip(part, np.split(pieces, ends[:-1]), strict=True)}
    return {i: found[i] for i in wanted if i in found}
