"""Encoders by name: from Hugging Face, and by FastEmbed. Both download the model at the first use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lib.embedding.embedder import Vectors
from lib.embedding.encoder import Encoder, normalised
from lib.embedding.folder import GRAPHS, TOKENIZER, WEIGHTS, open_folder
from lib.errors import ConfigError

DOWNLOADED = [TOKENIZER, "*.json", "*/config.json", *GRAPHS, WEIGHTS]
"""Files of a model that are fetched; not its weights in other formats."""
WINDOW = 512
"""Word pieces: what the models of FastEmbed take at once."""
ERROR_CHARACTERS = 200
"""Of another library's error that are shown."""


def open_hugging_face(name: str) -> Encoder:
    """Return the encoder of that name, downloaded once into Hugging Face's own cache; raises ConfigError with a sentence."""
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
    return open_folder(Path(folder))


class FastEmbedder:
    """An Embedder by the fastembed package, which Sidelight does not install."""

    def __init__(self, name: str) -> None:
        """Open the model, downloaded at the first use; raises ConfigError where it or the package cannot be had."""
        try:
            from fastembed import TextEmbedding
        except ImportError as error:
            raise ConfigError(
                "An embedder of FastEmbed needs its package, which is not installed. Run: pip install fastembed"
            ) from error
        try:
            self._model: Any = TextEmbedding(name)
            self.dimensions = len(next(iter(self._model.embed(["a"]))))
        except Exception as error:  # its own errors and those of the hub it downloads from
            raise ConfigError(f"FastEmbed could not open {name} ({_first_line(error)}).") from error
        self.id = "fastembed-" + re.sub(r"[^0-9A-Za-z]+", "-", name).strip("-").lower()
        self.window = WINDOW

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many word pieces each text has, special tokens included."""
        return [len(encoding.ids) for encoding in self._model.model.tokenizer.encode_batch(list(texts))]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return shape (texts, dimensions), L2-normalised; of a text over the window its beginning."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        return normalised(np.stack(list(self._model.embed(list(texts)))).astype(np.float32))


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:ERROR_CHARACTERS]
