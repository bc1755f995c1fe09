"""Files of exports being made in the background: large ones, kept on the disk until they were fetched or are old."""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from lib.background.threads import DaemonThreads
from lib.disk import require_space
from lib.errors import SidelightError

KEPT = 4
"""Files at most that stay, the newest ones."""
KEPT_SECONDS = 3600.0
LOOK_EVERY = 50
"""Steps between two looks at the disk's free space."""
STOPPED = "Stopped. Nothing of the file was kept."

log = logging.getLogger(__name__)


class ExportStopped(SidelightError):
    """An export that a person stopped."""


class Step(Protocol):
    """What a writer says as it goes on."""

    def __call__(self, unit: str, done: int, total: int) -> None:
        """Nothing; raises ExportStopped where it is to go no further, DiskFull where there is too little space."""


def no_step(unit: str, done: int, total: int) -> None:
    """Nothing; for who does not ask."""


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file of an export on the disk."""

    path: Path
    media_type: str
    notes: list[str] = field(default_factory=list)
    """Plain sentences on what is missing in it or changed."""

    @property
    def name(self) -> str:
        """As it is to be called where it goes."""
        return self.path.name


@dataclass(slots=True)
class Making:
    """A file being made, to be polled."""

    of: str
    """What it is of, as who asked for it calls it."""
    wanted: str
    """Its format."""
    state: object
    """Equal as long as the file would be the same."""
    unit: str = ""
    """What is counted: `answer`, `paper`; empty before it begins."""
    done: int = 0
    total: int = 0
    file: SavedFile | None = None
    problem: str | None = None
    """Why there is no file, in plain words."""
    ended_s: float | None = None
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def ended(self) -> bool:
        """Whether there is a file, or a reason why there is none."""
        return self.ended_s is not None

    def stop(self) -> None:
        """Nothing; it goes no further, and what was written of it goes."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Whether a person stopped it."""
        return self._stop.is_set()


Write = Callable[[Path, Step], SavedFile]
"""Writes a file into a folder; raises SidelightError."""


class Makings:
    """Makes one file after the other in a folder of its own, which is emptied at the start and at the end. Thread-safe."""

    def __init__(self, folder: Path, disk_margin_mb: Callable[[], int]) -> None:
        self._folder = folder
        self._disk_margin_mb = disk_margin_mb
        self._thread: DaemonThreads | None = None
        self._newest: dict[str, Making] = {}
        self._lock = threading.Lock()
        self._number = 0
        shutil.rmtree(folder, ignore_errors=True)  # what an earlier process left

    def start(self, of: str, wanted: str, state: object, write: Write) -> Making:
        """Return the file that begins to be made; what was made before of the same is let go."""
        with self._lock:
            self._let_go(of)
            making = self._newest[of] = Making(of, wanted, state)
            self._number += 1
            if self._thread is None:
                self._thread = DaemonThreads(1, "export")
            self._thread.submit(self._run, making, self._folder / str(self._number), write)
            return making

    def get(self, of: str) -> Making | None:
        """Return what was last begun of it; None where nothing was, or it is old."""
        with self._lock:
            return self._newest.get(of)

    def drop(self, of: str) -> None:
        """Nothing; what was made of it is stopped and gone."""
        with self._lock:
            self._drop(of)

    def close(self) -> None:
        """Nothing; what is under way is stopped, and the folder is gone."""
        with self._lock:
            for making in self._newest.values():
                making.stop()
            thread = self._thread
        if thread is not None:
            thread.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _let_go(self, of: str) -> None:
        """The old ones go, and those that are more than a few."""
        self._drop(of)
        ended = sorted(
            (one for one in self._newest.values() if one.ended_s is not None), key=lambda one: one.ended_s or 0
        )
        too_many = ended[: max(0, len(ended) - KEPT + 1)]
        old = [one for one in ended if (one.ended_s or 0) < time.monotonic() - KEPT_SECONDS]
        for making in {one.of: one for one in (*too_many, *old)}.values():
            self._drop(making.of)

    def _drop(self, of: str) -> None:
        making = self._newest.pop(of, None)
        if making is None:
            return
        making.stop()
        if making.file is not None:
            shutil.rmtree(making.file.path.parent, ignore_errors=True)

    def _run(self, making: Making, folder: Path, write: Write) -> None:
        def step(unit: str, done: int, total: int) -> None:
            if making.stopped:
                raise ExportStopped(STOPPED)
            if done % LOOK_EVERY == 0:
                require_space(self._folder, 0, self._disk_margin_mb())
            making.unit, making.done, making.total = unit, done, total

        try:
            folder.mkdir(parents=True, exist_ok=True)
            step("", 0, 0)
            file = write(folder, step)
            with self._lock:  # whoever lets it go sees either a file or that there is none
                if making.stopped:
                    raise ExportStopped(STOPPED)
                making.file = file
        except SidelightError as error:
            making.problem = error.message
        except OSError as error:
            making.problem = f"The file cannot be written ({error.strerror or error}). Nothing of it was kept."
        except Exception as error:
            log.exception("An export failed")
            making.problem = f"Sidelight failed over this export ({type(error).__name__}). Try another format."
        finally:
            making.ended_s = time.monotonic()
            if making.file is None:
                shutil.rmtree(folder, ignore_errors=True)
