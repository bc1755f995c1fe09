"""The processor time that another process of this machine has taken, by which its work is limited however busy the machine is."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from lib.processes.memory import PROC

BEHIND_THE_NAME = 11, 12
"""Of the values behind a process's name in its `stat`, counted from 0: user and system time in ticks (proc_pid_stat(5))."""

Clock = Callable[[], float]
"""Returns seconds since a moment that stays the same."""


def processor_clock(pid: int) -> Clock:
    """Return the clock of a process's processor time, which stands still once the process has ended; the clock on the wall where
    the system does not say how much a process took, as everywhere but on Linux.
    """
    stat = PROC / str(pid) / "stat"
    if not stat.is_file():
        return time.monotonic
    ticks_a_second = os.sysconf("SC_CLK_TCK")
    last = 0.0

    def seconds() -> float:
        nonlocal last
        try:
            values = stat.read_bytes().rpartition(b")")[2].split()  # the name may have blanks and brackets in it
        except OSError:
            return last
        last = sum(int(values[place]) for place in BEHIND_THE_NAME) / ticks_a_second
        return last

    return seconds
