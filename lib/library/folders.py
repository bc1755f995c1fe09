"""PDFs out of ZIPs and folders, one file at a time, each skipped one with its reason."""

from __future__ import annotations

import io
import lzma
import os
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeVar

from lib.disk import MEGABYTE
from lib.errors import SidelightError, StoreAway
from lib.library.listed_files import MEGABYTES as LIST_MEGABYTES
from lib.library.listed_files import MOST_LISTS, lists_works
from lib.records import Record

Keep = Callable[[str, BinaryIO, int], str]
"""Keeps a file's bytes (name, stream, size) and gives the paper's id."""

OnFile = Callable[[int, int], object]
"""Is called before each file with how many are done and how many there are."""

Item = TypeVar("Item")

FILES_LIMIT = 10_000
UNPACKED_TIMES = 60
"""Times its packed size that a file in a ZIP may have, and all its files together that of the ZIP. PDFs are packed inside
already; one without any packing of its own shrinks to a twentieth at the most, nothing but zeros to a thousandth."""
SMALL_BYTES = 10 * MEGABYTE
"""Up to which nobody asks how well a file was packed."""
IMPORT_S = 600.0
"""Seconds after which the rest of a ZIP is left out."""
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    struct.error,
)
"""What `zipfile` raises on archives that are damaged or made in ways it does not know."""


@dataclass(frozen=True, slots=True)
class ImportReport(Record):
    """What became of the files of a ZIP or a folder."""

    added: list[str] = field(default_factory=list)
    """Paper ids; one that was in the library already counts as added."""
    skipped: list[list[str]] = field(default_factory=list)
    """[name, reason], the reason in plain words."""
    notes: list[str] = field(default_factory=list)
    """Plain sentences on bibliographies among the files."""
    places: dict[str, str] = field(default_factory=dict)
    """Paper ids by the path of their file within the ZIP or the folder."""
    lists: dict[str, bytes] = field(default_factory=dict)
    """Bytes of the files that list works, by their path."""


