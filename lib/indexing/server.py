"""A Qdrant server or cluster, by LlamaIndex's own vector store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
from llama_index.core.schema import BaseNode
from llama_index.core.vector_stores.types import MetadataFilters, VectorStoreQuery, VectorStoreQueryResult
from llama_index.vector_stores.qdrant import QdrantVectorStore
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ApiException, ResponseHandlingException

from lib.embedding.keywords import KeywordVector, document_keywords, question_keywords
from lib.errors import StoreError
from lib.indexing.edge_shard import BATCH_POINTS, DENSE, DOCUMENT, SPARSE, stored_point
from lib.indexing.fusion import fuse_results
from lib.indexing.nodes import PAPER, READING, StoredPoint, check_nodes, reading_filter

TIMEOUT_SECONDS = 30


def connect(url: str, api_key: str) -> QdrantClient:
    """Return a client of the server at `url`; it connects at the first call."""
    return QdrantClient(url=url, api_key=api_key or None, timeout=TIMEOUT_SECONDS, check_compatibility=False)


class ServerVectorStore(QdrantVectorStore):
    """Points in one collection of a server; made where it is missing. Raises StoreError where the server does not answer."""

    def __init__(self, client: QdrantClient, collection: str, dimensions: int) -> None:
        with server_errors():
            _make_collection(client, collection, dimensions)
            super().__init__(
                collection,
                client=client,
                batch_size=BATCH_POINTS,
                enable_hybrid=True,
                sparse_doc_fn=lambda texts: _columns(document_keywords(texts)),
                sparse_query_fn=lambda texts: _columns([question_keywords(text) for text in texts]),
                hybrid_fusion_fn=_fuse,
                dense_vector_name=DENSE,
                sparse_vector_name=SPARSE,
            )
        self._dimensions = dimensions

    def add(self, nodes: Sequence[BaseNode], *args: Any, **kwargs: Any) -> list[str]:
        """Return the nodes' ids; points of the same id are replaced. Nothing is written where one node is unsound."""
        check_nodes(nodes, self._dimensions)
        with server_errors():
            return list(super().add(list(nodes), *args, **kwargs))

    def delete(self, ref_doc_id: str, *args: Any, **kwargs: Any) -> None:
        """Delete the nodes of the document."""
        with server_errors():
            super().delete(ref_doc_id, *args, **kwargs)

    def delete_nodes(
        self, node_ids: list[str] | None = None, filters: MetadataFilters | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Delete the nodes with these ids that also pass the filters. Neither given: none."""
        if not node_ids and filters is None:
            return  # an empty filter would delete everything
        with server_errors():
            super().delete_nodes(node_ids, filters, *args, **kwargs)

    def query(self, query: VectorStoreQuery, **kwargs: Any) -> VectorStoreQueryResult:
        """Return the best nodes: dense by default, `hybrid` fused with both scores in their metadata."""
        with server_errors():
            return super().query(query, **kwargs)

    def count(self, filters: MetadataFilters | None = None) -> int:
        """Return how many points pass the filters."""
        wanted = self._build_query_filter(VectorStoreQuery(filters=filters))
        with server_errors():
            return int(self._client.count(self.collection_name, count_filter=wanted, exact=True).count)

    def stored(self, filters: MetadataFilters | None = None) -> Iterator[StoredPoint]:
        """Yield the points that pass the filters, as they are stored."""
        wanted, offset = self._build_query_filter(VectorStoreQuery(filters=filters)), None
        while True:
            with server_errors():
                records, offset = self._client.scroll(
                    self.collection_name, wanted, BATCH_POINTS, offset=offset, with_payload=True, with_vectors=True
                )
            yield from map(stored_point, records)
            if offset is None:
                return

    def build_graph(self, least: int = 0) -> bool:
        """Return False: a server builds its graphs by itself."""
        return False

    def destroy(self, paper_ids: Sequence[str]) -> None:
        """Remove these papers' points, with the collection where it is empty then, and close the connection.

        Another data folder may use the same collection.
        """
        for paper_id in paper_ids:
            self.delete_nodes(filters=reading_filter(paper_id, None))
        if not self.count():
            with server_errors():
                self._client.delete_collection(self.collection_name)
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


@contextmanager
def server_errors() -> Iterator[None]:
    """Turn what the client raises for the server's or the network's faults into StoreError."""
    try:
        yield
    except (ApiException, ResponseHandlingException, httpx.HTTPError, OSError) as error:
        raise StoreError(f"The Qdrant server failed ({error}). Check QDRANT_URL and QDRANT_API_KEY.") from error


def _make_collection(client: QdrantClient, name: str, dimensions: int) -> None:
    if client.collection_exists(name):
        return
    client.create_collection(
        name,
        vectors_config={DENSE: models.VectorParams(size=dimensions, distance=models.Distance.COSINE)},
        sparse_vectors_config={SPARSE: models.SparseVectorParams(modifier=models.Modifier.IDF)},
    )
    if client.init_options.get("location") == ":memory:":
        return  # the client's own memory has no payload indexes and warns of them
    for field, kind in (
        (DOCUMENT, models.PayloadSchemaType.KEYWORD),
        (PAPER, models.PayloadSchemaType.KEYWORD),
        (READING, models.PayloadSchemaType.INTEGER),
    ):
        client.create_payload_index(name, field_name=field, field_schema=kind)


def _fuse(
    dense_result: VectorStoreQueryResult, sparse_result: VectorStoreQueryResult, **kwargs: Any
) -> VectorStoreQueryResult:
    return fuse_results(dense_result, sparse_result, kwargs["top_k"])


def _columns(vectors: Sequence[KeywordVector]) -> tuple[list[list[int]], list[list[float]]]:
    return [indices for indices, _ in vectors], [values for _, values in vectors]
