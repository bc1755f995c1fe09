"""Questions as people type them, of libraries as they are: a plain outcome each, through the front door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.config import Settings
from lib.records import Paper
from lib.workspace import Workspace
from tests.pdfs import make_blank, print_paper

OTTERS = print_paper(
    title="Otters in the reeds",
    sections=[
        ("Methods", ["We counted the otters with four thermal cameras. The cameras stood two metres above the water."]),
        ("Results", ["In all 57 otters crossed the transect. Most of them crossed it at dawn."]),
    ],
)
ODD = {
    "one word": "otters",
    "five thousand words": "How many otters crossed the transect at dawn? " * 625,
    "another language": "Combien de loutres ont traversé le transect ?",
    "another script": "カワウソは何匹渡りましたか",
    "stop words": "what is the of and to it",
    "marks": "?!… —",
    "markup": "<script>alert(1)</script> **otters** $x_1$ [link](http://example.org) {{ 7 }} \\frac{1}{2}",
    "control characters": "otters\x00\x07\u202e\ud83d",
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Paper]]:
    with Workspace.open(tmp_path_factory.mktemp("kept"), Settings()) as ws:
        yield ws, ws.add_paper(OTTERS.data, filename="otters.pdf")


@pytest.mark.parametrize("question", ODD.values(), ids=ODD.keys())
def test_odd_question_has_passages_and_an_answer_in_plain_words(kept: tuple[Workspace, Paper], question: str) -> None:
    ws, _ = kept
    passages = ws.find_passages(question)
    assert passages
    assert all(0 <= passage.score <= 1 and passage.text for passage in passages)
    answer = ws.ask(question)
    assert answer.found or answer.text or answer.stopped
    assert "Traceback" not in f"{answer.text} {answer.stopped}"


@pytest.mark.parametrize("question", ["", "   \n\t"])
def test_no_question_finds_nothing_and_says_so(kept: tuple[Workspace, Paper], question: str) -> None:
    ws, _ = kept
    assert ws.find_passages(question) == []
    answer = ws.ask(question)
    assert (answer.found, answer.passages) == (False, [])
    assert answer.stopped


def test_no_paper_that_is_ready_finds_nothing_and_says_so(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, Settings()) as ws:
        scan = ws.add_paper(make_blank(), filename="blank.pdf")
        assert scan.status == "failed"
        for choice in (None, [scan.id], []):
            assert ws.find_passages("How many otters?", choice) == []
            answer = ws.ask("How many otters?", choice)
            assert (answer.found, answer.passages) == (False, [])
            assert answer.stopped


def test_a_removed_paper_in_the_choice_is_passed_over(tmp_path: Path) -> None:
    owls = print_paper(title="Owls", sections=[("Methods", ["The barn owls were ringed by volunteers."])])
    with Workspace.open(tmp_path, Settings()) as ws:
        gone, left = ws.add_paper(OTTERS.data), ws.add_paper(owls.data)
        ws.remove_paper(gone.id)
        passages = ws.find_passages("Who ringed the owls?", [gone.id, left.id, "never there"])
        assert {passage.paper_id for passage in passages} == {left.id}
        assert ws.find_passages("Who ringed the owls?", [gone.id]) == []
        assert ws.ask("Who ringed the owls?", [gone.id]).stopped
