"""In how many passages a term stands, and what it weighs in a question by that.

The library counts its own passages, so that a keyword weighs the same on every store: the engines' own counts include points
that were deleted, and on a cluster each shard counts by itself.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class TermCounts:
    """The terms of some passages; a term is its number in the keyword vectors."""

    passages: int
    terms: Numbers
    """Ascending, each once."""
    counts: Numbers
    """In how many of the passages each stands."""

    @classmethod
    def of(cls, passages: Sequence[Sequence[int]]) -> Self:
        """Return the counts of passages whose terms are given, each once a passage."""
        flat = [term for terms in passages for term in terms]
        terms, counts = np.unique(np.asarray(flat, np.uint32), return_counts=True)
        return cls(len(passages), terms, counts.astype(np.uint32))

    @classmethod
    def sum(cls, parts: Iterable[Self]) -> Self:
        """Return the counts of all parts together."""
        given = list(parts)
        if not given:
            return cls.of([])
        terms, places = np.unique(np.concatenate([part.terms for part in given]), return_inverse=True)
        counts = np.bincount(places, weights=np.concatenate([part.counts for part in given]), minlength=len(terms))
        return cls(sum(part.passages for part in given), terms, counts.astype(np.uint32))

    def to_text(self) -> str:
        """Return the counts as they are stored."""
        packed = zlib.compress(self.terms.astype("<u4").tobytes() + self.counts.astype("<u4").tobytes())
        return f"{self.passages} {base64.b64encode(packed).decode()}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the counts that `to_text` gave."""
        passages, packed = text.split(" ", 1)
        both = np.frombuffer(zlib.decompress(base64.b64decode(packed)), "<u4").astype(np.uint32)
        return cls(int(passages), both[: len(both) // 2], both[len(both) // 2 :])

    def weights(self, terms: Sequence[int]) -> list[float]:
        """Return the inverse document frequency of each term, as Qdrant's own modifier has it: BM25's, never below zero."""
        asked = np.asarray(terms, np.uint32)
        places = np.searchsorted(self.terms, asked)
        known = places < len(self.terms)
        known[known] = self.terms[places[known]] == asked[known]
        there = np.zeros(len(asked))
        there[known] = self.counts[places[known]]
        weights: list[float] = np.log1p((self.passages - there + 0.5) / (there + 0.5)).tolist()
        return weights
