"""Where a library's database lies: the same for all processes on it, another one for a copy."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from lib.storage.homes import home_of
from tests.conftest import Database


def test_every_process_on_a_database_has_the_same_home(database: Database, tmp_path: Path) -> None:
    named = tmp_path / "name"
    named.write_text("a")
    first = home_of(database.open(), named)
    if database.url:
        named = tmp_path / "another"  # a folder of its own, for what the process keeps
        named.write_text("b")
    assert home_of(database.open(), named).is_same(first)
    assert first.is_same(type(first).from_dict(first.to_dict()))


def test_a_copied_file_is_another_home_whatever_the_copy_keeps(tmp_path: Path) -> None:
    engine = Database(tmp_path).open()
    original = tmp_path / "name"
    original.write_text("a")
    before = home_of(engine, original)
    time.sleep(0.05)  # coarser clocks of file systems give both one moment
    (tmp_path / "elsewhere").mkdir()
    copy = Path(shutil.copy2(original, tmp_path / "elsewhere"))
    status = original.stat()
    os.utime(copy, ns=(status.st_atime_ns, status.st_mtime_ns))
    after = home_of(engine, copy)
    assert not after.is_same(before)
    assert after.id_for_copy("f" * 32) == after.id_for_copy("f" * 32) != before.id_for_copy("f" * 32)
    original.rename(tmp_path / "renamed")
    assert home_of(engine, tmp_path / "renamed").is_same(before)
