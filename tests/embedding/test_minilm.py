from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lib.embedding import graph_cache
from lib.embedding.bert import read_weights
from lib.embedding.encoder import split_evenly
from lib.embedding.graph_cache import load_graph, model_folder
from lib.embedding.minilm import WINDOW, MiniLM
from lib.embedding.token_projection import TokenProjection
from lib.embedding.token_projection import kept as projection_kept
from tests.embedding.models import make_folder
from tests.embedding.reference import encode

TEXTS = [
    "Images were resized to 1024 × 1024 pixels before training.",
    "Kappa.",
    "Les modèles ont été entraînés sur 12 000 images; see Table 3 (p < 0.05).",
]
LONG = "We asked twelve judges to rate the fluency of each generated text on a five point scale. " * 18


@pytest.fixture(scope="module")
def int8() -> MiniLM:
    return MiniLM()


@pytest.fixture(scope="module")
def fp32(tmp_path_factory: pytest.TempPathFactory) -> MiniLM:
    return MiniLM("fp32", tmp_path_factory.mktemp("graph") / "fp32.onnx")


def pieces_of(model: MiniLM, text: str) -> list[int]:
    return list(model._tokenizer.encode(text).ids)


def test_fp32_vectors_are_those_of_the_definition(fp32: MiniLM) -> None:
    weights = read_weights(model_folder())
    expected = np.stack([encode(weights, pieces_of(fp32, text)) for text in TEXTS])
    assert np.abs(fp32.embed(TEXTS) - expected).max() < 1e-5


def test_int8_vectors_point_where_the_fp32_ones_do(int8: MiniLM, fp32: MiniLM) -> None:
    assert (int8.embed(TEXTS) * fp32.embed(TEXTS)).sum(axis=1).min() > 0.97


def test_vectors_do_not_depend_on_what_else_is_in_the_batch(fp32: MiniLM) -> None:
    together = fp32.embed([*TEXTS, LONG])
    alone = np.concatenate([fp32.embed([text]) for text in [*TEXTS, LONG]])
    assert np.abs(together - alone).max() < 1e-5


def test_text_over_the_window_is_the_normalised_mean_of_its_windows(fp32: MiniLM) -> None:
    weights = read_weights(model_folder())
    start, *pieces, end = pieces_of(fp32, LONG)
    windows = [encode(weights, [start, *part, end]) for part in split_evenly(pieces, WINDOW - 2)]
    mean = np.mean(windows, axis=0)
    assert len(windows) > 1
    assert np.abs(fp32.embed([LONG])[0] - mean / np.linalg.norm(mean)).max() < 1e-5


def test_tokens_are_counted_with_the_special_ones(int8: MiniLM) -> None:
    assert int8.count_tokens([*TEXTS, ""]) == [*(len(pieces_of(int8, text)) for text in TEXTS), 2]


def test_token_vectors_are_one_a_word_piece_in_order(int8: MiniLM) -> None:
    embeddings = int8.embed_tokens([*TEXTS, LONG, ""])
    assert [len(tokens) + 2 for tokens in embeddings.tokens] == int8.count_tokens([*TEXTS, LONG, ""])
    assert np.allclose(np.linalg.norm(embeddings.tokens[0], axis=1), 1, atol=1e-5)
    alone = int8.embed_tokens([TEXTS[0]]).tokens[0]
    assert (embeddings.tokens[0] * alone).sum(axis=1).min() > 0.9


def test_question_is_nearest_to_the_passage_that_answers_it(int8: MiniLM) -> None:
    question, *passages = int8.embed(["What size were the images?", *TEXTS])
    assert int(np.argmax(np.stack(passages) @ question)) == 0


def test_no_text_and_half_characters_are_embedded_without_complaint(int8: MiniLM) -> None:
    vectors = int8.embed(["", "   ", "a\ud800b"])
    assert vectors.shape == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert int8.embed([]).shape == (0, 384)


def test_graph_is_built_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, folder = tmp_path / "cache" / "graph.onnx", make_folder(tmp_path / "model")
    first = load_graph("fp32", kept, folder)
    assert [path.name for path in kept.parent.iterdir()] == ["graph.onnx"]
    monkeypatch.setattr(graph_cache, "build_graph", lambda *_: pytest.fail("it was built again"))
    assert load_graph("fp32", kept, folder) == first


def test_drafts_that_a_kill_left_are_removed_and_one_that_may_be_written_stays(tmp_path: Path) -> None:
    kept, folder = tmp_path / "graph.onnx", make_folder(tmp_path / "model")
    left, new = tmp_path / "tmp1.part", tmp_path / "tmp2.part"
    for draft in (left, new):
        draft.write_bytes(b"half")
    os.utime(left, (0, 0))
    load_graph("fp32", kept, folder)
    assert new.exists()
    assert not left.exists()


def test_a_projection_whose_writing_was_killed_is_fitted_again_and_its_draft_removed(tmp_path: Path) -> None:
    path = tmp_path / "projection.npy"
    draft = tmp_path / "projection.npy.ab12.part"
    draft.write_bytes(b"half")
    made = TokenProjection(np.zeros(4, np.float32), np.eye(4, dtype=np.float32))
    assert np.array_equal(projection_kept(path, 4, lambda: made).components, made.components)
    assert [one.name for one in tmp_path.iterdir()] == ["projection.npy"]
    projection_kept(path, 4, lambda: pytest.fail("it was fitted again"))


@pytest.mark.parametrize(
    "damage", [lambda whole: whole[: len(whole) // 2], lambda whole: b"", lambda whole: bytes(len(whole))]
)
def test_a_damaged_graph_is_built_again(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    kept, folder = tmp_path / "graph.onnx", make_folder(tmp_path / "model")
    first = load_graph("fp32", kept, folder)
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))
    assert load_graph("fp32", kept, folder) == first
    assert kept.read_bytes() == whole


def test_graph_is_made_in_memory_where_it_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder can be made here")
    model = MiniLM("fp32", tmp_path / "file" / "graph.onnx")
    assert model.embed(["a"]).shape == (1, 384)
