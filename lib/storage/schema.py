"""The tables as SQLAlchemy sees them; `migrations` makes them."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Boolean, Column, Float, Integer, MetaData, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class JsonText(TypeDecorator[Any]):
    """JSON kept as text, the same on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The text of a value, None for None."""
        return None if value is None else whole(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The value of a text."""
        return None if value is None else json.loads(value)


class WholeText(TypeDecorator[str]):
    """Text as every database takes it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text without what no database takes."""
        return None if value is None else whole(value)


def whole(text: str) -> str:
    """The text with half characters (lone surrogates, from broken fonts) and NUL, which no UTF-8 database takes, replaced."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


metadata = MetaData()

papers = Table(
    "papers",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("filename", WholeText, nullable=False),
    Column("status", WholeText, nullable=False),
    Column("problem", WholeText),
    Column("page_count", Integer, nullable=False),
    Column("pages_without_text", JsonText, nullable=False),
    Column("title", WholeText, nullable=False),
    Column("authors", JsonText, nullable=False),
    Column("year", Integer),
    Column("doi", WholeText, nullable=False),
    Column("edits", JsonText, nullable=False),  # what a person typed over title, authors, year, doi
    Column("reading", Integer),  # the current reading, None before the first is complete
    Column("added_at", WholeText, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    Column("paper_id", WholeText, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("reader_version", Integer, nullable=False),
    Column("ocr", Boolean, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("points", Integer, nullable=False),  # in the vector store; 0 once superseded
    Column("page_quality", JsonText, nullable=False),
    Column("dropped", JsonText, nullable=False),  # reason -> letters left out
)

sentences = Table(
    "sentences",
    metadata,
    Column("paper_id", WholeText, primary_key=True),
    Column("reading", Integer, primary_key=True),
    Column("id", Integer, primary_key=True),
    Column("text", WholeText, nullable=False),
    Column("section", WholeText, nullable=False),
    Column("kind", WholeText, nullable=False),
    Column("boxes", JsonText, nullable=False),  # [[page, x0, top, x1, bottom], ...]
    Column("lines", JsonText, nullable=False),
)

reading_numbers = Table(
    "reading_numbers",
    metadata,
    Column("paper_id", WholeText, primary_key=True),
    Column(
        "last", Integer, nullable=False
    ),  # survives removal: a number that an answer or a cache knows never comes back
)

deletions = Table(
    "deletions",
    metadata,
    Column("paper_id", WholeText, primary_key=True),
    Column("reading", Integer, primary_key=True),  # ALL_READINGS: the paper itself, its file too
)

answers = Table(
    "answers",
    metadata,
    Column("id", WholeText, primary_key=True),
    Column("created_at", WholeText, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("record", JsonText, nullable=False),
)

answer_readings = Table(
    "answer_readings",
    metadata,
    Column("answer_id", WholeText, primary_key=True),
    Column("paper_id", WholeText, primary_key=True),
    Column("reading", Integer, primary_key=True),
)

ALL_READINGS = -1
