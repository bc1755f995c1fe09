"""Backups by a schedule, restores of a whole library, and a check that finds what is damaged."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lib.backup.archive import Backup, draft_prefix, make_backup
from lib.config import Settings
from lib.errors import ConfigError
from lib.library.backups import AUTOMATIC
from lib.records import Paper
from lib.storage.database import DATABASE_FILE
from lib.storage.papers import PaperStore
from lib.workspace import Workspace
from tests import pdfs

TEXT = pdfs.unlike_sentences(8, seed=3)
PAPER = pdfs.make_paper(sections=[("Methods", TEXT)], title="Otters in the reeds")
OWLS = pdfs.make_paper(sections=[("Methods", pdfs.unlike_sentences(8, seed=4))], title="Owls in the barn")


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path, Settings()) as workspace:
        yield workspace


def passages(workspace: Workspace) -> list[list[int]]:
    return [passage.sentence_ids for passage in workspace.find_passages(TEXT[0])]


def automatic(workspace: Workspace) -> list[str]:
    return [backup.path for backup in workspace.backups.all() if Path(backup.path).name.startswith(AUTOMATIC)]


def age(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    """Let the schedule believe that so many days have passed."""

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + timedelta(days=days)

    monkeypatch.setattr("lib.library.backups.datetime", Later)


def test_the_schedule_makes_one_a_day_where_something_is_new(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ws.backups.make_where_due() is not None
    assert ws.backups.make_where_due() is None  # not due
    age(ws, monkeypatch, 2)
    assert ws.backups.make_where_due() is None  # nothing new
    assert len(automatic(ws)) == 1
    ws.settings.change(backups_kept=2)
    for day in (4, 6, 8):
        ws._library.queue(f"{day}" * 64, "a.pdf")
        age(ws, monkeypatch, day)
        assert ws.backups.make_where_due() is not None
    assert len(automatic(ws)) == 2


def test_after_a_restart_nothing_is_written_to_see_that_nothing_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []

    def make(*given: Any, **named: Any) -> Backup:
        made.append(given[3])
        return make_backup(*given, **named)

    monkeypatch.setattr("lib.library.backups.make_backup", make)
    with Workspace.open(tmp_path, Settings()) as ws:
        assert ws.backups.make_where_due() is not None
        age(ws, monkeypatch, 2)
        assert ws.backups.make_where_due() is None
    age(ws, monkeypatch, 2.5)
    with Workspace.open(tmp_path, Settings()) as ws:
        assert ws.backups.make_where_due() is None
        assert len(made) == 2
        age(ws, monkeypatch, 3.5)
        assert ws.backups.make_where_due() is None
    assert len(made) == 3


def test_the_schedule_can_be_switched_off_and_deletes_only_its_own(ws: Workspace) -> None:
    ws.settings.change(backup_days=0.0)
    assert ws.backups.make_where_due() is None
    ws.settings.change(backup_days=1.0, backups_kept=1)
    by_hand = ws.backups.make()
    assert ws.backups.make_where_due() is not None
    assert by_hand.path in {backup.path for backup in ws.backups.all()}


def test_two_libraries_may_keep_their_backups_in_one_folder(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    settings = {"backup_folder": str(shared), "backup_days": 1e-9, "backups_kept": 1}
    with (
        Workspace.open(tmp_path / "otters", Settings()) as otters,
        Workspace.open(tmp_path / "owls", Settings()) as owls,
    ):
        otters.settings.change(**settings)
        owls.settings.change(**settings)
        otters.add_paper(PAPER, filename="otters.pdf")
        kept = otters.backups.make_where_due()
        assert kept is not None
        owls.add_paper(OWLS, filename="owls.pdf")
        others = owls.backups.make_where_due()
        assert others is not None
        assert {Path(backup.path) for backup in owls.backups.all()} == {Path(kept.path), Path(others.path)}
    (tmp_path / "otters" / DATABASE_FILE).unlink()
    with Workspace.open(tmp_path / "otters", Settings()) as otters:  # the owls' backup is the newer one
        assert [paper.title for paper in otters.papers()] == ["Otters in the reeds"]
        assert any("restored from the backup" in note for note in otters.repairs.notes())


def test_only_a_backup_of_the_folder_can_be_deleted(ws: Workspace, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("mine")
    with pytest.raises(ConfigError):
        ws.backups.remove(str(other))
    assert other.exists()


def wait_until_mended(ws: Workspace) -> None:
    while ws.index.is_recovering:
        time.sleep(0.02)


def test_a_library_comes_back_as_it_was(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, Settings()) as ws:
        ws.add_paper(PAPER, filename="otters.pdf")
        answer, found = ws.ask(TEXT[0]), passages(ws)
        backup = ws.backups.make()
        ws.remove_answer(answer.id)
        ws.remove_paper(ws.papers()[0].id)
        assert ws.backups.prepare(Path(backup.path)).wait(60)
        ws.backups.decide_restore()
    with Workspace.open(tmp_path, Settings()) as ws:
        assert [kept.id for kept in ws.answers()] == [answer.id]
        ws.open_index()
        wait_until_mended(ws)
        assert passages(ws) == found
        assert ws.pages.picture(ws.papers()[0].id, 1).data
        assert "The backup was restored." in ws.repairs.notes()[0]


def test_a_lost_database_is_read_again_from_the_pdfs(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, Settings()) as ws:
        paper = ws.add_paper(PAPER, filename="otters.pdf")
        found = passages(ws)
    (tmp_path / DATABASE_FILE).unlink()
    with Workspace.open(tmp_path, Settings()) as ws:
        ws.jobs.wait(paper.id)
        assert ws.paper(paper.id).status == "ready"
        assert passages(ws) == found
        assert any("no backup" in note for note in ws.repairs.notes())


@pytest.mark.parametrize("files", ["sidelight-*/segments/**/*", "*-vectors/*", "current.json"])
def test_an_index_that_is_damaged_is_made_again(tmp_path: Path, files: str) -> None:
    with Workspace.open(tmp_path, Settings()) as ws:
        ws.add_paper(PAPER, filename="otters.pdf")
        found = passages(ws)
    damaged = [path for path in (tmp_path / "index").glob(files) if path.is_file() and path.stat().st_size]
    assert damaged
    for path in damaged:
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2] + bytes(len(data) - len(data) // 2))
    with Workspace.open(tmp_path, Settings()) as ws:
        ws.open_index()
        wait_until_mended(ws)
        assert passages(ws) == found
        assert any("index" in note for note in ws.repairs.notes())


def test_a_damaged_pdf_is_said_and_taken_from_a_backup(ws: Workspace) -> None:
    paper = ws.add_paper(PAPER, filename="otters.pdf")
    path = ws._files.path(paper.id)
    path.write_bytes(PAPER[:-50])
    (said,) = ws.inspection.run()
    assert "is damaged. Add the same file again" in said
    with pytest.raises(Exception, match="damaged"):
        ws.pages.picture(paper.id, 1)
    ws.pages.forget_pictures(paper.id)  # as a removal does, which a damaged file must not stop
    ws.add_paper(PAPER, filename="otters.pdf")  # which mends it
    assert ws.inspection.run() == []
    ws.backups.make()
    path.unlink()
    (said,) = ws.inspection.run()
    assert "was missing; it was taken from a backup" in said
    assert path.read_bytes() == PAPER


def test_a_paper_that_is_removed_during_the_check_stays_removed(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = ws.add_paper(PAPER, filename="otters.pdf")
    ws.backups.make()
    listed = PaperStore.papers

    def papers(store: PaperStore) -> list[Paper]:
        found = listed(store)
        ws.remove_paper(paper.id)  # once the check knows what it will look at
        return found

    monkeypatch.setattr(PaperStore, "papers", papers)
    assert ws.inspection.run() == []
    assert not ws._files.path(paper.id).exists()  # else the next start would read it as a new paper


def test_the_schedule_makes_one_where_the_settings_alone_are_new(ws: Workspace) -> None:
    ws.add_paper(PAPER, filename="otters.pdf")
    ws.settings.change(backup_days=1e-9)
    first = ws.backups.make_where_due()
    assert first is not None
    assert ws.backups.make_where_due() is None
    ws.settings.change(word_limit=123)
    assert ws.backups.make_where_due() is not None


def test_a_pdf_that_a_kill_left_without_its_row_is_read(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, Settings()) as ws:
        paper = ws.add_paper(PAPER, filename="otters.pdf")
        ws._library.remove(paper.id)
        for deletion in ws._library.deletions():
            ws._library.deleted(deletion)
    with Workspace.open(tmp_path, Settings()) as ws:
        ws.jobs.wait(paper.id)
        assert ws.paper(paper.id).status == "ready"


def test_what_kills_left_half_written_is_swept(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, Settings()) as ws:
        ws.add_paper(PAPER, filename="otters.pdf")
    vectors = next((tmp_path / "index").glob("*-vectors"))
    half_made = tmp_path / "backups" / f"{draft_prefix(tmp_path)}x.part"
    half_made.mkdir(parents=True)
    for left in (vectors / "a.part", tmp_path / "b.zip.part", half_made / "c.zip"):
        left.write_bytes(b"half")
    with Workspace.open(tmp_path, Settings()) as ws:
        ws.open_index()
    assert not [path for path in tmp_path.rglob("*") if "part" in path.name]
