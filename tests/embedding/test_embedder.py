"""One contract for every embedder: the bundled one, a folder's, a server's, and the tests' own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest

from lib.embedding.embedder import Embedder, TokenEmbedder
from lib.embedding.registry import open_embedder
from lib.errors import ConfigError
from tests.embedding.hashing import HashingEmbedder
from tests.embedding.models import embedding_server, make_folder

LONG = "word another third " * 400
KINDS = ["minilm", "hashing", "folder", "exported folder", "server"]


@pytest.fixture(scope="module", params=KINDS)
def embedder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedder]:
    kind = request.param
    if kind == "server":
        with embedding_server() as server:
            yield open_embedder(f"{server.url}#small")
    elif "folder" in kind:
        folder = make_folder(tmp_path_factory.mktemp("model"), exported=kind == "exported folder")
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
            yield open_embedder(str(folder))
    else:
        yield HashingEmbedder() if kind == "hashing" else open_embedder("minilm")


def test_vectors_have_length_one(embedder: Embedder) -> None:
    vectors = embedder.embed(["a sentence", LONG, "", "half \ud83d"])
    assert vectors.shape == (4, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_same_text_gives_the_same_vector(embedder: Embedder) -> None:
    assert np.array_equal(embedder.embed(["a sentence"]), embedder.embed(["a sentence"]))


def test_vectors_come_in_the_order_of_the_texts(embedder: Embedder) -> None:
    texts = ["a much longer sentence than the others are", "b", "a sentence", "z y x"]
    together = embedder.embed(texts)
    for text, vector in zip(texts, together, strict=True):
        assert float(embedder.embed([text])[0] @ vector) > 0.95


def test_counts_grow_with_the_text_and_hold_the_special_tokens(embedder: Embedder) -> None:
    empty, short, long = embedder.count_tokens(["", "a sentence", LONG])
    assert 2 <= empty < short < long
    assert long > embedder.window


def test_name_can_stand_in_a_folder_s_name(embedder: Embedder) -> None:
    assert all(c.isalnum() or c == "-" for c in embedder.id)


def test_texts_and_their_tokens_come_from_one_pass(embedder: Embedder) -> None:
    if not isinstance(embedder, TokenEmbedder):
        pytest.skip("it has no word pieces to give")
    texts = ["a sentence", "another, longer sentence of words"]
    assert np.allclose(embedder.embed_tokens(texts).texts, embedder.embed(texts), atol=1e-6)


@pytest.mark.parametrize("setting", ["word2vec", "", "no/such/thing/at all"])
def test_unknown_embedder_is_refused_in_a_sentence(setting: str) -> None:
    with pytest.raises(ConfigError, match="There is no embedder"):
        open_embedder(setting)


def test_protocol_is_imported_without_a_model_runtime() -> None:
    code = "import sys, lib.embedding.embedder; print({'onnxruntime', 'tokenizers', 'torch'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_hugging_face_out_of_reach_is_a_sentence() -> None:
    code = (
        "from lib.embedding.registry import open_embedder\n"
        "from lib.errors import ConfigError\n"
        "try: open_embedder('somebody/some-model')\n"
        "except ConfigError as error: print(error.message)"
    )
    environment = {**os.environ, "HF_ENDPOINT": "http://127.0.0.1:9", "HF_HUB_OFFLINE": "1"}
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert told.stdout.startswith("The embedder somebody/some-model could not be downloaded from Hugging Face")


def test_fastembed_without_its_package_says_how_to_get_it() -> None:
    pytest.importorskip("lib.embedding.hubs")
    try:
        import fastembed  # noqa: F401
    except ImportError:
        with pytest.raises(ConfigError, match="pip install fastembed"):
            open_embedder("fastembed:BAAI/bge-small-en-v1.5")
    else:
        pytest.skip("fastembed is installed")
