"""Large files are made in the background: with progress, to be stopped, gone when they are old."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lib.background import export_tasks as room
from lib.background.export_tasks import ExportTask, ExportTasks, SavedFile, Step
from lib.config import Settings
from lib.errors import SidelightError
from lib.workspace import Workspace
from tests.pdfs import print_paper

SECONDS = 20
OTTERS = print_paper(sections=[("Results", ["In all 57 otters crossed the transect."])], title="Otters in the reeds")


@pytest.fixture
def exports(tmp_path: Path) -> Iterator[ExportTasks]:
    made = ExportTasks(tmp_path / "parts", lambda: 0)
    yield made
    made.close()


def write(folder: Path, step: Step) -> SavedFile:
    step("answer", 1, 2)
    (folder / "a.csv").write_bytes(b"a")
    return SavedFile(folder / "a.csv", "text/csv", ["A note."])


def ended(making: ExportTask) -> ExportTask:
    deadline = time.monotonic() + SECONDS
    while not making.ended and time.monotonic() < deadline:
        time.sleep(0.01)
    assert making.ended
    return making


def held(entered: threading.Event, go_on: threading.Event) -> Callable[[Path, Step], SavedFile]:
    """Write half, and the other half when it may."""

    def half(folder: Path, step: Step) -> SavedFile:
        (folder / "half.part").write_bytes(b"a")
        step("paper", 3, 9)
        entered.set()
        assert go_on.wait(SECONDS)
        step("paper", 4, 9)
        return write(folder, step)

    return half


def test_a_file_is_made_and_stays_until_it_is_dropped(exports: ExportTasks) -> None:
    made = ended(exports.export("survey", "csv", 1, write))
    assert made.problem is None
    assert made.result is not None
    assert (made.result.path.read_bytes(), made.result.name, made.result.notes) == (b"a", "a.csv", ["A note."])
    assert exports.get("survey") is made
    exports.drop("survey")
    assert exports.get("survey") is None
    assert not made.result.path.exists()


def test_what_is_under_way_tells_how_far_it_is_and_stops_without_a_trace(exports: ExportTasks, tmp_path: Path) -> None:
    entered, go_on = threading.Event(), threading.Event()
    making = exports.export("survey", "pdf", None, held(entered, go_on))
    assert entered.wait(SECONDS)
    assert (making.progress.unit, making.progress.done, making.progress.total, making.ended) == ("paper", 3, 9, False)
    making.stop()
    go_on.set()
    assert ended(making).result is None
    assert making.problem is not None
    assert making.problem.startswith("Stopped.")
    assert list((tmp_path / "parts").iterdir()) == []


def test_one_that_is_stopped_after_its_last_step_leaves_no_file_to_offer(exports: ExportTasks, tmp_path: Path) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def late(folder: Path, step: Step) -> SavedFile:
        made = write(folder, step)
        entered.set()
        assert go_on.wait(SECONDS)
        return made

    making = exports.export("survey", "csv", None, late)
    assert entered.wait(SECONDS)
    making.stop()
    go_on.set()
    assert ended(making).result is None
    assert making.problem == room.STOPPED
    assert list((tmp_path / "parts").iterdir()) == []


def test_what_fails_says_why_and_the_next_one_is_made(exports: ExportTasks) -> None:
    def fails(folder: Path, step: Step) -> SavedFile:
        raise SidelightError("The database failed.")

    def breaks(folder: Path, step: Step) -> SavedFile:
        raise KeyError("x")

    assert ended(exports.export("a", "csv", None, fails)).problem == "The database failed."
    assert "failed over this export" in str(ended(exports.export("a", "csv", None, breaks)).problem)
    assert ended(exports.export("a", "csv", None, write)).result is not None


def test_old_files_and_more_than_a_few_go(exports: ExportTasks) -> None:
    first = ended(exports.export("0", "csv", None, write))
    for n in range(1, room.FILES + 1):
        ended(exports.export(str(n), "csv", None, write))
    assert first.result is not None
    assert not first.result.path.exists()
    assert exports.get("0") is None
    exports.remembered_s = 0.0
    ended(exports.export("new", "csv", None, write))
    assert exports.get("1") is None


def test_a_disk_that_is_nearly_full_is_not_filled_up(tmp_path: Path) -> None:
    exports = ExportTasks(tmp_path / "parts", lambda: 10**9)
    assert "Free some space" in str(ended(exports.export("a", "csv", None, write)).problem)
    exports.close()


def test_closing_the_library_stops_what_is_made_and_leaves_nothing(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "data", Settings()) as ws:
        ws.add_paper(OTTERS.data, filename="otters.pdf")
        answer = ws.ask("How many otters crossed the transect?")
        exports = ws.exports
        making = ended(exports.begin("x", "xlsx", lambda: exports.of_answer(answer.id)))
        assert making.result is not None
        assert (making.progress.unit, making.progress.total) == ("answer", 1)
        assert making.result.path.is_relative_to(tmp_path / "data")
    assert not making.result.path.exists()
    assert not list((tmp_path / "data").glob("export*"))


def test_what_a_killed_process_left_is_gone_at_the_next_start(tmp_path: Path) -> None:
    left = tmp_path / "parts" / "7" / "half.part"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"a")
    ExportTasks(tmp_path / "parts", lambda: 0)
    assert not left.exists()


def test_opening_the_library_clears_them_away_before_anybody_exports(tmp_path: Path) -> None:
    left = tmp_path / "data" / "exports.part" / "7" / "half.part"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"a")
    with Workspace.open(tmp_path / "data", Settings()):
        assert not left.exists()
