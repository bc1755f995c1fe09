"""FastEmbed's models, which need a download: a small model with the same calls stands for them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from lib.embedding.embedder import TokenEmbedder
from lib.embedding.registry import open_embedder
from tests.embedding.hashing import HashingEmbedder

WIDTH, LONGEST = 48, 512
NAME = "fastembed:maker/Small_v1.5"


@dataclass
class Output:
    model_output: np.ndarray
    attention_mask: np.ndarray


@dataclass
class Encoding:
    attention_mask: list[int]


class Model:
    """What `TextEmbedding.model` gives: a tokenizer that pads, and a run of the graph."""

    def __init__(self, pieces: bool) -> None:
        self.tokenizer, self._pieces, self._words = self, pieces, HashingEmbedder(WIDTH)

    def encode_batch(self, texts: Sequence[str]) -> list[Encoding]:
        counts = self._words.count_tokens(texts)
        return [Encoding([1] * count + [0] * (max(counts) - count)) for count in counts]

    def onnx_embed(self, texts: Sequence[str]) -> Output:
        mask = np.array([one.attention_mask for one in self.encode_batch(texts)])
        hidden = np.full((*mask.shape, WIDTH), 7.0, np.float32)  # of special tokens and padding
        for row, tokens in enumerate(self._words.embed_tokens(texts).tokens):
            hidden[row, 1 : len(tokens) + 1] = 3 * tokens
        return Output(hidden if self._pieces else hidden[:, 0], mask)


class TextEmbedding:
    pieces = True

    def __init__(self, name: str) -> None:
        self.model = Model(self.pieces)

    def embed(self, texts: Sequence[str]) -> Iterator[np.ndarray]:
        yield from HashingEmbedder(WIDTH).embed(texts)


@pytest.fixture(autouse=True)
def fastembed(monkeypatch: pytest.MonkeyPatch) -> None:
    package = ModuleType("fastembed")
    package.TextEmbedding = TextEmbedding  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "fastembed", package)


def test_its_word_pieces_are_given_without_special_ones_and_padding(tmp_path: Path) -> None:
    embedder = open_embedder(NAME, projections=tmp_path)
    texts = ["owls", "57 otters crossed the transect", ""]
    assert isinstance(embedder, TokenEmbedder)
    found = embedder.embed_tokens(texts)
    assert [len(rows) + 2 for rows in found.tokens] == embedder.count_tokens(texts) == [3, 7, 2]
    assert np.allclose(found.texts, embedder.embed(texts))
    (again,) = embedder.embed_tokens(["otters"]).tokens
    assert np.allclose(found.tokens[1][1], again[0], atol=1e-5)


def test_its_fit_is_kept_and_named(tmp_path: Path) -> None:
    first, again = (open_embedder(NAME, projections=tmp_path) for _ in range(2))
    assert first.id == again.id
    assert first.id.startswith("fastembed-maker-small-v1-5-")
    assert len(list(tmp_path.iterdir())) == 1


def test_a_model_that_gives_a_text_s_vector_alone_is_an_embedder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TextEmbedding, "pieces", False)
    embedder = open_embedder(NAME, projections=tmp_path)
    assert not isinstance(embedder, TokenEmbedder)
    assert embedder.embed(["owls"]).shape == (1, WIDTH)
