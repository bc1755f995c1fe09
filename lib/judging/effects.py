"""Which way something went for one group compared with another: increased, decreased, no difference; read out of sentences.

A multinomial logistic model over what a sentence says of significance, of directions and of the order in which the two groups
stand beside them. Trained by `benchmarks/train_effects.py` on trials that doctors read (Evidence Inference 2.0).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lib.embedding.embedder import Vectors
from lib.text.terms import content_stems, stem

EFFECTS = Path(__file__).with_name("effects.json")
"""Written by `benchmarks/train_effects.py`."""
DIRECTIONS = ("increased", "decreased", "no difference")
SIGNIFICANT = 0.05
MOST_READ = 10_000
"""Characters of a sentence that are read."""

_UP = frozenset(
    [
        "increase",
        "increased",
        "increases",
        "increasing",
        "higher",
        "greater",
        "more",
        "rise",
        "risen",
        "rose",
        "elevated",
        "improved",
        "improvement",
        "improve",
        "larger",
        "longer",
        "better",
        "raised",
        "gain",
        "gained",
        "superior",
        "faster",
        "most",
        "above",
        "enhanced",
        "exceeded",
        "doubled",
    ]
)
_DOWN = frozenset(
    [
        "decrease",
        "decreased",
        "decreases",
        "decreasing",
        "lower",
        "fewer",
        "less",
        "reduce",
        "reduced",
        "reduces",
        "reducing",
        "reduction",
        "decline",
        "declined",
        "drop",
        "dropped",
        "fell",
        "fall",
        "shorter",
        "smaller",
        "worse",
        "slower",
        "diminished",
        "inferior",
        "below",
        "lowered",
        "lowest",
        "loss",
        "suppressed",
        "inhibited",
        "attenuated",
        "prevented",
        "earlier",
    ]
)
_THAN = frozenset({"than", "versus", "vs", "compared", "comparison"})
_DENIES = frozenset({"not", "no", "nor"})
_CONTROLS = frozenset({"control", "placebo"})
_WORD = re.compile(r"[a-z]+|\d+(?:\.\d+)?|[<>=≤≥%]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CHANCE = re.compile(
    r"p(?:\s*[- ]?\s*values?)?\s*(?:was|were|of)?\s*([<>=≤≥]|less than|greater than)\s*(0?\.\d+)", re.IGNORECASE
)
_ABOVE = frozenset({">", "greater than"})
_NO_EFFECT = re.compile(
    r"no(?:t|n)?[ -](?:\w+ ){0,2}?(?:significan|differ|statistic)"
    r"|did not (?:\w+ )?(?:differ|change|affect|improve|reduce|increase|significantly)|(?:was|were) (?:\w+ )?similar"
    r"|no (?:\w+ ){0,3}(?:differen|effect|change|improvement|impact|benefit|evidence|association)|comparable|neither"
    r"|not (?:\w+ ){0,3}(?:different|affected|superior|associated|reach)|\bns\b|similar",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"(\d+(?:\.\d+)?)\s*%?[^.;]{0,40}?\b(?:vs\.?|versus|compared (?:to|with)|and)\b\s*[^.;]{0,30}?(\d+(?:\.\d+)?)"
)
BESIDE_WORDS = 12
"""Between a group and its number."""
HALF = 0.5

EFFECT_FEATURES = (
    "p_sig", "p_ns", "p_allns", "p_none", "p_firstns", "nosig", "sigword", "but", "ori_than", "ori_no", "dir_than", "dir_no",
    "ori_than_s", "ori_no_s", "dir_than_s", "dir_no_s", "dir", "dir_s", "up", "dn", "num", "num_s", "pair", "pair_s",
    "cov", "cov_i",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ComparedGroups:
    """What is asked of two groups."""

    outcome: str
    intervention: str
    comparator: str


@dataclass(frozen=True, slots=True)
class _Words:
    """A sentence's words, and where the groups, the directions and the comparisons stand among them."""

    words: list[str]
    first: list[int]
    """Places of words that only the intervention has."""
    second: list[int]
    """Places of words that only the comparator has, or that name a control."""
    ups: list[int]
    downs: list[int]
    thans: list[int]


