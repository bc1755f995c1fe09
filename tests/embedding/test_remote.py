from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lib.embedding.registry import open_embedder
from lib.embedding.remote import TEXTS_AT_ONCE, WINDOW_CHARACTERS, RemoteEmbedder
from lib.errors import ConfigError, ModelFault
from tests.embedding.models import EmbeddingServer, embedding_server


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with embedding_server() as server:
        yield server


def opened(server: EmbeddingServer, key: str = "") -> RemoteEmbedder:
    return RemoteEmbedder(server.url, "small", key, pause_seconds=0.01)


def test_key_is_sent_and_shown_nowhere(server: EmbeddingServer) -> None:
    embedder = opened(server, "secret-key")
    embedder.embed(["a"])
    assert set(server.keys) == {"Bearer secret-key"}
    assert "secret-key" not in f"{embedder.id} {embedder!r}"


def test_many_and_long_texts_go_in_parts(server: EmbeddingServer) -> None:
    embedder = opened(server)
    server.texts.clear()
    assert len(embedder.embed(["a"] * (2 * TEXTS_AT_ONCE + 1))) == 2 * TEXTS_AT_ONCE + 1
    embedder.embed(["b " * WINDOW_CHARACTERS])
    assert max(map(len, server.texts)) <= WINDOW_CHARACTERS


def test_busy_server_is_asked_again(server: EmbeddingServer) -> None:
    embedder = opened(server)
    server.refusals = [429, 503]
    assert embedder.embed(["a"]).shape == (1, server.dimensions)


@pytest.mark.parametrize(
    ("refusals", "reason"), [([401], "key"), ([404], "no such model"), ([500] * 3, "status 500"), ([302], "status 302")]
)
def test_refusal_is_a_sentence(server: EmbeddingServer, refusals: list[int], reason: str) -> None:
    embedder = opened(server)
    server.refusals = refusals
    with pytest.raises(ModelFault, match=reason):
        embedder.embed(["a"])


@pytest.mark.parametrize(
    "spoilt",
    [
        {},
        [],
        {"data": []},
        {"data": [{"index": 0, "embedding": [0.0, 0.0]}]},
        {"data": [{"index": 0, "embedding": ["a"]}]},
        {"data": [{"index": 0, "embedding": [float("nan")]}]},
        {"data": [{"index": 0, "embedding": [1.0, 2.0]}]},
    ],
)
def test_answer_that_is_no_vector_of_its_length_is_a_sentence(server: EmbeddingServer, spoilt: Any) -> None:
    embedder = opened(server)
    server.spoil = spoilt
    with pytest.raises(ModelFault, match="embedder's server"):
        embedder.embed(["a"])


def test_server_that_is_gone_is_a_sentence() -> None:
    with pytest.raises(ModelFault, match="does not answer"):
        RemoteEmbedder("http://127.0.0.1:9/v1", "small", pause_seconds=0.01)


def test_address_without_a_model_or_with_a_password_is_refused() -> None:
    with pytest.raises(ConfigError, match="Name the embedder's model"):
        open_embedder("http://127.0.0.1:9/v1")
    with pytest.raises(ConfigError, match="hold no password"):
        open_embedder("http://me:secret@127.0.0.1:9/v1#small")
