"""Putting a backup in the place of what a data folder holds: prepared while Sidelight runs, carried out at the next opening.

The backup is unpacked and checked in a folder aside; one renaming, once somebody has said so, makes it ready; the opening then
moves each file into its place and keeps what was there. A kill at any moment leaves the old state, or one that the next opening
completes.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from lib.answering.styles import TEMPLATE_FOLDER
from lib.backup.archive import Backup, Step, always, unpack
from lib.config import PREFERENCES_COPY, PREFERENCES_FILE
from lib.disk import require_space
from lib.errors import StoreError
from lib.storage.database import DATABASE_FILE
from lib.storage.files import PDF, is_whole
from lib.storage.folders import INDEX, PAPERS
from lib.times import now

DRAFT, CHECKED, READY = "restore.part", "restore.checked", "restore.ready"
REPLACED = "replaced"
"""Folder of what restores and repairs took out of the way, a folder each by its moment."""
SIDE_FILES = ("-wal", "-shm", "-journal")
"""After the database's name: files of SQLite's that belong to it and to no other."""
BESIDE = {
    DATABASE_FILE: tuple(f"{DATABASE_FILE}{ending}" for ending in SIDE_FILES),
    PREFERENCES_FILE: (PREFERENCES_COPY,),
}
"""What goes out of the way with a file that is exchanged."""


def prepare_restore(backup: Path, folder: Path, margin_mb: int, step: Step = always) -> Backup:
    """Unpack and check a backup beside the data folder's files; `decide_restore` says that it is to take their place.

    Nothing else is changed. Raises ConfigError, StoreError, DiskFull with a sentence; then nothing of it stays.
    """
    draft, checked = folder / DRAFT, folder / CHECKED
    shutil.rmtree(draft, ignore_errors=True)
    require_space(folder, backup.stat().st_size if backup.exists() else 0, margin_mb)
    draft.mkdir()
    try:
        found = unpack(backup, draft, step)
        shutil.rmtree(checked, ignore_errors=True)
        draft.replace(checked)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return found


def decide_restore(folder: Path) -> None:
    """Let the next opening put in place what was prepared. Raises StoreError where nothing was."""
    try:
        if (folder / CHECKED).is_dir():
            shutil.rmtree(folder / READY, ignore_errors=True)  # one that was decided on before, and not opened since
        (folder / CHECKED).replace(folder / READY)
    except OSError as error:
        raise StoreError("The backup that was checked is not there any more. Check it again.") from error


def is_restore_decided(folder: Path) -> bool:
    """Return whether the next opening puts a backup in the place of what there is."""
    return (folder / READY).is_dir()


def give_up_restore(folder: Path) -> None:
    """Remove what was prepared."""
    for name in (CHECKED, READY):
        shutil.rmtree(folder / name, ignore_errors=True)


def finish_restore(folder: Path) -> Path | None:
    """Put what `decide_restore` made ready in its place, and return the folder of what was there before; None where
    nothing was ready.

    To be called with the folder's lock held, before anything in it is opened. It may be killed and called again.
    """
    for left in (DRAFT, CHECKED):  # nobody decided
        shutil.rmtree(folder / left, ignore_errors=True)
    ready = folder / READY
    if not ready.is_dir():
        return None
    try:
        aside = _aside(ready, folder)
        for name in list(_whole_parts(ready)):
            _exchange(name, ready, folder, aside)
        for pdf in ready.glob(f"{PAPERS}/*{PDF}"):
            _keep_pdf(pdf, folder)
        _move(folder / INDEX, aside / INDEX)  # it names readings of the database that went
        shutil.rmtree(aside / INDEX, ignore_errors=True)
        shutil.rmtree(ready)
    except OSError as error:
        raise StoreError(
            f"The backup cannot be put in its place ({error.strerror or error}). It stands ready in {ready}; it is tried again "
            "at the next start."
        ) from error
    return aside


def set_database_aside(folder: Path) -> Path:
    """Move the database with all that SQLite keeps beside it out of the way, and return the folder it is in now."""
    aside = folder / REPLACED / _stamp()
    aside.mkdir(parents=True)
    for ending in (*SIDE_FILES, ""):  # the database last: as long as it is there, nothing was done
        _move(folder / f"{DATABASE_FILE}{ending}", aside / f"{DATABASE_FILE}{ending}")
    return aside


def _aside(ready: Path, folder: Path) -> Path:
    """Return the folder for what goes, the same one after a kill: its name is noted in what is ready."""
    note = ready / "aside.txt"
    if not note.exists():
        draft = note.with_suffix(".part")
        draft.write_text(_stamp(), encoding="utf-8")
        draft.replace(note)
    aside = folder / REPLACED / Path(note.read_text(encoding="utf-8")).name
    aside.mkdir(parents=True, exist_ok=True)
    return aside


def _stamp() -> str:
    """Return the present moment as a file's name."""
    return now().replace(":", "-").replace("+00-00", "Z")


def _whole_parts(ready: Path) -> Iterator[str]:
    """Yield the names of what is exchanged as a whole."""
    for name in (TEMPLATE_FOLDER, PREFERENCES_FILE, DATABASE_FILE):
        if (ready / name).exists():
            yield name


def _exchange(name: str, ready: Path, folder: Path, aside: Path) -> None:
    for beside in (*BESIDE.get(name, ()), name):
        _move(folder / beside, aside / beside)
    (ready / name).replace(folder / name)


def _move(path: Path, to: Path) -> None:
    if path.exists():
        path.replace(to)


def _keep_pdf(pdf: Path, folder: Path) -> None:
    """Move a PDF to where the library keeps it, unless it is there whole."""
    target = folder / PAPERS / pdf.stem[:2] / pdf.name
    if is_whole(target):
        pdf.unlink()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    pdf.replace(target)
