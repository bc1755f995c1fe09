"""Which sentences of an answer the contexts support, and whether it answers at all; offline, in milliseconds."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lib.answering.support.claims import Claim, cut
from lib.answering.support.features import (
    LEXICAL_FEATURES,
    PreparedContexts,
    best_context,
    lexical_features,
    prepare_contexts,
)
from lib.answering.support.stance import KINDS, STANCE_FEATURES, Kind, general_talk, stance_features
from lib.records import Record, Support

WEIGHTS = Path(__file__).with_name("support_weights.json")
"""Written by `benchmarks/train_support.py`."""
SENTENCE_FEATURES = (*LEXICAL_FEATURES, "general_talk")
"""What a sentence is judged by."""


@dataclass(frozen=True, slots=True)
class SentenceSupport(Record):
    """One sentence of an answer and how well the contexts support it."""

    text: str
    """An exact substring of the answer."""
    score: float
    """0-1, 1 is fully supported."""
    supported: bool
    context: int | None
    """Index of the context that has most of it; None where none has any."""
    no_claim: bool = False
    """It claims nothing about the papers: a denial, a lead-in, a heading."""

    @property
    def grade(self) -> Support:
        """The word for the score, as an AnswerSentence has it."""
        if self.no_claim:
            return "no_claim"
        if not self.supported:
            return "unsupported"
        return "supported" if self.score >= _weights()["clear"] else "weak"


@dataclass(frozen=True, slots=True)
class SupportReport(Record):
    """What `check_support` found."""

    sentences: list[SentenceSupport]
    kind: Kind


def check_support(answer: str, contexts: list[str], question: str = "") -> SupportReport:
    """Return how far the contexts support each sentence of the answer, and of which kind the answer is.

    A logistic model over lexical features: words by their rarity, their neighbours, numbers, names, negation, and whether
    the sentence stands in general talk. A sentence that claims nothing scores 1. An empty answer is `not_found`.
    """
    claims = cut(answer)
    if not claims:
        return SupportReport([], "not_found")
    prepared = prepare_contexts(contexts)
    weights = _weights()
    unsupported = [
        0.0 if claim.empty else _sigmoid(_linear(features, weights["sentence"]))
        for claim, features in zip(claims, sentence_features(claims, question, prepared), strict=True)
    ]
    sentences = [
        SentenceSupport(
            claim.text, 1 - doubt, doubt <= weights["threshold"], best_context(claim.claimed, prepared), claim.empty
        )
        for claim, doubt in zip(claims, unsupported, strict=True)
    ]
    stance = stance_features(claims, unsupported, question)
    of_kind = {kind: _linear([stance[name] for name in STANCE_FEATURES], weights["kind"][kind]) for kind in KINDS}
    return SupportReport(sentences, max(KINDS, key=of_kind.__getitem__))


def sentence_features(claims: Sequence[Claim], question: str, contexts: PreparedContexts) -> list[list[float]]:
    """Return for each sentence its features in the order of `SENTENCE_FEATURES`."""
    talk = general_talk(claims)
    found = []
    for claim, level in zip(claims, talk, strict=True):
        lexical = lexical_features(claim.claimed or claim.text, question, contexts)
        found.append([*(lexical[name] for name in LEXICAL_FEATURES), level])
    return found


@functools.cache
def _weights() -> Mapping[str, Any]:
    values: Mapping[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return values


def _linear(features: Sequence[float], weights: Sequence[float]) -> float:
    """Return the weighted sum; the last weight is the constant."""
    return sum(weight * feature for weight, feature in zip(weights, [*features, 1.0], strict=True))


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))
