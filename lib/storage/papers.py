"""Papers in the database, and what is marked to go of those that were removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Engine, and_, delete, exists, func, insert, or_, select, update

from lib.errors import PAPER_REMOVED
from lib.records import Paper, PaperStatus
from lib.storage.bin import BinStore, is_binned, restore_row, take_binned
from lib.storage.database import read_only, writing
from lib.storage.full_text import forget_reading
from lib.storage.paper_groups import leave_groups
from lib.storage.paper_rows import LISTED, paper_of, paper_row
from lib.storage.reading_terms import forget_terms
from lib.storage.readings import ReadingStore
from lib.storage.schema import (
    ALL_READINGS,
    answer_readings,
    binned_papers,
    deletions,
    dropped_pieces,
    paper_relations,
    papers,
    reading_figures,
    reading_tables,
    readings,
    recognised_pages,
    removed_papers,
    sentences,
    survey_cells,
)
from lib.text.dois import bare_doi
from lib.times import now

EDITABLE = ("title", "authors", "year", "doi", "journal", "volume", "pages", "families")
YEARS = range(1, 10_000)
"""That a person may give."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """Points, and for `ALL_READINGS` a file, that must go."""

    paper_id: str
    reading: int


class PaperStore:
    """The papers of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.readings = ReadingStore(engine)
        self.bin = BinStore(engine)

    # papers

    def papers(self) -> list[Paper]:
        """Return all papers, the newest first."""
        with read_only(self.engine) as connection:
            rows = connection.execute(select(*LISTED).order_by(papers.c.added_at.desc(), papers.c.id)).mappings()
            return [paper_of(row) for row in rows]

    def paper(self, paper_id: str) -> Paper:
        """Return one paper; raises UnknownPaper."""
        with read_only(self.engine) as connection:
            return paper_of(paper_row(connection, paper_id))

    def has(self, paper_id: str) -> bool:
        """Return whether a paper is in the library, whatever its status, or in the bin: whether its file is to stay."""
        with read_only(self.engine) as connection:
            there = connection.execute(select(papers.c.id).where(papers.c.id == paper_id)).first() is not None
            return there or is_binned(connection, paper_id)

    def queue(self, paper_id: str, filename: str) -> bool:
        """Queue a new or a failed paper and return whether it is now queued; others stay as they are.

        One that lies in the bin comes back from there.
        """
        with writing(self.engine) as connection:
            restore_row(connection, paper_id)
            status = connection.execute(select(papers.c.status).where(papers.c.id == paper_id)).scalar()
            if status is None:
                connection.execute(
                    insert(papers).values(
                        id=paper_id,
                        filename=filename,
                        status="queued",
                        page_count=0,
                        pages_without_text=[],
                        title="",
                        authors=[],
                        doi="",
                        language="",
                        journal="",
                        volume="",
                        pages="",
                        sketch=[],
                        edits={},
                        added_at=now(),
                        page_quality=[],
                        recognise=False,
                        again=False,
                    )
                )
                connection.execute(delete(removed_papers).where(removed_papers.c.id == paper_id))
                return True
            if status == "failed":
                connection.execute(update(papers).where(papers.c.id == paper_id).values(status="queued", problem=None))
            return bool(status == "failed")

    def queue_again(self, paper_id: str) -> None:
        """Ask for a new reading of the paper; the current one answers meanwhile. Raises UnknownPaper."""
        with writing(self.engine) as connection:
            paper_row(connection, paper_id)
            connection.execute(update(papers).where(papers.c.id == paper_id).values(again=True))

    def set_status(self, paper_id: str, status: PaperStatus, problem: str | None = None) -> None:
        """Set status and problem; a paper that is gone meanwhile is no error."""
        with writing(self.engine) as connection:
            connection.execute(update(papers).where(papers.c.id == paper_id).values(status=status, problem=problem))

    def begin_stage(self, paper_id: str, status: PaperStatus) -> None:
        """Note that the paper is being read or indexed. One that has a reading already stays ready."""
        this = and_(papers.c.id == paper_id, papers.c.reading.is_(None))
        with writing(self.engine) as connection:
            connection.execute(update(papers).where(this).values(status=status, problem=None))

    def fail(self, paper_id: str, problem: str, page_quality: Sequence[str] = ()) -> None:
        """Set the paper failed; it stays ready where it has a reading. The quality of its pages is stored, if given."""
        with writing(self.engine) as connection:
            this = papers.c.id == paper_id
            connection.execute(update(papers).where(this).values(again=False, problem=problem))
            unread = and_(this, papers.c.reading.is_(None))
            connection.execute(update(papers).where(unread).values(status="failed"))
        if page_quality:
            self.note_pages(paper_id, page_quality)

    def note_pages(self, paper_id: str, page_quality: Sequence[str]) -> None:
        """Store the quality of the pages of a paper without any text, where it has no reading."""
        values = {
            "page_quality": list(page_quality),
            "page_count": len(page_quality),
            "pages_without_text": list(range(1, len(page_quality) + 1)),
        }
        with writing(self.engine) as connection:
            unread = and_(papers.c.id == paper_id, papers.c.reading.is_(None))
            connection.execute(update(papers).where(unread).values(**values))

    def stop_again(self, paper_id: str) -> None:
        """Take back that a new reading of the paper is asked for."""
        with writing(self.engine) as connection:
            connection.execute(update(papers).where(papers.c.id == paper_id).values(again=False))

    def ready_papers(self, paper_ids: Sequence[str] | None = None) -> dict[str, Paper]:
        """Return those papers (None: all) that have a reading, by id, the oldest first."""
        query = select(*LISTED).where(papers.c.reading.is_not(None)).order_by(papers.c.added_at)
        with read_only(self.engine) as connection:
            found = {row["id"]: paper_of(row) for row in connection.execute(query).mappings()}
        return found if paper_ids is None else {i: found[i] for i in dict.fromkeys(paper_ids) if i in found}

    def edit(self, paper_id: str, changes: Mapping[str, Any]) -> Paper:
        """Lay a person's words over what was read and return the paper; they survive every later reading.

        Raises UnknownPaper, TypeError for what is none of `EDITABLE`, and ValueError for what is no year.
        """
        if unknown := set(changes) - set(EDITABLE):
            raise TypeError(f"a paper has no {sorted(unknown)} to edit")
        if (year := changes.get("year")) is not None and year not in YEARS:
            raise ValueError(f"{year!r} is no year")
        if changes.get("doi"):
            changes = {**changes, "doi": bare_doi(changes["doi"])}
        with writing(self.engine) as connection:
            edits = {
                **paper_row(connection, paper_id)["edits"],
                **{name: changes[name] for name in EDITABLE if name in changes},
            }
            connection.execute(update(papers).where(papers.c.id == paper_id).values(edits=edits))
            return paper_of(paper_row(connection, paper_id))

    def edited(self) -> dict[str, set[str]]:
        """Return which of the fields of `EDITABLE` a person gave, by paper id; papers without such are left out."""
        with read_only(self.engine) as connection:
            rows = connection.execute(select(papers.c.id, papers.c.edits)).all()
        return {row.id: set(row.edits) for row in rows if row.edits}

    def unfinished(self) -> list[Paper]:
        """Return papers that are neither ready nor failed, or to be read again, the oldest first: the queue of work."""
        with read_only(self.engine) as connection:
            query = (
                select(papers)
                .where(or_(papers.c.status.not_in(("ready", "failed")), papers.c.again))
                .order_by(papers.c.added_at, papers.c.id)
            )
            return [paper_of(row) for row in connection.execute(query).mappings()]

    def is_unfinished(self, paper_id: str) -> bool:
        """Return whether a paper is neither ready nor failed, or to be read again; False of one that is not there."""
        unfinished = or_(papers.c.status.not_in(("ready", "failed")), papers.c.again)
        with read_only(self.engine) as connection:
            return (
                connection.execute(select(papers.c.id).where(papers.c.id == paper_id, unfinished)).first() is not None
            )

    def page_quality(self, paper_ids: Sequence[str]) -> dict[str, list[str]]:
        """Return the quality of each page's text by paper; empty before a paper was read."""
        query = select(papers.c.id, papers.c.page_quality).where(papers.c.id.in_(list(paper_ids)))
        with read_only(self.engine) as connection:
            return {row.id: list(row.page_quality) for row in connection.execute(query)}

    # removal

    def remove(self, paper_id: str) -> None:
        """Remove a paper, also one in the bin, with readings and sentences and mark points and file to go. Raises UnknownPaper.

        Where an answer or a survey mentions the paper, its title and authors stay for them.
        """
        with writing(self.engine) as connection:
            _remove(connection, take_binned(connection, paper_id) or paper_row(connection, paper_id))

    def remove_binned(self, paper_id: str) -> bool:
        """Remove a paper as `remove` does where it is in the bin still, and return whether it was."""
        with writing(self.engine) as connection:
            row = take_binned(connection, paper_id)
            if row is not None:
                _remove(connection, row)
            return row is not None

    def removed_papers(self, paper_ids: Sequence[str]) -> dict[str, Paper]:
        """Return what is still known of papers that were removed and that answers mention, by id; of those in the bin, all."""
        query = select(removed_papers).where(removed_papers.c.id.in_(list(paper_ids)))
        in_bin = select(binned_papers.c.record).where(binned_papers.c.id.in_(list(paper_ids)))
        with read_only(self.engine) as connection:
            rows = connection.execute(query).mappings().all()
            binned = [paper_of(record) for record in connection.execute(in_bin).scalars()]
        named = {
            row["id"]: Paper(
                row["id"],
                row["filename"],
                row["title"],
                row["authors"],
                row["year"],
                row["doi"],
                status="failed",
                problem=PAPER_REMOVED,
            )
            for row in rows
        }
        return named | {paper.id: replace(paper, status="failed", problem=PAPER_REMOVED) for paper in binned}

    def deletions(self) -> list[Deletion]:
        """Return what is marked to go: done by the caller and then reported by `deleted`."""
        with read_only(self.engine) as connection:
            return [Deletion(row.paper_id, row.reading) for row in connection.execute(select(deletions))]

    def deleted(self, deletion: Deletion) -> None:
        """Remove the mark: what it names is gone."""
        with writing(self.engine) as connection:
            connection.execute(
                delete(deletions).where(
                    deletions.c.paper_id == deletion.paper_id, deletions.c.reading == deletion.reading
                )
            )

    def counts(self) -> dict[str, int]:
        """Return how many `papers`, `pages` and `sentences` there are."""
        with read_only(self.engine) as connection:
            return {
                "papers": connection.execute(select(func.count()).select_from(papers)).scalar_one(),
                "pages": connection.execute(select(func.coalesce(func.sum(papers.c.page_count), 0))).scalar_one(),
                "sentences": connection.execute(
                    select(func.count()).where(sentences.c.paper_id.not_in(select(binned_papers.c.id)))
                ).scalar_one(),
            }


