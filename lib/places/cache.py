"""Copies on this machine of files that lie elsewhere, bounded in size: those used longest ago go first.

Several processes of one machine may use one folder: each file is written by rename, and its access time says when it was used.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

from lib.places.place import PART

STAYS_S = 600.0
"""Seconds since its last use before a copy goes: who was given its path opens it meanwhile."""
TRIMMED_TO = 0.9
"""Share of the limit that is left after copies went, so that not every further file makes one go."""
COUNTED_EVERY = 1 / 16
"""Share of the limit after which what lies there is counted again: other processes write there too."""
LEFT_AFTER_S = 3600.0
"""Seconds after which a draft that nobody finished is what a kill left."""


class LocalCache:
    """A folder of copies. Thread-safe."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        """Make the folder; `limit_bytes` is passed only by what was used a moment ago."""
        self.folder = folder
        self._limit = limit_bytes
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        for part in folder.glob(f"*{PART}"):
            with suppress(OSError):
                if part.stat().st_mtime < time.time() - LEFT_AFTER_S:
                    part.unlink()
        self._bytes = sum(size for _, size, _ in self._copies())
        self._since_count = 0

    def path(self, name: str) -> Path:
        """Return where the copy lies or would lie."""
        return self.folder / name

    def use(self, name: str) -> bool:
        """Return whether there is a copy, and note that it is used now."""
        path = self.folder / name
        try:
            os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))
        except OSError:
            return False
        return True

    def keep(self, draft: Path, name: str) -> Path:
        """Return where the copy lies that the draft, written in `folder`, becomes. Raises OSError."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        size = draft.stat().st_size
        draft.replace(path)
        self.use(name)
        with self._lock:
            self._bytes += size
            self._since_count += size
            if self._bytes > self._limit or self._since_count > COUNTED_EVERY * self._limit:
                self._trim()
        return path

    def remove(self, name: str) -> None:
        """Remove the copy, if there is one."""
        with suppress(OSError):
            (self.folder / name).unlink()

    def _trim(self) -> None:
        copies = sorted(self._copies(), key=lambda copy: copy[2])
        total = sum(size for _, size, _ in copies)
        is_over = total > self._limit
        for path, size, used_s in copies:
            if total <= (TRIMMED_TO if is_over else 1.0) * self._limit or used_s > time.time() - STAYS_S:
                break
            with suppress(OSError):
                path.unlink()
                total -= size
        self._bytes, self._since_count = total, 0

    def _copies(self) -> list[tuple[Path, int, float]]:
        """Return path, bytes and time of the last use (seconds since 1970) of each copy."""
        found = []
        for path in self.folder.rglob("*"):
            with suppress(OSError):
                status = path.stat()
                if path.is_file() and path.suffix != PART:
                    found.append((path, status.st_size, status.st_atime))
        return found
