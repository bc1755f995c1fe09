"""Papers, their readings and sentences in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, and_, delete, exists, func, insert, or_, select, update

from lib.errors import PAPER_REMOVED, UnknownPaper
from lib.reading.reading import PaperReading
from lib.records import Box, Paper, PaperStatus, Sentence
from lib.storage.database import read_only, writing
from lib.storage.schema import (
    ALL_READINGS,
    answer_readings,
    deletions,
    papers,
    reading_numbers,
    readings,
    recognised_pages,
    removed_papers,
    sentences,
    survey_cells,
)
from lib.text.dois import bare_doi
from lib.times import now

EDITABLE = ("title", "authors", "year", "doi")


@dataclass(frozen=True, slots=True)
class Deletion:
    """Points, and for `ALL_READINGS` a file, that must go."""

    paper_id: str
    reading: int


class PaperStore:
    """The papers of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    # papers

    def papers(self) -> list[Paper]:
        """Return all papers, the newest first."""
        with read_only(self.engine) as connection:
            rows = connection.execute(select(papers).order_by(papers.c.added_at.desc(), papers.c.id)).mappings()
            return [_paper(row) for row in rows]

    def paper(self, paper_id: str) -> Paper:
        """Return one paper; raises UnknownPaper."""
        with read_only(self.engine) as connection:
            return _paper(_row(connection, paper_id))

    def has(self, paper_id: str) -> bool:
        """Return whether a paper is in the library, whatever its status."""
        with read_only(self.engine) as connection:
            return connection.execute(select(papers.c.id).where(papers.c.id == paper_id)).first() is not None

    def queue(self, paper_id: str, filename: str) -> bool:
        """Return whether the paper is now queued: new ones and failed ones are, others stay as they are."""
        with writing(self.engine) as connection:
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
        """Nothing; a new reading of the paper is asked for, the current one answers meanwhile. Raises UnknownPaper."""
        with writing(self.engine) as connection:
            _row(connection, paper_id)
            connection.execute(update(papers).where(papers.c.id == paper_id).values(again=True))

    def set_status(self, paper_id: str, status: PaperStatus, problem: str | None = None) -> None:
        """Nothing; a paper that is gone meanwhile is no error."""
        with writing(self.engine) as connection:
            connection.execute(update(papers).where(papers.c.id == paper_id).values(status=status, problem=problem))

    def begin_stage(self, paper_id: str, status: PaperStatus) -> None:
        """Nothing; the paper is being read or indexed. One that has a reading already stays ready."""
        this = and_(papers.c.id == paper_id, papers.c.reading.is_(None))
        with writing(self.engine) as connection:
            connection.execute(update(papers).where(this).values(status=status, problem=None))

    def fail(self, paper_id: str, problem: str, page_quality: Sequence[str] = ()) -> None:
        """Nothing; the paper is failed, or stays ready where it has a reading. The verdict on its pages is kept, if any."""
        with writing(self.engine) as connection:
            this = papers.c.id == paper_id
            connection.execute(update(papers).where(this).values(again=False, problem=problem))
            unread = and_(this, papers.c.reading.is_(None))
            connection.execute(update(papers).where(unread).values(status="failed"))
        if page_quality:
            self.note_pages(paper_id, page_quality)

    def note_pages(self, paper_id: str, page_quality: Sequence[str]) -> None:
        """Nothing; the verdict on the pages of a paper without any text is kept, where it has no reading."""
        values = {
            "page_quality": list(page_quality),
            "page_count": len(page_quality),
            "pages_without_text": list(range(1, len(page_quality) + 1)),
        }
        with writing(self.engine) as connection:
            unread = and_(papers.c.id == paper_id, papers.c.reading.is_(None))
            connection.execute(update(papers).where(unread).values(**values))

    def stop_again(self, paper_id: str) -> None:
        """Nothing; no new reading of the paper is asked for any more."""
        with writing(self.engine) as connection:
            connection.execute(update(papers).where(papers.c.id == paper_id).values(again=False))

    def ready_papers(self, paper_ids: Sequence[str] | None = None) -> dict[str, Paper]:
        """Return those papers (None: all) that have a reading, by id, the oldest first."""
        query = select(papers).where(papers.c.reading.is_not(None)).order_by(papers.c.added_at)
        with read_only(self.engine) as connection:
            found = {row["id"]: _paper(row) for row in connection.execute(query).mappings()}
        return found if paper_ids is None else {i: found[i] for i in dict.fromkeys(paper_ids) if i in found}

    def edit(self, paper_id: str, changes: Mapping[str, Any]) -> Paper:
        """Return the paper with a person's words over what was read; they survive every later reading.

        Raises UnknownPaper, and TypeError for what is none of title, authors, year, doi.
        """
        if unknown := set(changes) - set(EDITABLE):
            raise TypeError(f"a paper has no {sorted(unknown)} to edit")
        if changes.get("doi"):
            changes = {**changes, "doi": bare_doi(changes["doi"])}
        with writing(self.engine) as connection:
            edits = {
                **_row(connection, paper_id)["edits"],
                **{name: changes[name] for name in EDITABLE if name in changes},
            }
            connection.execute(update(papers).where(papers.c.id == paper_id).values(edits=edits))
            return _paper(_row(connection, paper_id))

    def edited(self) -> dict[str, set[str]]:
        """By paper id, which of title, authors, year, doi a person gave; papers without such are left out."""
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
            return [_paper(row) for row in connection.execute(query).mappings()]

    # readings

    def begin_reading(self, paper_id: str, reading: PaperReading, reader_version: int) -> int:
        """Return the number of a new reading with its sentences, not yet current; raises UnknownPaper where the paper is gone."""
        with writing(self.engine) as connection:
            _row(connection, paper_id)
            number = _next_number(connection, paper_id)
            connection.execute(
                insert(readings).values(
                    paper_id=paper_id,
                    number=number,
                    reader_version=reader_version,
                    ocr=bool(reading.recognised),
                    complete=False,
                    points=0,
                    page_quality=list(reading.page_quality),
                    dropped=_letters_by_reason(reading),
                )
            )
            rows = [_sentence_row(paper_id, number, sentence) for sentence in reading.sentences]
            if rows:
                connection.execute(insert(sentences), rows)
            return number

    def finish_reading(self, paper_id: str, number: int, reading: PaperReading, points: int) -> None:
        """Nothing; the reading is current, the paper ready, and older points are marked to go. Raises UnknownPaper."""
        with writing(self.engine) as connection:
            older = _row(connection, paper_id)["reading"]
            connection.execute(
                update(readings)
                .where(readings.c.paper_id == paper_id, readings.c.number == number)
                .values(complete=True, points=points)
            )
            connection.execute(
                update(papers)
                .where(papers.c.id == paper_id)
                .values(
                    status="ready",
                    reading=number,
                    problem=reading.problem,
                    page_count=reading.page_count,
                    pages_without_text=list(reading.pages_without_text),
                    title=reading.title,
                    authors=list(reading.authors),
                    year=reading.year,
                    doi=reading.doi,
                    page_quality=list(reading.page_quality),
                    again=False,
                )
            )
            if older is not None:
                _retire(connection, paper_id, older)

    def drop_unfinished_readings(self) -> None:
        """Nothing; readings that never became complete are gone and their points marked to go."""
        with writing(self.engine) as connection:
            rows = connection.execute(
                select(readings.c.paper_id, readings.c.number).where(readings.c.complete.is_(False))
            )
            for paper_id, number in rows.all():
                _retire(connection, paper_id, number)

    def drop_reading(self, paper_id: str, number: int) -> None:
        """Nothing; an unfinished reading is gone and its points marked to go."""
        with writing(self.engine) as connection:
            _retire(connection, paper_id, number)

    def current_readings(self, paper_ids: Sequence[str] | None = None) -> dict[str, int]:
        """Return paper id to current reading, of those papers (None: of all) that have one, the oldest first.

        A paper that is being read again keeps its reading until the new one is complete.
        """
        query = select(papers.c.id, papers.c.reading).where(papers.c.reading.is_not(None)).order_by(papers.c.added_at)
        with read_only(self.engine) as connection:
            current = {row.id: row.reading for row in connection.execute(query)}
        if paper_ids is None:
            return current
        return {paper_id: current[paper_id] for paper_id in dict.fromkeys(paper_ids) if paper_id in current}

    def points(self) -> dict[tuple[str, int], int]:
        """Points that the vector store should hold, by paper and current reading."""
        query = select(readings.c.paper_id, readings.c.number, readings.c.points).join(
            papers, and_(papers.c.id == readings.c.paper_id, papers.c.reading == readings.c.number)
        )
        with read_only(self.engine) as connection:
            return {(row.paper_id, row.number): row.points for row in connection.execute(query)}

    def set_points(self, paper_id: str, number: int, points: int) -> None:
        """Nothing; keeps how many points a re-indexed reading has."""
        with writing(self.engine) as connection:
            connection.execute(
                update(readings)
                .where(readings.c.paper_id == paper_id, readings.c.number == number)
                .values(points=points)
            )

    def sentences(self, paper_id: str, reading: int, first: int = 0, last: int | None = None) -> list[Sentence]:
        """Return the sentences of a reading in reading order, of ids from `first` to `last`; none where it is gone."""
        query = (
            select(sentences)
            .where(sentences.c.paper_id == paper_id, sentences.c.reading == reading, sentences.c.id >= first)
            .order_by(sentences.c.id)
        )
        if last is not None:
            query = query.where(sentences.c.id <= last)
        with read_only(self.engine) as connection:
            return [_sentence(row) for row in connection.execute(query).mappings()]

    def page_quality(self, paper_ids: Sequence[str]) -> dict[str, list[str]]:
        """Return the verdict on each page's text by paper; empty before a paper was read."""
        query = select(papers.c.id, papers.c.page_quality).where(papers.c.id.in_(list(paper_ids)))
        with read_only(self.engine) as connection:
            return {row.id: list(row.page_quality) for row in connection.execute(query)}

    def read_before(self, reader_version: int) -> list[str]:
        """Return ids of the papers whose current reading an older reader made, the oldest first."""
        query = (
            select(papers.c.id)
            .join(readings, and_(papers.c.id == readings.c.paper_id, papers.c.reading == readings.c.number))
            .where(readings.c.reader_version < reader_version)
            .order_by(papers.c.added_at)
        )
        with read_only(self.engine) as connection:
            return list(connection.execute(query).scalars())

    # removal

    def remove(self, paper_id: str) -> None:
        """Nothing; paper, readings and sentences are gone, points and file marked to go. Raises UnknownPaper.

        Where an answer or a survey mentions the paper, its title and authors stay for them.
        """
        with writing(self.engine) as connection:
            _keep_names(connection, _paper(_row(connection, paper_id)))
            for table in (sentences, readings, recognised_pages):
                connection.execute(delete(table).where(table.c.paper_id == paper_id))
            connection.execute(delete(papers).where(papers.c.id == paper_id))
            connection.execute(delete(deletions).where(deletions.c.paper_id == paper_id))
            connection.execute(insert(deletions).values(paper_id=paper_id, reading=ALL_READINGS))

    def removed_papers(self, paper_ids: Sequence[str]) -> dict[str, Paper]:
        """By id, what is still known of papers that were removed and that answers mention."""
        query = select(removed_papers).where(removed_papers.c.id.in_(list(paper_ids)))
        with read_only(self.engine) as connection:
            rows = connection.execute(query).mappings().all()
        return {
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

    def deletions(self) -> list[Deletion]:
        """Return what is marked to go: done by the caller and then reported by `deleted`."""
        with read_only(self.engine) as connection:
            return [Deletion(row.paper_id, row.reading) for row in connection.execute(select(deletions))]

    def deleted(self, deletion: Deletion) -> None:
        """Nothing; the mark is gone."""
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
                "sentences": connection.execute(select(func.count()).select_from(sentences)).scalar_one(),
            }


