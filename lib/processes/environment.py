"""The environment of worker processes: only what a program needs to start, so that no secret is ever inherited."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds `lib`."""
ALLOWED = frozenset(
    (
        # where programs, libraries and temporary files are
        "PATH",
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
        "PYTHONHOME",
        "VIRTUAL_ENV",
        "TMPDIR",
        "TEMP",
        "TMP",
        "HOME",
        # what Windows needs to start a process and to find the user's folders
        "SYSTEMROOT",
        "SYSTEMDRIVE",
        "WINDIR",
        "COMSPEC",
        "PATHEXT",
        "USERPROFILE",
        "LOCALAPPDATA",
        "APPDATA",
        "NUMBER_OF_PROCESSORS",
        # how text and times are written
        "LANG",
        "LC_ALL",
        "LC_CTYPE",
        "PYTHONUTF8",
        "PYTHONIOENCODING",
        "TZ",
    )
)
"""Names that are passed on. A list of what is allowed, since nobody knows how all secrets are called."""


def worker_environment() -> dict[str, str]:
    """Return the environment of a worker: the allowed names, and what keeps its address space small."""
    return {
        **{name: value for name, value in os.environ.items() if name.upper() in ALLOWED},
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
        # each arena of glibc and each thread of OpenBLAS reserves address space, which is what is limited
        "MALLOC_ARENA_MAX": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
