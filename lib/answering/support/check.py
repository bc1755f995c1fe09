"""Which sentences of an answer the contexts support, and whether it answers at all; offline, in milliseconds."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lib.answering.support.claims import Claim, cut, is_of_the_world
from lib.answering.support.features import (
    LEXICAL_FEATURES,
    PreparedContexts,
    best_context,
    lexical_features,
    prepare_contexts,
    shared_words,
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
ALONE_FEATURES = ("words", *JUDGE_FEATURES, "read_balance")
"""What a claim by itself is judged by, beside these."""
SAME_BUT_UNIT = 0.5
"""How much of a claim, its number left out and its unit not, must stand beside the number with another unit."""
OTHER_UNIT = "another unit than in the passage"
SAME_MATTER_IN_ANSWER = 0.9
"""How much of an answer's sentence one of the contexts' must have to contradict it: an answer is made of what it contradicts."""
ALONE_SENTENCES = 2
"""Up to which sentences that claim something are claims by themselves."""
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
    their neighbours, numbers, names, negation, and whether the sentence stands in general talk. Of a sentence by
    itself the judge's word counts more, and what it denies of the world is a claim. A sentence that claims nothing scores 1.
    An empty answer is `not_found`.
    """
    claims = cut(answer)
    if not claims:
        return SupportReport([], "not_found")
    prepared = prepare_contexts(contexts)
    alone = is_alone(claims)
    if alone:
        claims = [whole_claim(claim) for claim in claims]
    seen = compare(claims, contexts)
    weights = _weights()
    rows = sentence_features(claims, question, prepared, seen)
    doubts = [_linear(row, weights["sentence"]) for row in rows]
    if alone:
        doubts = [
            doubt + _linear(row, weights["alone"])
            for doubt, row in zip(doubts, alone_features(claims, prepared, seen), strict=True)
        ]
    unsupported = [0.0 if claim.empty else _sigmoid(doubt) for claim, doubt in zip(claims, doubts, strict=True)]
    sentences = [
        _judged(claim, doubt, best_context(claim.claimed, prepared), _against(row, one, alone))
        for claim, doubt, row, one in zip(claims, unsupported, rows, seen, strict=True)
    ]
    stance = stance_features(claims, unsupported, question)
    of_kind = {kind: _linear([stance[name] for name in STANCE_FEATURES], weights["kind"][kind]) for kind in KINDS}
    return SupportReport(sentences, max(KINDS, key=of_kind.__getitem__))


def is_alone(claims: Sequence[Claim]) -> bool:
    """Return whether a sentence or two claim something and no answer is around them that tells what sort they are."""
    telling = [claim for claim in claims if not claim.empty]
    return len(claims) == 1 or (len(telling) <= ALONE_SENTENCES and not any(claim.denies for claim in claims))


def whole_claim(claim: Claim) -> Claim:
    """Return the claim; where it denies something of the world, as it stands: that is what it claims."""
    return replace(claim, claimed=claim.text, empty=False) if is_of_the_world(claim) else claim


def alone_features(
    claims: Sequence[Claim], contexts: PreparedContexts, seen: Sequence[Comparison]
) -> list[list[float]]:
    """Return for each claim by itself what it is judged by besides, in the order of `ALONE_FEATURES`."""
    return [
        [shared_words(claim.claimed or claim.text, contexts), *(one.features[name] for name in ALONE_FEATURES[1:])]
        for claim, one in zip(claims, seen, strict=True)
    ]


def compare(claims: Sequence[Claim], contexts: Sequence[str]) -> list[Comparison]:
    """Return what the judge sees of each sentence in the contexts."""
    judge = bundled_judge()
    read = judge.read(contexts)
    return [judge.compare(claim.claimed or claim.text, read) for claim in claims]


@dataclass(frozen=True, slots=True)
class _Against:
    """What speaks against a sentence."""

    contradicted: bool
    whys: dict[str, str]
    """In a few words, by kind."""


def _against(row: Sequence[float], seen: Comparison, alone: bool) -> _Against:
    """Return what speaks against a sentence; `row` has its `SENTENCE_FEATURES`, `alone` says whether it is a claim by itself."""
    whys: dict[str, str] = {one.kind: one.why for one in reversed(seen.differences)}
    other_unit = alone and row[SENTENCE_FEATURES.index("unit_changed")] >= SAME_BUT_UNIT
    if other_unit:
        whys = {"unit": OTHER_UNIT, **whys}
    same_matter = alone or seen.features["sentence"] >= SAME_MATTER_IN_ANSWER
    return _Against(other_unit or (seen.contradicted and same_matter), whys)


def _judged(claim: Claim, doubt: float, context: int | None, against: _Against) -> SentenceSupport:
    """Return the sentence with its verdict, and why where it is not clearly supported."""
    weights = _weights()
    contradicted = not claim.empty and against.contradicted
    doubt = max(doubt, CONTRADICTED_DOUBT) if contradicted else doubt
    supported = doubt <= weights["threshold"]
    clear = supported and 1 - doubt >= weights["clear"]
    kinds = ("number", "unit", "direction", "negation") if contradicted else ("number", "missing")
    why = "" if clear or claim.empty else next((against.whys[kind] for kind in kinds if kind in against.whys), "")
    return SentenceSupport(claim.text, 1 - doubt, supported, context, claim.empty, contradicted, why)


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
