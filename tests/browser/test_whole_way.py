"""A review from its records to the file that is handed in, as two people make it: screened, asked, judged, settled, added to."""

import io
import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from lib.workspace import Workspace
from tests.browser.conftest import open_window, serve
from tests.pdfs import print_paper

RECORDS = 12
QUESTIONS = ["How many otters were counted?", "Where were the otters counted?"]
RIVERS = {"avon": 31, "tamar": 58, "wye": 12, "exe": 77}
"""The otters of each river; the papers of the first two are there from the beginning."""


def paper(river, otters):
    return print_paper(
        sections=[
            ("Methods", [f"Otters were counted along the river {river.title()}. We counted {otters} otters there."])
        ],
        title=f"Otters of the {river.title()}",
    )


def ris(numbers):
    """Return records of rivers by number, as a database exports them."""
    one = "TY  - JOUR\nTI  - Otters of the river number {0}, a survey\nAU  - Lovelace, Ada\nPY  - 2020\nAB  - Counted.\nER  - \n"
    return "".join(one.format(n) for n in numbers).encode()


@pytest.fixture(scope="module")
def app(chromium, tmp_path_factory):
    """Yield the address of an app with four papers."""
    folder = tmp_path_factory.mktemp("whole") / "data"
    with Workspace.open(folder) as workspace:
        for river, otters in RIVERS.items():
            assert workspace.add_paper(paper(river, otters).data, filename=f"{river}.pdf").status == "ready"
    with serve(folder) as address:
        yield address


@pytest.fixture
def second(browser, page):
    """Yield the page of a second person, in a browser of their own."""
    context = open_window(browser)
    yield context.new_page()
    context.close()


def test_from_records_to_the_file_that_is_handed_in(app, page, second):
    records = screened_by_two(app, page, second)
    assert records == {"screened": RECORDS, "included": 11}
    survey = asked(app, page)
    judged_by_two(app, survey, page, second)
    settled(app, survey, page)
    added(survey, page)
    assert exported(survey, page) == on_the_screen(survey, page)
    page.close()  # with `WATCHES_FOR_THE_ANSWER`


def done(page):
    """Wait until nothing is drawn any more."""
    expect(page.locator("[data-testid=stApp][data-test-script-state=running]")).to_have_count(0)


WATCHES_FOR_A_RUN = """() => new Promise((ended) => {
    const state = () => document.querySelector("[data-testid=stApp]").dataset.testScriptState;
    let ran = false;
    const last = performance.now() + 10_000; // a run that was over between two frames
    const look = () => {
        ran ||= state() === "running";
        if ((ran && state() === "notRunning") || performance.now() > last) ended();
        else requestAnimationFrame(look);
    };
    look();
})"""


def entered(page, field, words):
    """Type into a field and wait until the page knows: a file that comes in between would be lost, faster than anybody is."""
    ended = page.evaluate_handle(f"() => ({{ run: ({WATCHES_FOR_A_RUN})() }})")
    field.fill(words)
    page.keyboard.press("Enter")
    page.evaluate("(watched) => watched.run", ended)


def screened_by_two(app, page, second):
    """Screen the records of two databases by keys; return the numbers of the flow."""
    page.goto(f"{app}/survey?part=records")
    page.get_by_placeholder("Otters and owls").fill("Otters")
    page.get_by_role("button", name="Begin", exact=True).click()
    for source, numbers in (("PubMed", range(8)), ("Scopus", range(6, RECORDS))):
        entered(page, page.get_by_label("Database or register"), source)
        files = [{"name": f"{source}.ris", "mimeType": "text/plain", "buffer": ris(numbers)}]
        page.locator("input[type=file]").set_input_files(files)
        expect(
            page.get_by_text(f"{len(numbers)} records added, {2 if source == 'Scopus' else 0} of them")
        ).to_be_visible()
    place = re.search(r"records=([0-9a-f]+)", page.url)[1]
    for person, at, excluded in (("Ada", page, set()), ("Ben", second, {3})):
        at.goto(f"{app}/survey?records={place}&view=title")
        at.get_by_label("Your name, kept with your decisions").fill(person)
        at.keyboard.press("Enter")
        for number in range(RECORDS):
            expect(at.get_by_role("heading", name=f"Otters of the river number {number}, a survey")).to_be_visible()
            expect(at.get_by_text(f"{person}: {number} record")).to_be_visible()
            done(at)
            at.keyboard.press("e" if number in excluded else "i")
    expect(second.get_by_text("People differ on this record. Settle it:")).to_be_visible()
    expect(second.get_by_text("Ada said include")).to_be_visible()
    expect(second.get_by_role("button", name="Exclude Shortcut Shift + E")).to_be_visible()
    done(second)
    second.keyboard.press("e")  # as for a further record: that settles nothing
    second.keyboard.press("Shift+E")
    expect(second.get_by_text("Nothing is left for you to decide here")).to_be_visible()
    second.goto(f"{app}/survey?records={place}&view=flow")
    flow = second.locator("[data-testid=stImage] img, [data-testid=stImageContainer] img").first
    expect(flow).to_be_visible()
    expect(second.get_by_text(re.compile("Ada and Ben agree on 11 of 12 records"))).to_be_visible()
    with second.expect_download() as fetched:
        second.get_by_role("button", name="PRISMA flow (CSV)").click()
    rows = dict(line.split(",")[:2] for line in fetched.value.path().read_text("utf-8-sig").splitlines())
    assert rows["Duplicate records removed"] == "2"
    return {"screened": int(rows["Records screened"]), "included": int(rows["Reports sought for retrieval"])}


