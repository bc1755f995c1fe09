"""A library that several processes shared becomes the library of one: its files come out of the shared place into a data folder.

Nothing goes from the old place before everything is in the folder, by name and size; begun again it goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sqlalchemy import Engine

from lib.acting import acting_as
from lib.answering.style_copies import copy_styles
from lib.answering.styles import keep_style
from lib.config import Preferences, Settings
from lib.disk import require_space
from lib.errors import ConfigError, StoreError
from lib.library.deployment import ABOUT, EMBEDDING, MARK, MARKED, OF_ANOTHER
from lib.library.reembedding import keep_current
from lib.library.saved_styles import STYLE
from lib.places.place import PART
from lib.places.shared import PlaceStore, open_place_store
from lib.records import Record
from lib.records.people import OWNER
from lib.storage.advisory_locks import AdvisoryLocks
from lib.storage.database import open_database, project_schema
from lib.storage.folders import INDEX, PAPERS, PROJECTS
from lib.storage.lock import lock_folder
from lib.storage.people import FIRST_PROJECT, PeopleStore
from lib.storage.reading_terms import ReadingTerms
from lib.storage.shared_values import PREFERENCES, SharedValues

KINDS = (PAPERS, INDEX)
"""Folders of a data folder whose files a shared place holds."""
IN_USE = "Other processes have this library open. End every app and worker of it, then bring its files home."
NOT_THERE = (
    "The place of SIDELIGHT_SHARED holds no library. Where its files were brought home before, take that variable away and start "
    "Sidelight."
)


@dataclass(frozen=True, slots=True)
class BroughtHome(Record):
    """What came out of the shared place."""

    files: int
    size: int
    """Bytes of all of them."""
    folder: str
    place: str
    """Where they still lie too."""


def bring_home(settings: Settings, tell: Callable[[str, int, int], object]) -> BroughtHome:
    """Copy all files of the shared place into the data folder, with the settings and styles that the database keeps.

    `tell` takes what is copied, and how many of how many are. Raises ConfigError where others have the library open or the place
    is not its own, FolderInUse, DiskFull, and StoreError where something did not arrive.
    """
    folder = settings.data.expanduser().resolve()
    with lock_folder(folder), acting_as(OWNER), _alone(folder, settings) as engine:
        place = open_place_store(settings.shared)
        with closing(place):
            _check_owner(place, ReadingTerms(engine).library_id(), folder)
            sizes = {key: size for key, size in place.sizes().items() if _belongs(key)}
            require_space(folder, sum(sizes.values()), settings.preferences.disk_margin_mb)
            for done, (key, size) in enumerate(sizes.items()):
                tell("files", done, len(sizes))
                _bring(place, key, size, folder)
            tell("files", len(sizes), len(sizes))
            lacking = [key for key, size in sizes.items() if (folder / key).stat().st_size != size]
            if lacking:
                raise StoreError(
                    f"{len(lacking):,} files did not arrive whole, such as {lacking[0]}. Nothing was removed."
                )
            projects = {one.id for one in PeopleStore(engine).projects()} - {FIRST_PROJECT}
            for project in sorted(projects):
                own = folder / PROJECTS / project
                with closing_engine(open_database(own, settings.database_url, project_schema(project))) as of_project:
                    _bring_values(SharedValues(of_project), own)
                place.remove(f"{PROJECTS}/{project}/{ABOUT}/{MARK}")
            _bring_values(SharedValues(engine), folder, settings.preferences)
            place.remove(f"{ABOUT}/{MARK}")
    return BroughtHome(len(sizes), sum(sizes.values()), str(folder), settings.shared)


@contextmanager
def _alone(folder: Path, settings: Settings) -> Iterator[Engine]:
    """Yield the library's database, which nobody else has open meanwhile. Raises ConfigError."""
    with (
        closing_engine(open_database(folder, settings.database_url)) as engine,
        closing(AdvisoryLocks(engine)) as locks,
    ):
        try:
            locks.enter(shared=False)
        except ConfigError:
            raise ConfigError(IN_USE) from None
        yield engine


@contextmanager
def closing_engine(engine: Engine) -> Iterator[Engine]:
    """Yield an engine whose connections are closed at the end of the block."""
    try:
        yield engine
    finally:
        engine.dispose()


def _check_owner(place: PlaceStore, library: str, folder: Path) -> None:
    try:
        owner = b"".join(place.get(f"{ABOUT}/{MARK}")).decode().strip()
    except FileNotFoundError:
        raise ConfigError(NOT_THERE) from None
    if owner != library:
        raise ConfigError(OF_ANOTHER)
    if any((folder / PAPERS).glob("*/*.pdf")):
        known = {path.stem for path in (folder / PAPERS).glob("*/*.pdf")}
        if not known <= {PurePosixPath(key).stem for key in place.sizes()}:
            raise ConfigError(
                f"{folder} has papers of its own. Bring the files into a new data folder (SIDELIGHT_DATA)."
            )


def _belongs(key: str) -> bool:
    """Return whether a file of the place is one of a data folder: under `papers` or `index`, of the first project or another."""
    parts = PurePosixPath(key).parts
    own = parts[2:] if parts[:1] == (PROJECTS,) else parts
    return len(own) > 1 and own[0] in KINDS and ".." not in parts


def _bring(place: PlaceStore, key: str, size: int, folder: Path) -> None:
    path = folder / key
    if path.exists() and path.stat().st_size == size:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}{PART}")
    try:
        with draft.open("wb") as out:
            for piece in place.get(key):
                out.write(piece)
        draft.replace(path)
    except FileNotFoundError:
        raise StoreError(f"The file {key} is no longer in the shared place.") from None
    except OSError as error:
        raise StoreError(f"The file {key} cannot be written to the data folder ({error.strerror}).") from error


def _bring_values(values: SharedValues, folder: Path, default: Preferences | None = None) -> None:
    """Write into a folder what the database kept for several processes: styles, which embedder answers, and the settings."""
    for name, template in values.named(STYLE).items():
        keep_style(name, template, folder)
    copy_styles(folder)
    if (setting := values.get(EMBEDDING)) is not None:
        keep_current(folder / INDEX, setting)
    if default is not None and (kept := values.get(PREFERENCES)) is not None:
        Preferences.from_text(kept, default).write(folder)
    values.remove(MARKED)
