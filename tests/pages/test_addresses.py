"""Addresses that people keep in links and papers lead to the same place, whatever the modules are called."""

from __future__ import annotations

from typing import Any

import pytest

from lib.ui.kit.session import PAGES
from lib.ui.reviews import route as review_route
from lib.ui.surveys import route as survey_route
from lib.workspace import Workspace
from tests.pages.components import components, data_of
from tests.pages.conftest import QUESTIONS, Screen


def views(at: Any) -> list[dict[str, Any]]:
    """Return the data of the components on the page."""
    return [data_of(component) for component in components(at)]


@pytest.fixture
def survey_id(surveyed_library: Workspace) -> str:
    """Return the id of the survey of two papers and three questions."""
    return surveyed_library.surveys.heads()[0].id


def test_the_names_that_addresses_use_are_these() -> None:
    assert list(PAGES) == ["papers", "ask", "words", "survey", "review", "reader", "settings"]
    assert set(review_route.NAMES) == {
        "part", "answer", "source", "sample", "paper", "question", "answerer", "category", "only", "order",
    }  # fmt: skip
    assert set(survey_route.NAMES) == {
        "part", "survey", "view", "answerer", "paper", "question", "set", "again", "earlier", "beside", "column", "screening",
        "figures", "records", "record", "rows_of", "draft",
    }  # fmt: skip


def test_review_opens_the_answer_of_a_source(surveyed_library: Workspace, screen: Screen, survey_id: str) -> None:
    item = surveyed_library.reviews.items(survey_id)[1]
    screen.at.session_state["app_person"] = "Ada"
    at = screen.open("review", source=survey_id, only="all", answer=item.answer_id)
    assert item.question in screen.words
    assert item.answer_id in [view.get("id") for view in views(at)]
    assert at.query_params["answer"] in (item.answer_id, [item.answer_id])


def test_review_shows_what_the_address_filters_by(surveyed_library: Workspace, screen: Screen, survey_id: str) -> None:
    paper = surveyed_library.papers()[0]
    screen.at.session_state["app_person"] = "Ada"
    query = {"only": "all", "order": "paper", "paper": paper.id, "question": QUESTIONS[0], "answerer": "extractive"}
    at = screen.open("review", source=survey_id, **query)
    items = at.session_state["review_desk"].items
    assert [(item.paper_ids, item.question) for item in items] == [([paper.id], QUESTIONS[0])]


def test_review_opens_a_sample(surveyed_library: Workspace, screen: Screen, survey_id: str) -> None:
    sample = surveyed_library.reviews.draw_sample(
        "Pilot", review_route.wanted_of({"source": survey_id, "only": "all"}), 2, 7, "", ""
    )
    screen.at.session_state["app_person"] = "Ada"
    at = screen.open("review", sample=sample.id)
    assert sorted(item.answer_id for item in at.session_state["review_desk"].items) == sorted(sample.answer_ids)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("agreement", "Nobody has judged these"),
        ("labels", "Labels that people or models gave elsewhere"),
        ("bring", "another Sidelight exported as “JSON lines”"),
    ],
)
def test_review_opens_the_part(surveyed_library: Workspace, screen: Screen, part: str, words: str) -> None:
    at = screen.open("review", part=part)
    assert at.session_state["review_part"] == part
    assert words in screen.words


def test_survey_opens_a_cell_of_its_matrix(surveyed_library: Workspace, screen: Screen, survey_id: str) -> None:
    paper = surveyed_library.papers()[0]
    at = screen.open("survey", survey=survey_id, view="matrix", answerer="extractive", paper=paper.id, question="1")
    assert any(f"**{QUESTIONS[1]}**" in element.value.replace("\\", "") for element in at.markdown)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"view": "figures"}, "6 final values"),
        ({"view": "figures", "figures": "answerers"}, "All 6 cells."),
        ({"view": "compare"}, "There is no other survey that shares a question and a paper"),
        ({"view": "compare", "beside": "people"}, "Review these answers"),
    ],
)
def test_survey_opens_a_view(
    surveyed_library: Workspace, screen: Screen, survey_id: str, query: dict[str, str], words: str
) -> None:
    screen.open("survey", survey=survey_id, **query)
    assert words in screen.words


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"part": "surveys"}, "New survey"),
        ({"part": "questions"}, "Make a question set"),
        ({"part": "questions", "set": "new"}, "Question sets"),
        ({"part": "screenings"}, "A new screening"),
        ({"part": "new"}, "Make a question set"),
        ({"screening": "gone"}, "This screening is not in the library"),
    ],
)
def test_survey_opens_the_part(surveyed_library: Workspace, screen: Screen, query: dict[str, str], words: str) -> None:
    screen.open("survey", **query)
    assert words in screen.words


def test_survey_offers_to_ask_a_survey_again(surveyed_library: Workspace, screen: Screen, survey_id: str) -> None:
    screen.open("survey", part="new", again=survey_id)
    assert "Once more: " in screen.words


def test_reader_opens_paper_and_page(surveyed_library: Workspace, screen: Screen) -> None:
    paper = surveyed_library.papers()[1]
    (view,) = views(screen.open("reader", paper=paper.id, page="1"))
    assert (view["paper"], view["page"]) == (paper.id, 1)


def test_ask_opens_the_answer(surveyed_library: Workspace, screen: Screen) -> None:
    answer = surveyed_library.ask("How long was training?")
    (view,) = views(screen.open("ask", answer=answer.id))
    assert view["id"] == answer.id
