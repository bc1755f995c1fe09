"""The data folder held against itself: is the database sound, has every paper its PDF, is the index what was written?"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from sqlalchemy import Engine, text

from lib.acting import require
from lib.background.tasks import Task, TaskProgress, Tasks
from lib.backup.archive import BROKEN
from lib.errors import ReadingError, SidelightError
from lib.library.backups import Backups
from lib.library.live_index import LiveIndex
from lib.records import Paper
from lib.records.people import Role
from lib.storage.database import read_only
from lib.storage.files import PDF, PaperFiles
from lib.storage.folders import PAPERS
from lib.storage.papers import PaperStore
from lib.text.wording import count

DATABASE_DAMAGED = (
    "The database is damaged. Restore the newest backup (Settings, Data); what was written since is in the damaged file, "
    "which is kept."
)


@dataclass(eq=False)
class InspectionTask(Task[list[str]]):
    """A check of the data folder; its result are sentences on what was found, none where all is well."""

    what: ClassVar[str] = "The check of the data folder"

    progress: TaskProgress = field(default_factory=TaskProgress, init=False)
    """In papers."""


class Inspection:
    """Checks one data folder, and puts right what it can. Thread-safe; one check at a time."""

    def __init__(
        self, engine: Engine, papers: PaperStore, files: PaperFiles, index: LiveIndex, backups: Backups
    ) -> None:
        self._engine = engine
        self._papers = papers
        self._files = files
        self._index = index
        self._backups = backups
        self._tasks: Tasks[InspectionTask] = Tasks("inspection", 1)

    def start(self) -> InspectionTask:
        """Begin in the background; one that is under way is joined."""
        require(Role.ADMINISTRATOR)
        task = InspectionTask("check")
        return self._tasks.start_or_join(task, lambda: self.run(task))

    @property
    def task(self) -> InspectionTask | None:
        """The last one, under way or ended."""
        return self._tasks.get("check")

    def close(self) -> None:
        """Stop what is under way."""
        self._tasks.close()

    def run(self, task: InspectionTask | None = None) -> list[str]:
        """Check everything, and return sentences on what was found and what was done about it; none where all is well.

        Reads every file once. Raises StoreError, ConfigError, DiskFull where the index cannot be opened.
        """
        task = task or InspectionTask("script")
        papers = self._papers.papers()
        found = [] if self._is_database_sound() else [DATABASE_DAMAGED]
        for done, paper in enumerate(papers):
            if task.stopped:
                return found
            task.progress = TaskProgress(done, len(papers), "paper")
            found += self._check_file(paper)
        if damaged := self._index.check(task.goes_on):
            found.append(f"The index of {count(damaged, 'paper')} was damaged; it is made again.")
        task.progress = TaskProgress(len(papers), len(papers), "paper")
        return found

    def _is_database_sound(self) -> bool:
        if self._engine.dialect.name != "sqlite":
            return True  # a server looks after its own files
        with read_only(self._engine) as connection:
            return connection.execute(text("PRAGMA quick_check(1)")).scalar() == "ok"

    def _check_file(self, paper: Paper) -> list[str]:
        """Return what there is to say of a paper's PDF; a damaged or missing one is taken from a backup that has it."""
        path = self._files.path(paper.id)
        try:
            self._files.path_to_read(paper.id)
            if path.exists():
                return []
        except ReadingError:
            pass
        if not self._papers.has(paper.id):
            return []  # removed for good meanwhile
        name = paper.title or paper.filename
        what = "damaged" if path.exists() else "missing"
        if self._from_backup(paper.id):
            return [f"The PDF of “{name}” was {what}; it was taken from a backup."]
        return [f"The PDF of “{name}” is {what}. Add the same file again; answers about it stay."]

    def _from_backup(self, paper_id: str) -> bool:
        member = f"{PAPERS}/{paper_id}{PDF}"
        for backup in self._backups.all():
            if member in backup.sums and _extract(Path(backup.path), member, self._files.store) == paper_id:
                if not self._papers.has(
                    paper_id
                ):  # removed for good meanwhile: its file, left, would be read as a new paper
                    self._files.remove(paper_id)
                return True
        return False


def _extract(backup: Path, member: str, store: Callable[..., str]) -> str | None:
    """Return the id of the file in the backup, kept; None where it cannot be read."""
    try:
        with zipfile.ZipFile(backup) as archive, archive.open(member) as stream:
            kept: str = store(stream, archive.getinfo(member).file_size)
            return kept
    except (SidelightError, OSError, *BROKEN):
        return None
