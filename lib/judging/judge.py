"""One judge for two questions: does this sentence answer the question, and does this text support the claim."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lib.embedding.embedder import Vectors
from lib.embedding.minilm import MiniLM, bundled_encoder
from lib.judging.alignment import aligned, weighted_mean
from lib.judging.pieces import Pieces, PieceTable, bundled_table

Stance = Literal["supports", "contradicts", "neither"]

QUESTION_CHARACTERS = 2_400
"""Of a question or a claim that are read; a pasted page would take seconds."""
OWN_SHARE, AROUND_SHARE = 0.85, 0.15
"""What a sentence by itself counts, and what it says together with its neighbours."""
EXACT_SHARE = 0.3
"""Of the match that the very word pieces count, beside those near in meaning."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer a question, as it stands in its paper."""

    text: str
    before: str = ""
    """The sentence before it in the same section; empty where there is none."""
    after: str = ""
    section: str = ""
    """Its headings from the outermost in, joined by ` > `."""
    vectors: Vectors | None = None
    """Its word pieces as the index keeps them, shape (pieces, 96); None: they are encoded."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What texts say of a claim."""

    stance: Stance
    supports: float
    """0-1: how surely they support it."""
    contradicts: float
    """0-1: how surely they say the opposite."""
    why: str = ""
    """In a few words, where they do not support it."""
    sentence: str = ""
    """The sentence of the texts that comes nearest."""


class Judge:
    """Judges by the word pieces of the bundled encoder. Thread-safe."""

    def __init__(self, encoder: MiniLM, table: PieceTable) -> None:
        self._encoder = encoder
        self._table = table

    def answers(self, question: str, sentences: Sequence[Evidence]) -> list[float]:
        """Return for each sentence how likely it answers the question, 0-1, comparable within one call."""
        if not sentences:
            return []
        (asked,) = self.pieces([question[:QUESTION_CHARACTERS]])
        if not len(asked):
            return [0.0] * len(sentences)
        own = self._match(asked, self._own(sentences))
        around = own.copy()
        place = {one.text: i for i, one in enumerate(sentences)}
        for i, one in enumerate(sentences):
            beside = [own[place[text]] for text in (one.before, one.after) if text in place]
            around[i] = max([own[i], *beside])
        return [float(value) for value in OWN_SHARE * own + AROUND_SHARE * around]

    def _own(self, sentences: Sequence[Evidence]) -> list[Pieces]:
        texts = [one.text for one in sentences if one.vectors is None]
        encoded = iter(self.pieces(texts) if texts else ())
        ids = iter(self._encoder.piece_ids([one.text for one in sentences if one.vectors is not None]))
        return [
            next(encoded) if one.vectors is None else Pieces(np.array(next(ids), np.int32), one.vectors)
            for one in sentences
        ]

    def _match(self, asked: Pieces, sentences: Sequence[Pieces]) -> Vectors:
        filled = [i for i, one in enumerate(sentences) if len(one)]
        out = np.zeros(len(sentences), np.float32)
        if filled:
            laid = aligned(asked, [sentences[i] for i in filled], self._table)
            close = weighted_mean(laid.cosines, laid.weights)
            exact = weighted_mean(laid.exact, laid.weights)
            out[filled] = np.clip((1 - EXACT_SHARE) * close + EXACT_SHARE * exact, 0.0, 1.0)
        return out

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        """Return each text's word pieces with their vectors."""
        ids = self._encoder.piece_ids(texts)
        vectors = self._encoder.embed_tokens(texts).tokens
        return [Pieces(np.array(own, np.int32), rows) for own, rows in zip(ids, vectors, strict=True)]


@functools.lru_cache(maxsize=1)
def bundled_judge() -> Judge:
    """Return the judge over the bundled encoder, opened once a process."""
    return Judge(bundled_encoder(), bundled_table())
