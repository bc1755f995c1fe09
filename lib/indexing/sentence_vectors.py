"""The word-piece vectors of single sentences, cut out of those kept of their passages: nothing is embedded again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lib.embedding.embedder import Embedder, Vectors
from lib.indexing.passages import sentences_of_cut
from lib.indexing.vector_files import ReadingVectors
from lib.records import Sentence


def sentence_tokens(
    wanted: Sequence[int], sentences: Sequence[Sentence], vectors: ReadingVectors, embedder: Embedder
) -> dict[int, Vectors]:
    """Return by id the word pieces of those wanted sentences that stand in a passage, shape (pieces, token_dimensions).

    They know their neighbours: the passage was embedded as a whole. A passage that no longer cuts as it was embedded, or
    has no word pieces, is left out.
    """
    found: dict[int, Vectors] = {}
    left = set(wanted)
    for row in range(len(vectors)) if left else ():
        first, last = int(vectors.firsts[row]), int(vectors.lasts[row])
        if not left.isdisjoint(range(first, last + 1)):
            part = sentences_of_cut(sentences, first, last)
            ends = np.cumsum([count - 2 for count in embedder.count_tokens([one.text for one in part])])
            span = slice(int(vectors.offsets[row]), int(vectors.offsets[row + 1]))
            if len(ends) and ends[-1] == span.stop - span.start:
                pieces = vectors.tokens[span].astype(np.float32) * vectors.scales[span][:, None]
                found |= {one.id: rows for one, rows in zip(part, np.split(pieces, ends[:-1]), strict=True)}
    return {i: found[i] for i in wanted if i in found}
