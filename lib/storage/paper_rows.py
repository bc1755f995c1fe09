"""Rows of the papers' table as papers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, get_args

from sqlalchemy import Connection, select

from lib.errors import IN_BIN, UnknownPaper
from lib.records import Paper, PaperStatus
from lib.records.record import field_types, typed
from lib.storage.schema import binned_papers, papers

PAPER_STATUSES = frozenset(get_args(PaperStatus))
LISTED = tuple(column for column in papers.columns if column.name not in ("sketch", "page_quality"))
"""What `paper_of` needs: the others are long, and a list of papers is read at every click."""


def paper_row(connection: Connection, paper_id: str) -> Mapping[str, Any]:
    """Return the row of a paper; raises UnknownPaper."""
    row = connection.execute(select(papers).where(papers.c.id == paper_id)).mappings().first()
    if row is None:
        binned = connection.execute(select(binned_papers.c.id).where(binned_papers.c.id == paper_id)).first()
        raise UnknownPaper(IN_BIN if binned else "This paper is not in the library: it was removed or never added.")
    return row  # type: ignore[return-value]


def _readable_edits(edits: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a person typed over what was read, without values that cannot be such."""
    kinds = field_types(Paper)
    found = {}
    for name, value in edits.items():
        if name in kinds:
            with suppress(TypeError):
                found[name] = typed(kinds[name], value)
    return found


def paper_of(row: Any) -> Paper:
    """Return the paper of a row, a person's words over what was read."""
    edits = _readable_edits(row["edits"])
    authors = edits.get("authors", row["authors"])
    families = edits.get("families", {})
    return Paper(
        id=row["id"],
        filename=row["filename"],
        title=edits.get("title", row["title"]),
        authors=authors,
        year=edits.get("year", row["year"]),
        doi=edits.get("doi", row["doi"]),
        page_count=row["page_count"],
        status=row["status"] if row["status"] in PAPER_STATUSES else "failed",
        problem=row["problem"],
        pages_without_text=row["pages_without_text"],
        added_at=row["added_at"],
        language=row["language"],
        journal=edits.get("journal", row["journal"]),
        volume=edits.get("volume", row["volume"]),
        pages=edits.get("pages", row["pages"]),
        families={name: families[name] for name in authors if name in families},
    )
