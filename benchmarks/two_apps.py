"""Two apps behind one proxy, seen by two browsers: python -m benchmarks.two_apps [--papers 12] [--pictures FOLDER]

Starts PostgreSQL (Debian's) and the Qdrant server of the tests, or the one that QDRANT_URL names, two Streamlit apps that leave
papers and surveys to one `sidelight worker`, and a proxy that sends each browser to the same app by a cookie (sticky sessions).
What a person does in the browser of one app (a paper added, a question, a survey, a verdict, a removal) is waited for in that of
the other. Printed is after how many seconds it stood there. Exit code 1 where something never does.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.workers import Workers
from tests import postgres
from tests.browser.app_server import SWITCHES, chromium_program, free_port, serve
from tests.indexing.qdrant_server import QdrantServer
from tests.small_papers import small_paper

COOKIE = "sidelight_app"
HEAD_END = b"\r\n\r\n"
PATIENCE_MS = 180_000
"""Milliseconds that a browser waits for what shall appear: machines are busy."""
QUESTION = "How many animals or plants were counted?"
SURVEY = [f"{QUESTION[:-1]} in part {number}?" for number in range(20)]
"""Enough questions for the survey to be seen on its way."""


class StickyProxy:
    """Sends the connections of a browser to the app that its cookie names, and gives one without a cookie the next app's."""

    def __init__(self, apps: list[str]) -> None:
        """`apps`: their addresses. Listens from now on, until the process ends."""
        self._ports = [urlsplit(app).port or 0 for app in apps]
        self._next = itertools.cycle(range(len(apps)))
        self.port = free_port()
        self.seen: dict[int, int] = dict.fromkeys(range(len(apps)), 0)
        """Connections by app."""
        listening = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(listening,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            browser, _ = listening.accept()
            threading.Thread(target=self._serve, args=(browser,), daemon=True).start()

    def _serve(self, browser: socket.socket) -> None:
        with closing(browser), suppress(OSError):
            head = _read_head(browser)
            named = re.search(rf"{COOKIE}=(\d+)".encode(), head)
            number = int(named[1]) if named else next(self._next)
            self.seen[number] += 1
            with closing(socket.create_connection(("127.0.0.1", self._ports[number]))) as app:
                app.sendall(head)
                back = threading.Thread(
                    target=self._answer, args=(app, browser, None if named else number), daemon=True
                )
                back.start()
                _copy(browser, app)
                back.join()

    def _answer(self, app: socket.socket, browser: socket.socket, number: int | None) -> None:
        with suppress(OSError):
            if number is not None:
                first, _, rest = _read_head(app).partition(b"\r\n")
                browser.sendall(first + f"\r\nSet-Cookie: {COOKIE}={number}; Path=/\r\n".encode() + rest)
            _copy(app, browser)


def _read_head(of: socket.socket) -> bytes:
    """Return what was read up to the end of a head at the least."""
    data = b""
    while HEAD_END not in data and (more := of.recv(65536)):
        data += more
    return data


def _copy(of: socket.socket, to: socket.socket) -> None:
    with suppress(OSError):
        while data := of.recv(65536):
            to.sendall(data)
    with suppress(OSError):
        to.shutdown(socket.SHUT_WR)


class Checks:
    """What was waited for, and how long."""

    def __init__(self) -> None:
        self.missing = 0

    def seen(self, what: str, wait: Callable[[], object]) -> None:
        """Print after how many seconds `wait` returned, or that it did not."""
        from playwright.sync_api import Error

        began = time.monotonic()
        try:
            wait()
        except (AssertionError, Error) as error:
            self.missing += 1
            print(f"  never  {what}: {str(error).splitlines()[0]}", flush=True)
        else:
            print(f"{time.monotonic() - began:5.1f} s  {what}", flush=True)


def drive(address: str, browser: Any, papers: int, pictures: Path | None) -> int:
    """Return how many things that were done in one browser never stood in the other."""
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE_MS)
    checks, pages = Checks(), []
    for _ in range(2):
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        pages.append(context.new_page())
        pages[-1].goto(f"{address}/papers")
        expect(pages[-1].get_by_text("The library is empty")).to_be_visible()
    one, other = pages
    files = [{"name": f"{n}.pdf", "mimeType": "application/pdf", "buffer": small_paper(n)} for n in range(papers)]
    one.locator("input[type=file]").set_input_files(files)
    expect(one.get_by_text(f"{papers} papers").first).to_be_visible()
    other.goto(f"{address}/papers")
    checks.seen("papers added in one browser are listed in the other", lambda: _listed(other, papers))
    checks.seen("they are read there", lambda: expect(other.get_by_text("under way")).to_have_count(0))

    other.goto(f"{address}/ask")
    other.locator("[data-testid=stChatInputTextArea]").fill(QUESTION)
    other.keyboard.press("Enter")
    expect(other.locator("[data-sidelight=evidence] [data-sentence]").first).to_be_visible()
    one.goto(f"{address}/ask")
    one.get_by_role("button", name="History").click()
    question = one.get_by_role("button", name=QUESTION).first
    checks.seen(
        "an answer made in the other stands in the history of the first", lambda: expect(question).to_be_visible()
    )

    one.goto(f"{address}/survey?part=questions")
    one.get_by_label("Paste questions, one a line").fill("\n".join(SURVEY))
    one.get_by_role("button", name="Use these questions").click()
    one.get_by_placeholder("A name for the set").fill("Counts")
    one.get_by_role("button", name="Save and ask these").click()
    expect(one.get_by_text(f"{len(SURVEY) * papers} cells", exact=True)).to_be_visible()
    one.get_by_role("button", name="Start").click()
    one.wait_for_url(re.compile("survey=[0-9a-f]{32}"))
    survey = re.search(r"survey=([0-9a-f]{32})", one.url)[1]  # type: ignore[index]
    other.goto(f"{address}/survey?survey={survey}")
    said: set[str] = set()

    def finished() -> None:
        end = time.monotonic() + PATIENCE_MS / 1000
        while time.monotonic() < end:
            words = other.locator("[data-testid=stApp]").inner_text()
            said.update(re.findall(r"\d+ of \d+ (?:cells|answers)", words))
            if "finished ·" in words:
                return
            time.sleep(0.05)
        raise AssertionError("it never finished")

    checks.seen("a survey begun in one browser is seen to its end in the other", finished)
    print(f"         which said meanwhile: {', '.join(sorted(said)) or 'nothing'}")

    reviewed = f"1 of {len(SURVEY) * papers} reviewed"
    _review_as_ada(other, f"{address}/review?source={survey}&order=paper")
    for key in "1q7":
        other.keyboard.press(key)
    expect(other.get_by_text(reviewed)).to_be_visible()
    _review_as_ada(one, f"{address}/review?source={survey}&order=paper")
    checks.seen(
        "a verdict given in the other is there in the first", lambda: expect(one.get_by_text(reviewed)).to_be_visible()
    )

    one.goto(f"{address}/papers")
    one.locator("[data-paper] .tick").first.click()
    one.get_by_role("button", name="Remove", exact=True).click()
    one.locator(".st-key-papers_remove_yes button").click()
    expect(one.get_by_text("Removed “")).to_be_visible()
    other.goto(f"{address}/papers")
    checks.seen("a paper removed in one is gone in the other", lambda: _listed(other, papers - 1))
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
        for name, page in (("one", one), ("other", other)):
            page.screenshot(path=pictures / f"{name}.png")
    return checks.missing


