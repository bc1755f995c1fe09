"""What a model's answer shows besides its words: support, tokens and cost, how it was made, a second opinion."""

import re
import threading

import pytest
from playwright.sync_api import expect

from tests.answering.servers import Block, ModelServer, Reply, claude_reply
from tests.browser.conftest import serve
from tests.browser.papers import OTTERS_QUESTION, fill

MADE_UP = "The river froze over on 12 March 1987 <b>and stayed so</b>."
WORD_FOR_WORD = {
    "Settings": "style: sidelight",
    "Seconds, tokens, cost": "output tokens: 42",
    "Passages with their scores": "similarity",
    "Output, as it came": "<b>and stayed so</b>",
}
OPINION = "0: supported - the same number\n1: unsupported - no passage speaks of ice"


CUT_QUESTION = "How many otters were found before the end?"


class Model:
    """A Claude that makes a sentence up, breaks off once where it is asked of the end, and never ends its first opinion."""

    def __init__(self) -> None:
        self.breaks_off = True
        self.ended = threading.Event()
        self._opinions = 0

    def __call__(self, request: dict) -> Reply:
        if "You check an answer" in str(request):
            self._opinions += 1
            held = ("message_stop", self.ended) if self._opinions == 1 else None
            return claude_reply([OPINION], model="claude-sonnet-5-5", held=held)
        if CUT_QUESTION in str(request) and self.breaks_off:
            self.breaks_off = False
            return claude_reply(["The count found"], None)
        blocks = [Block("The count found 31 otters.", [(0, 1, 2)]), f" {MADE_UP}"]
        return claude_reply(blocks, model="claude-sonnet-5-5")


def ask(page, address, question):
    """Ask Claude."""
    page.goto(f"{address}/ask")
    page.get_by_role("combobox", name="Answerer").click()
    page.get_by_role("option", name="Claude").click()
    page.locator("[data-testid=stChatInput] textarea").fill(question)
    page.keyboard.press("Enter")


@pytest.fixture(scope="module")
def answered(chromium, profile, tmp_path_factory):
    """Return the address of an answer that Claude has given."""
    folder = tmp_path_factory.mktemp("models") / "data"
    fill(folder)
    claude = Model()
    with (
        ModelServer(claude) as model,
        serve(folder, ANTHROPIC_API_KEY="sk-test", ANTHROPIC_BASE_URL=model.url) as address,
    ):
        page = profile.new_page()
        ask(page, address, OTTERS_QUESTION)
        expect(page.get_by_role("button", name="How it was made")).to_be_visible(timeout=60_000)
        address = page.url
        page.close()
        yield address
        claude.ended.set()


def test_a_sentence_that_is_not_in_the_passages_is_underlined_and_said_in_words(answered, page):
    page.goto(answered)
    doubted = page.locator("[data-sentence]", has_text="froze over")
    expect(doubted).to_contain_text("not in the passages")
    expect(doubted).to_contain_text("<b>and stayed so</b>")
    line = doubted.locator(".words").evaluate("(words) => getComputedStyle(words).textDecorationLine")
    assert line == "underline"
    sound = page.locator("[data-sentence]", has_text="31 otters")
    expect(sound).not_to_contain_text("not in the passages")
    expect(page.get_by_text("1 supported · 1 not in the passages")).to_be_visible()


def test_tokens_and_cost_stand_beside_the_answer(answered, page):
    page.goto(answered)
    expect(page.get_by_text(re.compile(r"142 tokens · \$0\.0006"))).to_be_visible()


def test_how_it_was_made_is_shown_as_plain_text(answered, page):
    page.goto(answered)
    page.get_by_role("button", name="How it was made").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("100 tokens were read and 42 written, for $0.0006.")).to_be_visible()
    expect(dialog.get_by_text("checked against them on this machine: 1 supported, 1 not in them")).to_be_visible()
    for title, words in WORD_FOR_WORD.items():
        section = dialog.get_by_text(title)
        section.click()
        expect(dialog.get_by_text(words).first).to_be_visible()
        section.click()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="How it was made").click()
    expect(dialog).to_be_visible()


def test_a_second_opinion_is_stopped_and_asked_for_again(answered, page):
    page.goto(answered)
    page.get_by_role("button", name="Second opinion").click()
    opinion = page.locator("section[aria-label='Second opinion']")
    page.get_by_role("button", name="Stop the second opinion").click()
    expect(opinion).to_contain_text("Stopped before the opinion was complete.")
    page.get_by_role("button", name="Ask again for the second opinion").click()
    expect(opinion).to_contain_text("no passage speaks of ice")
    expect(opinion).to_have_count(1)


def test_a_second_opinion_stands_beside_the_answer_and_outlives_a_reload(answered, page):
    page.goto(answered)
    page.get_by_role("button", name="Second opinion").click()
    opinion = page.locator("section[aria-label='Second opinion']")
    expect(opinion).to_contain_text("no passage speaks of ice")
    expect(opinion).to_contain_text("142 tokens")
    page.reload()
    expect(opinion).to_contain_text("no passage speaks of ice")
    expect(page.locator("[data-sentence]", has_text="froze over")).to_be_visible()


def test_an_answer_that_broke_off_is_kept_and_asked_for_again(answered, page):
    ask(page, answered.split("/ask")[0], CUT_QUESTION)
    expect(page.get_by_text("broke off before the answer was complete")).to_be_visible()
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator("[data-sentence]", has_text="31 otters")).to_be_visible()
    page.get_by_role("button", name="the answer before is kept").click()
    expect(page.get_by_text("broke off before the answer was complete")).to_be_visible()
    expect(page.locator("[data-sentence]").first).to_contain_text("The count found")
