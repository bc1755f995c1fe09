"""Room on the disk: how much there is, how much is taken."""

from __future__ import annotations

import shutil
from pathlib import Path

from lib.errors import DiskFull

MEGABYTE = 1024 * 1024
GIGABYTE = 1024 * MEGABYTE
BLOCK_BYTES = 512
"""In which POSIX counts `st_blocks`, whatever the block size of the file system."""


def require_space(folder: Path, needed: int, margin_mb: int) -> None:
    """Raise DiskFull with a sentence unless `needed` bytes fit and the margin stays free."""
    free = shutil.disk_usage(folder).free
    if free - needed < margin_mb * MEGABYTE:
        raise DiskFull(
            f"The disk of {folder} has {free // MEGABYTE} MB free; Sidelight keeps {margin_mb} MB free and stopped before "
            "writing. Free some space and try again."
        )


def size_on_disk(path: Path) -> int:
    """Return the bytes that a file or a folder takes on the disk; sparse files count what they hold, what vanishes
    meanwhile nothing.
    """
    try:
        if path.is_dir():
            return sum(size_on_disk(child) for child in path.iterdir())
        status = path.stat()
    except FileNotFoundError:
        return 0
    return status.st_blocks * BLOCK_BYTES if hasattr(status, "st_blocks") else status.st_size
