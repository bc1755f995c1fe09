"""Moving a library to other engines and back: its database (SQLite or PostgreSQL) and its index (in the folder or on a server).

Everything is copied and compared while the old place stays as it was. One step then says in the old database that the library is
gone; before it a kill leaves the old place in use, after it the same command, begun again, completes the move. Then what is left
at the old place goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError

from lib.acting import acting_as
from lib.backup import moved_database
from lib.backup.archive import LIBRARY_FILE, library_id
from lib.backup.restore import is_restore_decided
from lib.config import Settings
from lib.embedding.registry import open_embedder
from lib.errors import ConfigError
from lib.indexing.claims import claim, held_by
from lib.indexing.nodes import document_id
from lib.indexing.point_copies import copy_points
from lib.indexing.server import connect
from lib.indexing.server_address import server_addresses
from lib.indexing.stores import VectorStore, equal_weights, index_name, open_store
from lib.library.live_index import EMBEDDING_KEY
from lib.library.reembedding import current_setting
from lib.records import Record
from lib.records.homes import Home
from lib.records.people import OWNER
from lib.storage import database_copy
from lib.storage.database import DATABASE_FILE, open_database, project_schema
from lib.storage.folders import INDEX, PROJECTS
from lib.storage.homes import home_of
from lib.storage.lock import lock_folder
from lib.storage.papers import PaperStore
from lib.storage.people import FIRST_PROJECT, PeopleStore
from lib.storage.reading_terms import ReadingTerms

if TYPE_CHECKING:
    from lib.embedding.embedder import Embedder

FOLDER = "folder"
"""What stands for an address where database or index shall lie in the data folder."""
GONE, ARRIVING = "gone", "arriving"
IDENTIFIER = re.compile(r"\w+")
"""What a project's folder is called; others were put there by somebody else."""

Tell = Callable[[str, int, int], object]
"""Takes what is copied, and how many of how many are."""


@dataclass(frozen=True, slots=True)
class Relocated(Record):
    """What was moved."""

    rows: int = 0
    """Of all projects' databases, each compared."""
    passages: int = 0
    """Of all projects' indexes, compared by count for each reading."""
    kept: list[str] = field(default_factory=list)
    """Folders that hold SQLite files of before."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A project of the installation: its folder, and its schema where the database is a server's."""

    folder: Path
    schema: str


def relocate(settings: Settings, database: str | None, index: str | None, tell: Tell) -> Relocated:
    """Move the library that the settings name, with all its projects; return how much it was.

    `database`: an address as DATABASE_URL takes it, or `FOLDER`; `index`: one as QDRANT_URL takes it, or `FOLDER`; None: it stays
    where it is. Raises FolderInUse where the library is open anywhere or is being moved, ConfigError for places that cannot be
    used, StoreError where counts or rows differ, DiskFull.
    """
    folder = settings.data.expanduser().resolve()
    if not folder.is_dir():
        raise ConfigError(f"There is no data folder {folder}.")
    with lock_folder(folder), acting_as(OWNER):
        now = settings.in_folder(folder)
        then = replace(
            now,
            database_url=_address(_checked(database), now.database_url),
            qdrant_url=_address(index, now.qdrant_url),
        )
        relocation = Relocation(now, then, tell)
        if not relocation.moves_database and not relocation.moves_index:
            raise ConfigError("The library lies there already. Nothing was changed.")
        if is_restore_decided(folder):
            raise ConfigError("A backup is to be restored first. Start Sidelight once, then move the library.")
        return relocation.run(folder)