def _row(connection: Connection, paper_id: str) -> Mapping[str, Any]:
    row = connection.execute(select(papers).where(papers.c.id == paper_id)).mappings().first()
    if row is None:
        raise UnknownPaper("This paper is not in the library: it was removed or never added.")
    return row  # type: ignore[return-value]


def _keep_names(connection: Connection, paper: Paper) -> None:
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


def _next_number(connection: Connection, paper_id: str) -> int:
    """Return a reading's number, one that this paper never had before, its removals included."""
    this = reading_numbers.c.paper_id == paper_id
    last = connection.execute(select(reading_numbers.c.last).where(this)).scalar()
    if last is None:
        connection.execute(insert(reading_numbers).values(paper_id=paper_id, last=1))
        return 1
    connection.execute(update(reading_numbers).where(this).values(last=last + 1))
    return int(last) + 1


def _retire(connection: Connection, paper_id: str, number: int) -> None:
    """Mark a reading's points to go; its sentences go too unless an answer cites them."""
    this = and_(readings.c.paper_id == paper_id, readings.c.number == number)
    cited = exists().where(answer_readings.c.paper_id == paper_id, answer_readings.c.reading == number)
    if connection.execute(select(cited)).scalar():
        connection.execute(update(readings).where(this).values(points=0))
    else:
        connection.execute(delete(sentences).where(sentences.c.paper_id == paper_id, sentences.c.reading == number))
        connection.execute(delete(readings).where(this))
    mark = and_(deletions.c.paper_id == paper_id, deletions.c.reading == number)
    if connection.execute(select(deletions).where(mark)).first() is None:
        connection.execute(insert(deletions).values(paper_id=paper_id, reading=number))


