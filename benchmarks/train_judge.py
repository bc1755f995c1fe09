"""Train the judge's networks: python -m benchmarks.train_judge DATA_FOLDER OUT.npz [--epochs N]

DATA_FOLDER has `trials_train.jsonl`, `wice.jsonl` and `pubmedqa.jsonl`. Needs torch, which the app does not: put it into an
environment of your own. Writes the weights of the network for claims and of the one for questions; copy them to
`lib/judging/network.npz`. Encoding takes about ten minutes of processor time, an epoch two minutes.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch
from torch.nn import functional

from benchmarks.judge_network import Network
from benchmarks.judge_pairs import (
    PARTLY,
    QUESTIONS,
    Pair,
    abstract_pairs,
    evidence_places,
    sentence_pairs,
    trial_pairs,
    wice_pairs,
)
from lib.judging.alignment import aligned, telling
from lib.judging.judge import Judge, bundled_judge
from lib.judging.network import CLAIM_PIECES, TEXT_PIECES
from lib.judging.pieces import Pieces, bundled_table, joined
from lib.text.sentences import split_sentences, tidy

BATCH, LEARNING_RATE, DECAY, GRADIENT = 32, 1.5e-3, 0.02, 1.0
SMOOTHED = 0.03
"""Of a label, given to each of the other two."""
PARTLY_SUPPORTED = (0.35, 0.0, 0.65)
"""What a claim that its page supports in part is taken to be."""
HELD_OUT = 10
"""One group in so many is measured on, not trained on."""
OTHERS, NEAR = 5, 25
"""Texts that do not answer beside one that does, drawn from so many that are nearest to the question."""
RUN = 3
"""Sentences that stand for a passage."""


@dataclass(frozen=True)
class Example:
    """A claim or question and a text as word pieces."""

    claim: Pieces
    text: Pieces
    label: int
    group: str
    source: str


def is_held_out(group: str) -> bool:
    """Return whether a group is measured on."""
    return zlib.crc32(group.encode()) % HELD_OUT == 0


def read_sentences(sentences: Sequence[str], judge: Judge) -> dict[str, Pieces]:
    """Return the word pieces of a document's sentences by their text, each read with the text around it."""
    read = judge.read([" ".join(sentences)])
    found = dict(zip(read.sentences, read.pieces, strict=True))
    missing = [
        one for one in dict.fromkeys(sentences) if one not in found
    ]  # cut otherwise once they stand side by side
    return found | dict(zip(missing, judge.pieces(missing), strict=True))


def examples_of(pairs: Iterable[Pair], judge: Judge) -> Iterator[Example]:
    """Yield the pairs as word pieces, of long texts the few sentences that together have most of the claim.

    Pairs of one group follow one another; what they hold is read once.
    """
    for _, same in groupby(pairs, key=lambda pair: pair.group):
        group = list(same)
        longest = max((pair.sentences for pair in group), key=len)
        others = dict.fromkeys(one for pair in group for one in pair.sentences if one not in set(longest))
        known = read_sentences(longest, judge) | (read_sentences(list(others), judge) if others else {})
        for pair, claim in zip(group, judge.pieces([pair.claim for pair in group]), strict=True):
            texts = [known[one] for one in pair.sentences if len(known[one])]
            if len(claim) and texts:
                text = joined([texts[i] for i in telling(aligned(claim, texts, bundled_table()))])
                yield _example(claim, text, pair.label, pair.group, pair.source)


def _example(claim: Pieces, text: Pieces, label: int, group: str, source: str) -> Example:
    return Example(_short(claim, CLAIM_PIECES), _short(text, TEXT_PIECES), label, group, source)


def _short(pieces: Pieces, length: int) -> Pieces:
    """Return the first pieces, in half precision: tens of thousands are kept at once."""
    return Pieces(pieces.ids[:length].copy(), pieces.vectors[:length].astype(np.float16))


