"""Papers: a list of retractions marks papers, and answers that rest on them."""

import pytest

from lib.ui.evidence import component
from lib.ui.evidence.component import answer_data
from lib.workspace import Workspace
from tests.importing.test_retraction_list import row, table
from tests.pages.conftest import CAMERAS, Screen


def test_a_list_marks_papers_answers_and_exports(
    empty: Workspace, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(component, "page_pictures", lambda *_: {})  # a server hands them out
    paper = empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    empty.edit_paper(paper.id, doi="10.1234/otters")
    answer = empty.ask("How many pictures did the cameras take?")
    cited = {citation.paper_id for sentence in answer.sentences for citation in sentence.citations}
    assert cited == {paper.id}
    assert "rests on" not in answer_data(empty, answer, "")["verdict"]

    at = screen.open("papers")
    at.segmented_control(key="papers_way").select("Retractions").run()
    at.file_uploader[0].upload("page.csv", b"<html></html>")
    at.run()
    assert "is no list of retractions" in at.error[0].value
    at.file_uploader[0].upload("retraction_watch.csv", table(row(reason="+[x](http://evil.example) Error;")))
    at.run()
    assert not at.exception, at.exception
    assert "1 notice kept, the newest of 2021-05-03." in screen.words
    assert "Of 1 paper here 1 retracted." in screen.words
    assert "Retracted | loud | Retraction, 2021-05-03" in screen.words

    data = answer_data(empty, answer, "")
    assert data["verdict"].endswith("rests on a retracted paper")
    assert {citation["standing"] for citation in data["citations"]} == {"retracted"}
    assert "is retracted (Retraction, 2021-05-03: [x](http://evil.example) Error" in data["doubts"][0]
    methods = empty.exports.answer(answer.id, "methods").data.decode()
    assert (
        "held against a list of 1 notice, its newest of 2021-05-03, by DOI, else by title and year: 1 retracted."
        in methods
    )
    for wanted, said in (
        ("bibtex", "note = {Retracted (Retraction, 2021"),
        ("ris", "N1  - Retracted (Retraction, 2021"),
    ):
        assert said in empty.exports.answer(answer.id, wanted).data.decode()
    for wanted in ("csl", "markdown", "book", "citations", "jsonl"):
        assert "etracted" in empty.exports.answer(answer.id, wanted).data.decode()

    at.button(key="retractions_remove").click().run()
    assert empty.retractions.in_library() == {}
    assert "rests on" not in answer_data(empty, answer, "")["verdict"]
