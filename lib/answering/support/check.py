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
from lib.judging.judge import Comparison, bundled_judge
from lib.records import Record, Support

WEIGHTS = Path(__file__).with_name("support_weights.json")
"""Written by `benchmarks/train_support.py`."""
JUDGE_FEATURES = ("mean", "window", "back", "cosine")
"""Of the judge's, those that a sentence is judged by."""
SENTENCE_FEATURES = (*LEXICAL_FEATURES, "general_talk", *JUDGE_FEATURES)
"""What a sentence is judged by."""
CONTRADICTED_DOUBT = 0.8
"""At least, of a sentence that the contexts contradict, however many of its words they have."""


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
    contradicted: bool = False
    """The contexts say the opposite, or another number; it is not supported then."""
    why: str = ""
    """In a few words, where it is not fully supported."""

    @property
    def grade(self) -> Support:
        """The word for the score, as an AnswerSentence has it."""
        if self.no_claim:
            return "no_claim"
        if self.contradicted:
            return "contradicted"
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

    A logistic model over what the judge sees of a sentence in the contexts and over its words by themselves: their rarity,
    their neighbours, numbers, names, negation, and whether the sentence stands in general talk. A sentence that claims
    nothing scores 1. An empty answer is `not_found`.
    """
    claims = cut(answer)
    if not claims:
        return SupportReport([], "not_found")
    prepared = prepare_contexts(contexts)
    seen = compare(claims, contexts)
    weights = _weights()
    unsupported = [
        0.0 if claim.empty else _sigmoid(_linear(features, weights["sentence"]))
        for claim, features in zip(claims, sentence_features(claims, question, prepared, seen), strict=True)
    ]
    sentences = [
        _judged(claim, doubt, best_context(claim.claimed, prepared), one)
        for claim, doubt, one in zip(claims, unsupported, seen, strict=True)
    ]
    stance = stance_features(claims, unsupported, question)
    of_kind = {kind: _linear([stance[name] for name in STANCE_FEATURES], weights["kind"][kind]) for kind in KINDS}
    return SupportReport(sentences, max(KINDS, key=of_kind.__getitem__))


def compare(claims: Sequence[Claim], contexts: Sequence[str]) -> list[Comparison]:
    """Return what the judge sees of each sentence in the contexts."""
    judge = bundled_judge()
    read = judge.read(contexts)
    return [judge.compare(claim.claimed or claim.text, read) for claim in claims]


def _judged(claim: Claim, doubt: float, context: int | None, seen: Comparison) -> SentenceSupport:
    """Return the sentence with its verdict, and why where it is not clearly supported."""
    weights = _weights()
    contradicted = not claim.empty and seen.contradicted
    doubt = max(doubt, CONTRADICTED_DOUBT) if contradicted else doubt
    supported = doubt <= weights["threshold"]
    clear = supported and 1 - doubt >= weights["clear"]
    why = "" if clear or claim.empty else _why(seen, contradicted)
    return SentenceSupport(claim.text, 1 - doubt, supported, context, claim.empty, contradicted, why)


def _why(seen: Comparison, contradicted: bool) -> str:
    """Return in a few words what speaks against a sentence."""
    kinds = ("number", "direction", "negation") if contradicted else ("number", "missing")
    return next((one.why for kind in kinds for one in seen.differences if one.kind == kind), "")


def sentence_features(
    claims: Sequence[Claim], question: str, contexts: PreparedContexts, seen: Sequence[Comparison]
) -> list[list[float]]:
    """Return for each sentence its features in the order of `SENTENCE_FEATURES`; `seen` is what the judge sees of each."""
    talk = general_talk(claims)
    found = []
    for claim, level, one in zip(claims, talk, seen, strict=True):
        lexical = lexical_features(claim.claimed or claim.text, question, contexts)
        found.append(
            [*(lexical[name] for name in LEXICAL_FEATURES), level, *(one.features[name] for name in JUDGE_FEATURES)]
        )
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
