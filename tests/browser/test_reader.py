"""Turning pages, finding words and following citations in the reader."""

import re

import pytest
from playwright.sync_api import expect

from lib.workspace import Workspace
from tests.browser.conftest import serve
from tests.pdfs import LOREM, print_paper

FAR = "The oak at the crossing was felled in the last winter of the study."
PAPER = print_paper(
    sections=[("Methods", [LOREM] * 30), ("Results", [FAR, *[LOREM] * 12])], title="Oaks, and who lives in them"
)
QUESTION = "When was the oak at the crossing felled?"


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """The address of a paper of several pages with one answer, and the page that its citation stands on."""
    folder = tmp_path_factory.mktemp("reader") / "data"
    with Workspace.open(folder) as workspace:
        paper = workspace.add_paper(PAPER.data, filename="oaks.pdf")
        answer = workspace.ask(QUESTION)
    assert answer.found
    with serve(folder) as address:
        yield f"{address}/reader?paper={paper.id}", PAPER.places(FAR)[0].page, paper.page_count


def test_keys_turn_the_pages_and_the_address_follows(reader, page):
    address, _, _ = reader
    page.goto(address)
    expect(page.locator("[data-page='1']")).to_be_visible()
    page.locator("[aria-label=Pages]").click(position={"x": 3, "y": 3})
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(page.locator("[data-page='3']")).to_be_visible()
    page.wait_for_url(re.compile("page=3"))
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-page='2']")).to_be_visible()
    page.wait_for_url(re.compile("page=2"))
    page.wait_for_timeout(600)
    expect(page.locator("[data-page='2']")).to_be_visible()


def test_a_citation_turns_to_its_page_and_lights_its_words(reader, page):
    address, far, pages = reader
    assert 1 < far <= pages
    page.goto(address)
    page.locator("[data-citation='1']").click()
    page.wait_for_url(re.compile(f"page={far}"))
    mark = page.locator(f"[data-page='{far}'] [data-mark=cited].active").first
    expect(mark).to_be_in_viewport()


def test_pasted_words_are_found_on_their_page(reader, page):
    address, far, _ = reader
    page.goto(address)
    expect(page.locator("[data-page='1']")).to_be_visible()
    page.get_by_placeholder("Paste words to find them").fill("felled in the last winter")
    page.keyboard.press("Enter")
    found = page.locator(f"[data-page='{far}'] [data-mark=found]").first
    expect(found).to_be_in_viewport()
