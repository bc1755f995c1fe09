"""The list of retractions that was brought in, in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import ColumnElement, Engine, delete, insert, select

from lib.records.notices import NoticeList, PaperNotice
from lib.storage.database import read_only, writing
from lib.storage.readable import readable, readable_one
from lib.storage.schema import notice_lists, paper_notices

AT_ONCE = 500
"""Values in one query: SQLite takes 999 at the least."""
ROWS_AT_ONCE = 5_000
"""Written at a time."""


class NoticeStore:
    """The notices on papers of one database: those of one list. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def replace(self, of: NoticeList, notices: Sequence[PaperNotice], title_key: Callable[[str], str]) -> None:
        """Keep the notices of this list in the place of those of the one before."""
        with writing(self._engine) as connection:
            connection.execute(delete(paper_notices))
            connection.execute(delete(notice_lists))
            for first in range(0, len(notices), ROWS_AT_ONCE):
                rows = [
                    {
                        "place": first + place,
                        "doi": notice.paper_doi,
                        "title_key": title_key(notice.title),
                        "record": notice.to_dict(),
                    }
                    for place, notice in enumerate(notices[first : first + ROWS_AT_ONCE])
                ]
                connection.execute(insert(paper_notices), rows)
            connection.execute(insert(notice_lists).values(added_at=of.added_at, record=of.to_dict()))

    def remove(self) -> None:
        """Remove the list with its notices."""
        with writing(self._engine) as connection:
            connection.execute(delete(paper_notices))
            connection.execute(delete(notice_lists))

    def current(self) -> NoticeList | None:
        """Return the list that was brought in; None where none was."""
        with read_only(self._engine) as connection:
            record = connection.execute(select(notice_lists.c.record)).scalar()
        return None if record is None else readable_one(record, NoticeList.from_dict)

    def of_dois(self, dois: Iterable[str]) -> list[PaperNotice]:
        """Return the notices on papers with one of these DOIs."""
        return self._some(paper_notices.c.doi, dois)

    def of_titles(self, keys: Iterable[str]) -> list[PaperNotice]:
        """Return the notices on papers with one of these titles, written as when they were kept."""
        return self._some(paper_notices.c.title_key, keys)

    def _some(self, column: ColumnElement[str], values: Iterable[str]) -> list[PaperNotice]:
        wanted = sorted({value for value in values if value})
        found: list[PaperNotice] = []
        with read_only(self._engine) as connection:
            for first in range(0, len(wanted), AT_ONCE):
                query = select(paper_notices.c.record).where(column.in_(wanted[first : first + AT_ONCE]))
                query = query.order_by(paper_notices.c.place)
                found += readable(connection.execute(query).scalars(), PaperNotice.from_dict)
        return found
