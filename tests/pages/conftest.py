"""The app as AppTest runs it, over a real workspace in a temporary folder."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime import context
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test, local_script_runner

from lib.records.reviews import ReviewPlan
from lib.ui.reviews.queue import queue_view
from lib.workspace import Workspace
from tests.pages.paper_list import list_words
from tests.pdfs import print_paper

APP = Path(__file__).parents[2] / "app.py"
SECONDS = 90  # a run takes under one; a machine that stands still for a while fails nothing

CAMERAS = print_paper(
    sections=[
        ("Introduction", ["Camera traps record every animal that walks past them at night."]),
        ("Methods", ["Each picture was resized to 512 pixels before training. The network was trained for 40 epochs."]),
    ],
    title="Counting animals in pictures of camera traps",
)
SOUNDS = print_paper(
    sections=[
        ("Introduction", ["Bats are heard rather than seen by those who count them."]),
        ("Methods", ["Each recording was cut into clips of three seconds. We used 1,200 hours of recordings."]),
    ],
    title="Hearing bats in the dark",
    authors=["Grace Hopper"],
)
QUESTIONS = ["How long was training?", "What was recorded?", "Who funded the study?"]


@pytest.fixture(scope="session", autouse=True)
def packages_scanned_once() -> Iterator[None]:
    """Look through the installed packages for Streamlit components once, and not in each session: half a second each time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session", autouse=True)
def scripts_compiled_once() -> Iterator[None]:
    """Compile app.py and the pages once, as a server does, and not in each session: a tenth of a test's time."""
    shared = ScriptCache()
    with pytest.MonkeyPatch.context() as patched:
        for module in (app_test, local_script_runner):  # which compile the pages and app.py
            patched.setattr(module, "ScriptCache", lambda: shared)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_headers_made_up() -> Iterator[None]:
    """Let sessions have no browser's headers, as AppTest's made-up server says of all: it takes long to make up each."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(context, "_get_client_context", lambda: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def runs_waited_for() -> Iterator[None]:
    """Wait for a run by its thread's end, and not by looking for it a thousand times a second."""
    look = local_script_runner.require_widgets_deltas

    def wait(runner: local_script_runner.LocalScriptRunner, timeout: float) -> None:
        assert runner._script_thread is not None
        runner._script_thread.join(timeout)
        if not runner.script_stopped():
            look(runner, timeout=0)  # which says so

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(local_script_runner, "require_widgets_deltas", wait)
        yield


class Screen:
    """One browser session of the app, as AppTest sees it."""

    def __init__(self) -> None:
        self.at = AppTest.from_file(str(APP), default_timeout=SECONDS)

    def open(self, name: str, /, **query: str) -> AppTest:
        """Return the app on that page: by its address where the session begins there, else by a click on the menu."""
        self.at.query_params.clear()
        for key, value in query.items():
            self.at.query_params[key] = value
        self.at.switch_page(f"pages/{name}.py").run()
        assert not self.at.exception, self.at.exception
        return self.at

    @property
    def words(self) -> str:
        """Everything that stands on the screen as text, without the escapes of Markdown."""
        at = self.at
        kinds = [at.markdown, at.caption, at.subheader, at.warning, at.info, at.error, at.success, at.text]
        shown = " | ".join(str(element.value) for kind in kinds for element in kind)
        labels = " | ".join(button.label for button in at.button)
        return f"{shown} | {labels} | {list_words(at)}".replace("\\", "").replace("\u2060", "")


@pytest.fixture(scope="session", autouse=True)
def the_bar_is_there() -> Iterator[None]:
    """Let *Review*'s bar be there from the beginning, which says so in a browser alone."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(queue_view, "takes_keys", lambda: True)
        yield


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield an empty data folder that the app will open; whatever opened it is closed afterwards."""
    monkeypatch.setenv("SIDELIGHT_DATA", str(tmp_path))
    yield tmp_path
    st.cache_resource.clear()


@pytest.fixture
def empty(folder: Path) -> Iterator[Workspace]:
    """Yield a workspace without papers."""
    with Workspace.open(folder) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def two_papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Yield a workspace with two papers that can be asked, shared by a module's tests, which leave both as they are."""
    with Workspace.open(tmp_path_factory.mktemp("library")) as workspace:
        for name, paper in (("cameras.pdf", CAMERAS), ("sounds.pdf", SOUNDS)):
            assert workspace.add_paper(paper.data, filename=name).status == "ready"
        yield workspace
    st.cache_resource.clear()


@pytest.fixture
def library(two_papers: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Return the two papers' workspace, opened by the app."""
    monkeypatch.setenv("SIDELIGHT_DATA", str(two_papers.folder))
    return two_papers


@pytest.fixture(scope="module")
def questions() -> list[str]:
    """Return what `surveyed` asks; a module may ask others."""
    return QUESTIONS


@pytest.fixture(scope="module")
def surveyed(two_papers: Workspace, questions: list[str]) -> Workspace:
    """Return the two papers, and a survey that asked each the questions."""
    two_papers.run_survey(questions, [paper.id for paper in two_papers.papers()])
    return two_papers


@pytest.fixture
def surveyed_library(surveyed: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """Yield the survey's workspace, opened by the app; what raters and tables said in a test, and how it was reviewed, is
    taken back after it.
    """
    monkeypatch.setenv("SIDELIGHT_DATA", str(surveyed.folder))
    yield surveyed
    for name in surveyed.reviews.raters():
        while surveyed.reviews.undo(name) is not None:
            pass
    for table in surveyed.labels.tables():
        surveyed.labels.remove(table.id)
    for head in surveyed.surveys.heads():
        surveyed.reviews.plans.store(head.id, ReviewPlan())


@pytest.fixture
def screen() -> Screen:
    """Return a fresh session."""
    return Screen()


def show_all_verdicts(workspace: Workspace) -> None:
    """Let the raters of all surveys see at once what others say."""
    for head in workspace.surveys.heads():
        workspace.reviews.plans.store(head.id, ReviewPlan(independent=False))
