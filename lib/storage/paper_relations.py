"""What people decided of papers that look like copies of others, and the sketches by which texts are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Engine, and_, delete, insert, or_, select

from lib.storage.database import read_only, writing
from lib.storage.paper_rows import paper_row
from lib.storage.schema import paper_relations, papers
from lib.times import now

Relation = Literal["different", "supplement"]
"""`different`: two papers, whatever they look like; `supplement`: the first is a supplement of the second."""


@dataclass(frozen=True, slots=True)
class PaperRelation:
    """What one paper is to another."""

    paper_id: str
    other_id: str
    relation: Relation


class PaperRelationStore:
    """The relations between the papers of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> list[PaperRelation]:
        """Return all relations, in the order in which they were decided."""
        query = select(paper_relations).order_by(paper_relations.c.decided_at, paper_relations.c.paper_id)
        with read_only(self._engine) as connection:
            return [PaperRelation(row.paper_id, row.other_id, row.relation) for row in connection.execute(query)]

    def decide(self, paper_id: str, other_id: str, relation: Relation) -> None:
        """Store what the paper is to the other; what was decided of the two before is gone. Raises UnknownPaper."""
        columns = paper_relations.c
        with writing(self._engine) as connection:
            paper_row(connection, paper_id)
            paper_row(connection, other_id)
            connection.execute(
                delete(paper_relations).where(
                    or_(
                        and_(columns.paper_id == paper_id, columns.other_id == other_id),
                        and_(columns.paper_id == other_id, columns.other_id == paper_id),
                    )
                )
            )
            connection.execute(
                insert(paper_relations).values(
                    paper_id=paper_id, other_id=other_id, relation=relation, decided_at=now()
                )
            )

    def sketches(self) -> dict[str, list[int]]:
        """Return the sketch of each paper's text (see `lib.text.sketch`) by its id; papers without one are left out."""
        with read_only(self._engine) as connection:
            rows = connection.execute(select(papers.c.id, papers.c.sketch)).all()
        return {row.id: row.sketch for row in rows if row.sketch}
