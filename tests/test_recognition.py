"""Scans through the front door: told before they are asked, recognised when the user says so, lost by no kill."""

import io
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from lib.config import Settings
from lib.workspace import Workspace
from tests.pdfs import make_long, make_scan, print_paper, scan_of

ROOT = Path(__file__).parent.parent
OTTERS = print_paper(
    title="Otters in the reeds",
    sections=[("Results", ["In all 57 otters crossed the transect. Most of them crossed it at dawn."])],
)
QUESTION = "How many otters crossed the transect?"
SCAN = scan_of(OTTERS.data)


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "data", Settings()) as workspace:
        yield workspace


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.02)


def test_a_scan_fails_with_its_pages_told_and_recognition_offered(ws: Workspace) -> None:
    paper = ws.add_paper(make_scan(3))
    assert paper.status == "failed"
    assert "OCR" in (paper.problem or "")
    assert paper.page_count == 3
    assert paper.pages_without_text == [1, 2, 3]
    assert ws.pages.quality(paper.id) == ["scan without text"] * 3


def test_a_recognised_scan_answers_with_the_words_on_its_picture(ws: Workspace) -> None:
    paper = ws.add_paper(SCAN)
    ws.jobs.recognise(paper.id)
    ws.jobs.wait(paper.id)
    assert ws.paper(paper.id).status == "ready"
    assert ws.paper(paper.id).problem is None
    assert ws.pages.quality(paper.id) == ["scan with recognised text"]
    citation = ws.ask(QUESTION).sentences[0].citations[0]
    assert "57 otters" in citation.quote
    (place,) = OTTERS.places("In all 57 otters crossed the transect.")
    assert citation.boxes[0].top == pytest.approx(place.top, abs=0.01)
    assert citation.boxes[0].x0 == pytest.approx(place.x0, abs=0.01)


def test_a_scan_is_recognised_by_itself_where_that_is_set(ws: Workspace) -> None:
    ws.settings.change(recognise_scans=True)
    assert ws.add_paper(SCAN).status == "ready"


def test_a_paper_with_a_scanned_page_is_ready_and_then_gets_the_page_too(ws: Workspace) -> None:
    paper = ws.add_paper(scan_of(make_long(2), [2], dpi=100))
    assert paper.status == "ready"
    assert paper.pages_without_text == [2]
    before = ws.ask("What does page 1 say?")
    ws.jobs.recognise(paper.id)
    assert ws.sentences(paper.id)  # the reading so far answers meanwhile
    ws.jobs.wait(paper.id)
    assert ws.paper(paper.id).pages_without_text == []
    assert [s.text for s in ws.sentences(paper.id)][1] == "This is page 2 of a long text."
    cited = before.sentences[0].citations[0]
    assert any(s.text in cited.quote for s in ws.pages.sentences(paper.id, 1, cited.reading))  # what was cited stays


