"""Reviewing by keyboard: a survey's cells, one after the other, beside their evidence."""

import re

import pytest
from playwright.sync_api import expect

from lib.workspace import Workspace
from tests.browser.conftest import serve
from tests.pdfs import LOREM, print_paper

QUESTIONS = [
    "How many otters were counted?",
    "When were the animals counted?",
    "Where was the count done?",
    "Which model was used?",
    "How long was each recording?",
]


def _paper(title, place, number):
    return print_paper(
        sections=[
            ("Introduction", ["Animals are counted all over the world.", LOREM]),
            (
                "Methods",
                [
                    f"The animals were counted in the winter of {number} along the river at {place}.",
                    f"The count found {number} otters. Each recording was cut into clips of three seconds.",
                    "We used a small network as the model, trained for forty epochs.",
                    LOREM,
                ],
            ),
        ],
        title=title,
    )


PAPERS = {
    "avon.pdf": _paper("Otters of the Avon", "Bath", 31),
    "tamar.pdf": _paper("Otters of the Tamar", "Gunnislake", 58),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A folder with ten cells to review, and an app on it, one after the other: a folder has one owner."""
    folder = tmp_path_factory.mktemp("review") / "data"
    with Workspace.open(folder) as workspace:
        papers = [workspace.add_paper(paper.data, filename=name) for name, paper in PAPERS.items()]
        survey = workspace.run_survey(QUESTIONS, [paper.id for paper in papers])
    assert len(survey.cells) == 10
    with serve(folder) as address:
        yield folder, address, survey


def begin(page, address, name="Ada"):
    page.goto(f"{address}/review")
    page.get_by_label("Your name").fill(name)
    page.keyboard.press("Enter")
    expect(page.locator("[data-sidelight=verdict]")).to_be_visible()


def shown_answer(page):
    page.wait_for_url(re.compile("answer="))
    return re.search(r"answer=([0-9a-f]+|end)", page.url)[1]
