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


def test_words_are_found_on_their_page_and_gone_through(reader, page):
    address, far, _ = reader
    page.goto(address)
    expect(page.locator("[data-page='1'] img")).to_be_visible()
    page.get_by_placeholder("Find words in this paper").fill("felled in the last winter")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 1 found")).to_be_visible()
    expect(page.locator(f"[data-page='{far}'] [data-mark=found]").first).to_be_in_viewport()


def test_the_whole_paper_is_scrolled_through_and_its_outline_leads_on(reader, page):
    address, _, last = reader
    page.goto(address)
    expect(page.locator("[data-page='1'] img")).to_be_visible()
    page.locator("[aria-label=Pages]").evaluate("pane => pane.scrollTo(0, pane.scrollHeight)")
    expect(page.locator(f"[data-page='{last}'] img")).to_be_in_viewport()
    page.wait_for_url(re.compile(f"page={last}"))
    expect(page.get_by_label("Page", exact=True)).to_have_value(str(last))
    page.get_by_role("navigation", name="Outline").get_by_role("button", name="Methods").click()
    page.wait_for_url(re.compile("page=1"))
    expect(page.locator("[data-page='1'] img")).to_be_in_viewport()


def test_words_are_highlighted_with_a_note_by_hand(reader, page):
    address, _, _ = reader
    page.goto(address)
    line = page.locator("[data-page='1'] .line > span").nth(6)
    expect(line).to_be_attached()
    line.evaluate(
        "span => { const all = document.createRange(); all.selectNodeContents(span);"
        " const chosen = span.getRootNode().getSelection(); chosen.removeAllRanges(); chosen.addRange(all); }"
    )
    page.get_by_role("toolbar", name="Selected words").get_by_role("button", name="Note").click()
    page.get_by_label("Your note").fill("to be checked")
    page.keyboard.press("Enter")
    expect(page.locator("[data-page='1'] .annotated")).to_have_count(1)
    kept = page.get_by_role("region", name="Your highlights")
    expect(kept.get_by_label("Note on")).to_have_value("to be checked")
    kept.get_by_role("button", name="Remove this highlight").click()
    expect(page.locator(".annotated")).to_have_count(0)


def test_an_answer_that_cites_the_page_leads_back_to_ask(reader, page):
    address, far, _ = reader
    page.goto(f"{address}&page={far}")
    expect(page.locator("[data-sentence].here")).to_have_count(1)
    page.get_by_role("button", name="Open this answer").first.click()
    page.wait_for_url(re.compile(r"/ask\?answer="))
    expect(page.locator("[data-mark=cited].active").first).to_be_in_viewport()
