"""From a survey to Review, and its answers beside what people say."""

from __future__ import annotations

import pytest

from lib.records import Question
from lib.records.reviews import Label

CUT = Question("How were the recordings cut?", "Cut")
EPOCHS = Question("For how many epochs was the network trained?", "Epochs", answer_type="number")


@pytest.fixture
def survey(library):
    """Yield a finished survey of two questions of both papers; it and all label tables are gone afterwards."""
    yield library.run_survey([CUT, EPOCHS], [paper.id for paper in library.papers()])
    for head in library.surveys.heads():
        library.surveys.remove(head.id)
    for table in library.labels.tables():
        library.labels.remove(table.id)


def paper_id(library, filename):
    return next(paper.id for paper in library.papers() if paper.filename == filename)


def follow(screen, name):
    """Return Review as the last click left for it, with a name given."""
    query = {key: value[0] if isinstance(value, list) else value for key, value in screen.at.query_params.items()}
    at = screen.open("review", **query)
    field = next((field for field in at.text_input if field.label == "Your name"), None)
    if field is not None:
        field.set_value(name)
        next(button for button in at.button if button.label == "Begin").click()
        at.run()
    return at


def test_the_open_answer_is_reviewed_by_one_click(library, screen, survey):
    key = (paper_id(library, "cameras.pdf"), 1, "extractive")
    at = screen.open("survey", survey=survey.id, paper=key[0], question="1")
    next(button for button in at.button if button.label == "Review it").click()
    at.run()
    assert not at.exception
    assert at.query_params["answer"] == survey.cells[key].answer.id
    follow(screen, "Ada")
    assert EPOCHS.text in screen.words
    assert "in the queue" in screen.words


def test_all_answers_of_a_survey_are_reviewed_from_its_head(library, screen, survey):
    at = screen.open("survey", survey=survey.id)
    at.button(key="survey_review").click().run()
    assert not at.exception
    assert at.query_params["source"] == survey.id
    follow(screen, "Ada")
    assert "of 4" in screen.words


def test_where_nobody_labelled_anything_the_ways_to_labels_are_there(library, screen, survey):
    at = screen.open("survey", survey=survey.id, view="compare", beside="people")
    assert "There are no labels by people to compare these answers with yet." in screen.words
    at.button(key="survey_people_labels").click().run()
    assert not at.exception
    assert at.query_params["part"] == "labels"


def test_a_label_table_of_the_surveys_papers_stands_beside_its_answers(library, screen, survey):
    labels = [
        Label("cameras.pdf", "Epochs", "Grace", "reported"),
        Label("sounds.pdf", "Epochs", "Grace", "reported"),
        Label("sounds.pdf", "Cut", "Grace", "reported"),
    ]
    library.labels.add("By hand", labels)
    library.labels.add("Of others", [Label("unknown.pdf", "Epochs", "Alan", "reported")])
    at = screen.open("survey", survey=survey.id, view="compare", beside="people")
    (row,) = at.dataframe[0].value.to_dict("records")
    assert row["with"].startswith("Grace")
    assert row["answers"] == "2 of 3"
    assert "(3 labels)" in screen.words
    assert "“Of others” names no paper and question of this survey" in screen.words
    at.button(key="survey_people_detail").click().run()
    assert not at.exception
    assert at.query_params["source"] == survey.id
    assert at.session_state["review_judgement"] == "category"
    assert at.metric[0].value == "2 of 3"


def test_a_table_that_names_a_paper_by_a_doi_given_later_is_found_at_once(library, screen, survey):
    library.labels.add("By DOI", [Label("10.1234/late", "Epochs", "Grace", "reported")])
    at = screen.open("survey", survey=survey.id, view="compare", beside="people")
    assert "“By DOI” names no paper and question of this survey" in screen.words
    library.edit_paper(paper_id(library, "cameras.pdf"), doi="10.1234/late")
    try:
        at.run()
        assert "“By DOI” names no paper" not in screen.words
        assert len(at.dataframe) == 1
    finally:
        library.edit_paper(paper_id(library, "cameras.pdf"), doi="")
