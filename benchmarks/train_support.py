"""Train the support check: python -m benchmarks.train_support GRADED.jsonl CLAIMS [--write]

GRADED.jsonl has, a line each, `question`, `answer`, `contexts`, `model`, `label_grounded`, `label_source` and, where that is
"read", `unsupported_sentences`. CLAIMS is a folder with `wice.jsonl` and `pubmedqa.jsonl` (`support_claims.py`). Prints how
the check does on questions, and on models, that it was not trained on; with --write trains on everything and writes the
weights that ship. Beside the graded sentences it learns from variants made
of supported ones, so that evidence counts and not tone: the same sentence with the contexts of another answer, with
another number, unit or name, or turned into its opposite; and claims of pages and abstracts, so that the judge's features
count, which few graded answers need. The weights come out the same each time.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.support import (
    ALTERED,
    KIND_OF_LABEL,
    SPECIFIC,
    auc,
    best_f1,
    f1,
    foreign_names,
    is_unsupported,
    load,
    other_contexts,
    variants,
)
from benchmarks.support_claims import WEIGHT_OF_SOURCE, ClaimBesideTexts, abstract_claims, page_claims
from lib.answering.support.check import (
    ALONE_FEATURES,
    JUDGE_FEATURES,
    SENTENCE_FEATURES,
    WEIGHTS,
    alone_features,
    compare,
    sentence_features,
    whole_claim,
)
from lib.answering.support.claims import Claim, cut
from lib.answering.support.features import prepare_contexts
from lib.answering.support.stance import KINDS, STANCE_FEATURES, stance_features
from lib.judging.judge import bundled_judge

Array = NDArray[np.float64]
Item = dict[str, Any]
WEIGHT_OF_SWAPPED = 0.6
WEIGHT_OF_ALTERED = 10.0
"""Of all sentences altered in one way together. More of it flags more of them and misjudges more of the graded ones."""
PENALTY = 10.0
"""Of squared weights over standardised features."""
CONSTANT_PENALTY, NEWTON_STEPS, NEWTON_END, LARGEST_SUM = 1e-6, 50, 1e-8, 30
"""Of the fit: the constant's penalty, steps at most, the step at which it ends, and the sum at which the logistic is cut."""
SWAPPED_COPIES = 2
"""Contexts of other answers that each answer is shown."""
SWAPPED_FLAGGED = 0.9
"""Share of swapped sentences that a threshold must flag."""
THRESHOLDS = np.arange(0.3, 0.8, 0.02)
ALONE_THRESHOLDS = np.linspace(0.02, 0.98, 97)
"""Shares of the claims by themselves below which a threshold is tried."""
HALF = 0.5
CLEAR = 0.75
"""Score from which a supported sentence is called supported, not weak."""
WRITTEN_THRESHOLD = 0.6
"""What the threshold is written as, the constant moved by as much: CLEAR, and the scores people have seen, keep their meaning."""
JUDGE_SHARE = 0.7
"""Added to the doubt for one standard deviation less of the judge's features, their mean: most of what is learned is said in
answers to questions, where words tell as much; claims of other kinds need the judge. So much loses no graded answer."""
ALONE_SHARE = 6.0
"""Taken off the doubt of a claim by itself for one standard deviation more of its own features, their weighted mean. Unit
weights of standardised features, not fitted ones (Dawes 1979): fitted on pages and abstracts they rank others worse."""
ALONE_WEIGHTS = {"words": 1.0, "read_balance": 0.5}
"""Of these features; 1 of the others."""
SEED = 4


Measured = tuple[list[Claim], Array]
"""The sentences of an answer and their features."""


@dataclass(frozen=True)
class Row:
    """One sentence to learn from."""

    item: int
    features: list[float]
    unsupported: bool
    origin: str
    """graded, swapped, or what was altered: one of ALTERED"""
    empty: bool
    answered: bool


