"""Train the judge's networks: python -m benchmarks.train_judge DATA_FOLDER [--write] [--kept FOLDER] [--left-out SET]

DATA_FOLDER has `trials_train.jsonl`, `wice.jsonl` and `pubmedqa.jsonl`. Needs torch, which the app does not: put it into an
environment of its own (2.13.0 on one thread gives the shipped numbers). Prints what the network for claims says of groups that it
was not trained on; with --left-out (trials, papers, wice, pubmedqa or sentences) of that whole set, left out of the training.
With --write writes `lib/judging/network.npz`. What is encoded is kept in FOLDER and taken from there the next time. Takes about
ten minutes of processor time, half of it for encoding.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
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
    SUPPORTS,
    Pair,
    abstract_pairs,
    evidence_places,
    nearest,
    paper_pairs,
    sentence_pairs,
    trial_pairs,
    wice_pairs,
)
from benchmarks.support import auc
from lib.judging.alignment import aligned, telling
from lib.judging.judge import Judge, bundled_judge, runs_of
from lib.judging.network import CLAIM_PIECES, CLAIMS, NETWORK, TEXT_PIECES
from lib.judging.network import QUESTIONS as QUESTIONS_NETWORK
from lib.judging.pieces import Pieces, bundled_table, joined
from lib.text.sentences import split_sentences, tidy

BATCH, LEARNING_RATE, DECAY, GRADIENT = 32, 1.5e-3, 0.02, 1.0
EPOCHS = 2
"""Of the networks for claims; with more they know the training pairs better and others worse."""
BATCHES_SORTED = 20
"""Of pairs that are sorted by length together, so that little is padding."""
SMOOTHED = 0.03
"""Of a label, given to each of the other two."""
PARTLY_SUPPORTED = (0.35, 0.0, 0.65)
"""What a claim that its page supports in part is taken to be."""
HELD_OUT = 10
"""One group in so many is measured on, not trained on."""
OTHERS, NEAR = 5, 25
"""Texts that do not answer beside one that does, drawn from so many that share most words with the question."""
RUN = 3
"""Sentences that stand for a passage."""
OF_A_TRIAL = 4
"""Sentences of a trial's paper that stand for themselves; one of an abstract."""
SETS: dict[str, Callable[[str, str], bool]] = {
    "trials": lambda group, source: source.startswith("trials"),
    "papers": lambda group, source: source.startswith("body"),
    "wice": lambda group, source: group.startswith("w"),
    "pubmedqa": lambda group, source: group.startswith("p") and not source.startswith("sentences"),
    "sentences": lambda group, source: source.startswith("sentences"),
}
"""By name: whether a pair is of the set, by its group and source."""


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


def read_sentences(document: Sequence[str], wanted: set[str], judge: Judge) -> dict[str, Pieces]:
    """Return the word pieces of the wanted sentences of a document by their text, each read with the run around it."""
    runs = [run for run in runs_of(document) if not wanted.isdisjoint(run)]
    return dict(judge.read_runs(runs)) if runs else {}


def examples_of(pairs: Iterable[Pair], judge: Judge) -> Iterator[Example]:
    """Yield the pairs as word pieces, of long texts the few sentences that together have most of the claim.

    What pairs of one document hold is read once.
    """
    documents: dict[int, list[Pair]] = {}
    for pair in pairs:
        documents.setdefault(id(pair.document), []).append(pair)
    for group in documents.values():
        known = read_sentences(group[0].document, {one for pair in group for one in pair.sentences}, judge)
        for pair, claim in zip(group, judge.pieces([pair.claim for pair in group]), strict=True):
            texts = [known[one] for one in pair.sentences if len(known.get(one, ()))]
            if len(claim) and texts:
                text = joined([texts[i] for i in telling(aligned(claim, texts, bundled_table()))])
                yield _example(claim, text, pair.label, pair.group, pair.source)


def _example(claim: Pieces, text: Pieces, label: int, group: str, source: str) -> Example:
    return Example(_short(claim, CLAIM_PIECES), _short(text, TEXT_PIECES), label, group, source)


def _short(pieces: Pieces, length: int) -> Pieces:
    """Return the first pieces, in half precision: tens of thousands are kept at once."""
    return Pieces(pieces.ids[:length].copy(), pieces.vectors[:length].astype(np.float16))


def claim_pairs(data: Path, chance: random.Random) -> list[Pair]:
    """Return claims beside sentences from all sets, those of one document together."""
    trials, wice, abstracts = (rows_of(data, name) for name in ("trials_train", "wice", "pubmedqa"))
    pairs = [*trial_pairs(trials, chance), *wice_pairs(wice, chance), *abstract_pairs(abstracts, chance)]
    papers = [
        (f"t{i}", [s for p in one["paragraphs"] for s in split_sentences(tidy(p))]) for i, one in enumerate(trials)
    ]
    alone = [(f"p{i}", split_sentences(tidy(" ".join(one["contexts"])))) for i, one in enumerate(abstracts)]
    return [*pairs, *sentence_pairs(papers, chance, OF_A_TRIAL), *sentence_pairs(alone, chance)]


def pairs_of_papers(data: Path) -> list[Pair]:
    """Return claims beside sentences of trials' reports, near ones that do not say them and such that say them otherwise."""
    chance = random.Random(0)  # noqa: S311 - drawn the same again
    return list(paper_pairs(rows_of(data, "trials_train"), chance))


