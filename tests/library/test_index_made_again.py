"""Points that an index lost are made again by themselves; a survey waits for them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.library.index_upkeep import IndexUpkeep
from lib.workspace import Workspace
from tests import pdfs

SENTENCES = pdfs.unlike_sentences(4, seed=5)
PAPER = pdfs.make_paper(sections=[("Methods", SENTENCES)], title="Otters in the reeds")
UNTIL_S = 60


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + UNTIL_S
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.02)


def lose_points(ws: Workspace, paper_id: str) -> None:
    ws.open_index().delete(paper_id)
    ws.index._say_lost(ws._upkeep.find_lost_of([paper_id]))


@pytest.fixture
def may_mend(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Return what is to be set before points are made again."""
    allowed, mend = threading.Event(), IndexUpkeep._mend

    def later(upkeep: IndexUpkeep, paper_id: str, reading: int) -> None:
        assert allowed.wait(UNTIL_S)
        mend(upkeep, paper_id, reading)

    monkeypatch.setattr(IndexUpkeep, "_mend", later)
    return allowed


def test_a_survey_waits_while_a_paper_is_being_indexed_again_and_can_be_paused(
    tmp_path: Path, may_mend: threading.Event
) -> None:
    with Workspace.open(tmp_path) as ws:
        paper = ws.add_paper(PAPER, "otters.pdf")
        until(lambda: not ws.index.is_recovering)
        lose_points(ws, paper.id)
        assert "being made again" in (ws.ask(SENTENCES[1], [paper.id]).stopped or ""), (
            "a single question says so at once"
        )
        plan = ws.surveys.plan([SENTENCES[1]], [paper.id], ["extractive"])
        paused = ws.surveys.start(plan)
        time.sleep(0.2)
        ws.surveys.pause(paused)
        ws.surveys.wait(paused)
        assert ws.surveys.survey(paused).cells == {}
        waiting = ws.surveys.start(plan)
        time.sleep(0.2)
        assert ws.surveys.survey(waiting).cells == {}, "it does not fail"
        may_mend.set()
        ws.surveys.wait(waiting)
        (cell,) = ws.surveys.survey(waiting).cells.values()
        assert (cell.problem, cell.answer.text if cell.answer else "") == (None, SENTENCES[1])
