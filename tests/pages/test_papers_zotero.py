"""Papers from Zotero on the Papers page: look, choose a collection, take in."""

from __future__ import annotations

from pathlib import Path

from lib.workspace import Workspace
from tests.importing.zotero_server import ZoteroServer, attached, collection, work
from tests.pages.conftest import SOUNDS, Screen


def open_zotero(screen: Screen, monkeypatch) -> object:
    monkeypatch.setattr("lib.ui.papers.upload.may_name_paths", lambda: True)
    at = screen.open("papers")
    return at.segmented_control(key="papers_way").select("Zotero").run()


def test_a_collection_is_chosen_and_its_new_papers_are_taken_in(
    empty: Workspace, screen: Screen, monkeypatch, tmp_path: Path
) -> None:
    pdf = tmp_path / "sounds.pdf"
    pdf.write_bytes(SOUNDS.data)
    items = [
        work("W1", "Hearing [bats](http://evil.example)", collections=("C1",)),
        attached("A1", "W1", pdf),
        work("W2", "Elsewhere"),
        attached("A2", "W2", tmp_path / "gone.pdf"),
    ]
    with ZoteroServer(items, [collection("C1", "Bats")]) as server:
        empty.zotero.address = server.address
        at = open_zotero(screen, monkeypatch)
        at.button(key="zotero_look").click().run()
        assert at.button(key="zotero_take").label == "Take in 2 new"
        at.multiselect(key="zotero_collections").set_value(["C1"]).run()
        assert at.button(key="zotero_take").label == "Take in 1 new"
        at.button(key="zotero_take").click().run()
        assert not at.exception, at.exception
        assert "1 paper added." in screen.words
        assert at.button(key="zotero_take").label == "Nothing new to take in"
        (paper,) = empty.papers()
        empty.jobs.wait(paper.id)
        assert empty.paper(paper.id).title == "Hearing [bats](http://evil.example)"
        at.multiselect(key="zotero_collections").set_value([]).run()
        at.button(key="zotero_take").click().run()
        assert "gone.pdf: Its file is not on this machine." in screen.words


def test_a_zotero_that_does_not_run_is_a_plain_sentence(empty: Workspace, screen: Screen, monkeypatch) -> None:
    with ZoteroServer([]) as server:
        empty.zotero.address = server.address
    at = open_zotero(screen, monkeypatch)
    at.button(key="zotero_look").click().run()
    assert "Zotero does not answer" in screen.words
    at.segmented_control(key="zotero_way").select("A folder that it exported").run()
    at.text_input(key="zotero_folder").set_value("/nowhere")
    at.button[-1].click().run()
    assert not at.exception, at.exception


def test_files_of_this_machine_are_offered_to_nobody_elsewhere(empty: Workspace, screen: Screen, monkeypatch) -> None:
    monkeypatch.setattr("lib.ui.papers.upload.may_name_paths", lambda: False)
    at = screen.open("papers")
    assert "Zotero" not in at.segmented_control(key="papers_way").options


def test_what_an_answer_rests_on_goes_to_zotero_after_a_yes(
    empty: Workspace, screen: Screen, monkeypatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("lib.ui.kit.zotero_button.may_name_paths", lambda: True)
    pdf = tmp_path / "sounds.pdf"
    pdf.write_bytes(SOUNDS.data)
    with ZoteroServer([work("W1", "Hearing bats"), attached("A1", "W1", pdf)]) as server:
        server.server_id = "S1"
        empty.zotero.address = empty.zotero_return.address = server.address
        empty.zotero.take_in(empty.zotero.library(), empty.zotero.library().items)
        empty.jobs.wait(empty.papers()[0].id)
        answer = empty.ask("How long were the clips?")
        at = screen.open("ask", answer=answer.id)
        at.session_state[f"export_{answer.id}"] = True
        at.run()
        at.button(key=f"export_zotero_{answer.id}").click().run()
        assert "1 highlight and 1 note would be written, to 1 paper in Zotero." in screen.words
        assert server.consents == 0
        at.button(key=f"export_zotero_yes_{answer.id}").click().run()
        assert "2 items written to Zotero." in screen.words
        assert [one["data"]["itemType"] for one in server.items[2:]] == ["annotation", "note"]
        server.consent = "deny"
        at.button(key=f"export_zotero_{answer.id}").click().run()
        assert "Nothing is new. 2 are there already." in screen.words


def test_the_way_to_zotero_is_offered_for_papers_from_there_alone(
    library: Workspace, screen: Screen, monkeypatch
) -> None:
    monkeypatch.setattr("lib.ui.kit.zotero_button.may_name_paths", lambda: True)
    answer = library.ask("How long were the clips?")
    at = screen.open("ask", answer=answer.id)
    at.session_state[f"export_{answer.id}"] = True
    at.run()
    assert at.radio(key=f"export_format_{answer.id}")
    assert not any("Zotero" in button.label for button in at.button)
