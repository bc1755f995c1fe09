"""How long a person waits at the screens: python -m benchmarks.screens [--library FOLDER] [--papers 300] [--answers 500]

By the clock of the page, in headless Chromium, on a made library (`benchmarks.made_library`; FOLDER keeps it from one run to the
next). With --review FOLDER, a folder in which `benchmarks.review` has made its large review, only the matrix of that is opened:
until its first cell is there, and scrolled to its other end. Last comes the first minute: from the empty page of a fresh server
to a lit quote of the sample paper, in two clicks. Prints medians and the longest of `ROUNDS`, with the load of the machine: on
a busy one they say little. Needs the requirements of the tests and Chromium.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.made_library import EACH_QUESTION, fill
from lib.workspace import Workspace
from tests.browser.app_server import SWITCHES, serve

ROUNDS = 7
FIRST_MINUTES = 3
"""Fresh servers on which the first minute is measured."""
SETTLED_MS = 1_500
PATIENCE_MS = 120_000
"""On a busy machine a fresh server takes its time."""
READY = "() => document.querySelector('[data-testid=stChatInput] textarea') && performance.now()"
PAPERS_LIST = """[...document.querySelectorAll("*")]
  .map((one) => one.shadowRoot?.querySelector("[data-sidelight=papers]")).find(Boolean)"""
PAPERS_READY = f"() => {PAPERS_LIST}?.querySelector('[data-paper]') && performance.now()"
SURVEY_READY = "() => document.querySelector('[class*=st-key-survey_new] button:enabled') && performance.now()"
SETUP_READY = "() => document.querySelector('[class*=st-key-survey_setup_name] input') && performance.now()"
SEARCHES = ("owl", "camera", "rivers", "2009", "wolf", "small", "hansen")
"""What is typed into the search field of *Papers*, letter by letter, as fast as `LETTER_MS` allows."""
LETTER_MS = 120
FOLLOWED = f"""(typed) => {{
  const list = {PAPERS_LIST};
  let began;
  document.addEventListener("keydown", () => {{ began ??= performance.now(); }}, {{ capture: true, once: true }});
  window.followed = (async () => {{
    while (list.dataset.searched !== typed) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);  // by which the rows are painted
    return performance.now() - began;
  }})();
}}"""
CITATION_CLICK = """async (wanted) => {
  const roots = [...document.querySelectorAll("*")].map((one) => one.shadowRoot);
  const inside = roots.find((one) => one?.querySelector("[data-sentence]"));
  const numbers = [...inside.querySelectorAll("[data-sentence] [data-citation]")];
  const number = numbers[wanted % numbers.length];
  const began = performance.now();
  number.click();
  for (;;) {
    await new Promise(requestAnimationFrame);
    const marks = inside.querySelectorAll(`[data-mark].active[data-cites~="${number.dataset.citation}"]`);
    if (marks.length) return performance.now() - began;
    if (performance.now() - began > 5000) return NaN;
  }
}"""
READER_SCROLL = """async (by) => {
  const roots = [...document.querySelectorAll("*")].map((one) => one.shadowRoot);
  const inside = roots.find((one) => one?.querySelector(".reader-body"));
  const pane = inside.querySelector(".pages");
  const blank = () => [...pane.querySelectorAll(".page")].some((page) => {
    const [at, of] = [page.getBoundingClientRect(), pane.getBoundingClientRect()];
    return at.bottom > of.top && at.top < of.bottom && !page.querySelector("img");
  });
  pane.scrollTop += by * pane.clientHeight;
  const began = performance.now();
  for (;;) {
    await new Promise(requestAnimationFrame);
    if (!blank()) return performance.now() - began;
    if (performance.now() - began > 10000) return NaN;
  }
}"""


FIRST_CELL = """() => {
  const inside = [...document.querySelectorAll("*")].map((one) => one.shadowRoot?.querySelector("[data-sidelight=matrix] .cell"));
  return inside.some(Boolean) && performance.now();
}"""
LAST_ROW = """async () => {
  const roots = [...document.querySelectorAll("*")].map((one) => one.shadowRoot);
  const matrix = roots.find((one) => one?.querySelector("[data-sidelight=matrix]"));
  const scroll = matrix.querySelector(".scroll");
  const last = () => [...matrix.querySelectorAll(".body > *")].at(-1)?.textContent;
  const before = last();
  const began = performance.now();
  scroll.scrollTop = scroll.scrollTop ? 0 : scroll.scrollHeight;
  while (last() === before) await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--answers", type=int, default=500)
    parser.add_argument("--review", type=Path)
    given = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is not installed (Debian: apt-get install chromium)")
    if given.review is not None:
        measure_review(chromium, given.review)
        return
    with TemporaryDirectory() as made, sync_playwright() as play:
        library = given.library or Path(made) / "library"
        fill(library, given.papers, given.answers)
        with Workspace.open(library) as workspace:
            answers = workspace.answers(limit=given.answers + 1)
            many = next(one for one in answers if one.question == EACH_QUESTION)
            long = max((one for one in workspace.papers() if one.status == "ready"), key=lambda one: one.page_count)
        browser = play.chromium.launch(executable_path=chromium, args=SWITCHES)
        with serve(library) as address:
            page = browser.new_page(viewport={"width": 1400, "height": 850})
            page.set_default_timeout(PATIENCE_MS)
            measure(page, address, many.id, long.id)
        first = []
        for number in range(FIRST_MINUTES):
            with serve(Path(made) / f"empty {number}") as address:
                page = browser.new_page(viewport={"width": 1400, "height": 850})
                page.set_default_timeout(PATIENCE_MS)
                first.append(first_quote(page, address))
                page.close()
        report("from the empty page of a fresh server to a lit quote", first)
        browser.close()


def measure(page: Page, address: str, answer: str, paper: str) -> None:
    """Print a line for each wait."""
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")

    def opened(name: str, ready: str) -> float:
        page.goto(f"{address}/{name}")
        return float(page.wait_for_function(ready).json_value())

    opened("ask", READY)  # the first page of a fresh server imports what all others use
    report("Ask usable, ms after the address was opened", [opened("ask", READY) for _ in range(ROUNDS)])
    report("Papers usable, ms after the address was opened", [opened("papers", PAPERS_READY) for _ in range(ROUNDS)])
    report("Survey usable, ms after the address was opened", [opened("survey", SURVEY_READY) for _ in range(ROUNDS)])
    setup = [opened("survey?part=new", SETUP_READY) for _ in range(ROUNDS)]
    report("a new survey usable, ms after the address was opened", setup)
    opened("papers", PAPERS_READY)
    letters = [took for words in SEARCHES for took in typed(page, words)]
    report("Papers: a letter typed until the list follows", letters)
    page.goto(f"{address}/ask?answer={answer}")
    page.locator("[data-mark=cited].active").first.wait_for()
    page.wait_for_timeout(3000)
    report("citation clicked until its words are lit", rounds(lambda n: page.evaluate(CITATION_CLICK, 3 * n + 1)))
    page.goto(f"{address}/reader?paper={paper}")
    page.locator("[data-page='1'] img").first.wait_for()
    page.wait_for_timeout(2000)
    report(
        "reader scrolled by a screen until no page in sight is blank", rounds(lambda _: page.evaluate(READER_SCROLL, 1))
    )
    print(f"load {os.getloadavg()[0]:.1f} after")


def first_quote(page: Page, address: str) -> float:
    """Return how long the way from the empty page to a lit quote took, ms: the sample paper, then the first question offered."""
    began = time.perf_counter()
    page.goto(address)
    page.get_by_role("button", name="Try it with a sample paper").click()
    page.locator("[class*=st-key-ask_example_]").first.get_by_role("button").click()
    page.locator("[data-mark=cited].active").first.wait_for()
    return (time.perf_counter() - began) * 1000


def measure_review(chromium: str, folder: Path) -> None:
    """Print how long the matrix of the large review takes until its first cell stands on the screen."""
    with Workspace.open(folder) as workspace:
        head = max(workspace.surveys.heads(), key=lambda one: one.plan.size)
    size = f"{len(head.plan.paper_ids)} papers x {len(head.plan.questions)} questions"
    with serve(folder) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=SWITCHES)
        page = browser.new_page(viewport={"width": 1400, "height": 850})
        page.set_default_timeout(PATIENCE_MS)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")

        def opened() -> float:
            page.goto(f"{address}/survey?survey={head.id}&view=matrix")
            return float(page.wait_for_function(FIRST_CELL).json_value())

        report(f"matrix of {size}, first cell on a fresh server, ms after the address was opened", [opened()])
        report("the same, again", [opened() for _ in range(ROUNDS)])
        report("scrolled to the other end until its rows are there", rounds(lambda _: page.evaluate(LAST_ROW)))
        print(f"load {os.getloadavg()[0]:.1f} after")
        browser.close()


def typed(page: Page, words: str) -> list[float]:
    """Return how long the list took to follow each letter that is typed into the search field, which was empty, ms."""
    field = page.get_by_placeholder("Search title, author, year, status")
    field.fill("")
    page.wait_for_timeout(SETTLED_MS)
    times = []
    for end in range(1, len(words) + 1):
        page.evaluate(FOLLOWED, words[:end])
        field.press_sequentially(words[end - 1])
        times.append(float(page.evaluate("() => window.followed")))
        page.wait_for_timeout(LETTER_MS)  # the server hears of it meanwhile
    return times


def rounds(once: Callable[[int], float]) -> list[float]:
    """Return what each of the rounds took."""
    return [float(once(number)) for number in range(ROUNDS)]


def report(what: str, times_ms: Sequence[float]) -> None:
    """Print the median and the longest."""
    print(f"{what}: median {statistics.median(times_ms):.0f} ms, longest {max(times_ms):.0f} ms", flush=True)


if __name__ == "__main__":
    main()
