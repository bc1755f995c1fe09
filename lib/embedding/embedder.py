"""What every embedder can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

SPECIAL_TOKENS = 2
"""Word pieces that an embedder puts around a text and counts with it, such as [CLS] and [SEP]."""


class Embedder(Protocol):
    """Texts as vectors of one length."""

    @property
    def id(self) -> str:
        """Names the vectors: two embedders with one id give the same. Goes into the collection's name."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    @property
    def window(self) -> int:
        """Word pieces that are embedded as one, its special tokens included."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many word pieces each text has, special tokens included."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return shape (texts, dimensions), L2-normalised; a text over the window is the normalised mean of its windows."""


@dataclass(frozen=True, slots=True)
class TokenEmbeddings:
    """Texts as vectors, and the word pieces they are made of."""

    texts: Vectors
    """Shape (texts, dimensions), what `embed` gives."""
    tokens: list[Vectors]
    """For each text shape (its word pieces without special tokens, token_dimensions), L2-normalised."""


@runtime_checkable
class TokenEmbedder(Embedder, Protocol):
    """An embedder that also gives a vector for each word piece, for late interaction."""

    @property
    def token_dimensions(self) -> int:
        """Length of a word piece's vector."""

    def embed_tokens(self, texts: Sequence[str]) -> TokenEmbeddings:
        """Return the texts' vectors and those of their word pieces, in one pass."""
