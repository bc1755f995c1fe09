"""Take the pictures of the README anew: an answer beside its lit words, a survey's matrix, the reader.

    .venv/bin/python scripts/readme_pictures.py

Needs the requirements of the tests and Chromium. The papers are those of `benchmarks/made_library.py`; the pictures go to
`docs/pictures/`.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.made_library import EACH_QUESTION, known_of, made_paper  # noqa: E402
from lib.records import Question  # noqa: E402
from lib.workspace import Workspace  # noqa: E402
from scripts.screens import settle  # noqa: E402
from tests.browser.app_server import SWITCHES, chromium_program, serve  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
SAMPLE = ROOT / "lib" / "library" / "sample" / "sidelight.pdf"
SIZE = {"width": 1240, "height": 720}
"""Of the window, px."""
SCALE = 1.5
"""Pixels of a picture for each of the window: letters stay sharp where a README is shown smaller."""
QUALITY = 82
"""Of WebP, in percent."""
PAPERS = (5, 26, 31, 44, 52, 61, 68, 77, 83, 96)
"""Numbers of made papers."""
QUESTIONS = [
    Question("How many sites were visited?", "sites", answer_type="number"),
    Question("Where did recall fall?", "recall"),
    Question("What are the limitations of the study?", "limitations"),
    Question("Who funded the study?", "funding"),
]
PATIENCE_MS = 120_000


def main() -> None:
    """Write the three pictures."""
    chromium = chromium_program()
    if chromium is None:
        sys.exit("Chromium is not installed (Debian: apt-get install chromium)")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as made, sync_playwright() as play:
        library = Path(made) / "library"
        with Workspace.open(library) as workspace:
            papers = [workspace.add_paper(made_paper(number).data, filename=f"paper {number}.pdf") for number in PAPERS]
            for number, paper in zip(PAPERS, papers, strict=True):
                workspace.edit_paper(paper.id, **known_of(number))  # they print no year
            answer = workspace.ask(EACH_QUESTION)
            sample = workspace.add_paper(SAMPLE.read_bytes(), filename=SAMPLE.name)
            survey = workspace.run_survey(QUESTIONS, [paper.id for paper in papers])
        browser = play.chromium.launch(executable_path=chromium, args=SWITCHES)
        page = browser.new_context(viewport=SIZE, device_scale_factor=SCALE, color_scheme="light").new_page()  # type: ignore[arg-type]
        page.set_default_timeout(PATIENCE_MS)
        with serve(library) as address:
            page.goto(f"{address}/ask?answer={answer.id}")
            page.locator("[data-mark=cited].active").first.wait_for()
            take(page, "ask")
            page.goto(f"{address}/survey?survey={survey.id}")
            page.locator("[data-sidelight=matrix] .cell").first.wait_for()
            take(page, "survey")
            page.goto(f"{address}/reader?paper={sample.id}&words=sentence")
            page.locator("[data-mark=found]").first.wait_for()
            take(page, "reader")
        browser.close()


def take(page: Page, name: str) -> None:
    """Write a picture of what is in the window."""
    settle(page)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").save(FOLDER / f"{name}.webp", quality=QUALITY, method=6)
    print(f"docs/pictures/{name}.webp", flush=True)


if __name__ == "__main__":
    main()
