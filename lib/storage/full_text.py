"""Every word of the papers in the database's own full-text search: FTS5 in SQLite, a tsvector in PostgreSQL.

What is stored are tokens of `lib.text.search_tokens`, never text: each sentence's words as they are printed, then their stems. So
both databases find the same, whatever their version knows of languages and accents.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import BindParameter, Connection, Engine, and_, bindparam, delete, exists, insert, or_, select, text

from lib.records import Sentence
from lib.storage.database import read_only, writing
from lib.storage.schema import papers, searched_readings, sentences
from lib.storage.sentence_rows import sentence_of
from lib.text.search_tokens import TOKENIZER_VERSION
from lib.text.word_query import Run, Term, WordQuery, stored_tokens

SENTENCES = 1 << 20
"""A reading has fewer: a row's number in SQLite is that of its reading times this, and the sentence's."""
LAST_POSITION = 16_383
"""Of a word in a tsvector."""
IDS_AT_ONCE = 500
"""Sentences that are loaded by one statement: SQLite takes 32,766 parameters, older ones 999."""


SentenceTokens = tuple[int, tuple[list[str], list[str]]]
"""Id of a sentence, its words as they are printed, and their stems."""


class SentencePlace(NamedTuple):
    """A sentence of a reading."""

    paper_id: str
    reading: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Matches:
    """In how many sentences of a reading the words stand."""

    key: int
    paper_id: str
    reading: int
    language: str
    """Whose stems are stored."""
    count: int


class FullText:
    """The full-text search of one database. Thread-safe."""

    def __init__(self, engine: Engine, lock: AbstractContextManager[object] | None = None) -> None:
        """`lock`: entered for each reading that is filled in, of all processes that have the database; None: this one alone."""
        self._engine = engine
        self._lock = lock or nullcontext()
        self._filling = threading.Lock()
        self._is_filled = False

    def fill(self, go_on: Callable[[], bool] = lambda: True) -> int:
        """Store the words of the current readings that lack them, as those of older versions, and return how many there were.

        `go_on` is asked before each; False stops. A second call at the same time waits for the first.
        """
        filled = 0
        with self._filling:
            if self._is_filled:  # what is read from now on is stored with its words
                return 0
            for paper_id, reading, language in self._missing():
                if not go_on():
                    return filled
                filled += self._fill_in(paper_id, reading, language)
            self._is_filled = True
        return filled

    def look_again(self) -> None:
        """Let the next `fill` look for readings that lack their words."""
        with self._filling:
            self._is_filled = False

    def languages(self) -> list[str]:
        """Return the languages of the papers that can be searched."""
        with read_only(self._engine) as connection:
            return list(connection.execute(select(searched_readings.c.language).distinct()).scalars())

    def counts(self, query: WordQuery) -> list[Matches]:
        """Return in how many sentences of each current reading all terms stand; readings without any are left out."""
        if not query.terms:
            return []
        table = searched_readings
        current = select(table).join(papers, and_(papers.c.id == table.c.paper_id, papers.c.reading == table.c.reading))
        with read_only(self._engine) as connection:
            counted = _counts(connection, query)
            rows = [row for row in connection.execute(current) if row.key in counted]
        return [Matches(row.key, row.paper_id, row.reading, row.language, counted[row.key]) for row in rows]

    def first(self, query: WordQuery, readings: Sequence[Matches], limit: int | None) -> list[SentencePlace]:
        """Return the first sentences (None: all) of each of these readings in which all terms stand, in reading order."""
        if not readings:
            return []
        with read_only(self._engine) as connection:
            found = _first(connection, query, [of.key for of in readings], limit)
        return [SentencePlace(of.paper_id, of.reading, number) for of in readings for number in found.get(of.key, [])]

    def sentences(self, places: Sequence[SentencePlace]) -> dict[SentencePlace, Sentence]:
        """Return sentences by their place; those that are gone meanwhile are left out."""
        found: dict[SentencePlace, Sentence] = {}
        with read_only(self._engine) as connection:
            for start in range(0, len(places), IDS_AT_ONCE):
                found |= _sentences(connection, places[start : start + IDS_AT_ONCE])
        return found

    def _fill_in(self, paper_id: str, reading: int, language: str) -> bool:
        """Return whether the words of a reading are stored now; False where another process has stored them, or it is gone."""
        with self._lock:
            if (paper_id, reading, language) not in self._missing(paper_id):
                return False
            with read_only(self._engine) as connection:
                this = and_(sentences.c.paper_id == paper_id, sentences.c.reading == reading)
                rows = connection.execute(select(sentences.c.id, sentences.c.text).where(this)).all()
            tokens = [(row.id, stored_tokens(row.text, language)) for row in rows]
            with writing(self._engine) as connection:
                current = exists().where(papers.c.id == paper_id, papers.c.reading == reading)
                is_current = bool(connection.execute(select(current)).scalar())
                forget_reading(connection, paper_id, reading)
                if is_current:
                    store_reading(connection, paper_id, reading, language, tokens)
            return is_current

    def _missing(self, paper_id: str | None = None) -> list[tuple[str, int, str]]:
        """Return paper, current reading and language of those whose words are not stored, or as another version did.

        `paper_id`: of one paper alone.
        """
        table = searched_readings
        done = exists().where(
            table.c.paper_id == papers.c.id,
            table.c.reading == papers.c.reading,
            table.c.version == TOKENIZER_VERSION,
        )
        query = select(papers.c.id, papers.c.reading, papers.c.language).where(papers.c.reading.is_not(None), ~done)
        if paper_id is not None:
            query = query.where(papers.c.id == paper_id)
        with read_only(self._engine) as connection:
            return [(row.id, row.reading, row.language) for row in connection.execute(query)]


def tokens_of(reading: Iterable[Sentence], language: str) -> list[SentenceTokens]:
    """Return what is stored of sentences: to be made before a transaction begins, since it takes a while."""
    return [(sentence.id, stored_tokens(sentence.text, language)) for sentence in reading]


def forget_reading(connection: Connection, paper_id: str, reading: int | None = None) -> None:
    """Remove the words of a reading, or (None) of all readings of a paper."""
    this = searched_readings.c.paper_id == paper_id
    if reading is not None:
        this = and_(this, searched_readings.c.reading == reading)
    if connection.dialect.name == "sqlite":  # in PostgreSQL they go with the row that they refer to
        for key in connection.execute(select(searched_readings.c.key).where(this)).scalars().all():
            connection.execute(
                text("DELETE FROM sentence_tokens WHERE rowid >= :first AND rowid < :end"),
                {"first": key * SENTENCES, "end": (key + 1) * SENTENCES},
            )
    connection.execute(delete(searched_readings).where(this))


def store_reading(
    connection: Connection, paper_id: str, reading: int, language: str, tokens: Sequence[SentenceTokens]
) -> None:
    """Store the words of a reading that has none yet."""
    row = {"paper_id": paper_id, "reading": reading, "language": language, "version": TOKENIZER_VERSION}
    key = connection.execute(insert(searched_readings).values(row).returning(searched_readings.c.key)).scalar_one()
    if not tokens:
        return
    if connection.dialect.name == "sqlite":
        statement = "INSERT INTO sentence_tokens (rowid, tokens) VALUES (:place, :tokens)"
        rows = [
            {"place": key * SENTENCES + number, "tokens": " ".join([*printed, *stems])}
            for number, (printed, stems) in tokens
        ]
    else:
        statement = (
            "INSERT INTO sentence_tokens (key, sentence, tokens) VALUES (:key, :sentence, CAST(:tokens AS tsvector))"
        )
        rows = [
            {"key": key, "sentence": number, "tokens": _tsvector(printed, stems)} for number, (printed, stems) in tokens
        ]
    connection.execute(text(statement), rows)


_SQLITE_COUNTS = """SELECT rowid / :sentences AS key, count(*) AS number FROM sentence_tokens
    WHERE sentence_tokens MATCH :query GROUP BY 1"""
_POSTGRESQL_COUNTS = """SELECT key, count(*) AS number FROM sentence_tokens
    WHERE tokens @@ CAST(:query AS tsquery) GROUP BY key"""
_SQLITE_FOUND = """SELECT rowid / :sentences AS key, rowid % :sentences AS sentence FROM sentence_tokens
    WHERE sentence_tokens MATCH :query AND rowid / :sentences IN :keys ORDER BY rowid"""
_POSTGRESQL_FOUND = """SELECT key, sentence FROM sentence_tokens
    WHERE tokens @@ CAST(:query AS tsquery) AND key IN :keys ORDER BY key, sentence"""


def _counts(connection: Connection, query: WordQuery) -> dict[int, int]:
    """Return the number of sentences by key of their reading."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text(_SQLITE_COUNTS), {"query": _fts5_query(query), "sentences": SENTENCES})
    else:
        rows = connection.execute(text(_POSTGRESQL_COUNTS), {"query": _tsquery(query)})
    return {row.key: row.number for row in rows}


