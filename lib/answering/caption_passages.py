"""The captions of the tables and figures that found passages are of: a row says little without its table's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from lib.answering.offline.part_passages import FiguresOf, SentencesOf, TablesOf, passage_of
from lib.records import Figure, Passage, Table

FLOATS = frozenset({"table", "caption"})
"""Kinds of the sentences of tables and figures."""


def with_captions(
    passages: Sequence[Passage], sentences_of: SentencesOf, tables_of: TablesOf, figures_of: FiguresOf
) -> list[Passage]:
    """Return the passages, directly behind each that holds rows of a table or a part of a caption what is missing of that
    caption, as a passage of the same score; no sentence stands in two.
    """
    taken = {(one.paper_id, one.reading, i) for one in passages for i in one.sentence_ids}
    out: list[Passage] = []
    for passage in passages:
        out.append(passage)
        reading = sentences_of(passage.paper_id, passage.reading)
        ids = {i for i in passage.sentence_ids if i < len(reading) and reading[i].kind in FLOATS}
        if not ids:
            continue
        key = passage.paper_id, passage.reading
        for caption in _captions(ids, tables_of(*key), figures_of(*key)):
            missing = [reading[i] for i in sorted(set(caption)) if i < len(reading) and (*key, i) not in taken]
            taken |= {(*key, one.id) for one in missing}
            for _, run in groupby(enumerate(missing), key=lambda pair: (pair[1].id - pair[0], pair[1].section)):
                out.append(passage_of(*key, [sentence for _, sentence in run], passage.score))
    return out


def without_captions(passages: Sequence[Passage], sentences_of: SentencesOf) -> list[Passage]:
    """Return the passages without those that `with_captions` put among them: captions that no search found."""

    def was_found(passage: Passage) -> bool:
        reading = sentences_of(passage.paper_id, passage.reading)
        kinds = {reading[i].kind for i in passage.sentence_ids if i < len(reading)}
        return bool(passage.why.matched_words or passage.why.similarity) or kinds != {"caption"}

    return [passage for passage in passages if was_found(passage)]


def _captions(ids: set[int], tables: Sequence[Table], figures: Sequence[Figure]) -> Iterator[Sequence[int]]:
    """Yield the sentences of the captions of those tables and figures that the sentences are of."""
    for table in tables:
        if ids.intersection(table.sentence_ids) or any(ids.intersection(cell.sentence_ids) for cell in table.cells):
            yield table.sentence_ids
    for figure in figures:
        if ids.intersection(figure.sentence_ids):
            yield figure.sentence_ids
