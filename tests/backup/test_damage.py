"""A database that is damaged, emptied or gone beside PDFs is put in order, and what was done is said."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from lib.backup.archive import make_backup
from lib.backup.damage import DatabaseState, database_state, mend_database
from lib.storage.database import DATABASE_FILE
from tests.backup.conftest import Library, paper_ids


def delete(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def overwrite(path: Path) -> None:
    path.write_bytes(b"noise" * 5000)


DAMAGES = pytest.mark.parametrize(
    ("damage", "state"),
    [
        (delete, DatabaseState.MISSING),
        (empty, DatabaseState.EMPTY),
        (halve, DatabaseState.DAMAGED),
        (overwrite, DatabaseState.DAMAGED),
    ],
)


def closed(library: Library, *, backup: bool) -> Path:
    if backup:
        make_backup(
            library.engine, library.folder, library.files, library.folder / "backups" / "one.zip", with_pdfs=False
        )
    with library.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    library.close()
    return library.folder / DATABASE_FILE


def test_a_sound_database_is_left_alone(library: Library) -> None:
    path = closed(library, backup=True)
    before = path.read_bytes()
    assert database_state(library.folder) == DatabaseState.SOUND
    assert mend_database(library.folder, library.folder / "backups", 1) is None
    assert path.read_bytes() == before


def test_a_new_folder_is_not_damaged(tmp_path: Path) -> None:
    assert mend_database(tmp_path, tmp_path / "backups", 1) is None


@DAMAGES
def test_the_newest_backup_takes_its_place(
    library: Library, damage: Callable[[Path], None], state: DatabaseState
) -> None:
    path = closed(library, backup=True)
    before = paper_ids(library.folder)
    damage(path)
    assert database_state(library.folder) == state
    note = mend_database(library.folder, library.folder / "backups", 1)
    assert note is not None
    assert "restored from the backup" in note
    assert paper_ids(library.folder) == before


@DAMAGES
def test_without_a_backup_the_damaged_file_is_kept_aside(
    library: Library, damage: Callable[[Path], None], state: DatabaseState
) -> None:
    path = closed(library, backup=False)
    damage(path)
    kept = path.read_bytes() if path.exists() else None
    note = mend_database(library.folder, library.folder / "backups", 1)
    assert note is not None
    assert "there is no backup" in note
    assert not path.exists()
    assert [file.read_bytes() for file in library.folder.glob(f"replaced/*/{DATABASE_FILE}")] == (
        [] if kept is None else [kept]
    )


def test_a_backup_that_is_damaged_too_is_passed_over(library: Library) -> None:
    path = closed(library, backup=True)
    newest = library.folder / "backups" / "two.zip"
    newest.write_bytes((library.folder / "backups" / "one.zip").read_bytes()[:-200])
    empty(path)
    note = mend_database(library.folder, library.folder / "backups", 1)
    assert note is not None
    assert "restored from the backup" in note