_SQLITE_FIRST = """SELECT rowid % :sentences AS sentence FROM sentence_tokens
    WHERE sentence_tokens MATCH :query AND rowid >= :first AND rowid < :end ORDER BY rowid LIMIT :limit"""


def _first(connection: Connection, query: WordQuery, keys: Sequence[int], limit: int | None) -> dict[int, list[int]]:
    """Return the ids of the first sentences (None: all), ascending, by key of their reading.

    FTS5 goes straight to a stretch of rows and stops at the limit, so a few sentences of each reading are found without
    going through all in which a common word stands; but a word's beginning it looks up anew by every statement.
    """
    begins = any(run.begins for term in query.terms for run in term.runs)
    if limit is None or begins or connection.dialect.name != "sqlite":
        return {key: ids[:limit] for key, ids in _found(connection, query, keys).items()}
    statement, asked = text(_SQLITE_FIRST), _fts5_query(query)
    found: dict[int, list[int]] = {}
    for key in keys:
        rows = {"first": key * SENTENCES, "end": (key + 1) * SENTENCES, "limit": limit, "query": asked}
        found[key] = list(connection.execute(statement, {**rows, "sentences": SENTENCES}).scalars())
    return found


def _found(connection: Connection, query: WordQuery, keys: Sequence[int]) -> dict[int, list[int]]:
    """Return the ids of the sentences, ascending, by key of their reading: at once, for a word's beginning is looked up anew
    by every statement.
    """
    wanted: BindParameter[list[int]] = bindparam("keys", list(keys), expanding=True)
    if connection.dialect.name == "sqlite":
        statement = text(_SQLITE_FOUND).bindparams(wanted, sentences=SENTENCES, query=_fts5_query(query))
    else:
        statement = text(_POSTGRESQL_FOUND).bindparams(wanted, query=_tsquery(query))
    found: dict[int, list[int]] = {}
    for key, number in connection.execute(statement):
        found.setdefault(key, []).append(number)
    return found


