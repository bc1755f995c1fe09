"""An encoder that gives a vector for each word piece beside a text's own."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from lib.embedding.embedder import TokenEmbeddings, Vectors
from lib.embedding.encoder import Encoder, Pooling, normalised
from lib.embedding.token_projection import TokenProjection, fitted, kept, passages

QUESTIONS_KEPT, QUESTION_CHARACTERS = 256, 1000
"""How many single texts are remembered with their vectors, and up to which length."""


class TokenEncoder(Encoder):
    """An Embedder and TokenEmbedder; safe to call from several threads."""

    def __init__(
        self,
        name: str,
        tokenizer: Path,
        graph: bytes | Path,
        window: int,
        pooling: Pooling = "mean",
        projection: Callable[[Encoder], TokenProjection] | None = None,
    ) -> None:
        """Open the encoder as `Encoder` does; `projection` gives what its word pieces are projected with (None: fit it)."""
        super().__init__(name, tokenizer, graph, window, pooling)
        self.projection = (projection or fitted_projection)(self)
        self.token_dimensions = self.projection.dimensions
        self._alone = functools.lru_cache(maxsize=QUESTIONS_KEPT)(lambda text: self._embed_tokens([text]))

    def embed_tokens(self, texts: Sequence[str]) -> TokenEmbeddings:
        """Return what `embed` gives, and each text's word pieces without special tokens in their order, shape (pieces,
        token_dimensions).

        A text by itself is a question, which is asked of paper after paper: the latest are remembered.
        """
        if len(texts) == 1 and len(texts[0]) <= QUESTION_CHARACTERS:
            return self._alone(texts[0])
        return self._embed_tokens(texts)

    def _embed_tokens(self, texts: Sequence[str]) -> TokenEmbeddings:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        parts: list[dict[int, Vectors]] = [{} for _ in texts]
        for window, (pooled, tokens) in self.encoded(
            texts, lambda hidden: (self.pooled(hidden), self.projection(own_pieces(hidden)))
        ):
            vectors[window.text] += pooled
            parts[window.text][window.number] = tokens
        return TokenEmbeddings(normalised(vectors), [_in_order(part) for part in parts])


def whole_tokens(encoder: Encoder, texts: Sequence[str]) -> list[Vectors]:
    """Return each text's word pieces without special tokens in their order, shape (pieces, width), before any projection."""
    parts: list[dict[int, Vectors]] = [{} for _ in texts]
    for window, tokens in encoder.encoded(texts, own_pieces):
        parts[window.text][window.number] = tokens
    return [_in_order(part) for part in parts]


def fitted_projection(encoder: Encoder) -> TokenProjection:
    """Return the projection fitted to the encoder on `passages`."""
    return fitted(whole_tokens(encoder, passages()))


def kept_projection(folder: Path) -> Callable[[Encoder], TokenProjection]:
    """Return what fits an encoder's projection at its first opening, which takes as long as a few papers, and keeps it in
    the folder.
    """
    return lambda encoder: kept(
        folder / f"{encoder.id}-pieces.npy", encoder.dimensions, lambda: fitted_projection(encoder)
    )


def own_pieces(hidden: Vectors) -> Vectors:
    """Return the hidden states of a window's word pieces at length 1, without its first and last, the special tokens."""
    return normalised(hidden[1:-1])


def _in_order(parts: dict[int, Vectors]) -> Vectors:
    return parts[0] if len(parts) == 1 else np.concatenate([parts[number] for number in range(len(parts))])
