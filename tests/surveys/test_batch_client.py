"""Surveys whose questions go to Claude as one batch, over a local server that speaks the Batches API."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from lib.answering.providers.batching import BatchExchange, BatchResult, CellResult
from lib.answering.providers.claude.answerer import ClaudeAnswerer
from lib.answering.providers.keys import Key
from lib.config import Settings
from lib.errors import ReadingGone
from lib.records import Answer, Cell, Question, Survey
from lib.storage.batch_requests import BatchStore
from lib.surveys import batch_client, batch_work, runner
from lib.surveys.surveys import Surveys
from tests.answering.requests import request
from tests.answering.servers import BatchServer, Block, Reply, claude_error, claude_message
from tests.conftest import Database
from tests.surveys.answers import answer
from tests.surveys.test_surveys import SurveyHarness, wait_until

KEYS = {"anthropic": "sk-test"}
QUESTIONS = ["How many otters?", "Where?"]


class BatchHarness(SurveyHarness):
    """A harness that really asks Claude, of papers of two sentences."""

    def __init__(self, engine: Engine, server: BatchServer) -> None:
        self.server = server
        self.word_limit, self.order = 400, 1
        """What a search and the settings make of a question; `order` -1 turns what is found round."""
        self.readings_there = True
        super().__init__(engine)
        self.surveys.runs.batch_poll_s = 0.02

    def open(self) -> Surveys:
        opened = Surveys(self.store, self, self, self)
        opened.runs.batch_poll_s = 0.02
        return opened

    def open_answerer(self, answerer: str, keys: Mapping[str, str]) -> ClaudeAnswerer:
        claude = ClaudeAnswerer.open(answerer, Settings(addresses={"ANTHROPIC_BASE_URL": self.server.url}), keys)
        return replace(claude, prices={"claude-test": {"input": 10.0, "output": 100.0}}, patience_s=0.01)

    def _reading(self, paper_id: str, reading: int) -> None:
        if not self.readings_there:
            raise ReadingGone("It is gone.")

    def ask_cell(
        self,
        question: Question,
        paper_id: str,
        answerer: str,
        style: str,
        keys: Mapping[str, str],
        goes_on: Callable[[], bool],
        batch: BatchExchange | None,
    ) -> Answer:
        claude = self.open_answerer(answerer, keys)
        claude = claude.batched(batch) if batch is not None else claude
        sentences = [f"There were 31 otters in {paper_id}.", "They lived in reeds."]
        found = request(question.text, {paper_id: sentences}, word_limit=self.word_limit, passage_size=1)
        sent = None if batch is None else batch.passages(self._reading)
        asked = replace(found, passages=sent or found.passages[:: self.order])
        draft = claude.answer(asked, lambda _: goes_on())
        return answer(
            draft.text, text=draft.text, sentences=draft.sentences, found=draft.found, stopped=draft.stopped,
            passages=asked.passages, notes=draft.notes,
            cost=draft.cost, tokens=draft.tokens, retry_after=draft.retry_after, paper_id=paper_id,
        )  # fmt: skip

    def begin(self, *, batch: bool = True) -> str:
        plan = self.surveys.plan(QUESTIONS, ["p1", "p2"], ["claude"], batch=batch)
        return self.surveys.start(plan, KEYS)

    def ended(self, survey_id: str) -> Survey:
        self.surveys.wait(survey_id)
        return self.surveys.survey(survey_id)


def _said(params: dict[str, Any]) -> dict[str, Any]:
    """Return the first sentence of the paper that was asked about, cited."""
    place = next(i for i, one in enumerate(params["messages"][0]["content"]) if "otters" in str(one.get("content")))
    first = params["messages"][0]["content"][place]["content"][0]["text"]
    return {"type": "succeeded", "message": claude_message(Block(first, [(place, 0, 1)]))}


@pytest.fixture
def server() -> Iterator[BatchServer]:
    with BatchServer(_said) as server:
        yield server


@pytest.fixture
def harness(database: Database, server: BatchServer) -> Iterator[BatchHarness]:
    harness = BatchHarness(database.open(), server)
    yield harness
    harness.surveys.close()


def test_all_questions_go_out_as_one_batch_and_each_cell_gets_its_own_cited_answer_at_half_the_price(
    harness: BatchHarness, server: BatchServer
) -> None:
    survey_id = harness.begin()
    wait_until(lambda: server.looks > 1)
    assert "4 questions are with Claude as a batch" in str(harness.surveys.progress(survey_id).reason)
    server.through.set()
    survey = harness.ended(survey_id)
    assert survey.status == "finished"
    assert [len(requests) for requests in server.batches.values()] == [4]
    assert server.requests == []
    for (paper_id, _, _), cell in survey.cells.items():
        assert cell.answer is not None
        assert cell.answer.text == f"There were 31 otters in {paper_id}."
        assert cell.answer.sentences[0].citations[0].sentence_ids == [0]
        assert cell.answer.cost == pytest.approx((100 * 10 + 42 * 100) / 1e6 / 2)


def test_a_batch_that_is_under_way_is_found_again_after_a_restart_and_never_sent_twice(
    harness: BatchHarness, server: BatchServer
) -> None:
    survey_id = harness.begin()
    wait_until(lambda: server.looks > 1)
    harness.surveys.close()
    harness.surveys = harness.open()
    server.through.set()
    harness.surveys.resume(survey_id, KEYS)
    survey = harness.ended(survey_id)
    assert survey.status == "finished"
    assert len(survey.cells) == 4
    assert len(server.batches) == 1
    assert BatchStore(harness.engine).sent(survey_id, "claude") == set()


def test_what_a_batch_did_not_answer_is_told_and_retried_by_itself(harness: BatchHarness, server: BatchServer) -> None:
    def result(params: dict[str, Any]) -> dict[str, Any]:
        asked = params["messages"][0]["content"][-1]["text"]
        return {"type": "expired"} if "Where?" in asked else _said(params)

    server.result = result
    server.through.set()
    survey_id = harness.begin()
    survey = harness.ended(survey_id)
    failed = {key: cell for key, cell in survey.cells.items() if cell.category == "failed"}
    assert {key[1] for key in failed} == {1}
    assert all("batch expired" in str(cell.problem) for cell in failed.values())
    assert harness.surveys.retry(survey_id, keys=KEYS) == 2
    survey = harness.ended(survey_id)
    assert [cell.answer.text for key, cell in survey.cells.items() if key[1] == 1 and cell.answer] == [
        "Asked by itself."
    ] * 2
    assert len(server.batches) == 1


def test_an_answer_is_made_of_what_was_sent_whatever_a_search_would_find_by_then(
    harness: BatchHarness, server: BatchServer
) -> None:
    survey_id = harness.begin()
    wait_until(lambda: server.looks > 1)
    harness.word_limit, harness.order = 123, -1
    server.through.set()
    survey = harness.ended(survey_id)
    assert server.requests == []
    assert len(survey.cells) == 4
    for cell in survey.cells.values():
        assert cell.answer is not None
        assert cell.answer.sentences[0].citations[0].sentence_ids == [0]
        assert [passage.sentence_ids for passage in cell.answer.passages] == [[0], [1]]


def test_where_the_paper_was_read_anew_the_question_is_asked_by_itself_and_that_is_said(
    harness: BatchHarness, server: BatchServer
) -> None:
    survey_id = harness.begin()
    wait_until(lambda: server.looks > 1)
    harness.readings_there = False
    server.through.set()
    survey = harness.ended(survey_id)
    assert {cell.answer.text for cell in survey.cells.values() if cell.answer} == {"Asked by itself."}
    assert all("read anew" in cell.answer.notes[0] for cell in survey.cells.values() if cell.answer)


def test_what_expired_closes_no_answerer_and_many_are_sent_again_as_a_batch(
    harness: BatchHarness, server: BatchServer
) -> None:
    server.result = lambda params: {"type": "expired"}
    server.through.set()
    plan = harness.surveys.plan([f"Where is {n}?" for n in range(10)], ["p1", "p2"], ["claude"], batch=True)
    survey_id = harness.surveys.start(plan, KEYS)
    survey = harness.ended(survey_id)
    assert survey.status == "finished"
    assert len(survey.cells) == 20
    server.result = _said
    assert harness.surveys.retry(survey_id, keys=KEYS) == 20
    survey = harness.ended(survey_id)
    assert server.sizes == [20, 20]
    assert server.requests == []
    assert {cell.problem for cell in survey.cells.values()} == {None}


def test_what_was_cancelled_is_sent_again_at_a_resume(harness: BatchHarness, server: BatchServer) -> None:
    survey_id = harness.begin()
    wait_until(lambda: server.looks > 1)
    harness.surveys.cancel(survey_id)
    harness.surveys.wait(survey_id)
    results = iter([{"type": "canceled"}] * 4)
    server.result = lambda params: next(results, None) or _said(params)
    server.through.set()
    harness.surveys.resume(survey_id, KEYS)
    survey = harness.ended(survey_id)
    assert survey.status == "finished"
    assert server.sizes == [4, 4]
    assert {cell.problem for cell in survey.cells.values()} == {None}


def test_a_result_that_is_not_in_its_batch_is_told(harness: BatchHarness, server: BatchServer) -> None:
    server.result = lambda params: {}
    server.through.set()
    survey = harness.ended(harness.begin())
    assert survey.status == "finished"
    assert all("holds no result" in str(cell.problem) for cell in survey.cells.values())


def test_a_batch_that_the_account_does_not_know_is_said_to_be_lost_before_it_is_sent_again(
    harness: BatchHarness, server: BatchServer
) -> None:
    survey_id = harness.begin()
    wait_until(lambda: server.looks > 1)
    server.batches.clear()
    survey = harness.ended(survey_id)
    assert survey.status == "stopped"
    assert "4 questions went to Claude as a batch that the account behind this key does not know" in str(survey.reason)
    assert server.batches == {}
    server.through.set()
    harness.surveys.resume(survey_id, KEYS)
    assert harness.ended(survey_id).status == "finished"
    assert server.sizes == [4]


def test_a_batch_that_was_made_without_a_word_of_it_is_found_by_the_names_in_it(
    harness: BatchHarness, server: BatchServer
) -> None:
    server.silent = True
    survey_id = harness.begin()
    assert harness.ended(survey_id).status == "stopped"
    others = [{**one, "custom_id": f"other-{n}"} for n, one in enumerate(server.batches["batch_1"])]
    server.batches = {"batch_0": others, **server.batches}
    harness.surveys.resume(survey_id, KEYS)
    wait_until(lambda: "4 questions are with Claude" in str(harness.surveys.progress(survey_id).reason))
    server.through.set()
    survey = harness.ended(survey_id)
    assert survey.status == "finished"
    assert [cell.problem for cell in survey.cells.values()] == [None] * 4
    assert len(server.batches) == 2
    assert server.requests == []


def test_a_batch_that_never_arrived_is_sent_again_only_after_that_was_said(
    harness: BatchHarness, server: BatchServer
) -> None:
    server.silent = True
    survey_id = harness.begin()
    harness.ended(survey_id)
    server.batches.clear()
    server.silent = False
    server.through.set()
    harness.surveys.resume(survey_id, KEYS)
    survey = harness.ended(survey_id)
    assert survey.status == "stopped"
    assert "sent, and paid, again" in str(survey.reason)
    assert server.batches == {}
    harness.surveys.resume(survey_id, KEYS)
    assert harness.ended(survey_id).status == "finished"
    assert server.sizes == [4]


def test_a_paused_survey_that_is_cancelled_cancels_its_batch_or_says_that_it_cannot(
    harness: BatchHarness, server: BatchServer
) -> None:
    survey_id = harness.begin()
    wait_until(lambda: server.looks > 1)
    harness.surveys.pause(survey_id)
    harness.surveys.wait(survey_id)
    harness.surveys.cancel(survey_id)
    assert server.cancelled == []
    assert "4 questions are still with Claude" in str(harness.surveys.head(survey_id).reason)
    harness.surveys.cancel(survey_id, KEYS)
    assert server.cancelled == ["batch_1"]
    assert harness.surveys.head(survey_id).reason is None
    server.batches.clear()  # what is gone does nothing any more
    harness.surveys.cancel(survey_id, KEYS)
    assert harness.surveys.head(survey_id).reason is None


def test_a_survey_that_is_removed_cancels_its_batch_or_says_that_it_cannot(
    harness: BatchHarness, server: BatchServer
) -> None:
    survey_id = harness.begin()
    wait_until(lambda: server.looks > 1)
    assert harness.surveys.remove(survey_id, KEYS) is None
    assert server.cancelled == ["batch_1"]
    looks = server.looks
    survey_id = harness.begin()
    wait_until(lambda: server.looks > looks)
    assert "there is no key here" in str(harness.surveys.remove(survey_id))
    assert server.cancelled == ["batch_1"]


def test_questions_go_out_while_others_are_gathered_and_stop_between_two_batches(
    harness: BatchHarness, server: BatchServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_work, "REQUESTS", 1)
    server.hanging.set()
    survey_id = harness.begin()
    wait_until(lambda: server.posting > 0)
    harness.surveys.pause(survey_id)
    server.hanging.clear()
    assert harness.ended(survey_id).status == "paused"
    assert server.sizes == [1]
    server.through.set()
    harness.surveys.resume(survey_id, KEYS)
    survey = harness.ended(survey_id)
    assert server.sizes == [1, 1, 1, 1]
    assert len(survey.cells) == 4
    assert server.requests == []


def test_asking_again_does_not_wait_for_a_batch_that_is_being_sent_and_happens_after_it(
    harness: BatchHarness, server: BatchServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "HALT_S", 0.1)
    key = ("p1", 0, "claude")
    survey_id = harness.store.add(harness.surveys.plan(QUESTIONS, ["p1", "p2"], ["claude"], batch=True), "paused")
    harness.store.cells.put(survey_id, key, Cell(answer("Earlier."), "reported"), {})
    server.through.set()
    server.hanging.set()
    harness.surveys.resume(survey_id, KEYS)
    wait_until(lambda: server.posting == 1)
    assert harness.surveys.retry(survey_id, [key], KEYS) == 1  # while the server hangs
    assert harness.surveys.progress(survey_id).status == "running"
    server.hanging.clear()
    survey = harness.ended(survey_id)
    assert (survey.status, len(survey.cells)) == ("finished", 4)
    assert survey.cells[key].answer is not None
    assert survey.cells[key].answer.text == "There were 31 otters in p1."


def test_a_cell_asked_again_whose_batch_brings_nothing_keeps_its_answer_and_waits_for_no_batch(
    harness: BatchHarness, server: BatchServer
) -> None:
    key = ("p1", 0, "claude")
    survey_id = harness.store.add(harness.surveys.plan(QUESTIONS, ["p1", "p2"], ["claude"], batch=True), "paused")
    harness.store.cells.put(survey_id, key, Cell(answer("Earlier."), "reported"), {})
    server.result = lambda params: {"type": "succeeded", "message": claude_message("Half of", stop_reason="max_tokens")}
    server.through.set()
    assert harness.surveys.retry(survey_id, [key], KEYS) == 1
    survey = harness.ended(survey_id)
    assert survey.cells[key].answer is not None
    assert survey.cells[key].answer.text == "Earlier."
    assert harness.surveys.head(survey_id).failed == 3
    assert BatchStore(harness.engine).sent(survey_id, "claude") == set()


def _outage(server: BatchServer, looks: int) -> None:
    """Let the server refuse to say how that many batches stand."""
    get, left = server.get, [None] * looks

    def refusing(path: str) -> Reply | None:
        return claude_error(401, "authentication_error") if left and not left.pop() else get(path)

    server.get = refusing  # type: ignore[method-assign]


def test_one_look_at_many_batches_that_fails_is_one_failure(
    harness: BatchHarness, server: BatchServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_work, "REQUESTS", 1)
    monkeypatch.setattr(batch_client, "PATIENCE", 3)
    _outage(server, looks=2 * 4)
    server.through.set()
    assert harness.ended(harness.begin()).status == "finished"


def test_looks_that_fail_again_and_again_are_given_up_with_the_reason(
    harness: BatchHarness, server: BatchServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_client, "PATIENCE", 3)
    _outage(server, looks=100)
    survey = harness.ended(harness.begin())
    assert survey.status == "stopped"
    assert "does not accept the key" in str(survey.reason)


def test_one_question_left_with_claude_is_told_in_the_singular(harness: BatchHarness, server: BatchServer) -> None:
    survey_id = harness.surveys.start(harness.surveys.plan(["Where?"], ["p1"], ["claude"], batch=True), KEYS)
    wait_until(lambda: server.looks > 1)
    harness.surveys.pause(survey_id)
    harness.surveys.wait(survey_id)
    harness.surveys.cancel(survey_id)
    assert "1 question is still with Claude" in str(harness.surveys.head(survey_id).reason)


def test_a_lost_batch_is_told_while_the_others_are_still_waited_for(
    harness: BatchHarness, server: BatchServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_work, "REQUESTS", 1)
    survey_id = harness.begin()
    wait_until(lambda: server.sizes == [1, 1, 1, 1])
    server.batches.pop("batch_2")
    wait_until(lambda: "1 question went to Claude" in str(harness.surveys.progress(survey_id).reason))
    assert "3 questions are with Claude" in str(harness.surveys.progress(survey_id).reason)
    server.through.set()
    survey = harness.ended(survey_id)
    assert (survey.status, len(survey.cells)) == ("stopped", 3)
    assert "1 question went to Claude" in str(survey.reason)


def test_a_batch_is_sent_before_it_grows_too_large(
    harness: BatchHarness, server: BatchServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_work, "BYTES", 2)
    server.through.set()
    assert harness.ended(harness.begin()).status == "finished"
    assert server.sizes == [1, 1, 1, 1]


def test_closing_does_not_wait_for_a_batch_that_is_being_sent(
    harness: BatchHarness, server: BatchServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "CLOSE_S", 0.1)
    server.hanging.set()
    survey_id = harness.begin()
    wait_until(lambda: server.posting > 0)
    harness.surveys.close()  # while the server hangs
    server.hanging.clear()
    wait_until(lambda: survey_id not in harness.surveys.runs)


def test_a_result_is_held_only_until_its_cell_has_it() -> None:
    batch = BatchExchange()
    batch.take({("p", 0, "claude"): CellResult(BatchResult("succeeded", "Said."), list)})
    batch.turn_to(("p", 0, "claude"))
    assert batch.ask({}) == BatchResult("succeeded", "Said.")
    batch.turn_to(("p", 0, "claude"))
    assert batch.ask({}) is None


def test_a_request_that_the_batch_refused_is_asked_by_itself(harness: BatchHarness, server: BatchServer) -> None:
    error = {"type": "error", "error": {"type": "invalid_request_error", "message": "No."}, "request_id": None}
    server.result = lambda params: {"type": "errored", "error": error}
    server.through.set()
    survey = harness.ended(harness.begin())
    assert {cell.answer.text for cell in survey.cells.values() if cell.answer} == {"Asked by itself."}
    assert len(server.requests) == 4


def test_cancelling_cancels_the_batch_and_pausing_does_not(harness: BatchHarness, server: BatchServer) -> None:
    survey_id = harness.begin()
    wait_until(lambda: server.looks > 1)
    harness.surveys.pause(survey_id)
    harness.surveys.wait(survey_id)
    assert server.cancelled == []
    harness.surveys.resume(survey_id, KEYS)
    looks = server.looks
    wait_until(lambda: server.looks > looks)
    harness.surveys.cancel(survey_id)
    harness.surveys.wait(survey_id)
    assert server.cancelled == ["batch_1"]
    assert harness.surveys.head(survey_id).status == "cancelled"


def test_a_batch_that_cannot_be_sent_stops_the_survey_with_the_reason(
    harness: BatchHarness, server: BatchServer
) -> None:
    server.post = lambda path, request: claude_error(401, "authentication_error")  # type: ignore[method-assign]
    survey = harness.ended(harness.begin())
    assert survey.status == "stopped"
    assert "does not accept the key" in str(survey.reason)
    assert survey.cells == {}


def test_without_the_choice_nothing_goes_out_as_a_batch(harness: BatchHarness, server: BatchServer) -> None:
    survey = harness.ended(harness.begin(batch=False))
    assert server.batches == {}
    assert len(survey.cells) == len(server.requests) == 4


def test_a_gathering_answerer_asks_nobody(server: BatchServer) -> None:
    batch = BatchExchange()
    claude = ClaudeAnswerer("claude", "claude-test", Key("sk-test"), server.url, batch=batch)
    draft = claude.answer(request("How many?", {"p": ["There were 31 otters."]}), lambda _: True)
    assert draft.stopped == "Waiting for the batch."
    assert batch.request is not None
    assert server.requests == []
