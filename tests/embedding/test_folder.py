from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from lib.embedding import token_encoder
from lib.embedding.folder import open_folder
from lib.errors import ConfigError
from tests.embedding.models import PLACES, WIDTH, make_folder


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_weights_and_their_export_give_like_vectors(tmp_path: Path) -> None:
    built = open_folder(make_folder(tmp_path / "built"))
    exported = open_folder(make_folder(tmp_path / "exported", exported=True))
    assert (built.dimensions, built.window) == (WIDTH, PLACES)
    texts = ["owls in the barn", "57 otters", "a"]
    assert (built.embed(texts) * exported.embed(texts)).sum(axis=1).min() > 0.95


def test_pooling_is_the_model_s_own(tmp_path: Path) -> None:
    mean = open_folder(make_folder(tmp_path / "mean", exported=True))
    first = open_folder(make_folder(tmp_path / "first", exported=True, pooling="cls_token"))
    assert mean.id != first.id
    assert not np.allclose(mean.embed(["owls in the barn"]), first.embed(["owls in the barn"]), atol=0.01)


def test_other_weights_have_another_name(tmp_path: Path) -> None:
    first = open_folder(make_folder(tmp_path / "a", seed=1))
    assert first.id == open_folder(make_folder(tmp_path / "b", seed=1)).id
    assert first.id != open_folder(make_folder(tmp_path / "c", seed=2)).id


@pytest.mark.parametrize(
    ("missing", "reason"),
    [("tokenizer.json", "tokenizer.json is missing"), ("model.safetensors", "neither onnx/model.onnx nor")],
)
def test_missing_file_is_named(tmp_path: Path, missing: str, reason: str) -> None:
    folder = make_folder(tmp_path / "model")
    (folder / missing).unlink()
    with pytest.raises(ConfigError, match=reason):
        open_folder(folder)


@pytest.mark.parametrize(
    ("file", "content", "reason"),
    [
        ("tokenizer.json", "{", "cannot be opened"),
        ("model.safetensors", "junk", "cannot be opened|no plain BERT"),
        ("config.json", "[]", "something else"),
        ("config.json", json.dumps({"model_type": "mpnet"}), "no plain BERT"),
        ("modules.json", json.dumps([{"type": "sentence_transformers.models.Dense"}]), "does not know"),
        ("1_Pooling/config.json", json.dumps({"pooling_mode_max_tokens": True}), "pools in a way"),
        ("sentence_bert_config.json", json.dumps({"max_seq_length": 3}), "only 3 word pieces"),
    ],
)
def test_what_is_not_understood_is_a_sentence(tmp_path: Path, file: str, content: str, reason: str) -> None:
    folder = make_folder(tmp_path / "model")
    (folder / file).write_text(content)
    with pytest.raises(ConfigError, match=reason):
        open_folder(folder)


def test_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="There is no folder"):
        open_folder(tmp_path / "nowhere")


def test_word_pieces_come_one_each_at_length_one(tmp_path: Path) -> None:
    embedder = open_folder(make_folder(tmp_path / "model", exported=True))
    texts = ["owls in the barn", "57 otters crossed. " * 20, ""]
    found = embedder.embed_tokens(texts)
    assert [len(rows) + 2 for rows in found.tokens] == embedder.count_tokens(texts)
    assert all(rows.shape[1] == embedder.token_dimensions for rows in found.tokens)
    assert np.allclose(np.linalg.norm(found.tokens[0], axis=1), 1, atol=1e-5)


def test_word_pieces_are_projected_on_what_varies_most(tmp_path: Path) -> None:
    embedder = open_folder(make_folder(tmp_path / "model", exported=True))
    (whole,) = token_encoder.whole_tokens(embedder, ["owls in the barn and otters in the reeds"])
    (kept,) = embedder.embed_tokens(["owls in the barn and otters in the reeds"]).tokens
    centred = whole - embedder.projection.mean
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    assert np.allclose(kept @ kept.T, centred @ centred.T, atol=0.02)  # all 32 numbers fit into the projection


def test_a_fit_is_made_once_and_another_one_is_another_embedder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, library = make_folder(tmp_path / "model", exported=True), tmp_path / "library"
    first = open_folder(model, library)
    assert [path.suffix for path in library.iterdir()] == [".npy"]
    with monkeypatch.context() as patch:
        patch.setattr(token_encoder, "fitted_projection", lambda _: pytest.fail("it was fitted again"))
        assert open_folder(model, library).id == first.id
    monkeypatch.setattr(token_encoder, "passages", lambda: ["owls in the barn", "57 otters in the reeds"])
    assert open_folder(model, tmp_path / "other library").id != first.id


@pytest.mark.parametrize("damaged", [b"", b"junk", None])
def test_a_damaged_fit_is_made_again(tmp_path: Path, damaged: bytes | None) -> None:
    model, library = make_folder(tmp_path / "model", exported=True), tmp_path / "library"
    first = open_folder(model, library).id
    (path,) = library.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if damaged is None else damaged)
    assert open_folder(model, library).id == first
    assert path.read_bytes() == whole


def test_a_fit_that_cannot_be_kept_is_made_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder can be made here")
    assert open_folder(make_folder(tmp_path / "model", exported=True), tmp_path / "file" / "library").token_dimensions
