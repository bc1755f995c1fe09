"""Keyword vectors: BM25 term weights by Qdrant's own tokenizer and stemmer, the same for the embedded store and a server.

What a question's terms weigh beside by their rarity is the library's own count, see `lib.indexing.term_counts`.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lib.text.reference_marks import searchable

if TYPE_CHECKING:
    from qdrant_edge import Bm25

KeywordVector = tuple[list[int], list[float]]
"""Indices of the terms and their weights."""


@functools.cache
def _model() -> Bm25:
    from qdrant_edge import Bm25, Bm25Config

    return Bm25(Bm25Config())


def document_keywords(texts: Sequence[str]) -> list[KeywordVector]:
    """Return the terms of each text with their saturated frequencies; empty for a text of stop words."""
    return [_plain(_model().embed_document(searchable(text))) for text in texts]


def question_keywords(question: str) -> KeywordVector:
    """Return the question's terms, each weighing 1."""
    return _plain(_model().embed_query(searchable(question)))


def _plain(vector: object) -> KeywordVector:
    return list(vector.indices), list(vector.values)  # type: ignore[attr-defined]
