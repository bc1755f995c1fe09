"""A backup: one ZIP with the database, the settings, templates of styles and, where wanted, the PDFs.

The index is left out: it is made from the database, and one of another moment would name other readings by the same numbers.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import tempfile
import uuid
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Engine

from lib import __version__
from lib.answering.styles import TEMPLATE_FOLDER
from lib.config import PREFERENCES_FILE
from lib.disk import MEGABYTE, require_space
from lib.errors import ConfigError, StoreError
from lib.records import Record
from lib.storage.database import DATABASE_FILE
from lib.storage.files import PDF, PaperFiles, is_whole
from lib.storage.folders import PAPERS
from lib.storage.migrations import STEPS
from lib.times import now

FORMAT = 1
MANIFEST = "backup.json"
DATABASE_ON_A_SERVER = (
    "The database is a server's: back it up there, with pg_dump for PostgreSQL, and copy the folder papers and settings.json of "
    "the data folder after it. The index needs no backup: it is made again from both."
)
PART = ".part"
DATABASE_COMPRESSION = 1
"""Of zlib: sentences shrink to a third; higher levels take four times as long for a tenth more."""
MANIFEST_BYTES = 64 * MEGABYTE
"""Of a manifest at the most: a line a PDF, 100 bytes each."""

LIBRARY_FILE = "library.id"
"""In a data folder: a name of its own, by which its backups are known in a folder that several libraries share."""

LIBRARY_ID = re.compile(rb"[0-9a-f]{32}")

MEMBER = re.compile(
    rf"{re.escape(DATABASE_FILE)}|{re.escape(PREFERENCES_FILE)}"
    rf"|{TEMPLATE_FOLDER}/[\w +-]{{1,60}}\.txt|{PAPERS}/[0-9a-f]{{64}}{re.escape(PDF)}"
)
"""What a file inside may be called: a backup may come from anywhere, and its names become paths."""
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError, NotImplementedError, RuntimeError)
"""What `zipfile` and `json` raise on files that are damaged or are something else."""

Step = Callable[[int, int], bool]
"""Takes how many bytes of how many are done; False stops."""


def always(_done: int, _total: int) -> bool:
    """Take no note of it, and go on."""
    return True


class BackupStopped(StoreError):
    """A backup or a restore that a person stopped."""


@dataclass(frozen=True, slots=True)
class Backup(Record):
    """What a backup holds."""

    made_at: str
    """ISO 8601, UTC."""
    version: str
    """Of the Sidelight that made it."""
    database_step: int
    """Number of the last step of its database (`lib.storage.migrations`)."""
    papers: int
    answers: int
    with_pdfs: bool
    missing: list[str] = field(default_factory=list)
    """Ids of papers whose PDF was missing or damaged and is not in it."""
    sums: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each file inside, by its name there."""
    library: str = ""
    """Of which library it is, see `library_id`; empty where an older version made it."""
    path: str = ""
    size: int = 0
    """Bytes of the file."""


def library_id(folder: Path) -> str:
    """Return the name that a data folder has for itself, made where there is none or a damaged one. Raises OSError."""
    path = folder / LIBRARY_FILE
    kept = path.read_bytes().strip() if path.exists() else b""
    if not LIBRARY_ID.fullmatch(kept):
        kept = uuid.uuid4().hex.encode()
        draft = path.with_name(f"{LIBRARY_FILE}{PART}")
        draft.write_bytes(kept)
        draft.replace(path)
    return kept.decode()


def is_backup_of(backup: Backup, folder: Path) -> bool:
    """Return whether a backup is one of the data folder's: it lies inside, or names it. Raises OSError."""
    return Path(backup.path).resolve().is_relative_to(folder.resolve()) or backup.library == library_id(folder)


def draft_prefix(folder: Path) -> str:
    """Return how the names of half-made backups of a data folder begin. Raises OSError."""
    return f"backup-{library_id(folder)[:12]}-"


