"""How long the evidence book and the highlighted copies of a survey take to make, and the book to open in a browser.

    python -m benchmarks.book [papers]

Makes a library of papers of several pages in a temporary folder, asks 28 questions offline, and prints seconds of
processor time, sizes, and, where Chromium and playwright are there, how long the book takes until it is laid out.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.made_library import fill
from lib.workspace import Workspace
from tests.browser.app_server import SWITCHES, chromium_program

PAPERS = 10
ASKED = (
    "How many sites were visited?", "What share was found?", "Where did recall fall?", "When did both ways agree best?",
    "What is a limitation of the study?", "Who counted the animals?", "What stopped the work?",
)  # fmt: skip
PLACES = ("", " in this paper", " by the authors", " in the whole study")
"""Behind each, so that there are 28 questions that the papers answer."""
LAID_OUT_JS = """() => {
  const { navigationStart, domContentLoadedEventEnd, loadEventEnd } = performance.timing;
  return [domContentLoadedEventEnd - navigationStart, loadEventEnd - navigationStart];
}"""
"""Milliseconds until the book is parsed, and until it is laid out with its pictures."""


def main() -> None:
    """Print the figures."""
    papers = int(sys.argv[1]) if len(sys.argv) > 1 else PAPERS
    with tempfile.TemporaryDirectory() as made:
        folder, book = Path(made) / "data", Path(made) / "book.html"
        ready = fill(folder, papers, 0)
        with Workspace.open(folder) as workspace:
            questions = [f"{question[:-1]}{place}?" for place in PLACES for question in ASKED]
            survey = workspace.run_survey(questions, [paper.id for paper in ready])
            found = sum(cell.answer is not None and cell.answer.found for cell in survey.cells.values())
            print(f"{found:,} of {len(survey.cells):,} cells have an answer with evidence")
            for wanted in ("book", "pdf"):
                start, began = time.process_time(), time.perf_counter()
                file = workspace.exports.survey(survey.id, wanted)
                print(
                    f"{wanted:5} of {len(ready)} papers x {len(questions)} questions: "
                    f"{time.process_time() - start:5.1f} s CPU here, {time.perf_counter() - began:5.1f} s in all with the "
                    f"drawing workers, {len(file.data) / 1_000_000:.1f} MB"
                )
                if wanted == "book":
                    book.write_bytes(file.data)
        opened(book)


def opened(book: Path) -> None:
    """Print how long the book takes to open, and what it begins with."""
    program = chromium_program()
    if program is None:
        print("Chromium is not installed, so the book was not opened")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=SWITCHES)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.goto(book.as_uri(), wait_until="load")
        parsed, loaded = page.evaluate(LAID_OUT_JS)
        links = page.locator("nav a").count()
        print(f"opened in {loaded / 1000:.2f} s (parsed after {parsed / 1000:.2f} s); its contents have {links} links")
        browser.close()


if __name__ == "__main__":
    main()
