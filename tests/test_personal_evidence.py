"""What people add to answers and papers: quotes, verdicts, highlights; on the screen's data and in every export with evidence."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from lib.records import Answer
from lib.ui.ask import personal
from lib.ui.evidence import component
from lib.ui.evidence.component import AnswerExtras, answer_data
from lib.workspace import Workspace
from tests.pdfs import print_paper

PAPER = print_paper(
    sections=[
        ("Methods", ["Otters were counted along the river in winter. The count found 31 otters."]),
        ("Results", ["Fish were rare where otters lived. Every otter had a den of its own."]),
    ],
    title="Otters in winter",
)


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.open(tmp_path_factory.mktemp("personal")) as workspace:
        workspace.add_paper(PAPER.data, filename="otters.pdf")
        yield workspace


@pytest.fixture
def answer(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Return a fresh answer; whoever is at the screen is called Jane."""
    monkeypatch.setattr(personal, "who_judges", lambda: "Jane")
    monkeypatch.setattr(component, "page_pictures", lambda *_: {})  # a server hands them out
    return ws.ask("How many otters were found?")


@pytest.fixture
def quoted(ws: Workspace, answer: Answer) -> Answer:
    """Return an answer with a passage that Jane quoted too."""
    personal.change_quotes(ws, answer, {"rank": 1})
    return answer


def test_a_verdict_is_a_label_of_that_person_and_is_taken_back(ws: Workspace, answer: Answer) -> None:
    for word in ("partly", "wrong"):
        personal.give_verdict(ws, answer.id, {"word": word})
    item = next(one for one in ws.reviews.items("ask") if one.answer_id == answer.id)
    assert list(ws.reviews.labels("correct", [item])["Jane"].values()) == ["wrong"]
    assert personal.verdict_data(ws, answer) == {"word": "wrong", "rater": "Jane"}
    personal.give_verdict(ws, answer.id, {"word": ""})
    assert ws.reviews.latest_verdicts([answer.id]) == []
    personal.give_verdict(ws, answer.id, {"word": "splendid"})
    assert personal.verdict_data(ws, answer) == {"word": "", "rater": "Jane"}


def test_a_passage_is_quoted_once_behind_the_answers_own_citations_and_taken_away(
    ws: Workspace, quoted: Answer
) -> None:
    personal.change_quotes(ws, quoted, {"rank": 1})
    personal.change_quotes(ws, quoted, {"rank": 99})
    (added,) = ws.added_citations.of([quoted.id])[quoted.id]
    assert (added.person, added.citation.quote) == ("Jane", quoted.passages[0].text)
    view = answer_data(ws, quoted, "", AnswerExtras(added=[added]))
    own = len(view["sentences"]) - 1
    assert own == len(quoted.sentences)
    assert view["sentences"][-1]["added"] == added.id
    assert "Jane" in view["sentences"][-1]["heading"]
    assert view["sentences"][-1]["cites"] == [len(view["citations"])]
    assert ws.answer(quoted.id) == quoted  # it stays as it was given
    personal.change_quotes(ws, quoted, {"away": added.id})
    assert ws.added_citations.of([quoted.id]) == {}


@pytest.mark.parametrize("wanted", ["markdown", "book", "citations"])
def test_exports_say_which_quotes_are_a_persons(ws: Workspace, quoted: Answer, wanted: str) -> None:
    text = ws.exports.answer(quoted.id, wanted).data.decode()
    assert text.count("added by Jane") == 1


@pytest.fixture
def marked(ws: Workspace, answer: Answer) -> Iterator[Answer]:
    """Yield an answer to whose paper a note was made."""
    (paper,) = ws.papers()
    sentence = next(one for one in ws.sentences(paper.id) if "den of its own" in one.text)
    note = ws.annotations.add(paper.id, sentence.text, sentence.boxes, "ask <b>Bo</b> | [why](http://x.example)")
    yield answer
    ws.annotations.remove(note.id)


@pytest.mark.parametrize("wanted", ["markdown", "book"])
def test_highlights_and_notes_stand_in_documents_as_letters(ws: Workspace, marked: Answer, wanted: str) -> None:
    text = ws.exports.answer(marked.id, wanted).data.decode()
    assert "Every otter had a den of its own." in text
    assert "Highlights and notes" in text
    assert "<b>Bo" not in text
    assert wanted == "book" or "](http" not in text  # which is a link in Markdown alone


def test_highlights_and_notes_stand_in_the_highlighted_pdf(ws: Workspace, marked: Answer) -> None:
    with pikepdf.open(io.BytesIO(ws.exports.answer(marked.id, "pdf").data)) as document:
        notes = [str(one.get("/Contents", "")) for page in document.pages for one in page.obj.get("/Annots", [])]
    assert any("ask <b>Bo</b>" in note and "den of its own" in note for note in notes)


def test_another_library_takes_in_highlights_and_added_quotes_once(
    ws: Workspace, marked: Answer, tmp_path: Path
) -> None:
    personal.change_quotes(ws, marked, {"rank": 1})
    data = ws.exports.answer(marked.id, "jsonl").data
    kinds = [json.loads(line)["record"] for line in data.splitlines()]
    assert {"annotation", "added_citation"} <= set(kinds)
    with Workspace.open(tmp_path) as other:
        paper = other.add_paper(PAPER.data, filename="otters.pdf")
        for _ in range(2):
            other.imports.import_file(io.BytesIO(data))
        assert other.annotations.of(paper.id) == ws.annotations.of(paper.id)
        (there,) = other.added_citations.of([marked.id])[marked.id]
        assert there.citation.reading == other.current_reading(paper.id)