def _review_as_ada(page: Any, address: str) -> None:
    from playwright.sync_api import expect

    page.goto(address)
    page.get_by_label("Your name").fill("Ada")
    page.keyboard.press("Enter")
    expect(page.locator("[data-sidelight=verdict] [data-group=correct]")).to_be_visible()


def _listed(page: Any, papers: int) -> None:
    from playwright.sync_api import expect

    expect(page.locator("[data-paper]")).to_have_count(papers)


def main() -> None:
    """Run it with what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=12)
    parser.add_argument("--pictures", type=Path, help="a folder for what both browsers showed last")
    given = parser.parse_args()
    programs, chromium = postgres.programs(), chromium_program()
    if programs is None or chromium is None:
        sys.exit("PostgreSQL and Chromium must be installed (Debian: apt-get install postgresql chromium).")
    from playwright.sync_api import sync_playwright

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sidelight-apps-")))
        database = stack.enter_context(stack.enter_context(postgres.serve(programs)).database())
        qdrant = os.environ.get("QDRANT_URL", "")
        if not qdrant:
            fake = QdrantServer()
            stack.callback(fake.stop)
            qdrant = fake.url
        servers = {"DATABASE_URL": database, "QDRANT_URL": qdrant, "SIDELIGHT_SHARED": str(folder / "shared")}
        servers["SIDELIGHT_WORKERS"] = "elsewhere"
        apps = [stack.enter_context(serve(folder / name, script="server.py", **servers)) for name in ("app1", "app2")]
        crew = Workers.start(folder, {**os.environ, **servers}, 1)
        stack.callback(crew.end)
        proxy = StickyProxy(apps)
        play = stack.enter_context(sync_playwright())
        browser = play.chromium.launch(executable_path=chromium, args=SWITCHES)
        missing = drive(f"http://localhost:{proxy.port}", browser, given.papers, given.pictures)
        browser.close()
        print(f"connections by app: {', '.join(map(str, proxy.seen.values()))}")
    sys.exit(1 if missing or not all(proxy.seen.values()) else 0)


if __name__ == "__main__":
    main()
