"""An answer that comes word by word from a model: it grows in place, outlives a reload, and can be stopped."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.papers import OTTERS_QUESTION


@pytest.fixture
def held(let_go):
    """Yield what an answer waits for in its middle: it goes on when that is set."""
    let_go.clear()
    yield let_go
    let_go.set()


@pytest.fixture
def asking(two_paper_app, held, page):
    """Return the Ask page with a question just asked of Claude, whose answer stands still in its middle."""
    page.goto(f"{two_paper_app[0]}/ask")
    page.get_by_role("combobox", name="Answerer").click()
    page.get_by_role("option", name="Claude").click()
    page.locator("[data-testid=stChatInput] textarea").fill(OTTERS_QUESTION)
    page.keyboard.press("Enter")
    # The first question of a fresh server waits until the model's library is loaded.
    expect(page.locator("[data-sentence]").first).to_contain_text("31 otters", timeout=90_000)
    return page


def test_the_answer_grows_in_place_with_its_numbers_and_its_markup_stays_letters(asking, held):
    stop = asking.get_by_role("button", name="Stop answering")
    expect(stop).to_be_visible()
    view = asking.locator("[data-sidelight=evidence]")
    view.evaluate("(view) => { view.first = true; }")
    expect(asking.locator("[data-citation='2']").first).to_be_visible()
    expect(asking.locator("[data-sentence]").first).to_have_text(re.compile(r"^31 otters were found\.1[^,]+, p\. 1"))
    expect(asking.locator("[data-mark=cited].active").first).to_be_in_viewport()
    held.set()
    expect(stop).to_have_count(0)
    assert view.evaluate("(view) => view.first")
    expect(asking.locator("[data-sentence]").first).to_have_text(re.compile(r"^31 otters were found\.1[^,]+, p\. 1"))
    expect(asking.get_by_text("![x](http://evil.example/a.png)")).to_be_visible()


def test_a_reload_in_the_middle_loses_nothing(asking, held):
    expect(asking.get_by_role("button", name="Stop answering")).to_be_visible()
    asking.reload()
    expect(asking.get_by_role("button", name="Stop answering")).to_be_visible()
    held.set()
    expect(asking.get_by_text("And so on, 11 times.")).to_be_visible()
    expect(asking.get_by_text(OTTERS_QUESTION).first).to_be_visible()


def test_stop_ends_the_answer_and_says_so(asking):
    asking.get_by_role("button", name="Stop answering").click()
    expect(asking.get_by_text("Stopped", exact=False).first).to_be_visible()
    expect(asking.locator("[data-sentence]").first).to_contain_text("31 otters")
    expect(asking.get_by_text("And so on, 11 times.")).to_have_count(0)


def test_a_window_that_is_made_narrow_and_wide_in_the_middle_loses_nothing(asking, held):
    expect(asking.get_by_role("button", name="Stop answering")).to_be_visible()
    asking.set_viewport_size({"width": 420, "height": 800})
    number = asking.locator("[data-citation='1']").first
    number.click()  # a tap: the page comes to it
    mark = asking.locator("[data-mark=cited].active").first
    expect(mark).to_be_in_viewport()
    back = asking.get_by_role("button", name="Back to the answer")
    back.click()
    expect(number).to_be_in_viewport()
    assert asking.evaluate("document.documentElement.scrollWidth") <= 420
    expect(asking.get_by_role("button", name="Stop answering")).to_be_visible()
    held.set()
    expect(asking.get_by_role("button", name="Stop answering")).to_have_count(0)
    asking.set_viewport_size({"width": 1400, "height": 850})
    expect(mark).to_be_in_viewport()
    expect(back).to_be_hidden()
    expect(asking.locator("[data-sentence]").first).to_contain_text("31 otters were found.")