def _paper(row: Any) -> Paper:
    edits = row["edits"]
    return Paper(
        id=row["id"],
        filename=row["filename"],
        title=edits.get("title", row["title"]),
        authors=list(edits.get("authors", row["authors"])),
        year=edits.get("year", row["year"]),
        doi=edits.get("doi", row["doi"]),
        page_count=row["page_count"],
        status=row["status"],
        problem=row["problem"],
        pages_without_text=row["pages_without_text"],
        added_at=row["added_at"],
    )


def _sentence_row(paper_id: str, reading: int, sentence: Sentence) -> dict[str, Any]:
    return {
        "paper_id": paper_id,
        "reading": reading,
        "id": sentence.id,
        "text": sentence.text,
        "section": sentence.section,
        "kind": sentence.kind,
        "boxes": [[b.page, b.x0, b.top, b.x1, b.bottom] for b in sentence.boxes],
        "lines": sentence.lines,
    }


def _sentence(row: Any) -> Sentence:
    boxes = [Box(*values) for values in row["boxes"]]
    return Sentence(row["id"], row["text"], row["section"], row["kind"], boxes, row["lines"])


def _letters_by_reason(reading: PaperReading) -> dict[str, int]:
    letters: dict[str, int] = {}
    for item in reading.dropped:
        letters[item.reason] = letters.get(item.reason, 0) + sum(c.isalnum() for c in item.text)
    return letters
