"""PDFs in the data folder, named by the SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from lib.errors import DiskFull

MEGABYTE = 1024 * 1024


def require_space(folder: Path, needed: int, margin_mb: int) -> None:
    """Nothing where `needed` bytes fit and the margin stays free; raises DiskFull with a sentence else."""
    free = shutil.disk_usage(folder).free
    if free - needed < margin_mb * MEGABYTE:
        raise DiskFull(
            f"The disk of {folder} has {free // MEGABYTE} MB free; Sidelight keeps {margin_mb} MB free and stopped before "
            "writing. Free some space and try again."
        )


class PaperFiles:
    """The files of one data folder."""

    def __init__(self, folder: Path, disk_margin_mb: Callable[[], int]) -> None:
        self.folder = folder
        self.disk_margin_mb = disk_margin_mb
        folder.mkdir(parents=True, exist_ok=True)
        for part in folder.glob("*.part"):  # what a kill left half-written
            part.unlink()

    def path(self, paper_id: str) -> Path:
        """Where a paper's file is or would be."""
        return self.folder / paper_id[:2] / f"{paper_id}.pdf"

    def keep(self, data: bytes) -> str:
        """The id of the bytes, now on disk; raises DiskFull."""
        return self.keep_chunks([data], len(data))

    def keep_stream(self, stream: BinaryIO, size: int) -> str:
        """The id of a stream's bytes, now on disk, copied without holding them in memory; raises DiskFull."""
        return self.keep_chunks(iter(lambda: stream.read(MEGABYTE), b""), size)

    def keep_chunks(self, chunks: Iterable[bytes], size: int) -> str:
        """The id of the bytes in `chunks` (`size` in all), written aside and renamed, so that no half file ever has a name."""
        require_space(self.folder, size, self.disk_margin_mb())
        digest = hashlib.sha256()
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                for chunk in chunks:
                    digest.update(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            path = self.path(digest.hexdigest())
            path.parent.mkdir(exist_ok=True)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return digest.hexdigest()

    def remove(self, paper_id: str) -> None:
        """Nothing; the paper's file is gone afterwards, also when it was gone before."""
        self.path(paper_id).unlink(missing_ok=True)


def size_on_disk(path: Path) -> int:
    """Bytes that a file or a folder takes on the disk; sparse files count what they hold."""
    if path.is_dir():
        return sum(size_on_disk(child) for child in path.iterdir())
    if not path.exists():
        return 0
    status = path.stat()
    return status.st_blocks * 512 if hasattr(status, "st_blocks") else status.st_size
