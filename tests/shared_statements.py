"""SQL of the tests, compiled once for all databases of a kind: each test has engines of its own, which would compile it again."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from lib.storage import database

MOST_STATEMENTS = 5_000
"""Kept of a kind of database; an engine keeps 500 by itself."""


def share_statements(patched: pytest.MonkeyPatch) -> None:
    """Let all engines that are opened from now on share what they compile; a statement is known by its text and its dialect."""
    kept: dict[type, LRUCache[Any, Any]] = {}
    create = database.create_engine

    def create_sharing(*given: Any, **options: Any) -> Engine:
        engine = create(*given, **options)
        kind = type(engine.dialect)
        engine._compiled_cache = kept.setdefault(kind, LRUCache(MOST_STATEMENTS))
        return engine

    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):  # one is like the other, which SQLAlchemy leaves open
        patched.setattr(kind, "__eq__", lambda one, other: type(one) is type(other))
        patched.setattr(kind, "__hash__", lambda one: hash(type(one)))
    patched.setattr(database, "create_engine", create_sharing)
