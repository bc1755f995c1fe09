"""A collection on a Qdrant server: made for its place, completed where a kill left it half made, and checked at the start."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Self

from qdrant_client import models

from lib.errors import ConfigError, StoreError
from lib.indexing.edge_shard import DENSE, DOCUMENT, HNSW_EF, SPARSE
from lib.indexing.nodes import OWNER, PAPER, READING
from lib.indexing.server_connection import ServerConnection

REPLICAS = 2
"""Copies of each shard where a cluster has so many nodes: one may be lost."""
OLDEST_SERVER = (1, 12)
"""The first that counts by field (`facet`) and knows tenants."""
APART = 2
"""Minor versions between client and server that were run together (1.18 and 1.20)."""
YES, NO = {"1", "yes", "true", "on"}, {"0", "no", "false", "off", ""}


@dataclass(frozen=True, slots=True)
class CollectionOptions:
    """How a collection is made, and searched; what is None is left to the server."""

    shards: int | None = None
    replicas: int | None = None
    """None: as many as `REPLICAS` where the cluster has the nodes for it."""
    write_consistency: int | None = None
    """Replicas that must have a write before it counts as done."""
    on_disk: bool = False
    """Vectors, keyword index and payload stay on disk, mapped into memory."""
    int8: bool = False
    """Vectors are compared as bytes in memory first, and the best of them as they are."""
    hnsw_ef: int = HNSW_EF
    """How many candidates a search graph is followed for."""

    @classmethod
    def of(cls, variables: Mapping[str, str]) -> Self:
        """Return what the variables of the environment say. Raises ConfigError."""
        quantisation = variables.get("QDRANT_QUANTISATION", "").strip().lower() or "none"
        if quantisation not in ("none", "int8"):
            raise ConfigError(f"QDRANT_QUANTISATION must be none or int8, not {quantisation!r}.")
        return cls(
            shards=_whole_number(variables, "QDRANT_SHARDS"),
            replicas=_whole_number(variables, "QDRANT_REPLICAS"),
            write_consistency=_whole_number(variables, "QDRANT_WRITE_CONSISTENCY"),
            on_disk=_yes_or_no(variables, "QDRANT_ON_DISK"),
            int8=quantisation == "int8",
            hnsw_ef=_whole_number(variables, "QDRANT_HNSW_EF") or HNSW_EF,
        )

    @property
    def search_params(self) -> models.SearchParams:
        """What a dense search is told beside the question."""
        rescored = models.QuantizationSearchParams(rescore=True, oversampling=2.0) if self.int8 else None
        return models.SearchParams(hnsw_ef=self.hnsw_ef, quantization=rescored)


def _whole_number(variables: Mapping[str, str], name: str) -> int | None:
    text = variables.get(name, "").strip()
    if not text:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise ConfigError(f"{name} must be a whole number from 1 on, not {text!r}.")
    return int(text)


def _yes_or_no(variables: Mapping[str, str], name: str) -> bool:
    text = variables.get(name, "").strip().lower()
    if text not in YES | NO:
        raise ConfigError(f"{name} must be yes or no, not {text!r}.")
    return text in YES


def check_server(server: ServerConnection) -> str | None:
    """Return what there is to say of the server's version, None where it fits.

    Raises StoreError where what answers is no Qdrant server, or one that cannot be used; StoreAway.
    """
    if server.is_in_memory:
        return None
    told = server.info()
    theirs, own = _numbers(str(getattr(told, "version", ""))), _numbers(version("qdrant-client"))
    if "qdrant" not in str(getattr(told, "title", "")).lower() or theirs is None or own is None:
        raise StoreError("What answers at QDRANT_URL is no Qdrant server. Check the address and its port.")
    if theirs < OLDEST_SERVER or theirs[0] != own[0]:
        raise StoreError(
            f"The Qdrant server has version {theirs[0]}.{theirs[1]}, which this Sidelight cannot use: it needs one from "
            f"{OLDEST_SERVER[0]}.{OLDEST_SERVER[1]} on, best {own[0]}.{own[1]}. Update the server."
        )
    if abs(theirs[1] - own[1]) > APART:
        return (
            f"The Qdrant server has version {theirs[0]}.{theirs[1]} and its client here {own[0]}.{own[1]}, which nobody has "
            "tried together. Update the older of the two."
        )
    return None


def _numbers(text: str) -> tuple[int, int] | None:
    """Return major and minor of a version."""
    found = re.match(r"v?(\d+)\.(\d+)", text)
    return None if found is None else (int(found[1]), int(found[2]))


def prepare_collection(server: ServerConnection, name: str, dimensions: int, options: CollectionOptions) -> None:
    """Make the collection where it is missing, and its payload indexes where they are. Raises StoreError, StoreAway."""
    if not server.collection_exists(name):
        _make(server, name, dimensions, options)
    told = server.get_collection(name)
    _check_shape(name, told.config.params, dimensions)
    if server.is_in_memory:
        return
    for field, schema in INDEXES.items():
        if field not in (told.payload_schema or {}):
            server.create_payload_index(name, field_name=field, field_schema=schema, wait=True)
    _check_may_write(server, name)


INDEXES: dict[str, Any] = {
    OWNER: models.KeywordIndexParams(type=models.KeywordIndexType.KEYWORD, is_tenant=True),
    DOCUMENT: models.PayloadSchemaType.KEYWORD,
    PAPER: models.PayloadSchemaType.KEYWORD,
    READING: models.PayloadSchemaType.INTEGER,
}
"""Fields that are filtered by. Points of one owner lie together."""


def _make(server: ServerConnection, name: str, dimensions: int, options: CollectionOptions) -> None:
    int8 = models.ScalarQuantization(
        scalar=models.ScalarQuantizationConfig(type=models.ScalarType.INT8, quantile=0.99, always_ram=True)
    )
    on_disk = options.on_disk or None
    try:
        server.create_collection(
            name,
            vectors_config={
                DENSE: models.VectorParams(size=dimensions, distance=models.Distance.COSINE, on_disk=on_disk)
            },
            sparse_vectors_config={
                SPARSE: models.SparseVectorParams(index=models.SparseIndexParams(on_disk=True) if on_disk else None)
            },
            shard_number=options.shards,
            replication_factor=options.replicas or _replicas(server),
            write_consistency_factor=options.write_consistency,
            on_disk_payload=on_disk,
            quantization_config=int8 if options.int8 else None,
        )
    except StoreError:
        if not server.collection_exists(name):  # another Sidelight may have made it at that moment
            raise


def _replicas(server: ServerConnection) -> int | None:
    """Return how many replicas the cluster has the nodes for; None where it is no cluster, or does not say."""
    if server.is_in_memory:
        return None
    try:
        peers = getattr(server.cluster_status(), "peers", None)
    except StoreError:  # a key may not be allowed to ask
        return None
    return min(REPLICAS, len(peers)) if peers and len(peers) > 1 else None


def _check_shape(name: str, params: Any, dimensions: int) -> None:
    vectors, sparse = params.vectors, params.sparse_vectors or {}
    dense = vectors.get(DENSE) if isinstance(vectors, dict) else None
    remedy = "Remove or rename it on the server; Sidelight makes its own."
    if dense is None or SPARSE not in sparse:
        raise StoreError(f"The collection {name} on the Qdrant server was not made by Sidelight. {remedy}")
    if dense.size != dimensions or str(getattr(dense.distance, "value", dense.distance)).lower() != "cosine":
        raise StoreError(
            f"The collection {name} on the Qdrant server has vectors of {dense.size} numbers compared by {dense.distance}; "
            f"Sidelight's have {dimensions}, compared by cosine. {remedy}"
        )


def _check_may_write(server: ServerConnection, name: str) -> None:
    """Delete what is nobody's: a key that may only read is refused here, and not at the first paper."""
    nobody = models.FieldCondition(key=OWNER, match=models.MatchValue(value=uuid.uuid4().hex))
    server.delete(name, points_selector=models.Filter(must=[nobody]), wait=True)
