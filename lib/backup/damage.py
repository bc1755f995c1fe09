"""A database that is damaged, empty or gone beside the papers' PDFs: found before it is opened, and put right."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from enum import StrEnum
from pathlib import Path

from lib.backup.archive import Backup, backups_in, is_backup_of, is_sound, read_only_connection
from lib.backup.restore import decide_restore, finish_restore, prepare_restore, set_database_aside
from lib.errors import SidelightError
from lib.storage.database import DATABASE_FILE
from lib.storage.files import PDF
from lib.text.wording import count

PAGE_SIZE_AT, PAGE_COUNT_AT = slice(16, 18), slice(28, 32)
"""Where a SQLite file's header says how large its pages are and how many there are (sqlite.org/fileformat2.html, 1.3)."""
HEADER_BYTES = 100
LARGEST_PAGE = 65_536
"""Bytes; written as 1 in the header, which has two bytes for it."""

log = logging.getLogger(__name__)


class DatabaseState(StrEnum):
    """What a database file is, as far as can be seen in milliseconds."""

    SOUND = "sound"
    MISSING = "missing"
    EMPTY = "empty"
    DAMAGED = "damaged"


def database_state(folder: Path) -> DatabaseState:
    """Return what the database of a data folder is. It must not be open in any process.

    Seen are files that are gone, cut short, overwritten at their beginning, or without any row; what else may be wrong in
    one needs `is_sound`, which reads all of it.
    """
    path = folder / DATABASE_FILE
    if not path.exists():
        return DatabaseState.MISSING
    if path.stat().st_size == 0:
        return DatabaseState.EMPTY
    try:
        if _is_cut_short(path) and not is_sound(path):
            return DatabaseState.DAMAGED
        with closing(read_only_connection(path)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if "library" in tables and _is_moved(connection):
                return DatabaseState.SOUND  # its rows are elsewhere, which is said when it is opened
            filled = any(
                connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()  # noqa: S608 - names of our own
                for table in ("papers", "binned_papers", "answers", "surveys", "removed_papers", "deletions")
                if table in tables
            )
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            return DatabaseState.SOUND  # somebody works with it
        return DatabaseState.DAMAGED
    except sqlite3.DatabaseError:
        return DatabaseState.DAMAGED
    return DatabaseState.SOUND if filled else DatabaseState.EMPTY


def mend_database(folder: Path, backups: Path, margin_mb: int) -> str | None:
    """Put a database in order that is damaged, empty or gone while there are PDFs, and say what was done; None where
    there was nothing to do.

    The newest backup that can be used takes its place. Without one the damaged file goes out of the way, and the papers are
    to be read again. To be called with the folder's lock held, before the database is opened.
    """
    state = database_state(folder)
    pdfs = sum(1 for _ in folder.glob(f"papers/*/*{PDF}"))
    if state == DatabaseState.SOUND or (not pdfs and state != DatabaseState.DAMAGED):
        return None
    backups_there = [backup for backup in usable_backups(backups) if is_backup_of(backup, folder)]
    if state == DatabaseState.EMPTY and pdfs == 1 and not backups_there:
        return None  # a kill before the first paper had its row: it gets one at the opening
    log.warning("The database of %s is %s beside %d PDFs.", folder, state.value, pdfs)
    what = f"The database was {state.value}" + (f" beside {count(pdfs, 'PDF')}" if pdfs else "")
    for backup in backups_there:
        try:
            prepare_restore(Path(backup.path), folder, margin_mb)
        except SidelightError as error:
            log.warning("The backup %s cannot be used: %s", backup.path, error.message)
            continue
        decide_restore(folder)
        aside = finish_restore(folder)
        return (
            f"{what}. It was restored from the backup of {backup.made_at[:16].replace('T', ' ')} UTC; PDFs that came later are "
            f"read again, and what was there before is kept in {aside}. Answers and labels given after that moment are not in it."
        )
    kept = "" if state == DatabaseState.MISSING else f" The old file is kept in {set_database_aside(folder)}."
    return (
        f"{what}, and there is no backup of it. The papers are read again from their PDFs; answers, surveys and labels of "
        f"before are not in the new database.{kept}"
    )


def usable_backups(folder: Path) -> list[Backup]:
    """Return the backups in a folder that hold papers, the newest first; files that are none are left out."""
    return [backup for backup in backups_in(folder)[0] if backup.papers]


def _is_moved(connection: sqlite3.Connection) -> bool:
    """Return whether the library was moved to another database; one from before libraries could be moved was not."""
    columns = {row[1] for row in connection.execute("PRAGMA table_info(library)")}
    return "move" in columns and bool(connection.execute("SELECT 1 FROM library WHERE move <> ''").fetchone())


def _is_cut_short(path: Path) -> bool:
    """Return whether the file is shorter than its header says. One with pages in the write-ahead log may be so rightly."""
    with path.open("rb") as file:
        header = file.read(HEADER_BYTES)
    page = int.from_bytes(header[PAGE_SIZE_AT], "big")
    pages = int.from_bytes(header[PAGE_COUNT_AT], "big")
    return path.stat().st_size < (LARGEST_PAGE if page == 1 else page) * pages
