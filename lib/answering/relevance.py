"""How well each sentence of the found passages answers a question, from words and, with an embedder, from meaning."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lib.answering.questions import bears, kind_of
from lib.answering.words import content_stems
from lib.records import Passage, Sentence

if TYPE_CHECKING:
    from lib.embedding.embedder import Embedder

QUOTABLE = frozenset({"body", "caption", "table", "footnote", "front"})
"""Kinds of sentence that can answer; a heading or a reference alone does not."""

SIMILARITY_WEIGHT, WORDS_WEIGHT, PASSAGE_WEIGHT, BEARS_WEIGHT = 0.6, 0.3, 0.2, 0.1
SIDE_KINDS = {"caption": -0.03, "table": -0.03, "footnote": -0.05, "front": -0.15}
"""Taken off where prose of the paper itself says as much."""


@dataclass(frozen=True)
class Candidate:
    """A sentence that could be quoted, with the passage it was found in."""

    paper_id: str
    reading: int
    sentence: Sentence
    passage_score: float


@dataclass(frozen=True)
class Scored:
    """A candidate with its relevance, about 0-1."""

    candidate: Candidate
    score: float
    similarity: float
    """Cosine to the question, 0-1; 0 without an embedder."""
    coverage: float
    """Share of the question's words that it has, the rarer ones counting more, 0-1."""
    bears: bool
    """Whether it has what such a question asks for: a number, a link, a definition, a list."""


def candidates(passages: Iterable[Passage], sentences: Mapping[tuple[str, int], Sequence[Sentence]]) -> list[Candidate]:
    """Every quotable sentence of the passages once, in the passages' order; ids that do not resolve are left out."""
    seen: dict[tuple[str, int, int], Candidate] = {}
    for passage in passages:
        reading = {sentence.id: sentence for sentence in sentences.get((passage.paper_id, passage.reading), ())}
        for sentence_id in passage.sentence_ids:
            sentence = reading.get(sentence_id)
            key = (passage.paper_id, passage.reading, sentence_id)
            if sentence is not None and sentence.kind in QUOTABLE and sentence.text.strip() and key not in seen:
                seen[key] = Candidate(passage.paper_id, passage.reading, sentence, passage.score)
    return list(seen.values())


def word_weights(sentences: Iterable[Sentence], wanted: Iterable[str]) -> tuple[dict[str, float], float]:
    """Inverse document frequency of each wanted stem over the sentences, and the share of it that no sentence has."""
    wanted = set(wanted)
    counts: Counter[str] = Counter()
    total = 0
    for sentence in sentences:
        total += 1
        counts.update(wanted.intersection(content_stems(sentence.text)))
    weights = {stem: math.log1p(total / (0.5 + counts[stem])) for stem in wanted}
    absent = sum(weight for stem, weight in weights.items() if not counts[stem])
    whole = sum(weights.values())
    return weights, absent / whole if whole else 1.0


def coverage(wanted: Mapping[str, float], text: str) -> float:
    """Share of the wanted stems, by weight, that the text has: 0-1."""
    total = sum(wanted.values())
    return sum(wanted[stem] for stem in wanted.keys() & set(content_stems(text))) / total if total else 0.0


def likeness(question: str, texts: Sequence[str], embedder: Embedder | None) -> list[tuple[float, float]]:
    """For each text its cosine to the question and, word piece by word piece, its late interaction, both 0-1.

    The second is the mean over the question's word pieces of the best cosine in the text (Khattab and Zaharia 2020,
    ColBERT); without word pieces it is the cosine again. All 0 without an embedder.
    """
    if embedder is None or not texts:
        return [(0.0, 0.0)] * len(texts)
    if not hasattr(embedder, "embed_tokens"):
        cosines = _cosines(embedder.embed([question, *texts]))
        return list(zip(cosines, cosines, strict=True))
    found = embedder.embed_tokens([question, *texts])
    asked, *others = found.tokens
    late = [float((asked @ tokens.T).max(axis=1).mean()) if len(asked) and len(tokens) else 0.0 for tokens in others]
    return list(zip(_cosines(found.texts), late, strict=True))


def _cosines(vectors: NDArray[np.float32]) -> list[float]:
    """Cosine, 0-1, of the first row to each of the others."""
    return [float(value) for value in np.clip(vectors[1:] @ vectors[0], 0.0, 1.0)]


def score(
    question: str,
    found: Sequence[Candidate],
    wanted: Mapping[str, float],
    embedder: Embedder | None,
) -> list[Scored]:
    """Each candidate with its relevance, in the order given; `wanted` are the question's stems with their weights."""
    kind = kind_of(question)
    alike = likeness(question, [candidate.sentence.text for candidate in found], embedder)
    scored = []
    for candidate, (similarity, late) in zip(found, alike, strict=True):
        text = candidate.sentence.text
        covered = coverage(wanted, text)
        has = bears(kind, text)
        # Without vectors the words alone must carry the weight of both.
        meaning = late if embedder is not None else covered
        total = SIMILARITY_WEIGHT * meaning + WORDS_WEIGHT * covered + PASSAGE_WEIGHT * candidate.passage_score
        total += BEARS_WEIGHT * has + SIDE_KINDS.get(candidate.sentence.kind, 0.0)
        scored.append(Scored(candidate, total, similarity, covered, has))
    return scored
