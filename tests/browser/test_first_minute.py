"""From an empty library to a lit quote, as somebody does it who never saw the app; and state that outlives what tabs do."""

import re

import pytest
from playwright.sync_api import expect

from lib.library.sample_paper import SAMPLE_PDF
from lib.workspace import Workspace
from tests.browser.conftest import serve
from tests.pdfs import print_paper

MOST_CLICKS = 4
PAPER = print_paper(
    sections=[
        ("Moss", ["The moss was dried for nine days. It was weighed every morning before sunrise."]),
        ("Peat", ["Peat was cut in the autumn of the second year. The peat was never burnt."]),
    ],
    title="Moss and peat, weighed",
)
LICHEN = print_paper(
    sections=[("Lichen", ["Lichen grew on the north side of every stone. It was measured with a ruler."])],
    title="Lichen on the north side",
)


@pytest.fixture
def empty_app(tmp_path):
    """Yield a server with an empty library."""
    with serve(tmp_path / "data") as address:
        yield address


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """Yield a server with the sample paper."""
    folder = tmp_path_factory.mktemp("first") / "data"
    with Workspace.open(folder) as workspace:
        workspace.add_paper(SAMPLE_PDF)
    with serve(folder) as address:
        yield address


def test_four_clicks_at_the_most_lead_from_an_empty_page_to_a_lit_quote(empty_app, page):
    clicks = 0

    def click(what):
        nonlocal clicks
        clicks += 1
        what.click()

    page.goto(empty_app)
    click(page.get_by_role("button", name="Try it with a sample paper"))
    example = page.locator("[class*=st-key-ask_example_]").first.get_by_role("button")
    expect(example).to_be_visible(timeout=60_000)
    click(example)
    expect(page.locator("[data-mark=cited].active").first).to_be_in_viewport(timeout=60_000)
    assert clicks <= MOST_CLICKS


def test_the_address_keeps_the_citation_over_a_reload_and_back_from_the_reader(app, page):
    page.goto(f"{app}/ask")
    page.locator("[data-testid=stChatInput] textarea").fill("What does the paper say about limitations and privacy?")
    page.keyboard.press("Enter")
    numbers = page.locator("[data-sentence] [data-citation]")
    expect(numbers.nth(1)).to_be_visible(timeout=60_000)
    last = numbers.last.get_attribute("data-citation")
    numbers.last.click()
    page.wait_for_url(re.compile(rf"citation={last}"))
    shown = page.locator(f"[data-mark=cited].active[data-cites~='{last}']").first
    page.reload()
    expect(shown).to_be_in_viewport()
    page.get_by_role("button", name="Read this page in the reader").click()
    page.wait_for_url(re.compile("/reader"))
    page.go_back()
    expect(shown).to_be_in_viewport()
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(f"[data-mark=cited].active[data-cites~='{last}']").first).to_be_in_viewport()
    other.close()


def test_files_that_are_dropped_anywhere_on_the_page_are_taken(app, page):
    page.goto(f"{app}/papers")
    page.locator("input[type=file]").wait_for(state="attached")
    page.get_by_text("dropped anywhere").wait_for()
    page.locator("[data-sidelight=drop-anywhere]").wait_for(state="attached")
    page.wait_for_timeout(500)  # its script follows its element
    transfer = page.evaluate_handle(
        """(bytes) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], "moss.pdf", { type: "application/pdf" }));
          return transfer;
        }""",
        list(PAPER.data),
    )
    zone = page.locator("[data-testid=stFileUploaderDropzone]")
    over = zone.evaluate(  # at once: without further news of the files the upload goes back to its place
        """(zone, dataTransfer) => {
          document.body.dispatchEvent(new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true }));
          const { width, height } = zone.getBoundingClientRect();
          return { width, height, position: getComputedStyle(zone).position };
        }""",
        transfer,
    )
    assert over["position"] == "fixed"
    assert over["width"] > 1300
    assert over["height"] > 800
    zone.dispatch_event("drop", {"dataTransfer": transfer})
    expect(page.get_by_text("Moss and peat, weighed", exact=True)).to_be_visible(timeout=60_000)


