"""A data folder that the version before the rooms were put in order made, opened by this one.

`old_data_folder.tar.xz` holds it (two papers, answers, a survey, a screening, verdicts, labels, a style, settings) beside
`expected.json`, what that version said of it.
"""

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lib.config import Settings
from lib.workspace import Workspace

ARCHIVE = Path(__file__).with_name("old_data_folder.tar.xz")


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="module")
def expected(unpacked: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((unpacked / "expected.json").read_text(encoding="utf-8"))
    return said


@pytest.fixture(scope="module")
def ws(unpacked: Path) -> Iterator[Workspace]:
    with Workspace.open(unpacked / "data", Settings()) as workspace:
        yield workspace


def plain(records: Any) -> Any:
    """Return records as JSON gives them back."""
    return json.loads(json.dumps([record.to_dict() for record in records]))


def test_its_papers_are_ready_with_the_same_sentences_and_the_words_of_people(
    ws: Workspace, expected: dict[str, Any]
) -> None:
    later = {
        "language": "",
        "journal": "",
        "volume": "",
        "pages": "",
        "families": {},
    }  # that version knew none of these
    assert plain(ws.papers()) == [{**paper, **later} for paper in expected["papers"]]
    assert {paper.status for paper in ws.papers()} == {"ready"}
    for paper_id, sentences in expected["sentences"].items():
        assert plain(ws.sentences(paper_id)) == sentences
        assert ws.dropped(paper_id) == []  # that version did not keep what it left out
        assert ws.tables(paper_id) == ws.figures(paper_id) == []  # nor tables and figures, which is said:
        assert not ws.reads_tables(paper_id)


def test_its_index_answers_without_being_made_again(ws: Workspace, expected: dict[str, Any]) -> None:
    found = plain(ws.find_passages("How many otters crossed the transect?"))
    assert [(passage["id"], passage["text"], passage["boxes"]) for passage in found] == [
        (passage["id"], passage["text"], passage["boxes"]) for passage in expected["passages"]
    ]
    again = ws.ask("How many otters crossed the transect?")
    before = next(
        a for a in expected["answers"].values() if a["answerer"] == "extractive" and a["question"] == again.question
    )
    assert again.text == before["text"]
    ws.remove_answer(again.id)


def test_its_passages_belong_to_the_library_and_that_is_said(ws: Workspace, unpacked: Path) -> None:
    ws.open_index()
    assert sum("taken over, none was embedded again" in note for note in ws.repairs.notes()) == 1
    names = sorted(path.name for path in (unpacked / "data" / "index").iterdir())
    assert names == ["current.json", "sidelight-minilm-int8-384-v4", "sidelight-minilm-int8-384-v4-vectors"]
    assert ws._library.readings.terms.missing() == []
    assert ws.index.check() == 0


def as_then(now: Any, then: Any) -> Any:
    """Return the plain record of today without the fields that records had not yet."""
    if isinstance(now, dict) and isinstance(then, dict):
        return {key: as_then(value, then[key]) for key, value in now.items() if key in then}
    if isinstance(now, list) and isinstance(then, list) and len(now) == len(then):
        return [as_then(one, other) for one, other in zip(now, then, strict=True)]
    return now


def test_its_answers_are_there_whole(ws: Workspace, expected: dict[str, Any]) -> None:
    answers = {answer.id: json.loads(json.dumps(answer.to_dict())) for answer in ws.answers()}
    assert as_then(answers, expected["answers"]) == expected["answers"]
    for answer in ws.answers():
        chance = answer.settings.get("chance", 1.0)
        assert answer.certainty == ("perhaps" if chance < 0.8 else "sure"), "told from the chance that was kept"
    assert len({answer.certainty for answer in ws.answers()}) == 2


def test_its_survey_has_its_cells_and_the_category_that_a_person_gave(ws: Workspace, expected: dict[str, Any]) -> None:
    survey_id = expected["survey"]["id"]
    survey = json.loads(json.dumps(ws.surveys.survey(survey_id).to_dict()))
    assert as_then(survey, expected["survey"]) == expected["survey"]
    assert {cell["suggestion"] for cell in survey["cells"]} == {None}
    head = json.loads(json.dumps(ws.surveys.head(survey_id).to_dict()))
    assert as_then(head, expected["survey_head"]) == expected["survey_head"]
    assert head["plan"]["asked_by"] == "", "nobody was noted then"
    assert as_then(plain(ws.surveys.sets()), expected["sets"]) == expected["sets"]
    assert [change.person for change in ws.surveys.changes(survey_id)] == ["Ada"]


def test_its_survey_can_be_gone_on_with(ws: Workspace, expected: dict[str, Any]) -> None:
    survey = ws.resume_survey(expected["survey"]["id"])
    assert survey.status == "finished"
    assert len(survey.cells) == len(expected["survey"]["cells"])


def test_its_verdicts_settled_labels_and_label_tables_are_there(ws: Workspace, expected: dict[str, Any]) -> None:
    verdicts, settled = plain(ws.reviews.all()), plain(ws.reviews.settled())
    assert as_then(verdicts, expected["verdicts"]) == expected["verdicts"]
    assert as_then(settled, expected["settled"]) == expected["settled"]
    assert not any(one["evidence"] for one in [*verdicts, *settled])  # nobody pointed at other evidence then
    assert plain(ws.labels.labels(expected["label_table"])) == expected["labels"]


def test_its_screening_keeps_what_a_person_decided(ws: Workspace, expected: dict[str, Any]) -> None:
    assert plain(ws.screenings.papers(expected["screening_id"])) == expected["screening"]


def test_its_settings_and_styles_are_read(ws: Workspace, expected: dict[str, Any]) -> None:
    assert ws.styles.names() == expected["styles"]
    choices = {choice.id for choice in ws.models.answerers()}
    assert {"extractive", "claude", "claude:claude-opus-5", "openai:lab"} <= choices
    assert ws.settings.preferences.word_limit == 300
    assert ws.settings.preferences.prices == expected["settings"]["prices"]


def test_settings_written_now_keep_the_names_that_stood_there(
    ws: Workspace, unpacked: Path, expected: dict[str, Any]
) -> None:
    ws.settings.change(word_limit=350)
    written = json.loads((unpacked / "data" / "settings.json").read_text(encoding="utf-8"))
    assert written == written | expected["settings"] | {"word_limit": 350}  # beside settings that are new since
    ws.settings.change(word_limit=300)
