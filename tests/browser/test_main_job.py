"""Upload, ask, and the right words are lit: what the product is for, in a browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import serve
from tests.pdfs import LOREM, print_paper

BROKEN = (
    "The microphones were fixed to the trunks of forty oaks at a height of four metres above the ground, each of them "
    "turned away from the nearest road, so that the noise of the traffic would disturb the recordings as little as possible."
)
SENTENCE = "Every recording was cut into clips of three seconds before the network heard it."
QUESTION = "How long are the clips of the recordings?"


def print_bats(lines):
    """Return a paper with so much text before the sentence that names the oaks."""
    return print_paper(
        sections=[
            ("Introduction", ["Bats are heard rather than seen by those who count them.", LOREM, LOREM]),
            ("Methods", [SENTENCE, *[LOREM] * 9, *["The bats slept."] * lines]),
            ("Microphones", [BROKEN, LOREM]),
        ],
        title="Hearing bats in the dark",
        columns=2,
        hyphenated=True,
    )


def pages_of(paper, sentence):
    return sorted({box.page for box in paper.places(sentence)})


PAPER = next(paper for paper in map(print_bats, range(40)) if pages_of(paper, BROKEN) == [1, 2])


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """Yield a server whose library the tests below fill, in order."""
    with serve(tmp_path_factory.mktemp("main") / "data") as address:
        yield address


@pytest.fixture(scope="module")
def filled(app, profile):
    """Return the address of the app after one paper was uploaded and one question asked, as a person does it."""
    page = profile.new_page()
    page.goto(f"{app}/papers")
    page.locator("input[type=file]").set_input_files(
        [{"name": "bats.pdf", "mimeType": "application/pdf", "buffer": PAPER.data}]
    )
    expect(page.get_by_text(re.compile(r"\bready$"))).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Ask").click()
    page.locator("[data-testid=stChatInput] textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("[data-mark=cited]").first).to_be_visible(timeout=60_000)
    page.wait_for_url(re.compile("answer="))
    address = page.url
    page.close()
    return address


def quoting(page):
    """Return the answer's sentence that quotes the paper's own, with its number."""
    return page.locator("[data-sentence]", has_text=SENTENCE)


def marked_boxes(page, number):
    """Return where the marks of a citation stand, as fractions of their page picture: {page: [(x0, top, x1, bottom)]}."""
    return page.evaluate(
        """(number) => {
            const holds = (e) => e.shadowRoot?.querySelector('[data-sidelight=evidence]');
            const root = [...document.querySelectorAll('*')].find(holds).shadowRoot;
            const boxes = {};
            for (const sheet of root.querySelectorAll('[data-page]')) {
                const whole = sheet.getBoundingClientRect();
                for (const mark of sheet.querySelectorAll('[data-mark=cited]')) {
                    if (!mark.dataset.cites.split(' ').includes(number)) continue;
                    const b = mark.getBoundingClientRect();
                    (boxes[sheet.dataset.page] ??= []).push([(b.left - whole.left) / whole.width,
                        (b.top - whole.top) / whole.height, (b.right - whole.left) / whole.width,
                        (b.bottom - whole.top) / whole.height]);
                }
            }
            return boxes;
        }""",
        number,
    )


def test_the_words_that_answer_are_lit_where_they_were_printed(filled, page):
    page.goto(filled)
    number = quoting(page).locator("[data-citation]").first
    number.click()
    expect(page.locator("[data-mark=cited].active").first).to_be_visible()
    boxes = marked_boxes(page, number.get_attribute("data-citation"))
    places = PAPER.places(SENTENCE)
    assert sum(len(of) for of in boxes.values()) == len(places)
    for place, box in zip(places, [b for key in sorted(boxes) for b in boxes[key]], strict=True):
        across, down = (place.x0 + place.x1) / 2, (place.top + place.bottom) / 2
        assert box[0] <= across <= box[2]
        assert box[1] <= down <= box[3]
        assert abs(box[0] - place.x0) < 0.01
        assert abs(box[2] - place.x1) < 0.01
        assert box[3] - box[1] < 2 * (place.bottom - place.top)


def test_the_lit_words_are_in_sight_and_their_page_is_drawn(filled, page):
    page.goto(filled)
    mark = page.locator("[data-mark=cited].active").first
    expect(mark).to_be_in_viewport()
    picture = page.locator("[data-page] img").first
    assert picture.evaluate("async (img) => { await img.decode(); return img.naturalWidth; }") > 1000


def test_the_evidence_gives_way_to_a_line_that_comes_above_it_later(filled, page):
    page.goto(filled)
    expect(page.locator("[data-mark=cited].active").first).to_be_in_viewport()
    page.locator(".st-key-ask_head").evaluate("(head) => { head.style.paddingTop = '60px'; }")
    overflow = """() => [...document.querySelectorAll('[data-testid=stMainBlockContainer]')].map((block) => {
      let at = block;
      while (at && !/auto|scroll/.test(getComputedStyle(at).overflowY)) at = at.parentElement;
      return at.scrollHeight - at.clientHeight;
    })[0] < 2"""
    page.wait_for_function(overflow)  # nothing to be scrolled: the question's tools stay in sight


def test_evidence_over_a_page_break_is_shown_whole(filled, page):
    page.goto(filled)
    page.get_by_role("button", name="New question").click()
    page.get_by_placeholder("Ask the papers a question").wait_for()
    page.locator("[data-testid=stChatInput] textarea").fill("Where were the microphones fixed?")
    page.keyboard.press("Enter")
    number = page.locator("[data-sentence]", has_text="trunks of forty oaks").locator("[data-citation]").first
    number.click()
    expect(page.locator("[data-page='1']")).to_be_visible()
    expect(page.locator("[data-page='2']")).to_be_visible()
    marks = page.locator("[data-mark=cited].active")
    expect(marks).to_have_count(len(PAPER.places(BROKEN)))
    for mark in marks.all():
        expect(mark).to_be_in_viewport()


def test_a_reload_keeps_question_answer_and_evidence(filled, page):
    page.goto(filled)
    expect(quoting(page)).to_be_visible()
    page.reload()
    expect(page.get_by_text(QUESTION).first).to_be_visible()
    expect(quoting(page)).to_be_visible()
    expect(page.locator("[data-mark=cited].active").first).to_be_in_viewport()


def test_hovering_a_sentence_lights_its_mark_and_the_other_way_round(filled, page):
    page.goto(filled)
    number = quoting(page).locator("[data-citation]").first
    number.click()
    number.hover()
    expect(page.locator("[data-mark=cited].hot").first).to_be_visible()
    page.mouse.move(5, 5)
    expect(page.locator("[data-mark=cited].hot")).to_have_count(0)
    page.locator(f"[data-mark=cited][data-cites~='{number.get_attribute('data-citation')}']").first.hover()
    expect(quoting(page)).to_have_class(re.compile(r"\bhot\b"))


def test_a_click_on_a_mark_chooses_its_sentence(filled, page):
    page.goto(filled)
    number = quoting(page).locator("[data-citation]").first
    number.click()
    page.keyboard.press("n")
    page.keyboard.press("p")
    page.locator(f"[data-mark=cited][data-cites~='{number.get_attribute('data-citation')}']").first.click()
    expect(quoting(page)).to_have_class(re.compile(r"\bactive\b"))


def test_the_text_of_the_page_can_be_selected(filled, page):
    page.goto(filled)
    expect(page.locator("[data-mark=cited].active").first).to_be_visible()
    words = page.locator("[data-page] .line").all_inner_texts()
    assert "Every recording was cut into" in " ".join(" ".join(words).split())


def test_every_retrieved_passage_is_listed_with_place_and_reason_and_its_score_where_the_making_is_shown(filled, page):
    page.goto(filled)
    row = page.locator("[data-passage]").first
    expect(row).to_be_hidden()  # folded: the quotes come first
    page.get_by_text(re.compile(r"\d+ retrieved passages?")).click()
    expect(row).to_contain_text("page 1")
    expect(row).to_have_attribute("title", re.compile("similarity"))
    page.get_by_role("button", name="How it was made").click()
    expect(page.get_by_text("Passages with their scores")).to_be_visible()


def test_a_quote_is_copied_with_where_it_stands_as_markdown_and_as_a_link_that_opens_it(filled, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(filled)
    expect(page.locator("[data-mark=cited].active").first).to_be_in_viewport()
    copied = {}
    for name in ("Copy the words with where they stand", "Copy as Markdown", "Copy a link to the lit words"):
        page.get_by_role("button", name=name).first.click()
        expect(page.get_by_text("Copied", exact=True).first).to_be_visible()
        copied[name.split()[-1]] = page.evaluate("() => navigator.clipboard.readText()")
        expect(page.get_by_text("Copied", exact=True)).to_have_count(0)
    assert re.match(r"“.+” \(.+, p\. \d\)\n.+Hearing bats in the dark\.", copied["stand"])
    assert copied["Markdown"].startswith("> ")
    page.goto(copied["words"])
    expect(page.locator("[data-mark=cited].active").first).to_be_in_viewport()


def test_passages_beside_an_answer_that_finds_nothing_are_called_the_nearest(filled, page):
    page.goto(filled)
    expect(
        page.get_by_text("1 retrieved passage").or_(page.get_by_text(re.compile(r"\d+ retrieved passages")))
    ).to_be_visible()
    chat = page.locator("[data-testid=stChatInput] textarea")
    chat.fill("Which quasar won the football championship?")
    chat.press("Enter")
    expect(page.get_by_text("No sentence found that answers this in")).to_be_visible(timeout=60_000)
    expect(page.get_by_text(re.compile(r"nearest passages?: no answer in them"))).to_be_visible()
    expect(page.locator("[data-mark=cited]")).to_have_count(0)


def test_the_reader_opens_at_the_page_that_was_in_sight(filled, page):
    page.goto(filled)
    expect(page.locator("[data-mark=cited].active").first).to_be_visible()
    page.get_by_role("button", name="Read this page in the reader").click()
    page.wait_for_url(re.compile(r"/reader\?paper=[0-9a-f]{64}&page=1"))
    expect(page.locator("[data-page='1'] [data-mark=cited]").first).to_be_visible()
    expect(page.get_by_text("Answers that cite this paper")).to_be_visible()


@pytest.mark.parametrize("width", [1000, 420])
def test_a_narrow_window_has_nothing_to_scroll_sideways(filled, page, width):
    page.set_viewport_size({"width": width, "height": 800})
    for address in (filled, filled.split("/ask")[0] + "/papers", filled.split("/ask")[0] + "/settings"):
        page.goto(address)
        main = page.locator("main")
        main.wait_for()
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        page.wait_for_timeout(300)
        assert main.evaluate("(main) => main.scrollWidth - main.clientWidth") <= 0
        # a grey bar stands there while its script is fetched
        assert page.locator(".st-key-app_choice_titles").evaluate("(script) => script.offsetWidth") == 0
