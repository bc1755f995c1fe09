"""The passages a question is ranked over: what the store found and what stands beside it, as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from lib.embedding.embedder import Vectors
from lib.embedding.late_interaction import best_cosines
from lib.embedding.matrix_product import product
from lib.indexing.ranking import QuestionVectors, Scores
from lib.indexing.reading_vectors import ReadingVectors
from lib.indexing.three_bits import Steps

WHOLE_READING = 300
"""Passages of a reading up to which all of them are ranked when one paper is asked; of a longer one those beside a hit."""

ReadingKey = tuple[str, int]
"""Paper id and reading."""
Rows = npt.NDArray[np.intp]

T = TypeVar("T", np.intp, np.float32)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that the store found."""

    reading: ReadingKey
    first: int
    last: int
    similarity: float | None
    """Cosine to the question; None where only the keyword list has it."""
    keywords: float | None
    """BM25; None where only the dense list has it."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages to rank, one a row, those of a reading together and in reading order."""

    readings: list[ReadingKey]
    reading: Rows
    """Index in `readings`."""
    first: Rows
    last: Rows
    place: Rows
    """Position in the reading; two that follow on each other stand side by side."""
    similarity: Scores
    keywords: Scores
    """0 where the keyword list does not have it."""
    best_cosines: Scores
    """Shape (candidates, the question's word pieces), by late interaction; where a candidate has none, the others' mean."""

    def __len__(self) -> int:
        return len(self.first)


@dataclass(frozen=True, slots=True)
class _Part:
    """The candidates of one reading, with what its file holds of them."""

    first: Rows
    last: Rows
    place: Rows
    keywords: Scores
    counts: Rows
    """Word pieces of each candidate."""
    similarity: Scores | None = None
    """Where there is no file: what the store says."""
    passages: npt.NDArray[np.int8] | None = None
    scales: npt.NDArray[np.float32] | None = None
    tokens: npt.NDArray[np.int8] | None = None
    token_scales: npt.NDArray[np.float32] | None = None
    steps: Steps | None = None


def gather(
    hits: Sequence[Hit],
    files: Mapping[ReadingKey, ReadingVectors | None],
    question: QuestionVectors,
) -> Candidates:
    """Return the hits and their neighbours with all their scores."""
    by_reading: dict[ReadingKey, list[Hit]] = {}
    for hit in hits:
        by_reading.setdefault(hit.reading, []).append(hit)
    readings = sorted(by_reading)
    parts = []
    for key in readings:
        vectors = files.get(key)
        if vectors is None:
            parts.append(_from_store(by_reading[key]))
        else:
            parts.append(_from_file(by_reading[key], vectors, whole=len(readings) == 1))
    return Candidates(
        readings=readings,
        reading=np.repeat(np.arange(len(parts)), [len(part.first) for part in parts]),
        first=_column([part.first for part in parts], np.intp),
        last=_column([part.last for part in parts], np.intp),
        place=_column([part.place for part in parts], np.intp),
        similarity=_similarity(parts, question),
        keywords=_column([part.keywords for part in parts], np.float32),
        best_cosines=_best_cosines(parts, question),
    )


def _similarity(parts: Sequence[_Part], question: QuestionVectors) -> Scores:
    """Return the cosine of each candidate, those of all files in one go."""
    runs = [part.passages for part in parts if part.passages is not None]
    counted = product(np.concatenate(runs), question.text[:, None])[:, 0] if runs else np.zeros(0, np.float32)
    columns, start = [], 0
    for part in parts:
        if part.similarity is not None:
            columns.append(part.similarity)
        elif part.scales is not None:
            columns.append(counted[start : start + len(part.first)] * part.scales)
            start += len(part.first)
    return _column(columns, np.float32)


def _best_cosines(parts: Sequence[_Part], question: QuestionVectors) -> Scores:
    """Return the late interaction with all candidates."""
    runs = [_best_cosines_of(part, question.tokens) for part in parts]
    best = np.concatenate(runs) if runs else np.zeros((0, len(question.tokens)), np.float32)
    counts = _column([part.counts for part in parts], np.intp)
    if (counts > 0).any():
        best[counts == 0] = best[counts > 0].mean(axis=0)  # a lost file neither lifts a reading nor buries it
    return best


def _best_cosines_of(part: _Part, question: Vectors) -> Vectors:
    if part.tokens is None or part.steps is None:
        return np.zeros((len(part.counts), len(question)), np.float32)
    offsets = np.concatenate([[0], np.cumsum(part.counts)])
    return best_cosines(question * part.steps, part.tokens, offsets, part.token_scales)


def _from_store(hits: Sequence[Hit]) -> _Part:
    """Return the candidates of a reading without a file: its hits alone, none beside another."""
    hits = sorted(hits, key=lambda hit: hit.first)
    lowest = min((hit.similarity for hit in hits if hit.similarity is not None), default=0.0)
    return _Part(
        first=np.array([hit.first for hit in hits]),
        last=np.array([hit.last for hit in hits]),
        place=np.arange(len(hits)) * 2,
        keywords=np.array([hit.keywords or 0.0 for hit in hits], np.float32),
        counts=np.zeros(len(hits), np.intp),
        similarity=np.array([lowest if hit.similarity is None else hit.similarity for hit in hits], np.float32),
    )


def _from_file(hits: Sequence[Hit], vectors: ReadingVectors, *, whole: bool) -> _Part:
    """Return the hits of a reading with their neighbours; all its passages where `whole` and it is short enough."""
    found = vectors.rows([hit.first for hit in hits])
    stored = found >= 0
    keywords = np.zeros(len(vectors), np.float32)
    keywords[found[stored]] = np.array([hit.keywords or 0.0 for hit in hits], np.float32)[stored]
    everything = whole and len(vectors) <= WHOLE_READING
    rows = np.arange(len(vectors)) if everything else _beside(found[stored], len(vectors))
    spans = [slice(vectors.offsets[start], vectors.offsets[end]) for start, end in _runs(rows)]
    return _Part(
        first=vectors.firsts[rows].astype(np.intp),
        last=vectors.lasts[rows].astype(np.intp),
        place=rows,
        keywords=keywords[rows],
        counts=(vectors.offsets[rows + 1] - vectors.offsets[rows]).astype(np.intp),
        passages=vectors.passages[rows],
        scales=vectors.scales[rows],
        tokens=np.concatenate([vectors.token_levels(span) for span in spans]) if spans else None,
        token_scales=np.concatenate([vectors.token_scales(span) for span in spans]) if spans else None,
        steps=vectors.steps,
    )


def _beside(rows: Rows, count: int) -> Rows:
    """Return the rows and those before and after them, ascending."""
    marks = np.zeros(count + 2, bool)
    for shift in (0, 1, 2):  # marks[i + 1] is row i
        marks[rows + shift] = True
    return np.flatnonzero(marks[1:-1])


def _runs(rows: Rows) -> list[tuple[int, int]]:
    """Return ascending rows as (first, last + 1) of runs without a gap, so that each is read from disk in one piece."""
    runs: list[tuple[int, int]] = []
    for row in rows.tolist():
        if runs and runs[-1][1] == row:
            runs[-1] = (runs[-1][0], row + 1)
        else:
            runs.append((row, row + 1))
    return runs


def _column(parts: Sequence[npt.NDArray[T]], dtype: type[T]) -> npt.NDArray[T]:
    return np.concatenate(parts).astype(dtype) if parts else np.zeros(0, dtype)