def _remove(connection: Connection, row: Mapping[str, Any]) -> None:
    """Remove a paper, whose row is given, with all that belongs to it but its points and file, which are marked to go."""
    paper_id = row["id"]
    _store_name(connection, paper_of(row))
    forget_reading(connection, paper_id)
    forget_terms(connection, paper_id)
    for table in (
        sentences,
        dropped_pieces,
        reading_tables,
        reading_figures,
        readings,
        recognised_pages,
        paper_relations,
    ):
        connection.execute(delete(table).where(table.c.paper_id == paper_id))
    connection.execute(delete(paper_relations).where(paper_relations.c.other_id == paper_id))
    connection.execute(delete(papers).where(papers.c.id == paper_id))
    leave_groups(connection, paper_id)
    connection.execute(delete(deletions).where(deletions.c.paper_id == paper_id))
    connection.execute(insert(deletions).values(paper_id=paper_id, reading=ALL_READINGS))


def _store_name(connection: Connection, paper: Paper) -> None:
    """Store what a paper that is removed was called, where an answer or a survey mentions it."""
    cited = exists().where(answer_readings.c.paper_id == paper.id)
    surveyed = exists().where(survey_cells.c.paper_id == paper.id)
    if connection.execute(select(or_(cited, surveyed))).scalar():
        connection.execute(delete(removed_papers).where(removed_papers.c.id == paper.id))
        connection.execute(
            insert(removed_papers).values(
                id=paper.id,
                filename=paper.filename,
                title=paper.title,
                authors=paper.authors,
                year=paper.year,
                doi=paper.doi,
                removed_at=now(),
            )
        )
