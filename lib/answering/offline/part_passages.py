"""The passages that tell the part of a paper a question asks for: they share no words with it, so a search passes them over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from lib.answering.offline.roles import abstract_of, role_of, tellings
from lib.records import Figure, Passage, Sentence, Table, Why

SENTENCES_OF_PART = 6
"""Of a paper that are put before what was found."""

SentencesOf = Callable[[str, int], Sequence[Sentence]]
"""Returns the sentences of a paper's reading."""
TablesOf = Callable[[str, int], Sequence[Table]]
"""Returns the tables of a paper's reading."""
FiguresOf = Callable[[str, int], Sequence[Figure]]
"""Returns the figures of a paper's reading."""


def with_part(question: str, passages: Sequence[Passage], sentences_of: SentencesOf) -> list[Passage]:
    """Return the passages with those before them that tell the part asked for, of the same papers; no sentence twice.

    Unchanged where no part of a paper is asked for.
    """
    role = role_of(question)
    if role is None:
        return list(passages)
    taken = {(one.paper_id, one.reading, i) for one in passages for i in one.sentence_ids}
    first: list[Passage] = []
    best = max((passage.score for passage in passages), default=0.0)
    for paper_id, reading in dict.fromkeys((one.paper_id, one.reading) for one in passages):
        sentences = sentences_of(paper_id, reading)
        told = [one.sentence for one in tellings(role, sentences)] if role != "summary" else abstract_of(sentences)
        new = sorted((one for one in told if (paper_id, reading, one.id) not in taken), key=lambda one: one.id)
        kept = new if role == "summary" else [one for one in new if one in told[:SENTENCES_OF_PART]]
        numbered = enumerate(kept)
        for _, run in groupby(numbered, key=lambda pair: (pair[1].id - pair[0], pair[1].section)):
            first.append(passage_of(paper_id, reading, [sentence for _, sentence in run], best))
    return [*first, *passages]


def passage_of(paper_id: str, reading: int, sentences: Sequence[Sentence], score: float) -> Passage:
    """Return a run of sentences as a passage of that score, which no search found."""
    boxes = [box for sentence in sentences for box in sentence.boxes]
    return Passage(
        id=f"{paper_id}:{reading}:{sentences[0].id}-{sentences[-1].id}",
        paper_id=paper_id,
        reading=reading,
        sentence_ids=[sentence.id for sentence in sentences],
        text=" ".join(sentence.text for sentence in sentences),
        section=sentences[0].section,
        pages=sorted({box.page for box in boxes}),
        score=score,
        why=Why([], 0.0, sentences[0].section),
        boxes=boxes,
    )
