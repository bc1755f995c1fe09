"""Reviewing by keyboard: a survey's cells, one after the other, beside their evidence."""

import io
import itertools
import re
import zipfile

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from lib.reviews.verdicts import latest_verdicts
from lib.storage.database import open_database
from lib.storage.verdicts import VerdictStore
from lib.workspace import Workspace
from tests.browser.conftest import serve
from tests.pdfs import LOREM, print_paper

_numbers = itertools.count(1)
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
def review_app(tmp_path_factory):
    """Yield a folder with ten cells to review, and an app on it, one after the other: a folder has one owner."""
    folder = tmp_path_factory.mktemp("review") / "data"
    with Workspace.open(folder) as workspace:
        papers = [workspace.add_paper(paper.data, filename=name) for name, paper in PAPERS.items()]
        survey = workspace.run_survey(QUESTIONS, [paper.id for paper in papers])
    assert len(survey.cells) == 10
    with serve(folder) as address:
        yield folder, address, survey


def fresh(name):
    """Return a name under which nobody reviewed: a test that is run again finds no verdicts of its first run."""
    return f"{name} {next(_numbers)}"


def begin(page, address, name="Ada"):
    page.goto(f"{address}/review")
    page.get_by_label("Your name").fill(name)
    page.keyboard.press("Enter")
    expect(page.locator("[data-sidelight=verdict]")).to_be_visible()


def shown_answer(page):
    page.wait_for_url(re.compile("answer="))
    return re.search(r"answer=([0-9a-f]+|end)", page.url)[1]


def stored(folder, rater):
    """Return the verdicts of a rater that count, as the database has them."""
    engine = open_database(folder)
    try:
        return [one for one in latest_verdicts(VerdictStore(engine).all()) if one.rater == rater]
    finally:
        engine.dispose()


def press(page, key):
    page.keyboard.press(key)


def go_past(page, before):
    """Return the id of the next answer, once it is on the screen and takes keys."""
    page.wait_for_function("before => !location.href.includes(before) && location.href.includes('answer=')", arg=before)
    expect(page.locator("[data-sidelight=verdict].waiting")).to_have_count(0)
    return shown_answer(page)


def pressed(page, group, word):
    return page.locator(f"[data-group={group}] [data-word={word}][aria-pressed=true]")


HAS_ROOM = """(pane) => {
  const { top, bottom } = pane.getBoundingClientRect();
  return Math.min(bottom, innerHeight) - Math.max(top, 0) >= 0.6 * innerHeight;
}"""


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (1000, 800)])
def test_the_page_of_the_evidence_gets_most_of_the_window(review_app, page, width, height):
    """Before anybody judged: what four raters say of an answer takes lines of its own."""
    _, address, survey = review_app
    page.set_viewport_size({"width": width, "height": height})
    begin(page, address, fresh("Reader"))
    cell = f"survey={survey.id}&paper={survey.paper_ids[1]}&question=1"
    for place in ("review", f"survey?{cell}&view=matrix", f"survey?{cell}&view=table"):
        page.goto(f"{address}/{place}")
        pane = page.locator("[data-sidelight=evidence] .pages")
        pane.wait_for()
        page.wait_for_function(HAS_ROOM, arg=pane.element_handle())
    opened = page.locator("[data-sidelight=extraction] .cell[aria-current]")
    assert opened.evaluate(
        """(cell) => {
          const [at, view] = [cell.getBoundingClientRect(), cell.closest(".scroll").getBoundingClientRect()];
          return at.top < view.bottom - 20 && at.left < view.right;
        }"""
    ), "the row of the open cell is in sight above it"


