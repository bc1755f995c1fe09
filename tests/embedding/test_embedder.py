from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from lib.embedding.embedder import Embedder, TokenEmbedder, open_embedder
from lib.errors import ConfigError
from tests.embedding.hashing import HashingEmbedder

LONG = "word another third " * 400


@pytest.fixture(scope="module", params=["minilm", "hashing"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return HashingEmbedder() if request.param == "hashing" else open_embedder("minilm")


def test_vectors_have_length_one(embedder: Embedder) -> None:
    vectors = embedder.embed(["a sentence", LONG, ""])
    assert vectors.shape == (3, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_same_text_gives_the_same_vector(embedder: Embedder) -> None:
    assert np.array_equal(embedder.embed(["a sentence"]), embedder.embed(["a sentence"]))


def test_texts_and_their_tokens_come_from_one_pass(embedder: Embedder) -> None:
    assert isinstance(embedder, TokenEmbedder)
    texts = ["a sentence", "another, longer sentence of words"]
    assert np.allclose(embedder.embed_tokens(texts).texts, embedder.embed(texts), atol=1e-6)


def test_unknown_embedder_is_refused_in_a_sentence() -> None:
    with pytest.raises(ConfigError, match="no embedder 'word2vec'"):
        open_embedder("word2vec")


def test_protocol_is_imported_without_a_model_runtime() -> None:
    code = "import sys, lib.embedding.embedder; print({'onnxruntime', 'tokenizers', 'torch'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
