"""A Qdrant server or cluster, by LlamaIndex's own vector store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from llama_index.core.schema import BaseNode, TextNode
from llama_index.core.vector_stores.types import (
    MetadataFilters,
    VectorStoreQuery,
    VectorStoreQueryMode,
    VectorStoreQueryResult,
)
from llama_index.core.vector_stores.utils import metadata_dict_to_node
from llama_index.vector_stores.qdrant import QdrantVectorStore
from qdrant_client import models

from lib.embedding.keywords import KeywordVector, document_keywords, question_keywords
from lib.indexing.claims import claim, give_up_claim
from lib.indexing.collection import CollectionOptions, check_server, prepare_collection
from lib.indexing.edge_shard import BATCH_POINTS, DENSE, DOCUMENT, MOST_DOCUMENTS, SPARSE, stored_point, terms_of
from lib.indexing.fusion import result_of
from lib.indexing.nodes import OWNER, check_nodes, document_id, owned_nodes
from lib.indexing.server_address import check_key_is_safe, server_addresses
from lib.indexing.server_connection import CollectionGone, ServerConnection
from lib.indexing.server_grpc import GrpcClients
from lib.indexing.stored_point import StoredPoint
from lib.records.homes import Home

if TYPE_CHECKING:
    from lib.config import Settings


def connect(settings: Settings) -> ServerConnection:
    """Return the connection to the server that the settings name; it connects at the first call. Raises ConfigError."""
    addresses = server_addresses(settings.qdrant_url)
    plain = settings.index_options.get("QDRANT_PLAIN_HTTP", "").strip().lower() == "allowed"
    check_key_is_safe(addresses, settings.qdrant_api_key, plain_allowed=plain)
    grpc = GrpcClients.of(settings.index_options.get("QDRANT_GRPC_PORT", ""), settings.qdrant_api_key)
    return ServerConnection(addresses, settings.qdrant_api_key, grpc=grpc)


class ServerVectorStore(QdrantVectorStore):
    """The points of one library in a collection of a server, which is made where it is missing.

    Raises StoreError for what the server does, StoreAway where that may pass.
    """

    def __init__(
        self,
        server: ServerConnection,
        collection: str,
        dimensions: int,
        *,
        owner: str = "",
        question_terms: Callable[[str], KeywordVector] = question_keywords,
        options: CollectionOptions | None = None,
        before: str = "",
        home: Home | None = None,
    ) -> None:
        """`owner`: the library whose points it shows and changes; all others are as if they were not there.

        `question_terms` gives the terms of a question with their weights; `before`: the collection of a version whose points
        had no owner; `home`: where the owner's database lies, None where no claim is made. Raises Claimed.
        """
        options = options or CollectionOptions()
        server.look = lambda client: client.collection_exists(collection)
        note = check_server(server)
        prepare_collection(server, collection, dimensions, options)
        if home is not None:
            claim(server, collection, owner, home)
        client: Any = server
        super().__init__(
            collection,
            client=client,
            batch_size=BATCH_POINTS,
            enable_hybrid=True,
            sparse_doc_fn=lambda texts: _columns(document_keywords(texts)),
            sparse_query_fn=lambda texts: _columns([question_terms(text) for text in texts]),
            dense_vector_name=DENSE,
            sparse_vector_name=SPARSE,
        )
        self._server, self._dimensions, self._options, self._before = server, dimensions, options, before
        self._owner, self._question_terms, self._note = owner, question_terms, note
        self._home = home
        self._own = models.FieldCondition(key=OWNER, match=models.MatchValue(value=owner))

    def add(self, nodes: Sequence[BaseNode], *args: Any, **kwargs: Any) -> list[str]:
        """Return the nodes' ids; points of the same id are replaced. Nothing is written where one node is unsound."""
        check_nodes(nodes, self._dimensions, self._owner)
        points, ids = self._build_points(list(nodes), SPARSE)
        for start in range(0, len(points), BATCH_POINTS):
            self._call("upsert", points=points[start : start + BATCH_POINTS], wait=True)
        return list(ids)

    def delete(self, ref_doc_id: str, *args: Any, **kwargs: Any) -> None:
        """Delete the nodes of the document."""
        self._delete(VectorStoreQuery(doc_ids=[ref_doc_id]))

    def delete_nodes(
        self, node_ids: list[str] | None = None, filters: MetadataFilters | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Delete the nodes with these ids that also pass the filters. Neither given: none."""
        if node_ids or (filters is not None and filters.filters):
            self._delete(VectorStoreQuery(node_ids=node_ids, filters=filters))

    def clear(self) -> None:
        """Delete all nodes of this library."""
        self._delete(VectorStoreQuery())

    def get_nodes(
        self, node_ids: list[str] | None = None, filters: MetadataFilters | None = None, *args: Any, **kwargs: Any
    ) -> list[BaseNode]:
        """Return the nodes of this library with these ids that also pass the filters; neither given: all."""
        wanted = self._build_query_filter(VectorStoreQuery(node_ids=node_ids, filters=filters))
        return [metadata_dict_to_node(record.payload) for record in self._records(wanted, payload=True, vectors=False)]

    def query(self, query: VectorStoreQuery, **kwargs: Any) -> VectorStoreQueryResult:
        """Return the best nodes: dense by default, `hybrid` fused with both scores in their metadata. One round trip.

        With `output_fields` the nodes hold these fields of their metadata and nothing else, which is much faster.
        """
        hybrid = query.mode == VectorStoreQueryMode.HYBRID and query.query_str is not None
        wanted, fields = self._build_query_filter(query), query.output_fields
        requests = [self._request(query.query_embedding, DENSE, query.similarity_top_k, wanted, fields)]
        if hybrid:
            terms, weights = self._question_terms(query.query_str or "")
            vector = models.SparseVector(indices=terms, values=weights)
            limit = query.sparse_top_k or query.similarity_top_k
            requests.append(self._request(vector, SPARSE, limit, wanted, fields))
        found = self._call("query_batch_points", requests=requests)
        payloads = {str(point.id): point.payload or {} for response in found for point in response.points}
        dense, *keywords = ([(str(point.id), float(point.score)) for point in response.points] for response in found)
        return result_of(
            dense,
            keywords[0] if hybrid else None,
            query.hybrid_top_k or query.similarity_top_k,
            lambda ids: [_node(point, payloads[point], fields) for point in ids],
        )

    def _request(
        self, vector: Any, name: str, limit: int, wanted: models.Filter, fields: list[str] | None
    ) -> models.QueryRequest:
        params = self._options.search_params if name == DENSE and not self._server.is_in_memory else None
        return models.QueryRequest(
            query=vector, using=name, limit=limit, filter=wanted, with_payload=fields or True, params=params
        )

    def count(self, filters: MetadataFilters | None = None) -> int:
        """Return how many points pass the filters."""
        wanted = self._build_query_filter(VectorStoreQuery(filters=filters))
        return int(self._call("count", count_filter=wanted, exact=True).count)

    def counts(self) -> dict[str, int]:
        """Return how many points each document has."""
        wanted = self._build_query_filter(VectorStoreQuery())
        found = self._call("facet", key=DOCUMENT, facet_filter=wanted, limit=MOST_DOCUMENTS, exact=True)
        return {str(hit.value): hit.count for hit in found.hits}

    def stored(self, filters: MetadataFilters | None = None) -> Iterator[StoredPoint]:
        """Yield the points that pass the filters, as they are stored."""
        wanted = self._build_query_filter(VectorStoreQuery(filters=filters))
        yield from map(stored_point, self._records(wanted, payload=True, vectors=True))

    def terms(self, filters: MetadataFilters | None = None) -> Iterator[Sequence[int]]:
        """Yield the terms of each point that passes the filters."""
        wanted = self._build_query_filter(VectorStoreQuery(filters=filters))
        yield from map(terms_of, self._records(wanted, payload=False, vectors=[SPARSE]))

    def take_over(self, paper_id: str, reading: int) -> int:
        """Copy the points that a version before this one stored of a reading, and return how many there were.

        Those stay where they are: that collection says of no point whose it is.
        """
        if not self._before or not self._server.collection_exists(self._before):
            return 0
        document = models.FieldCondition(key=DOCUMENT, match=models.MatchValue(value=document_id(paper_id, reading)))
        records = self._records(models.Filter(must=[document]), payload=True, vectors=True, collection=self._before)
        nodes, taken = owned_nodes(map(stored_point, records), self._owner), 0
        while batch := list(islice(nodes, BATCH_POINTS)):
            taken += len(self.add(batch))
        return taken

    @property
    def note(self) -> str | None:
        """What there is to say of the server, None where all is well."""
        note: str | None = self._note
        return note

    def build_graph(self, least: int = 0) -> bool:
        """Return False: a server builds its graphs by itself."""
        return False

    def destroy(self) -> None:
        """Remove this library's points and close the connection. The collection stays: others may be about to write to it."""
        self.clear()
        if self._home is not None:
            give_up_claim(self._server, self.collection_name, self._owner, self._home)
        self.close()

    def close(self) -> None:
        """Close the connection, unless others use it still: it is closed by whoever opened it."""

    def _build_query_filter(self, query: VectorStoreQuery) -> models.Filter:
        """Return the query's filters and that of the owner, without which nothing is asked, counted or deleted."""
        given = super()._build_query_filter(query)
        return models.Filter(must=[self._own, *(given.must if given is not None else ())])

    def _delete(self, query: VectorStoreQuery) -> None:
        wanted = self._build_query_filter(query)
        self._call("delete", points_selector=models.FilterSelector(filter=wanted), wait=True)

    def _records(
        self, wanted: models.Filter, *, payload: bool, vectors: bool | list[str], collection: str = ""
    ) -> Iterator[Any]:
        offset: Any = None
        while True:
            records, offset = self._server.scroll(
                collection or self.collection_name,
                wanted,
                BATCH_POINTS,
                offset=offset,
                with_payload=payload,
                with_vectors=vectors,
            )
            yield from records
            if offset is None:
                return

    def _call(self, name: str, **arguments: Any) -> Any:
        """Return what the server gives for the collection, which is made again where it is gone."""
        try:
            return self._server.call(name, self.collection_name, **arguments)
        except CollectionGone:
            prepare_collection(self._server, self.collection_name, self._dimensions, self._options)
            return self._server.call(name, self.collection_name, **arguments)


def _node(point: str, payload: Mapping[str, Any], fields: list[str] | None) -> BaseNode:
    if fields:
        return TextNode(id_=point, metadata=dict(payload))
    return metadata_dict_to_node(dict(payload))


def _columns(vectors: Sequence[KeywordVector]) -> tuple[list[list[int]], list[list[float]]]:
    return [indices for indices, _ in vectors], [values for _, values in vectors]
