"""Claims beside texts for the support check to learn from, besides sentences of graded answers.

`wice.jsonl`: claims beside the sentences of a page that support them, beside those of the page that come nearest otherwise,
and altered. `pubmedqa.jsonl`: conclusions beside their own abstract, beside the abstract of a study much like it, and altered;
sentences of an abstract beside itself, as they are and altered.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.altered import ALTERATIONS, altered
from lib.judging.alignment import aligned, weighted_mean
from lib.judging.judge import Judge
from lib.judging.pieces import bundled_table
from lib.text.sentences import split_sentences, tidy

Item = dict[str, Any]
PAGES, ABSTRACTS = 260, 160
"""Of each that are read: more of them takes long and changes little beside a few hundred graded sentences."""
AROUND = 4
"""Stretches of supporting sentences, each with its neighbours, that a claim is laid beside."""
NEAREST = 5
"""Sentences of a page that come nearest, where those that support are not to be had."""
MUCH_ALIKE = 4
"""Studies with the nearest conclusions, one of which lends its abstract."""
SHORTEST_CONCLUSION, SHORTEST_SENTENCE, LONGEST_SENTENCE = 40, 50, 350
"""In letters."""
CONCLUSIONS = 2
"""Sentences of one conclusion that are read."""
DOUBT_OF_LABEL = {"supported": 0.0, "partially_supported": 0.65, "not_supported": 1.0}
WEIGHT_OF_SOURCE = {"page": 90.0, "rest of page": 60.0, "conclusion": 40.0, "other abstract": 40.0, "sentence": 60.0}
"""Of all claims of one source together."""
WEIGHT_OF_ALTERATION = 15.0
"""Of all claims of one source that are altered in one way, together."""
_ADVICE = re.compile(r"\b(?:should|need|needed|recommend|further|warrant)")
"""In a conclusion: it asks for something that no result says."""


@dataclass(frozen=True, slots=True)
class ClaimBesideTexts:
    """A claim with what it rests on."""

    claim: str
    contexts: list[str]
    doubt: float
    """0 where the contexts support it, 1 where they do not."""
    source: str
    """A key of WEIGHT_OF_SOURCE, or one followed by how the claim is altered."""

    @property
    def weight(self) -> float:
        """The weight of all claims of its source together."""
        return WEIGHT_OF_SOURCE.get(self.source, WEIGHT_OF_ALTERATION)


def page_claims(items: Sequence[Item], judge: Judge, chance: random.Random) -> Iterator[ClaimBesideTexts]:
    """Yield claims of web pages beside what supports them, beside the rest of the page, and altered."""
    for item in items[:PAGES]:
        claim, page = item["claim"], item["sentences"]
        places = sorted({place for of_one in item["supporting"] for place in of_one})
        around = [" ".join(page[max(0, place - 1) : place + 2]) for place in places][:AROUND]
        contexts = around or _nearest(claim, page, judge)
        yield ClaimBesideTexts(claim, contexts, DOUBT_OF_LABEL[item["label"]], "page")
        if item["label"] == "supported":
            for name, other in altered(claim, chance).items():
                yield ClaimBesideTexts(other, contexts, 1.0, f"page {name}")
        if places:
            rest = [one for place, one in enumerate(page) if place not in places]
            yield ClaimBesideTexts(claim, _nearest(claim, rest, judge), 1.0, "rest of page")


def _nearest(claim: str, sentences: Sequence[str], judge: Judge) -> list[str]:
    """Return the sentences that have most of the claim, in their order."""
    (own,) = judge.pieces([claim])
    filled = [(text, one) for text, one in zip(sentences, judge.pieces(sentences), strict=True) if len(one)]
    if not filled or not len(own):
        return []
    laid = aligned(own, [one for _, one in filled], bundled_table())
    order = np.argsort(-weighted_mean(laid.cosines, laid.weights))[:NEAREST]
    return [filled[place][0] for place in sorted(order)]


def abstract_claims(items: Sequence[Item], judge: Judge, chance: random.Random) -> Iterator[ClaimBesideTexts]:
    """Yield conclusions beside their own abstract and another, and sentences beside their abstract; all also altered."""
    first = [split_sentences(tidy(item["conclusion"]))[0] for item in items]
    means = np.array([one.vectors.mean(axis=0) for one in judge.pieces(first)])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    for number, item in enumerate(items[:ABSTRACTS]):
        likeness = means @ means[number]
        likeness[number] = -1.0
        other = items[int(np.argsort(-likeness)[chance.randrange(MUCH_ALIKE)])]
        for claim in split_sentences(tidy(item["conclusion"]))[:CONCLUSIONS]:
            if len(claim) < SHORTEST_CONCLUSION or _ADVICE.search(claim):
                continue
            yield ClaimBesideTexts(claim, item["contexts"], 0.0, "conclusion")
            yield ClaimBesideTexts(claim, other["contexts"], 1.0, "other abstract")
            name = chance.choice(list(ALTERATIONS))
            changed = ALTERATIONS[name](claim, chance)
            if changed and changed != claim:
                yield ClaimBesideTexts(changed, item["contexts"], 1.0, f"conclusion {name}")
        sentence = chance.choice(split_sentences(tidy(" ".join(item["contexts"]))))
        if SHORTEST_SENTENCE < len(sentence) < LONGEST_SENTENCE:
            yield ClaimBesideTexts(sentence, item["contexts"], 0.0, "sentence")
            for name, changed in altered(sentence, chance).items():
                yield ClaimBesideTexts(changed, item["contexts"], 1.0, f"sentence {name}")
