"""Surveys whose questions go to Claude as one batch, over a local server that speaks the Batches API."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lib.answering.models.batches import Batch
from lib.answering.models.claude import ClaudeAnswerer
from lib.answering.models.keys import Key
from lib.config import Settings
from lib.records import Answer, Question, Survey
from lib.surveys.surveys import Surveys
from tests.answering.requests import request
from tests.answering.servers import BatchServer, Block, claude_error, claude_message
from tests.surveys.answers import answer
from tests.surveys.test_surveys import House, wait_until

KEYS = {"anthropic": "sk-test"}
QUESTIONS = ["How many otters?", "Where?"]


class BatchHouse(House):
    """A house that really asks Claude, of papers of two sentences."""

    def __init__(self, folder: Path, server: BatchServer) -> None:
        self.server = server
        super().__init__(folder)
        self.surveys.batch_poll_s = 0.02

    def open(self) -> Surveys:
        surveys = Surveys(
            self.store, self._ask, lambda: self.papers, self._answerers, dict, lambda p: p in self.papers, self._open
        )
        surveys.batch_poll_s = 0.02
        return surveys

    def _open(self, answerer: str, keys: Mapping[str, str]) -> ClaudeAnswerer:
        claude = ClaudeAnswerer.open(answerer, Settings(anthropic_base_url=self.server.url), keys)
        return replace(claude, prices={"claude-test": {"input": 10.0, "output": 100.0}}, patience_s=0.01)

    def _ask(
        self,
        question: Question,
        paper_id: str,
        answerer: str,
        style: str,
        keys: Mapping[str, str],
        goes_on: Callable[[], bool],
        batch: Batch | None,
    ) -> Answer:
        claude = self._open(answerer, keys)
        claude = claude.batched(batch) if batch is not None else claude
        asked = request(question.text, {paper_id: [f"There were 31 otters in {paper_id}.", "They lived in reeds."]})
        draft = claude.answer(asked, lambda _: goes_on())
        return answer(
            draft.text, text=draft.text, sentences=draft.sentences, found=draft.found, stopped=draft.stopped,
            cost=draft.cost, tokens=draft.tokens, retry_after=draft.retry_after, paper_id=paper_id,
        )  # fmt: skip

    def begin(self, *, batch: bool = True) -> str:
        plan = self.surveys.plan(QUESTIONS, ["p1", "p2"], ["claude"], batch=batch)
        return self.surveys.start(plan, KEYS)

    def ended(self, survey_id: str) -> Survey:
        self.surveys.wait(survey_id)
        return self.surveys.survey(survey_id)


def _said(params: dict[str, Any]) -> dict[str, Any]:
    """The first sentence of the paper that was asked about, cited."""
    first = params["messages"][0]["content"][0]["content"][0]["text"]
    return {"type": "succeeded", "message": claude_message(Block(first, [(0, 0, 1)]))}


@pytest.fixture
def server() -> Iterator[BatchServer]:
    with BatchServer(_said) as server:
        yield server


@pytest.fixture
def house(tmp_path: Path, server: BatchServer) -> Iterator[BatchHouse]:
    house = BatchHouse(tmp_path, server)
    yield house
    house.surveys.close()
    house.engine.dispose()


def test_all_questions_go_out_as_one_batch_and_each_cell_gets_its_own_cited_answer_at_half_the_price(
    house: BatchHouse, server: BatchServer
) -> None:
    survey_id = house.begin()
    wait_until(lambda: server.looks > 1)
    assert "4 questions are with Claude as a batch" in str(house.surveys.progress(survey_id).reason)
    server.through.set()
    survey = house.ended(survey_id)
    assert survey.status == "finished"
    assert [len(requests) for requests in server.batches.values()] == [4]
    assert server.requests == []
    for (paper_id, _, _), cell in survey.cells.items():
        assert cell.answer is not None
        assert cell.answer.text == f"There were 31 otters in {paper_id}."
        assert cell.answer.sentences[0].citations[0].sentence_ids == [0]
        assert cell.answer.cost == pytest.approx((100 * 10 + 42 * 100) / 1e6 / 2)


def test_a_batch_that_is_under_way_is_found_again_after_a_restart_and_never_sent_twice(
    house: BatchHouse, server: BatchServer
) -> None:
    survey_id = house.begin()
    wait_until(lambda: server.looks > 1)
    house.surveys.close()
    house.surveys = house.open()
    server.through.set()
    house.surveys.resume(survey_id, KEYS)
    survey = house.ended(survey_id)
    assert survey.status == "finished"
    assert len(survey.cells) == 4
    assert len(server.batches) == 1


def test_what_a_batch_did_not_answer_is_told_and_retried_by_itself(house: BatchHouse, server: BatchServer) -> None:
    def result(params: dict[str, Any]) -> dict[str, Any]:
        asked = params["messages"][0]["content"][-1]["text"]
        return {"type": "expired"} if "Where?" in asked else _said(params)

    server.result = result
    server.through.set()
    survey_id = house.begin()
    survey = house.ended(survey_id)
    failed = {key: cell for key, cell in survey.cells.items() if cell.category == "failed"}
    assert {key[1] for key in failed} == {1}
    assert all("batch expired" in str(cell.problem) for cell in failed.values())
    assert house.surveys.retry(survey_id, keys=KEYS) == 2
    survey = house.ended(survey_id)
    assert [cell.answer.text for key, cell in survey.cells.items() if key[1] == 1 and cell.answer] == [
        "Asked by itself."
    ] * 2
    assert len(server.batches) == 1


def test_a_request_that_the_batch_refused_is_asked_by_itself(house: BatchHouse, server: BatchServer) -> None:
    error = {"type": "error", "error": {"type": "invalid_request_error", "message": "No."}, "request_id": None}
    server.result = lambda params: {"type": "errored", "error": error}
    server.through.set()
    survey = house.ended(house.begin())
    assert {cell.answer.text for cell in survey.cells.values() if cell.answer} == {"Asked by itself."}
    assert len(server.requests) == 4


def test_cancelling_cancels_the_batch_and_pausing_does_not(house: BatchHouse, server: BatchServer) -> None:
    survey_id = house.begin()
    wait_until(lambda: server.looks > 1)
    house.surveys.pause(survey_id)
    house.surveys.wait(survey_id)
    assert server.cancelled == []
    house.surveys.resume(survey_id, KEYS)
    looks = server.looks
    wait_until(lambda: server.looks > looks)
    house.surveys.cancel(survey_id)
    house.surveys.wait(survey_id)
    assert server.cancelled == ["batch_1"]
    assert house.surveys.head(survey_id).status == "cancelled"


def test_a_batch_that_cannot_be_sent_stops_the_survey_with_the_reason(house: BatchHouse, server: BatchServer) -> None:
    server.post = lambda path, request: claude_error(401, "authentication_error")  # type: ignore[method-assign]
    survey = house.ended(house.begin())
    assert survey.status == "stopped"
    assert "does not accept the key" in str(survey.reason)
    assert survey.cells == {}


def test_without_the_choice_nothing_goes_out_as_a_batch(house: BatchHouse, server: BatchServer) -> None:
    survey = house.ended(house.begin(batch=False))
    assert server.batches == {}
    assert len(survey.cells) == len(server.requests) == 4


def test_a_gathering_answerer_asks_nobody(server: BatchServer) -> None:
    batch = Batch()
    claude = ClaudeAnswerer("claude", "claude-test", Key("sk-test"), server.url, batch=batch)
    draft = claude.answer(request("How many?", {"p": ["There were 31 otters."]}), lambda _: True)
    assert draft.stopped == "Waiting for the batch."
    assert list(batch.requests) == [batch.last]
    assert server.requests == []
