"""What recognising a scan's pages found, kept page by page: it takes seconds a page and is never done twice."""

from __future__ import annotations

from sqlalchemy import Engine, and_, delete, insert, select, update

from lib.storage.database import read_only, writing
from lib.storage.schema import papers, recognised_pages


class RecognitionStore:
    """The recognised pages of one database. Every method is one transaction."""

    def __init__(self, engine: Engine, version: int) -> None:
        self._engine = engine
        self._version = version

    def set_wanted(self, paper_id: str, wanted: bool = True) -> None:
        """Note that the paper's scanned pages are to be recognised, or are no longer."""
        with writing(self._engine) as connection:
            connection.execute(update(papers).where(papers.c.id == paper_id).values(recognise=wanted))

    def is_wanted(self, paper_id: str) -> bool:
        """Return whether the paper's scanned pages are to be recognised."""
        with read_only(self._engine) as connection:
            return bool(connection.execute(select(papers.c.recognise).where(papers.c.id == paper_id)).scalar())

    def pages(self, paper_id: str) -> dict[int, bytes]:
        """Return what this version of the recogniser found before, by page (1-based)."""
        this = and_(recognised_pages.c.paper_id == paper_id, recognised_pages.c.recogniser == self._version)
        with read_only(self._engine) as connection:
            rows = connection.execute(select(recognised_pages.c.page, recognised_pages.c.content).where(this))
            return {row.page: row.content.encode() for row in rows}

    def store(self, paper_id: str, page: int, content: bytes) -> None:
        """Store what was found on a page, unless the paper is gone meanwhile."""
        this = and_(recognised_pages.c.paper_id == paper_id, recognised_pages.c.page == page)
        with writing(self._engine) as connection:
            if connection.execute(select(papers.c.id).where(papers.c.id == paper_id)).first() is None:
                return
            connection.execute(delete(recognised_pages).where(this))
            connection.execute(
                insert(recognised_pages).values(
                    paper_id=paper_id, page=page, recogniser=self._version, content=content.decode()
                )
            )
