"""Readings of papers and their sentences in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, and_, delete, exists, func, insert, select, update
from sqlalchemy import Table as SqlTable

from lib.reading.reading import PaperReading
from lib.records import Dropped, DropReason, Figure, Record, Sentence, Table
from lib.storage.database import read_only, writing
from lib.storage.full_text import forget_reading, store_reading, tokens_of
from lib.storage.paper_rows import paper_row
from lib.storage.readable import all_readable, readable
from lib.storage.reading_terms import ReadingTerms, forget_terms, store_terms
from lib.storage.schema import (
    answer_readings,
    deletions,
    dropped_pieces,
    papers,
    reading_figures,
    reading_numbers,
    reading_tables,
    readings,
    sentences,
)
from lib.storage.sentence_rows import sentence_of, sentence_row
from lib.text.sketch import sketch_of

DROP_REASONS = frozenset(get_args(DropReason))
TABLES_SINCE_VERSION = 4
"""The version of the reader that keeps tables and figures from then on."""


class ReadingStore:
    """The readings of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.terms = ReadingTerms(engine)

    def begin(self, paper_id: str, reading: PaperReading, reader_version: int) -> int:
        """Store a new reading, not yet current, and return its number; raises UnknownPaper where the paper is gone."""
        tokens = tokens_of(reading.sentences, reading.language)
        with writing(self._engine) as connection:
            paper_row(connection, paper_id)
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
                )
            )
            rows = [sentence_row(paper_id, number, sentence) for sentence in reading.sentences]
            if rows:
                connection.execute(insert(sentences), rows)
            store_reading(connection, paper_id, number, reading.language, tokens)
            pieces = [_piece_row(paper_id, number, n, piece) for n, piece in enumerate(reading.dropped)]
            if pieces:
                connection.execute(insert(dropped_pieces), pieces)
            _insert_records(connection, reading_tables, paper_id, number, reading.tables)
            _insert_records(connection, reading_figures, paper_id, number, reading.figures)
            return number

    def finish(self, paper_id: str, number: int, reading: PaperReading, points: int, terms: str = "") -> None:
        """Make the reading current and the paper ready, and mark older points to go. Raises UnknownPaper.

        `terms`: of its points, see `lib.indexing.term_counts`; empty where they are not known.
        """
        with writing(self._engine) as connection:
            older = paper_row(connection, paper_id)["reading"]
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
                    language=reading.language,
                    journal=reading.journal,
                    volume=reading.volume,
                    pages=reading.pages,
                    sketch=sketch_of(s.text for s in reading.sentences if s.kind == "body"),
                    page_quality=list(reading.page_quality),
                    again=False,
                )
            )
            if older is not None:
                _retire(connection, paper_id, older)
            if terms:
                store_terms(connection, paper_id, number, terms)

    def drop_unfinished(self, paper_id: str | None = None) -> None:
        """Remove readings (None: of all papers) that never became complete and mark their points to go."""
        of: ColumnElement[bool] = readings.c.complete.is_(False)
        if paper_id is not None:
            of = and_(of, readings.c.paper_id == paper_id)
        with writing(self._engine) as connection:
            rows = connection.execute(select(readings.c.paper_id, readings.c.number).where(of))
            for paper_id, number in rows.all():
                _retire(connection, paper_id, number)

    def drop(self, paper_id: str, number: int) -> None:
        """Remove a reading that never became complete and mark its points to go."""
        this = and_(readings.c.paper_id == paper_id, readings.c.number == number)
        with writing(self._engine) as connection:
            # a connection may break after what completes it was done, before that was said
            if not connection.execute(select(readings.c.complete).where(this)).scalar():
                _retire(connection, paper_id, number)

    def current(self, paper_ids: Sequence[str] | None = None) -> dict[str, int]:
        """Return paper id to current reading, of those papers (None: of all) that have one, the oldest first.

        A paper that is being read again keeps its reading until the new one is complete.
        """
        query = select(papers.c.id, papers.c.reading).where(papers.c.reading.is_not(None)).order_by(papers.c.added_at)
        with read_only(self._engine) as connection:
            current = {row.id: row.reading for row in connection.execute(query)}
        if paper_ids is None:
            return current
        return {paper_id: current[paper_id] for paper_id in dict.fromkeys(paper_ids) if paper_id in current}

    def section_sizes(self, paper_ids: Sequence[str]) -> list[tuple[str, str, int]]:
        """Return paper id, section and number of body sentences of the papers' current readings, in reading order."""
        current = and_(papers.c.id == sentences.c.paper_id, papers.c.reading == sentences.c.reading)
        query = (
            select(sentences.c.paper_id, sentences.c.section, func.count())
            .join(papers, current)
            .where(sentences.c.paper_id.in_(list(paper_ids)), sentences.c.kind == "body")
            .group_by(sentences.c.paper_id, sentences.c.section)
            .order_by(sentences.c.paper_id, func.min(sentences.c.id))
        )
        with read_only(self._engine) as connection:
            return [(row[0], row[1], row[2]) for row in connection.execute(query)]

    def points(self) -> dict[tuple[str, int], int]:
        """Return how many points the vector store should hold, by paper and current reading."""
        query = select(readings.c.paper_id, readings.c.number, readings.c.points).join(
            papers, and_(papers.c.id == readings.c.paper_id, papers.c.reading == readings.c.number)
        )
        with read_only(self._engine) as connection:
            return {(row.paper_id, row.number): row.points for row in connection.execute(query)}

    def set_points(self, paper_id: str, number: int, points: int, terms: str) -> None:
        """Store how many points a re-indexed reading has, and their terms."""
        with writing(self._engine) as connection:
            connection.execute(
                update(readings)
                .where(readings.c.paper_id == paper_id, readings.c.number == number)
                .values(points=points)
            )
            store_terms(connection, paper_id, number, terms)

    def sentences(self, paper_id: str, reading: int, first: int = 0, last: int | None = None) -> list[Sentence]:
        """Return the sentences of a reading in reading order, of ids from `first` to `last`; none where it is gone."""
        query = (
            select(sentences)
            .where(sentences.c.paper_id == paper_id, sentences.c.reading == reading, sentences.c.id >= first)
            .order_by(sentences.c.id)
        )
        if last is not None:
            query = query.where(sentences.c.id <= last)
        with read_only(self._engine) as connection:
            return [sentence_of(row) for row in connection.execute(query).mappings()]

    def tables(self, paper_id: str, reading: int) -> list[Table]:
        """Return the tables of a reading in reading order; none of one that is gone or that `reads_tables` denies."""
        return all_readable(self._records(reading_tables, paper_id, reading), Table.from_dict)

    def figures(self, paper_id: str, reading: int) -> list[Figure]:
        """Return the figures of a reading in reading order; none of one that is gone or that `reads_tables` denies."""
        return all_readable(self._records(reading_figures, paper_id, reading), Figure.from_dict)

    def _records(self, table: SqlTable, paper_id: str, reading: int) -> list[dict[str, Any]]:
        this = and_(table.c.paper_id == paper_id, table.c.reading == reading)
        with read_only(self._engine) as connection:
            return list(connection.execute(select(table.c.record).where(this).order_by(table.c.id)).scalars())

    def reads_tables(self, paper_id: str, reading: int) -> bool:
        """Return whether a reader made the reading that kept tables and figures."""
        this = and_(readings.c.paper_id == paper_id, readings.c.number == reading)
        with read_only(self._engine) as connection:
            version = connection.execute(select(readings.c.reader_version).where(this)).scalar()
        return version is not None and version >= TABLES_SINCE_VERSION

    def dropped(self, paper_id: str, reading: int) -> list[Dropped]:
        """Return what a reading left out, page by page; nothing of one that is gone or that an older version made."""
        this = and_(dropped_pieces.c.paper_id == paper_id, dropped_pieces.c.reading == reading)
        query = select(dropped_pieces).where(this).order_by(dropped_pieces.c.page, dropped_pieces.c.id)
        with read_only(self._engine) as connection:
            return list(readable(connection.execute(query).mappings(), _piece))

    def dropped_counts(self, paper_ids: Sequence[str]) -> dict[str, dict[DropReason, int]]:
        """Return how many pieces the current readings of papers left out, by paper and reason, the commonest reason first."""
        number = func.count().label("number")
        query = (
            select(dropped_pieces.c.paper_id, dropped_pieces.c.reason, number)
            .join(
                papers,
                and_(papers.c.id == dropped_pieces.c.paper_id, papers.c.reading == dropped_pieces.c.reading),
            )
            .where(papers.c.id.in_(paper_ids))
            .group_by(dropped_pieces.c.paper_id, dropped_pieces.c.reason)
            .order_by(number.desc(), dropped_pieces.c.reason)
        )
        counts: dict[str, dict[DropReason, int]] = {}
        with read_only(self._engine) as connection:
            for row in connection.execute(query):
                if row.reason in DROP_REASONS:  # else it is damaged
                    counts.setdefault(row.paper_id, {})[row.reason] = row.number
        return counts

    def made_before(self, reader_version: int) -> list[str]:
        """Return ids of the papers whose current reading an older reader made, the oldest first."""
        query = (
            select(papers.c.id)
            .join(readings, and_(papers.c.id == readings.c.paper_id, papers.c.reading == readings.c.number))
            .where(readings.c.reader_version < reader_version)
            .order_by(papers.c.added_at)
        )
        with read_only(self._engine) as connection:
            return list(connection.execute(query).scalars())