def test_recognising_that_begins_before_indexing_has_ended_is_waited_for(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As under load, where the recogniser's thread may run before the one that gave it the paper goes on."""
    ws.settings.change(recognise_scans=True)
    monkeypatch.setattr(ws.jobs._ingestion._work._recogniser, "submit", lambda do, *arguments: do(*arguments))
    paper = ws.add_paper(scan_of(make_long(2), [2], dpi=100))
    assert paper.pages_without_text == []


def test_recognising_asked_while_the_paper_is_indexed_is_done_afterwards(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, inside, go = ws.open_index(), threading.Event(), threading.Event()
    add = index.add

    def slowly(*arguments: Any, **options: Any) -> int:
        inside.set()
        go.wait(60)
        return add(*arguments, **options)

    monkeypatch.setattr(index, "add", slowly)
    paper_id = ws.jobs.add("half.pdf", scan_of(make_long(2), [2], dpi=100))
    assert inside.wait(60)
    ws.jobs.recognise(paper_id)
    go.set()
    ws.jobs.wait(paper_id)
    assert ws.paper(paper_id).pages_without_text == []


def test_a_paper_asked_for_again_while_it_is_read_again_gets_another_reading(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = ws.add_paper(make_long(1))
    index, inside, go = ws.open_index(), threading.Event(), threading.Event()
    add, made = index.add, []

    def slowly(*arguments: Any, **options: Any) -> int:
        made.append(arguments[1])
        inside.set()
        go.wait(60)
        return add(*arguments, **options)

    monkeypatch.setattr(index, "add", slowly)
    ws.jobs.read_again(paper.id)
    assert inside.wait(60)
    ws.jobs.read_again(paper.id)
    go.set()
    ws.jobs.wait(paper.id)
    assert made == [2, 3]
    assert ws.jobs.progress() == {}


def test_recognising_that_is_stopped_keeps_the_pages_done(ws: Workspace) -> None:
    paper = ws.add_paper(scan_of(make_long(5), dpi=100))
    ws.jobs.recognise(paper.id)
    until(lambda: ws.jobs.progress()[paper.id].stage == "recognising" and ws.jobs.progress()[paper.id].done >= 1)
    ws.jobs.cancel(paper.id)
    ws.jobs.wait(paper.id)
    stopped = ws.paper(paper.id)
    assert stopped.status == "failed"
    assert "stopped" in (stopped.problem or "")
    ws.jobs.retry(paper.id)
    ws.jobs.wait(paper.id)
    assert ws.paper(paper.id).status == "ready"
    assert ws.sentences(paper.id)[0].text == "This is page 1 of a long text."
    assert ws.paper(paper.id).pages_without_text  # the others were not asked for


def test_recognising_goes_on_after_a_kill(tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(scan_of(make_long(4), dpi=100))
    script = f"""
        import sys, time
        from lib.config import Settings
        from lib.workspace import Workspace
        ws = Workspace.open({str(tmp_path / "data")!r}, Settings())
        paper = ws.add_paper({str(scan)!r})
        ws.jobs.recognise(paper.id)
        while (progress := ws.jobs.progress()[paper.id]).stage != "recognising" or progress.done < 1:
            time.sleep(0.02)
        print("begun", flush=True)
        time.sleep(600)
    """
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    process.kill()
    process.wait()
    process.stdout.close()
    with Workspace.open(tmp_path / "data", Settings()) as ws:
        (paper,) = ws.papers()
        assert paper.status not in ("ready", "failed")
        ws.jobs.wait(paper.id)
        assert ws.paper(paper.id).status == "ready"
        assert ws.paper(paper.id).pages_without_text == []


def test_a_removed_scan_leaves_nothing_recognised_behind(ws: Workspace) -> None:
    paper = ws.add_paper(SCAN)
    ws.jobs.recognise(paper.id)
    ws.jobs.wait(paper.id)
    ws.remove_paper(paper.id)
    again = ws.add_paper(SCAN)
    assert again.status == "failed"


def test_a_recognised_table_has_its_cells_and_says_where_they_come_from(ws: Workspace) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 300), invariant=1)
    canvas.setFont("Times-Roman", 11)
    canvas.drawString(40, 250, "Table 1. What the traps saw in both seasons.")
    for r, row in enumerate((("Animal", "Seen", "Heard"), ("Otter", "3125", "3227"), ("Badger", "3321", "3428"))):
        for c, text in enumerate(row):
            canvas.drawString(40 + 110 * c, 220 - 20 * r, text)
    for v in (235, 213, 170):
        canvas.line(40, v, 340, v)
    canvas.save()
    paper = ws.add_paper(scan_of(out.getvalue()))
    ws.jobs.recognise(paper.id)
    ws.jobs.wait(paper.id)
    (table,) = ws.tables(paper.id)
    (found,) = [cell for cell in table.cells if cell.text == "3428"]
    assert (found.row_label, found.heads) == ("Badger", ["Heard"])
    assert "recognised in a picture" in (table.problem or "")
