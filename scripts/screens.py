"""Take a picture of every page of the app in every state, to be looked at.

    .venv/bin/python scripts/screens.py FOLDER [--library LIBRARY] [--papers 300] [--answers 500] [--only WORD ...]

Needs the requirements of the tests and Chromium. Pictures are called STATE_PAGE_WIDTH_THEME.png. LIBRARY keeps the large
library from one run to the next; filling it takes some minutes. Each page of each state is taken at every width, light and dark.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from playwright.sync_api import TimeoutError as Late  # noqa: E402

from benchmarks.made_library import EACH_QUESTION, LONG_PAPER_PARAGRAPHS, made_paper  # noqa: E402
from benchmarks.made_library import fill as fill_library  # noqa: E402
from lib.records import Answer, Paper  # noqa: E402
from lib.workspace import Workspace  # noqa: E402
from tests.answering.servers import Block, ModelServer, claude_error, claude_reply  # noqa: E402
from tests.browser.app_server import SWITCHES, chromium_program, serve  # noqa: E402

SIZES = {1400: 850, 1000: 750, 420: 860}
"""Width and height of the window, px."""
THEMES = ("light", "dark")
SETTLED_MS = 700
"""After the last request for news, so that pictures are there and nothing moves any more."""
PATIENCE_MS = 120_000
"""Also of a machine that does other things beside."""
BUSY_PAUSE_S = 2.0
"""Between two words of the model that is still speaking."""
PAGES = ("papers", "ask", "words", "survey", "review", "reader", "settings")


@dataclass(frozen=True)
class Shot:
    """One page in one state."""

    name: str
    address: str
    act: Callable[[Page], None] = lambda page: None
    """What is clicked before the picture is taken."""


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--library", type=Path, help="of the state “full”; made in a temporary folder where none is named"
    )
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--answers", type=int, default=500)
    parser.add_argument("--only", nargs="*", default=[], help="words that the name of a picture has one of")
    parser.add_argument("--widths", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--themes", nargs="*", default=list(THEMES))
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    chromium = chromium_program()
    if chromium is None:
        sys.exit("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as play, TemporaryDirectory() as made:
        browser = play.chromium.launch(executable_path=chromium, args=SWITCHES)
        camera = Camera(browser, given.folder, given.widths, given.themes, given.only)
        for state in (empty, first_minute, busy, error):
            if camera.wants(state.__name__):
                state(Path(made) / state.__name__, camera)
        if camera.wants("full"):
            library = given.library or Path(made) / "full"
            full(library, fill_library(library, given.papers, given.answers), camera)
        browser.close()


class Camera:
    """Takes the pictures of one run."""

    def __init__(
        self, browser: Browser, folder: Path, widths: Sequence[int], themes: Sequence[str], only: Sequence[str]
    ) -> None:
        self._browser = browser
        self.folder = folder
        self._widths = widths
        self._themes = themes
        self._only = only

    def wants(self, state: str) -> bool:
        """Return whether any picture of that state is asked for."""
        return not self._only or any(word.startswith(state) for word in self._only)

    def take(self, state: str, shots: Sequence[Shot]) -> None:
        """Take each shot at each width in each theme."""
        shots = [
            shot for shot in shots if not self._only or any(w in (state, f"{state}_{shot.name}") for w in self._only)
        ]
        for theme in self._themes:
            for width in self._widths:
                with self.page(width, theme) as page:
                    for shot in shots:
                        name = f"{state}_{shot.name}_{width}_{theme}.png"
                        self._take(page, shot, self.folder / name)

    @contextmanager
    def page(self, width: int, theme: str) -> Iterator[Page]:
        """Yield a page of that width."""
        size = {"width": width, "height": SIZES.get(width, 850)}
        context = self._browser.new_context(viewport=size, color_scheme="dark" if theme == "dark" else "light")
        context.set_default_timeout(PATIENCE_MS)
        try:
            yield context.new_page()
        finally:
            context.close()

    def _take(self, page: Page, shot: Shot, path: Path) -> None:
        page.goto(shot.address)
        try:
            page.locator("[data-testid=stMainBlockContainer]").wait_for()
            settle(page)
            shot.act(page)
            settle(page)
        except Late as late:
            print(f"{path.name}: {str(late).splitlines()[0]}")
        page.screenshot(path=path)
        print(path.name, flush=True)


def settle(page: Page) -> None:
    """Wait until the page has run and nothing on it is still to come."""
    page.locator("[data-testid=stApp][data-test-script-state=running]").wait_for(state="detached")
    page.locator("[data-testid=stSkeleton]").first.wait_for(state="detached")
    page.wait_for_timeout(SETTLED_MS)


def pages(address: str, names: Sequence[str] = PAGES) -> list[Shot]:
    """Return a shot of each of these pages as it opens."""
    return [Shot(name, f"{address}/{name}") for name in names]


def empty(folder: Path, camera: Camera) -> None:
    """Take every page of a library without papers."""
    with serve(folder) as address:
        camera.take("empty", pages(address))


def first_minute(folder: Path, camera: Camera) -> None:
    """Take what comes of the sample paper: the questions offered, the first answer."""
    with serve(folder) as address, camera.page(1400, "light") as page:
        page.goto(f"{address}/papers")
        page.get_by_role("button", name="Try it with a sample paper").click()
        try:
            page.locator("[class*=st-key-ask_example_]").first.wait_for()
        except Late as late:
            print(f"first_minute: {str(late).splitlines()[0]}")
            page.screenshot(path=camera.folder / "first_minute_late.png")
            return
        shots = [
            Shot("examples", f"{address}/ask"),
            Shot("papers", f"{address}/papers"),
            Shot("reader", f"{address}/reader"),
        ]
        camera.take("first_minute", [*shots, Shot("answer", f"{address}/ask", _ask_example)])


def _ask_example(page: Page) -> None:
    page.locator("[class*=st-key-ask_example_]").first.get_by_role("button").click()
    page.locator("[data-mark=cited].active").first.wait_for()


def _choose_claude(page: Page) -> None:
    choice = page.get_by_role("combobox", name="Answerer")
    choice.focus()
    page.wait_for_timeout(SETTLED_MS)  # a list that is open closes where its row is pushed aside
    choice.press("ArrowDown")
    page.get_by_role("option", name="Claude").first.click()


def busy(folder: Path, camera: Camera) -> None:
    """Take papers while they are read, and an answer of a model that is still speaking."""
    with Workspace.open(folder) as workspace:
        for number in range(3):
            workspace.add_paper(made_paper(number + 4).data, filename=f"paper {number}.pdf")
    words = [
        Block("The sites were visited by two people. ", [(0, 0, 1)]),
        *[f"Word {n} of many more. " for n in range(400)],
    ]
    slow = claude_reply(words, pause_s=BUSY_PAUSE_S)
    with (
        ModelServer(slow) as model,
        serve(folder, ANTHROPIC_API_KEY="sk-none", ANTHROPIC_BASE_URL=model.url) as address,
    ):

        def ask(page: Page) -> None:
            _choose_claude(page)
            page.locator("[data-testid=stChatInput] textarea").fill("How were the sites visited?")
            page.keyboard.press("Enter")
            page.locator("[data-sentence]").first.wait_for()

        camera.take("busy", [Shot("ask", f"{address}/ask", ask)])
        many = [
            {"name": f"many {number}.pdf", "mimeType": "application/pdf", "buffer": made_paper(25 * number).data}
            for number in range(12)
        ]

        def upload(page: Page) -> None:
            if page.get_by_text("Reading", exact=False).count() == 0:
                page.locator("input[type=file]").set_input_files(many)  # type: ignore[arg-type]
                page.wait_for_timeout(1500)

        camera.take("busy", [Shot("papers", f"{address}/papers", upload)])


def error(folder: Path, camera: Camera) -> None:
    """Take what stands there where something is wrong: papers that cannot be read, services that refuse, addresses of nothing."""
    with Workspace.open(folder) as workspace:
        workspace.add_paper(made_paper(4).data, filename="good.pdf")
        workspace.add_paper(b"%PDF-1.7 and then nothing more", filename="damaged.pdf")
        workspace.add_paper(b"no PDF at all", filename="notes.pdf")
    refused = claude_error(401, "authentication_error")
    with (
        ModelServer(refused) as model,
        serve(folder, ANTHROPIC_API_KEY="sk-none", ANTHROPIC_BASE_URL=model.url) as address,
    ):

        def ask(page: Page) -> None:
            _choose_claude(page)
            page.locator("[data-testid=stChatInput] textarea").fill("How were the sites visited?")
            page.keyboard.press("Enter")
            page.locator("[data-sidelight=evidence] .note").wait_for()

        camera.take(
            "error",
            [
                Shot("papers", f"{address}/papers"),
                Shot("refused", f"{address}/ask", ask),
                Shot("gone", f"{address}/ask?answer=nothing"),
                Shot("no_paper", f"{address}/reader?paper=nothing"),
                Shot("survey_gone", f"{address}/survey?survey=nothing"),
            ],
        )


def full(library: Path, ready: Sequence[Paper], camera: Camera) -> None:
    """Take every page of a large library, with answers of every kind, a survey, and what people marked."""
    with Workspace.open(library) as workspace:
        answers = workspace.answers(limit=400)
        each = next((answer for answer in answers if answer.question == EACH_QUESTION), answers[0])
        found = next(answer for answer in answers if answer.found and answer.question != EACH_QUESTION)
        missing = next((answer for answer in answers if not answer.found), answers[0])
        titles = [paper for paper in ready if paper.page_count >= LONG_PAPER_PARAGRAPHS // 8]
        survey = _survey(workspace, ready)
        of_survey = workspace.surveys.head(survey).plan.paper_ids[0]
        records = _records(workspace)
        long = titles[0] if titles else ready[0]
        if not workspace.annotations.of(long.id):
            sentence = next(one for one in workspace.sentences(long.id) if one.kind == "body")
            workspace.annotations.add(long.id, sentence.text, sentence.boxes, "to be asked about")
    with serve(library) as address:
        camera.take(
            "full",
            [
                *pages(address, ("papers", "ask", "survey", "review", "settings")),
                Shot("papers_chosen", f"{address}/papers", _choose_all),
                Shot("answer", _answer(address, found)),
                Shot("not_found", _answer(address, missing)),
                Shot("each_paper", _answer(address, each)),
                Shot("history", f"{address}/ask", lambda page: page.get_by_role("button", name="History").click()),
                Shot("words", f"{address}/words?words=dense+vegetation"),
                Shot("reader", f"{address}/reader?paper={long.id}"),
                Shot("reader_words", f"{address}/reader?paper={long.id}&words=sites"),
                Shot("survey_open", f"{address}/survey?survey={survey}"),
                Shot("survey_new", f"{address}/survey?part=new"),
                Shot("survey_cell", f"{address}/survey?survey={survey}&view=matrix&paper={of_survey}&question=0"),
                Shot("survey_table", f"{address}/survey?survey={survey}&view=table"),
                Shot("survey_figures", f"{address}/survey?survey={survey}&view=figures"),
                Shot("records", f"{address}/survey?records={records}&view=list"),
                Shot("records_flow", f"{address}/survey?records={records}&view=flow"),
                Shot("agreement", f"{address}/review?part=agreement"),
                Shot("review_open", f"{address}/review?source=ask&only=all"),
            ],
        )


def _survey(workspace: Workspace, ready: Sequence[Paper]) -> str:
    there = workspace.surveys.heads()
    questions = [
        "How many sites were visited?",
        "What are the limitations of the study?",
        "Which methods were compared?",
    ]
    return there[0].id if there else workspace.run_survey(questions, [paper.id for paper in ready[:30]]).id


def _records(workspace: Workspace) -> str:
    """Return the id of a screening of records that two people have decided on in part."""
    there = workspace.record_screenings.all()
    if there:
        return there[0].id
    made = workspace.record_screenings.begin("Animals that are hard to count")
    for source, first in (("PubMed", 0), ("Scopus", 20)):
        rows = (
            f"{number},A study of the animals of region {number},20{number % 20:02}"
            for number in range(first, first + 30)
        )
        data = "\n".join(["key,title,year", *rows, "x,,2020"]).encode()
        workspace.record_screenings.add_file(made.id, f"{source}.csv", data, source)
    for number in range(1, 16):
        for person in ("Ada", "Ben"):
            decision = "include" if number % 3 or (person == "Ada" and number == 3) else "exclude"
            workspace.record_screenings.decide(made.id, number, "title", person, decision)  # type: ignore[arg-type]
    return made.id


def _answer(address: str, answer: Answer) -> str:
    return f"{address}/ask?answer={answer.id}"


def _choose_all(page: Page) -> None:
    page.get_by_role("checkbox", name="Choose all papers shown").click()


if __name__ == "__main__":
    main()
