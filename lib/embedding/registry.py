"""The embedders by what a setting calls them."""

from __future__ import annotations

import os
import re
from pathlib import Path

from lib.addresses import OWN_COMPUTER, AddressRules
from lib.config import check_address
from lib.embedding.embedder import Embedder
from lib.errors import ConfigError

BUNDLED = ("minilm", "minilm-fp32")
FASTEMBED = "fastembed:"
SERVER = ("http://", "https://")
SERVER_CALL = "POST /embeddings"
"""What an embedder's server answers: with `model` and `input`, as Ollama, vLLM and llama.cpp do too."""
HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")


def open_embedder(
    setting: str, key: str = "", rules: AddressRules = OWN_COMPUTER, projections: Path | None = None
) -> Embedder:
    """Return the embedder that the setting names; raises ConfigError or ModelFault with a sentence.

    `minilm` (the bundled one, int8) or `minilm-fp32`; a folder's path; `fastembed:NAME`; a Hugging Face name such as
    `BAAI/bge-small-en-v1.5`; `URL#MODEL` of a server (see SERVER_CALL), which may want a key.
    `rules`: whom the app may speak to. `projections`: the folder in which an encoder's projection of word pieces is kept once it
    is fitted (None: the user's cache folder); a library keeps its own, for two fits cannot be compared.
    """
    setting = setting.strip()
    check_setting(setting)
    if setting in BUNDLED:
        from lib.embedding.minilm import MiniLM, bundled_encoder

        return MiniLM("fp32") if setting == "minilm-fp32" else bundled_encoder()
    if setting.startswith(SERVER):
        from lib.embedding.remote import RemoteEmbedder

        url, _, model = setting.partition("#")
        return RemoteEmbedder(url, model, key, rules=rules)
    return _open_local(setting, projections)


def check_setting(setting: str) -> None:
    """Raise ConfigError for what cannot name an embedder, such as an address with a password in it."""
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


def _open_local(setting: str, projections: Path | None) -> Embedder:
    if setting.startswith(FASTEMBED):
        from lib.embedding.hubs import open_fastembed

        return open_fastembed(setting.removeprefix(FASTEMBED), projections)
    from lib.embedding.folder import open_folder
    from lib.embedding.hubs import open_hugging_face

    if _is_folder(setting):
        return open_folder(_path(setting), projections)
    return open_hugging_face(setting, projections)
