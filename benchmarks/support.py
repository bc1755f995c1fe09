"""How well the support check judges graded answers: python -m benchmarks.support GRADED.jsonl [--worst N]

GRADED.jsonl as for `train_support.py`, which tells how the check does on what it was not trained on; this prints the
figures of the check as it ships: AUC and F1 over sentences, by model, within answers from context, with the contexts of
another answer put in, of sentences altered in one number, unit or name or turned into their opposite, the confusion of
kinds, and the worst misses.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.answering.support.check import SupportReport, check_support
from lib.text.terms import letters_and_digits, numbers

Item = dict[str, Any]
KIND_OF_LABEL = {
    "answered_from_context": "answered",
    "abstained": "not_found",
    "abstained_then_general_knowledge": "not_found_then_general",
}
SPECIFIC = re.compile(r"\d|[A-Z]{2}|[a-z][A-Z]")
"""A sentence with a number or a name, which the contexts of another paper cannot support."""


ALTERED = ("number", "unit", "name", "negation")
DIGIT_SHIFT = 4
"""Added to the last digit of a number that is altered."""
FOREIGN_ANSWERS = 5
"""Answers about other papers whose names are looked through."""
THRESHOLDS = np.arange(0.05, 0.95, 0.02)
"""Tried for the best F1."""
NAME = re.compile(r"\b(?:[A-Z][a-z]+[A-Z]\w+|[A-Z]{2,}[a-z]*-?\d*|[A-Z][a-z]+-?\d+)\b")
UNITS = {
    "%": " mm", "mm": "km", "cm": "mm", "km": "m", "m": "km", "ms": "min", "s": "h", "seconds": "hours", "minutes": "seconds",
    "hours": "days", "days": "weeks", "weeks": "days", "months": "years", "years": "months", "GB": "MB", "MB": "GB",
    "pixels": "metres", "metres": "pixels", "meters": "pixels", "Hz": "kHz", "kHz": "MHz", "kg": "g",
}  # fmt: skip
"""What stands behind a number, and what a variant has instead."""
_COPULA = re.compile(r"\b(was|were|is|are|can)\b(?! not)")


@dataclass(frozen=True)
class Judged:
    """One sentence with what people and the check say of it."""

    item: Item
    text: str
    unsupported: bool
    score: float
    flagged: bool


def load(path: Path) -> list[Item]:
    """Return the graded answers, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def is_unsupported(text: str, item: Item) -> bool:
    """Return whether people marked the sentence, or one that holds it, as not in the contexts."""
    squashed = letters_and_digits(text)
    return any(
        squashed in letters_and_digits(marked) or letters_and_digits(marked) in squashed
        for marked in item["unsupported_sentences"]
    )


def other_contexts(item: Item, items: Sequence[Item], count: int) -> Iterator[list[str]]:
    """Yield the contexts of the next answers, given from the context, about other papers."""
    answered = [i for i in items if i["label_grounded"] == "answered_from_context" and i["label_source"] == "read"]
    place = answered.index(item)
    others = [i for i in answered[place + 1 :] + answered[:place] if i["uid"] != item["uid"]]
    yield from (other["contexts"] for other in others[:count])


