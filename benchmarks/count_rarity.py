"""How rare each word piece is: python -m benchmarks.count_rarity DATA_FOLDER [--write]

DATA_FOLDER has `pubmedqa.jsonl`, `wice.jsonl` and `grounding_dev.jsonl`: sentences of abstracts, of web pages and of papers. The
rarity of a word piece of the bundled encoder is its inverse document frequency over these sentences, the rarest 1. Prints of how
many pieces it differs from `lib/judging/rarity.npy`, and writes that with --write; the networks of `train_judge.py` are trained
on it, so train them anew where it changes. Half a minute of processor time.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tokenizers import Tokenizer

from lib.embedding.graph_cache import model_folder
from lib.judging.pieces import RARITY
from lib.text.sentences import split_sentences, tidy

LONGEST = 1500
"""Characters of a sentence that are counted: longer ones of web pages are menus and lists of results."""
EMPTY = "x"
"""Stands for a line of a web page that is empty."""
MOST = 255
"""As which a rarity of 1 is written."""


def read_items(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the items of a file of one JSON object a line."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def sentences_of(folder: Path) -> Iterator[str]:
    """Yield the sentences that are counted."""
    for name in ("pubmedqa.jsonl", "grounding_dev.jsonl"):
        for item in read_items(folder / name):
            for text in item["contexts"]:
                yield from split_sentences(tidy(text))
    for item in read_items(folder / "wice.jsonl"):
        yield from (sentence[:LONGEST] or EMPTY for sentence in item["sentences"])


def rarity_of(sentences: Iterable[str]) -> npt.NDArray[np.uint8]:
    """Return for each word piece of the bundled encoder how rare it is, 0 to MOST."""
    tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    counts = np.zeros(tokenizer.get_vocab_size())
    total = 0
    for encoded in tokenizer.encode_batch(list(sentences), add_special_tokens=False):
        counts[list(set(encoded.ids))] += 1
        total += 1
    inverse = np.log((total + 1) / (counts + 1))
    return np.round(MOST * inverse / inverse.max()).astype(np.uint8)


def main() -> None:
    """Count, print and perhaps write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    rarity = rarity_of(sentences_of(given.folder))
    print(f"{len(rarity):,} word pieces, {int((rarity != np.load(RARITY)).sum()):,} unlike those shipped")
    if given.write:
        np.save(RARITY, rarity)


if __name__ == "__main__":
    main()
