"""Files of exports being made in the background: large ones, kept on the disk until they were fetched or are old."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import ClassVar, Protocol

from lib.background.tasks import Task, TaskProgress, Tasks
from lib.disk import require_space
from lib.errors import SidelightError, StoreError
from lib.records.people import Role

FILES = 4
"""At most that stay, the newest ones."""
FILES_S = 3600.0
"""How long they stay."""
STEPS_BETWEEN_LOOKS = 50
"""Steps between two looks at the disk's free space."""
STOPPED = "Stopped. Nothing of the file was kept."


class ExportStopped(SidelightError):
    """An export that a person stopped."""


class Step(Protocol):
    """What a writer says as it goes on."""

    def __call__(self, unit: str, done: int, total: int) -> None:
        """Take note of it. Raises ExportStopped where it is to go no further, DiskFull where there is too little space."""


def no_step(unit: str, done: int, total: int) -> None:
    """Take no note of it, for who does not ask."""


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


Write = Callable[[Path, Step], SavedFile]
"""Writes a file into a folder; raises SidelightError."""


@dataclass(eq=False)
class ExportTask(Task[SavedFile]):
    """A file being made; its id is what it is of, as who asked for it calls it. Stopped, it leaves nothing."""

    what: ClassVar[str] = "An export"
    failure: ClassVar[str] = "Sidelight failed over this export ({fault}). Try another format."

    wanted: str
    """Its format."""
    state: object
    """Equal as long as the file would be the same."""
    progress: TaskProgress = field(default_factory=TaskProgress, init=False)

    def clear_away(self, result: SavedFile) -> None:
        """Delete the file and its folder."""
        shutil.rmtree(result.path.parent, ignore_errors=True)


class ExportTasks(Tasks[ExportTask]):
    """Makes one file after the other in a folder of its own, which is emptied at the start and at the end."""

    needs: ClassVar[Role] = Role.READER

    def __init__(self, folder: Path, disk_margin_mb: Callable[[], int]) -> None:
        super().__init__("export", 1, FILES, FILES_S)
        self._folder = folder
        self._disk_margin_mb = disk_margin_mb
        self._numbers = count(1)
        shutil.rmtree(folder, ignore_errors=True)  # what an earlier process left

    def export(self, of: str, wanted: str, state: object, write: Write) -> ExportTask:
        """Return the file that begins to be made; what was made before of the same is dropped."""
        task = ExportTask(of, wanted, state)
        folder = self._folder / str(next(self._numbers))
        return self.start(task, lambda: self._make(task, folder, write))

    def close(self) -> None:
        """Stop what is under way, and delete the folder."""
        super().close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _make(self, task: ExportTask, folder: Path, write: Write) -> SavedFile:
        def step(unit: str, done: int, total: int) -> None:
            if task.stopped:
                raise ExportStopped(STOPPED)
            if done % STEPS_BETWEEN_LOOKS == 0:
                require_space(self._folder, 0, self._disk_margin_mb())
            task.progress = TaskProgress(done, total, unit)

        try:
            folder.mkdir(parents=True, exist_ok=True)
            step("", 0, 0)
            file = write(folder, step)
            if task.stopped:
                raise ExportStopped(STOPPED)
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, OSError):
                raise StoreError(
                    f"The file cannot be written ({error.strerror or error}). Nothing of it was kept."
                ) from error
            raise
        return file
