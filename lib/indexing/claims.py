"""Which database uses a library's points on a server: a copy of a data folder has the library's id too, and must not.

A claim is a point of the collection without vectors and without the owner of any library, so that no search, count or removal
of a library sees it. It names where the database lies that uses the points. Two processes on one database have one home.
"""

from __future__ import annotations

import uuid
from typing import Any

from qdrant_client import models

from lib.errors import StoreError
from lib.indexing.nodes import OWNER
from lib.indexing.server_connection import ServerConnection
from lib.records.homes import NAMES, Home
from lib.times import now

CLAIMS = "claims"
"""What stands in a claim in the place of an owner; a library's id is 32 hexadecimal digits."""


class Claimed(StoreError):
    """The library's points on the server are used by another database, the original of this one or a copy of it."""


def claim(server: ServerConnection, collection: str, library: str, home: Home, *, force: bool = False) -> None:
    """Write down that the database at `home` uses the library's points; raises Claimed where another one does, unless forced."""
    held = held_by(server, collection, library)
    if held is not None and not force and not home.is_same(held[0]):
        raise Claimed(
            f"The passages of this library on the Qdrant server belong to {held[0].shown}, which opened them last on "
            f"{held[1][:16].replace('T', ' ')} UTC. This is {home.shown}: a copy of it, or it was moved here. Nothing was "
            "changed. If it is a copy, run “sidelight claim copy”, which gives it passages of its own. If it was moved and the "
            "other one is gone, run “sidelight claim moved”."
        )
    payload = {OWNER: CLAIMS, "library": library, "home": home.to_dict(), "opened_at": now()}
    point = models.PointStruct(id=_claim_id(library), vector={}, payload=payload)
    server.upsert(collection, points=[point], wait=True)


def give_up_claim(server: ServerConnection, collection: str, library: str, home: Home) -> None:
    """Remove the claim of the database at `home`; that of another one stays."""
    held = held_by(server, collection, library)
    if held is not None and home.is_same(held[0]):
        server.delete(collection, points_selector=models.PointIdsList(points=[_claim_id(library)]), wait=True)


def held_by(server: ServerConnection, collection: str, library: str) -> tuple[Home, str] | None:
    """Return who holds the claim and when it was opened last; None where nobody does, or nothing that can be read."""
    found: list[Any] = server.retrieve(collection, [_claim_id(library)], with_payload=True, with_vectors=False)
    try:
        payload = found[0].payload
        return Home.from_dict(payload["home"]), str(payload["opened_at"])
    except (IndexError, KeyError, TypeError, ValueError, AttributeError):
        return None


def _claim_id(library: str) -> str:
    return str(uuid.uuid5(NAMES, library))
