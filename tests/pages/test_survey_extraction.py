"""The extraction table of an open survey."""

from __future__ import annotations

import pytest

from lib.records import Question
from tests.pages.components import components, data_of

RECORDINGS = "How were the recordings cut?"
EPOCHS = "For how many epochs was the network trained?"


@pytest.fixture
def survey(library):
    """Yield a finished survey of two questions, of both papers; gone after the test."""
    made = library.surveys.save_set(
        "Two", [Question(RECORDINGS, "Cut"), Question(EPOCHS, "Epochs", answer_type="number")]
    )
    plan = library.surveys.plan([], [paper.id for paper in library.papers()], question_set=made)
    survey_id = library.surveys.start(plan)
    library.surveys.wait(survey_id)
    yield survey_id
    library.surveys.remove_set(made.id)
    library.surveys.remove(survey_id)


def table_of(at):
    """Return the data of the table."""
    (data,) = [data_of(c) for c in components(at) if "isList" in c.proto.json]
    return data


def test_the_table_shows_what_the_export_holds(library, screen, survey):
    at = screen.open("survey", survey=survey, view="table")
    shown = table_of(at)
    assert [head["label"] for head in shown["heads"]] == ["Cut", "Epochs"]
    exported = [[row.name, *(cell.shown for cell in row.cells)] for row in library.exports.extraction(survey)]
    assert [[row["name"], *(cell["shown"] for cell in row["cells"])] for row in shown["rows"]] == exported
    (sounds,) = [row for row in shown["rows"] if row["cells"][0]["quotes"]]
    assert sounds["cells"][0]["layer"].startswith("answerer: Quotes")
    assert not at.exception


def test_one_question_is_read_across_all_papers(library, screen, survey):
    at = screen.open("survey", survey=survey, view="table")
    at.selectbox(key="survey_extraction_question").select("1").run()
    shown = table_of(at)
    assert shown["isList"]
    assert [head["place"] for head in shown["heads"]] == [1]
    assert {len(row["cells"]) for row in shown["rows"]} == {1}
    assert at.query_params["column"] == "1"
    assert EPOCHS in screen.words


def test_a_cell_that_a_person_changed_is_theirs_in_the_table(library, screen, survey):
    paper = library.papers()[0]
    library.surveys.change(survey, (paper.id, 1, "extractive"), "not_reported", "Ada")
    at = screen.open("survey", survey=survey, view="table", paper=paper.id, question="1")
    shown = table_of(at)
    (row,) = [row for row in shown["rows"] if row["paper"] == paper.id]
    assert (row["cells"][1]["shown"], row["cells"][1]["layer"]) == ("not reported (changed by Ada)", "changed by Ada")
    assert shown["open"] == {"paper": paper.id, "question": 1}
    assert not at.exception


def test_many_papers_stand_on_pages(library, screen, survey, monkeypatch):
    from lib.ui.surveys.extraction import extraction

    monkeypatch.setattr(extraction, "PAPERS_A_PAGE", 1)
    at = screen.open("survey", survey=survey, view="table")
    first = [row["paper"] for row in table_of(at)["rows"]]
    at.number_input(key="survey_extraction_page").set_value(2).run()
    assert [*first, *(row["paper"] for row in table_of(at)["rows"])] == list(library.exports.extraction_names(survey))
