"""What every embedder can do, and the one that a setting names."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from lib.config import check_address
from lib.errors import ConfigError

Vectors = npt.NDArray[np.float32]

BUNDLED = ("minilm", "minilm-fp32")
FASTEMBED = "fastembed:"
SERVER = ("http://", "https://")
HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")


class Embedder(Protocol):
    """Texts as vectors of one length."""

    @property
    def id(self) -> str:
        """Names the vectors: two embedders with one id give the same. Goes into the collection's name."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    @property
    def window(self) -> int:
        """Word pieces that are embedded as one, its special tokens included."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, special tokens included."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (texts, dimensions), L2-normalised; a text over the window is the normalised mean of its windows."""


@dataclass(frozen=True, slots=True)
class TokenEmbeddings:
    """Texts as vectors, and the word pieces they are made of."""

    texts: Vectors
    """Shape (texts, dimensions), what `embed` gives."""
    tokens: list[Vectors]
    """For each text shape (its word pieces without special tokens, token_dimensions), L2-normalised."""


@runtime_checkable
class TokenEmbedder(Embedder, Protocol):
    """An embedder that also gives a vector for each word piece, for late interaction."""

    @property
    def token_dimensions(self) -> int:
        """Length of a word piece's vector."""

    def embed_tokens(self, texts: Sequence[str]) -> TokenEmbeddings:
        """The texts' vectors and those of their word pieces, in one pass."""


def open_embedder(setting: str, key: str = "") -> Embedder:
    """The embedder that the setting names; raises ConfigError or ModelFault with a sentence.

    `minilm` (the bundled one, int8) or `minilm-fp32`; a folder's path; `fastembed:NAME`; a Hugging Face name such as
    `BAAI/bge-small-en-v1.5`; `URL#MODEL` of a server that speaks the OpenAI protocol, which may want a key.
    """
    setting = setting.strip()
    check_setting(setting)
    if setting in BUNDLED:
        from lib.embedding.minilm import MiniLM

        return MiniLM("fp32" if setting == "minilm-fp32" else "int8")
    if setting.startswith(SERVER):
        from lib.embedding.remote import RemoteEmbedder

        url, _, model = setting.partition("#")
        return RemoteEmbedder(url, model, key)
    return _open_local(setting)


def check_setting(setting: str) -> None:
    """Nothing; raises ConfigError for what cannot name an embedder, such as an address with a password in it."""
    if setting.startswith(SERVER):
        url, _, model = setting.partition("#")
        check_address("the embedder", url)
        if not model.strip():
            raise ConfigError("Name the embedder's model after the address: http://localhost:11434/v1#nomic-embed-text")
    elif not (setting in BUNDLED or HUB_NAME.fullmatch(setting.removeprefix(FASTEMBED)) or _is_folder(setting)):
        # A short word is named; anything longer or stranger might be a key that was pasted here.
        named = f" “{setting}”" if re.fullmatch(r"[\w.-]{1,20}", setting) else " of that name"
        raise ConfigError(
            f"There is no embedder{named}. It can be {' or '.join(BUNDLED)}, a folder, fastembed:NAME, a Hugging Face name "
            "such as BAAI/bge-small-en-v1.5, or the address of a server with its model: "
            "http://localhost:11434/v1#nomic-embed-text"
        )


def _is_folder(setting: str) -> bool:
    path = _path(setting)
    return path.is_absolute() or bool(setting and path.is_dir())


def _path(setting: str) -> Path:
    return Path(os.path.expanduser(setting))  # noqa: PTH111 - pathlib's raises for a user nobody knows


def _open_local(setting: str) -> Embedder:
    if setting.startswith(FASTEMBED):
        from lib.embedding.hubs import FastEmbedder

        return FastEmbedder(setting.removeprefix(FASTEMBED))
    from lib.embedding.folder import open_folder
    from lib.embedding.hubs import open_hugging_face

    return open_folder(_path(setting)) if _is_folder(setting) else open_hugging_face(setting)
