"""PDFs in the data folder, named by the SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import BinaryIO

from lib.disk import MEGABYTE, require_space
from lib.errors import FILE_DAMAGED, ReadingError, StoreError

PART, PDF = ".part", ".pdf"


class PaperFiles:
    """The files of one data folder."""

    def __init__(self, folder: Path, disk_margin_mb: Callable[[], int]) -> None:
        self.folder = folder
        self.disk_margin_mb = disk_margin_mb
        self._sound: dict[str, tuple[int, int]] = {}
        """Size and time (ns) of the files whose bytes were compared with their names."""
        folder.mkdir(parents=True, exist_ok=True)
        for part in folder.glob(f"*{PART}"):  # what a kill left half-written
            part.unlink()

    def path(self, paper_id: str) -> Path:
        """Return where a paper's file is or would be."""
        return self.folder / paper_id[:2] / f"{paper_id}{PDF}"

    def checked_path(self, paper_id: str) -> Path:
        """Return where a paper's file is; raises ReadingError where its bytes are no longer those that were added.

        They are read whole at the first call, and again once the file's size or time is another. A missing one is no fault.
        """
        path = self.path(paper_id)
        try:
            status = path.stat()
        except OSError:
            return path
        seen = (status.st_size, status.st_mtime_ns)
        if self._sound.get(paper_id) != seen:
            if not is_whole(path):
                raise ReadingError(FILE_DAMAGED)
            self._sound[paper_id] = seen
        return path

    def store(self, stream: BinaryIO, size: int) -> str:
        """Store a stream's bytes (`size` of them) without holding them in memory, and return their id.

        They are written aside and renamed, so that no half file ever has a name. Raises DiskFull, and StoreError where the
        folder cannot be written.
        """
        require_space(self.folder, size, self.disk_margin_mb())
        try:
            handle, name = tempfile.mkstemp(dir=self.folder, suffix=PART)
        except OSError as error:
            raise _not_written(error) from error
        part = Path(name)
        try:
            paper_id = _copy(stream, handle)
            path = self.path(paper_id)
            if not is_whole(path):  # the same bytes may be open in a reader, which Windows lets nobody replace
                path.parent.mkdir(exist_ok=True)
                part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return paper_id

    def unknown(self, paper_ids: Collection[str]) -> list[str]:
        """Return ids of the files whose paper is not among these: one kept right before a kill, or those of another database."""
        return sorted(path.stem for path in self.folder.glob(f"*/*{PDF}") if path.stem not in paper_ids)

    def remove(self, paper_id: str) -> None:
        """Remove the paper's file, if it is there."""
        self.path(paper_id).unlink(missing_ok=True)


def is_whole(pdf: Path) -> bool:
    """Return whether a kept PDF still has the bytes that it is named by."""
    try:
        with pdf.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == pdf.stem
    except OSError:
        return False


def _copy(stream: BinaryIO, handle: int) -> str:
    """Copy the stream to the file of the handle, close it, and return the SHA-256."""
    digest = hashlib.sha256()
    with os.fdopen(handle, "wb") as out:
        while chunk := stream.read(MEGABYTE):
            digest.update(chunk)
            try:
                out.write(chunk)
            except OSError as error:
                raise _not_written(error) from error
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _not_written(error: OSError) -> StoreError:
    return StoreError(f"The file cannot be written to the data folder ({error.strerror}). Nothing of it was kept.")