def _next_number(connection: Connection, paper_id: str) -> int:
    """Take a number for a reading, one that this paper never had before, its removals included."""
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
    forget_reading(connection, paper_id, number)
    forget_terms(connection, paper_id, number)
    cited = exists().where(answer_readings.c.paper_id == paper_id, answer_readings.c.reading == number)
    if connection.execute(select(cited)).scalar():
        connection.execute(update(readings).where(this).values(points=0))
    else:
        for table in (sentences, dropped_pieces, reading_tables, reading_figures):
            connection.execute(delete(table).where(table.c.paper_id == paper_id, table.c.reading == number))
        connection.execute(delete(readings).where(this))
    mark = and_(deletions.c.paper_id == paper_id, deletions.c.reading == number)
    if connection.execute(select(deletions).where(mark)).first() is None:
        connection.execute(insert(deletions).values(paper_id=paper_id, reading=number))


def _insert_records(
    connection: Connection, table: SqlTable, paper_id: str, reading: int, records: Sequence[Record]
) -> None:
    rows = [
        {"paper_id": paper_id, "reading": reading, "id": n, "record": record.to_dict()}
        for n, record in enumerate(records)
    ]
    if rows:
        connection.execute(insert(table), rows)


def _piece_row(paper_id: str, reading: int, number: int, piece: Dropped) -> dict[str, Any]:
    box = piece.box
    return {
        "paper_id": paper_id,
        "reading": reading,
        "id": number,
        "text": piece.text,
        "page": piece.page,
        "box": [box.x0, box.top, box.x1, box.bottom],
        "reason": piece.reason,
    }


def _piece(row: RowMapping) -> Dropped:
    """Return what was left out; raises TypeError or ValueError where it cannot be read."""
    box = dict(zip(("x0", "top", "x1", "bottom"), row["box"], strict=True))
    plain = {"text": row["text"], "page": row["page"], "reason": row["reason"]}
    return Dropped.from_dict({**plain, "box": {"page": row["page"], **box}})
