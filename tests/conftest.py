"""Databases for tests of what is stored: each test runs over SQLite and over PostgreSQL."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from lib.storage.database import open_database
from tests import postgres
from tests.required import missing

settings.register_profile("no deadline", deadline=None)  # a busy machine fails nothing
settings.load_profile("no deadline")


@dataclass
class Database:
    """A database that is empty at first, and can be opened again and again."""

    folder: Path
    url: str = ""
    """As DATABASE_URL; empty for SQLite in the folder."""
    engines: list[Engine] = field(default_factory=list)

    def open(self) -> Engine:
        """Return an engine on it, migrated; it is closed after the test."""
        self.engines.append(open_database(self.folder, self.url))
        return self.engines[-1]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    programs = postgres.programs()
    if programs is None:
        missing("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with postgres.serve(programs) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with ExitStack() as stack:
        url = ""
        if request.param == "postgresql":
            url = stack.enter_context(request.getfixturevalue("postgres_server").database())
        made = Database(tmp_path, url)
        yield made
        for engine in made.engines:
            engine.dispose()
