"""The first visitor of a fresh server may come by any address."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.app_server import serve

PAGES = {
    "papers": "The library is empty",
    "ask": "No paper can be asked yet",
    "survey": "To begin, a survey needs",
    "review": "To begin, a review needs",
    "reader": "There is no paper to read yet",
    "settings": "A key that you type stays in this browser",
}
COLD = "ask"
"""Its server imports everything. The others are forked: as fresh, with the screens to import, not the libraries under them."""


@pytest.mark.parametrize("name", PAGES)
def test_a_cold_deep_link_opens_its_page_with_the_menu(name, page, tmp_path):
    with serve(tmp_path / "data", warm=name != COLD) as address:
        page.goto(f"{address}/{name}")
        expect(page.get_by_text(PAGES[name])).to_be_visible()
        expect(page.get_by_role("link", name="Settings")).to_be_visible()
        expect(page).to_have_title(re.compile("Sidelight|" + name.capitalize()))
        expect(page).to_have_url(re.compile(f"/{name}$"))
