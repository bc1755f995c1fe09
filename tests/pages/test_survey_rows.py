"""The rows of questions that repeat within a paper, in an open survey: read, saved by people, exported."""

from __future__ import annotations

import csv
import io

import pytest

from lib.answering.cited_places import cite_cell
from lib.citations import number_citations
from lib.errors import ConfigError
from lib.records import Question
from lib.records.repeats import RepeatedEntry
from lib.records.reviews import ReviewPlan
from lib.ui.evidence import component
from lib.ui.surveys.extraction.repeated_evidence import places_data
from tests.answering.tables import table

MEAN, SD = Question("Mean?", "Mean", group="Arm", measure="mean"), Question("SD?", "SD", group="Arm", measure="sd")


@pytest.fixture
def survey(library):
    """Yield a finished survey with a group that repeats, of both papers; gone after the test."""
    plan = library.surveys.plan([MEAN, SD, "Which animals?"], [paper.id for paper in library.papers()])
    survey_id = library.surveys.start(plan)
    library.surveys.wait(survey_id)
    yield survey_id
    library.surveys.remove(survey_id)


def test_a_survey_without_such_questions_has_no_rows_to_show(library, screen):
    survey_id = library.surveys.start(library.surveys.plan(["Which animals?"], [library.papers()[0].id]))
    library.surveys.wait(survey_id)
    at = screen.open("survey", survey=survey_id, view="rows")
    assert not at.exception
    assert "Rows" not in str(at.segmented_control(key="survey_one_of_view").options)
    library.surveys.remove(survey_id)


def test_saved_rows_are_shown_with_who_saved_them_and_exported(library, screen, survey):
    head, paper = library.surveys.head(survey), library.papers()[0]
    entries = [RepeatedEntry(" fed ", ["8.1", "0.4"]), RepeatedEntry("unfed", ["7.2"]), RepeatedEntry("", ["", ""])]
    saved = library.repeating.save(head, paper.id, "Arm", entries, "Ada")
    assert [(one.name, one.values) for one in saved.entries] == [("fed", ["8.1", "0.4"]), ("unfed", ["7.2", ""])]
    at = screen.open("survey", survey=survey, view="rows", paper=paper.id)
    assert not at.exception
    assert "Saved by Ada." in screen.words
    data = library.exports.survey(survey, "entries_csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))
    assert [(row["name"], row["Mean"], row["saved by"]) for row in rows] == [
        ("fed", "8.1", "Ada"),
        ("unfed", "7.2", "Ada"),
    ]
    assert b"m1i" in library.exports.survey(survey, "metafor_csv").data


def test_rows_of_another_rater_are_shown_once_the_answers_were_judged(library, screen, survey):
    head, paper = library.surveys.head(survey), library.papers()[0]
    library.repeating.save(head, paper.id, "Arm", [RepeatedEntry("fed", ["8.1", "0.4"])], "Evelyn")
    library.reviews.plans.store(survey, ReviewPlan(raters_needed=2))
    screen.at.session_state["app_person"] = "Finn"
    at = screen.open("survey", survey=survey, view="rows", paper=paper.id)
    assert "Another rater saved these rows" in screen.words
    assert "Evelyn" not in screen.words
    assert not [one for one in at.button if one.key == "survey_rows_save"]
    for item in library.reviews.items(survey):
        if paper.id in item.paper_ids:
            library.reviews.give(item.answer_id, "Finn", correct="correct")
    screen.open("survey", survey=survey, view="rows", paper=paper.id)
    assert "Saved by Evelyn." in screen.words


def test_the_button_makes_what_is_shown_a_persons_rows(library, screen, survey):
    head, paper = library.surveys.head(survey), library.papers()[0]
    library.repeating.save(head, paper.id, "Arm", [RepeatedEntry("fed", ["8.1", "0.4"])])
    at = screen.open("survey", survey=survey, view="rows", paper=paper.id)
    assert "Saved by a person." in screen.words
    at.button(key="survey_rows_save").click().run()
    assert not at.exception
    assert library.repeating.entries(head, paper.id, "Arm").entries == [RepeatedEntry("fed", ["8.1", "0.4"])]


def test_each_value_read_in_a_table_stands_with_the_cell_it_was_read_in(library, screen, survey, monkeypatch):
    head, paper = library.surveys.head(survey), library.papers()[0]
    tables = [table([["Arm", "Mean", "SD"], ["fed", "8.1", "0.4"]])]
    cells = [cite_cell((paper.id, 1), 0, tables, cell) for cell in tables[0].cells if cell.row and cell.column]
    entries = [RepeatedEntry("", ["8.1", "0.4"], cells), RepeatedEntry("by hand", ["7"])]
    there = library.repeating.save(head, paper.id, "Arm", entries)
    with monkeypatch.context() as patched:
        patched.setattr(component, "page_pictures", lambda *_: {})  # a server hands them out
        data = places_data(library, there, number_citations(cells))
    assert [(one["heading"], one["text"], one["cites"]) for one in data["sentences"]] == [
        ("Row 1", "Mean: 8.1", [1]),
        ("", "SD: 0.4", [2]),
    ]
    at = screen.open("survey", survey=survey, view="rows", paper=paper.id)
    assert not at.exception


def test_a_paper_without_a_table_of_them_says_so(library, screen, survey):
    screen.open("survey", survey=survey, view="rows")
    assert "No table of the paper is surely about these questions" in screen.words


def test_the_address_says_which_group_is_shown(library, screen):
    """It is kept there, so that a second group can be chosen at all."""
    paper = library.papers()[0]
    plan = library.surveys.plan([MEAN, SD, Question("How long?", "Length", group="Site")], [paper.id])
    survey_id = library.surveys.start(plan)
    library.surveys.wait(survey_id)
    at = screen.open("survey", survey=survey_id, view="rows", rows_of="Site")
    assert at.selectbox(key="survey_rows_rows_of").value == "Site"
    at.selectbox(key="survey_rows_rows_of").set_value("Arm").run()
    assert at.selectbox(key="survey_rows_rows_of").value == "Arm"
    library.surveys.remove(survey_id)


def test_rows_of_a_strange_group_or_too_many_are_refused(library, survey):
    head, paper = library.surveys.head(survey), library.papers()[0]
    with pytest.raises(ConfigError, match="no such group"):
        library.repeating.save(head, paper.id, "Site", [])
    with pytest.raises(ConfigError, match="more than a paper can hold"):
        library.repeating.save(head, paper.id, "Arm", [RepeatedEntry(str(n), ["1"]) for n in range(1001)])


def test_rows_go_with_their_survey(library):
    paper = library.papers()[0]
    survey_id = library.surveys.start(library.surveys.plan([MEAN, SD], [paper.id]))
    library.surveys.wait(survey_id)
    head = library.surveys.head(survey_id)
    library.repeating.save(head, paper.id, "Arm", [RepeatedEntry("fed", ["8.1", "0.4"])])
    library.surveys.remove(survey_id)
    assert library.repeating.entries(head, paper.id, "Arm").entries == []
