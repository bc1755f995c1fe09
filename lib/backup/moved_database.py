"""The SQLite file of a data folder to which a library is moved, or from which it was: what is half-way lies beside it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import update

from lib.backup.restore import SIDE_FILES, set_database_aside
from lib.errors import ConfigError
from lib.storage.database import DATABASE_FILE, open_database, writing
from lib.storage.schema import library

DRAFT = f"{DATABASE_FILE}.moving"
"""The database that is being copied into the folder, until it is whole."""
STUB = f"{DATABASE_FILE}.moved"
"""One without rows that says where the library is, until it has taken the place of the one that was copied."""


def file_to_arrive_in(folder: Path, *, has_left: bool) -> str:
    """Return the name of the file that a library is copied to, emptied of what was broken off earlier.

    `has_left`: the library has left its old place, so what stands here is whole.
    """
    if has_left:
        return DRAFT if (folder / DRAFT).exists() else DATABASE_FILE
    remove_file(folder, DRAFT)
    return DRAFT


def remove_file(folder: Path, name: str) -> None:
    """Remove a database that nobody has open, with what SQLite keeps beside it."""
    for ending in ("", *SIDE_FILES):
        (folder / f"{name}{ending}").unlink(missing_ok=True)


def arrive(folder: Path) -> Path | None:
    """Let the copied database be the folder's; return the folder of the one that was there, None where none was."""
    if not (folder / DRAFT).exists():
        return None
    aside = set_database_aside(folder) if (folder / DATABASE_FILE).exists() else None
    (folder / DRAFT).replace(folder / DATABASE_FILE)
    return aside


def check_has_arrived(folder: Path) -> None:
    """Raise ConfigError where the folder's only database is one that is being copied: no backup may take its place."""
    if (folder / DRAFT).exists() and not (folder / DATABASE_FILE).exists():
        raise ConfigError(
            "The move of this library to its data folder was broken off. Begin it again with “sidelight move”, or start "
            "Sidelight with the DATABASE_URL of before: nothing is lost."
        )


def leave(folder: Path, library_id: str, state: str) -> Path:
    """Put a database in the place of the folder's that only says where the library is; return the folder of the old one."""
    remove_file(folder, STUB)
    stub = open_database(folder, file=STUB, to_move=True)
    try:
        with writing(stub) as connection:
            connection.execute(update(library).values(id=library_id, move=state))
    finally:
        stub.dispose()
    aside = set_database_aside(folder)
    finish_leaving(folder)
    return aside


def finish_leaving(folder: Path) -> None:
    """Complete `leave` where a kill came before its last step."""
    if (folder / STUB).exists() and not (folder / DATABASE_FILE).exists():
        (folder / STUB).replace(folder / DATABASE_FILE)
