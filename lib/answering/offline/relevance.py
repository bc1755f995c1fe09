"""How well each sentence of the found passages answers a question, from words and, with an embedder, from meaning."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lib.answering.offline.conduct import asks_what_was_done, tells_what_was_done
from lib.answering.offline.question_analysis import Asked, bears, defines
from lib.answering.offline.quotable import is_asked_furniture, is_quotable
from lib.answering.terms import content_stems
from lib.records import Passage, Sentence

if TYPE_CHECKING:
    from lib.answering.answerer import AskRequest
    from lib.embedding.embedder import Embedder

Vectors = NDArray[np.float32]

MEAN_WEIGHT, WEAKEST_WEIGHT, WORDS_WEIGHT, PASSAGE_WEIGHT, BEARS_WEIGHT = 0.6, 0.4, 0.3, 0.2, 0.12
"""Chosen by hand among some twenty tried: both development fields gained. Weights learned on one field lost on the other."""
SIDE_KINDS = {"caption": -0.03, "table": -0.05, "footnote": -0.03, "front": -0.05}
"""Taken off where prose of the paper itself says as much."""
ABOUT_WEIGHT = 0.3
"""Of the turn before, beside the question's own words and word pieces."""
SEARCH_LOOKED_AT = 2_400
"""Characters of a question that are embedded, more than QUESTION_PIECES need."""
QUESTION_PIECES = 128
"""Word pieces of a question that are compared; a pasted page would take seconds."""
LINK_WEIGHT, HINTED_LINK_WEIGHT = 0.1, 0.5
"""Added where a link is asked for: to any, and to one at a place where such things lie."""

ELSEWHERE, MOST_ELSEWHERE = 0.7, 4
"""How surely a sentence outside the passages must define a term, and how many of a paper are looked at."""
ELSEWHERE_SCORE = 0.5
DEFINED_WEIGHT, FURNITURE_WEIGHT = 0.4, 0.3
"""Added, by how surely, to a sentence that defines what is asked for: most sentences with a term only use it; and to the
note on funding, licence or interests where just that is asked for."""

_LIES_AT = (
    (
        r"code|software|scripts?|implementation|program\w*|tools?|packages?|models?",
        r"git\s?hub|gitlab|bitbucket|sourceforge|cran\b|pypi|zenodo",
    ),
    (
        r"data\w*|corpus|corpora|materials?|images?|sequences?",
        r"zenodo|figshare|dryad|osf\.io|pangaea|dataverse|kaggle|git\s?hub|genbank|\bncbi",
    ),
)
_PLACES = tuple(
    (re.compile(rf"\b(?:{thing})\b", re.IGNORECASE), re.compile(place, re.IGNORECASE)) for thing, place in _LIES_AT
)


@dataclass(frozen=True)
class Candidate:
    """A sentence that could be quoted, with the passage it was found in."""

    paper_id: str
    reading: int
    sentence: Sentence
    passage_score: float
    """ELSEWHERE_SCORE where it stands in no passage."""


@dataclass(frozen=True)
class Scored:
    """A candidate with its relevance, about 0-1.5."""

    candidate: Candidate
    score: float
    late: float
    """Mean over the question's word pieces of the best cosine in the sentence, 0-1; 0 without an embedder."""
    weakest: float
    """The same mean over the third of the pieces that it matches worst."""
    coverage: float
    """Share of the question's words that it has, the rarer ones counting more, 0-1."""
    bears: float
    """How far it has what such a question asks for, 0-1: a number, a link, a definition, a list."""


@dataclass(frozen=True)
class Likeness:
    """Late interaction of a question with texts, piece by piece (Khattab and Zaharia 2020, ColBERT)."""

    best: Vectors
    """Shape (texts, pieces): for each of the question's word pieces the best cosine in the text."""
    weights: Vectors
    """Shape (pieces,): what each counts; those of the turn before less."""

    @property
    def mean(self) -> Vectors:
        """For each text its mean over the pieces."""
        return np.asarray(self.best @ self.weights / max(float(self.weights.sum()), 1e-6))

    @property
    def weakest(self) -> Vectors:
        """For each text the mean over the third of the question's own pieces that it matches worst."""
        return lowest_third(self.best[:, self.weights == 1.0])


