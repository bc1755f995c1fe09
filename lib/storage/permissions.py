"""A data folder that only its owner reads: private manuscripts lie in it, and tokens by which other programs are let in."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

FOLDER_MODE, FILE_MODE = 0o700, 0o600
OTHERS = stat.S_IRWXG | stat.S_IRWXO
PRIVATE_UMASK = OTHERS

log = logging.getLogger(__name__)


def write_privately() -> None:
    """Let whatever this process and its workers write from now on be readable by its owner alone."""
    os.umask(PRIVATE_UMASK)


def make_private(folder: Path) -> None:
    """Close a data folder to others, and what lies in it where it was open to them before.

    One that belongs to somebody else stays as it is, which the log says. Windows gives a folder the rights of the one above.
    """
    if os.name == "nt" or not folder.stat().st_mode & OTHERS:
        return
    try:
        for above, folders, files in os.walk(folder):
            for name in folders:
                _close(Path(above, name), FOLDER_MODE)
            for name in files:
                _close(Path(above, name), FILE_MODE)
        folder.chmod(FOLDER_MODE)
    except OSError as error:
        log.warning("The data folder stays open to others: %s", error)


def _close(path: Path, mode: int) -> None:
    if not path.is_symlink() and path.stat().st_mode & OTHERS:
        path.chmod(mode)
