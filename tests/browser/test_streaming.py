"""An answer that comes word by word from a model: it grows in place, outlives a reload, and can be stopped."""

import pytest
from playwright.sync_api import expect

from lib.workspace import Workspace
from tests.answering.servers import Block, ModelServer, claude_reply
from tests.browser.conftest import serve
from tests.pdfs import LOREM, print_paper

PAPER = print_paper(
    sections=[("Methods", ["Otters were counted along the river in winter. The count found 31 otters.", LOREM])]
)
QUESTION = "How many otters were found?"
HOSTILE = "<b>See</b> ![x](http://evil.example/a.png) "
BLOCKS = [
    Block("31 otters were found.", [(0, 1, 2)]),
    " ",
    Block("They were counted in winter.", [(0, 0, 1)]),
    HOSTILE,
    *[f"And so on, {n} times. " for n in range(12)],
]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """An app whose Claude is a slow server of this machine, with one paper."""
    folder = tmp_path_factory.mktemp("streaming") / "data"
    with Workspace.open(folder) as workspace:
        assert workspace.add_paper(PAPER.data, filename="otters.pdf").status == "ready"
    with (
        ModelServer(claude_reply(BLOCKS, pause_s=0.08)) as model,
        serve(folder, ANTHROPIC_API_KEY="sk-test", ANTHROPIC_BASE_URL=model.url) as address,
    ):
        yield address


@pytest.fixture
def asking(app, page):
    """The Ask page with a question just asked of Claude."""
    page.goto(f"{app}/ask")
    page.get_by_role("combobox", name="Answerer").click()
    page.get_by_role("option", name="Claude").click()
    page.locator("[data-testid=stChatInput] textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("[data-sentence]").first).to_contain_text("31 otters")
    return page


def test_the_answer_grows_in_place_with_its_numbers_and_its_markup_stays_letters(asking):
    stop = asking.get_by_role("button", name="Stop answering")
    expect(stop).to_be_visible()
    view = asking.locator("[data-sidelight=evidence]")
    view.evaluate("(view) => { view.first = true; }")
    expect(asking.locator("[data-citation='2']").first).to_be_visible()
    expect(asking.locator("[data-mark=cited].active").first).to_be_in_viewport()
    expect(stop).to_have_count(0)
    assert view.evaluate("(view) => view.first")
    expect(asking.locator("[data-sentence]").first).to_have_text("31 otters were found.1")
    expect(asking.get_by_text("![x](http://evil.example/a.png)")).to_be_visible()


def test_a_reload_in_the_middle_loses_nothing(asking):
    expect(asking.get_by_role("button", name="Stop answering")).to_be_visible()
    asking.reload()
    expect(asking.get_by_text("And so on, 11 times.")).to_be_visible()
    expect(asking.get_by_text(QUESTION).first).to_be_visible()


def test_stop_ends_the_answer_and_says_so(asking):
    asking.get_by_role("button", name="Stop answering").click()
    expect(asking.get_by_text("Stopped", exact=False).first).to_be_visible()
    expect(asking.locator("[data-sentence]").first).to_contain_text("31 otters")
    expect(asking.get_by_text("And so on, 11 times.")).to_have_count(0)
