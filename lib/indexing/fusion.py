"""Fusing the dense and the keyword list, the same for every store and every run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llama_index.core.schema import BaseNode
    from llama_index.core.vector_stores.types import VectorStoreQueryResult

Scored = tuple[str, float]
"""Id and score."""

LISTED = 100
"""Points of the dense and of the keyword list that count."""
ASKED_FOR = 200
"""Points of each list that a store is asked for. Of those that tie at the end of a list a store leaves out any, the same question
asked of the same papers now one, now another: at the end of the longer list it does not matter, at LISTED the id decides."""
RANK_CONSTANT = 60
"""Of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009)."""
DIGITS = 4
"""Of a score that decide the order: the stores' scores agree to 8e-6, so ties fall alike."""

SIMILARITY, KEYWORDS = "similarity", "keywords"
"""Keys of a found node's metadata: its cosine and its BM25 score, None where that list does not have it."""


def ranked(scores: Sequence[Scored]) -> list[Scored]:
    """Return the list best first, ties by id."""
    return sorted(scores, key=lambda item: (-round(item[1], DIGITS), item[0]))


def listed(scores: Sequence[Scored]) -> list[Scored]:
    """Return those of a store's list that count, best first, ties by id."""
    return ranked(scores)[:LISTED]


def fuse(dense: Sequence[Scored], keywords: Sequence[Scored], limit: int) -> list[Scored]:
    """Return the best `limit` ids of both lists by reciprocal rank, best first, ties by id."""
    fused: dict[str, float] = {}
    for scores in (dense, keywords):
        for rank, (point, _) in enumerate(ranked(scores), start=1):
            fused[point] = fused.get(point, 0.0) + 1 / (RANK_CONSTANT + rank)
    return sorted(fused.items(), key=lambda item: (-item[1], item[0]))[:limit]


def result_of(
    dense: Sequence[Scored],
    keywords: Sequence[Scored] | None,
    limit: int,
    nodes_of: Callable[[Sequence[str]], list[BaseNode]],
) -> VectorStoreQueryResult:
    """Return a store's lists as LlamaIndex's result: both fused, each node with both scores in its metadata, or the dense one.

    `nodes_of` gives the nodes of points in the same order.
    """
    from llama_index.core.vector_stores.types import VectorStoreQueryResult

    if keywords is None:
        best, nodes = list(dense), nodes_of([point for point, _ in dense])
    else:
        dense, keywords = listed(dense), listed(keywords)
        best = fuse(dense, keywords, limit)
        nodes = nodes_of([point for point, _ in best])
        _note_scores(nodes, dict(dense), dict(keywords))
    return VectorStoreQueryResult(
        nodes=nodes, similarities=[score for _, score in best], ids=[point for point, _ in best]
    )


def _note_scores(nodes: Iterable[BaseNode], dense: Mapping[str, float], keywords: Mapping[str, float]) -> None:
    """Write both scores into each node's metadata, None for a list that does not have it."""
    for node in nodes:
        node.metadata.update({SIMILARITY: dense.get(node.node_id), KEYWORDS: keywords.get(node.node_id)})
