"""The Survey page in a browser: from a question list to a repeat that is compared, cells opened to their lit words."""

import re

import pytest
from playwright.sync_api import TimeoutError as Late
from playwright.sync_api import expect

from tests.browser.conftest import serve
from tests.browser.papers import OTTERS_QUESTION, fill

COUNT = "The count found 31 otters."
PAPERS = 2


@pytest.fixture(scope="module")
def app(chromium, tmp_path_factory):
    """Yield the address of an app with two papers and no key, and the papers."""
    folder = tmp_path_factory.mktemp("survey") / "data"
    papers = fill(folder)
    with serve(folder) as address:
        yield address, papers


@pytest.fixture(scope="module")
def survey(app, profile):
    """Return the address of a survey of both papers that was made as a person makes it."""
    page = profile.new_page()
    page.goto(f"{app[0]}/survey")
    page.get_by_role("radio", name="Question sets").click()
    page.get_by_label("Paste questions, one a line").fill(
        f"1. {OTTERS_QUESTION}\n2. When was the oak felled?\n{OTTERS_QUESTION}"
    )
    page.get_by_role("button", name="Use these questions").click()
    expect(page.get_by_text("1 question left out, being there already.")).to_be_visible()
    page.get_by_placeholder("A name for the set").fill("Otters and oaks")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("version 1 · saved")).to_be_visible()
    page.get_by_role("button", name="Ask these").click()
    expect(page.get_by_text("4 cells", exact=True)).to_be_visible()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("finished ·")).to_be_visible(timeout=60_000)
    page.wait_for_url(re.compile("survey=[0-9a-f]{32}"))
    address = page.url
    page.close()
    return address


def open_otters(page, survey):
    """Open the cell of the otters' paper and question."""
    page.goto(survey)
    cells = page.locator(
        "[data-sidelight=matrix] [role=gridcell][data-column='0']:is([data-code='r'], [data-code='u'])"
    )
    expect(cells).to_have_count(1)
    cells.click()
    expect(page.locator("[data-sidelight=evidence] [data-sentence]", has_text=COUNT)).to_be_visible()


def test_a_click_in_the_list_opens_the_survey_and_its_way_back_leads_to_the_list(survey, page):
    page.goto(survey.split("?")[0])
    page.get_by_role("button", name="Otters and oaks").first.click()
    expect(page.locator("[data-sidelight=matrix]")).to_be_visible()
    page.get_by_role("button", name="Surveys", exact=True).click()
    expect(page.get_by_role("button", name="New survey")).to_be_visible()


def test_a_click_on_a_cell_opens_its_answer_and_the_words_are_lit_in_sight(survey, page):
    open_otters(page, survey)
    mark = page.locator("[data-mark=cited].active").first
    expect(mark).to_be_in_viewport()
    expect(page.locator("[data-sidelight=matrix] .cell.at")).to_be_in_viewport()
    expect(page.get_by_text("✓ reported", exact=True)).to_be_visible()


def test_next_goes_on_through_the_cells_in_place_and_escape_closes(survey, page):
    open_otters(page, survey)
    before = page.locator("[data-sidelight=matrix] .cell.at").get_attribute("aria-label")
    page.get_by_label("Next cell of those shown").click()
    at = page.locator("[data-sidelight=matrix] .cell.at")
    expect(at).not_to_have_attribute("aria-label", before)
    page.get_by_role("grid").focus()
    page.keyboard.press("Escape")
    expect(at).to_have_count(0)
    expect(page.locator("[data-sidelight=evidence]")).to_have_count(0)


def test_a_changed_category_is_in_the_matrix_and_stays_over_a_reload(survey, page):
    open_otters(page, survey)
    page.get_by_role("button", name="Change", exact=True).click()
    page.get_by_role("radiogroup").get_by_text("? unclear").click()
    page.get_by_label("Your name", exact=True).fill("Ada")
    page.get_by_label("Note", exact=True).fill("31 in one winter only")
    page.get_by_role("button", name="Save", exact=True).click()
    changed = page.locator("[data-sidelight=matrix] .cell.at.person[data-code='u']")
    expect(changed).to_be_visible()
    page.reload()
    expect(changed).to_be_visible()
    expect(page.get_by_text("changed by Ada · reviewed: by nobody")).to_be_visible()
    page.get_by_role("button", name="History (1)").click()
    expect(page.get_by_text("31 in one winter only")).to_be_visible()


