"""What answers rest on goes back to Zotero as highlights and a note, after its user was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lib.importing.zotero.items import ZoteroError
from lib.importing.zotero.local_writes import CONSENTS, ITEMS_AT_ONCE, ZoteroWriter
from lib.records import Answer
from lib.workspace import Workspace
from tests.importing.zotero_server import ZoteroServer, attached, work
from tests.pdfs import PrintedPaper, print_paper

FACT = "Forty-two bats were counted in the old tower on warm nights."
BATS = print_paper(sections=[("Methods", [[FACT, "Nobody disturbed them."]])], title="Hearing bats").turned(90)
QUESTION = 'How many bats <b>"were" counted?'


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "library") as workspace:
        yield workspace


@pytest.fixture
def server(tmp_path: Path, ws: Workspace) -> Iterator[ZoteroServer]:
    """Yield a Zotero 10 whose work with two PDFs was taken in."""
    bats, other = tmp_path / "bats.pdf", tmp_path / "other.pdf"
    bats.write_bytes(BATS.data)
    other.write_bytes(print_paper(sections=[("Methods", ["Owls were seen."])], title="Another").data)
    items = [work("W1", "Hearing bats"), attached("A0", "W1", other), attached("A1", "W1", bats)]
    with ZoteroServer(items) as server:
        server.server_id = "S1"
        ws.zotero.address = ws.zotero_return.address = server.address
        library = ws.zotero.library()
        ws.zotero.take_in(library, library.items)
        for paper in ws.papers():
            ws.jobs.wait(paper.id)
        yield server


def answer(ws: Workspace) -> Answer:
    paper = next(one for one in ws.papers() if one.filename == "bats.pdf")
    return ws.ask(QUESTION, paper_ids=[paper.id])


def written(server: ZoteroServer, kind: str) -> list[dict]:
    return [one["data"] for one in server.items if one["data"]["itemType"] == kind]


def test_the_cited_words_become_a_highlight_of_the_right_file_and_the_answer_a_note(
    ws: Workspace, server: ZoteroServer
) -> None:
    plan = ws.zotero_return.plan(ws.exports.of_answer(answer(ws).id))
    assert (plan.highlights, plan.notes, plan.there, plan.problems) == (1, 1, 0, [])
    assert server.consents == 0  # a plan writes nothing
    report = ws.zotero_return.write(plan)
    assert (report.written, report.refused, report.problem) == (2, [], "")
    (highlight,) = written(server, "annotation")
    assert (highlight["parentItem"], highlight["annotationText"]) == ("A1", FACT)
    assert highlight["annotationPageLabel"] == "1"
    position = json.loads(highlight["annotationPosition"])
    assert position["pageIndex"] == 0
    assert under(BATS, position["rects"]) == sorted(c for c in FACT if c.isalnum())
    (note,) = written(server, "note")
    assert note["parentItem"] == "W1"
    assert "&lt;b&gt;&quot;were&quot; counted?" in note["note"]
    assert FACT in note["note"]


def under(paper: PrintedPaper, rects: list[list[float]]) -> list[str]:
    """Return the letters whose middle lies in rectangles of PDF user space, by pdfium, sorted."""
    import pypdfium2

    document = pypdfium2.PdfDocument(paper.data)
    text = document[0].get_textpage()
    found = []
    for at in range(text.count_chars()):
        x0, y0, x1, y1 = text.get_charbox(at)
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        if any(r[0] <= x <= r[2] and r[1] <= y <= r[3] for r in rects):
            found.append(text.get_text_range(at, 1))
    document.close()
    return sorted(c for c in found if c.isalnum())


def test_what_is_there_is_not_written_again(ws: Workspace, server: ZoteroServer) -> None:
    export = ws.exports.of_answer(answer(ws).id)
    ws.zotero_return.write(ws.zotero_return.plan(export))
    again = ws.zotero_return.plan(export)
    assert (again.highlights, again.notes, again.there, again.papers) == (0, 0, 2, [])


def test_a_zotero_before_version_10_is_told_with_what_to_do_instead(ws: Workspace, server: ZoteroServer) -> None:
    server.server_id = ""
    with pytest.raises(ZoteroError, match="Import Annotations"):
        ws.zotero_return.plan(ws.exports.of_answer(answer(ws).id))
    assert not any(asked.startswith("POST") for asked in server.asked)


@pytest.mark.parametrize(("consent", "words"), [("deny", "did not allow"), ("often", "Wait a minute")])
def test_a_no_in_zotero_writes_nothing(ws: Workspace, server: ZoteroServer, consent: str, words: str) -> None:
    server.consent = consent
    plan = ws.zotero_return.plan(ws.exports.of_answer(answer(ws).id))
    with pytest.raises(ZoteroError, match=words):
        ws.zotero_return.write(plan)
    assert written(server, "annotation") == []


def test_a_file_that_is_another_one_by_now_is_not_marked(ws: Workspace, server: ZoteroServer, tmp_path: Path) -> None:
    export = ws.exports.of_answer(answer(ws).id)
    (tmp_path / "bats.pdf").write_bytes(b"%PDF-1.4 another edition")
    plan = ws.zotero_return.plan(export)
    assert plan.papers == []
    assert [title for title, _ in plan.problems] == ["Hearing bats"]


def test_a_paper_that_did_not_come_from_zotero_is_named(ws: Workspace, server: ZoteroServer) -> None:
    paper = ws.add_paper(
        print_paper(sections=[("Methods", ["Nine foxes lived there."])], title="Foxes").data, filename="fox.pdf"
    )
    plan = ws.zotero_return.plan(ws.exports.of_answer(ws.ask("How many foxes lived there?", paper_ids=[paper.id]).id))
    assert plan.papers == []
    assert "did not come from Zotero" in plan.problems[0][1]


def items(number: int) -> list[dict[str, str]]:
    return [{"itemType": "note", "note": f"<p>{n}</p>"} for n in range(number)]


def test_many_items_go_in_parts_with_one_consent_or_one_for_each_part() -> None:
    for consent, consents in (("always", 1), ("once", 3)):
        with ZoteroServer([]) as server:
            server.server_id, server.consent = "S1", consent
            report = ZoteroWriter(server.address).create("users/0", items(2 * ITEMS_AT_ONCE + 1))
            assert (report.written, report.problem, server.consents) == (2 * ITEMS_AT_ONCE + 1, "", consents)


def test_more_consents_than_are_asked_for_leave_the_rest_and_say_so() -> None:
    with ZoteroServer([]) as server:
        server.server_id, server.consent = "S1", "once"
        report = ZoteroWriter(server.address).create("users/0", items((CONSENTS + 1) * ITEMS_AT_ONCE))
    assert report.written == CONSENTS * ITEMS_AT_ONCE
    assert report.problem.startswith(f"{ITEMS_AT_ONCE} are still to be written")


def test_what_was_written_before_zotero_ended_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    with ZoteroServer([]) as server:
        server.server_id = "S1"
        create = server._create

        def create_once(*told: Any) -> tuple[int, str]:
            monkeypatch.setattr(server, "_create", lambda *_: (500, "out of room"))
            return create(*told)

        monkeypatch.setattr(server, "_create", create_once)
        report = ZoteroWriter(server.address).create("users/0", items(ITEMS_AT_ONCE + 1))
    assert report.written == ITEMS_AT_ONCE
    assert "out of room" in report.problem


def test_items_that_zotero_refuses_are_told_in_its_words() -> None:
    with ZoteroServer([]) as server:
        server.server_id, server.refuses = "S1", {"note"}
        report = ZoteroWriter(server.address).create("users/0", items(2))
    assert (report.written, report.refused) == (0, ["'note' is not taken"] * 2)


def test_a_library_that_may_only_be_read_is_told() -> None:
    with ZoteroServer([]) as server:
        server.server_id = "S1"
        with pytest.raises(ZoteroError, match="only be read"):
            ZoteroWriter(server.address).create("groups/7", items(1))
