"""A choice question answered by the judge: which of the given answers the best sentences of the passages bear out."""

from __future__ import annotations

import functools

import numpy as np

from lib.embedding.embedder import Vectors
from lib.judging.choices import listed_answers
from lib.judging.comparisons import compared, directions_of
from lib.judging.effects import ComparedGroups, EffectReader, effect
from lib.judging.judge import bundled_judge
from lib.records import Answer, Question, Value
from lib.text.sentences import split_sentences, tidy

LEAST_CHARACTERS = 25
"""Of a sentence that can report a result."""
SENTENCES = 30
"""Of the passages that are read, best passages first."""


def judged_choice(question: Question, answer: Answer) -> Value | None:
    """Return the answer that the passages' best sentences bear out; None where the question is of another sort.

    Read so are questions that list their answers and compare two groups, where each answer names a direction of its own:
    increased, decreased, no difference. The words of the answers alone tell little: "reduced by 3 % (p = 0.6)" is no difference.
    """
    sort = _comparison(question)
    sentences = _sentences(answer)
    if sort is None or not sentences:
        return None
    asked, order = sort
    relevance = bundled_judge().relevance(question.text, sentences)
    chances, first = effect(sentences, relevance, asked, _reader())
    own: Vectors = chances[order]
    choice = question.choices[int(np.argmax(own))]
    quoted = [i for i, one in enumerate(answer.sentences) if one.text and one.text in sentences[first]]
    return Value("choice", choice, items=[choice], sentence=quoted[0] if quoted else None)


def _comparison(question: Question) -> tuple[ComparedGroups, list[int]] | None:
    """Return what the question compares, and the direction of each of its answers; None where it is no such question."""
    order = directions_of(question.choices)
    place = listed_answers(question.text, question.choices)
    if order is None or place is None:
        return None
    asked = compared(question.text, *place)
    return None if asked is None else (asked, order)


def _sentences(answer: Answer) -> list[str]:
    """Return the sentences of what was found, best passages first, each once."""
    found = dict.fromkeys(one for passage in answer.passages for one in split_sentences(tidy(passage.text)))
    return [one for one in found if len(one) >= LEAST_CHARACTERS][:SENTENCES]


@functools.lru_cache(maxsize=1)
def _reader() -> EffectReader:
    return EffectReader.load()