def asked(app, page):
    """Ask two questions of two papers; return the survey's address."""
    page.goto(f"{app}/survey?part=questions")
    page.get_by_label("Paste questions, one a line").fill("\n".join(QUESTIONS))
    page.get_by_role("button", name="Use these questions").click()
    page.get_by_placeholder("A name for the set").fill("Otters")
    page.get_by_role("button", name="Save and ask these").click()
    page.get_by_text("some of them", exact=True).click()
    choose(page, "Tamar", "Avon")
    expect(page.get_by_text("4 cells", exact=True)).to_be_visible()
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(re.compile("survey=[0-9a-f]{32}"))
    expect(page.get_by_text("finished ·")).to_be_visible()
    return re.search(r"survey=([0-9a-f]{32})", page.url)[1]


def choose(page, *names):
    """Choose papers by words of their titles."""
    for name in names:
        page.get_by_role("combobox", name="Papers to ask").fill(name)
        page.get_by_role("option", name=re.compile(name)).click()
    page.keyboard.press("Escape")


def judged_by_two(app, survey, page, second):
    """Let two people judge all four answers, each without the other's word; they differ on the first."""
    page.goto(f"{app}/survey?survey={survey}&view=raters")
    page.get_by_role("spinbutton", name="Raters that a cell needs").fill("2")
    page.keyboard.press("Enter")
    done(page)
    for rater, at, keys in (("Ada", page, "1q7"), ("Ben", second, "3e8")):
        at.goto(f"{app}/review?source={survey}&order=paper")
        field = at.get_by_label("Your name")
        expect(field.or_(at.locator("[data-sidelight=verdict]")).first).to_be_visible()
        if field.is_visible():  # else the browser remembers it
            field.fill(rater)
            at.keyboard.press("Enter")
        expect(at.locator("[data-sidelight=verdict] [data-group=correct]")).to_be_visible()
        for n in range(4):
            expect(at.locator("[data-sidelight=verdict].waiting")).to_have_count(0)
            expect(at.get_by_text(f"{n} of 4 reviewed")).to_be_visible()
            expect(at.get_by_text("Ada: ")).to_have_count(0)
            for key in keys if n == 0 else "1q7":
                at.keyboard.press(key)
        expect(at.get_by_text("All 4 of this queue are reviewed.")).to_be_visible()


WATCHES_FOR_THE_ANSWER = """
new MutationObserver((_, watch) => {
  if (!document.querySelector(".st-key-review_opened")) return;
  const all = [...document.querySelectorAll("*")];
  window.barWasThere = all.some((one) => one.shadowRoot?.querySelector("[data-sidelight=verdict]"));
  watch.disconnect();
}).observe(document, { childList: true, subtree: true });
"""


def settled(app, survey, page):
    """Settle the cell that they differ on, by keys, beside the evidence; what is chosen and typed stays over a reload."""
    page.add_init_script(WATCHES_FOR_THE_ANSWER)
    page.goto(f"{app}/review?source={survey}&only=disputed&order=paper")
    expect(page.get_by_text("Ben: wrong").first).to_be_visible()
    page.locator(".st-key-review_opened").click(position={"x": 2, "y": 2})
    assert page.evaluate("barWasThere"), "an answer stood on the screen that no key was taken for"
    page.keyboard.press("t")
    expect(page.locator("[data-group=settle-category] [aria-pressed=true]")).to_have_count(
        0
    )  # nothing is chosen before
    page.keyboard.press("7")
    page.locator("[data-settle=value]").fill("31 otters, as settled")
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator("[data-settle=value]")).to_have_value("31 otters, as settled")
    page.keyboard.press("y")
    expect(page.get_by_text("Settled.")).to_be_visible()


def added(survey, page):
    """Add the two other papers: only their cells are asked."""
    page.goto(re.sub(r"/review.*", f"/survey?survey={survey}", page.url))
    page.get_by_role("button", name="Add", exact=True).click()
    choose(page, "Wye", "Exe")
    page.get_by_role("button", name="Ask the 4 new cells").click()
    expect(page.get_by_text(re.compile("finished.*2 questions × 4 papers"))).to_be_visible()


def exported(survey, page):
    """Return the cells of the first sheet of the survey's workbook, opened again."""
    export = page.get_by_role("button", name="Export")
    expect(export).to_have_count(1)  # what the finished run has drawn takes the place of what stood before
    export.click()
    page.get_by_text("Excel, the extraction table alone").first.click()
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Download", exact=True).click()
    (head, *rows) = (
        load_workbook(io.BytesIO(fetched.value.path().read_bytes())).worksheets[0].iter_rows(values_only=True)
    )
    assert head[1:] == ("Q1", "Q2")
    assert len(rows) == len(RIVERS)
    return [list(row) for row in rows]


def on_the_screen(survey, page):
    """Return the cells of the extraction table as the screen shows them."""
    page.goto(re.sub(r"\?.*", f"?survey={survey}&view=table", page.url))
    rows = page.locator("[data-sidelight=extraction] tbody tr")
    expect(rows).to_have_count(len(RIVERS))
    expect(rows.get_by_text("31 otters, as settled")).to_have_count(1)
    return rows.evaluate_all(
        "(rows) => rows.map((row) => [row.querySelector('.name').textContent,"
        " ...[...row.querySelectorAll('.shown')].map((one) => one.textContent)])"
    )
