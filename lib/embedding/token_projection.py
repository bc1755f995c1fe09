"""Word-piece vectors on their principal components, so that late interaction takes a quarter of the room or less.

Fitted without any question or judgement: for the bundled encoder by `benchmarks/fit_token_projection.py`, for any other once, on
the passages that lie beside this file.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from glob import escape
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lib.embedding.embedder import Vectors
from lib.embedding.encoder import normalised
from lib.embedding.matrix_product import product

TOKEN_DIMENSIONS = 96
"""Of a word piece's vector: a quarter of MiniLM's 384 ranks about as well. Coverage of broad questions rose from 0.516 to
0.529, of factual ones fell from 0.947 to 0.940; fitted without either by benchmarks/fit_token_projection.py."""
PASSAGES = Path(__file__).with_name("projection_passages.txt")
"""Paragraphs of open papers of several fields, one a line, below lines that say where they are from and begin with "#"; written
by `benchmarks/projection_passages.py`."""
DIGEST_LETTERS = 8
"""Hexadecimal digits: a library has the fits of a few encoders."""

PART = ".part"
"""How the name of a draft ends."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TokenProjection:
    """What word-piece vectors are projected with."""

    mean: Vectors
    """Shape (width,): of word-piece vectors at length 1."""
    components: Vectors
    """Shape (width, dimensions)."""

    def __call__(self, tokens: Vectors) -> Vectors:
        """Return the word pieces, given at length 1, projected and at length 1 again, shape (pieces, dimensions)."""
        return normalised(product(tokens - self.mean, self.components))

    @property
    def dimensions(self) -> int:
        """Length of a projected vector."""
        return int(self.components.shape[1])

    @property
    def digest(self) -> str:
        """Names the projection: vectors of two cannot be compared, however near their fits are."""
        numbers = np.vstack([self.mean, self.components.T]).astype(np.float16)
        return hashlib.sha256(numbers.tobytes()).hexdigest()[:DIGEST_LETTERS]


def fitted(parts: Iterable[Vectors]) -> TokenProjection:
    """Return the projection on the principal components of these word pieces, each part of shape (pieces, width).

    As many as TOKEN_DIMENSIONS, the width at most. Fits of one encoder on two machines span nearly the same space, but turned in
    it: a library keeps the one that it began with.
    """
    count, total, square = 0, np.zeros(1), np.zeros(1)
    for part in parts:
        wide = part.astype(np.float64)
        count, total, square = count + len(wide), total + wide.sum(axis=0), square + wide.T @ wide
    mean = total / count
    values, vectors = np.linalg.eigh(square / count - np.outer(mean, mean))
    return _rounded(mean, vectors[:, np.argsort(-values)[:TOKEN_DIMENSIONS]])


def _rounded(mean: npt.NDArray[np.float64], components: npt.NDArray[np.float64]) -> TokenProjection:
    """Return the projection as a file keeps it, in half precision, so that a fit and its file give the same."""
    return TokenProjection(*(np.asarray(part, np.float16).astype(np.float32) for part in (mean, components)))


def passages() -> list[str]:
    """Return the paragraphs that a projection is fitted on."""
    lines = PASSAGES.read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("#")]


def kept(path: Path, width: int, fit: Callable[[], TokenProjection]) -> TokenProjection:
    """Return the projection in the file, or fit it and keep it there; in memory alone where that cannot be written.

    The file is of this process alone: drafts of it that a kill left are removed.
    """
    found = _read(path, width)
    if found is not None:
        return found
    for draft in path.parent.glob(f"{escape(path.name)}.*{PART}"):
        with suppress(OSError):
            draft.unlink()
    made = fit()
    try:
        save(path, made)
    except OSError as error:
        log.info("The projection of word pieces is not kept (%s) and will be fitted again at the next start.", error)
    return made


def load(path: Path) -> TokenProjection:
    """Return the projection in the file; raises OSError or ValueError where it cannot be read."""
    rows = np.load(path, allow_pickle=False).astype(np.float32)
    return TokenProjection(rows[0], np.ascontiguousarray(rows[1:].T))


def save(path: Path, projection: TokenProjection) -> None:
    """Write the file by rename: row 0 the mean, then one component a row, float16."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=PART)
    try:
        with os.fdopen(handle, "wb") as file:
            np.save(file, np.vstack([projection.mean, projection.components.T]).astype(np.float16))
        Path(draft).replace(path)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise


def _read(path: Path, width: int) -> TokenProjection | None:
    try:
        found = load(path)
    except (OSError, ValueError, EOFError, IndexError):
        return None
    return found if found.components.shape == (width, min(width, TOKEN_DIMENSIONS)) else None
