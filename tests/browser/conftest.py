"""The app as a person's browser sees it: a server of its own and headless Chromium, which must not talk to anyone else."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lib.records import Paper
from tests.answering.servers import ModelServer
from tests.browser.app_server import SWITCHES, chromium_program
from tests.browser.app_server import serve as serve_app
from tests.browser.papers import fill, slow_reply
from tests.required import missing

serve = partial(serve_app, warm=True)
"""Yields the address of an app that was forked: what a cold start does is `test_cold_start`'s."""
SHORT_LIVED = "--js-flags=--no-opt --no-maglev"
"""Scripts are compiled, but not optimised: pages of tests end before it pays. A fifth less of the processors for each load."""
PICTURES = Path(__file__).parent / "screenshots"
PATIENCE_MS = 60_000
WINDOW = {"width": 1400, "height": 850}
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as one for the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note at the test whether it failed, for its fixtures; what is run once more has not yet."""
    report = yield
    item.stash[FAILED] = report.failed or (report.when != "setup" and item.stash.get(FAILED, False))
    return report


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Chromium; without it the test is skipped, or fails where a browser is required."""
    path = chromium_program()
    if path is None:
        missing("Chromium is not installed (Debian: apt-get install chromium-headless-shell, or chromium)")
    return path


@pytest.fixture(scope="session")
def browser(chromium: str):  # type: ignore[no-untyped-def]
    """Yield headless Chromium."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)  # a busy machine may take its time
    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=chromium, args=[*SWITCHES, SHORT_LIVED])
        yield made
        made.close()


@pytest.fixture(scope="session")
def let_go() -> threading.Event:
    """Return what the Claude of `two_paper_app` waits for in the middle of an answer while it is not set."""
    event = threading.Event()
    event.set()
    return event


@pytest.fixture(scope="session")
def two_paper_app(
    chromium: str, let_go: threading.Event, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, dict[str, Paper]]]:
    """Yield the address of an app with two papers whose Claude is a server of this machine, and the papers."""
    folder = tmp_path_factory.mktemp("two_paper_app") / "data"
    papers = fill(folder)
    with (
        ModelServer(slow_reply(let_go)) as model,
        serve(folder, ANTHROPIC_API_KEY="sk-test", ANTHROPIC_BASE_URL=model.url) as address,
    ):
        yield address, papers


def open_window(browser, **options):  # type: ignore[no-untyped-def]
    """Return a browser context of 1400 x 850, or of what the options say, that waits as long as a busy machine may need."""
    context = browser.new_context(**{"viewport": WINDOW, **options})
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture(scope="session")
def profile(browser):  # type: ignore[no-untyped-def]
    """Yield a profile whose tabs keep Streamlit's scripts: to fetch and compile them anew takes a second each time.

    It is of a person who wants no motion: what turns and pulses takes a third of what a page takes of the processors. The second
    person of the whole way wants it.
    """
    context = open_window(browser, reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def page(profile, request):  # type: ignore[no-untyped-def]
    """Yield a page of 1400 x 850 that nobody has left anything for; a request to another host or an error of the script fails
    the test, and of a test that failed a picture is kept.

    It is the last test's tab, unless that failed or closed it, as a test does that gave it a script for every page.
    """
    made = profile.pages[0] if profile.pages else profile.new_page()
    strangers: list[str] = []
    errors: list[str] = []

    def on_request(sent) -> None:  # type: ignore[no-untyped-def]
        if not _is_ours(sent.url):
            strangers.append(sent.url)

    def on_error(error) -> None:  # type: ignore[no-untyped-def]
        errors.append(str(error))

    made.on("request", on_request)
    made.on("pageerror", on_error)
    yield made
    has_failed = request.node.stash.get(FAILED, False)
    if has_failed and not made.is_closed():
        PICTURES.mkdir(exist_ok=True)
        made.screenshot(path=PICTURES / f"{request.node.name}.png")
    made.remove_listener("request", on_request)
    made.remove_listener("pageerror", on_error)
    for tab in profile.pages:
        if tab is not made or has_failed:
            tab.close()
    if not made.is_closed():
        _leave(made)
    profile.clear_cookies()
    profile.clear_permissions()
    assert strangers == [], "the page asked another host"
    assert errors == []


def _leave(page) -> None:  # type: ignore[no-untyped-def]
    """Leave the page as a new one is, and nothing behind in its profile."""
    if page.url.startswith("http"):
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    page.goto("about:blank")
    page.set_viewport_size(WINDOW)
    page.emulate_media(color_scheme="light")


def _is_ours(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"data", "blob"} or parts.hostname == "localhost"
