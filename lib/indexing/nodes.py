"""Stored passages as LlamaIndex nodes, and the checks they pass before any store sees them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from llama_index.core.schema import BaseNode, NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores.types import MetadataFilter, MetadataFilters
from llama_index.core.vector_stores.utils import metadata_dict_to_node

from lib.embedding.embedder import Vectors
from lib.errors import StoreError
from lib.indexing.passages import Cut, span_id
from lib.indexing.stored_point import StoredPoint

PAPER, READING, FIRST, LAST = "paper_id", "reading", "first", "last"
"""Metadata of a node: filter fields and the sentences it stands for; boxes and the like stay with the sentences."""
OWNER = "owner"
"""Metadata of a node: the id of the library that it belongs to."""


def document_id(paper_id: str, reading: int) -> str:
    """Return the `doc_id` of a reading's nodes."""
    return f"{paper_id}:{reading}"


def make_node(owner: str, paper_id: str, reading: int, cut: Cut, vector: Vectors) -> TextNode:
    """Return the node of a library's passage, its vector in `embedding`."""
    return _node(owner, paper_id, reading, (cut.first, cut.last), cut.text, vector.tolist())


def _node(
    owner: str, paper_id: str, reading: int, span: tuple[int, int], text: str, embedding: list[float]
) -> TextNode:
    metadata = {OWNER: owner, PAPER: paper_id, READING: reading, FIRST: span[0], LAST: span[1]}
    return TextNode(
        id_=span_id(owner, paper_id, reading, *span),
        text=text,
        metadata=metadata,
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=list(metadata),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=document_id(paper_id, reading))},
        embedding=embedding,
    )


def owned_nodes(points: Iterable[StoredPoint], owner: str) -> Iterator[TextNode]:
    """Yield the nodes of points that were stored before points had an owner, as this library's; unsound ones are left out."""
    for point in points:
        try:
            payload = point.payload
            text = metadata_dict_to_node(dict(payload)).get_content()
            span = int(payload[FIRST]), int(payload[LAST])
            if point.dense is not None:
                yield _node(owner, str(payload[PAPER]), int(payload[READING]), span, text, list(point.dense))
        except (KeyError, TypeError, ValueError):
            continue


def reading_filter(paper_id: str | None, reading: int | None) -> MetadataFilters | None:
    """Return the filter for the points of a paper, or of one of its readings; None for all."""
    given = {PAPER: paper_id, READING: reading}
    filters: list[MetadataFilter | MetadataFilters] = [
        MetadataFilter(key=key, value=value) for key, value in given.items() if value is not None
    ]
    return MetadataFilters(filters=filters) if filters else None


def check_nodes(nodes: Iterable[BaseNode], dimensions: int, owner: str) -> None:
    """Raise StoreError for a node no store may see, or one of another library's.

    Qdrant takes NaN and zero vectors in silence, and Edge applies part of a batch that it refuses.
    """
    for node in nodes:
        problem = _problem(node, dimensions, owner)
        if problem:
            raise StoreError(f"A passage was refused: {problem}. Nothing of its batch was written.")


def _problem(node: BaseNode, dimensions: int, owner: str) -> str | None:
    if node.metadata.get(OWNER) != owner:
        return "it belongs to another library"
    if not _is_uuid(node.node_id):
        return f"its id {node.node_id!r} is no UUID"
    if node.embedding is None:
        return "it has no vector"
    return _vector_problem(node.embedding, dimensions) or _text_problem(node.get_content())


def _vector_problem(embedding: Sequence[float], dimensions: int) -> str | None:
    vector = np.asarray(embedding, np.float32)
    if vector.shape != (dimensions,):
        return f"its vector has shape {vector.shape}, not {dimensions} numbers"
    if not np.isfinite(vector).all():
        return "its vector has numbers that are not finite"
    if not vector.any():
        return "its vector is zero"
    return None


def _text_problem(text: str) -> str | None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "its text holds half a character"
    return None


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
