"""A backup in the place of what was there: checked first, whole or not at all, whenever it is killed."""

from contextlib import suppress
from pathlib import Path

import pytest

from lib.backup.archive import make_backup
from lib.backup.restore import READY, decide_restore, finish_restore, is_restore_decided, prepare_restore
from lib.errors import ConfigError, DiskFull, StoreError
from lib.storage.database import DATABASE_FILE
from tests.backup.conftest import Library, paper_ids

LATER = b"%PDF-1.4 later"


class Killed(BaseException):
    """The end of the process."""


def later_state(library: Library) -> tuple[Path, set[str], set[str]]:
    """Return a backup, what its database holds, and what the folder holds after one more paper was added."""
    backup = library.folder / "backups" / "one.zip"
    make_backup(library.engine, library.folder, library.files, backup)
    library.engine.dispose()
    before = paper_ids(library.folder)
    library.add(LATER)
    (library.folder / "index").mkdir(exist_ok=True)
    (library.folder / "index" / "current.json").write_text("{}")
    for name in ("settings.json", "settings-copy.json"):
        (library.folder / name).write_text("{}")
    library.close()
    return backup, before, paper_ids(library.folder)


def test_nothing_changes_before_it_is_decided_and_opened(library: Library) -> None:
    backup, _, now = later_state(library)
    prepare_restore(backup, library.folder, 1)
    assert paper_ids(library.folder) == now
    assert finish_restore(library.folder) is None
    assert paper_ids(library.folder) == now
    with pytest.raises(StoreError, match="Check it again"):
        decide_restore(library.folder)


def test_the_next_opening_puts_it_in_place_and_keeps_what_was_there(library: Library) -> None:
    backup, before, now = later_state(library)
    prepare_restore(backup, library.folder, 1)
    decide_restore(library.folder)
    library.files.path(next(iter(before))).unlink()
    aside = finish_restore(library.folder)
    assert aside is not None
    assert paper_ids(library.folder) == before
    assert paper_ids(aside) == now
    assert '"word_limit": 123' in (library.folder / "settings.json").read_text()
    assert not (library.folder / "settings-copy.json").exists()  # it is of the settings that went
    assert not (library.folder / "index").exists()  # it names readings of the database that went
    assert all(library.files.path(paper_id).exists() for paper_id in now)  # PDFs are added, none is taken away
    assert finish_restore(library.folder) is None


def test_a_damaged_pdf_is_replaced(library: Library) -> None:
    backup, before, _ = later_state(library)
    path = library.files.path(min(before))
    whole = path.read_bytes()
    path.write_bytes(b"%PDF-1.4 damage")
    prepare_restore(backup, library.folder, 1)
    decide_restore(library.folder)
    finish_restore(library.folder)
    assert path.read_bytes() == whole


def test_a_backup_that_is_refused_leaves_no_trace(library: Library) -> None:
    backup, _, now = later_state(library)
    backup.write_bytes(backup.read_bytes()[:-100])
    with pytest.raises(ConfigError):
        prepare_restore(backup, library.folder, 1)
    assert not (library.folder / READY).exists()
    assert finish_restore(library.folder) is None
    assert paper_ids(library.folder) == now


def test_a_disk_without_room_changes_nothing(library: Library) -> None:
    backup, _, _ = later_state(library)
    with pytest.raises(DiskFull):
        prepare_restore(backup, library.folder, 10**9)
    assert not (library.folder / READY).exists()


@pytest.mark.parametrize("moves", range(1, 12))
def test_a_kill_at_any_move_leaves_what_the_next_opening_completes(
    library: Library, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    backup, before, now = later_state(library)
    prepare_restore(backup, library.folder, 1)
    decide_restore(library.folder)
    replace, done = Path.replace, 0

    def replace_or_die(self: Path, target: Path) -> Path:
        nonlocal done
        done += 1
        if done == moves:
            raise Killed
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", replace_or_die)
        with suppress(Killed):
            finish_restore(library.folder)
    finish_restore(library.folder)
    assert paper_ids(library.folder) == before
    (replaced,) = (library.folder / "replaced").iterdir()
    assert paper_ids(replaced) == now
    assert (library.folder / DATABASE_FILE).exists()


def test_a_later_decision_takes_the_place_of_an_earlier_one(library: Library) -> None:
    backup, before, now = later_state(library)
    for _ in range(2):
        prepare_restore(backup, library.folder, 1)
        decide_restore(library.folder)
    assert is_restore_decided(library.folder)
    assert finish_restore(library.folder) is not None
    assert paper_ids(library.folder) == before != now
    assert not is_restore_decided(library.folder)
