"""Papers that look like copies of others are found, left out until somebody decides, and stay decided."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pikepdf
import pytest

from lib.config import Settings
from lib.library.copies import is_supplement
from lib.records import Paper
from lib.workspace import Workspace
from tests import pdfs

TITLE = "Counting otters along the river Avon in winter"
TEXT = pdfs.unlike_sentences(40, seed=61)
OTHER = pdfs.unlike_sentences(40, seed=62)


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path, Settings()) as workspace:
        yield workspace


def add(ws: Workspace, name: str, text: Sequence[str], **fields: object) -> Paper:
    paper = ws.add_paper(pdfs.make_paper(sections=[("Methods", [list(text)])]), filename=name)
    assert paper.status == "ready", paper.problem
    return ws.edit_paper(paper.id, **{"title": name, "authors": [], "doi": "", **fields})


def resaved(data: bytes, folder: Path) -> bytes:
    path = folder / "again.pdf"
    path.write_bytes(data)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.docinfo["/Producer"] = "Another one"
        pdf.save(path)
    return path.read_bytes()


def found(ws: Workspace) -> list[tuple[str, str, str]]:
    return [(copy.paper.filename, copy.original.filename, copy.reason) for copy in ws.copies.undecided()]


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ({"doi": "10.1234/otters"}, {"doi": "https://doi.org/10.1234/OTTERS"}, "DOI"),
        (
            {"title": TITLE, "authors": ["Jane Doe", "Tom Fox"]},
            {"title": TITLE.upper() + ".", "authors": ["J. A. Doe"]},
            "title",
        ),
    ],
)
def test_the_same_doi_or_the_same_title_and_first_author_look_like_a_copy(
    ws: Workspace, first: dict[str, object], second: dict[str, object], reason: str
) -> None:
    add(ws, "a.pdf", TEXT, **first)
    add(ws, "b.pdf", OTHER, **second)
    assert found(ws) == [("b.pdf", "a.pdf", reason)]


def test_the_same_text_under_other_bytes_looks_like_a_copy(ws: Workspace, tmp_path: Path) -> None:
    data = pdfs.make_paper(sections=[("Methods", [TEXT])])
    for name, bytes_ in (("a.pdf", data), ("b.pdf", resaved(data, tmp_path))):
        ws.edit_paper(ws.add_paper(bytes_, filename=name).id, title=name)
    add(ws, "c.pdf", OTHER)
    assert found(ws) == [("b.pdf", "a.pdf", "text")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"title": TITLE, "authors": ["Jane Doe"]}, {"title": TITLE, "authors": ["Tom Fox"]}),
        ({"title": "Otters", "authors": ["Jane Doe"]}, {"title": "Otters", "authors": ["Jane Doe"]}),
        ({"title": TITLE}, {"title": TITLE}),
        ({"doi": "10.1145/nnnnnnn.nnnnnnn"}, {"doi": "10.1145/nnnnnnn.nnnnnnn"}),
    ],
    ids=["other author", "short title", "no author", "a template's DOI"],
)
def test_too_little_in_common_is_no_copy(ws: Workspace, first: dict[str, object], second: dict[str, object]) -> None:
    add(ws, "a.pdf", TEXT, **first)
    add(ws, "b.pdf", OTHER, **second)
    assert found(ws) == []


def test_answers_quote_the_first_of_two_copies_alone_until_both_are_kept(tmp_path: Path) -> None:
    question = "Which traps were seen?"
    with Workspace.open(tmp_path, Settings()) as ws:
        first, second = (add(ws, name, text, doi="10.1234/x") for name, text in (("a.pdf", TEXT), ("b.pdf", OTHER)))

        def papers_of(paper_ids: list[str] | None) -> set[str]:
            return {passage.paper_id for passage in ws.find_passages(question, paper_ids, limit=20)}

        assert papers_of(None) == papers_of([first.id, second.id]) == {first.id}
        assert ws.ask(question).paper_ids == [first.id]
        assert papers_of([second.id]) == {second.id}, "asked alone it answers"
        ws.copies.keep_both(ws.copies.undecided()[0])
        assert papers_of(None) == {first.id, second.id}
    with Workspace.open(tmp_path, Settings()) as again:
        assert found(again) == []


def test_of_two_copies_one_comes_new_to_a_survey_until_both_are_kept(ws: Workspace) -> None:
    first, second = (add(ws, name, text, doi="10.1234/x") for name, text in (("a.pdf", TEXT), ("b.pdf", OTHER)))
    both = [second.id, first.id]
    assert ws.copies.without_copies(both) == [first.id]
    assert ws.copies.without_copies([second.id]) == [second.id], "chosen alone it is asked"
    assert ws.copies.further(both, []) == [second.id]
    assert ws.copies.further([first.id], [second.id]) == [], "whichever of the two came first"
    assert ws.run_survey(["Which traps were seen?"], both).paper_ids == both, "who names both wants both"
    ws.copies.keep_both(ws.copies.undecided()[0])
    assert ws.copies.further(both, []) == both


def test_the_better_of_two_copies_is_the_one_that_was_published(ws: Workspace) -> None:
    names = {"title": TITLE, "authors": ["Jane Doe"]}
    add(ws, "preprint.pdf", TEXT, doi="10.48550/arxiv.2401.00001", year=2025, **names)
    add(ws, "journal.pdf", OTHER, doi="10.1234/otters", year=2024, **names)
    (copy,) = ws.copies.undecided()
    assert copy.better.filename == "journal.pdf"
    ws.bin.put([copy.original.id])
    assert [paper.filename for paper in ws.papers()] == ["journal.pdf"]
    assert found(ws) == []


def test_a_supplement_is_tied_to_its_paper_until_that_is_removed(ws: Workspace) -> None:
    main = add(ws, "otters.pdf", TEXT, doi="10.1234/x")
    extra = add(ws, "otters_supplement.pdf", OTHER, doi="10.1234/x")
    (copy,) = ws.copies.undecided()
    assert copy.supplement
    ws.copies.tie(copy.paper.id, copy.original.id)
    assert found(ws) == []
    assert ws.copies.supplements() == {extra.id: main.id}
    assert {p.paper_id for p in ws.find_passages("Which traps?", None, limit=20)} == {main.id, extra.id}
    ws.remove_paper(main.id)
    assert ws.copies.supplements() == {}


@pytest.mark.parametrize(
    ("filename", "title", "expected"),
    [
        ("10.1234_x-ESM1.pdf", "", True),
        ("a.pdf", "Supplementary Material for: Counting otters", True),
        ("a.pdf", "Supporting information", True),
        ("supplements-in-otters.pdf", "Food supplements and otters", False),
        ("a.pdf", "Effects of vitamin supplementation", False),
    ],
)
def test_a_supplement_is_told_by_its_name(filename: str, title: str, expected: bool) -> None:
    assert is_supplement(Paper("a", filename, title)) is expected