def _fts5_query(query: WordQuery) -> str:
    """Return the query as FTS5 reads it: tokens hold letters, digits, points and `STEM` alone, and stand in quotes."""

    def run(one: Run) -> str:
        return f'"{" ".join(one.tokens)}"{" *" if one.begins else ""}'

    def term(one: Term) -> str:
        return f"({' OR '.join(run(of) for of in one.runs)})"

    return " AND ".join(term(one) for one in query.terms)


def _tsquery(query: WordQuery) -> str:
    """Return the query as PostgreSQL reads it."""

    def run(one: Run) -> str:
        *before, last = (_lexeme(token) for token in one.tokens)
        return f"({' <-> '.join([*before, f'{last}:*' if one.begins else last])})"

    def term(one: Term) -> str:
        return f"({' | '.join(run(of) for of in one.runs)})"

    return " & ".join(term(one) for one in query.terms)


def _tsvector(printed: Sequence[str], stems: Sequence[str]) -> str:
    placed = [*enumerate(printed, 1), *enumerate(stems, 1)]
    return " ".join(f"{_lexeme(token)}:{place}" for place, token in placed if place <= LAST_POSITION)


def _lexeme(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def _sentences(connection: Connection, places: Sequence[SentencePlace]) -> dict[SentencePlace, Sentence]:
    by_reading: dict[tuple[str, int], list[int]] = {}
    for place in places:
        by_reading.setdefault((place.paper_id, place.reading), []).append(place.sentence)
    wanted = or_(
        *(
            and_(sentences.c.paper_id == paper_id, sentences.c.reading == reading, sentences.c.id.in_(ids))
            for (paper_id, reading), ids in by_reading.items()
        )
    )
    rows = connection.execute(select(sentences).where(wanted)).mappings()
    return {SentencePlace(row["paper_id"], row["reading"], row["id"]): sentence_of(row) for row in rows}
