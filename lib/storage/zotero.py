"""Which items of Zotero were taken in, as which papers, in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, insert, select

from lib.storage.database import read_only, writing
from lib.storage.schema import zotero_items
from lib.times import now


@dataclass(frozen=True, slots=True)
class TakenItem:
    """An item of Zotero that a paper was made of."""

    item_key: str
    paper_id: str
    version: int
    written: Mapping[str, Any]
    """The fields of the paper as it gave them."""


class ZoteroStore:
    """What was taken in from Zotero into one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, source: str) -> dict[str, list[TakenItem]]:
        """Return what was taken in from a library or folder, by item."""
        found: dict[str, list[TakenItem]] = {}
        query = select(zotero_items).where(zotero_items.c.source == source).order_by(zotero_items.c.taken_at)
        with read_only(self._engine) as connection:
            for row in connection.execute(query):
                one = TakenItem(row.item_key, row.paper_id, row.version, row.written)
                found.setdefault(row.item_key, []).append(one)
        return found

    def sources(self) -> list[str]:
        """Return the libraries and folders that anything was taken in from."""
        with read_only(self._engine) as connection:
            return [row.source for row in connection.execute(select(zotero_items.c.source).distinct())]

    def places(self, paper_ids: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
        """Return library or folder and item that papers were made of, the newest first; papers of no item are left out."""
        found: dict[str, list[tuple[str, str]]] = {}
        query = (
            select(zotero_items)
            .where(zotero_items.c.paper_id.in_(list(paper_ids)))
            .order_by(zotero_items.c.taken_at.desc())
        )
        with read_only(self._engine) as connection:
            for row in connection.execute(query):
                found.setdefault(row.paper_id, []).append((row.source, row.item_key))
        return found

    def put(self, source: str, item: TakenItem) -> None:
        """Note that an item was taken in, or taken in again."""
        this = (
            (zotero_items.c.source == source)
            & (zotero_items.c.item_key == item.item_key)
            & (zotero_items.c.paper_id == item.paper_id)
        )
        with writing(self._engine) as connection:
            connection.execute(delete(zotero_items).where(this))
            connection.execute(
                insert(zotero_items).values(
                    source=source,
                    item_key=item.item_key,
                    paper_id=item.paper_id,
                    version=item.version,
                    written=dict(item.written),
                    taken_at=now(),
                )
            )
