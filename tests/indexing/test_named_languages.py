from __future__ import annotations

import numpy as np
import pytest

from lib.indexing.candidates import Candidates
from lib.indexing.named_languages import with_languages
from lib.records import Sentence
from tests.indexing.sentences import sentence

TEXTS = ["The system writes reports.", "So far it has been tried for Japanese only.", "It is written in C."]


def part_of(_paper: str, _reading: int, first: int, last: int) -> list[Sentence]:
    return [sentence(i, TEXTS[i]) for i in range(first, last + 1)]


def best(question: str) -> int:
    rows, zeros = np.arange(len(TEXTS)), np.zeros(len(TEXTS), np.float32)
    candidates = Candidates([("p", 1)], rows * 0, rows, rows, rows, zeros, zeros, zeros[:, None])
    found = np.array([1.0, 0.0, -1.0], np.float32)
    return int(with_languages(question, candidates, found, part_of).argmax())


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Which language does the system generate text in?", 1),
        ("In what languages was it tried?", 1),
        ("Which programming language was used?", 0),
        ("What does the system write?", 0),
    ],
)
def test_a_passage_that_names_a_language_comes_first_where_one_is_asked_for(question: str, place: int) -> None:
    assert best(question) == place
