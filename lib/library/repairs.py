"""What was found damaged in a data folder and put right, or could not be, as sentences for who uses it."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from lib.answering.style_copies import mend_styles
from lib.backup.damage import mend_database
from lib.backup.moved_database import check_has_arrived
from lib.backup.restore import finish_restore
from lib.config import Settings
from lib.library.backups import backup_folder
from lib.text.wording import listed

STYLES_MENDED = (
    "The styles {styles} were missing or damaged and were put back as they were last kept. Remove a style on Settings."
)

log = logging.getLogger(__name__)


class Repairs:
    """The sentences since the data folder was opened, until somebody has seen them. Thread-safe."""

    def __init__(self) -> None:
        self._notes: list[str] = []
        self._lock = threading.Lock()

    def add(self, note: str) -> None:
        """Keep a sentence; the same one once."""
        log.warning("%s", note)
        with self._lock:
            if note not in self._notes:
                self._notes.append(note)

    def notes(self) -> list[str]:
        """Return the sentences, the oldest first."""
        with self._lock:
            return list(self._notes)

    def dismiss(self) -> None:
        """Forget them: they were seen."""
        with self._lock:
            self._notes.clear()


def mend_folder(folder: Path, settings: Settings) -> Repairs:
    """Carry out a restore that was prepared, put a damaged database in order, and return what there is to say of it.

    To be called with the folder's lock held, before the database is opened. Raises StoreError, DiskFull, and ConfigError for
    settings that cannot be read.
    """
    repairs = Repairs()
    if settings.shared:
        return repairs  # other processes may be writing there now, and no backup is restored into it
    for left in folder.glob("*.part"):  # an upload or a setting that a kill cut short
        if left.is_file():
            left.unlink(missing_ok=True)
    aside = finish_restore(folder)
    if aside is not None:
        repairs.add(f"The backup was restored. What was there before is kept in {aside}; delete it once all is well.")
    if styles := _mended_styles(folder):
        repairs.add(STYLES_MENDED.format(styles=listed([f"“{name}”" for name in styles])))
    preferences = settings.in_folder(folder).preferences
    if not settings.database_url:
        check_has_arrived(folder)
        note = mend_database(folder, backup_folder(folder, preferences.backup_folder), preferences.disk_margin_mb)
        if note is not None:
            repairs.add(note)
    return repairs


def _mended_styles(folder: Path) -> list[str]:
    """Return the styles that were put back; none where the disk takes nothing now, which keeps nobody from reading."""
    try:
        return mend_styles(folder)
    except OSError as error:
        log.warning("Styles could not be compared with their copies: %s.", error.strerror)
        return []