def test_a_filter_leaves_the_papers_that_have_such_a_cell_and_outlives_a_reload(survey, page):
    page.goto(survey)
    rows = page.locator("[data-sidelight=matrix] [role=rowheader]")  # the questions' own row has none
    expect(rows).to_have_count(PAPERS)
    page.get_by_label("Filter papers by words").fill("oaks")
    expect(rows).to_have_count(1)
    page.reload()
    expect(rows).to_have_count(1)
    page.get_by_label("Filter papers by words").fill("")
    expect(rows).to_have_count(PAPERS)
    page.get_by_label("Filter questions by words").fill("felled")
    expect(page.locator("[data-sidelight=matrix] .label")).to_have_count(1)


def test_figures_are_drawn_without_asking_another_host(survey, page):
    page.goto(f"{survey}&view=figures")
    expect(page.locator("[data-testid=stVegaLiteChart] :is(canvas, svg)").first).to_be_visible()
    expect(page.get_by_text("is reported most, in")).to_be_visible()


def test_on_a_narrow_screen_the_matrix_scrolls_in_itself_and_the_evidence_stands_below(survey, page):
    page.set_viewport_size({"width": 420, "height": 800})
    open_otters(page, survey)
    assert page.evaluate("document.documentElement.scrollWidth") <= 420
    expect(page.locator("[data-mark=cited]").first).to_be_attached()


def test_a_set_is_edited_reordered_and_shortened_in_its_table(app, page):
    page.goto(f"{app[0]}/survey?part=questions")
    page.get_by_label("Paste questions, one a line").fill("What data?\nHow many nets?\nWhy so?")
    page.get_by_role("button", name="Use these questions").click()
    expect(page.get_by_text("guessed for 1 question from its wording")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    fault = page.get_by_text("Give the question set a name.")
    expect(fault).to_be_in_viewport()
    page.get_by_placeholder("A name for the set").fill("Edited")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("version 1 · saved")).to_be_visible()
    expect(fault).to_have_count(0)
    typed_into(page, "Which data were used?", column=1, row=0)
    expect(page.get_by_text("changed since version 1, not saved yet")).to_be_visible()  # which moves the table down
    typed_into(page, "9", column=0, row=0)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("version 2 · saved")).to_be_visible()
    page.get_by_role("button", name="Ask these").click()
    page.get_by_text("Look at the 3 questions").click()
    listed = page.locator("ol li")
    expect(listed).to_have_text(["How many nets?", "Why so?", "Which data were used?"])


def typed_into(page, text, column, row):
    """Type text into a cell of the table of questions, which is drawn on a canvas: by its place."""
    canvas = page.locator("[data-testid=stDataFrame] canvas").first
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")
    field = page.locator("#portal .gdg-input")
    opened_at(page, canvas, (70, 200)[column], 35 * (row + 1.5), field)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    # The table drops what was typed when Enter comes before the timer of the last key, which no hand is fast enough for.
    page.evaluate("() => new Promise(done => setTimeout(done, 100))")
    page.keyboard.press("Enter")
    expect(field).to_have_count(0)
    page.wait_for_timeout(500)  # the table gathers for a moment what it tells the app


def opened_at(page, canvas, x, y, field):
    """Open the cell there for editing. A canvas that was just put up takes no click, and nothing on it says so."""
    for _ in range(10):
        box = canvas.bounding_box()
        page.mouse.dblclick(box["x"] + x, box["y"] + y)
        try:
            field.wait_for(timeout=3_000)
        except Late:
            continue
        return
    expect(field).to_be_visible()


def test_a_corrected_survey_is_repeated_and_the_two_are_compared(survey, page):
    page.goto(survey)
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Ask it all once more").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("finished ·")).to_be_visible(timeout=60_000)
    page.get_by_text("Compare", exact=True).click()
    expect(page.get_by_text("None of 4 cells changed.")).to_be_visible()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.locator("[data-sidelight=matrix] [role=gridcell]").first.click()
    expect(page.get_by_text("Earlier ·")).to_be_visible()
    expect(page.locator("[data-sidelight=evidence]")).to_have_count(2)


def test_from_a_cell_the_answer_is_reviewed(survey, page):
    open_otters(page, survey)
    page.get_by_role("button", name="Review it").click()
    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("[data-sidelight=evidence] [data-sentence]", has_text=COUNT)).to_be_visible()
    expect(page.get_by_text(OTTERS_QUESTION)).to_be_visible()