def test_ten_cells_are_reviewed_by_keyboard_alone(review_app, page):
    folder, address, survey = review_app
    rater = fresh("Ten")
    begin(page, address, rater)
    correct, supported = ["1", "2", "3", "4"], ["q", "w", "e", "r"]
    said, cited = {}, {}
    for n in range(10):
        answer = shown_answer(page)
        assert answer not in said
        if survey_answer(survey, answer).sentences and n % 2 == 0:  # every second one by its citation too
            expect(page.get_by_text("Citation 1 of")).to_be_visible()
            press(page, "a" if n % 4 == 0 else "s")
            press(page, "z" if n % 4 == 0 else "c")
            cited[answer] = (True, "yes") if n % 4 == 0 else (False, "no")
        press(page, correct[n % 4])
        press(page, supported[n // 2 % 4])
        press(page, "7")
        go_past(page, answer)
        if n == 4:  # wrongly: taken back and said again
            press(page, "u")
            page.wait_for_url(re.compile(answer))
            expect(page.get_by_text("Taken back")).to_be_visible()
            expect(page.locator("[data-sidelight=verdict].waiting")).to_have_count(0)
            expect(pressed(page, "category", "reported")).to_have_count(0)
            press(page, "9")
            go_past(page, answer)
        said[answer] = (n % 4, n // 2 % 4, "unclear" if n == 4 else "reported")
    expect(page.get_by_text("All 10 of this queue are reviewed.")).to_be_visible()
    expect(page.get_by_text("10 of 10 reviewed")).to_be_visible()
    words = ["correct", "partly", "wrong", "cannot_tell"], ["yes", "partly", "no", "cannot_tell"]
    standing_now = stored(folder, rater)
    whole = {v.answer_id: (v.correct, v.supported, v.category) for v in standing_now if v.citation is None}
    assert whole == {answer: (words[0][a], words[1][b], word) for answer, (a, b, word) in said.items()}
    assert set(whole) == {cell.answer.id for cell in survey.cells.values()}
    assert len(cited) >= 3
    kept = {v.answer_id: (v.right_passage, v.supported) for v in standing_now if v.citation == 1}
    assert kept == cited


def test_citation_keys_pressed_behind_the_third_word_fall_on_no_answer_that_was_not_seen(review_app, page):
    folder, address, _ = review_app
    rater = fresh("Quick")
    begin(page, address, rater)
    first = shown_answer(page)
    expect(page.get_by_text("Citation 1 of")).to_be_visible()
    for key in "1q7az":
        press(page, key)
    second = go_past(page, first)
    expect(page.get_by_text("Not taken: A, Z")).to_be_visible()
    for key in "3e8":
        press(page, key)
    go_past(page, second)
    kept = {(one.answer_id, one.citation): one.category for one in stored(folder, rater)}
    assert kept == {(first, None): "reported", (second, None): "not_reported"}


def survey_answer(survey, answer_id):
    return next(cell.answer for cell in survey.cells.values() if cell.answer.id == answer_id)


def test_the_list_of_the_queue_is_gone_through_and_left_by_keyboard(review_app, page):
    _, address, _ = review_app
    begin(page, address, fresh("Lister"))
    first = shown_answer(page)
    press(page, "f")
    press(page, "l")
    rows = page.locator("[data-sidelight=verdict] .item")
    expect(rows).to_have_count(10)
    expect(page.locator("[data-sidelight=verdict] .item:focus")).to_have_attribute("data-answer", first)
    press(page, "ArrowDown")
    press(page, "ArrowDown")
    wanted = rows.nth(2).get_attribute("data-answer")
    press(page, "Enter")
    assert go_past(page, first) == wanted
    expect(rows).to_have_count(0)
    press(page, "l")
    page.locator("[data-sidelight=verdict] .list").get_by_role("button", name="flagged").click()
    expect(rows).to_have_count(1)
    expect(rows).to_have_attribute("data-answer", first)
    press(page, "Escape")
    expect(rows).to_have_count(0)


def test_a_citation_is_judged_by_keys_and_the_open_one_is_meant(review_app, page):
    folder, address, _ = review_app
    rater = fresh("Cited")
    begin(page, address, rater)
    expect(page.locator("[data-mark=cited].active").first).to_be_visible()
    expect(page.get_by_text("Citation 1 of")).to_be_visible()
    press(page, "s")
    expect(pressed(page, "right_passage", "false")).to_be_visible()
    press(page, "c")
    page.get_by_role("button", name=re.compile("History")).click()
    expect(page.get_by_text("on citation 1: supported: no · wrong passage")).to_be_visible()
    (kept,) = stored(folder, rater)
    assert (kept.citation, kept.right_passage, kept.supported) == (1, False, "no")


def test_words_selected_on_the_page_become_the_raters_evidence(review_app, page):
    folder, address, _ = review_app
    rater = fresh("Pointer")
    begin(page, address, rater)
    answer = shown_answer(page)
    line = page.locator("[data-sidelight=evidence] .line > span", has_text="trained for forty epochs").first
    line.dblclick()
    page.get_by_role("toolbar", name="Selected words").get_by_role("button", name="Right evidence").click()
    expect(page.get_by_text(re.compile("Kept as the right evidence: page 1"))).to_be_visible()
    (kept,) = stored(folder, rater)
    assert (kept.answer_id, kept.citation, kept.correction) == (answer, None, "")
    (pointed,) = kept.evidence
    assert pointed.quote == "We used a small network as the model, trained for forty epochs."
    page.locator("[data-sidelight=evidence] .line > span", has_text="clips of three seconds").first.dblclick()
    page.get_by_role("toolbar", name="Selected words").get_by_role("button", name="Right evidence").click()
    expect(page.get_by_text(re.compile("Kept as the right evidence: page 1, “Each recording was cut"))).to_be_visible()
    assert len(stored(folder, rater)[0].evidence) == 2


def test_undo_brings_the_last_verdict_back(review_app, page):
    _, address, _ = review_app
    begin(page, address, fresh("Undone"))
    first = shown_answer(page)
    press(page, "1")
    press(page, "q")
    assert shown_answer(page) == first  # the third word is still to come, and must not fall on the next answer
    press(page, "7")
    go_past(page, first)
    press(page, "u")
    page.wait_for_url(re.compile(first))
    expect(page.get_by_text("Taken back")).to_be_visible()
    expect(pressed(page, "correct", "correct")).to_be_visible()
    expect(pressed(page, "supported", "yes")).to_be_visible()
    expect(pressed(page, "category", "reported")).to_have_count(0)


def test_nothing_typed_is_lost_by_going_on_or_by_a_reload(review_app, page):
    _, address, _ = review_app
    begin(page, address, fresh("Writer"))
    first = shown_answer(page)
    press(page, "i")
    page.keyboard.type("1 and q are words here")
    press(page, "Control+Enter")
    go_past(page, first)
    press(page, "i")
    page.keyboard.type("half a thou")
    second = shown_answer(page)
    page.reload()  # the browser remembers the name
    expect(page.get_by_role("button", name="Writer")).to_be_visible()
    assert shown_answer(page) == second
    expect(page.locator("[data-field=note]")).to_have_value("half a thou")
    press(page, "k")
    go_past(page, second)
    expect(page.locator("[data-field=note]")).to_have_value("1 and q are words here")
    expect(pressed(page, "correct", "correct")).to_have_count(0)


def test_whoever_answers_first_sees_the_paper_and_not_the_machines_answer(review_app, page):
    _, address, _ = review_app
    begin(page, address, fresh("Blind"))
    page.get_by_role("button", name="Blind").click()
    page.get_by_text("I answer first").click()
    page.keyboard.press("Escape")
    expect(page.locator("[data-sidelight=evidence] [data-page='1']")).to_be_visible()
    expect(page.locator("[data-sentence]")).to_have_count(0)
    expect(page.locator("[data-mark=cited]")).to_have_count(0)
    page.locator(".st-key-review_opened").click(position={"x": 2, "y": 2})
    press(page, "i")
    page.keyboard.type("Thirty-one, in Bath.")
    press(page, "Escape")
    press(page, "7")
    press(page, "l")  # the page runs again, and the server knows nothing yet of what was chosen
    rows = page.locator("[data-sidelight=verdict] .item")
    expect(rows).to_have_count(10)
    press(page, "Escape")
    expect(rows).to_have_count(0)
    expect(pressed(page, "category", "reported")).to_have_count(1)
    press(page, "Enter")
    expect(page.locator("[data-sentence]").first).to_be_visible()
    expect(page.get_by_text("Your own answer: Thirty-one, in Bath.")).to_be_visible()
    first = shown_answer(page)
    press(page, "1")
    press(page, "q")
    go_past(page, first)
    expect(page.locator("[data-sentence]")).to_have_count(0)
    page.reload()  # a new session
    expect(page.locator("[data-sidelight=evidence] [data-page='1']")).to_be_visible()
    expect(page.locator("[data-sentence]")).to_have_count(0)


def test_a_narrow_window_has_nothing_to_scroll_sideways(review_app, page):
    _, address, _ = review_app
    begin(page, address)
    main, over = page.locator("main"), {}
    for width in (1000, 420):
        page.set_viewport_size({"width": width, "height": 800})
        for part in ("queue", "agreement", "labels", "bring"):
            page.goto(f"{address}/review?part={part}")
            page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
            page.wait_for_timeout(300)
            over[part, width] = main.evaluate("(main) => main.scrollWidth - main.clientWidth")
    assert {place: pixels for place, pixels in over.items() if pixels > 0} == {}


def test_an_export_comes_by_one_press_and_a_large_one_once_it_is_made(review_app, page):
    _, address, _ = review_app
    begin(page, address, fresh("Taker"))
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Download", exact=True).click()
    assert fetched.value.suggested_filename == "Review.xlsx"
    assert load_workbook(io.BytesIO(fetched.value.path().read_bytes())).sheetnames[:2] == ["Answers", "Citations"]
    page.get_by_text("PDF with the evidence highlighted").click()
    page.get_by_role("button", name="Make the file (10 answers)").click()
    made = page.get_by_role("button", name=re.compile(r"Download \(\d+ KB\)"))
    expect(made).to_be_visible()
    with page.expect_download() as fetched:
        made.click()
    assert fetched.value.suggested_filename == "Review - highlighted.zip"
    with zipfile.ZipFile(fetched.value.path()) as copies:
        assert len(copies.namelist()) == 2
        assert all(copies.read(name).startswith(b"%PDF-") for name in copies.namelist())
