from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from lib.embedding.embedder import Vectors
from lib.indexing.candidates import Candidates
from lib.indexing.judged_ranking import JUDGED, judged
from lib.indexing.reading_vectors import ReadingVectors
from lib.indexing.three_bits import packed_width
from lib.judging.judge import Judge
from lib.records import Sentence
from tests.indexing.sentences import sentence

COUNT = JUDGED + 5


class Reader:
    """Says that the texts with this word answer; notes what it was given."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.read: list[str] = []

    def relevance(self, question: str, texts: Sequence[str], vectors: Sequence[Vectors]) -> Vectors:
        assert [len(rows) for rows in vectors] == [1] * len(texts)
        self.read += texts
        return np.array([float(self.word in text.split()) for text in texts], np.float32)


def candidates() -> Candidates:
    rows, zeros = np.arange(COUNT), np.zeros(COUNT, np.float32)
    return Candidates([("p", 1)], np.zeros(COUNT, np.intp), rows, rows, rows * 3, zeros, zeros, zeros[:, None])


def vectors() -> ReadingVectors:
    rows = np.arange(3 * COUNT, dtype=np.int32)
    return ReadingVectors(
        rows, rows, np.zeros(len(rows), np.uint8), np.zeros((len(rows), 1), np.int8), np.zeros(len(rows), np.float32),
        np.arange(len(rows) + 1, dtype=np.int32), np.ones((len(rows), packed_width(1)), np.uint8),
        np.ones(len(rows), np.uint8), np.ones(1, np.float32),
    )  # fmt: skip


def parts(paper_id: str, reading: int, first: int, last: int) -> list[Sentence]:
    return [sentence(first, f"Sentence {first} ends.")]


def scores(files: dict[Any, ReadingVectors | None], reader: Reader) -> Vectors:
    before = np.linspace(1, 0, COUNT, dtype=np.float32)
    return judged("a or b?", candidates(), before, files, parts, cast("Judge", reader))


def test_what_the_judge_says_decides_among_the_best_and_the_others_are_not_read() -> None:
    reader = Reader("7")
    after = scores({("p", 1): vectors()}, reader)
    assert int(after.argmax()) == 7
    assert len(reader.read) == JUDGED
    assert after[JUDGED:].max() <= after[:JUDGED].min()


def test_without_kept_word_pieces_the_order_stays() -> None:
    reader = Reader("7")
    after = scores({("p", 1): None}, reader)
    assert (np.diff(after) < 0).all()
    assert reader.read == []
