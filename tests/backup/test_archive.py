"""What a backup holds, and that none is taken for one that is damaged, foreign or cut short."""

import hashlib
import json
import sqlite3
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from lib.backup.archive import LIBRARY_FILE, BackupStopped, library_id, make_backup, read_backup, unpack
from lib.errors import ConfigError, StoreError
from lib.storage.database import DATABASE_FILE
from tests.backup.conftest import PDFS, Library, paper_ids
from tests.conftest import Database


def backup_of(library: Library, **options: object) -> Path:
    target = library.folder / "backups" / "one.zip"
    make_backup(library.engine, library.folder, library.files, target, **options)  # type: ignore[arg-type]
    return target


def test_a_backup_unpacks_to_what_the_folder_held(library: Library, tmp_path: Path) -> None:
    path = backup_of(library)
    out = tmp_path / "out"
    out.mkdir()
    backup = unpack(path, out)
    assert (backup.papers, backup.with_pdfs, backup.missing) == (2, True, [])
    assert paper_ids(out) == {path.stem for path in out.glob("papers/*.pdf")}
    assert sorted(path.read_bytes() for path in out.glob("papers/*.pdf")) == sorted(PDFS)
    assert json.loads((out / "settings.json").read_text())["word_limit"] == 123
    assert (out / "styles" / "short.txt").read_text() == "{context} {question}"


def test_a_backup_without_pdfs_holds_the_database_alone(library: Library) -> None:
    backup = read_backup(backup_of(library, with_pdfs=False))
    assert not backup.with_pdfs
    assert not any(name.startswith("papers/") for name in backup.sums)


def test_a_damaged_pdf_is_named_and_left_out(library: Library) -> None:
    paper_id = library.add(b"%PDF-1.4 three")
    library.files.path(paper_id).write_bytes(b"%PDF-1.4 other")
    backup = read_backup(backup_of(library))
    assert backup.missing == [paper_id]
    assert f"papers/{paper_id}.pdf" not in backup.sums


def test_it_is_whole_while_others_write(library: Library, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        for n in range(10_000):
            if stop.is_set():
                return
            library.add(b"%%PDF-1.4 %d" % n)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        path = backup_of(library)
    finally:
        stop.set()
        writer.join()
    (tmp_path / "out").mkdir()
    unpack(path, tmp_path / "out")
    assert {file.stem for file in (tmp_path / "out").glob("papers/*.pdf")} == paper_ids(tmp_path / "out")


def test_a_stopped_one_leaves_nothing(library: Library) -> None:
    with pytest.raises(BackupStopped):
        backup_of(library, step=lambda done, total: done < total)
    assert list((library.folder / "backups").iterdir()) == []


def cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def changed(data: bytes) -> bytes:
    at = data.index(b"%PDF-1.4 one") + 9
    return data[:at] + b"0" + data[at + 1 :]


def with_member(name: str) -> Callable[[Path], None]:
    def add(path: Path) -> None:
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(name, b"x")

    return add


def rewritten(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(change(path.read_bytes())) and None


@pytest.mark.parametrize(
    "damage",
    [
        rewritten(cut),
        rewritten(changed),
        rewritten(lambda data: b""),
        rewritten(lambda data: b"no archive"),
        with_member("../../evil.txt"),
        with_member("papers/short.pdf"),
        with_member("in-use.lock"),
    ],
    ids=["cut short", "a bit changed", "empty", "no ZIP", "a path out", "a foreign PDF", "a foreign file"],
)
def test_a_backup_that_is_not_as_it_was_made_is_refused(
    library: Library, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = backup_of(library)
    damage(path)
    (tmp_path / "out").mkdir()
    with pytest.raises(ConfigError, match=r"\.zip"):
        unpack(path, tmp_path / "out")
    assert not (tmp_path / "evil.txt").exists()


def with_database(path: Path, change: str) -> None:
    """Change the database in a backup, and its sum with it: it is consistent, and none of ours."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    database = path.with_suffix(".sqlite3")
    database.write_bytes(members[DATABASE_FILE])
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(change)
    members[DATABASE_FILE] = database.read_bytes()
    manifest = json.loads(members["backup.json"])
    manifest["sums"][DATABASE_FILE] = hashlib.sha256(members[DATABASE_FILE]).hexdigest()
    members["backup.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TRIGGER evil AFTER INSERT ON papers BEGIN DELETE FROM answers; END",
        "CREATE VIEW evil AS SELECT 1",
        "UPDATE papers SET id = '../../../etc/passwd' WHERE rowid = 1",
        "DROP TABLE papers",
    ],
)
def test_a_database_that_would_do_something_is_refused(library: Library, tmp_path: Path, change: str) -> None:
    path = backup_of(library)
    with_database(path, change)
    (tmp_path / "out").mkdir()
    with pytest.raises(ConfigError, match="Nothing was changed"):
        unpack(path, tmp_path / "out")


def test_one_of_a_newer_sidelight_says_so(library: Library, tmp_path: Path) -> None:
    with library.engine.begin() as connection:
        connection.execute(text("INSERT INTO schema_version (number) VALUES (9999)"))
    (tmp_path / "out").mkdir()
    with pytest.raises(ConfigError, match="newer Sidelight"):
        unpack(backup_of(library), tmp_path / "out")


def test_a_database_that_is_damaged_makes_no_backup(library: Library) -> None:
    library.close()
    path = library.folder / DATABASE_FILE
    data = bytearray(path.read_bytes())
    data[8192:] = bytes(len(data) - 8192)
    path.write_bytes(bytes(data))
    with pytest.raises(StoreError, match="Nothing of it was kept"):
        backup_of(library)
    assert list((library.folder / "backups").glob("*")) == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_servers_database_says_how_it_is_backed_up(database: Database, tmp_path: Path) -> None:
    library = Library(tmp_path / "data")
    with pytest.raises(ConfigError, match="pg_dump"):
        make_backup(database.open(), library.folder, library.files, tmp_path / "one.zip")
    library.close()


@pytest.mark.parametrize("damage", [b"", b"\xf5\xff", bytes(32), b"0123"])
def test_a_data_folder_whose_name_is_damaged_gets_another(tmp_path: Path, damage: bytes) -> None:
    first = library_id(tmp_path)
    assert library_id(tmp_path) == first
    (tmp_path / LIBRARY_FILE).write_bytes(damage)
    second = library_id(tmp_path)
    assert second != first
    assert library_id(tmp_path) == second
