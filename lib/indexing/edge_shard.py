"""A shard of the embedded store on disk: how it is configured and opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import qdrant_edge as qe

from lib.indexing.stored_point import StoredPoint

DENSE = "text-dense"
SPARSE = "text-sparse-new"
"""LlamaIndex's names of the two vectors, so that an embedded store and a server's collection look alike."""
DOCUMENT = "doc_id"
HNSW_EF = 256
"""Candidates that a search graph is followed for: of the true hundred 99.5 % are found on 32,905 passages of real text, 96.8 %
with the engine's own choice, for half a millisecond more (`benchmarks.quantised`). Without a graph every point is compared.
"""
BATCH_POINTS = 200
"""Every call holds the interpreter: 200 points take 4 ms, 2,000 would stop all sessions for 37."""
NO_GRAPH_KB = 100_000_000
"""Indexing threshold that no shard reaches: building HNSW inside the process would freeze it for seconds."""
MOST_DOCUMENTS = 1_000_000
"""Readings whose points are counted at once: more than any library has."""


def stored_point(record: Any) -> StoredPoint:
    """Return a record of the engine or of a server's client, which have the same fields."""
    vectors: Any = record.vector or {}
    keywords = getattr(vectors.get(SPARSE), "indices", None)
    return StoredPoint(str(record.id), record.payload or {}, vectors.get(DENSE), keywords)


def terms_of(record: Any) -> Sequence[int]:
    """Return the terms of a record, none where it has no keyword vector."""
    return list(getattr((record.vector or {}).get(SPARSE), "indices", ()))


def open_shard(folder: Path, dimensions: int, graph_from_kb: int) -> qe.EdgeShard:
    """Return the shard in the folder; `optimize` builds the graph of segments from that size."""
    return qe.EdgeShard.load(str(folder), shard_config(dimensions, graph_from_kb))


def shard_config(dimensions: int, graph_from_kb: int) -> qe.EdgeConfig:
    """Return how a shard holds its points; `optimize` builds the graph of segments from that size."""
    return qe.EdgeConfig(
        vectors={DENSE: qe.EdgeVectorParams(dimensions, qe.Distance.Cosine)},
        sparse_vectors={SPARSE: qe.EdgeSparseVectorParams()},
        optimizers=qe.EdgeOptimizersConfig(indexing_threshold=graph_from_kb),
    )


def points_of_shard(folder: Path, dimensions: int) -> Iterator[StoredPoint]:
    """Yield the points of a shard that a version made which left rarity to the engine; nothing is written."""
    config = qe.EdgeConfig(
        vectors={DENSE: qe.EdgeVectorParams(dimensions, qe.Distance.Cosine)},
        sparse_vectors={SPARSE: qe.EdgeSparseVectorParams(modifier=qe.Modifier.Idf)},
        optimizers=qe.EdgeOptimizersConfig(indexing_threshold=NO_GRAPH_KB),
    )
    shard, offset = qe.EdgeShard.load(str(folder), config), None
    try:
        while True:
            records, offset = shard.scroll(qe.ScrollRequest(offset, BATCH_POINTS, None, True, True))
            yield from map(stored_point, records)
            if offset is None:
                return
    finally:
        shard.close()
