"""The best candidates read by the judge, and their order by what it says and by the scores they were found with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from lib.indexing.candidates import Candidates, ReadingKey
from lib.indexing.finding import PartOf
from lib.indexing.passages import of_first_group
from lib.indexing.ranking import Scores, smoothed, standardised
from lib.indexing.reading_vectors import ReadingVectors

if TYPE_CHECKING:
    from lib.judging.judge import Judge

COMPARING_WEIGHT = 1.5
"""Of the network's word, standardised, beside the sum of standardised scores that passages are found with, where a question
compares two groups. Coverage within 4,000 characters on 60 questions of the development trials rose from 0.669 to 0.838 (at
1: 0.820, at 2: 0.839). Other questions are not read: broad ones lost (0.546 on 60 of the development papers, 0.526 at 0.5),
factual ones stayed the same."""
JUDGED = 40
"""Candidates that are read: the best by the scores they were found with."""


def judged(
    question: str,
    candidates: Candidates,
    scores: Scores,
    files: Mapping[ReadingKey, ReadingVectors | None],
    part_of: PartOf,
    judge: Judge,
) -> Scores:
    """Return the scores with what the judge says of the best candidates added; those without kept word pieces are not read."""
    best: list[int] = []
    texts: list[str] = []
    vectors: list[Scores] = []
    for i in np.argsort(-scores, kind="stable")[:JUDGED].tolist():
        rows = _vectors(candidates, i, files)
        if rows is not None:
            best.append(i)
            vectors.append(rows)
            texts.append(_text(candidates, i, part_of))
    if not best:
        return scores
    said = standardised(judge.relevance(question, texts, vectors))
    added = np.full(len(scores), min(said.min(), 0.0), np.float32)
    added[best] = said
    return scores + COMPARING_WEIGHT * smoothed(added, candidates.reading, candidates.place)


def _text(candidates: Candidates, i: int, part_of: PartOf) -> str:
    paper_id, reading = candidates.readings[candidates.reading[i]]
    sentences = part_of(paper_id, reading, int(candidates.first[i]), int(candidates.last[i]))
    return " ".join(sentence.text for sentence in of_first_group(sentences))


def _vectors(candidates: Candidates, i: int, files: Mapping[ReadingKey, ReadingVectors | None]) -> Scores | None:
    """Return the kept word pieces of a candidate, shape (pieces, dimensions); None where there are none."""
    vectors = files.get(candidates.readings[candidates.reading[i]])
    if vectors is None:
        return None
    row = int(candidates.place[i])
    span = slice(int(vectors.offsets[row]), int(vectors.offsets[row + 1]))
    if span.stop == span.start:
        return None
    return vectors.token_rows(span)