def make_backup(
    engine: Engine, folder: Path, files: PaperFiles, target: Path, *, with_pdfs: bool = True, step: Step = always
) -> Backup:
    """Write a backup of the open data folder to `target`, whole or not at all, and return what it holds.

    Raises ConfigError where the database is no SQLite file, DiskFull, StoreError where a file cannot be read or written.
    """
    _check_is_sqlite(engine)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=draft_prefix(folder), suffix=PART) as work:
            database, draft = Path(work, DATABASE_FILE), Path(work, "backup.zip")
            require_space(target.parent, (folder / DATABASE_FILE).stat().st_size, files.disk_margin_mb())
            _copy_database(engine, database)
            ids, answers, database_step = _contents(database)
            inside = {DATABASE_FILE: database, **_small_files(folder)}
            if with_pdfs:
                inside |= {f"{PAPERS}/{paper_id}{PDF}": files.path(paper_id) for paper_id in ids}
            total = sum(path.stat().st_size for path in inside.values() if path.exists())
            require_space(target.parent, total, files.disk_margin_mb())
            sums, missing = _write_members(draft, inside, total, step)
            backup = Backup(
                now(), __version__, database_step, len(ids), answers, with_pdfs, missing, sums, library_id(folder)
            )
            with zipfile.ZipFile(draft, "a") as archive:
                archive.writestr(MANIFEST, json.dumps({"format": FORMAT, **backup.to_dict()}))
            draft.replace(target)
    except sqlite3.Error as error:
        raise StoreError(
            f"The backup could not be made: the database says “{error}”. Nothing of it was kept."
        ) from error
    except OSError as error:
        raise StoreError(
            f"The backup could not be written ({error.strerror or error}). Nothing of it was kept."
        ) from error
    return read_backup(target)