def effect_features(sentence: str, asked: ComparedGroups) -> dict[str, float]:
    """Return by name, as `EFFECT_FEATURES` lists them, what a sentence says of the direction of an effect.

    `p_…`: its p values below and above 0.05; `nosig`, `sigword`: it says that nothing, or something, differs; `dir…`: words up
    less words down, `ori…` the same turned where the comparator is their subject, each behind a "than" or not, and (`_s`)
    only where nothing denies a difference; `num`, `pair`: which group has the larger number; `cov…`: how much of the outcome
    and of the intervention it names.
    """
    low = sentence[:MOST_READ].lower().replace("·", ".").replace("−", "-")
    placed = _placed(low, asked)
    found = dict.fromkeys(EFFECT_FEATURES, 0.0) | _significance(low) | _orientation(placed)
    says = 1 - found["nosig"]
    for name in ("ori_than", "ori_no", "dir_than", "dir_no"):
        found[f"{name}_s"] = float(np.sign(found[name])) * says
    found["dir_s"] = float(np.sign(found["dir"])) * says
    found |= {"up": float(bool(placed.ups)), "dn": float(bool(placed.downs))}
    found["num"], found["pair"] = _larger(placed), _larger_of_pair(low, placed)
    found["num_s"] = found["num"] * says * (1 if found["p_sig"] or found["sigword"] else HALF)
    found["pair_s"] = found["pair"] * says
    stems = {stem(word) for word in placed.words}
    found["cov"] = _named(set(content_stems(asked.outcome)), stems)
    found["cov_i"] = _named(set(content_stems(asked.intervention)) - set(content_stems(asked.comparator)), stems)
    return found


def _named(wanted: set[str], stems: set[str]) -> float:
    return len(wanted & stems) / max(1, len(wanted))


def _placed(low: str, asked: ComparedGroups) -> _Words:
    words = _WORD.findall(low)
    stems = [stem(word) for word in words]
    one, other = set(content_stems(asked.intervention)), set(content_stems(asked.comparator))
    places = range(len(words))
    return _Words(
        words,
        [i for i in places if stems[i] in one - other],
        [i for i in places if stems[i] in other - one or words[i] in _CONTROLS],
        [i for i in places if words[i] in _UP],
        [i for i in places if words[i] in _DOWN],
        [i for i in places if words[i] in _THAN],
    )


def _significance(low: str) -> dict[str, float]:
    chances = [(sign, float(value)) for sign, value in _CHANCE.findall(low)]
    significant = [
        sign not in _ABOVE and (value < SIGNIFICANT or (value == SIGNIFICANT and sign != "="))
        for sign, value in chances
    ]
    denied = _NO_EFFECT.search(low) is not None
    return {
        "p_sig": float(any(significant)),
        "p_ns": float(not all(significant)),
        "p_allns": float(bool(chances) and not any(significant)),
        "p_none": float(not chances),
        "p_firstns": float(bool(chances) and not significant[0]),
        "nosig": float(denied),
        "sigword": float("significant" in low and not denied),
        "but": float(" but " in low or "however" in low),
    }


def _orientation(placed: _Words) -> dict[str, float]:
    """Return the directions as told, and turned where the comparator is what they are told of; each from -2 to 2."""
    found = {"ori_than": 0, "ori_no": 0, "dir_than": 0, "dir_no": 0}
    total = 0
    for place in [*placed.ups, *placed.downs]:
        way = 1 if place in placed.ups else -1
        if place > 0 and placed.words[place - 1] in _DENIES:
            way = 0
        behind = next((than for than in placed.thans if than > place), None)
        kind = "no" if behind is None else "than"
        subject = _subject_beside(place, placed) if behind is None else _subject_before(behind, placed)
        found[f"ori_{kind}"] += way * subject
        found[f"dir_{kind}"] += way
        total += way
    return {name: float(np.clip(value, -2, 2)) for name, value in {**found, "dir": total}.items()}


