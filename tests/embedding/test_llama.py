from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from lib.embedding.llama import LlamaEmbedding
from tests.embedding.hashing import HashingEmbedder


def test_llama_index_gets_the_embedders_vectors() -> None:
    embedder = HashingEmbedder()
    embedding = LlamaEmbedding(embedder)
    expected = embedder.embed(["a question", "a text"]).tolist()
    assert embedding.get_query_embedding("a question") == pytest.approx(expected[0])
    assert embedding.get_text_embedding_batch(["a question", "a text"]) == [pytest.approx(row) for row in expected]
    with ThreadPoolExecutor(1) as thread:  # of its own: the browser tests keep a loop running in this one
        later = thread.submit(lambda: asyncio.run(embedding.aget_query_embedding("a question")))
        assert later.result() == pytest.approx(expected[0])
