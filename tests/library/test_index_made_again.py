"""Points that an index lost are made again by themselves; a survey waits for them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from lib.errors import StoreAway
from lib.library.index_upkeep import IndexUpkeep
from lib.library.live_index import LiveIndex
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


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """Return a list that gets the papers of a cell at each look of it for the points that it waits for."""
    looks: list[Sequence[str]] = []
    wait = LiveIndex.wait_for_points

    def counted(index: LiveIndex, paper_ids: Sequence[str], goes_on: Callable[[], bool]) -> bool:
        return wait(index, paper_ids, lambda: bool(looks.append(paper_ids) or goes_on()))

    monkeypatch.setattr(LiveIndex, "wait_for_points", counted)
    return looks


def test_a_survey_waits_while_a_paper_is_being_indexed_again_and_can_be_paused(
    tmp_path: Path, may_mend: threading.Event, waited: list[Sequence[str]]
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
        until(lambda: len(waited) > 1 or ws.surveys.survey(paused).cells)
        ws.surveys.pause(paused)
        ws.surveys.wait(paused)
        assert ws.surveys.survey(paused).cells == {}
        waited.clear()
        waiting = ws.surveys.start(plan)
        until(lambda: len(waited) > 1 or ws.surveys.survey(waiting).cells)
        assert ws.surveys.survey(waiting).cells == {}, "it does not fail"
        may_mend.set()
        ws.surveys.wait(waiting)
        (cell,) = ws.surveys.survey(waiting).cells.values()
        assert (cell.problem, cell.answer.text if cell.answer else "") == (None, SENTENCES[1])


def test_what_is_noted_as_lost_is_being_made_again_until_that_has_ended_also_while_the_server_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away, back = threading.Event(), threading.Event()
    sweep = IndexUpkeep.sweep

    def wait(_: object) -> bool:
        away.set()
        return back.wait(UNTIL_S)

    def away_first(upkeep: IndexUpkeep) -> dict[str, bool]:
        if not away.is_set():
            raise StoreAway("The server does not answer.", wait)
        return sweep(upkeep)

    with Workspace.open(tmp_path) as ws:
        paper = ws.add_paper(PAPER, "otters.pdf")
        until(lambda: not ws.index.is_recovering)
        ws.open_index().delete(paper.id)
        assert ws._upkeep.find_lost_of([paper.id]) == [paper.id]
        assert ws.index.is_recovering, "nobody has begun yet"
        monkeypatch.setattr(IndexUpkeep, "sweep", away_first)
        bringing = threading.Thread(target=ws._upkeep.recover)
        bringing.start()
        assert away.wait(UNTIL_S)
        assert ws.index.is_recovering, "it waits for the server"
        back.set()
        bringing.join()
        assert not ws._upkeep.lost()
        until(lambda: not ws.index.is_recovering)
