"""An encoder in a folder of this machine, laid out as sentence-transformers writes it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from lib.disk import MEGABYTE
from lib.embedding.encoder import Pooling
from lib.embedding.graph_cache import cache_folder, load_graph
from lib.embedding.token_encoder import TokenEncoder, kept_projection
from lib.errors import ConfigError

GRAPHS = ("onnx/model.onnx", "model.onnx")
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
LARGEST_WINDOW = 512
"""Word pieces; models that take more are slow with long texts, and passages are short."""
SMALLEST_WINDOW = 8
"""Word pieces; a model that takes fewer is misread, and no sentence fits."""
DIGEST_LETTERS = 16
"""Hexadecimal digits of an id: 64 bits never meet by chance, and the folder's name stays short."""


def open_folder(folder: Path, projections: Path | None = None) -> TokenEncoder:
    """Return the encoder in `folder`; raises ConfigError with what is missing or not understood.

    Its word pieces are projected by a fit that is made at the first opening and kept in `projections` (None: the user's cache
    folder). Its id names the fit, too.
    """
    if not folder.is_dir():
        raise ConfigError(f"There is no folder {folder} with an embedder.")
    if not (folder / TOKENIZER).is_file():
        raise ConfigError(f"The folder {folder} holds no embedder: {TOKENIZER} is missing.")
    pooling = _pooling(folder)
    window = _window(folder)
    weights = next((folder / name for name in (*GRAPHS, WEIGHTS) if (folder / name).is_file()), None)
    if weights is None:
        raise ConfigError(f"The folder {folder} holds no embedder: neither {GRAPHS[0]} nor {WEIGHTS} is there.")
    name = f"folder-{_digest(weights, folder / TOKENIZER, pooling, window)}"
    try:
        graph = _graph(folder, name) if weights.name == WEIGHTS else weights
        fit = kept_projection(projections or cache_folder())
        encoder = TokenEncoder(name, folder / TOKENIZER, graph, window, pooling, fit)
    except (ConfigError, MemoryError):
        raise
    except Exception as error:  # tokenizers and onnxruntime raise bare exceptions for what they cannot read
        raise ConfigError(f"The embedder in {folder} cannot be opened ({error}).") from error
    encoder.id = f"{name}-{encoder.projection.digest}"
    return encoder


def _graph(folder: Path, name: str) -> bytes:
    try:
        return load_graph("int8", cache_folder() / f"{name}-int8.onnx", folder)
    except (OSError, KeyError, ValueError) as error:
        raise ConfigError(
            f"The embedder in {folder} is no plain BERT ({error}); give a folder with {GRAPHS[0]} instead."
        ) from error


def _pooling(folder: Path) -> Pooling:
    """Return how the model pools; the mean where it does not say."""
    modules = _read(folder / "modules.json", [])
    kinds = [str(module.get("type", "")).rsplit(".", 1)[-1] for module in modules]
    if unknown := set(kinds) - {"Transformer", "Pooling", "Normalize"}:
        raise ConfigError(f"The embedder in {folder} has a part that Sidelight does not know ({', '.join(unknown)}).")
    for module in modules:
        if str(module.get("type", "")).endswith("Pooling"):
            config = _read(folder / str(module.get("path", "")) / "config.json", {})
            modes = [key for key, value in config.items() if key.startswith("pooling_mode_") and value]
            if modes == ["pooling_mode_cls_token"]:
                return "first"
            if modes != ["pooling_mode_mean_tokens"]:
                raise ConfigError(f"The embedder in {folder} pools in a way that Sidelight does not know ({modes}).")
    return "mean"


def _window(folder: Path) -> int:
    """Return how many word pieces the model takes at once, special tokens included."""
    places = _read(folder / "config.json", {}).get("max_position_embeddings", LARGEST_WINDOW)
    wanted = _read(folder / "sentence_bert_config.json", {}).get("max_seq_length") or places
    window = min(int(wanted), int(places), LARGEST_WINDOW)
    if window < SMALLEST_WINDOW:
        raise ConfigError(f"The embedder in {folder} takes only {window} word pieces at once.")
    return window


def _read(path: Path, default: Any) -> Any:
    if not path.is_file():
        return default
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be read ({error}).") from error
    if not isinstance(content, type(default)):
        raise ConfigError(f"{path} holds something else than expected.")
    return content


def _digest(weights: Path, tokenizer: Path, *settings: object) -> str:
    """Return a name of what the vectors depend on, so that a changed model never answers from an older one's vectors."""
    digest = hashlib.sha256(repr(settings).encode())
    for path in (weights, tokenizer):
        with path.open("rb") as file:
            while chunk := file.read(MEGABYTE):
                digest.update(chunk)
    return digest.hexdigest()[:DIGEST_LETTERS]
