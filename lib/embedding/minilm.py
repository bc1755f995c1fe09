"""The bundled sentence encoder, all-MiniLM-L6-v2, with a vector for each word piece beside a text's own."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lib.embedding.embedder import TokenEmbeddings, Vectors
from lib.embedding.encoder import Encoder, normalised
from lib.embedding.graph_cache import Precision, load_graph, model_folder
from lib.embedding.matrix_product import product

WINDOW = 256
"""`max_seq_length` of the model's `sentence_bert_config.json`."""
TOKEN_DIMENSIONS = 96
"""Of a word piece's vector: a quarter of the 384 ranks about as well. Coverage of broad questions rose from 0.516 to 0.529, of
factual ones fell from 0.947 to 0.940; fitted without either by benchmarks/fit_token_projection.py."""
TOKEN_PROJECTION = Path(__file__).with_name("token_projection.npy")
"""Row 0 the mean of word-piece vectors, then one principal component a row, float16."""
QUESTIONS_KEPT, QUESTION_CHARACTERS = 256, 1000
"""How many single texts are remembered with their vectors, and up to which length."""


class MiniLM(Encoder):
    """An Embedder and TokenEmbedder of 384 dimensions; safe to call from several threads."""

    token_dimensions = TOKEN_DIMENSIONS

    def __init__(self, precision: Precision = "int8", graph: Path | None = None) -> None:
        """Open the graph kept at `graph` (None: in the user's cache folder), building it at the first start (about 5 s)."""
        built = load_graph(precision, graph)
        super().__init__(f"minilm-{precision}", model_folder() / "tokenizer.json", built, WINDOW)
        self._mean, self._components = load_projection()
        self._alone = functools.lru_cache(maxsize=QUESTIONS_KEPT)(lambda text: self._embed_tokens([text]))

    def embed_tokens(self, texts: Sequence[str]) -> TokenEmbeddings:
        """Return what `embed` gives, and each text's word pieces without special tokens in their order, shape (pieces, 96).

        A text by itself is a question, which is asked of paper after paper: the latest are remembered.
        """
        if len(texts) == 1 and len(texts[0]) <= QUESTION_CHARACTERS:
            return self._alone(texts[0])
        return self._embed_tokens(texts)

    def _embed_tokens(self, texts: Sequence[str]) -> TokenEmbeddings:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        parts: list[dict[int, Vectors]] = [{} for _ in texts]
        for window, (mean, tokens) in self.encoded(texts, lambda hidden: (self.pooled(hidden), self._project(hidden))):
            vectors[window.text] += mean
            parts[window.text][window.number] = tokens
        return TokenEmbeddings(normalised(vectors), [_in_order(part) for part in parts])

    def whole_tokens(self, texts: Sequence[str]) -> list[Vectors]:
        """Return each text's word pieces without special tokens in their order, shape (pieces, 384), before the projection."""
        parts: list[dict[int, Vectors]] = [{} for _ in texts]
        for window, tokens in self.encoded(texts, _tokens):
            parts[window.text][window.number] = tokens
        return [_in_order(part) for part in parts]

    def _project(self, hidden: Vectors) -> Vectors:
        return normalised(product(_tokens(hidden) - self._mean, self._components))


@functools.lru_cache(maxsize=1)
def bundled_encoder() -> MiniLM:
    """Return the encoder at int8, opened once a process: finding and judging share it."""
    return MiniLM()


def load_projection() -> tuple[Vectors, Vectors]:
    """Return the mean of word-piece vectors, shape (384,), and the components they are projected on, shape (384, 96)."""
    rows: Vectors = np.load(TOKEN_PROJECTION).astype(np.float32)
    return rows[0], np.ascontiguousarray(rows[1:].T)


def _tokens(hidden: Vectors) -> Vectors:
    return normalised(hidden[1:-1])


def _in_order(parts: dict[int, Vectors]) -> Vectors:
    return parts[0] if len(parts) == 1 else np.concatenate([parts[number] for number in range(len(parts))])
