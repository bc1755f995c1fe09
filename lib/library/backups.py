"""Backups of one data folder, as `ws.backups`: made on request and by a schedule, listed, prepared to be restored."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from sqlalchemy import Engine

from lib.acting import require
from lib.background.tasks import Task, TaskProgress, Tasks
from lib.backup.archive import PART, Backup, backups_in, draft_prefix, is_backup_of, make_backup
from lib.backup.restore import decide_restore, give_up_restore, is_restore_decided, prepare_restore
from lib.config import WorkspaceSettings
from lib.errors import ConfigError, SidelightError
from lib.records.people import Role
from lib.storage.actions import Note
from lib.storage.files import PaperFiles

FOLDER = "backups"
AUTOMATIC, MANUAL = "automatic-", "sidelight-"
"""How the names of the two kinds begin: only those of the schedule are ever deleted."""
FIRST_AFTER_S = 300.0
"""Seconds after the opening before the schedule makes one: who opens the app wants to work first."""
LOOK_EVERY_S = 60.0
"""Seconds between two looks whether one is due."""

log = logging.getLogger(__name__)


@dataclass(eq=False)
class BackupTask(Task[Backup]):
    """A backup being made, or one being checked and unpacked to be restored."""

    what: ClassVar[str] = "A backup"
    failure: ClassVar[str] = (
        "Sidelight failed over this backup ({fault}). Nothing was changed. The log has the details."
    )

    progress: TaskProgress = field(default_factory=TaskProgress, init=False)
    """In bytes."""

    def step(self, done: int, total: int) -> bool:
        """Note how far it is, and return whether it is to go on."""
        self.progress = TaskProgress(done, total, "byte")
        return self.goes_on()


class Backups:
    """Makes, lists and prepares backups. Thread-safe; one at a time."""

    def __init__(
        self, folder: Path, engine: Engine, files: PaperFiles, settings: WorkspaceSettings, note: Note
    ) -> None:
        """`note` is told who did what."""
        self._note = note
        self._data = folder
        self._engine = engine
        self._files = files
        self._settings = settings
        self._tasks: Tasks[BackupTask] = Tasks("backup", 1)
        for left in self.folder.glob(f"{draft_prefix(folder)}*{PART}"):  # by a kill
            shutil.rmtree(left, ignore_errors=True)
        self._closing = threading.Event()
        self._scheduler: threading.Thread | None = None
        self._scheduled = BackupTask("automatic")

    @property
    def folder(self) -> Path:
        """Where backups are kept: `backups` in the data folder, or where the settings say."""
        return backup_folder(self._data, self._settings.preferences.backup_folder)

    def all(self) -> list[Backup]:
        """Return the backups that are there, the newest first; files that are none are left out, see `unreadable`."""
        return backups_in(self.folder)[0]

    def unreadable(self) -> list[str]:
        """Return the names of files among the backups that are none, or were cut short."""
        return backups_in(self.folder)[1]

    def make(self, target: Path | None = None, *, with_pdfs: bool = True) -> Backup:
        """Return a new backup, written to `target` or into the folder of backups. Takes a while.

        Raises ConfigError where the database is a server's, DiskFull, StoreError.
        """
        return self._make(target or self._new_path(MANUAL), with_pdfs, BackupTask("script"))

    def new_name(self) -> str:
        """Return the name of a file for a backup that is made now."""
        return self._new_path(MANUAL).name

    def start(self, *, with_pdfs: bool = True) -> BackupTask:
        """Begin to make a backup in the background; one that is under way is joined."""
        require(Role.ADMINISTRATOR)
        self._note("back up")
        task = BackupTask("make")
        return self._tasks.start_or_join(task, lambda: self._make(self._new_path(MANUAL), with_pdfs, task))

    def prepare(self, path: Path, *, delete: bool = False) -> BackupTask:
        """Begin to check a backup and to unpack it aside; `decide_restore` lets the next opening put it in place.

        `delete`: the file goes afterwards, whatever came of it.
        """
        require(Role.ADMINISTRATOR)
        task = BackupTask("prepare")

        def prepare() -> Backup:
            try:
                return prepare_restore(path, self._data, self._settings.preferences.disk_margin_mb, task.step)
            finally:
                if delete:
                    path.unlink(missing_ok=True)

        return self._tasks.start_or_join(task, prepare)

    def decide_restore(self) -> None:
        """Let the next opening of the data folder put in place what `prepare` made. Raises StoreError where nothing was."""
        require(Role.ADMINISTRATOR)
        self._note("restore a backup")
        self._tasks.drop("prepare")
        decide_restore(self._data)

    @property
    def is_restore_decided(self) -> bool:
        """Whether the next opening of the data folder puts a backup in the place of what there is."""
        return is_restore_decided(self._data)

    def give_up_restore(self) -> None:
        """Leave everything as it is: what was prepared goes."""
        require(Role.ADMINISTRATOR)
        self._tasks.drop("prepare")
        give_up_restore(self._data)

    def task(self, of: str) -> BackupTask | None:
        """Return what is or was under way: `make` or `prepare`."""
        return self._tasks.get(of)

    def remove(self, path: str) -> None:
        """Delete a backup; raises ConfigError where it is none of the folder's."""
        require(Role.ADMINISTRATOR)
        if path not in {backup.path for backup in self.all()}:
            raise ConfigError("This backup is not there any more.")
        Path(path).unlink(missing_ok=True)
        self._note("delete a backup", Path(path).name)

    def start_schedule(self) -> None:
        """Make backups from time to time, as the settings say, until `close`."""
        if self._scheduler is None and self._engine.dialect.name == "sqlite":
            self._scheduler = threading.Thread(target=self._keep_schedule, name="backup-schedule", daemon=True)
            self._scheduler.start()

    @property
    def has_schedule(self) -> bool:
        """Whether backups are made from time to time."""
        return self._scheduler is not None

    def close(self) -> None:
        """Stop what is under way."""
        self._closing.set()
        self._scheduled.stop()
        self._tasks.close()
        if self._scheduler is not None:
            self._scheduler.join()

    def make_where_due(self) -> Backup | None:
        """Return the schedule's backup where one is due and there is anything new; older ones of its own go.

        Those that another library keeps in the same folder are left alone.
        """
        preferences = self._settings.preferences
        automatic = [
            backup
            for backup in self.all()
            if Path(backup.path).name.startswith(AUTOMATIC) and is_backup_of(backup, self._data)
        ]
        if not preferences.backup_days:
            return None
        if automatic and datetime.now(UTC) - _last_held(automatic[0]) < timedelta(days=preferences.backup_days):
            return None
        made = self._make(self._new_path(AUTOMATIC), preferences.backup_pdfs, self._scheduled)
        if automatic and _same(made, automatic[0]):
            Path(made.path).unlink()
            seen = datetime.now(UTC).timestamp()
            os.utime(automatic[0].path, (seen, seen))  # the next start need not make one again to see it
            return None
        for old in automatic[preferences.backups_kept - 1 :]:
            Path(old.path).unlink(missing_ok=True)
        return made

    def _make(self, target: Path, with_pdfs: bool, task: BackupTask) -> Backup:
        return make_backup(self._engine, self._data, self._files, target, with_pdfs=with_pdfs, step=task.step)

    def _new_path(self, kind: str) -> Path:
        stamp = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
        paths = [self.folder / f"{kind}{stamp}{ending}.zip" for ending in ("", *(f"-{n}" for n in range(2, 100)))]
        return next(path for path in paths if not path.exists())

    def _keep_schedule(self) -> None:
        wait_s = FIRST_AFTER_S
        while not self._closing.wait(wait_s):
            wait_s = LOOK_EVERY_S
            try:
                self.make_where_due()
            except SidelightError as error:
                log.warning("No backup was made: %s", error.message)
                wait_s = FIRST_AFTER_S
            except OSError as error:
                log.warning("No backup was made: %s", error.strerror)
                wait_s = FIRST_AFTER_S


def backup_folder(data: Path, chosen: str) -> Path:
    """Return where backups of a data folder are kept."""
    return Path(chosen).expanduser() if chosen else data / FOLDER


def _last_held(backup: Backup) -> datetime:
    """Return when a backup was last known to hold what there is: when it was made, or seen to be still the same."""
    made, now = datetime.fromisoformat(backup.made_at), datetime.now(UTC)
    touched = datetime.fromtimestamp(Path(backup.path).stat().st_mtime, UTC)
    return touched if made < touched <= now else made


def _same(one: Backup, other: Backup) -> bool:
    """Return whether two backups hold the same: database, settings, styles and PDFs."""
    return one.sums == other.sums and one.with_pdfs == other.with_pdfs
