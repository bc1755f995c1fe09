"""One judge for two questions: does this sentence answer the question, and does this text support the claim."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lib.embedding.embedder import Vectors
from lib.embedding.minilm import MiniLM, bundled_encoder
from lib.judging.alignment import (
    ALIGNMENT_FEATURES,
    aligned,
    alignment_features,
    best_window,
    nearest_sentence,
    telling,
)
from lib.judging.differences import Difference, Kind, differences
from lib.judging.network import CLAIMS, QUESTIONS, Network, stances
from lib.judging.pieces import Pieces, PieceTable, bundled_table, joined
from lib.judging.repeated import changes, stands_in
from lib.text.sentences import split_sentences, tidy

Stance = Literal["supports", "contradicts", "neither"]

QUESTION_CHARACTERS = 2_400
"""Of a question or a claim that are read; a pasted page would take seconds."""
TEXTS_KEPT = 256
"""How many texts are remembered as read: one answer after the other rests on the same passages."""
RUN_CHARACTERS = 300
"""Sentences are encoded in runs of about so many characters, as passages are, so that each knows the text around it."""
SAME_MATTER = 0.5
"""How much of a claim one sentence must have to speak of the same thing. Chosen with 760 health claims and citing sentences
in sight: with 0.55 32 instead of 36 of the 188 refuted ones are called contradicted, and 40 instead of 42 of the others."""
SAME_STRETCH = 0.8
"""How much the nearest stretch must have for its numbers to be those of the claim."""
READ_CONTRADICTED = 0.5
"""The chance of a contradiction that the network must see where something differs, but not surely in its place."""
READ_POSSIBLE = 0.25
"""The same where something differs in its very place: the network must not rule it out. Of the same
claims with 0.2 38 instead of 36 of the refuted ones are called contradicted, and 45 instead of 42 of the others."""
DIFFERENT_KINDS: tuple[Kind, ...] = ("number", "direction", "negation")
KINDS: tuple[Kind, ...] = (*DIFFERENT_KINDS, "missing")
OF_THE_STRETCH = frozenset[Kind]({"number", "missing"})
"""Looked for in the nearest stretch; what is turned into its opposite is, in the one sentence that comes nearest."""
STANCES: tuple[Stance, ...] = ("supports", "contradicts", "neither")
COMPARISON_FEATURES = (
    *ALIGNMENT_FEATURES,
    *(f"other_{kind}" for kind in DIFFERENT_KINDS),
    *(f"read_{stance}" for stance in STANCES),
    "read_balance",
)
LEAST_CHANCE = 1e-3
"""Added to a chance whose logarithm is a feature."""


@dataclass(frozen=True, slots=True)
class ReadTexts:
    """Texts made ready once for all claims that are held against them."""

    sentences: list[str]
    """Of all texts, in order; those without word pieces left out."""
    owners: list[int]
    """For each sentence the index of its text."""
    pieces: list[Pieces]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is seen of a claim in texts."""

    features: dict[str, float]
    """By name, as `COMPARISON_FEATURES` lists them: those of the alignment; how near the stretch is that differs in number,
    direction or negation, 0 where none does; the logarithms of the chances that the network reads out of it, and of the chance
    that it supports over the chance that it contradicts."""
    differences: list[Difference]
    """What it says otherwise than the sentences nearest to it, the plainest first: in the order of `KINDS`."""
    owner: int | None
    """Index of the text that has these sentences."""

    @property
    def contradicted(self) -> bool:
        """Whether the stretch nearest to the claim is about the same thing and says otherwise.

        Where one thing is changed in a sentence that is repeated otherwise; where a direction or a negation differs in its very
        place and the network does not rule it out; where a number stands in the place of another in a stretch that has the rest;
        and where any of them differs beside the same words and the network reads it so.
        """
        window, sentence = self.features["window"], self.features["sentence"]
        different = [one for one in self.differences if one.kind in DIFFERENT_KINDS]
        turned = any(one.in_place and one.kind != "number" for one in different)
        numbered = any(one.kind == "number" for one in different)
        read = float(np.exp(self.features["read_contradicts"]))
        return bool(
            any(one.repeated for one in different)
            or (turned and sentence >= SAME_MATTER and read >= READ_POSSIBLE)
            or (numbered and window >= SAME_STRETCH)
            or (different and window >= SAME_STRETCH and read >= READ_CONTRADICTED)
        )


