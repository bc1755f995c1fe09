from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lib.indexing.passages import GROUP_NAMES, cut_passages
from lib.indexing.reading_vectors import ReadingVectors, sentence_tokens
from lib.indexing.three_bits import lengths_of, packed, steps_for
from lib.records import Box, Sentence


class WordCounter:
    """A word is a piece; as every embedder it counts two special ones."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + 2 for text in texts]


def sentence(number: int, text: str) -> Sentence:
    return Sentence(number, text, "Methods", "body", [Box(1, 0.1, 0.1, 0.9, 0.2)], [text])


SENTENCES = [
    sentence(0, "Herons were ringed at the lake."),
    sentence(1, "They left."),
    sentence(2, "Owls were not seen " + "at all " * 60 + "there."),
]


def reading() -> ReadingVectors:
    """Return passages of the sentences, every word a vector of its own."""
    cuts = cut_passages(SENTENCES, 256, WordCounter().count_tokens, target=60)
    counts = [len(cut.text.split()) for cut in cuts]
    chance = np.random.default_rng(3)
    tokens = chance.normal(size=(sum(counts), 5)).astype(np.float32)
    steps = steps_for(np.ones(5))
    kept = packed(tokens, steps)
    return ReadingVectors(
        firsts=np.array([cut.first for cut in cuts], np.int32),
        lasts=np.array([cut.last for cut in cuts], np.int32),
        groups=np.array([GROUP_NAMES.index(cut.group) for cut in cuts], np.uint8),
        passages=np.zeros((len(cuts), 5), np.int8),
        scales=np.zeros(len(cuts), np.float32),
        offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        tokens=kept,
        lengths=lengths_of(tokens, kept, steps),
        steps=steps,
    )


def test_each_sentence_gets_its_own_rows_of_its_passage() -> None:
    vectors = reading()
    found = sentence_tokens([0, 1, 2], SENTENCES, vectors, WordCounter())  # type: ignore[arg-type]
    rows = vectors.token_rows(slice(None))
    at = 0
    for one in SENTENCES:
        length = len(one.text.split())
        assert np.array_equal(found[one.id], rows[at : at + length])
        at += length


def test_only_the_wanted_sentences_come_back() -> None:
    assert list(sentence_tokens([1], SENTENCES, reading(), WordCounter())) == [1]  # type: ignore[arg-type]
    assert sentence_tokens([], SENTENCES, reading(), WordCounter()) == {}  # type: ignore[arg-type]


def test_a_passage_that_no_longer_cuts_as_it_was_embedded_is_left_out() -> None:
    changed = [sentence(0, "Herons were ringed."), *SENTENCES[1:]]
    found = sentence_tokens([0, 1, 2], changed, reading(), WordCounter())  # type: ignore[arg-type]
    assert 0 not in found
    assert 2 in found