class Relocation:
    """One move, from where the settings `now` say to where those of `then` do; both have the same data folder."""

    def __init__(self, now: Settings, then: Settings, tell: Tell) -> None:
        self._now, self._then, self._tell = now, then, tell
        self.moves_database = now.database_url != then.database_url
        self.moves_index = _hosts(now) != _hosts(then)

    def run(self, folder: Path) -> Relocated:
        """Move all projects, the first one last: it has the list of the others."""
        first = _Part(folder, "")
        with self._held_alone(first):
            parts = (*self._projects(folder), first)
            for part in parts:
                self._check(part)
            done = [self._move(part) for part in parts]
        return Relocated(
            sum(one.rows for one in done),
            sum(one.passages for one in done),
            [path for one in done for path in one.kept],
        )

    @contextmanager
    def _held_alone(self, first: _Part) -> Iterator[None]:
        """Keep everybody else out of the databases that are servers'."""
        settings = {one.database_url: one for one in (self._now, self._then) if one.database_url}
        with ExitStack() as stack:
            engines = [stack.enter_context(_engine(one, first)) for one in settings.values()]
            stack.enter_context(database_copy.held_alone(*engines))
            yield

    def _projects(self, folder: Path) -> list[_Part]:
        with _engine(self._now, _Part(folder, "")) as first:
            listed = {one.id for one in PeopleStore(first).projects()} - {FIRST_PROJECT}
        folders = (folder / PROJECTS).glob("*")  # begun again the list is elsewhere
        there = {path.name for path in folders if path.is_dir() and IDENTIFIER.fullmatch(path.name)}
        return [_Part(folder / PROJECTS / one, project_schema(one)) for one in sorted(listed | there)]

    def _check(self, part: _Part) -> None:
        """Raise ConfigError where a part cannot be moved, before any is."""
        part.folder.mkdir(parents=True, exist_ok=True)
        moved_database.finish_leaving(part.folder)
        with _engine(self._now, part) as old:
            has_left = database_copy.move_state(old).startswith(GONE)
            with self._new_engine(part, has_left=has_left) as new:
                if new is not None and not has_left:
                    database_copy.check_may_arrive(old, new)

    def _move(self, part: _Part) -> Relocated:
        library_id(part.folder)  # the file by which a folder is known
        kept: list[Path] = []
        with _engine(self._now, part) as old:
            library, old_home = ReadingTerms(old).library_id(), home_of(old, part.folder / LIBRARY_FILE)
            has_left = database_copy.move_state(old).startswith(GONE)
            with self._new_engine(part, has_left=has_left) as new:
                new_home = home_of(new or old, part.folder / LIBRARY_FILE)
                rows = self._copy_rows(old, new, old_home) if new is not None and not has_left else 0
                copies_points = self.moves_index and not has_left
                passages = self._copy_points(part, old, old_home, new_home) if copies_points else 0
                if new is not None:
                    self._change_over(part, old, new, new_home)
            if new is not None and not self._then.database_url:
                kept += [aside] if (aside := moved_database.arrive(part.folder)) else []
            if self.moves_index:
                with _store(self._now, part, library, old_home) as store:
                    store.destroy()
            if new is not None and self._now.database_url:
                database_copy.empty_moved(old)
            state = database_copy.move_state(old)
        if new is not None and not self._now.database_url:
            kept.append(moved_database.leave(part.folder, library, state))
        return Relocated(rows, passages, [str(path) for path in kept])

    @contextmanager
    def _new_engine(self, part: _Part, *, has_left: bool) -> Iterator[Engine | None]:
        """Yield an engine on the database that the library is moved to; None where it stays in its own."""
        if not self.moves_database:
            yield None
            return
        is_folder = not self._then.database_url
        file = moved_database.file_to_arrive_in(part.folder, has_left=has_left) if is_folder else DATABASE_FILE
        with _engine(self._then, part, file) as new:
            yield new

    def _copy_rows(self, old: Engine, new: Engine, old_home: Home) -> int:
        counts = database_copy.copy_rows(
            old, new, f"{ARRIVING} {old_home.shown}", lambda done, total: self._tell("rows", done, total)
        )
        return sum(counts.values())

    def _copy_points(self, part: _Part, old: Engine, old_home: Home, new_home: Home) -> int:
        readings = PaperStore(old).readings
        library = readings.terms.library_id()
        expected = {document_id(*key): points for key, points in readings.points().items()}
        with (
            _store(self._now, part, library, old_home) as source,
            _store(self._then, part, library, new_home) as target,
        ):
            self._check_are_two(part, library)
            return copy_points(
                source, target, library, expected, lambda done, total: self._tell("passages", done, total)
            )

    def _check_are_two(self, part: _Part, library: str) -> None:
        """Raise ConfigError where two addresses are of one server: what is deleted at the old one would be gone at the new."""
        if not (self._now.qdrant_url and self._then.qdrant_url):
            return
        name = index_name(_embedder(self._now, part.folder))
        with closing(connect(self._now)) as here, closing(connect(self._then)) as there:
            if held_by(here, name, library) == held_by(there, name, library):
                raise ConfigError("Both addresses are of one Qdrant server. Nothing was changed.")

    def _change_over(self, part: _Part, old: Engine, new: Engine, new_home: Home) -> None:
        """Say in the old database that the library is gone, and let the new one and its points be used."""
        library = ReadingTerms(new).library_id()
        if ReadingTerms(old).library_id() != library:
            raise ConfigError("The library was moved to another place than this one. Nothing was changed.")
        database_copy.set_move_state(old, f"{GONE} {new_home.shown}")
        if self._then.qdrant_url:
            with closing(connect(self._then)) as server:
                claim(server, index_name(_embedder(self._then, part.folder)), library, new_home, force=True)
        database_copy.set_move_state(new, "")


def _address(given: str | None, present: str) -> str:
    return present if given is None else "" if given == FOLDER else given


def _checked(database: str | None) -> str | None:
    """Return the address of a database; raises ConfigError where it is none that a library is moved to."""
    if database is None or database == FOLDER:
        return database
    try:
        backend = make_url(database).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend != "postgresql":
        raise ConfigError("A library is moved to PostgreSQL (postgresql+psycopg://user@host/database) or to “folder”.")
    return database


def _hosts(settings: Settings) -> list[str]:
    return [address.url for address in server_addresses(settings.qdrant_url)] if settings.qdrant_url else []


@contextmanager
def _engine(settings: Settings, part: _Part, file: str = DATABASE_FILE) -> Iterator[Engine]:
    engine = open_database(part.folder, settings.database_url, part.schema, file=file, to_move=True)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _store(settings: Settings, part: _Part, library: str, home: Home) -> Iterator[VectorStore]:
    """Yield the store of a part's index, as the settings say where it is."""
    with ExitStack() as stack:
        server = stack.enter_context(closing(connect(settings))) if settings.qdrant_url else None
        embedder = _embedder(settings, part.folder)
        store = open_store(part.folder / INDEX, settings, embedder, library, equal_weights, server, home).store
        stack.callback(store.close)
        yield store


def _embedder(settings: Settings, folder: Path) -> Embedder:
    """Return the embedder of the index that answers."""
    setting = current_setting(folder / INDEX) or settings.preferences.embedding or settings.embedding
    return open_embedder(setting, settings.key_for(EMBEDDING_KEY, setting.partition("#")[0]), settings.address_rules)
