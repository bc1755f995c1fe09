"""PDFs in the data folder or a shared place, named by the SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import BinaryIO

from lib.disk import MEGABYTE, require_space
from lib.errors import FILE_DAMAGED, ReadingError, StoreError
from lib.places.place import PART, FilePlace, FolderPlace

PDF = ".pdf"


class PaperFiles:
    """The files of one library."""

    def __init__(self, place: Path | FilePlace, disk_margin_mb: Callable[[], int]) -> None:
        """`place`: a folder of this process, or where several processes reach them."""
        self._place = FolderPlace(place) if isinstance(place, Path) else place
        self.disk_margin_mb = disk_margin_mb
        self._sound: dict[str, tuple[int, int]] = {}
        """Size and time (ns) of the files whose bytes were compared with their names."""

    @property
    def folder(self) -> Path:
        """The folder on this machine that files are read from."""
        return self._place.folder

    def path(self, paper_id: str) -> Path:
        """Return where a paper's file is on this machine or would be, without fetching it."""
        return self._place.path(_name(paper_id))

    def has(self, paper_id: str) -> bool:
        """Return whether the paper's file is kept. Raises StoreError where a shared place does not answer."""
        return self._place.has(_name(paper_id))

    def checked_path(self, paper_id: str) -> Path:
        """Return where a paper's file is; raises ReadingError where its bytes are no longer those that were added.

        They are read whole at the first call, and again once the file's size or time is another. A missing one is no fault, a
        shared place that does not answer is one.
        """
        try:
            return self.path_to_read(paper_id)
        except StoreError as error:
            raise ReadingError(error.message) from error

    def path_to_read(self, paper_id: str) -> Path:
        """Return the same for work that waits where a shared place does not answer: that raises StoreAway, StoreError."""
        path = self._place.fetch(_name(paper_id))
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

    def store(self, stream: BinaryIO, size: int, require_room: Callable[[], object] = lambda: None) -> str:
        """Store a stream's bytes (`size` of them) without holding them in memory, and return their id.

        They are written aside and renamed, so that no half file ever has a name. `require_room` is called before a file takes
        room that is not there yet, and raises where it may not. Raises DiskFull, and StoreError where the folder cannot be
        written.
        """
        require_space(self.folder, size, self.disk_margin_mb())
        try:
            handle, name = tempfile.mkstemp(dir=self.folder, suffix=PART)
        except OSError as error:
            raise _not_written(error) from error
        part = Path(name)
        try:
            paper_id = _copy(stream, handle)
            is_there = self.has(paper_id)
            if not is_there:
                require_room()
            # the same bytes may be open in a reader, which Windows lets nobody replace
            if not (is_there and is_whole(self._place.fetch(_name(paper_id)))):
                self._place.keep(part, _name(paper_id))
        finally:
            part.unlink(missing_ok=True)
        return paper_id

    def unknown(self, paper_ids: Collection[str]) -> list[str]:
        """Return ids of the files whose paper is not among these: one kept right before a kill, or those of another database."""
        return sorted(
            stem
            for name in self._place.names()
            if name.endswith(PDF) and name.count("/") == 1
            if (stem := Path(name).stem) not in paper_ids
        )

    def size(self) -> int:
        """Return the bytes of all papers' files together. Raises StoreError where a shared place does not answer."""
        return self._place.size()

    def remove(self, paper_id: str) -> None:
        """Remove the paper's file, if it is there."""
        self._place.remove(_name(paper_id))


def _name(paper_id: str) -> str:
    return f"{paper_id[:2]}/{paper_id}{PDF}"


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