def rows_of(items: Sequence[Item]) -> list[Row]:
    """Return every graded sentence and the variants made of the supported ones."""
    rows = []
    for number, item in enumerate(items):
        if item["label_source"] != "read":
            continue
        answered = item["label_grounded"] == "answered_from_context"
        claims = cut(item["answer"])
        for claim, features in _features(item, claims, item["contexts"]):
            rows.append(Row(number, features, is_unsupported(claim.text, item), "graded", claim.empty, answered))
        supported = [claim for claim in claims if not is_unsupported(claim.text, item) and not claim.empty]
        if not answered:
            continue
        foreign = foreign_names(item, items)
        for contexts in other_contexts(item, items, SWAPPED_COPIES):
            for claim, features in _features(item, claims, contexts):
                if claim in supported and SPECIFIC.search(claim.text):
                    rows.append(Row(number, features, True, "swapped", claim.empty, answered))
        for claim in supported:
            for altered, text in variants(claim.claimed, foreign):
                changed = [
                    Claim(text, 0, False, False, other.listed, text) if other is claim else other for other in claims
                ]
                features = _features(item, changed, item["contexts"])[claims.index(claim)][1]
                rows.append(Row(number, features, True, altered, False, answered))
    return rows


def _features(item: Item, claims: Sequence[Claim], contexts: list[str]) -> list[tuple[Claim, list[float]]]:
    features = sentence_features(claims, item["question"], prepare_contexts(contexts), compare(claims, contexts))
    return list(zip(claims, features, strict=True))


def measure_all(items: Sequence[Item]) -> dict[str, Measured]:
    """Return by id of the answer its sentences with their features in its own contexts."""
    cuts = {item["id"]: cut(item["answer"]) for item in items}
    return {
        i["id"]: (cuts[i["id"]], np.array([f for _, f in _features(i, cuts[i["id"]], i["contexts"])])) for i in items
    }


def fit(features: Array, labels: Array, weights: Array) -> Array:
    """Return logistic weights for the raw features, the constant last; a column for each class where `labels` has several.

    Minimises weighted log loss plus PENALTY/2 times the squared weights of the standardised features, by Newton steps
    for each class against the rest.
    """
    mean, spread = features.mean(axis=0), features.std(axis=0)
    spread[spread == 0] = 1.0
    scaled = np.hstack([(features - mean) / spread, np.ones((len(features), 1))])
    ridge = np.diag([PENALTY] * features.shape[1] + [CONSTANT_PENALTY])
    columns = []
    for wanted in labels.T:
        beta = np.zeros(scaled.shape[1])
        for _ in range(NEWTON_STEPS):
            chance = 1 / (1 + np.exp(-np.clip(scaled @ beta, -LARGEST_SUM, LARGEST_SUM)))
            gradient = scaled.T @ (weights * (chance - wanted)) + ridge @ beta
            curve = (scaled * (weights * chance * (1 - chance))[:, None]).T @ scaled + ridge
            step = np.linalg.solve(curve, gradient)
            beta -= step
            if np.abs(step).max() < NEWTON_END:
                break
        raw = beta[:-1] / spread
        columns.append(np.append(raw, beta[-1] - raw @ mean))
    return np.array(columns).T


def chances(features: Array, weights: Array) -> Array:
    """Return one minus support for each row."""
    return np.asarray(1 / (1 + np.exp(-(features @ weights[:-1] + weights[-1]))))


@dataclass(frozen=True)
class ClaimRows:
    """Claims of pages and abstracts to learn from."""

    features: Array
    alone: Array
    """Their `ALONE_FEATURES`."""
    doubts: Array
    weights: Array
    altered: NDArray[np.bool_]
    """Whether each is altered on purpose."""


def claim_rows(claims: Sequence[ClaimBesideTexts]) -> ClaimRows:
    """Return the claims measured; those that are cut into several or into none are left out."""
    features, alone, kept = [], [], []
    for one in claims:
        parts = [whole_claim(part) for part in cut(one.claim)]
        if sum(not part.empty for part in parts) == 1:
            prepared, seen = prepare_contexts(one.contexts), compare(parts, one.contexts)
            telling = next(place for place, part in enumerate(parts) if not part.empty)
            features.append(sentence_features(parts, "", prepared, seen)[telling])
            alone.append(alone_features(parts, prepared, seen)[telling])
            kept.append(one)
    counts = Counter(one.source for one in kept)
    return ClaimRows(
        np.array(features),
        np.array(alone),
        np.array([one.doubt for one in kept]),
        np.array([one.weight / counts[one.source] for one in kept]),
        np.array([one.source not in WEIGHT_OF_SOURCE for one in kept]),
    )


