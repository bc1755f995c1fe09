"""Lines of the log: when, how grave, where, what; one line each, without tracebacks and the text of unexpected faults."""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

LINE = "%(asctime)sZ %(levelname)s %(name)s: %(message)s"
OURS = ("lib", "sidelight")
"""The loggers of this program."""
ROOT = Path(__file__).resolve().parents[1]
DEEPEST = 6
"""Places of a fault that are named, from where it was raised outwards."""
ASYNCIO = "asyncio"
"""The logger of the event loop (Python's library, "Developing with asyncio")."""

log = logging.getLogger(__name__)


class OneLine(logging.Formatter):
    """Writes a record in one line."""

    def __init__(self) -> None:
        super().__init__(LINE, "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line."""
        return " ".join(super().format(record).split())


class _WithoutWords(logging.LogRecord):
    """A record that names a fault by its kind and place: what it says may hold text of a paper, whoever writes the line."""

    fault_kind: type[BaseException] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.name == ASYNCIO:
            self.msg = str(self.msg).partition("\n")[0]  # below it stands the task, with what its fault says
        if self.exc_info and self.exc_info[0] is not None:
            self.fault_kind = self.exc_info[0]
            line = _fault_line(self.fault_kind, self.exc_info[2]).replace("%", "%%" if self.args else "%")
            self.msg, self.exc_info = f"{self.msg} {line}", None


def write_lines(to: TextIO | None = None) -> logging.Handler:
    """Let this program write its lines, on the standard error output where nothing else is named; return what writes them.

    From now on no logger of the process, such as Streamlit's, writes a traceback or the text of an unexpected fault, nor does a
    thread that ends by one. The sentence of a SidelightError stands where it is logged as such.
    What was set up before stays as it is.
    """
    logging.setLogRecordFactory(_WithoutWords)
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _log_thread
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


def _log_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
        name = "none" if ended.thread is None else ended.thread.name
        fault = (ended.exc_type, ended.exc_value, ended.exc_traceback)
        log.error("The thread %s ended by a fault", name, exc_info=fault)


def fault_kind(record: logging.LogRecord) -> type[BaseException] | None:
    """Return the kind of the fault that a record names, None where it names none; before `write_lines` and after it."""
    kind = record.exc_info[0] if record.exc_info else getattr(record, "fault_kind", None)
    return kind if isinstance(kind, type) and issubclass(kind, BaseException) else None


def _fault_line(kind: type[BaseException], came: TracebackType | None) -> str:
    """Return the kind of a fault and the places through which it came."""
    places = [f"{_short(frame.filename)}:{frame.lineno}" for frame in reversed(traceback.extract_tb(came))]
    return f"({kind.__name__} at {', '.join(places[:DEEPEST])})"


def _short(path: str) -> str:
    """Return a path from this program's folder on, else its last part."""
    try:
        return Path(path).relative_to(ROOT).as_posix()
    except ValueError:
        return Path(path).name
