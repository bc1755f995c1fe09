"""Eight people at once: python -m benchmarks.load [--people 8] [--seconds 120] [--papers 20]

A server on a made library, and as many browser contexts as people, none of whom knows of the others. Each asks questions that
hold a word of their own, gives a verdict on each answer, and adds a paper of their own now and then. What the page has confirmed
is noted. At the end the server is stopped and the library opened: answers, verdicts and papers that were confirmed and are not
there are lost. A page that shows the word of another person, an error on a page, a line of an error in the server's log: counted.

Prints these counts (all should be 0) and how long people waited, with the load of the machine. Where somebody
waits in vain, a picture of their page is left among temporary files. Needs the requirements of the tests and Chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import platform
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Browser, FilePayload, Page, async_playwright
from playwright.async_api import Error as BrowserError

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.made_library import fill
from lib.workspace import Workspace
from tests.browser.app_server import SWITCHES, chromium_program, serve
from tests.pdfs import print_paper

WORDS = ("aardvark", "bandicoot", "capybara", "dugong", "echidna", "fossa", "gerenuk", "hoatzin", "ibex", "jerboa")
"""One word a person; in no paper of the library."""
QUESTIONS = ("How many sites were visited, {}?", "What are the limitations of the study, {}?", "Which methods, {}?")
VERDICTS = (("right", "correct"), ("half", "partly"), ("wrong", "wrong"))
ROUNDS_A_PAPER = 4
OWN_PAPERS_FROM = 1000
"""Numbers of papers that the library does not hold."""
PATIENCE_MS = 60_000
SHOWN_TEXT = """() => {
  const inside = [...document.querySelectorAll("*")].map((one) => one.shadowRoot?.textContent ?? "");
  return document.body.innerText + inside.join(" ");
}"""


@dataclass
class Notes:
    """What the pages have confirmed, and what went wrong."""

    answers: dict[str, str] = field(default_factory=dict)
    """Question by id of its answer."""
    verdicts: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Rater and word by id of the answer."""
    papers: list[str] = field(default_factory=list)
    """Titles of papers that stood in the list."""
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    """Words of other people that a page showed."""
    waits_s: dict[str, list[float]] = field(default_factory=dict)

    def waited(self, what: str, began: float) -> None:
        """Note how long a wait was that began then, by `time.perf_counter`."""
        self.waits_s.setdefault(what, []).append(time.perf_counter() - began)


