"""Papers from Zotero: what is new there, taken in with titles, tags and collections."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.workspace import Workspace
from tests.importing.zotero_server import ZoteroServer, attached, collection, work
from tests.pdfs import print_paper

BATS = print_paper(sections=[("Methods", ["Bats were counted."])], title="A title as it was printed").data
OWLS = print_paper(sections=[("Methods", ["Owls were counted."])], title="Owls in the dark").data


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "library") as workspace:
        yield workspace


@pytest.fixture
def server(tmp_path: Path, ws: Workspace) -> Iterator[ZoteroServer]:
    """Yield a Zotero with a work and its PDF, a work without one, and a PDF that is not on this machine."""
    bats = tmp_path / "bats.pdf"
    bats.write_bytes(BATS)
    items = [
        work("W1", "Hearing bats in the dark", collections=("C1",)),
        attached("A1", "W1", bats),
        work("W2", "No file"),
        work("W3", "Lost", DOI="10.1/lost"),
        attached("A3", "W3", tmp_path / "gone.pdf"),
    ]
    with ZoteroServer(items, [collection("C1", "Bats")]) as server:
        ws.zotero.address = server.address
        yield server


def states(ws: Workspace) -> dict[str, str]:
    return {one.item.key: one.state for one in ws.zotero.offered(ws.zotero.library())}


def take_all(ws: Workspace) -> tuple[list[str], list[str], list[str], list[str]]:
    library = ws.zotero.library()
    wanted = [one.item for one in ws.zotero.offered(library) if one.state in {"new", "changed"}]
    report = ws.zotero.take_in(library, wanted)
    for paper in ws.papers():
        ws.jobs.wait(paper.id)
    return report.added, report.known, report.renewed, [name for name, _ in report.problems]


def test_what_is_new_comes_in_with_its_fields_tags_and_collections(ws: Workspace, server: ZoteroServer) -> None:
    assert states(ws) == {"W1": "new", "W2": "no file", "W3": "new"}
    added, _, _, problems = take_all(ws)
    (paper,) = ws.papers()
    assert (added, problems) == ([paper.id], ["gone.pdf"])
    assert (paper.title, paper.authors, paper.doi, paper.status) == (
        "Hearing bats in the dark", ["Grace Hopper"], "10.1234/bats", "ready"
    )  # fmt: skip
    assert [(group.kind, group.name, group.paper_ids) for group in ws.groups.all()] == [
        ("collection", "Bats", [paper.id]), ("tag", "bats", [paper.id])
    ]  # fmt: skip
    assert states(ws)["W1"] == "here"


def test_what_was_changed_in_zotero_is_seen_and_what_was_typed_here_stays(ws: Workspace, server: ZoteroServer) -> None:
    take_all(ws)
    (paper,) = ws.papers()
    ws.edit_paper(paper.id, year=1987)
    server.items[0] = work("W1", "Hearing bats at night", version=11, collections=("C1",))
    assert states(ws)["W1"] == "changed"
    assert take_all(ws)[2] == [paper.id]
    changed = ws.paper(paper.id)
    assert (changed.title, changed.year) == ("Hearing bats at night", 1987)
    assert states(ws)["W1"] == "here"


def test_an_item_that_was_never_synchronised_is_seen_to_change_too(ws: Workspace, server: ZoteroServer) -> None:
    server.items[0] = work("W1", "Hearing bats in the dark", version=0)
    take_all(ws)
    assert states(ws)["W1"] == "here"
    server.items[0] = work("W1", "Hearing bats, a second time", version=0)
    assert states(ws)["W1"] == "changed"


def test_one_pdf_of_two_items_is_one_paper_and_a_removed_paper_is_new_again(
    ws: Workspace, server: ZoteroServer, tmp_path: Path
) -> None:
    server.items += [work("W4", "A copy", DOI="10.9/copy"), attached("A4", "W4", tmp_path / "bats.pdf")]
    added, known, _, _ = take_all(ws)
    (paper,) = ws.papers()
    assert (added, known) == ([paper.id], [paper.id])
    assert paper.title == "Hearing bats in the dark"
    ws.remove_paper(paper.id)
    assert states(ws)["W1"] == "new"


def test_an_exported_folder_is_taken_in_without_zotero(ws: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "owls.pdf").write_bytes(OWLS)
    (folder / "refs.bib").write_text(
        "@article{o, title={Owls by night}, year=2001, file={:owls.pdf:PDF}}", encoding="utf-8"
    )
    library = ws.zotero.folder(str(folder))
    ws.zotero.take_in(library, library.items)
    (paper,) = ws.papers()
    assert (paper.title, paper.year) == ("Owls by night", 2001)
    assert [one.state for one in ws.zotero.offered(library)] == ["here"]


def test_five_thousand_items_are_compared_quickly(ws: Workspace, server: ZoteroServer, tmp_path: Path) -> None:
    server.items += [work(f"X{n}", f"Title {n}") for n in range(5000)]
    assert len(states(ws)) == 5003