def alone_weights(claims: ClaimRows, weights: Array) -> Array:
    """Return what is added to the doubt of a claim by itself, the constant last: so that WRITTEN_THRESHOLD parts the claims best.

    `weights`: of the sentence model as it ships.
    """
    share = np.array([ALONE_WEIGHTS.get(name, 1.0) for name in ALONE_FEATURES])
    raw = -ALONE_SHARE * share / share.sum() / claims.alone.std(axis=0)
    own = ~claims.altered
    doubt = (claims.features @ weights[:-1] + weights[-1] + claims.alone @ raw)[own]
    wrong = claims.doubts[own] >= HALF
    places = np.quantile(doubt, ALONE_THRESHOLDS)
    best = max(places, key=lambda place: np.average((doubt > place) == wrong, weights=claims.weights[own]))
    constant = float(np.log(WRITTEN_THRESHOLD / (1 - WRITTEN_THRESHOLD)) - best)
    return np.asarray([*raw, constant], np.float64)


def fit_sentences(rows: Sequence[Row], claims: ClaimRows) -> Array:
    """Return the weights of the sentence model, trained on the rows that claim something and on the claims."""
    used = [row for row in rows if not row.empty]
    counts = Counter(row.origin for row in used)
    weight = {
        "graded": 1.0,
        "swapped": WEIGHT_OF_SWAPPED,
        **{what: WEIGHT_OF_ALTERED / max(counts[what], 1) for what in ALTERED},
    }
    weights = fit(
        np.vstack([np.array([row.features for row in used]), claims.features]),
        np.append([float(row.unsupported) for row in used], claims.doubts)[:, None],
        np.append([weight[row.origin] for row in used], claims.weights),
    )[:, 0]
    for name in JUDGE_FEATURES:
        place = SENTENCE_FEATURES.index(name)
        mean, spread = claims.features[:, place].mean(), claims.features[:, place].std()
        weights[place] -= JUDGE_SHARE / len(JUDGE_FEATURES) / spread
        weights[-1] += JUDGE_SHARE / len(JUDGE_FEATURES) * mean / spread
    return weights


def with_written_threshold(weights: Array, threshold: float) -> Array:
    """Return the weights with their constant moved so that this threshold comes to be WRITTEN_THRESHOLD."""
    moved = weights.copy()
    moved[-1] -= np.log(threshold / (1 - threshold)) - np.log(WRITTEN_THRESHOLD / (1 - WRITTEN_THRESHOLD))
    return moved


def doubts(rows: Sequence[Row], weights: Array) -> Array:
    """Return one minus support for each row; 0 where nothing is claimed."""
    found = chances(np.array([row.features for row in rows]), weights)
    return np.where([row.empty for row in rows], 0.0, found)


def stances(items: Sequence[Item], weights: Array, measured: dict[str, Measured]) -> Array:
    """Return a row of `STANCE_FEATURES` for each answer, its sentences judged by these weights."""
    found = []
    for item in items:
        claims, features = measured[item["id"]]
        unsupported = np.where([claim.empty for claim in claims], 0.0, chances(features, weights))
        stance = stance_features(claims, list(unsupported), item["question"])
        found.append([stance[name] for name in STANCE_FEATURES])
    return np.array(found)


def kind_labels(items: Sequence[Item]) -> Array:
    """Return one column for each of KINDS."""
    return np.array([[float(KIND_OF_LABEL[item["label_grounded"]] == kind) for kind in KINDS] for item in items])


def choose_threshold(rows: Sequence[Row], doubt: Array) -> float:
    """Return the doubt above which a sentence is flagged: best F1 that still flags nine of ten swapped sentences."""
    graded = np.array([row.origin == "graded" for row in rows])
    swapped = np.array([row.origin == "swapped" for row in rows])
    truth = np.array([row.unsupported for row in rows])

    def worth(threshold: float) -> float:
        missed = max(0.0, SWAPPED_FLAGGED - float(np.mean(doubt[swapped] > threshold)))
        return f1(truth[graded], doubt[graded] > threshold) - missed

    return float(max(THRESHOLDS, key=worth))