def main() -> None:
    """Print the counts and the times; leave with 1 where a count is not 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=8, choices=range(1, len(WORDS) + 1))
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--papers", type=int, default=20)
    given = parser.parse_args()
    program = chromium_program()
    if program is None:
        sys.exit("Chromium is not installed (Debian: apt-get install chromium)")
    with TemporaryDirectory() as made:
        library = Path(made) / "library"
        fill(library, given.papers, 0)
        with serve(library) as address:
            notes = asyncio.run(crowd(program, address, given.people, given.seconds))
        log = (Path(made) / "library.log").read_text(encoding="utf-8", errors="replace")
        notes.errors += re.findall(r"^.*(?:Traceback|Error:).*$", log, re.MULTILINE)
        lost = missing(library, notes)
    report(notes, lost, given.people, given.seconds)
    sys.exit(1 if lost or notes.errors or notes.foreign else 0)


async def crowd(program: str, address: str, people: int, seconds: float) -> Notes:
    """Let so many people work for so long; return what they noted."""
    notes = Notes()
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=program, args=SWITCHES)
        async with asyncio.TaskGroup() as group:
            for number in range(people):
                group.create_task(person(browser, address, number, time.monotonic() + seconds, notes))
        await browser.close()
    return notes


async def person(browser: Browser, address: str, number: int, until: float, notes: Notes) -> None:
    """Ask, judge and add papers until the time is over."""
    context = await browser.new_context(viewport={"width": 1400, "height": 850})
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    page.on("pageerror", lambda error: notes.errors.append(str(error)))
    rounds = 0
    while time.monotonic() < until:
        doing = "adds a paper"
        try:
            if rounds % ROUNDS_A_PAPER == number % ROUNDS_A_PAPER:
                await add_paper(page, address, OWN_PAPERS_FROM + 100 * number + rounds, notes)
            doing = "asks"
            await page.goto(f"{address}/ask")
            await ask(page, number, rounds, notes)
            doing = "judges"
            await judge(page, number, rounds, notes)
            doing = "looks around"
            await look_around(page, number, notes)
        except BrowserError as error:
            notes.errors.append(f"person {number}, round {rounds}, {doing}: {str(error).splitlines()[0]}")
            with contextlib.suppress(BrowserError):  # a page that is gone gives no picture, and the person goes on
                await page.screenshot(path=f"{tempfile.gettempdir()}/load-error-{number}-{rounds}.png")
        rounds += 1
    await context.close()


async def ask(page: Page, number: int, round_number: int, notes: Notes) -> None:
    """Ask a question and wait for its answer."""
    field_of_questions = page.locator("[data-testid=stChatInput] textarea")
    asked = QUESTIONS[round_number % len(QUESTIONS)].format(f"{WORDS[number]} {round_number}")
    await field_of_questions.fill(asked)
    began = time.perf_counter()
    await field_of_questions.press("Enter")
    await page.wait_for_url(re.compile("answer="))
    await page.locator("section.rating:not([hidden])").wait_for()
    notes.waited("a question asked until its answer stands", began)
    notes.answers[parse_qs(urlsplit(page.url).query)["answer"][0]] = asked


async def judge(page: Page, number: int, round_number: int, notes: Notes) -> None:
    """Say of the answer that is open whether it is right; the name is typed once."""
    said, word = VERDICTS[(number + round_number) % len(VERDICTS)]
    choice = page.locator(".verdict-choice", has_text=said)
    began = time.perf_counter()
    await choice.click()
    name = page.locator(".rating form:not([hidden]) input")
    if await name.count():
        await name.fill(WORDS[number])
        await name.press("Enter")
    await page.locator(".verdict-choice[aria-pressed=true]", has_text=said).wait_for()
    notes.waited("a verdict given until it stands", began)
    notes.verdicts[parse_qs(urlsplit(page.url).query)["answer"][0]] = (WORDS[number], word)


async def look_around(page: Page, number: int, notes: Notes) -> None:
    """Note words of others on the page, and errors that it shows."""
    shown = str(await page.evaluate(SHOWN_TEXT)).lower()
    notes.foreign += [word for at, word in enumerate(WORDS) if at != number and word in shown]
    notes.errors += await page.locator("[data-testid=stException]").all_inner_texts()


async def add_paper(page: Page, address: str, paper_number: int, notes: Notes) -> None:
    """Upload a paper of one's own and wait until the list has it."""
    title = f"Field notes {paper_number}"
    made = print_paper(sections=[("Methods", [f"In year {paper_number} we counted newts at ten ponds."])], title=title)
    await page.goto(f"{address}/papers")
    began = time.perf_counter()
    await page.locator("input[type=file]").first.set_input_files(
        FilePayload(name=f"own-{paper_number}.pdf", mimeType="application/pdf", buffer=made.data)
    )
    await page.get_by_text(title).first.wait_for()
    notes.waited("a paper uploaded until it stands in the list", began)
    notes.papers.append(title)


def missing(library: Path, notes: Notes) -> list[str]:
    """Return what was confirmed and is not in the library."""
    with Workspace.open(library) as workspace:
        kept = {one.id: one.question for one in workspace.answers(limit=100_000)}
        given = workspace.reviews.latest_verdicts(list(notes.verdicts))
        titles = {one.title for one in workspace.papers() if one.status == "ready"}
    said = {(one.answer_id, one.rater, one.correct) for one in given}
    lost = [f"answer to {asked!r}" for key, asked in notes.answers.items() if kept.get(key) != asked]
    lost += [f"verdict {word} of {who}" for key, (who, word) in notes.verdicts.items() if (key, who, word) not in said]
    return lost + [f"paper {title}" for title in notes.papers if title not in titles]


def report(notes: Notes, lost: list[str], people: int, seconds: float) -> None:
    """Print the counts, examples of what should not be, and the waits."""
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {people} people, {seconds:.0f} s"
    )
    print(f"confirmed: {len(notes.answers)} answers, {len(notes.verdicts)} verdicts, {len(notes.papers)} papers")
    print(f"lost {len(lost)}, errors {len(notes.errors)}, words of others {len(notes.foreign)}")
    for line in [*lost[:5], *notes.errors[:5], *notes.foreign[:5]]:
        print("  ", line)
    for what, waits in notes.waits_s.items():
        longest = max(waits)
        print(f"{what}: {len(waits)} times, median {statistics.median(waits):.2f} s, longest {longest:.2f} s")


if __name__ == "__main__":
    main()
