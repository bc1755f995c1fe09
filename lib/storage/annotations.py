"""What people marked in papers, in the database. It stays where its paper is removed, and is there again when that comes back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import Engine, delete, insert, select, update

from lib.records import Box
from lib.records.annotations import Annotation
from lib.storage.database import read_only, writing
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
            connection.execute(
                insert(paper_annotations).values(
                    id=made.id, paper_id=paper_id, created_at=made.created_at, note=note, record=made.to_dict()
                )
            )
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
        query = select(paper_annotations.c.record, paper_annotations.c.note).where(
            paper_annotations.c.paper_id == paper_id
        )
        with read_only(self._engine) as connection:
            found = [Annotation.from_dict({**row.record, "note": row.note}) for row in connection.execute(query)]
        return sorted(found, key=lambda one: (one.boxes[0].page, one.boxes[0].top, one.created_at))