def lowest_third(values: Vectors) -> Vectors:
    """Return the mean of the lowest third of each row; 0 for rows without values."""
    if not values.shape[-1]:
        return np.zeros(values.shape[:-1], np.float32)
    return np.asarray(np.sort(values, axis=-1)[..., : max(1, values.shape[-1] // 3)].mean(axis=-1))


def candidates(asked: Asked, request: AskRequest) -> list[Candidate]:
    """Return every quotable sentence of the passages once, in the passages' order; ids that do not resolve are left out.

    Where a link or a definition is asked for, the first sentences of the papers that have it stand behind them: a
    footnote with an address has few words of the question, and a term is said what it is where it comes up first.
    """
    seen: dict[tuple[str, int, int], Candidate] = {}
    for passage in request.passages:
        reading = request.sentences.get((passage.paper_id, passage.reading), ())
        for i in passage.sentence_ids:
            key = (passage.paper_id, passage.reading, i)
            if key not in seen and i < len(reading) and is_quotable(reading[i], asked.opening):
                seen[key] = Candidate(passage.paper_id, passage.reading, reading[i], passage.score)
    for (paper_id, number), reading in request.sentences.items():
        for one in _told_elsewhere(asked, reading):
            seen.setdefault((paper_id, number, one.id), Candidate(paper_id, number, one, ELSEWHERE_SCORE))
    return list(seen.values())


def _told_elsewhere(asked: Asked, reading: Sequence[Sentence]) -> list[Sentence]:
    """Return the first few sentences of a paper that hold what is asked for, whichever passage they stand in."""
    if asked.kind == "link":
        held = (one for one in reading if lies_at(asked.opening, one.text))
    elif asked.kind == "definition":
        held = (one for one in reading if defines(asked.opening, one.text) >= ELSEWHERE)
    else:
        held = (one for one in reading if is_asked_furniture(asked.opening, one.text))
    return list(islice((one for one in held if is_quotable(one, asked.opening)), MOST_ELSEWHERE))


def lies_at(question: str, text: str) -> bool:
    """Return whether the text names a place where what the question asks for is kept: code at GitHub, data at Zenodo."""
    return any(thing.search(question) and place.search(text) for thing, place in _PLACES)


def word_weights(sentences: Iterable[Sentence], wanted: Iterable[str]) -> tuple[dict[str, float], float]:
    """Return the inverse document frequency of each wanted stem over the sentences, and the share of it that no sentence has."""
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
    """Return the share of the wanted stems, by weight, that the text has: 0-1."""
    total = sum(wanted.values())
    return sum(wanted[stem] for stem in wanted.keys() & set(content_stems(text))) / total if total else 0.0


def likeness(asked: Asked, found: Sequence[Candidate], request: AskRequest, embedder: Embedder | None) -> Likeness:
    """Return how the candidates match the question; all 0 without an embedder.

    What the index keeps of their word pieces is used, the others are embedded. An embedder without word pieces gives the
    cosine of the whole as if it were one piece.
    """
    if embedder is None or not found:
        return Likeness(np.zeros((len(found), 1), np.float32), np.ones(1, np.float32))
    if not hasattr(embedder, "embed_tokens"):
        texts = [candidate.sentence.text for candidate in found]
        vectors = embedder.embed([asked.search, *texts])
        return Likeness(np.clip(vectors[1:] @ vectors[:1].T, 0.0, 1.0), np.ones(1, np.float32))
    kept = request.sentence_tokens(request.passages)
    keys = [(one.paper_id, one.reading, one.sentence.id) for one in found]
    missing = [one.sentence.text for one, key in zip(found, keys, strict=True) if key not in kept]
    question = embedder.embed_tokens([asked.search[:SEARCH_LOOKED_AT]]).tokens[0][:QUESTION_PIECES]
    others = iter(embedder.embed_tokens(missing).tokens if missing else ())
    rows = [best_cosines(question, kept[key] if key in kept else next(others)) for key in keys]
    weights = np.ones(len(question), np.float32)
    if asked.about and asked.stems:
        weights[: embedder.count_tokens([asked.about])[0] - 2] = ABOUT_WEIGHT
    return Likeness(np.array(rows), weights)


def best_cosines(question: Vectors, tokens: Vectors) -> Vectors:
    """For each of the question's word pieces the best cosine among the text's, 0 where it has none."""
    return np.asarray((question @ tokens.T).max(axis=1)) if len(tokens) else np.zeros(len(question), np.float32)


def score(
    asked: Asked,
    found: Sequence[Candidate],
    wanted: Mapping[str, float],
    alike: Likeness,
    by_meaning: bool,
) -> list[Scored]:
    """Return each candidate with its relevance, in the order given; `wanted` are the question's stems with their weights."""
    scored = []
    for candidate, late, weakest in zip(found, alike.mean, alike.weakest, strict=True):
        text = candidate.sentence.text
        covered = coverage(wanted, text)
        has = bears(asked.opening, text)
        # Without vectors the words alone must carry the weight of both.
        meaning = MEAN_WEIGHT * late + WEAKEST_WEIGHT * weakest if by_meaning else MEAN_WEIGHT * covered
        total = float(meaning) + WORDS_WEIGHT * covered + PASSAGE_WEIGHT * candidate.passage_score
        total += BEARS_WEIGHT * has + SIDE_KINDS.get(candidate.sentence.kind, 0.0)
        if asks_what_was_done(asked.opening):
            total += tells_what_was_done(candidate.sentence)
        if asked.kind == "definition":
            total += DEFINED_WEIGHT * has
        if asked.kind != "link" and is_asked_furniture(asked.opening, text):
            total += FURNITURE_WEIGHT
        if asked.kind == "link" and has:
            total += HINTED_LINK_WEIGHT if lies_at(asked.opening, text) else LINK_WEIGHT
        scored.append(Scored(candidate, total, float(late), float(weakest), covered, has))
    return scored


def passage_similarity(passages: Iterable[Passage]) -> float:
    """Return the cosine of the passage nearest to what was searched for, 0-1."""
    return max((passage.why.similarity for passage in passages), default=0.0)
