"""The memory that this process and those it started take together."""

from __future__ import annotations

import os
from pathlib import Path

PROC = Path("/proc")


def resident_bytes() -> int | None:
    """Return the bytes in memory of this process and all below it; None but on Linux.

    What processes share counts for each of them.
    """
    if not (PROC / "self" / "statm").is_file():
        return None
    page = os.sysconf("SC_PAGE_SIZE")
    return sum(_resident_pages(pid) for pid in _with_all_below(os.getpid())) * page


def _with_all_below(pid: int) -> list[int]:
    found = [pid]
    for one in found:  # grows on the way
        found += _children(one)
    return found


def _children(pid: int) -> list[int]:
    """Return the processes that one started; none where it has ended meanwhile, or Linux was built without the list."""
    try:
        lists = [(thread / "children").read_text() for thread in (PROC / str(pid) / "task").iterdir()]
    except OSError:
        return []
    return [int(child) for listed in lists for child in listed.split()]


def _resident_pages(pid: int) -> int:
    try:
        return int((PROC / str(pid) / "statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
