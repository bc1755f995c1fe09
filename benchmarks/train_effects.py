"""Train what reads the direction of an effect: python -m benchmarks.train_effects TRIALS.jsonl [--write]

TRIALS.jsonl has a trial a line with `questions`: `outcome`, `intervention`, `comparator`, `evidence` and `direction`. Prints the
accuracy and the macro recall on papers left out (five parts), given the doctors' evidence; with --write trains on all.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.judging.effects import DIRECTIONS, EFFECT_FEATURES, EFFECTS, ComparedGroups, effect_features

PARTS, STRENGTH, STEPS = 5, 0.5, 2000
"""Of the cross-validation, the inverse of the penalty, and iterations at most."""
EVIDENCE = 3
"""Pieces of evidence of one question that are read."""
DIGITS = 4


def model() -> LogisticRegression:
    """Return the model, each direction weighing the same however often it is found."""
    return LogisticRegression(C=STRENGTH, max_iter=STEPS, class_weight="balanced")


def main() -> None:
    """Print the figures; write the weights where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trials", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    features, labels, papers, questions = [], [], [], []
    for paper, line in enumerate(filter(None, given.trials.read_text(encoding="utf-8").split("\n"))):
        for asked in json.loads(line)["questions"]:
            groups = ComparedGroups(asked["outcome"], asked["intervention"], asked["comparator"])
            for sentence in asked["evidence"][:EVIDENCE] if asked["direction"] else ():
                found = effect_features(sentence, groups)
                features.append([found[name] for name in EFFECT_FEATURES])
                labels.append(DIRECTIONS.index(asked["direction"]))
                papers.append(paper)
                questions.append(asked["qid"])
    rows, truth, part = np.array(features), np.array(labels), np.array(papers) % PARTS
    chances = np.zeros((len(rows), len(DIRECTIONS)))
    for number in range(PARTS):
        chances[part == number] = (
            model().fit(rows[part != number], truth[part != number]).predict_proba(rows[part == number])
        )
    of_question: dict[str, list[int]] = {}
    for place, name in enumerate(questions):
        of_question.setdefault(name, []).append(place)
    said = np.array([chances[places].mean(axis=0).argmax() for places in of_question.values()])
    true = np.array([truth[places[0]] for places in of_question.values()])
    recall = np.mean([np.mean(said[true == one] == one) for one in range(len(DIRECTIONS))])
    print(f"papers left out: accuracy {np.mean(said == true):.3f}, macro recall {recall:.3f} of {len(true)} questions")
    if given.write:
        fitted = model().fit(rows, truth)
        stored = {
            "features": list(EFFECT_FEATURES),
            "weights": [[round(float(one), DIGITS) for one in row] for row in fitted.coef_],
            "constants": [round(float(one), DIGITS) for one in fitted.intercept_],
        }
        EFFECTS.write_text(json.dumps(stored) + "\n", encoding="utf-8")
        print(f"written: {EFFECTS.name}")


if __name__ == "__main__":
    main()
