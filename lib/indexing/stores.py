"""The vector store of a library: what it does, where it is, and how it is opened."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from llama_index.core.vector_stores.types import VectorStoreQuery, VectorStoreQueryResult

from lib.config import Preferences, Settings
from lib.disk import require_space
from lib.embedding.embedder import Embedder
from lib.embedding.keywords import KeywordVector, question_keywords
from lib.indexing.stored_point import StoredPoint

if TYPE_CHECKING:
    from llama_index.core.schema import BaseNode
    from llama_index.core.vector_stores.types import MetadataFilters

    from lib.indexing.server_connection import ServerConnection
    from lib.records.homes import Home

VECTORS = "-vectors"
"""After an index's name: the folder of its vector files."""
SCHEMA_VERSION = 4
"""Raise it whenever stored points change: the folder or collection has it in its name."""
UNOWNED_VERSION = 3
"""Whose points have no owner; they are taken over."""
TAKEN_OVER = (
    "The search index was brought to the present form: {count:,} passages were taken over, none was embedded again. Nothing "
    "is to be done."
)
MOVES_ON_SERVER = (
    "On the Qdrant server each passage belongs to one library from now on, in the collection {name}. The papers are moved there "
    "in the background, and those that are not there yet are not searched. The collection {before} stays: delete it on the "
    "server once no older Sidelight uses it."
)

Weights = Callable[[Sequence[int]], list[float]]
"""Gives what each term weighs in a question."""
QuestionTerms = Callable[[str], KeywordVector]
"""Gives the terms of a question with what they weigh."""


class VectorStore(Protocol):
    """What both LlamaIndex vector stores of this room do beyond LlamaIndex's own interface."""

    def add(self, nodes: Sequence[BaseNode], **kwargs: Any) -> list[str]:
        """Write the nodes; return their ids."""

    def delete_nodes(
        self, node_ids: list[str] | None = None, filters: MetadataFilters | None = None, **kwargs: Any
    ) -> None:
        """Delete the nodes that pass."""

    def query(self, query: VectorStoreQuery, **kwargs: Any) -> VectorStoreQueryResult:
        """Return the best nodes."""

    def count(self, filters: MetadataFilters | None = None) -> int:
        """Return how many points pass."""

    def counts(self) -> dict[str, int]:
        """Return how many points each document has."""

    def stored(self, filters: MetadataFilters | None = None) -> Iterator[StoredPoint]:
        """Yield the points that pass, as they are stored."""

    def terms(self, filters: MetadataFilters | None = None) -> Iterator[Sequence[int]]:
        """Yield the terms of each point that passes."""

    def take_over(self, paper_id: str, reading: int) -> int:
        """Copy the points that a version before this one stored of a reading; return how many there were."""

    def build_graph(self) -> bool:
        """Build a search graph where there are too many points to compare each; return whether it did."""

    def destroy(self) -> None:
        """Close it and remove all its points; those of other libraries stay where they are."""

    def close(self) -> None:
        """Close it."""


@dataclass(frozen=True, slots=True)
class OpenedStore:
    """A store with the folder of its vector files."""

    store: VectorStore
    vectors: Path
    note: str | None
    """What there is to say of how it was opened."""


def index_name(embedder: Embedder, version: int = SCHEMA_VERSION) -> str:
    """Return the name of the folder or collection for an embedder's points: whatever changes their meaning changes it."""
    return f"sidelight-{embedder.id}-{embedder.dimensions}-v{version}"


def equal_weights(terms: Sequence[int]) -> list[float]:
    """Return the same weight for each term, where nothing is counted."""
    return [1.0] * len(terms)


def weighted_terms(weights: Weights, question: str) -> KeywordVector:
    """Return the terms of a question with what they weigh."""
    terms, _ = question_keywords(question)
    return terms, weights(terms)


def remove_others(folder: Path, name: str) -> None:
    """Remove all indexes in the folder but the one of that name, such as after a kill between two."""
    for path in folder.glob("sidelight-*"):
        if path.name not in (name, f"{name}{VECTORS}"):
            shutil.rmtree(path, ignore_errors=True)


def open_store(
    folder: Path,
    settings: Settings,
    embedder: Embedder,
    owner: str,
    weights: Weights,
    server: ServerConnection | None,
    home: Home | None = None,
) -> OpenedStore:
    """Return the library's store in `folder`, or on the server that the settings name; see `PassageIndex.open`."""
    folder.mkdir(parents=True, exist_ok=True)
    name, before = index_name(embedder), index_name(embedder, UNOWNED_VERSION)
    terms = functools.partial(weighted_terms, weights)
    store, note = (
        _on_server(settings, embedder, owner, terms, server, home)
        if settings.qdrant_url
        else _embedded(folder, settings, embedder, owner, terms)
    )
    old_vectors, vectors = folder / f"{before}{VECTORS}", folder / f"{name}{VECTORS}"
    if old_vectors.exists() and not vectors.exists():
        if settings.qdrant_url:
            note = MOVES_ON_SERVER.format(name=name, before=before)
        old_vectors.replace(vectors)
    return OpenedStore(store, vectors, note)


def _on_server(
    settings: Settings,
    embedder: Embedder,
    owner: str,
    terms: QuestionTerms,
    server: ServerConnection | None,
    home: Home | None,
) -> tuple[VectorStore, str | None]:
    from lib.indexing.collection import CollectionOptions
    from lib.indexing.server import ServerVectorStore, connect

    store = ServerVectorStore(
        server or connect(settings),
        index_name(embedder),
        embedder.dimensions,
        owner=owner,
        question_terms=terms,
        options=CollectionOptions.of(settings.index_options),
        before=index_name(embedder, UNOWNED_VERSION),
        home=home,
    )
    return store, store.note


def _embedded(
    folder: Path, settings: Settings, embedder: Embedder, owner: str, terms: QuestionTerms
) -> tuple[VectorStore, str | None]:
    from lib.indexing.edge import EdgeVectorStore
    from lib.indexing.predecessors import take_over_shard

    margin = (settings.preferences or Preferences()).disk_margin_mb

    def before_write(needed: int) -> None:
        require_space(folder, needed, margin)

    name, before = index_name(embedder), index_name(embedder, UNOWNED_VERSION)
    taken = take_over_shard(folder / before, folder / name, embedder.dimensions, owner, before_write)
    store = EdgeVectorStore(
        folder / name,
        embedder.dimensions,
        before_write,
        owner=owner,
        question_terms=terms,
        is_alone=not settings.database_url,
    )
    return store, TAKEN_OVER.format(count=taken) if taken else None