class _Limited(io.RawIOBase):
    """A stream that ends with an error over its limit: a ZIP may declare less than it unpacks to."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        super().__init__()
        self._stream = stream
        self._left = limit

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise SidelightError("It unpacks to more than it declares or than the size limit allows.")
        return data


def import_zip(data: BinaryIO, keep: Keep, limit_mb: int, on_file: OnFile = lambda done, total: None) -> ImportReport:
    """Return what became of each file in a ZIP; raises SidelightError where it is no ZIP.

    `limit_mb`: of one file. What `on_file` raises stops it; the files before that are kept.
    """
    report = ImportReport()
    left = max(SMALL_BYTES, UNPACKED_TIMES * _size(data))
    until_s = time.monotonic() + IMPORT_S
    try:
        archive = zipfile.ZipFile(data)
    except DAMAGED as error:
        raise SidelightError("This file is named .zip and is no ZIP archive, or it is damaged.") from error
    with archive:
        infos = list(_first_files((entry for entry in archive.infolist() if not entry.is_dir()), report))
        for done, info in enumerate(infos):
            on_file(done, len(infos))
            if time.monotonic() > until_s:
                minutes = IMPORT_S / 60
                report.skipped.append(
                    ["…", f"{len(infos) - done:,} files were left out after {minutes:.0f} minutes. Add them in parts."]
                )
                break
            name = PurePosixPath(info.filename).name
            if info.filename.startswith("__MACOSX/") or name.startswith("."):
                continue
            if _takes_list(info.filename, info.file_size, report) and not _zip_excess(info, left):
                left -= info.file_size
                _keep_list(report, info.filename, partial(archive.read, info))
                continue
            reason = _zip_refusal(info, limit_mb, left)
            if reason:
                report.skipped.append([info.filename, reason])
                continue
            left -= info.file_size
            try:
                with archive.open(info) as stream:
                    limited = _Limited(stream, info.file_size)  # type: ignore[arg-type]
                    _add(report, info.filename, keep(name, limited, info.file_size))  # type: ignore[arg-type]
            except StoreAway as away:
                report.skipped.append(["…", _left_out(away, len(infos) - done, "ZIP")])
                break
            except SidelightError as error:
                report.skipped.append([info.filename, error.message])
            except DAMAGED as error:
                report.skipped.append([info.filename, f"It cannot be unpacked ({error})."])
    return report


def _size(data: BinaryIO) -> int:
    """Return how many bytes the stream has."""
    size = data.seek(0, os.SEEK_END)
    data.seek(0)
    return size


def _zip_refusal(info: zipfile.ZipInfo, limit_mb: int, left: int) -> str:
    """Return why a file of a ZIP is left out, "" where it is not; `left`: bytes that the ZIP may still unpack to."""
    if info.flag_bits & 1:
        return "It is encrypted inside the ZIP. Unpack it and add the PDF."
    return _refusal(info.filename, info.file_size, limit_mb) or _zip_excess(info, left)


def _zip_excess(info: zipfile.ZipInfo, left: int) -> str:
    """Return why a file of a ZIP unpacks to too much, "" where it does not."""
    if info.file_size > SMALL_BYTES and info.file_size > UNPACKED_TIMES * max(1, info.compress_size):
        times = info.file_size // max(1, info.compress_size)
        return f"It unpacks to {times:,} times its size, as no PDF does. Unpack it and add the file if it is one."
    if info.file_size > left:
        return (
            f"The ZIP would unpack to more than {UNPACKED_TIMES} times its size. Unpack it and add the files in parts."
        )
    return ""


def import_folder(folder: Path, keep: Keep, limit_mb: int, on_file: OnFile = lambda done, total: None) -> ImportReport:
    """Return what became of each file below a folder; links are not followed. Raises SidelightError where it is no folder.

    What `on_file` raises stops it; the files before that are kept.
    """
    if not folder.is_dir():
        raise SidelightError(f"{folder} is not a folder on this machine.")
    report = ImportReport()
    paths = list(_first_files(_files(folder, report), report))
    for done, path in enumerate(paths):
        on_file(done, len(paths))
        name = str(path.relative_to(folder))
        try:
            with _open_regular(path) as stream:
                size = os.fstat(stream.fileno()).st_size
                reason = _refusal(name, size, limit_mb)
                if _takes_list(name, size, report):
                    _keep_list(report, name, stream.read)
                elif reason:
                    report.skipped.append([name, reason])
                else:
                    _add(report, name, keep(path.name, stream, size))
        except StoreAway as away:
            report.skipped.append(["…", _left_out(away, len(paths) - done, "folder")])
            break
        except OSError as error:
            report.skipped.append([name, f"It cannot be opened ({error.strerror})."])
        except SidelightError as error:
            report.skipped.append([name, error.message])
    return report


def _left_out(away: StoreAway, count: int, of: str) -> str:
    """Return the sentence on files that could not be kept because something is away."""
    return f"{away.message} {count:,} files were left out. Add the {of} again then; what was added stays as it is."


def _add(report: ImportReport, path: str, paper_id: str) -> None:
    report.added.append(paper_id)
    report.places[path] = paper_id


def _takes_list(name: str, size: int, report: ImportReport) -> bool:
    """Return whether a file is read as a list of works: of each kind so many, and not too much of all together."""
    if not lists_works(name):
        return False
    of_kind = sum(Path(other).suffix.lower() == Path(name).suffix.lower() for other in report.lists)
    total = size + sum(map(len, report.lists.values()))
    return of_kind < MOST_LISTS and total <= LIST_MEGABYTES * MEGABYTE


def _keep_list(report: ImportReport, name: str, read: Callable[[], bytes]) -> None:
    try:
        report.lists[name] = read()
    except DAMAGED as error:
        report.skipped.append([name, f"It cannot be unpacked ({error})."])


def _files(folder: Path, report: ImportReport) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        report.skipped.append([str(error.filename), f"It cannot be opened ({error.strerror})."])

    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(parent) / name


def _open_regular(path: Path) -> BinaryIO:
    """Return the file, opened without following a link; a pipe, device or link raises SidelightError."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise SidelightError("It is a link or a special file; only regular files are read.")
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    return os.fdopen(handle, "rb")


def _refusal(name: str, size: int, limit_mb: int) -> str:
    if not name.lower().endswith(".pdf"):
        return "It is not named .pdf."
    if size > limit_mb * MEGABYTE:
        return f"It has {size // MEGABYTE} MB; the limit is {limit_mb} MB (Settings)."
    return ""


def _first_files(files: Iterable[Item], report: ImportReport) -> Iterator[Item]:
    rest = iter(files)
    yield from islice(rest, FILES_LIMIT)
    if next(rest, None) is not None:
        report.skipped.append(
            ["…", f"There are more than {FILES_LIMIT:,} files; the rest was left out. Add them in parts."]
        )
