"""Lines of the log: when, how grave, where, what; one line each. What papers, people and models say stands in none."""

from __future__ import annotations

import logging
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import TextIO

LINE = "%(asctime)sZ %(levelname)s %(name)s: %(message)s"
OURS = ("lib", "sidelight")
"""The loggers of this program."""
ROOT = Path(__file__).resolve().parents[1]
DEEPEST = 6
"""Places of a fault that are named, from where it was raised outwards."""


class OneLine(logging.Formatter):
    """Writes a record in one line; of a fault its kind and where it was raised, for what it says may hold text of a paper."""

    def __init__(self) -> None:
        super().__init__(LINE, "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line."""
        return " ".join(super().format(record).split())

    def formatException(  # noqa: N802 - logging calls it by this name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Return the kind of a fault and the places through which it came."""
        kind, _, came = ei
        places = [f"{_short(frame.filename)}:{frame.lineno}" for frame in reversed(traceback.extract_tb(came))]
        return f"({kind.__name__ if kind else 'no fault'} at {', '.join(places[:DEEPEST])})"


def write_lines(to: TextIO | None = None) -> logging.Handler:
    """Let this program write its lines, on the standard error output where nothing else is named; return what writes them.

    What was set up before stays as it is.
    """
    ours = logging.getLogger(OURS[0])
    for handler in ours.handlers:
        if to is None and isinstance(handler.formatter, OneLine):
            return handler
    made = logging.StreamHandler(to or sys.stderr)
    made.setFormatter(OneLine())
    for name in OURS:
        logging.getLogger(name).addHandler(made)
        logging.getLogger(name).setLevel(logging.INFO)
    return made


def _short(path: str) -> str:
    """Return a path from this program's folder on, else its last part."""
    try:
        return Path(path).relative_to(ROOT).as_posix()
    except ValueError:
        return Path(path).name
