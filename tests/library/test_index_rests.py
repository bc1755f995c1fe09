"""The index of a project that nobody works in is closed, and opened again by whoever comes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.library import live_index
from lib.workspace import Workspace
from tests import pdfs

SENTENCES = pdfs.unlike_sentences(6, seed=3)
OTTERS = pdfs.make_paper(sections=[("Methods", SENTENCES)], title="Otters in the reeds")


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.02)


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_the_index_of_a_project_rests_and_answers_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_index, "HOLES_LOOKED_FOR_EVERY_S", 0.05)
    with Workspace.open(tmp_path) as first:
        first.add_paper(OTTERS, "otters.pdf")
        with first.open_project(first.people.make_project("Trial").id) as project:
            project.add_paper(OTTERS, "otters.pdf")
            found, opened = project.find_passages(SENTENCES[2]), open_files()
            until(lambda: not project.index.is_recovering)
            monkeypatch.setattr(live_index, "RESTS_AFTER_S", 0.2)
            until(lambda: project.index._is_resting)
            assert open_files() < opened
            assert project.index.ready
            monkeypatch.setattr(live_index, "RESTS_AFTER_S", 900.0)
            assert project.find_passages(SENTENCES[2]) == found
            assert not project.index._is_resting
            paper = project.add_paper(pdfs.make_paper(sections=[("Methods", SENTENCES[:3])]), "more.pdf")
            assert paper.status == "ready"
        assert not first.index._is_resting, "what the app is open for stays open"


def test_an_index_that_something_needs_does_not_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_index, "HOLES_LOOKED_FOR_EVERY_S", 0.02)
    with Workspace.open(tmp_path) as first, first.open_project(first.people.make_project("Trial").id) as project:
        asked: list[bool] = []
        project.index.may_rest = lambda: bool(asked.append(True))
        project.open_index()
        monkeypatch.setattr(live_index, "RESTS_AFTER_S", 0.0)
        until(lambda: len(asked) > 2)
        assert not project.index._is_resting
