"""How the support check judges sentences altered on purpose: python -m benchmarks.altered_sentences DATA_FOLDER [--sentences N]

Sentences of papers are checked beside the paragraph that they are from, as they are and altered in a direction, a negation or a
number (`altered.py`). DATA_FOLDER has `pubmedqa.jsonl` (abstracts; those behind the ones that the check learns from) and
`jats_dev.jsonl` (paragraphs of papers of other fields, which nothing learns from). Prints for each the share that is not
supported and the share called contradicted.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.altered import altered
from benchmarks.support_claims import ABSTRACTS
from lib.answering.support import check_support
from lib.text.sentences import split_sentences, tidy

SHORTEST, LONGEST = 50, 350
"""Letters of a sentence."""
AROUND = 1_500
"""Letters of a paragraph at most."""
SEED = 7


def abstracts(folder: Path) -> Iterator[str]:
    """Yield the abstracts that the check does not learn from."""
    for line in (folder / "pubmedqa.jsonl").read_text(encoding="utf-8").split("\n")[ABSTRACTS:]:
        if line:
            yield " ".join(json.loads(line)["contexts"])


def paragraphs(folder: Path) -> Iterator[str]:
    """Yield the paragraphs of the papers."""
    for line in (folder / "jats_dev.jsonl").read_text(encoding="utf-8").split("\n"):
        for section in json.loads(line)["sections"] if line else ():
            yield from section["paragraphs"]


def measure(name: str, texts: list[str], count: int) -> None:
    """Print a line for what was done to the sentences."""
    chance = random.Random(SEED)  # noqa: S311 - drawn the same again
    chance.shuffle(texts)
    judged: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for text in texts:
        fitting = [one for one in split_sentences(tidy(text[:AROUND])) if SHORTEST < len(one) < LONGEST]
        if not fitting:
            continue
        sentence = chance.choice(fitting)
        for what, claim in {"as it is": sentence, **altered(sentence, chance)}.items():
            found = check_support(claim, [text[:AROUND]]).sentences
            judged[what].append((not all(one.supported for one in found), any(one.contradicted for one in found)))
        if len(judged["as it is"]) == count:
            break
    for what, rows in judged.items():
        flagged, against = 100 * np.mean(rows, axis=0)
        print(f"{name}, {what}: {flagged:.1f} % not supported, {against:.1f} % contradicted, of {len(rows)}")


def main() -> None:
    """Print the figures of both sets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sentences", type=int, default=150, help="of each set")
    given = parser.parse_args()
    measure("abstracts", list(abstracts(given.data)), given.sentences)
    measure("papers of other fields", list(paragraphs(given.data)), given.sentences)


if __name__ == "__main__":
    main()
