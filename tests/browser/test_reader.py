"""Turning pages, finding words and following citations in the reader."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.papers import FAR, OAKS


@pytest.fixture
def reader(two_paper_app):
    """Yield the address of a paper of several pages with one answer, and the page that its citation stands on."""
    address, papers = two_paper_app
    paper = papers["oaks.pdf"]
    return f"{address}/reader?paper={paper.id}", OAKS.places(FAR)[0].page, paper.page_count


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