def cross_validate(
    items: Sequence[Item],
    rows: Sequence[Row],
    claims: ClaimRows,
    measured: dict[str, Measured],
    group_of: Callable[[Item], str],
) -> tuple[Array, Array, float]:
    """Return the doubt for each row and the kind index for each answer, from models that saw neither; and the mean threshold."""
    doubt, kinds, thresholds = np.zeros(len(rows)), np.zeros(len(items), dtype=int), []
    for group in sorted({group_of(item) for item in items}):
        inside = [number for number, item in enumerate(items) if group_of(item) == group]
        train = [row for row in rows if row.item not in inside]
        weights = fit_sentences(train, claims)
        thresholds.append(choose_threshold(train, doubts(train, weights)))
        test = [place for place, row in enumerate(rows) if row.item in inside]
        if test:
            doubt[test] = doubts([rows[place] for place in test], weights)
        outside = [item for number, item in enumerate(items) if number not in inside]
        kind_weights = fit(stances(outside, weights, measured), kind_labels(outside), np.ones(len(outside)))
        features = stances([items[number] for number in inside], weights, measured)
        kinds[inside] = np.argmax(features @ kind_weights[:-1] + kind_weights[-1], axis=1)
    return doubt, kinds.astype(float), float(np.mean(thresholds))


def report(name: str, items: Sequence[Item], rows: Sequence[Row], result: tuple[Array, Array, float]) -> None:
    """Print one line of figures."""
    doubt, kinds, threshold = result
    origin = np.array([row.origin for row in rows])
    truth, graded = np.array([row.unsupported for row in rows]), origin == "graded"
    inside = graded & np.array([row.answered for row in rows])
    right = np.mean(
        [KIND_OF_LABEL[item["label_grounded"]] == KINDS[int(kind)] for item, kind in zip(items, kinds, strict=True)]
    )
    print(
        f"{name}: AUC {auc(truth[graded], doubt[graded]):.3f} F1 {f1(truth[graded], doubt[graded] > threshold):.3f} "
        f"(best {best_f1(truth[graded], doubt[graded]):.3f}) kinds {right:.3f} "
        f"inside {auc(truth[inside], doubt[inside]):.3f} swapped {np.mean(doubt[origin == 'swapped'] > threshold):.3f} "
        f"threshold {threshold:.2f}"
    )
    altered = ", ".join(f"{what} {np.mean(doubt[origin == what] > threshold):.3f}" for what in ALTERED)
    unaltered = inside & ~truth & ~np.array([row.empty for row in rows])
    print(
        f"  altered sentences flagged: {np.mean(doubt[np.isin(origin, ALTERED)] > threshold):.3f} ({altered}); "
        f"the same unaltered {np.mean(doubt[unaltered] > threshold):.3f}"
    )


def main() -> None:
    """Print the figures on questions and models left out; write the weights where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graded", type=Path)
    parser.add_argument("claims", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    items = load(given.graded)
    chance, judge = random.Random(SEED), bundled_judge()  # noqa: S311 - drawn the same again
    claims = claim_rows(
        [
            *page_claims(load(given.claims / "wice.jsonl"), judge, chance),
            *abstract_claims(load(given.claims / "pubmedqa.jsonl"), judge, chance),
        ]
    )
    rows, measured = rows_of(items), measure_all(items)
    print(
        f"{len(rows)} sentences: "
        + ", ".join(f"{sum(r.origin == o for r in rows)} {o}" for o in ("graded", "swapped", *ALTERED))
        + f"; {len(claims.doubts)} claims"
    )
    by_question = cross_validate(items, rows, claims, measured, lambda item: item["question"])
    report("leave one question out", items, rows, by_question)
    by_model = cross_validate(items, rows, claims, measured, lambda item: item["model"])
    report("leave one model out   ", items, rows, by_model)
    weights = with_written_threshold(fit_sentences(rows, claims), by_question[2])
    alone = alone_weights(claims, weights)
    for name, value in zip((*SENTENCE_FEATURES, "constant"), weights, strict=True):
        print(f"  {name:16} {value:+.2f}")
    print("beside them, of a claim by itself:")
    for name, value in zip((*ALONE_FEATURES, "constant"), alone, strict=True):
        print(f"  {name:16} {value:+.2f}")
    if given.write:
        kind_weights = fit(stances(items, weights, measured), kind_labels(items), np.ones(len(items)))
        shipped = {
            "sentence": [round(float(value), 4) for value in weights],
            "alone": [round(float(value), 4) for value in alone],
            "threshold": WRITTEN_THRESHOLD,
            "clear": CLEAR,
            "kind": {kind: [round(float(v), 4) for v in kind_weights[:, column]] for column, kind in enumerate(KINDS)},
        }
        WEIGHTS.write_text(json.dumps(shipped, indent=1) + "\n", encoding="utf-8")
        print(f"written: {WEIGHTS.name}")


if __name__ == "__main__":
    main()
