"""From scored candidates to the passages that are shown."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

import numpy as np

from lib.embedding.keywords import document_keywords
from lib.indexing.candidates import Candidates, ReadingKey
from lib.indexing.passages import GROUPS, sentences_of_cut
from lib.indexing.ranking import Scores, standardised
from lib.records import Passage, Sentence, Why

SentencesOf = Callable[[str, int], Sequence[Sentence]]

KEYWORDS_WEIGHT = 0.5
NEIGHBOUR_WEIGHT = 0.3
JOINED_CHARACTERS = 900
"""Neighbours are joined up to this length."""


def rank(candidates: Candidates) -> Scores:
    """Each candidate's score: similarity, late interaction and keywords standardised, then smoothed over neighbours."""
    scores = (
        standardised(candidates.similarity)
        + standardised(candidates.late)
        + KEYWORDS_WEIGHT * standardised(candidates.keywords)
    )
    return smoothed(scores, candidates)


def smoothed(scores: Scores, candidates: Candidates) -> Scores:
    """The scores with a share of the passage before and after: evidence comes in clusters."""
    beside = (np.diff(candidates.place) == 1) & (np.diff(candidates.reading) == 0)
    out = scores.copy()
    out[1:] += NEIGHBOUR_WEIGHT * np.where(beside, scores[:-1], 0)
    out[:-1] += NEIGHBOUR_WEIGHT * np.where(beside, scores[1:], 0)
    return out


def find(question: str, candidates: Candidates, scores: Scores, sentences_of: SentencesOf, limit: int) -> list[Passage]:
    """The best passages, best first, neighbours joined so that they read whole."""
    order = sorted(range(len(candidates)), key=lambda i: (-round(float(scores[i]), 4), i))
    runs: list[list[int]] = []
    cuts: dict[int, list[Sentence]] = {}
    for i in order:
        paper_id, reading = candidates.readings[candidates.reading[i]]
        cuts[i] = sentences_of_cut(sentences_of(paper_id, reading), int(candidates.first[i]), int(candidates.last[i]))
        joined = next((run for run in runs if _joins(i, run, candidates, cuts)), None)
        if joined is not None:
            joined.append(i)
            joined.sort()
        elif len(runs) < limit:
            runs.append([i])
        else:
            break
    return [_passage(question, run, candidates, scores, cuts) for run in runs]


def _joins(i: int, run: Sequence[int], candidates: Candidates, cuts: dict[int, list[Sentence]]) -> bool:
    """Whether candidate `i` goes on before or after the run, in its section and kind, within the length."""
    edge = run[0] if i < run[0] else run[-1]
    if candidates.reading[i] != candidates.reading[edge] or abs(candidates.place[i] - candidates.place[edge]) != 1:
        return False
    one, other = cuts[i][0], cuts[edge][0]
    length = sum(len(sentence.text) + 1 for member in (*run, i) for sentence in cuts[member])
    return one.section == other.section and GROUPS[one.kind] == GROUPS[other.kind] and length <= JOINED_CHARACTERS


def _passage(
    question: str, run: Sequence[int], candidates: Candidates, scores: Scores, cuts: dict[int, list[Sentence]]
) -> Passage:
    key: ReadingKey = candidates.readings[candidates.reading[run[0]]]
    sentences = [sentence for member in run for sentence in cuts[member]]
    text = " ".join(sentence.text for sentence in sentences)
    boxes = [box for sentence in sentences for box in sentence.boxes]
    section = sentences[0].section
    similarity = max(float(candidates.similarity[member]) for member in run)
    return Passage(
        id=f"{key[0]}:{key[1]}:{sentences[0].id}-{sentences[-1].id}",
        paper_id=key[0],
        reading=key[1],
        sentence_ids=[sentence.id for sentence in sentences],
        text=text,
        section=section,
        pages=sorted({box.page for box in boxes}),
        score=_share(max(float(scores[member]) for member in run)),
        why=Why(matched_words(question, text), round(min(1.0, max(0.0, similarity)), 4), section),
        boxes=boxes,
    )


def _share(score: float) -> float:
    """A standardised score as 0-1."""
    return round(1 / (1 + math.exp(-score / 2)), 4)


def matched_words(question: str, text: str) -> list[str]:
    """The question's words that stand in the text, by stem, in the question's order, stop words left out."""
    words = list(dict.fromkeys(re.findall(r"\w+(?:-\w+)*", question)))
    (there, _), *stems = document_keywords([text, *words])
    terms = set(there)
    return [word for word, (indices, _) in zip(words, stems, strict=True) if indices and terms.issuperset(indices)]
