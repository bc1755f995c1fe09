"""What people marked in papers, in the database. It stays where its paper is removed, and is there again when that comes back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, delete, insert, select, update

from lib.records import Box
from lib.records.annotations import Annotation
from lib.storage.answers import IDS_AT_ONCE
from lib.storage.database import read_only, writing
from lib.storage.readable import readable
from lib.storage.schema import paper_annotations
from lib.times import now


class AnnotationStore:
    """The annotations of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, paper_id: str, text: str, boxes: Sequence[Box], note: str = "") -> Annotation:
        """Store marked words and return them; raises ValueError without a place."""
        if not boxes:
            raise ValueError("an annotation needs a place")
        made = Annotation(uuid.uuid4().hex, paper_id, text, note, list(boxes), now())
        with writing(self._engine) as connection:
            connection.execute(insert(paper_annotations).values(**annotation_row(made)))
        return made

    def set_note(self, annotation_id: str, note: str) -> None:
        """Change the note; nothing where the annotation is gone."""
        with writing(self._engine) as connection:
            connection.execute(
                update(paper_annotations).where(paper_annotations.c.id == annotation_id).values(note=note)
            )

    def remove(self, annotation_id: str) -> None:
        """Remove an annotation; one that is gone already is no error."""
        with writing(self._engine) as connection:
            connection.execute(delete(paper_annotations).where(paper_annotations.c.id == annotation_id))

    def of(self, paper_id: str) -> list[Annotation]:
        """Return the annotations of a paper in the order in which they stand in it."""
        return self.of_papers([paper_id]).get(paper_id, [])

    def of_papers(self, paper_ids: Sequence[str]) -> dict[str, list[Annotation]]:
        """Return the annotations of papers, of each in the order in which they stand in it; papers without are left out."""
        found: dict[str, list[Annotation]] = {}
        for first in range(0, len(paper_ids), IDS_AT_ONCE):
            some = list(paper_ids[first : first + IDS_AT_ONCE])
            query = select(paper_annotations.c.record, paper_annotations.c.note).where(
                paper_annotations.c.paper_id.in_(some)
            )
            with read_only(self._engine) as connection:
                for one in readable(connection.execute(query), _annotation):
                    found.setdefault(one.paper_id, []).append(one)
        for of in found.values():
            of.sort(key=lambda one: (one.boxes[0].page, one.boxes[0].top, one.created_at))
        return {paper_id: found[paper_id] for paper_id in paper_ids if paper_id in found}


def _annotation(row: Any) -> Annotation:
    """Return an annotation; raises ValueError for one that stands nowhere."""
    one = Annotation.from_dict({**row.record, "note": row.note})
    if not one.boxes:
        raise ValueError("no place")
    return one


def annotation_row(made: Annotation) -> dict[str, object]:
    """Return an annotation as its row."""
    return {
        "id": made.id,
        "paper_id": made.paper_id,
        "created_at": made.created_at,
        "note": made.note,
        "record": made.to_dict(),
    }
