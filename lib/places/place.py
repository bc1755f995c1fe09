"""A place for files by name, and the plainest one: a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

PART = ".part"
"""The ending of a file that is being written; what a kill leaves of it is removed at the next start."""


class FilePlace(Protocol):
    """Files by name, a relative path with `/`. Thread-safe."""

    @property
    def folder(self) -> Path:
        """The local folder that files are read from, in which drafts are written."""
        ...

    def path(self, name: str) -> Path:
        """Return where the file lies on this machine or would lie, without fetching it."""
        ...

    def fetch(self, name: str) -> Path:
        """Return the path of the file on this machine, fetched where it must be; nothing lies there where there is no such file.

        Raises StoreError where the place does not answer.
        """
        ...

    def keep(self, draft: Path, name: str) -> None:
        """Give a file that was written in `folder` its name, in place of another of that name. Raises OSError, StoreError."""
        ...

    def has(self, name: str) -> bool:
        """Return whether there is such a file. Raises StoreError where the place does not answer."""
        ...

    def remove(self, name: str) -> None:
        """Remove the file, if it is there. Raises OSError, StoreError."""
        ...

    def names(self) -> Iterator[str]:
        """Yield the names of all files. Raises StoreError where the place does not answer."""
        ...

    def size(self) -> int:
        """Return the bytes of all files together. Raises StoreError where the place does not answer."""
        ...


class FolderPlace:
    """A folder that this process alone writes."""

    def __init__(self, folder: Path) -> None:
        """Make the folder, and remove what a kill left half-written in it."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for part in folder.glob(f"*{PART}"):
            part.unlink(missing_ok=True)

    @property
    def folder(self) -> Path:
        """The folder."""
        return self._folder

    def path(self, name: str) -> Path:
        """Return where the file lies or would lie."""
        return self._folder / name

    def fetch(self, name: str) -> Path:
        """Return where the file lies or would lie."""
        return self._folder / name

    def keep(self, draft: Path, name: str) -> None:
        """Rename the draft. Raises OSError."""
        path = self._folder / name
        path.parent.mkdir(exist_ok=True)
        draft.replace(path)

    def has(self, name: str) -> bool:
        """Return whether there is such a file."""
        return (self._folder / name).exists()

    def remove(self, name: str) -> None:
        """Remove the file, if it is there. Raises OSError."""
        (self._folder / name).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """Yield the names of all files."""
        for path in self._folder.rglob("*"):
            if path.is_file() and path.suffix != PART:
                yield path.relative_to(self._folder).as_posix()

    def size(self) -> int:
        """Return the bytes of all files together; what vanishes meanwhile counts nothing."""
        total = 0
        for name in self.names():
            with suppress(FileNotFoundError):
                total += self.path(name).stat().st_size
        return total
