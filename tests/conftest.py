"""Databases for tests of what is stored: each test runs over SQLite and over PostgreSQL."""

from __future__ import annotations

import compileall
import functools
import gc
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from sqlalchemy import Connection, Engine
from xdist.scheduler import LoadFileScheduling

from lib.storage import database as database_module
from lib.storage import migrations
from lib.storage.database import open_database
from lib.storage.schema import metadata
from tests import postgres
from tests.new_databases import NewDatabases
from tests.required import missing
from tests.rewriting import import_share
from tests.shared_statements import share_statements

if TYPE_CHECKING:
    from tests.indexing.qdrant_server import QdrantServer

settings.register_profile("no deadline", deadline=None)  # a busy machine fails nothing
settings.load_profile("no deadline")

FIRST = ("tests/browser/", "tests/test_", "tests/embedding/", "tests/pages/")
"""The files that take longest: what is handed out last is short, and no worker is left alone with a long one."""
ROOT = Path(__file__).parent.parent
BROWSER = "tests/browser/"
OF_THE_FIRST_BROWSER = ("test_review.py", "test_survey.py")
"""Half of the browser's work. All that runs in one worker shares a browser and an app server."""
HELD_UP = (BROWSER, "tests/pages/", "tests/sharing/")
"""What waits for servers, browsers, scripts of pages and workers, which a busy machine may hold up: run once more, and counted
as such."""
OBJECTS_BEFORE_COLLECTION = 50_000
"""New objects before Python looks for garbage (700 by itself): hundreds of thousands stay from imports and collected tests."""


def pytest_xdist_auto_num_workers() -> int:
    """Return a worker more than there are processors: those with a browser mostly wait for it, others for servers.

    Each imports and collects everything for itself, which takes ten seconds of a processor.
    """
    return (os.cpu_count() or 1) + 1


def pytest_xdist_setupnodes() -> None:
    """Compile the app before the workers start, each of which would do it at the same time."""
    for folder in ("lib", "pages"):
        compileall.compile_dir(ROOT / folder, quiet=2)


class FilesByWorker(LoadFileScheduling):
    """A worker takes a file at a time, but for the browser's: two workers take half of those each, and start a browser once."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        if not file.startswith(BROWSER):
            return file
        return BROWSER + str(file.endswith(OF_THE_FIRST_BROWSER))


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadFileScheduling | None:
    """Return who hands out the tests for `--dist loadfile`; None, which leaves it to xdist, for another choice."""
    return FilesByWorker(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first, in this order; what a busy machine may hold up is run once more."""
    for item in items:
        if item.nodeid.startswith(HELD_UP):
            item.add_marker(pytest.mark.flaky(reruns=1))
    items.sort(key=lambda item: next((n for n, name in enumerate(FIRST) if item.nodeid.startswith(name)), len(FIRST)))


def pytest_configure() -> None:
    """Spare Python to look through modules and tests for garbage while they are imported and collected: hardly any is there."""
    gc.disable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Rewrite a share of the tests' assertions before the other workers' shares are read: all do it at the same time."""
    import_share(session.config)


def pytest_collection_finish() -> None:
    """Spare Python to look through all modules and tests for garbage again and again: a twentieth of the time."""
    gc.freeze()
    gc.set_threshold(OBJECTS_BEFORE_COLLECTION, 10, 10)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def new_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let new SQLite databases be copies of one that ran through the schema's steps."""
    made = NewDatabases(tmp_path_factory.mktemp("pattern"), database_module.migrate)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(database_module, "migrate", made.migrate)
        yield


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """Compile the SQL of all tests once, and not for each database: a tenth of what a workspace takes."""
    with pytest.MonkeyPatch.context() as patched:
        share_statements(patched)
        yield


@pytest.fixture(scope="session", autouse=True)
def models_inspected_once() -> Iterator[None]:
    """Let all clients of Qdrant share what they know of their own models, which each copies: most of what making one takes."""
    clients = sys.modules.get("qdrant_client.qdrant_client")  # whose import takes a second, for tests that need none
    with pytest.MonkeyPatch.context() as patched:
        if clients is not None:
            patched.setattr(clients, "Inspector", functools.cache(clients.Inspector))
        yield


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

    @contextmanager
    def before_step(self, step: str) -> Iterator[Connection]:
        """Yield a connection to it as it was before this step of its schema, to fill it with rows of then."""
        before = next(place for place, one in enumerate(migrations.STEPS) if one.__name__ == step)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(migrations, "STEPS", migrations.STEPS[:before])
            patched.setattr(database_module, "_check_is_here", lambda engine: None)  # which it was not asked then
            engine = self.open()
        with engine.begin() as connection:
            yield connection
        engine.dispose()

    def close(self) -> None:
        """Close all engines on it."""
        for engine in self.engines:
            engine.dispose()


@pytest.fixture(autouse=True)
def usual_records() -> Iterator[None]:
    """Let records of the log be the usual ones again after a test that ran a page, whose process keeps back what faults say."""
    yield
    logging.setLogRecordFactory(logging.LogRecord)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    programs = postgres.programs()
    if programs is None:
        missing("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with postgres.serve(programs) as server:
        yield server


@pytest.fixture(scope="session")
def shared_database(postgres_server: postgres.Server) -> str:
    """Return the name of a PostgreSQL database that the tests use one after the other: six times quicker than one for each."""
    name = "shared"
    postgres_server.execute(f"CREATE DATABASE {name}")
    return name


@pytest.fixture
def impatient_qdrant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let connections to Qdrant look for a server that is away at once, and again and again."""
    monkeypatch.setattr("lib.absence.LOOKED_FOR_EVERY_S", 0.02)
    monkeypatch.setattr("lib.indexing.server_connection.BETWEEN_TRIES_S", 0.01)
    monkeypatch.setattr("lib.indexing.server_connection.TRIED_S", 0.05)


@pytest.fixture
def qdrant() -> Iterator[QdrantServer]:
    """Yield a Qdrant server that holds nothing."""
    from tests.indexing.qdrant_server import QdrantServer  # whose client takes a second to import

    server = QdrantServer()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Yield a database of the present schema without a row."""
    url = ""
    if request.param == "postgresql":
        server: postgres.Server = request.getfixturevalue("postgres_server")
        name: str = request.getfixturevalue("shared_database")
        server.empty(name, metadata.tables)
        url = server.url(name)
    with closing(Database(tmp_path, url)) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Yield a database without a table, of the test's own: for tests of the schema's steps."""
    with ExitStack() as stack:
        url = ""
        if request.param == "postgresql":
            url = stack.enter_context(request.getfixturevalue("postgres_server").database())
        yield stack.enter_context(closing(Database(tmp_path, url)))