def ranked_examples(trials: Sequence[dict[str, Any]], judge: Judge, chance: random.Random) -> Iterator[list[Example]]:
    """Yield for questions on trials a run of sentences that answers, first, and others of the same paper."""
    for number, item in enumerate(trials):
        sentences = [one for paragraph in item["paragraphs"] for one in split_sentences(tidy(paragraph))]
        known = read_sentences(sentences, judge)
        every = [joined([known[one] for one in sentences[i : i + RUN]]) for i in range(0, len(sentences), RUN)]
        places = [place for place, run in enumerate(every) if len(run)]
        runs = [every[place] for place in places]
        texts = [
            chance.choice(QUESTIONS).format(I=one["intervention"], C=one["comparator"], O=one["outcome"])
            for one in item["questions"]
        ]
        for asked, question in zip(item["questions"], judge.pieces(texts), strict=True):
            wanted = {place // RUN for place in evidence_places(sentences, asked["evidence"])}
            near = np.argsort(-aligned(question, runs, bundled_table()).cosines.mean(axis=1))
            answering = [i for i, place in enumerate(places) if place in wanted]
            others = [int(i) for i in near if places[int(i)] not in wanted][:NEAR]
            if answering and len(others) >= OTHERS:
                chosen = [chance.choice(answering), *chance.sample(others, OTHERS)]
                yield [_example(question, runs[i], 0, f"t{number}", "trials") for i in chosen]


def batch(examples: Sequence[Example]) -> tuple[list[torch.Tensor], list[torch.Tensor], torch.Tensor]:
    """Return the examples padded, as the network takes them."""
    sides, ids = [], []
    for side in ([one.claim for one in examples], [one.text for one in examples]):
        longest = max(map(len, side))
        numbers = np.zeros((len(side), longest), np.int64)
        vectors = np.zeros((len(side), longest, side[0].vectors.shape[1]), np.float32)
        mask = np.zeros((len(side), longest), np.float32)
        for row, one in enumerate(side):
            numbers[row, : len(one)], vectors[row, : len(one)], mask[row, : len(one)] = one.ids, one.vectors, 1
        table = bundled_table()
        arrays = [vectors, table.classes[numbers] * mask[..., None], table.rarity[numbers] * mask, mask]
        sides.append([torch.from_numpy(np.ascontiguousarray(one, dtype=np.float32)) for one in arrays])
        ids.append((numbers, mask))
    (own, own_mask), (other, other_mask) = ids
    exact = (own[:, :, None] == other[:, None, :]) * own_mask[:, :, None] * other_mask[:, None, :]
    return sides[0], sides[1], torch.from_numpy(exact.astype(np.float32))


def targets(labels: Sequence[int]) -> torch.Tensor:
    """Return a row of three chances for each label."""
    out = torch.full((len(labels), 3), SMOOTHED)
    for row, label in enumerate(labels):
        if label == PARTLY:
            out[row] = torch.tensor(PARTLY_SUPPORTED)
        else:
            out[row, label] = 1 - 2 * SMOOTHED
    return out


def train(groups: Sequence[list[Example]], epochs: int, ranking: bool) -> Network:
    """Return a network trained on the groups: each a text that answers and others, or (`ranking` False) a pair by itself."""
    torch.manual_seed(0)
    chance, network = random.Random(0), Network()  # noqa: S311 - drawn the same again
    size = max(1, BATCH // (OTHERS + 1)) if ranking else BATCH
    optimizer = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=DECAY)
    steps = epochs * (len(groups) // size + 1) + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=LEARNING_RATE, total_steps=steps)
    for epoch in range(epochs):
        order = chance.sample(range(len(groups)), len(groups))
        total = 0.0
        for start in range(0, len(order), size):
            part = [groups[i] for i in order[start : start + size]]
            outputs = network(*batch([one for group in part for one in group]))
            if ranking:
                rows = torch.split(outputs[:, 3], [len(group) for group in part])
                loss = sum(functional.cross_entropy(row[None], torch.tensor([0])) for row in rows) / len(rows)
            else:
                wanted = targets([group[0].label for group in part])
                loss = -(wanted * functional.log_softmax(outputs[:, :3], 1)).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), GRADIENT)
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * len(part)
        print(f"epoch {epoch + 1}: loss {total / len(groups):.3f}", flush=True)
    return network.eval()


def report(network: Network, examples: Sequence[Example]) -> None:
    """Print by source how often the likeliest stance is right, on groups that were not trained on."""
    right: dict[str, list[bool]] = {}
    with torch.no_grad():
        for one in examples:
            said = int(network(*batch([one]))[0, :3].argmax())
            right.setdefault(one.source, []).append(said == one.label)
    for source, hits in sorted(right.items()):
        print(f"  {source:24} {np.mean(hits):.3f} of {len(hits)}")


def main() -> None:
    """Train both networks and write their weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=2)
    given = parser.parse_args()
    chance, judge = random.Random(0), bundled_judge()  # noqa: S311 - drawn the same again
    trials, wice, abstracts = (
        [json.loads(line) for line in (given.data / f"{name}.jsonl").read_text(encoding="utf-8").split("\n") if line]
        for name in ("trials_train", "wice", "pubmedqa")
    )
    alone = [(f"p{i}", split_sentences(tidy(" ".join(one["contexts"])))) for i, one in enumerate(abstracts)]
    pairs = [*trial_pairs(trials, chance), *wice_pairs(wice, chance), *abstract_pairs(abstracts, chance)]
    examples = list(examples_of([*pairs, *sentence_pairs(alone, chance)], judge))
    claims = train([[one] for one in examples if not is_held_out(one.group)], given.epochs, ranking=False)
    report(claims, [one for one in examples if is_held_out(one.group) and one.label != PARTLY])
    ranked = [group for group in ranked_examples(trials, judge, chance) if not is_held_out(group[0].group)]
    questions = train(ranked, 1, ranking=True)
    weights = {
        f"{name}.{key}": value.numpy().astype(np.float16)
        for name, network in (("claims", claims), ("questions", questions))
        for key, value in network.state_dict().items()
    }
    np.savez_compressed(given.out, **weights)


if __name__ == "__main__":
    main()
