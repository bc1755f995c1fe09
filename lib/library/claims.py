"""What a person decides where another database uses this library's points on the server: this one is a copy, or it was moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib.indexing.claims import claim
from lib.indexing.collection import CollectionOptions
from lib.indexing.point_copies import Step, copy_points
from lib.indexing.server import ServerVectorStore
from lib.indexing.stores import index_name
from lib.records.homes import Home
from lib.storage.reading_terms import ReadingTerms

if TYPE_CHECKING:
    from lib.config import Settings
    from lib.embedding.embedder import Embedder
    from lib.indexing.server_connection import ServerConnection


def claim_as_moved(server: ServerConnection, embedder: Embedder, terms: ReadingTerms, home: Home) -> None:
    """Let the database at `home` use the library's points from now on, and no other. Raises StoreError."""
    claim(server, index_name(embedder), terms.library_id(), home, force=True)


def become_a_copy(
    server: ServerConnection, embedder: Embedder, settings: Settings, terms: ReadingTerms, home: Home, step: Step
) -> int:
    """Give the library an id of its own with copies of the points that it had, and return how many there are.

    A kill leaves the library as it was; begun again it goes on. Raises StoreError.
    """
    library, options = terms.library_id(), CollectionOptions.of(settings.index_options)
    own, name = home.id_for_copy(library), index_name(embedder)
    source = ServerVectorStore(server, name, embedder.dimensions, owner=library, options=options)
    target = ServerVectorStore(server, name, embedder.dimensions, owner=own, options=options, home=home)
    copied = copy_points(source, target, own, {}, step)
    terms.rename_library(own)
    return copied
