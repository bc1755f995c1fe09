"""The passages a question is ranked over: what the store found and what stands beside it, as columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lib.indexing.ranking import QuestionVectors, Scores, rows_late_interaction
from lib.indexing.vector_files import ReadingVectors

WHOLE_READING = 600
"""Passages of a reading up to which all of them are ranked when one paper is asked; later ones only beside what was found."""

ReadingKey = tuple[str, int]
"""Paper id and reading."""


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
    reading: npt.NDArray[np.intp]
    """Index in `readings`."""
    first: npt.NDArray[np.intp]
    last: npt.NDArray[np.intp]
    place: npt.NDArray[np.intp]
    """Position in the reading; two that follow on each other stand side by side."""
    similarity: Scores
    keywords: Scores
    """0 where the keyword list does not have it."""
    late: Scores
    """MaxSim; 0 throughout where there are no token vectors."""

    def __len__(self) -> int:
        return len(self.first)


def gather(
    hits: Sequence[Hit],
    files: Mapping[ReadingKey, ReadingVectors | None],
    question: QuestionVectors,
    groups: frozenset[int],
) -> Candidates:
    """The hits and their neighbours with all their scores; `groups` are the indices in GROUP_NAMES that may be shown."""
    by_reading: dict[ReadingKey, list[Hit]] = {}
    for hit in hits:
        by_reading.setdefault(hit.reading, []).append(hit)
    readings = sorted(by_reading)
    parts = []
    for number, key in enumerate(readings):
        vectors = files.get(key)
        part = (
            _from_store(by_reading[key])
            if vectors is None
            else _from_file(by_reading[key], vectors, question, groups, whole=len(readings) == 1)
        )
        parts.append([np.full(len(part[0]), number), *part])
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [np.zeros(0, int)] * 7
    reading, first, last, place, similarity, keywords, late = columns
    return Candidates(
        readings, reading, first, last, place, similarity.astype(np.float32), keywords.astype(np.float32), late
    )


def _from_store(hits: Sequence[Hit]) -> list[npt.NDArray[np.generic]]:
    """Columns of a reading without a file: the hits alone, none beside another."""
    hits = sorted(hits, key=lambda hit: hit.first)
    lowest = min((hit.similarity for hit in hits if hit.similarity is not None), default=0.0)
    return [
        np.array([hit.first for hit in hits]),
        np.array([hit.last for hit in hits]),
        np.arange(len(hits)) * 2,
        np.array([lowest if hit.similarity is None else hit.similarity for hit in hits], np.float32),
        np.array([hit.keywords or 0.0 for hit in hits], np.float32),
        np.zeros(len(hits), np.float32),
    ]


def _from_file(
    hits: Sequence[Hit], vectors: ReadingVectors, question: QuestionVectors, groups: frozenset[int], *, whole: bool
) -> list[npt.NDArray[np.generic]]:
    keywords = np.zeros(len(vectors), np.float32)
    found = []
    for hit in hits:
        row = vectors.row(hit.first)
        if row is not None:
            found.append(row)
            keywords[row] = hit.keywords or 0.0
    shown = np.isin(vectors.groups, list(groups))
    wanted = shown if whole and len(vectors) <= WHOLE_READING else shown & _beside(found, len(vectors))
    rows = np.flatnonzero(wanted)
    return [
        vectors.firsts[rows],
        vectors.lasts[rows],
        rows,
        vectors.passages[rows].astype(np.float32) @ question.text,
        keywords[rows],
        rows_late_interaction(question.tokens, vectors, rows),
    ]


def _beside(rows: Iterable[int], count: int) -> npt.NDArray[np.bool_]:
    """The rows and those before and after them."""
    marks = np.zeros(count + 2, bool)
    for row in rows:
        marks[row : row + 3] = True
    return marks[1:-1]
