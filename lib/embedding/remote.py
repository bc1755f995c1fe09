"""An embedder behind a URL, asked by `POST /embeddings`: Ollama, vLLM, llama.cpp, hosted services and others."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from typing import Any

import httpx
import numpy as np

from lib.addresses import OWN_COMPUTER, AddressRules, request_hook
from lib.certificates import trusted
from lib.config import check_address
from lib.embedding.embedder import SPECIAL_TOKENS, Vectors
from lib.embedding.encoder import normalised
from lib.embedding.folder import DIGEST_LETTERS
from lib.errors import ConfigError, ModelFault

TEXTS_AT_ONCE = 64
WINDOW_PIECES = 512
PIECE_CHARACTERS = 3
"""A cautious guess: English has about four characters to a word piece, formulas and numbers fewer."""
WINDOW_CHARACTERS = WINDOW_PIECES * PIECE_CHARACTERS
TIMEOUT_SECONDS = 120
TRIES = 3
BUSY = {408, 409, 429, 500, 502, 503, 504}


class RemoteEmbedder:
    """An Embedder; safe to call from several threads. It raises ModelFault with a sentence where the server fails."""

    window = WINDOW_PIECES

    def __init__(
        self,
        url: str,
        model: str,
        key: str = "",
        pause_seconds: float = 1.0,
        rules: AddressRules = OWN_COMPUTER,
    ) -> None:
        """Ask once for the dimensions; `url` up to and with the version, such as "http://localhost:11434/v1".

        `pause_seconds` between tries. `rules`: whom the app may speak to; raises ConfigError for another address.
        """
        check_address("the embedder", url)
        if not model:
            raise ConfigError("Name the embedder's model after the address: http://localhost:11434/v1#nomic-embed-text")
        self._url, self._model, self._pause = url.rstrip("/") + "/embeddings", model, pause_seconds
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        hooks = {"request": [request_hook(url, rules)]}
        self._client = httpx.Client(
            headers=headers,
            timeout=TIMEOUT_SECONDS,
            follow_redirects=False,
            event_hooks=hooks,
            verify=trusted(httpx.create_ssl_context),
        )
        self.id = "remote-" + hashlib.sha256(f"{self._url}#{model}".encode()).hexdigest()[:DIGEST_LETTERS]
        self.dimensions = 0
        self.dimensions = self._ask(["a"]).shape[1]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return about how many word pieces each text has: the server's tokenizer is not known."""
        return [len(text) // PIECE_CHARACTERS + SPECIAL_TOKENS for text in texts]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return shape (texts, dimensions), L2-normalised; a text over the window is the normalised mean of its parts."""
        parts = [
            (row, part or " ")
            for row, text in enumerate(texts)
            for part in _parts(text.encode("utf-8", "replace").decode())
        ]
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for start in range(0, len(parts), TEXTS_AT_ONCE):
            batch = parts[start : start + TEXTS_AT_ONCE]
            for (row, _), vector in zip(batch, self._ask([part for _, part in batch]), strict=True):
                vectors[row] += vector
        return normalised(vectors)

    def _ask(self, texts: list[str]) -> Vectors:
        vectors = normalised(_vectors(self._answer(texts), len(texts)))
        if self.dimensions and vectors.shape[1] != self.dimensions:
            raise ModelFault(f"The embedder's server changed: {vectors.shape[1]} numbers instead of {self.dimensions}.")
        return vectors

    def _answer(self, texts: list[str]) -> Any:
        for left in reversed(range(TRIES)):
            try:
                response = self._client.post(self._url, json={"model": self._model, "input": texts})
                if response.status_code not in BUSY or not left:
                    return _json(response)
            except httpx.TransportError as error:
                if not left:
                    raise ModelFault(
                        f"The embedder's server does not answer ({type(error).__name__}). Check its address and that it runs."
                    ) from error
            time.sleep(self._pause)
        raise AssertionError("the last try returns or raises")


def _json(response: httpx.Response) -> Any:
    if response.status_code in (401, 403):
        raise ModelFault("The embedder's server refuses the key, or wants one.")
    if response.status_code == 404:
        raise ModelFault("The embedder's server has no such model or address. Check both.")
    if response.status_code != 200:
        raise ModelFault(f"The embedder's server failed (status {response.status_code}).")
    try:
        return response.json()
    except ValueError as error:
        raise ModelFault("The embedder's server answered something else than vectors.") from error


def _vectors(answer: Any, count: int) -> Vectors:
    """Return the vectors in the order of the texts; raises ModelFault where they are not what was asked for."""
    try:
        rows = sorted(answer["data"], key=lambda row: row["index"])
        vectors = np.array([row["embedding"] for row in rows], np.float32)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelFault("The embedder's server answered something else than vectors.") from error
    if vectors.ndim != 2 or len(vectors) != count or not vectors.shape[1] or not np.isfinite(vectors).all():
        raise ModelFault("The embedder's server answered with vectors that cannot be used.")
    if not vectors.any(axis=1).all():
        raise ModelFault("The embedder's server answered with a vector of zeros.")
    return vectors


def _parts(text: str) -> list[str]:
    return [text[start : start + WINDOW_CHARACTERS] for start in range(0, len(text), WINDOW_CHARACTERS)] or [""]