def ranked_examples(trials: Sequence[dict[str, Any]], judge: Judge, chance: random.Random) -> Iterator[list[Example]]:
    """Yield for questions on trials a run of sentences that answers, first, and others of the same paper."""
    for number, item in enumerate(trials):
        sentences = [one for paragraph in item["paragraphs"] for one in split_sentences(tidy(paragraph))]
        runs = [sentences[i : i + RUN] for i in range(0, len(sentences), RUN)]
        texts = [" ".join(run) for run in runs]
        for asked in item["questions"]:
            question = chance.choice(QUESTIONS).format(
                I=asked["intervention"], C=asked["comparator"], O=asked["outcome"]
            )
            places = evidence_places(sentences, asked["evidence"])
            answering = sorted({place // RUN for place in places})
            if not answering:
                continue
            right = set(nearest(question, [texts[i] for i in answering], 1))
            others = [one for one in nearest(question, texts, NEAR) if one not in right]
            others = [one for one in others if texts.index(one) not in answering]
            if len(others) < OTHERS:
                continue
            chosen = [texts[chance.choice(answering)], *chance.sample(others, OTHERS)]
            own, *read = judge.pieces([question, *chosen])
            if len(own) and all(map(len, read)):
                yield [_example(own, one, 0, f"t{number}", "trials") for one in read]


def rows_of(data: Path, name: str) -> list[dict[str, Any]]:
    """Return the rows of a set."""
    return [json.loads(line) for line in (data / f"{name}.jsonl").read_text(encoding="utf-8").split("\n") if line]


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


def batches_of(groups: Sequence[list[Example]], size: int, chance: random.Random) -> list[list[list[Example]]]:
    """Return the groups in batches of about one length, in any order."""
    order = chance.sample(range(len(groups)), len(groups))
    batches = []
    for start in range(0, len(order), size * BATCHES_SORTED):
        near = sorted((groups[i] for i in order[start : start + size * BATCHES_SORTED]), key=lambda g: len(g[0].text))
        batches += [near[i : i + size] for i in range(0, len(near), size)]
    chance.shuffle(batches)
    return batches


def train(groups: Sequence[list[Example]], epochs: int, ranking: bool) -> Network:
    """Return a network trained on the groups: each a text that answers and others, or (`ranking` False) a pair by itself."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    chance, network = random.Random(0), Network()  # noqa: S311 - drawn the same again
    size = max(1, BATCH // (OTHERS + 1)) if ranking else BATCH
    optimizer = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=DECAY)
    steps = epochs * (len(groups) // size + 2) + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=LEARNING_RATE, total_steps=steps)
    for epoch in range(epochs):
        total = 0.0
        for part in batches_of(groups, size, chance):
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


def chances_of(network: Network, examples: Sequence[Example]) -> np.ndarray:
    """Return for each example the chances of the three stances, shape (examples, 3)."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].text))
    out = np.zeros((len(examples), 3), np.float32)
    with torch.no_grad():
        for start in range(0, len(order), BATCH):
            part = order[start : start + BATCH]
            out[part] = functional.softmax(network(*batch([examples[i] for i in part]))[:, :3], 1).numpy()
    return out


def report(network: Network, examples: Sequence[Example]) -> None:
    """Print by source how often the likeliest stance is right, and how well supported pairs are told from the others."""
    chances = chances_of(network, examples)
    sources = np.array([one.source for one in examples])
    labels = np.array([one.label for one in examples])
    for source in sorted(set(sources)):
        here = sources == source
        print(f"  {source:24} {np.mean(chances[here].argmax(1) == labels[here]):.3f} of {here.sum()}")
    for name in SETS:
        here = np.array([SETS[name](one.group, one.source) for one in examples])
        for what, wanted in (("supported", 0), ("contradicted", 1)):
            truth = labels[here] == wanted
            if truth.any() and not truth.all():
                print(f"  {name}: {what} told from the others, AUC {auc(truth, chances[here][:, wanted]):.3f}")


def kept(folder: Path | None, name: str, make: Callable[[], list[Any]]) -> list[Any]:
    """Return what the folder keeps under the name, or make it and keep it there."""
    path = folder / f"{name}.pickle" if folder else None
    if path is not None and path.exists():
        with path.open("rb") as file:
            found: list[Any] = pickle.load(file)  # noqa: S301 - written below
        return found
    made = make()
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            pickle.dump(made, file)
    return made


def main() -> None:
    """Train the networks, print what they say of groups left out, and write their weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--kept", type=Path)
    parser.add_argument("--left-out", choices=list(SETS))
    given = parser.parse_args()
    judge = bundled_judge()
    chance = random.Random(0)  # noqa: S311 - drawn the same again
    examples = kept(given.kept, "claims", lambda: list(examples_of(claim_pairs(given.data, chance), judge)))
    examples += kept(given.kept, "papers", lambda: list(examples_of(pairs_of_papers(given.data), judge)))
    left_out = SETS.get(given.left_out or "", lambda group, source: is_held_out(group))
    seen = [one for one in examples if not left_out(one.group, one.source) and not is_held_out(one.group)]
    unseen = [one for one in examples if left_out(one.group, one.source) and one.label != PARTLY]
    print(
        f"{len(seen)} pairs to learn from, {sum(one.label == SUPPORTS for one in seen)} of them supported", flush=True
    )
    claims = train([[one] for one in seen], EPOCHS, ranking=False)
    report(claims, unseen)
    if not given.write:
        return
    trials = rows_of(given.data, "trials_train")
    ranked = kept(given.kept, "questions", lambda: list(ranked_examples(trials, judge, chance)))
    asked = train([group for group in ranked if not is_held_out(group[0].group)], 1, ranking=True)
    weights = {
        f"{name}.{key}": value.numpy().astype(np.float16)
        for name, network in ((CLAIMS, claims), (QUESTIONS_NETWORK, asked))
        for key, value in network.state_dict().items()
    }
    np.savez_compressed(NETWORK, **weights)


if __name__ == "__main__":
    main()
