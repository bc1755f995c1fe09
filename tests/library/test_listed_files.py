"""A bibliography among the PDFs of a ZIP or a folder gives them titles and authors."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.workspace import Workspace

BIB = r"""
@article{bats, title = {Hearing bats in the dark}, author = {Hopper, Grace}, year = 2019, doi = {10.1234/bats},
  file = {Full Text PDF:files/1/full.pdf:application/pdf}}
@article{owls, title = {Seeing owls}, author = {Lovelace, Ada}, file = {full.pdf:C\:\\me\\files\\2\\full.pdf:application/pdf}}
@inproceedings{one, title = {A first talk}, file = {:proceedings.pdf:PDF}}
@inproceedings{two, title = {A second talk}, file = {:proceedings.pdf:PDF}}
@article{gone, title = {Not here}, file = {:gone.pdf:PDF}}
"""
RIS = "TY  - JOUR\r\nTI  - Foxes at night\r\nPY  - 2011\r\nL1  - files/3/fox.pdf\r\nER  - \r\n"
FILES = {
    "export/files/1/full.pdf": b"%PDF-1.4 first",
    "export/files/2/full.pdf": b"%PDF-1.4 second",
    "export/files/3/fox.pdf": b"%PDF-1.4 third",
    "export/proceedings.pdf": b"%PDF-1.4 fourth",
    "export/refs.bib": BIB.encode(),
    "export/more.ris": RIS.encode(),
    "export/settings.json": b'{"theme": "dark"}',
    "export/broken.bib": b"nothing of the kind",
}


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "library") as workspace:
        yield workspace


def zipped(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def titles(ws: Workspace, report_places: dict[str, str]) -> dict[str, str]:
    papers = {paper.id: paper for paper in ws.papers()}
    return {path.removeprefix("export/"): papers[paper_id].title for path, paper_id in report_places.items()}


def test_entries_of_a_zip_name_its_pdfs_by_their_folders(ws: Workspace) -> None:
    report = ws.jobs.add_zip("export.zip", zipped(FILES))
    assert titles(ws, report.places) == {
        "files/1/full.pdf": "Hearing bats in the dark",
        "files/2/full.pdf": "Seeing owls",
        "files/3/fox.pdf": "Foxes at night",
        "proceedings.pdf": "",
    }
    bats = ws.paper(report.places["export/files/1/full.pdf"])
    assert (bats.authors, bats.year, bats.doi) == (["Grace Hopper"], 2019, "10.1234/bats")
    assert report.notes == [
        "“export/refs.bib” lists 5 works; 2 papers got title, authors and year from it.",
        "“export/more.ris” lists 1 work; 1 paper got title, authors and year from it.",
    ]
    assert [name for name, _ in report.skipped] == ["export/settings.json", "export/broken.bib"]
    assert report.lists == {}


def test_a_folder_is_read_the_same_way_and_what_a_person_typed_stays(ws: Workspace, tmp_path: Path) -> None:
    for name, content in FILES.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    fox = ws.jobs.add("fox.pdf", FILES["export/files/3/fox.pdf"])
    ws.edit_paper(fox, title="My foxes")
    report = ws.jobs.add_folder(str(tmp_path / "in"))
    assert report.places["export/files/3/fox.pdf"] == fox
    assert (ws.paper(fox).title, ws.paper(fox).year) == ("My foxes", 2011)
    assert titles(ws, report.places)["files/2/full.pdf"] == "Seeing owls"


def test_a_bibliography_that_names_no_file_is_told_with_what_to_do(ws: Workspace) -> None:
    report = ws.jobs.add_zip("a.zip", zipped({"a.pdf": b"%PDF-1.4", "a.bib": b"@article{a, title={Hearing bats}}"}))
    (note,) = report.notes
    assert "Titles from a bibliography" in note
