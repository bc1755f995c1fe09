"""Files by content hash."""

import hashlib
import io
from pathlib import Path

import pytest

from lib.disk import MEGABYTE, size_on_disk
from lib.errors import DiskFull, NotAllowed
from lib.storage.files import PaperFiles


def keep(files: PaperFiles, data: bytes) -> str:
    return files.store(io.BytesIO(data), len(data))


def test_a_file_is_named_by_its_bytes_and_kept_once(tmp_path: Path) -> None:
    files = PaperFiles(tmp_path, disk_margin_mb=lambda: 1)
    first, second = keep(files, b"%PDF-one"), keep(files, b"%PDF-one")
    assert first == second == hashlib.sha256(b"%PDF-one").hexdigest()
    assert files.path(first).read_bytes() == b"%PDF-one"
    assert [path.name for path in tmp_path.rglob("*.*")] == [f"{first}.pdf"]


def test_a_copy_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError("cable pulled")
            return super().read(4)

    files = PaperFiles(tmp_path, disk_margin_mb=lambda: 1)
    with pytest.raises(OSError, match="cable"):
        files.store(Breaking(b"half of it"), 10)
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_a_paper_is_told_and_stays(tmp_path: Path) -> None:
    files = PaperFiles(tmp_path, disk_margin_mb=lambda: 1)
    known, stray = keep(files, b"%PDF-known"), keep(files, b"%PDF-stray")
    assert files.unknown({known}) == [stray]
    assert files.path(stray).exists()


def test_what_a_kill_left_is_cleared_at_the_next_start(tmp_path: Path) -> None:
    (tmp_path / "abc.part").write_bytes(b"half")
    PaperFiles(tmp_path, disk_margin_mb=lambda: 1)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_before_writing(tmp_path: Path) -> None:
    files = PaperFiles(tmp_path, disk_margin_mb=lambda: 10**9)
    with pytest.raises(DiskFull, match="Free some space"):
        keep(files, b"%PDF")
    assert list(tmp_path.iterdir()) == []


def test_removing_what_is_gone_is_no_error(tmp_path: Path) -> None:
    files = PaperFiles(tmp_path, disk_margin_mb=lambda: 1)
    paper_id = keep(files, b"%PDF")
    files.remove(paper_id)
    files.remove(paper_id)
    assert not files.path(paper_id).exists()


def test_a_sparse_file_counts_what_it_holds(tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(100 * MEGABYTE)
    assert size_on_disk(tmp_path) < MEGABYTE


def test_a_file_that_is_there_takes_no_further_room(tmp_path: Path) -> None:
    files = PaperFiles(tmp_path, disk_margin_mb=lambda: 1)
    kept = keep(files, b"%PDF-one")

    def refuse() -> None:
        raise NotAllowed("There is no room.")

    assert files.store(io.BytesIO(b"%PDF-one"), 8, refuse) == kept
    with pytest.raises(NotAllowed):
        files.store(io.BytesIO(b"%PDF-two"), 8, refuse)
    assert [path.name for path in tmp_path.rglob("*.*")] == [f"{kept}.pdf"]