class Judge:
    """Judges by the word pieces of the bundled encoder. Thread-safe."""

    def __init__(self, encoder: MiniLM, table: PieceTable) -> None:
        self._encoder = encoder
        self._table = table
        self._claims = Network.load(CLAIMS, table)
        self._questions = Network.load(QUESTIONS, table)
        self._read_one = functools.lru_cache(maxsize=TEXTS_KEPT)(self._read_text)

    def read(self, texts: Sequence[str]) -> ReadTexts:
        """Return the texts cut into sentences with their word pieces."""
        found = [(text, owner, own) for owner, one in enumerate(texts) for text, own in self._read_one(one) if len(own)]
        return ReadTexts([text for text, _, _ in found], [owner for _, owner, _ in found], [own for _, _, own in found])

    def _read_text(self, text: str) -> list[tuple[str, Pieces]]:
        return self.read_runs(runs_of(split_sentences(tidy(text))))

    def read_runs(self, runs: Sequence[Sequence[str]]) -> list[tuple[str, Pieces]]:
        """Return each sentence of the runs with its word pieces, which know the run around them."""
        found: list[tuple[str, Pieces]] = []
        for run, whole in zip(runs, self.pieces([" ".join(run) for run in runs]), strict=True):
            ends = np.cumsum([len(ids) for ids in self._encoder.piece_ids(run)])
            starts = [0, *ends[:-1]]
            found += [(one, whole.part(a, b)) for one, a, b in zip(run, starts, ends, strict=True)]
        return found

    def compare(self, claim: str, read: ReadTexts) -> Comparison:
        """Return what the judge sees of a claim in the texts; nothing of it where either has no words."""
        (own,) = self.pieces([claim[:QUESTION_CHARACTERS]])
        if not len(own) or not read.pieces:
            return Comparison(dict.fromkeys(COMPARISON_FEATURES, 0.0), [], None)
        laid = aligned(own, read.pieces, self._table)
        window = best_window(laid, read.owners)
        near = joined(read.pieces[slice(*window)])
        facing = read.pieces[nearest_sentence(laid)]
        against = [one for one in differences(own, near, self._table) if one.kind in OF_THE_STRETCH]
        against += [one for one in differences(own, facing, self._table) if one.kind not in OF_THE_STRETCH]
        changed = changes(own, facing, self._table)
        against = [one for one in against if one.kind not in {other.kind for other in changed}] + changed
        if stands_in(own, facing, self._table):  # what the sentence denies besides says nothing of it
            against = [one for one in against if one.in_place]
        against.sort(key=lambda one: KINDS.index(one.kind))
        seen = alignment_features(laid, window)
        seen |= {f"other_{kind}": seen["window"] * any(one.kind == kind for one in against) for kind in DIFFERENT_KINDS}
        text = joined([read.pieces[i] for i in telling(laid)])
        (chances,) = stances(self._claims.read(own, [text]))
        seen |= {
            f"read_{name}": float(np.log(chance + LEAST_CHANCE)) for name, chance in zip(STANCES, chances, strict=True)
        }
        seen["read_balance"] = seen["read_supports"] - seen["read_contradicts"]
        return Comparison(seen, against, read.owners[window[0]])

    def relevance(self, question: str, texts: Sequence[str], vectors: Sequence[Vectors] | None = None) -> Vectors:
        """Return for each text how far it answers the question, as log-odds that are comparable within one call.

        `vectors` are the texts' word pieces as the index keeps them; without them, and where a text no longer cuts like them,
        it is encoded.
        """
        (asked,) = self.pieces([question[:QUESTION_CHARACTERS]])
        out = np.zeros(len(texts), np.float32)
        found = self.pieces(texts) if vectors is None else self._stored(texts, vectors)
        filled = [i for i, one in enumerate(found) if len(one)]
        if len(asked) and filled:
            out[filled] = self._questions.read(asked, [found[i] for i in filled])[:, -1]
        return out

    def _stored(self, texts: Sequence[str], vectors: Sequence[Vectors]) -> list[Pieces]:
        ids = self._encoder.piece_ids(texts)
        changed = iter(
            self.pieces([text for text, own, rows in zip(texts, ids, vectors, strict=True) if len(own) != len(rows)])
        )
        return [
            Pieces(np.array(own, np.int32), rows) if len(own) == len(rows) else next(changed)
            for own, rows in zip(ids, vectors, strict=True)
        ]

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        """Return each text's word pieces with their vectors."""
        if not texts:
            return []
        ids = self._encoder.piece_ids(texts)
        vectors = self._encoder.embed_tokens(texts).tokens
        return [Pieces(np.array(own, np.int32), rows) for own, rows in zip(ids, vectors, strict=True)]


def runs_of(sentences: Sequence[str]) -> list[list[str]]:
    """Return the sentences in runs of about `RUN_CHARACTERS`, as even as they allow."""
    total = sum(map(len, sentences))
    if not total:
        return []
    size = total / max(1, round(total / RUN_CHARACTERS))
    runs: list[list[str]] = []
    place, before = -1, 0
    for sentence in sentences:
        wanted = int((before + len(sentence) / 2) / size)
        if wanted != place:
            runs.append([])
            place = wanted
        runs[-1].append(sentence)
        before += len(sentence)
    return runs


@functools.lru_cache(maxsize=1)
def bundled_judge() -> Judge:
    """Return the judge over the bundled encoder, opened once a process."""
    return Judge(bundled_encoder(), bundled_table())