def _subject_before(than: int, placed: _Words) -> int:
    """Return 1 where the intervention stands before "than" or the comparator behind it, -1 the other way round."""
    first = [i for i in placed.first if i < than]
    second = [i for i in placed.second if i < than]
    first_behind, second_behind = len(first) < len(placed.first), len(second) < len(placed.second)
    if (first and not second) or (second_behind and not first_behind):
        return 1
    if (second and not first) or (first_behind and not second_behind):
        return -1
    return (1 if max(first) > max(second) else -1) if first and second else 0


def _subject_beside(place: int, placed: _Words) -> int:
    """Return 1 where the nearest group before the word is the intervention, -1 where it is the comparator."""
    before = [i for i in [*placed.first, *placed.second] if i < place]
    if before:
        return 1 if max(before) in placed.first else -1
    return int(bool(placed.first) and not placed.second) - int(bool(placed.second) and not placed.first)


def _larger(placed: _Words) -> float:
    """Return 1 where the number behind the intervention is larger than that behind the comparator, -1 where smaller."""
    numbers = [(i, float(word)) for i, word in enumerate(placed.words) if _NUMBER.fullmatch(word)]

    def behind(places: Sequence[int]) -> float | None:
        near = [(i - place, value) for place in places for i, value in numbers if 0 < i - place < BESIDE_WORDS]
        return min(near, key=lambda one: one[0])[1] if near else None

    one, other = behind(placed.first), behind(placed.second)
    return 0.0 if one is None or other is None else float(np.sign(one - other))


def _larger_of_pair(low: str, placed: _Words) -> float:
    """Return the same of "12 % … versus 9 %", whose order is that of the groups."""
    pair = _PAIR.search(low)
    if not pair or not (placed.first or placed.second):
        return 0.0
    order = 1 if placed.first and (not placed.second or min(placed.first) < min(placed.second)) else -1
    return float(np.sign(float(pair[1]) - float(pair[2]))) * order


class EffectReader:
    """The model's weights."""

    def __init__(self, weights: Vectors, constants: Vectors) -> None:
        self._weights, self._constants = weights, constants

    @classmethod
    def load(cls, path: Path = EFFECTS) -> EffectReader:
        """Return the reader whose weights `path` holds."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        return cls(np.array(stored["weights"], np.float32), np.array(stored["constants"], np.float32))

    def read(self, sentence: str, asked: ComparedGroups) -> tuple[Vectors, float]:
        """Return the chances of `DIRECTIONS` by a sentence, and how far it reports this outcome at all."""
        found = effect_features(sentence, asked)
        sums = self._weights @ np.array([found[name] for name in EFFECT_FEATURES], np.float32) + self._constants
        raised = np.exp(sums - sums.max())
        result = max(
            found["p_sig"], found["p_ns"], found["nosig"], found["sigword"], HALF * max(found["up"], found["dn"])
        )
        return raised / raised.sum(), OUTCOME_WEIGHT * found["cov"] + result


RELEVANCE_WEIGHT, OUTCOME_WEIGHT = 0.6, 3.0
"""Of what the network says of a sentence, and of the outcome's words in it, beside whether it reports a result. Chosen on half of
the development trials among a few dozen."""
SENTENCES_READ = 5


def effect(
    sentences: Sequence[str], relevance: Vectors, asked: ComparedGroups, reader: EffectReader
) -> tuple[Vectors, int]:
    """Return the chances of `DIRECTIONS` by the sentences that report it best, and which comes first; one is given at least."""
    read = [reader.read(sentence, asked) for sentence in sentences]
    scores = RELEVANCE_WEIGHT * relevance + np.array([reports for _, reports in read], np.float32)
    best = np.argsort(-scores, kind="stable")[:SENTENCES_READ]
    shares = np.exp(scores[best] - scores[best].max())
    chances = sum(share * read[int(i)][0] for share, i in zip(shares, best, strict=True)) / shares.sum()
    return np.asarray(chances), int(best[0])
