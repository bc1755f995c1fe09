"""PDFs out of ZIPs and folders."""

import io
import os
import zipfile
from pathlib import Path
from typing import BinaryIO

import pytest

from lib.disk import MEGABYTE
from lib.errors import DiskFull, SidelightError, StoreAway
from lib.library.folders import SMALL_BYTES, import_folder, import_zip
from lib.library.listed_files import MEGABYTES, MOST_LISTS


class Kept:
    """Keeps what it is given in memory."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def __call__(self, name: str, stream: BinaryIO, size: int) -> str:
        if name == "full.pdf":
            raise DiskFull("The disk is full.")
        if name == "away.pdf":
            raise StoreAway("The place is away.", lambda goes_on: False)
        self.files[name] = b"".join(iter(lambda: stream.read(7), b""))
        return f"id of {name}"


def zipped(files: dict[str, bytes]) -> io.BytesIO:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data


def test_pdfs_of_a_zip_are_kept_and_the_rest_is_told() -> None:
    kept = Kept()
    data = zipped(
        {
            "a.pdf": b"one",
            "deep/b.PDF": b"two",
            "notes.txt": b"x",
            "__MACOSX/a.pdf": b"junk",
            "deep/.hidden.pdf": b"junk",
        }
    )
    report = import_zip(data, kept, limit_mb=1)
    assert kept.files == {"a.pdf": b"one", "b.PDF": b"two"}
    assert report.added == ["id of a.pdf", "id of b.PDF"]
    assert report.skipped == [["notes.txt", "It is not named .pdf."]]


def test_one_bad_file_of_a_zip_fails_alone() -> None:
    kept = Kept()
    data = zipped({"good.pdf": b"good " * 50, "full.pdf": b"x", "bad.pdf": os.urandom(400), "last.pdf": b"last"})
    broken = bytearray(data.getvalue())
    start = broken.index(b"bad.pdf") + len("bad.pdf")
    broken[start + 50 : start + 90] = bytes(40)
    report = import_zip(io.BytesIO(bytes(broken)), kept, limit_mb=1)
    assert set(kept.files) == {"good.pdf", "last.pdf"}
    reasons = dict(map(tuple, report.skipped))
    assert reasons["full.pdf"] == "The disk is full."
    assert reasons["bad.pdf"].startswith("It cannot be unpacked")


def test_a_file_over_the_limit_is_not_unpacked() -> None:
    kept = Kept()
    report = import_zip(zipped({"bomb.pdf": bytes(3 * 1024 * 1024)}), kept, limit_mb=2)
    assert kept.files == {}
    assert "the limit is 2 MB" in report.skipped[0][1]


def test_a_zip_that_unpacks_to_more_than_it_declares_is_stopped() -> None:
    data = bytearray(zipped({"liar.pdf": b"A" * 100_000}).getvalue())
    for at in [i for i in range(len(data)) if data[i : i + 4] in (b"PK\x01\x02", b"PK\x03\x04")]:
        size_at = at + (24 if data[at + 2] == 1 else 22)
        data[size_at : size_at + 4] = (10).to_bytes(4, "little")
    kept = Kept()
    report = import_zip(io.BytesIO(bytes(data)), kept, limit_mb=1)
    assert report.added == []
    assert len(report.skipped) == 1


def test_what_is_no_zip_is_a_plain_sentence() -> None:
    with pytest.raises(SidelightError, match="no ZIP archive"):
        import_zip(io.BytesIO(b"%PDF-1.4"), Kept(), limit_mb=1)


def test_a_folder_is_read_deep_and_no_link_is_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.pdf").write_bytes(b"secret")
    folder = tmp_path / "papers"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.pdf").write_bytes(b"one")
    (folder / "deep" / "b.pdf").write_bytes(b"two")
    (folder / "link.pdf").symlink_to(outside / "secret.pdf")
    (folder / "linked").symlink_to(outside)
    os.mkfifo(folder / "pipe.pdf")
    kept = Kept()
    report = import_folder(folder, kept, limit_mb=1)
    assert kept.files == {"a.pdf": b"one", "b.pdf": b"two"}
    assert {name for name, _ in report.skipped} == {"link.pdf", "pipe.pdf"}


def test_a_path_that_is_no_folder_is_a_plain_sentence(tmp_path: Path) -> None:
    with pytest.raises(SidelightError, match="is not a folder on this machine"):
        import_folder(tmp_path / "nowhere", Kept(), limit_mb=1)


def test_a_folder_tells_how_far_it_is_and_what_was_taken_before_a_stop_stays(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        (tmp_path / name).write_bytes(name.encode())
    told: list[tuple[int, int]] = []

    def stop_at_third(done: int, total: int) -> None:
        told.append((done, total))
        if done == 2:
            raise InterruptedError

    kept = Kept()
    with pytest.raises(InterruptedError):
        import_folder(tmp_path, kept, 1, stop_at_third)
    assert told == [(0, 3), (1, 3), (2, 3)]
    assert sorted(kept.files) == ["a.pdf", "b.pdf"]


def test_a_file_that_unpacks_to_a_multiple_of_its_size_is_left_out() -> None:
    kept = Kept()
    report = import_zip(zipped({"bomb.pdf": bytes(SMALL_BYTES + 1), "a.pdf": b"one"}), kept, limit_mb=1000)
    assert kept.files == {"a.pdf": b"one"}
    ((name, reason),) = report.skipped
    assert name == "bomb.pdf"
    assert "as no PDF does" in reason


def test_many_small_files_that_unpack_to_too_much_together_are_left_out() -> None:
    kept = Kept()
    report = import_zip(zipped({f"{n}.pdf": bytes(SMALL_BYTES // 4) for n in range(12)}), kept, limit_mb=1000)
    assert len(kept.files) == 4  # ten megabytes are always allowed
    assert {reason for _, reason in report.skipped} == {
        "The ZIP would unpack to more than 60 times its size. Unpack it and add the files in parts."
    }


def test_a_place_that_is_away_is_said_once_with_what_to_do(tmp_path: Path) -> None:
    files = {"a.pdf": b"one", "away.pdf": b"two", "b.pdf": b"three"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    for report, again in (
        (import_folder(tmp_path, Kept(), 1), "Add the folder again"),
        (import_zip(zipped(files), Kept(), 1), "Add the ZIP again"),
    ):
        assert report.added == ["id of a.pdf"]
        ((_, reason),) = report.skipped
        assert reason.startswith(f"The place is away. 2 files were left out. {again}")


def test_what_takes_too_long_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.library.folders.IMPORT_S", -1.0)
    report = import_zip(zipped({"a.pdf": b"one", "b.pdf": b"two"}), Kept(), limit_mb=1)
    assert report.added == []
    assert "2 files were left out" in report.skipped[0][1]


def test_an_import_is_stopped_between_files() -> None:
    class Stopped(Exception):
        pass

    def stop_at_the_second(done: int, total: int) -> None:
        if done == 1:
            raise Stopped

    kept = Kept()
    with pytest.raises(Stopped):
        import_zip(zipped({"a.pdf": b"one", "b.pdf": b"two"}), kept, limit_mb=1, on_file=stop_at_the_second)
    assert list(kept.files) == ["a.pdf"]


def test_lists_of_works_are_kept_apart_and_not_without_end() -> None:
    files = {f"{number}.json": b"{}" for number in range(MOST_LISTS + 3)}
    report = import_zip(zipped({**files, "refs.bib": b"@article{a}", "a.pdf": b"one"}), Kept(), limit_mb=1)
    assert set(report.lists) == {*list(files)[:MOST_LISTS], "refs.bib"}
    assert report.lists["refs.bib"] == b"@article{a}"
    assert report.places == {"a.pdf": "id of a.pdf"}
    assert [name for name, _ in report.skipped] == list(files)[MOST_LISTS:]
    huge = zipped({"a.bib": b" " * (MEGABYTES * MEGABYTE + 1), "b.pdf": b"two"})
    assert import_zip(huge, Kept(), limit_mb=1).lists == {}