def read_backup(path: Path) -> Backup:
    """Return what a backup says it holds; raises ConfigError with a sentence where the file is none."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(MANIFEST) as stream:
            found: dict[str, Any] = json.loads(stream.read(MANIFEST_BYTES))
        if found.pop("format") != FORMAT:
            raise ConfigError(f"{path.name} was made by a newer Sidelight. Update Sidelight to restore it.")
        backup = Backup.from_dict({**found, "path": str(path), "size": path.stat().st_size})
    except OSError as error:
        raise ConfigError(f"{path.name} cannot be opened ({error.strerror or error}).") from error
    except BROKEN as error:
        raise ConfigError(f"{path.name} is no backup of Sidelight, or it was cut short. Choose another one.") from error
    return backup


def backups_in(folder: Path) -> tuple[list[Backup], list[str]]:
    """Return the backups in a folder, the newest first, and the names of the ZIPs that are none or were cut short."""
    found, unreadable = [], []
    for path in sorted(folder.glob("*.zip")):
        try:
            found.append(read_backup(path))
        except ConfigError:
            unreadable.append(path.name)
    return sorted(found, key=lambda backup: backup.made_at, reverse=True), unreadable


def unpack(path: Path, folder: Path, step: Step = always) -> Backup:
    """Unpack a backup into a folder, each file checked against its sum, and return what it holds.

    Raises ConfigError with a sentence where anything in it is damaged, missing, foreign, or of a newer Sidelight.
    """
    backup = read_backup(path)
    if backup.database_step > len(STEPS):
        raise ConfigError(f"{path.name} was made by a newer Sidelight. Update Sidelight to restore it.")
    try:
        with zipfile.ZipFile(path) as archive:
            members = {info.filename: info for info in archive.infolist() if info.filename != MANIFEST}
            if set(members) != set(backup.sums) or not all(MEMBER.fullmatch(name) for name in members):
                raise ConfigError(
                    f"{path.name} holds other files than it lists. Nothing was changed; choose another one."
                )
            total, done = sum(info.file_size for info in members.values()), 0
            require_space(folder, total, 0)
            for name, info in members.items():
                to = folder / name
                to.parent.mkdir(exist_ok=True)
                with archive.open(info) as stream, to.open("wb") as out:
                    sums, done = _copy(stream, out, done, total, step, limit=info.file_size)
                if sums != backup.sums[name]:
                    raise ConfigError(f"{path.name} is damaged ({name}). Nothing was changed; choose another one.")
        _check_database(folder / DATABASE_FILE, path.name)
    except OSError as error:
        raise StoreError(f"{path.name} cannot be unpacked ({error.strerror or error}). Nothing was changed.") from error
    except BROKEN as error:
        raise ConfigError(f"{path.name} is damaged. Nothing was changed; choose another one.") from error
    return backup


def is_sound(database: Path) -> bool:
    """Return whether SQLite finds no fault in a database file that nobody has open."""
    try:
        with closing(read_only_connection(database)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


def read_only_connection(database: Path) -> sqlite3.Connection:
    """Return a connection that changes nothing in a database file."""
    return sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)


def _check_is_sqlite(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        raise ConfigError(DATABASE_ON_A_SERVER)


def _copy_database(engine: Engine, target: Path) -> None:
    """Copy the database as it is at one moment; writers go on meanwhile (SQLite's online backup, one step, in WAL mode)."""
    source = engine.raw_connection()
    try:
        with closing(sqlite3.connect(target)) as copy:
            driver: Any = source.driver_connection
            driver.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            if copy.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("it is damaged")
    finally:
        source.close()


def _contents(database: Path) -> tuple[list[str], int, int]:
    """Return the ids of the papers, how many answers there are, and the database's step."""
    with closing(sqlite3.connect(database)) as connection:
        ids = [
            row[0] for row in connection.execute("SELECT id FROM papers UNION SELECT id FROM binned_papers ORDER BY id")
        ]
        answers = connection.execute("SELECT COUNT(*) FROM answers").fetchone()[0]
        return ids, answers, connection.execute("SELECT MAX(number) FROM schema_version").fetchone()[0]


def _small_files(folder: Path) -> Mapping[str, Path]:
    settings, styles = folder / PREFERENCES_FILE, sorted((folder / TEMPLATE_FOLDER).glob("*.txt"))
    named = {PREFERENCES_FILE: settings} if settings.exists() else {}
    templates = {f"{TEMPLATE_FOLDER}/{path.name}": path for path in styles}
    return named | {name: path for name, path in templates.items() if MEMBER.fullmatch(name)}


def _write_members(draft: Path, inside: Mapping[str, Path], total: int, step: Step) -> tuple[dict[str, str], list[str]]:
    """Write the files into a ZIP; return their sums, and the papers whose PDF is missing or is not what it was."""
    sums: dict[str, str] = {}
    missing: list[str] = []
    done = 0
    with zipfile.ZipFile(draft, "w") as archive:
        for name, path in inside.items():
            is_pdf = name.startswith(f"{PAPERS}/")
            if is_pdf and not is_whole(path):
                missing.append(path.stem)
                continue
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_STORED if is_pdf else zipfile.ZIP_DEFLATED
            entry._compresslevel = DATABASE_COMPRESSION  # type: ignore[attr-defined]
            with path.open("rb") as stream, archive.open(entry, "w", force_zip64=True) as out:
                sums[name], done = _copy(stream, out, done, total, step)
    return sums, missing


def _copy(stream: Any, out: Any, done: int, total: int, step: Step, limit: int | None = None) -> tuple[str, int]:
    """Copy a file in pieces; return its SHA-256 and the bytes that are done. Raises BackupStopped, ValueError over the limit."""
    digest, copied = hashlib.sha256(), 0
    for piece in _pieces(stream):
        copied += len(piece)
        if limit is not None and copied > limit:
            raise ValueError("it unpacks to more than it declares")
        digest.update(piece)
        out.write(piece)
        if not step(done + copied, total):
            raise BackupStopped("Stopped. Nothing of it was kept.")
    return digest.hexdigest(), done + copied


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while piece := stream.read(MEGABYTE):
        yield piece


def _check_database(database: Path, name: str) -> None:
    """Raise ConfigError unless the database is sound and holds data alone: no trigger or view that would run when it is
    opened, no paper whose id would lead out of the data folder.
    """
    if not database.exists() or not is_sound(database):
        raise ConfigError(f"The database in {name} is damaged. Nothing was changed; choose another one.")
    try:
        with closing(read_only_connection(database)) as connection:
            kinds = connection.execute("SELECT type, name FROM sqlite_master").fetchall()
            foreign = any(kind in ("trigger", "view") for kind, _ in kinds)
            for table in {"papers"} | ({"binned_papers"} & {name for _, name in kinds}):
                query = f"SELECT 1 FROM {table} WHERE LENGTH(id) <> 64 OR id GLOB '*[^0-9a-f]*' LIMIT 1"  # noqa: S608 - our own
                foreign = foreign or connection.execute(query).fetchone() is not None
    except sqlite3.Error as error:
        raise ConfigError(f"The database in {name} is none of Sidelight's ({error}). Nothing was changed.") from error
    if foreign:
        raise ConfigError(f"The database in {name} is none that Sidelight made. Nothing was changed.")
