"""Whether the papers answer a question at all: a calibrated chance from the sentences that come nearest to it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib.answering.relevance import Scored, candidates, score, word_weights
from lib.answering.words import content_stems

if TYPE_CHECKING:
    from lib.answering.answerer import AskRequest
    from lib.embedding.embedder import Embedder

CALIBRATED = "minilm"
"""How the ids of the embedders begin whose cosines the first weights know; the others are judged by words alone."""

BY_MEANING = {"constant": -1.90, "sentence": 2.10, "passage": 4.79, "sentence_and_words": 2.64, "absent": -2.95}
BY_WORDS = {"constant": 1.20, "words": 1.90, "passage_words": 3.24, "absent": -3.14}
"""Logistic weights of the figures, the constant set so that 0.5 is the threshold; `benchmarks/answers.py` prints them."""


@dataclass(frozen=True)
class Weighed:
    """What was retrieved, weighed against the question."""

    scored: list[Scored]
    figures: dict[str, float]
    """`sentence`, `passage`: cosine of the nearest one; `words`, `passage_words`: the largest share of the question's
    words, by weight, in one; `sentence_and_words`: the largest sum of both; `absent`: share that no paper has."""


def weigh(question: str, request: AskRequest, embedder: Embedder | None) -> Weighed:
    """Every sentence of the request's passages scored for `question`, and the figures that tell whether it is answered."""
    everything = (sentence for reading in request.sentences.values() for sentence in reading)
    wanted, absent = word_weights(everything, content_stems(question))
    scored = score(question, candidates(request.passages, request.sentences), wanted, embedder)
    total = sum(wanted.values())
    in_passages = (wanted.keys() & set(content_stems(passage.text)) for passage in request.passages)
    figures = {
        "sentence": max((one.similarity for one in scored), default=0.0),
        "passage": max((passage.why.similarity for passage in request.passages), default=0.0),
        "sentence_and_words": max((one.similarity + one.coverage for one in scored), default=0.0),
        "words": max((one.coverage for one in scored), default=0.0),
        "passage_words": max(
            (sum(wanted[stem] for stem in stems) / total for stems in in_passages if total), default=0.0
        ),
        "absent": absent,
    }
    return Weighed(scored, figures)


def chance_of_answer(figures: Mapping[str, float], embedder: Embedder | None) -> float:
    """How likely the papers answer, 0-1; from 0.5 on they are taken to.

    Learned on questions asked of their own paper, of another paper of the field and of a paper of another field.
    """
    known = embedder is not None and embedder.id.startswith(CALIBRATED)
    return logistic(figures, BY_MEANING if known else BY_WORDS)


def logistic(figures: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The logistic of the weighted sum; weights without a figure but the constant raise KeyError."""
    total = sum(weight * (1.0 if name == "constant" else figures[name]) for name, weight in weights.items())
    return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))