def test_enter_in_the_list_of_papers_takes_the_highlighted_one_alone(app, page):
    page.goto(f"{app}/ask")
    page.get_by_role("button", name=re.compile("Papers: all 2")).click()
    choice = page.get_by_role("combobox", name="Papers to ask")
    choice.fill("s")  # stands in both titles
    choice.press("Enter")
    expect(page.get_by_role("dialog", name=re.compile("Papers: 1 chosen"))).to_be_visible()


def test_ticks_and_count_stay_together_while_papers_are_read(app, page):
    page.goto(f"{app}/papers")
    every = page.get_by_role("checkbox", name="Choose all papers shown")
    every.click()
    expect(page.get_by_text("2 chosen")).to_be_visible()
    for _ in range(6):
        every.click()
        expect(page.get_by_text("2 chosen")).to_have_count(0)
        every.click()
        expect(page.get_by_text("2 chosen")).to_be_visible()
        expect(page.locator("[data-paper] input:checked")).to_have_count(2)
    page.locator("[data-paper] .tick").first.click()
    expect(page.get_by_text("1 chosen")).to_be_visible()
    page.get_by_role("button", name="Choose none").click()
    expect(page.locator("[data-paper] input:checked")).to_have_count(0)


def test_papers_are_found_at_each_letter_opened_by_the_keyboard_and_found_again(app, page):
    page.goto(f"{app}/papers")
    field = page.get_by_role("searchbox", name="Search")
    expect(page.locator("[data-paper]")).to_have_count(2)
    field.press_sequentially("moss")
    expect(page.locator("[data-paper]")).to_have_count(1)
    expect(page.get_by_text("1 of 2 papers")).to_be_visible()
    field.press_sequentially("quito")
    expect(page.get_by_text("No paper has “mossquito” in its title")).to_be_visible()
    field.fill("moss")
    title = page.get_by_role("link", name="Moss and peat, weighed")
    title.focus()
    page.keyboard.press("Enter")  # before the server has heard what was typed
    page.wait_for_url(re.compile("/reader.*paper="))
    page.get_by_role("link", name="Papers", exact=True).click()
    expect(page.get_by_text("1 of 2 papers")).to_be_visible()
    expect(field).to_have_value("moss")
    page.get_by_role("link", name="Look for “moss” in the text of all papers").click()
    page.wait_for_url(re.compile("/words.*words=moss"))


def test_a_page_that_streamlit_breaks_off_is_loaded_anew_once(app, page):
    page.goto(f"{app}/papers")
    page.locator("[data-sidelight=choice_titles], [data-sidelight=choice-titles]").first.wait_for(state="attached")
    page.get_by_role("checkbox", name="Choose all papers shown").wait_for()
    page.evaluate("() => { window.seen = 1; }")
    break_off = """() => window.dispatchEvent(
      new ErrorEvent("error", { message: "Uncaught Error: Bad delta path index 3 (should be between [0, 2])" }))"""
    with page.expect_navigation():
        page.evaluate(break_off)
    page.get_by_role("checkbox", name="Choose all papers shown").wait_for()
    assert page.evaluate("() => window.seen") is None
    page.evaluate("() => { window.seen = 1; }")
    page.evaluate(break_off)
    page.wait_for_timeout(500)
    assert page.evaluate("() => window.seen") == 1, "a page that breaks as it is loaded is not loaded for ever"
    page.evaluate("() => sessionStorage.clear()")


def test_a_file_that_is_given_right_after_a_letter_is_typed_is_not_lost(app, page):
    page.goto(f"{app}/papers")
    field = page.get_by_role("searchbox", name="Search")
    field.press_sequentially("lichen")
    upload = page.locator("input[type=file]")
    upload.set_input_files({"name": "lichen.pdf", "mimeType": "application/pdf", "buffer": LICHEN.data})
    expect(page.locator("[data-paper]").get_by_text("Lichen on the north side", exact=True)).to_be_visible(
        timeout=60_000
    )
    expect(field).to_have_value("lichen")