def variants(text: str, foreign: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the sentence altered so that the contexts no longer say it, each with what was altered.

    Its longest number changed, the unit behind a number, a name (for the first of `foreign` that it does not have), and
    the sentence turned into its opposite; where it has such.
    """
    own = sorted(numbers(text), key=len)
    if own and own[-1] in text and own[-1][-1].isdigit() and len(own[-1]) > 1:
        yield "number", text.replace(own[-1], own[-1][:-1] + str((int(own[-1][-1]) + DIGIT_SHIFT) % 10))
    for unit, other in UNITS.items():
        altered = re.sub(rf"(\d\s?){unit}(?!\w)", rf"\g<1>{other}", text)
        if altered != text:
            yield "unit", altered
            break
    name = next((name for name in NAME.findall(text)), None)
    other_name = next((one for one in foreign if one not in text), None)
    if name and other_name:
        yield "name", text.replace(name, other_name)
    if _COPULA.search(text):
        yield "negation", _COPULA.sub(r"\1 not", text, count=1)


def foreign_names(item: Item, items: Sequence[Item]) -> list[str]:
    """Return the names in the contexts of the answers after this one about other papers, which its own contexts do not have."""
    own = letters_and_digits(" ".join(item["contexts"]))
    place = items.index(item)
    others = [other for other in [*items[place + 1 :], *items[:place]] if other["uid"] != item["uid"]][:FOREIGN_ANSWERS]
    found = (name for other in others for context in other["contexts"] for name in NAME.findall(context))
    return [name for name in dict.fromkeys(found) if letters_and_digits(name) not in own]


def print_altered(items: Sequence[Item]) -> None:
    """Print the share flagged of supported sentences that were altered, and of the same ones as they are."""
    flagged: dict[str, list[bool]] = {"unaltered": [], **{what: [] for what in ALTERED}}
    for item in items:
        foreign = foreign_names(item, items)
        report = check_support(item["answer"], item["contexts"], item["question"])
        for one in report.sentences:
            if one.no_claim or is_unsupported(one.text, item):
                continue
            copies = list(variants(one.text, foreign))
            if copies:
                flagged["unaltered"].append(not one.supported)
            for what, text in copies:
                answer = item["answer"].replace(one.text, text, 1)
                verdicts = check_support(answer, item["contexts"], item["question"]).sentences
                flagged[what] += [not verdict.supported for verdict in verdicts if verdict.text == text]
    parts = ", ".join(
        f"{what} {100 * np.mean(flags):.1f} % of {len(flags)}" for what, flags in flagged.items() if flags
    )
    print(f"supported sentences flagged, as they are and altered: {parts}")


def auc(truth: ArrayLike, doubt: ArrayLike) -> float:
    """Return the area under the ROC curve: the chance that a true one is doubted more than a false one, ties half."""
    wrong, values = np.asarray(truth, dtype=bool), np.asarray(doubt, dtype=float)
    difference = values[wrong][:, None] - values[~wrong][None, :]
    return float(np.mean((difference > 0) + 0.5 * (difference == 0))) if difference.size else float("nan")


def f1(truth: ArrayLike, flagged: ArrayLike) -> float:
    """Return the harmonic mean of precision and recall of the flags."""
    wrong, flags = np.asarray(truth, dtype=bool), np.asarray(flagged, dtype=bool)
    return float(2 * np.sum(wrong & flags) / max(np.sum(wrong) + np.sum(flags), 1))


def best_f1(truth: ArrayLike, doubt: ArrayLike) -> float:
    """Return the F1 at the threshold that would have been best."""
    return max(f1(truth, np.asarray(doubt) > threshold) for threshold in THRESHOLDS)


def judge(item: Item, report: SupportReport) -> list[Judged]:
    """Return the report's sentences beside people's marks."""
    return [Judged(item, s.text, is_unsupported(s.text, item), s.score, not s.supported) for s in report.sentences]


def line(name: str, judged: Sequence[Judged]) -> str:
    """Return one line of figures."""
    truth, doubt = [one.unsupported for one in judged], [1 - one.score for one in judged]
    flags = [one.flagged for one in judged]
    counts = f"{name:24} {len(judged):4} sentences, {sum(truth):3} unsupported"
    return f"{counts}: AUC {auc(truth, doubt):.3f} F1 {f1(truth, flags):.3f}"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graded", type=Path)
    parser.add_argument("--worst", type=int, default=10)
    given = parser.parse_args()
    items = load(given.graded)
    reports = [check_support(item["answer"], item["contexts"], item["question"]) for item in items]
    read = [(item, report) for item, report in zip(items, reports, strict=True) if item["label_source"] == "read"]
    judged = [one for item, report in read for one in judge(item, report)]
    print(line("all", judged))
    for model in sorted({item["model"] for item in items}):
        print(line(model, [one for one in judged if one.item["model"] == model]))
    inside = [one for one in judged if one.item["label_grounded"] == "answered_from_context"]
    print(line("answered from context", inside))
    swapped = [
        one.flagged
        for item, _ in read
        if item["label_grounded"] == "answered_from_context"
        for contexts in other_contexts(item, items, 1)
        for one in judge(item, check_support(item["answer"], contexts, item["question"]))
        if not one.unsupported and SPECIFIC.search(one.text)
    ]
    print(f"contexts swapped: {100 * np.mean(swapped):.1f} % of {len(swapped)} sentences flagged")
    print_altered([item for item, _ in read if item["label_grounded"] == "answered_from_context"])
    pairs = Counter((KIND_OF_LABEL[i["label_grounded"]], r.kind) for i, r in zip(items, reports, strict=True))
    print(f"kinds right: {100 * sum(n for (a, b), n in pairs.items() if a == b) / len(items):.1f} % of {len(items)}")
    for (truth, said), count in sorted(pairs.items()):
        print(f"  {truth:24} said {said:24} {count}")
    for one in sorted(judged, key=lambda one: -abs(one.unsupported - (1 - one.score)))[: given.worst]:
        print(f"  {'unsupported' if one.unsupported else 'supported':12} score {one.score:.2f} {one.text[:150]}")


if __name__ == "__main__":
    main()
