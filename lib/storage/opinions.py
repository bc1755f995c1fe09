"""Second opinions in the database, beside the answers they are on."""

from __future__ import annotations

from sqlalchemy import Engine, insert, select

from lib.records import SecondOpinion
from lib.storage.database import read_only, writing
from lib.storage.readable import readable
from lib.storage.schema import answers, opinions


class OpinionStore:
    """The opinions of one database. Every method is one transaction; an opinion goes with its answer."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, opinion: SecondOpinion) -> None:
        """Store the opinion, unless its answer was removed meanwhile."""
        with writing(self.engine) as connection:
            if connection.execute(select(answers.c.id).where(answers.c.id == opinion.answer_id)).first() is None:
                return
            connection.execute(
                insert(opinions).values(
                    id=opinion.id,
                    answer_id=opinion.answer_id,
                    created_at=opinion.created_at,
                    record=opinion.to_dict(),
                )
            )

    def of(self, answer_id: str) -> list[SecondOpinion]:
        """Return the opinions on an answer, the oldest first."""
        query = (
            select(opinions.c.record)
            .where(opinions.c.answer_id == answer_id)
            .order_by(opinions.c.created_at, opinions.c.id)
        )
        with read_only(self.engine) as connection:
            return list(readable(connection.execute(query).scalars(), SecondOpinion.from_dict))
