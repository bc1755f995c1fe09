"""LlamaIndex's filters as the embedded engine has them."""

from __future__ import annotations

from typing import Any

import qdrant_edge as qe
from llama_index.core.vector_stores.types import (
    FilterCondition,
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
    VectorStoreQuery,
)

from lib.errors import StoreError
from lib.indexing.edge_shard import DOCUMENT


def conditions(query: VectorStoreQuery) -> list[Any]:
    """Return what a point must fulfil to pass the query's filters; raises StoreError for an operator that is not there."""
    conditions: list[Any] = []
    if query.doc_ids:  # LlamaIndex means no filter by an empty list
        conditions.append(qe.FieldCondition(DOCUMENT, match=qe.MatchAny(query.doc_ids)))
    if query.node_ids:
        conditions.append(qe.HasIdCondition(set(query.node_ids)))
    if query.filters is not None and query.filters.filters:
        conditions.append(_condition(query.filters))
    return conditions


def _condition(given: MetadataFilter | MetadataFilters) -> Any:
    if isinstance(given, MetadataFilters):
        parts = [_condition(part) for part in given.filters]
        if given.condition == FilterCondition.OR:
            return qe.Filter(should=parts)
        if given.condition == FilterCondition.NOT:
            return qe.Filter(must_not=parts)
        return qe.Filter(must=parts)
    if given.operator == FilterOperator.EQ:
        return equal(given.key, given.value)
    if given.operator == FilterOperator.IN and isinstance(given.value, list):
        values: Any = given.value
        return qe.FieldCondition(given.key, match=qe.MatchAny(values))
    raise StoreError(f"The embedded store has no filter {given.operator.value!r}.")


def equal(key: str, value: Any) -> qe.FieldCondition:
    """Return the condition that a field has the value."""
    return qe.FieldCondition(key, match=qe.MatchValue(value))
