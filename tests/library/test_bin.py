"""The bin: a removed paper is nowhere but there, comes back as it was, and goes for good after its days or a click."""

import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from lib.config import Settings
from lib.errors import IN_BIN, PAPER_REMOVED, UnknownPaper
from lib.indexing.index import PassageIndex
from lib.reading.process.pool import ReadingPool
from lib.storage.bin import BinStore
from lib.storage.database import writing
from lib.workspace import Workspace
from tests.pdfs import make_long, print_paper

ROOT = Path(__file__).parents[2]
OTTERS = print_paper(
    title="Otters in the reeds",
    sections=[("Results", ["In all 57 otters crossed the transect. Most of them crossed it at dawn."])],
)
OWLS = print_paper(
    title="Owls in the barn",
    sections=[("Results", ["A quarter of the owls came back in the following spring. No owl came back twice."])],
)
QUESTION = "How many otters crossed the transect?"


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "data", Settings()) as workspace:
        workspace.add_paper(OTTERS.data, filename="otters.pdf")
        workspace.add_paper(OWLS.data, filename="owls.pdf")
        yield workspace


@pytest.fixture
def no_reading(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test fail where a paper is read again."""

    def read(*_: object, **__: object) -> None:
        raise AssertionError("a paper was read")

    monkeypatch.setattr(ReadingPool, "read", read)


def id_of(workspace: Workspace, filename: str) -> str:
    return next(paper.id for paper in workspace.papers() if paper.filename == filename)


def removed(workspace: Workspace, paper_id: str, days_ago: int) -> None:
    """Put a paper into the bin as if that had been some days ago."""
    workspace.bin.put([paper_id])
    then = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat(timespec="microseconds")
    with writing(workspace._engine) as connection:
        connection.execute(text("UPDATE binned_papers SET removed_at = :then"), {"then": then})


def test_a_paper_in_the_bin_is_nowhere_else(ws: Workspace) -> None:
    otters, owls = id_of(ws, "otters.pdf"), id_of(ws, "owls.pdf")
    before = ws.usage()
    answer = ws.ask(QUESTION)
    assert [paper.title for paper in ws.bin.put([otters])] == ["Otters in the reeds"]
    assert [paper.id for paper in ws.papers()] == [owls]
    assert [(binned.paper.id, binned.paper.title) for binned in ws.bin.papers()] == [(otters, "Otters in the reeds")]
    assert {passage.paper_id for passage in ws.find_passages(QUESTION)} == {owls}
    assert ws.search("otters").count == 0
    assert "None of the chosen papers is ready" in ws.ask(QUESTION, paper_ids=[otters]).stopped
    usage = ws.usage()
    assert (usage.papers, usage.pages) == (1, 1)
    assert usage.sentences < before.sentences
    assert usage.passages < before.passages
    assert ws.removed_papers([otters])[otters].problem == PAPER_REMOVED
    assert ws.answer(answer.id) == answer
    for asks in (ws.paper, ws.sentences, ws.pages.pdf_bytes):
        with pytest.raises(UnknownPaper, match=IN_BIN):
            asks(otters)


@pytest.mark.usefixtures("no_reading")
def test_a_paper_comes_back_as_it_was_without_being_read(ws: Workspace) -> None:
    otters = id_of(ws, "otters.pdf")
    ws.edit_paper(otters, title="My otters", year=1999)
    paper, sentences, points = ws.paper(otters), ws.sentences(otters), ws.open_index().count(otters)
    passages, answer = ws.find_passages(QUESTION), ws.ask(QUESTION)
    ws.bin.put([otters])
    assert ws.bin.bring_back([otters]) == [paper]
    assert ws.bin.papers() == []
    assert ws.paper(otters) == paper
    assert ws.sentences(otters) == sentences
    assert ws.open_index().count(otters) == points
    assert ws.find_passages(QUESTION) == passages
    assert ws.search("transect").count == 1
    assert ws.ask(QUESTION).sentences == answer.sentences
    assert ws.edited_fields() == {otters: {"title", "year"}}
    assert ws.bin.bring_back([otters]) == []


@pytest.mark.usefixtures("no_reading")
def test_the_bytes_of_a_paper_in_the_bin_bring_it_back(ws: Workspace) -> None:
    otters = id_of(ws, "otters.pdf")
    paper = ws.paper(otters)
    ws.bin.put([otters])
    assert ws.add_paper(OTTERS.data, filename="again.pdf") == paper
    assert ws.bin.papers() == []


def test_a_paper_that_was_being_read_is_read_once_it_is_back(ws: Workspace) -> None:
    paper_id = ws.jobs.add("long.pdf", make_long(30))
    ws.bin.put([paper_id])
    assert ws.jobs.progress() == {}
    assert len(ws.papers()) == 2
    ws.bin.bring_back([paper_id])
    ws.jobs.wait(paper_id)
    assert ws.paper(paper_id).status == "ready"


def test_emptying_leaves_nothing_of_a_paper_and_all_of_the_others(ws: Workspace) -> None:
    otters, owls = id_of(ws, "otters.pdf"), id_of(ws, "owls.pdf")
    ws.bin.put([otters])
    assert ws.bin.empty([owls]) == 0, "a paper outside the bin stays"
    assert ws.bin.empty() == 1
    assert ws.bin.papers() == []
    assert [path.stem for path in (ws.folder / "papers").rglob("*.pdf")] == [owls]
    assert ws.open_index().count(otters) == 0
    assert ws.open_index().count(owls) > 0
    with writing(ws._engine) as connection:
        assert (
            connection.execute(text("SELECT COUNT(*) FROM sentences WHERE paper_id = :id"), {"id": otters}).scalar()
            == 0
        )
    assert ws.add_paper(OTTERS.data).status == "ready"


def test_a_paper_that_is_brought_back_meanwhile_is_not_deleted(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    otters = id_of(ws, "otters.pdf")
    removed(ws, otters, days_ago=31)
    of_bin = BinStore.ids

    def ids(store: BinStore, before: str | None = None) -> list[str]:
        found = of_bin(store, before)
        ws.bin.bring_back([otters])  # as another tab does, once it is decided what goes
        return found

    monkeypatch.setattr(BinStore, "ids", ids)
    assert ws.bin.expire() == 0
    ws.bin.put([otters])
    assert ws.bin.empty([otters]) == 0
    assert ws.paper(otters).status == "ready"
    assert {passage.paper_id for passage in ws.find_passages(QUESTION)} >= {otters}


def test_a_paper_removed_for_good_goes_from_the_bin_too(ws: Workspace) -> None:
    otters = id_of(ws, "otters.pdf")
    ws.bin.put([otters])
    ws.remove_paper(otters)
    assert ws.bin.papers() == []
    assert len([*(ws.folder / "papers").rglob("*.pdf")]) == 1


def test_papers_stay_for_the_days_of_the_setting(ws: Workspace) -> None:
    otters = id_of(ws, "otters.pdf")
    ws.settings.change(bin_days=10)
    removed(ws, otters, days_ago=9)
    assert ws.bin.expire() == 0
    ws.bin.bring_back([otters])
    removed(ws, otters, days_ago=11)
    assert ws.bin.expire() == 1
    assert ws.bin.papers() == []


def test_what_has_lain_long_enough_goes_at_the_next_start(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, Settings()) as ws:
        paper = ws.add_paper(OTTERS.data)
        removed(ws, paper.id, days_ago=31)
    with Workspace.open(tmp_path, Settings()) as ws:
        assert ws.bin.papers() == []
        assert _until(lambda: ws.open_index().count(paper.id) == 0)
        assert _until(lambda: not [*(ws.folder / "papers").rglob("*.pdf")])


def test_what_lies_in_the_bin_is_found_there_after_a_start(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, Settings()) as ws:
        paper = ws.add_paper(OTTERS.data)
        ws.bin.put([paper.id])
    with Workspace.open(tmp_path, Settings()) as ws:
        assert ws.find_passages(QUESTION) == []
        ws.bin.bring_back([paper.id])
        assert {passage.paper_id for passage in ws.find_passages(QUESTION)} == {paper.id}


def test_points_that_the_index_lost_meanwhile_are_made_again(ws: Workspace) -> None:
    otters = id_of(ws, "otters.pdf")
    points = ws.open_index().count(otters)
    ws.bin.put([otters])
    ws.open_index().delete(otters)  # as where another embedder's index took over
    ws.bin.bring_back([otters])
    assert _until(lambda: ws.open_index().count(otters) == points)
    assert _until(lambda: {passage.paper_id for passage in ws.find_passages(QUESTION)} > {otters})


def test_points_are_made_again_once_though_two_want_it(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    otters = id_of(ws, "otters.pdf")
    ws.open_index().delete(otters)
    assert ws._upkeep.find_lost_of([otters]) == [otters]
    made: list[str] = []
    began, may_go_on = threading.Event(), threading.Event()
    add = PassageIndex.add

    def slowly(index: PassageIndex, paper_id: str, *args: Any, **options: Any) -> int:
        made.append(paper_id)
        began.set()
        may_go_on.wait(10)
        return add(index, paper_id, *args, **options)

    monkeypatch.setattr(PassageIndex, "add", slowly)
    both = [threading.Thread(target=ws._upkeep.recover) for _ in range(2)]
    both[0].start()
    assert began.wait(10)
    both[1].start()
    time.sleep(0.2)  # in which the second would begin
    may_go_on.set()
    for thread in both:
        thread.join()
    assert made == [otters]


def test_a_kill_at_any_moment_leaves_each_paper_in_one_place(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, Settings()) as ws:
        ids = {ws.add_paper(paper.data).id for paper in (OTTERS, OWLS)}
    script = textwrap.dedent(
        """
        import itertools, sys
        from lib.config import Settings
        from lib.workspace import Workspace
        ws = Workspace.open(sys.argv[1], Settings())
        ids = [paper.id for paper in ws.papers()] + [one.paper.id for one in ws.bin.papers()]
        print("begun", flush=True)
        for n in itertools.count():
            ws.bin.put([ids[n % 2]])
            ws.bin.bring_back([ids[n % 2]])
        """
    )
    for wait_s in (0.0, 0.013, 0.041):
        child = subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, env=dict(os.environ)
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(wait_s)
        child.kill()
        child.wait()
        child.stdout.close()
        with Workspace.open(tmp_path, Settings()) as ws:
            there, binned = [p.id for p in ws.papers()], [one.paper.id for one in ws.bin.papers()]
            assert sorted(there + binned) == sorted(ids)
            ws.bin.bring_back(binned)
            assert {p.paper_id for p in ws.find_passages(QUESTION)} == ids


def _until(holds: Callable[[], bool], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
