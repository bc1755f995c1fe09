"""Papers: titles, authors, years and DOIs from a bibliography, looked at before they are written."""

from typing import Any

import pytest

from lib.errors import StoreError
from lib.workspace import Workspace
from tests.pages.conftest import CAMERAS, SOUNDS, Screen

OTHER = "@book{other, title={![x](http://evil.example/p.png) Nothing that is here at all}, year={1999}}"


@pytest.fixture
def two_paper_library(empty: Workspace) -> Workspace:
    """Return two papers, the title of one of them given by a person."""
    for name, paper in (("cameras.pdf", CAMERAS), ("sounds.pdf", SOUNDS)):
        empty.add_paper(paper.data, filename=name)
    sounds = named(empty, "sounds.pdf")
    empty.edit_paper(sounds.id, title="Hearing bats in the dark of night")
    return empty


def named(workspace: Workspace, filename: str) -> Any:
    return next(paper for paper in workspace.papers() if paper.filename == filename)


def bring(screen: Screen, text: str, name: str = "refs.bib") -> Any:
    at = screen.open("papers")
    at.segmented_control(key="papers_way").select("Titles from a bibliography").run()
    at.file_uploader[0].upload(name, text.encode())
    at.run()
    assert not at.exception, at.exception
    return at


CAMERA_ENTRY = (
    "@article{a, title={Counting animals in pictures of camera traps},"
    + " author={Lovelace, Ada}, year=2021, doi={10.1234/c}}"
)
BAT_ENTRY = "@article{b, title={Hearing Bats in the dark of night}, author={Hopper, Grace}, year=2019}"


def test_nothing_is_written_before_it_was_looked_at(two_paper_library: Workspace, screen: Screen) -> None:
    before = two_paper_library.papers()
    at = bring(screen, f"{CAMERA_ENTRY}\n{OTHER}")
    assert "1 paper of the library found, 1 with something to change. 1 entry matches no paper here." in screen.words
    assert two_paper_library.papers() == before
    at.button(key="references_write").click().run()
    cameras = named(two_paper_library, "cameras.pdf")
    assert (cameras.authors, cameras.year, cameras.doi) == (["Ada Lovelace"], 2021, "10.1234/c")
    assert "fields of 1 paper written." in screen.words
    assert "refs.bib" not in screen.words


def test_what_a_person_gave_stays_unless_its_tick_is_set(two_paper_library: Workspace, screen: Screen) -> None:
    at = bring(screen, BAT_ENTRY)
    assert at.checkbox(key="references_typed").value is False
    at.button(key="references_write").click().run()
    sounds = named(two_paper_library, "sounds.pdf")
    assert (sounds.title, sounds.year) == ("Hearing bats in the dark of night", 2019)
    at = bring(screen, BAT_ENTRY)
    assert at.button(key="references_write").disabled
    at.checkbox(key="references_typed").check().run()
    at.button(key="references_write").click().run()
    assert named(two_paper_library, "sounds.pdf").title == "Hearing Bats in the dark of night"


def test_ris_is_taken_as_well(two_paper_library: Workspace, screen: Screen) -> None:
    ris = "TY  - JOUR\nTI  - Counting animals in pictures of camera traps\nPY  - 2021\nER  - \n"
    at = bring(screen, ris, "refs.ris")
    at.button(key="references_write").click().run()
    assert named(two_paper_library, "cameras.pdf").year == 2021


@pytest.mark.parametrize("text", ["", "no entry in it", "@article{", "\x00\x01"])
def test_a_file_that_is_no_bibliography_is_told_in_a_sentence(
    two_paper_library: Workspace, screen: Screen, text: str
) -> None:
    at = bring(screen, text)
    assert at.error or "of the library found" in screen.words
    assert not [button for button in at.button if button.key == "references_write"]


def test_what_was_chosen_for_a_paper_that_went_meanwhile_is_told(two_paper_library: Workspace, screen: Screen) -> None:
    at = bring(screen, CAMERA_ENTRY)
    two_paper_library.remove_paper(named(two_paper_library, "cameras.pdf").id)
    at.button(key="references_write").click().run()
    assert not at.exception
    assert "0 fields of 0 papers written. 1 paper had been removed meanwhile." in screen.words


def test_a_disk_that_takes_no_more_is_told_with_what_was_written_by_then(
    two_paper_library: Workspace, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = bring(screen, f"{CAMERA_ENTRY}\n{BAT_ENTRY}")
    edit, calls = two_paper_library.edit_paper, []

    def full(paper_id: str, **fields: Any) -> None:
        calls.append(paper_id)
        if len(calls) == 2:
            raise StoreError("The disk is full.")
        edit(paper_id, **fields)

    monkeypatch.setattr(two_paper_library, "edit_paper", full)
    at.button(key="references_write").click().run()
    assert not at.exception
    (said,) = at.error
    assert "of 1 paper written. The disk is full. What was written by then stays" in str(said.value).replace("\\", "")
    at.button(key="references_write").click().run()
    assert not at.error
    assert named(two_paper_library, "cameras.pdf").year == 2021
    assert named(two_paper_library, "sounds.pdf").year == 2019
