"""What was said last counts, on a clock that was set back and between machines whose clocks are an hour apart."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lib import times
from lib.records.reviews import ReviewVerdict
from lib.workspace import Workspace
from tests.pdfs import print_paper

PAPER = print_paper(sections=[("Methods", ["Each picture was resized to 512 pixels before training."])]).data
QUESTION = "What size had each picture?"
HOUR = timedelta(hours=1)


class Clock(datetime):
    """The present, by a clock that may go wrong."""

    off = timedelta()

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz or UTC) + cls.off


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Clock]]:
    monkeypatch.setattr(times, "datetime", Clock)
    yield Clock
    Clock.off = timedelta()


def surveyed(folder: Path) -> Workspace:
    """Return a workspace with a survey of one paper; to be closed."""
    ws = Workspace.open(folder)
    paper = ws.add_paper(PAPER, filename="a.pdf")
    ws.run_survey([QUESTION], [paper.id])
    return ws


def last_word(ws: Workspace) -> str | None:
    """Return the category that the rater is held to have said last."""
    (said,) = ws.reviews.latest_verdicts()
    return said.category


def bring(there: Workspace, here: Workspace) -> None:
    """Bring what people said from one machine to another."""
    data = there.exports.survey(there.surveys.heads()[0].id, "jsonl").data
    here.imports.import_file(io.BytesIO(data))


def give(ws: Workspace, category: str) -> ReviewVerdict:
    head = ws.surveys.heads()[0]
    (cell,) = ws.surveys.survey(head.id).cells.values()
    assert cell.answer is not None
    return ws.reviews.give(cell.answer.id, "Ada", category=category)


def test_a_clock_that_is_set_back_takes_no_word_back(tmp_path: Path, clock: type[Clock]) -> None:
    with surveyed(tmp_path) as ws:
        head = ws.surveys.heads()[0]
        (key,) = ws.surveys.survey(head.id).cells
        give(ws, "reported")
        ws.surveys.change(head.id, key, "reported", "Ada")
        first = ws.ask(QUESTION)
        clock.off = -HOUR
        give(ws, "unclear")
        assert last_word(ws) == "unclear"
        ws.surveys.change(head.id, key, "unclear", "Ada")
        assert [change.category for change in ws.surveys.changes(head.id)] == ["unclear", "reported"]
        second = ws.ask(QUESTION)
        assert [answer.id for answer in ws.answers()] == [second.id, first.id]
        assert [entry.answer_id for entry in ws.history.entries(10)] == [second.id, first.id]
        ws.reviews.undo("Ada")
        assert last_word(ws) == "reported"
        give(ws, "not_reported")
        assert last_word(ws) == "not_reported"


@pytest.mark.parametrize("apart", [-HOUR, HOUR])
def test_words_of_two_machines_an_hour_apart_count_in_the_order_in_which_they_were_said(
    tmp_path: Path, clock: type[Clock], apart: timedelta
) -> None:
    with surveyed(tmp_path / "here") as here, Workspace.open(tmp_path / "there") as there:
        give(here, "reported")
        bring(here, there)
        clock.off = apart
        assert last_word(there) == "reported"
        give(there, "unclear")
        assert last_word(there) == "unclear"
        clock.off = timedelta()
        bring(there, here)
        assert last_word(here) == "unclear"
        give(here, "not_reported")
        assert last_word(here) == "not_reported"
        bring(here, there)
        assert last_word(there) == "not_reported"


def test_a_clock_that_is_years_ahead_does_not_rule_for_years(tmp_path: Path, clock: type[Clock]) -> None:
    with surveyed(tmp_path / "here") as here, Workspace.open(tmp_path / "there") as there:
        bring(here, there)
        clock.off = timedelta(days=4_000)
        give(there, "unclear")
        clock.off = timedelta()
        bring(there, here)
        assert give(here, "reported").at < (datetime.now(UTC) + timedelta(days=2)).isoformat()
        assert last_word(here) == "reported"
