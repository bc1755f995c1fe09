"""Encoders by name: from Hugging Face, and by FastEmbed. Both download the model at the first use."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lib.embedding.embedder import TokenEmbeddings, Vectors
from lib.embedding.encoder import normalised
from lib.embedding.folder import GRAPHS, TOKENIZER, WEIGHTS, open_folder
from lib.embedding.graph_cache import cache_folder
from lib.embedding.token_encoder import TokenEncoder, own_pieces
from lib.embedding.token_projection import TokenProjection, fitted, kept, passages
from lib.errors import ConfigError

DOWNLOADED = [TOKENIZER, "*.json", "*/config.json", *GRAPHS, WEIGHTS]
"""Files of a model that are fetched; not its weights in other formats."""
WINDOW = 512
"""Word pieces: what the models of FastEmbed take at once."""
TEXTS_AT_ONCE = 16
"""FastEmbed runs what it is given as one batch."""
PIECES_AXES = 3
"""Of an output with a vector for each word piece: texts, pieces, width."""
ERROR_CHARACTERS = 200
"""Of another library's error that are shown."""


Kept = Callable[[int, Callable[[], TokenProjection]], TokenProjection]
"""Of a width and what fits a projection: the projection, made at most once."""


def open_hugging_face(name: str, projections: Path | None = None) -> TokenEncoder:
    """Return the encoder of that name, downloaded once into Hugging Face's own cache; raises ConfigError with a sentence.

    `projections` as `open_folder` has it.
    """
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise ConfigError("A Hugging Face model needs a package: pip install huggingface-hub") from error
    try:
        folder = snapshot_download(name, allow_patterns=DOWNLOADED)
    except Exception as error:  # the hub raises errors of several libraries: no network, no such model, not allowed
        raise ConfigError(
            f"The embedder {name} could not be downloaded from Hugging Face ({_first_line(error)}). Check name and network, or "
            "give a folder that holds it."
        ) from error
    return open_folder(Path(folder), projections)


def open_fastembed(name: str, projections: Path | None = None) -> FastEmbedder:
    """Return FastEmbed's model of that name, with word pieces where its graph gives them; raises ConfigError with a sentence.

    `projections` as `open_folder` has it.
    """
    try:
        from fastembed import TextEmbedding
    except ImportError as error:
        raise ConfigError(
            "An embedder of FastEmbed needs its package, which is not installed. Run: pip install fastembed"
        ) from error
    label = "fastembed-" + re.sub(r"[^0-9A-Za-z]+", "-", name).strip("-").lower()
    try:
        embedder = FastEmbedder(label, TextEmbedding(name))
        if not embedder.gives_pieces():
            return embedder
        path = (projections or cache_folder()) / f"{label}-pieces.npy"
        return FastTokenEmbedder(label, embedder.model, lambda width, fit: kept(path, width, fit))
    except Exception as error:  # its own errors and those of the hub it downloads from
        raise ConfigError(f"FastEmbed could not open {name} ({_first_line(error)}).") from error


class FastEmbedder:
    """An Embedder by the fastembed package, which Sidelight does not install."""

    def __init__(self, name: str, model: Any) -> None:
        """Take FastEmbed's `TextEmbedding`; `name` becomes the id."""
        self.model = model
        self.id, self.window = name, WINDOW
        self.dimensions = len(next(iter(model.embed(["a"]))))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many word pieces each text has, special tokens included."""
        encoded = self.model.model.tokenizer.encode_batch(list(texts)) if texts else []
        return [sum(encoding.attention_mask) for encoding in encoded]  # it pads a batch to its longest

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return shape (texts, dimensions), L2-normalised; of a text over the window its beginning."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        return normalised(np.stack(list(self.model.embed(list(texts)))).astype(np.float32))

    def gives_pieces(self) -> bool:
        """Return whether the model's graph gives a vector for each word piece: some give a text's alone."""
        return bool(self.model.model.onnx_embed(["a"]).model_output.ndim == PIECES_AXES)

    def whole_tokens(self, texts: Sequence[str]) -> list[Vectors]:
        """Return each text's word pieces without special tokens in their order, shape (pieces, width), at length 1."""
        found: list[Vectors] = []
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            out = self.model.model.onnx_embed(list(texts[start : start + TEXTS_AT_ONCE]))
            lengths = out.attention_mask.sum(axis=1)
            found += [own_pieces(rows[:length]) for rows, length in zip(out.model_output, lengths, strict=True)]
        return found


class FastTokenEmbedder(FastEmbedder):
    """A TokenEmbedder by the fastembed package."""

    def __init__(self, name: str, model: Any, projection: Kept) -> None:
        """Take FastEmbed's `TextEmbedding`; `projection` keeps the fit to its word pieces."""
        super().__init__(name, model)
        width = int(model.model.onnx_embed(["a"]).model_output.shape[-1])
        self._projection = projection(width, lambda: fitted(self.whole_tokens(passages())))
        self.id = f"{name}-{self._projection.digest}"
        self.token_dimensions = self._projection.dimensions

    def embed_tokens(self, texts: Sequence[str]) -> TokenEmbeddings:
        """Return what `embed` gives, and each text's word pieces without special tokens, shape (pieces, token_dimensions).

        In two passes: how a model's pieces become a text's vector FastEmbed keeps to itself.
        """
        return TokenEmbeddings(self.embed(texts), [self._projection(rows) for rows in self.whole_tokens(texts)])


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:ERROR_CHARACTERS]
