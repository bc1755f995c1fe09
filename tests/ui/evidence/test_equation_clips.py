"""A quote through a displayed equation, from the PDF to what the screen and the evidence book show of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lib.records import Answer
from lib.ui.ask import personal
from lib.ui.evidence import component
from lib.ui.evidence.component import AnswerExtras, answer_data
from lib.workspace import Workspace
from tests.reading.structure.test_equations import page_with_equation

BEFORE = (
    "The number of the otters was estimated from the tracks in the snow along both banks of the river,",
    "which three people counted on the morning after each of the nine snowfalls, so that this number is",
)
QUESTION = "How was the number of the otters estimated?"
EQUATION = "E = Q - T + S / K (1)"


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.open(tmp_path_factory.mktemp("equations")) as workspace:
        workspace.add_paper(page_with_equation(("E = Q - T + S / K",), "(1)", BEFORE), filename="otters.pdf")
        yield workspace


@pytest.fixture(scope="module")
def answer(ws: Workspace) -> Answer:
    return ws.ask(QUESTION)


def test_the_equation_inside_a_quote_is_in_the_screens_data(
    ws: Workspace, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(component, "page_pictures", lambda *_: {})  # a server hands them out
    clips = [clip for citation in answer_data(ws, answer, "")["citations"] for clip in citation["clips"]]
    assert [(clip["kind"], clip["words"]) for clip in clips] == [("equation", f"Equation: {EQUATION}")]


def test_the_equation_is_in_the_clipping_of_its_quote(ws: Workspace, answer: Answer) -> None:
    (citation,) = [one for sentence in answer.sentences for one in sentence.citations if one.equations]
    assert len(ws.pages.clip(citation)) == 1
    assert ws.exports.answer(answer.id, "book").data.count(b"<figure>") == len(answer.sentences)


def test_a_passage_that_a_person_quotes_too_has_its_equation(
    ws: Workspace, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal, "who_judges", lambda: "Jane")
    monkeypatch.setattr(component, "page_pictures", lambda *_: {})
    personal.change_quotes(ws, answer, {"rank": 1})
    (added,) = ws.added_citations.of([answer.id])[answer.id]
    assert [one.text for one in added.citation.equations] == [EQUATION]
    shown = answer_data(ws, answer, "", AnswerExtras(added=[added]))["citations"]
    assert [clip["words"] for clip in shown[-1]["clips"]] == [f"Equation: {EQUATION}"]
