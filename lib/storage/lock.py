"""One process per data folder."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from lib.errors import ConfigError, FolderInUse
from lib.storage.permissions import make_private

LOCK_FILE = "in-use.lock"


def lock_folder(folder: Path) -> FileLock:
    """Create a data folder, for its owner alone, and take its lock, which goes with the process, however that ends.

    Raises FolderInUse where another process has it, ConfigError where it cannot be a data folder.
    """
    lock = FileLock(folder / LOCK_FILE, timeout=0, thread_local=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        make_private(folder)
    except Timeout as error:
        raise FolderInUse(
            f"Another Sidelight has the data folder {folder} open. Close it, or start this one with another folder in "
            "SIDELIGHT_DATA."
        ) from error
    except OSError as error:
        raise _unusable(folder, error) from error
    return lock


def make_folder(folder: Path) -> None:
    """Create a data folder, for its owner alone, that several processes may use. Raises ConfigError where it cannot be one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        make_private(folder)
    except OSError as error:
        raise _unusable(folder, error) from error


def _unusable(folder: Path, error: OSError) -> ConfigError:
    return ConfigError(f"{folder} cannot be the data folder ({error.strerror}). Choose another one in SIDELIGHT_DATA.")
