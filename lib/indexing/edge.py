"""The embedded store: Qdrant's engine in this process, as a LlamaIndex vector store."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import qdrant_edge as qe
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import BaseNode, TextNode
from llama_index.core.vector_stores.types import (
    BasePydanticVectorStore,
    MetadataFilters,
    VectorStoreQuery,
    VectorStoreQueryMode,
    VectorStoreQueryResult,
)
from llama_index.core.vector_stores.utils import metadata_dict_to_node, node_to_metadata_dict

from lib.disk import size_on_disk
from lib.embedding.keywords import KeywordVector, document_keywords, question_keywords
from lib.errors import FolderInUse, SidelightError, StoreError
from lib.indexing.edge_filters import conditions, equal
from lib.indexing.edge_shard import (
    BATCH_POINTS,
    DENSE,
    DOCUMENT,
    HNSW_EF,
    MOST_DOCUMENTS,
    NO_GRAPH_KB,
    SPARSE,
    open_shard,
    shard_config,
    stored_point,
    terms_of,
)
from lib.indexing.fusion import result_of
from lib.indexing.nodes import OWNER, PAPER, READING, check_nodes
from lib.indexing.stored_point import StoredPoint

SCANNED_POINTS = 100_000
"""Up to which every point is compared, in 6 ms; a larger shard gets a graph, built in another process."""
INDEXES = {
    OWNER: qe.PayloadSchemaType.Keyword,
    DOCUMENT: qe.PayloadSchemaType.Keyword,
    PAPER: qe.PayloadSchemaType.Keyword,
    READING: qe.PayloadSchemaType.Integer,
}
"""Fields that are filtered by and counted by."""
COPY, ASIDE = ".copy", ".aside"
"""Endings of the folder in which a graph is built, and of the one that it replaces."""


log = logging.getLogger(__name__)


class EdgeVectorStore(BasePydanticVectorStore):
    """Points in a folder of this machine; one process at a time, any number of threads.

    Raises FolderInUse where another process has the folder open, StoreError where the engine refuses.
    """

    _folder: Path = PrivateAttr()
    _dimensions: int = PrivateAttr()
    _owner: str = PrivateAttr()
    _question_terms: Callable[[str], KeywordVector] = PrivateAttr()
    _is_shared: bool = PrivateAttr()
    _before_write: Callable[[int], None] = PrivateAttr()
    _lock: Any = PrivateAttr()
    _shard: qe.EdgeShard = PrivateAttr()
    _writes: int = PrivateAttr(default=0)
    _closed: bool = PrivateAttr(default=False)
    _builder: Any = PrivateAttr(default=None)

    def __init__(
        self,
        folder: Path,
        dimensions: int,
        before_write: Callable[[int], None] = lambda needed: None,
        *,
        owner: str = "",
        question_terms: Callable[[str], KeywordVector] = question_keywords,
        is_alone: bool = False,
    ) -> None:
        """Open the store; `before_write`, asked before opening, each batch (0) and a copy (its bytes), raises DiskFull.

        On a full disk the engine kills the process. `owner`: the library whose points it shows and changes. `question_terms`
        gives the terms of a question with their weights. `is_alone`: no other library can be at home here, so what is another's
        is left of a database that is gone, and is deleted.
        """
        super().__init__(stores_text=True)
        self._folder, self._dimensions, self._before_write = folder, dimensions, before_write
        self._owner, self._question_terms = owner, question_terms
        self._lock = threading.RLock()
        before_write(0)
        copy, aside = self._beside(COPY), self._beside(ASIDE)
        if aside.exists() and not folder.exists():  # a kill between the two renamings
            aside.replace(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self._shard = self._open()
        self._is_shared = self._has_others(delete=is_alone)
        for left in (copy, aside):  # by a kill; not before it is sure that no other process is building
            shutil.rmtree(left, ignore_errors=True)

    def _has_others(self, *, delete: bool) -> bool:
        """Return whether there are points of another library, which only another database brings: nobody else writes here."""
        others = qe.Filter(must_not=[equal(OWNER, self._owner)])
        with self._engine() as shard:
            if not shard.count(qe.CountRequest(filter=others, exact=True)):
                return False
            if delete:
                shard.update(qe.UpdateOperation.delete_points_by_filter(others))
                shard.optimize()
            return not delete

    @classmethod
    def class_name(cls) -> str:
        """Return the name LlamaIndex stores."""
        return "EdgeVectorStore"

    @property
    def client(self) -> qe.EdgeShard:
        """The open shard."""
        return self._shard

    def add(self, nodes: Sequence[BaseNode], **kwargs: Any) -> list[str]:
        """Return the nodes' ids; points of the same id are replaced. Nothing is written where one node is unsound."""
        check_nodes(nodes, self._dimensions, self._owner)
        for start in range(0, len(nodes), BATCH_POINTS):
            batch = nodes[start : start + BATCH_POINTS]
            keywords = document_keywords([node.get_content() for node in batch])
            points = [
                qe.Point(
                    node.node_id,
                    {DENSE: node.get_embedding(), SPARSE: qe.SparseVector(*terms)},
                    node_to_metadata_dict(node),
                )
                for node, terms in zip(batch, keywords, strict=True)
            ]
            self._before_write(0)
            with self._engine() as shard:
                self._writes += 1
                shard.update(qe.UpdateOperation.upsert_points(points))
        return [node.node_id for node in nodes]

    def delete(self, ref_doc_id: str, **delete_kwargs: Any) -> None:
        """Delete the nodes of the document."""
        self._delete(VectorStoreQuery(doc_ids=[ref_doc_id]))

    def delete_nodes(
        self, node_ids: list[str] | None = None, filters: MetadataFilters | None = None, **delete_kwargs: Any
    ) -> None:
        """Delete the nodes with these ids that also pass the filters. Neither given: none."""
        if node_ids or filters is not None:
            self._delete(VectorStoreQuery(node_ids=node_ids, filters=filters))

    def count(self, filters: MetadataFilters | None = None) -> int:
        """Return how many points pass the filters."""
        wanted = self._filter(VectorStoreQuery(filters=filters))
        with self._engine() as shard:
            return int(shard.count(qe.CountRequest(filter=wanted, exact=True)))

    def counts(self) -> dict[str, int]:
        """Return how many points each document has."""
        wanted = self._filter(VectorStoreQuery())
        with self._engine() as shard:
            found = shard.facet(qe.FacetRequest(DOCUMENT, MOST_DOCUMENTS, exact=True, filter=wanted))
        return {str(hit.value): hit.count for hit in found.hits}

    def stored(self, filters: MetadataFilters | None = None) -> Iterator[StoredPoint]:
        """Yield the points that pass the filters, as they are stored."""
        yield from map(stored_point, self._records(filters, payload=True, vectors=True))

    def terms(self, filters: MetadataFilters | None = None) -> Iterator[Sequence[int]]:
        """Yield the terms of each point that passes the filters."""
        yield from map(terms_of, self._records(filters, payload=False, vectors=[SPARSE]))

    def _records(self, filters: MetadataFilters | None, *, payload: bool, vectors: bool | list[str]) -> Iterator[Any]:
        wanted, offset = self._filter(VectorStoreQuery(filters=filters)), None
        while True:
            request = qe.ScrollRequest(offset, BATCH_POINTS, wanted, payload, vectors)
            with self._engine() as shard:
                records, offset = shard.scroll(request)
            yield from records
            if offset is None:
                return

    def take_over(self, paper_id: str, reading: int) -> int:
        """Return 0: what another version stored was taken over when the shard was opened."""
        return 0

    def query(self, query: VectorStoreQuery, **kwargs: Any) -> VectorStoreQueryResult:
        """Return the best nodes: dense by default, `hybrid` fused with both scores in their metadata.

        With `output_fields` the nodes hold these fields of their metadata and nothing else, which is much faster.
        """
        hybrid = query.mode == VectorStoreQueryMode.HYBRID and query.query_str is not None
        wanted = self._filter(query)
        requests = [_request(query.query_embedding, DENSE, query.similarity_top_k, wanted)]
        if hybrid:
            terms = qe.SparseVector(*self._question_terms(query.query_str or ""))
            requests.append(_request(terms, SPARSE, query.sparse_top_k or query.similarity_top_k, wanted))
        with self._engine() as shard:
            dense, *keywords = (
                [(str(point.id), float(point.score)) for point in found]
                for found in shard.query_batch(qe.QueryBatchRequest(requests))
            )
            return result_of(
                dense,
                keywords[0] if hybrid else None,
                query.hybrid_top_k or query.similarity_top_k,
                lambda ids: self._nodes(shard, [*ids], query.output_fields),
            )

    def destroy(self) -> None:
        """Close the store and remove its folder, whatever it held: it is nobody else's."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def build_graph(self, least: int = SCANNED_POINTS) -> bool:
        """Build a graph of more than `least` points without one; whether it did. Takes a minute, and nobody waits for it.

        It is built on a copy by another process and taken over where nothing was written meanwhile.
        """
        from lib.indexing.search_graph import has_graph, start_building

        with self._engine() as shard:
            if self._closed or shard.info().points_count <= least or has_graph(shard):
                return False
            shard.flush()
            before = self._writes
        copy = self._beside(COPY)
        shutil.rmtree(copy, ignore_errors=True)
        try:
            self._before_write(2 * size_on_disk(self._folder))  # the copy, and its graph
            shutil.copytree(self._folder, copy)
            with self._lock:
                if self._closed or self._writes != before:
                    return False
                self._builder = start_building(copy, self._dimensions)
            built = self._builder.wait() == 0
            with self._lock:
                if not built or self._closed or self._writes != before:
                    return False
                self._replace_by(copy)
            return True
        except (OSError, shutil.Error, SidelightError) as error:
            log.warning("The search graph could not be built, searching goes on without one: %s", error)
            return False
        finally:
            shutil.rmtree(copy, ignore_errors=True)

    def _replace_by(self, copy: Path) -> None:
        """Open the copy in the shard's place; where that fails, the shard is opened again as it was."""
        aside = self._beside(ASIDE)
        moved = False
        with self._engine() as shard:
            shard.close()
            try:
                self._folder.replace(aside)
                moved = True
                copy.replace(self._folder)
                self._shard = self._open()
            except (OSError, StoreError):
                if moved:
                    shutil.rmtree(self._folder, ignore_errors=True)
                    aside.replace(self._folder)
                self._shard = self._open()
                raise
        shutil.rmtree(aside, ignore_errors=True)

    def _beside(self, ending: str) -> Path:
        return self._folder.with_name(self._folder.name + ending)

    def close(self) -> None:
        """Close the shard, so that the folder is free for another process."""
        with self._engine() as shard:
            self._closed = True
            if self._builder is not None and self._builder.poll() is None:
                self._builder.kill()
                self._builder.wait()
            shard.close()

    def _nodes(self, shard: qe.EdgeShard, ids: list[str], fields: list[str] | None) -> list[BaseNode]:
        """Return the nodes in order; with these fields of their metadata alone, and no text, where fields are named."""
        if fields:
            found = {str(record.id): record.payload or {} for record in shard.retrieve([*ids], [*fields], False)}
            return [TextNode(id_=point, metadata=found[point]) for point in ids]
        payloads = {str(record.id): record.payload or {} for record in shard.retrieve([*ids], True, False)}
        return [metadata_dict_to_node(payloads[point]) for point in ids]

    def _filter(self, query: VectorStoreQuery) -> qe.Filter | None:
        """Return the query's filters, with that of the owner where others' points are there: it costs as much as the scan."""
        own = [equal(OWNER, self._owner)] if self._is_shared else []
        must = [*own, *conditions(query)]
        return qe.Filter(must=must) if must else None

    def _delete(self, query: VectorStoreQuery) -> None:
        wanted = self._filter(query)
        if wanted is None:
            return  # no filter would delete everything
        with self._engine() as shard:
            if not shard.count(qe.CountRequest(filter=wanted, exact=True)):
                return  # no room asked for: deleting is what makes it, and takes little
            self._writes += 1
            shard.update(qe.UpdateOperation.delete_points_by_filter(wanted))
            shard.optimize()  # frees the space once a fifth is deleted; with NO_GRAPH_KB it builds nothing

    def _open(self) -> qe.EdgeShard:
        with engine_errors(self._folder):
            if (self._folder / "segments").exists():
                shard = open_shard(self._folder, self._dimensions, NO_GRAPH_KB)
            else:
                shard = qe.EdgeShard.create(str(self._folder), shard_config(self._dimensions, NO_GRAPH_KB))
            there = shard.info().payload_schema  # not all of them after a kill, or where a file of theirs is gone
            for field, kind in INDEXES.items():
                if field not in there:
                    shard.update(qe.UpdateOperation.create_field_index(field, kind))
            return shard

    @contextmanager
    def _engine(self) -> Iterator[qe.EdgeShard]:
        with self._lock, engine_errors(self._folder):
            yield self._shard


@contextmanager
def engine_errors(folder: Path) -> Iterator[None]:
    """Turn what the engine raises into one of ours. It raises bare Exceptions and, from Rust, a BaseException."""
    try:
        yield
    except BaseException as error:
        if type(error) is not Exception and type(error).__name__ != "PanicException":
            raise
        if "WouldBlock" in str(error):
            raise FolderInUse(
                f"{folder} is in use by another Sidelight. Close that one or start this one with another data folder."
            ) from error
        raise StoreError(f"The search index in {folder} cannot be used ({error}).") from error


def _request(vector: Any, name: str, limit: int, wanted: qe.Filter | None) -> qe.QueryRequest:
    params = qe.SearchParams(hnsw_ef=HNSW_EF) if name == DENSE else None
    return qe.QueryRequest(limit=limit, query=qe.Query.Nearest(vector, using=name), filter=wanted, params=params)
