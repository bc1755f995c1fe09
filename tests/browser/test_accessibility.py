"""Every page within reach: axe-core finds nothing serious, light and dark; and nothing moves by itself when a page runs again."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from lib.records import Cell
from lib.storage.surveys import SurveyStore
from lib.ui.surveys.survey_state import AT_REST
from lib.workspace import Workspace
from tests.browser.conftest import serve
from tests.browser.papers import OTTERS_QUESTION, fill

MOST_SHIFT = 0.05
"""Of the cumulative layout shift, as browsers count it; up to 0.1 is called good."""
WATCH_SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: false });
}"""
STOPPED = "The answerer failed on 5 cells in a row and was asked no more."
SERIOUS = ("serious", "critical")
FOREIGN = "[data-testid=stFileUploaderDropzone]"
"""Streamlit's own, which a page cannot change."""


@pytest.fixture(scope="module")
def app(chromium, tmp_path_factory):
    """Yield the address of an app with papers, an answer, a survey and a note, and the pages to look at by name."""
    folder = tmp_path_factory.mktemp("reach") / "data"
    papers = fill(folder)
    with Workspace.open(folder) as workspace:
        oaks = papers["oaks.pdf"]
        answer = workspace.ask(OTTERS_QUESTION)
        survey = workspace.run_survey([OTTERS_QUESTION], [paper.id for paper in papers.values()])
        store, place = SurveyStore(workspace._engine), next(iter(survey.cells))
        store.cells.put(survey.id, place, Cell(None, "failed", "The server did not answer.", judged="failed"), {})
        store.set_status(survey.id, "stopped", STOPPED)
        sentence = next(one for one in workspace.sentences(oaks.id) if one.kind == "body")
        workspace.annotations.add(oaks.id, sentence.text, sentence.boxes, "to be checked")
    with serve(folder) as address:
        yield {
            "papers": f"{address}/papers",
            "ask": f"{address}/ask",
            "answer": f"{address}/ask?answer={answer.id}",
            "words": f"{address}/words?words=otters",
            "survey": f"{address}/survey",
            "open survey": f"{address}/survey?survey={survey.id}",
            "review": f"{address}/review?source=ask&only=all",
            "reader": f"{address}/reader?paper={oaks.id}",
            "settings": f"{address}/settings",
        }


def settle(page):
    """Wait until the page has run."""
    expect(page.locator("[data-testid=stMainBlockContainer]")).to_be_visible()
    expect(page.locator("[data-testid=stApp][data-test-script-state=running]")).to_have_count(0)
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    # A colour on its way to another is none that anybody reads.
    page.add_style_tag(content="* { transition: none !important; animation: none !important; }")
    page.wait_for_timeout(500)


def is_dark(page):
    """Return whether the page's own background is a dark one."""
    background = page.evaluate("() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    return sum(int(part) for part in re.findall(r"\d+", background)[:3]) < 3 * 128


def serious(page):
    """Return what axe finds at present that shuts people out."""
    report = Axe().run(page, context={"exclude": [[FOREIGN]]}, options={"resultTypes": ["violations"]})
    violations = [one for one in report.response["violations"] if one["impact"] in SERIOUS]
    return [f"{one['id']}: {node['html'][:160]}" for one in violations for node in one["nodes"]]


def test_nothing_on_any_page_is_out_of_reach(app, page):
    found = []
    for name, address in app.items():
        page.goto(address)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            settle(page)
            if looked_at := serious(page):  # a part drawn late is pale for a moment: what stands is seen twice
                page.wait_for_timeout(3000)
                settle(page)
                again = serious(page)
                found += [f"{name}, {theme}: {one}" for one in looked_at if one in again]
        assert is_dark(page), "the theme does not follow the system's"
    assert found == []


def test_nothing_moves_when_the_page_runs_again(app, page):
    page.goto(app["answer"])
    expect(page.locator("[data-mark=cited].active").first).to_be_in_viewport()
    settle(page)
    page.wait_for_timeout(1500)
    page.evaluate(WATCH_SHIFTS)
    page.get_by_text("One paper after the other").click()
    page.wait_for_timeout(300)
    settle(page)
    page.locator("[data-sentence] [data-citation]").first.click()
    settle(page)
    assert page.evaluate("() => window.shifted") < MOST_SHIFT


def test_nothing_moves_when_failed_cells_are_asked_again(app, page):
    page.goto(app["open survey"])
    expect(page.get_by_text(STOPPED)).to_be_visible()
    settle(page)
    page.evaluate(WATCH_SHIFTS)
    views = page.locator(".st-key-survey_views")
    before = views.bounding_box()["y"]
    page.get_by_role("button", name="Ask the failed one again").click()
    expect(page.get_by_text(AT_REST)).to_be_visible()
    settle(page)
    assert views.bounding_box()["y"] == before
    assert page.evaluate("() => window.shifted") < MOST_SHIFT


def test_everything_on_the_answer_is_reached_by_the_keyboard_and_seen_to_have_the_focus(app, page):
    page.goto(app["answer"])
    expect(page.locator("[data-mark=cited].active").first).to_be_in_viewport()
    wanted = {"number", "tool", "pages", "boxed", "passage", "summary"}
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => {
              let at = document.activeElement;
              while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
              const style = getComputedStyle(at);
              const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
              return { names: [...at.classList, at.tagName.toLowerCase()], seen, inside: at.getRootNode() !== document };
            }"""
        )
        if at["inside"]:
            assert at["seen"], at
            reached |= set(at["names"])
    assert wanted - {"passage"} <= reached  # passages are folded until the summary is opened
