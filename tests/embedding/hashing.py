"""An embedder of hashed words: texts that share words are alike. No model, no file, the same on every machine."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from lib.embedding.embedder import TokenEmbeddings, Vectors
from lib.embedding.encoder import normalised


class HashingEmbedder:
    """An Embedder and TokenEmbedder; each word is a fixed vector of signs, as dense as those of encoders."""

    def __init__(self, dimensions: int = 512, window: int = 256) -> None:
        self.id = "hashing"
        self.dimensions = self.token_dimensions = dimensions
        self.window = window

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_words(text)) + 2 for text in texts]

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self.embed_tokens(texts).texts

    def embed_tokens(self, texts: Sequence[str]) -> TokenEmbeddings:
        tokens = [self._tokens(text) for text in texts]
        sums = [words.sum(axis=0) if len(words) else self._word("") for words in tokens]
        return TokenEmbeddings(
            normalised(np.stack(sums)) if sums else np.zeros((0, self.dimensions), np.float32), tokens
        )

    def _tokens(self, text: str) -> Vectors:
        words = _words(text)
        return np.stack([self._word(word) for word in words]) if words else np.zeros((0, self.dimensions), np.float32)

    def _word(self, word: str) -> Vectors:
        bits = np.frombuffer(hashlib.blake2b(word.encode("utf-8", "replace")).digest(), np.uint8)
        return normalised(np.unpackbits(bits)[: self.dimensions] * np.float32(2) - 1)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
