"""Surveys over a real database, with an answerer that does what each test says."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text, update

from lib.answering.answerer import Answerer
from lib.answering.providers.batching import BatchExchange
from lib.answering.providers.catalogue import AnswererChoice
from lib.answering.providers.claude.answerer import ClaudeAnswerer
from lib.config import Settings
from lib.errors import ConfigError, SheetError, SidelightError, StoreAway, UnknownSurvey
from lib.records import Answer, Paper, Question, Survey, SurveyStatus, Value
from lib.records.surveys import SurveyHead
from lib.storage.answers import AnswerStore
from lib.storage.cells import CellStore
from lib.storage.migrations import STEPS
from lib.storage.schema import papers, readings, survey_cells
from lib.storage.spending import SpendingStore
from lib.storage.surveys import SurveyStore
from lib.surveys import answerer_queue, estimating, llm_category, run, settling
from lib.surveys.comparing import in_both_runs
from lib.surveys.spending import SpendingLimits
from lib.surveys.surveys import INTERRUPTED, Surveys
from tests.answering.servers import ModelServer, Reply, claude_error, claude_reply
from tests.conftest import Database
from tests.surveys.answers import answer

Say = Callable[[str, str, str], Answer]
"""The answer to a question's text, of a paper, by an answerer."""

QUESTIONS = ["What data?", "Which model?", "Which metric?"]


class SurveyHarness:
    """A database with papers, and answerers that say what `say` says."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.store = SurveyStore(self.engine)
        self.answers = AnswerStore(self.engine)
        self.papers = {p: Paper(p, f"{p}.pdf", title=f"Paper {p}", status="ready") for p in ("p1", "p2")}
        self.asked: list[tuple[str, str, str]] = []
        self.keys_seen: list[Mapping[str, str]] = []
        self.say: Say = lambda question, paper, answerer: answer(f"{question} {paper} {answerer}", paper_id=paper)
        self.judge_at = ""
        self.unconfirmed: dict[str, str] = {}
        self.limits = SpendingLimits()
        self.surveys = self.open()

    def open(self) -> Surveys:
        return Surveys(self.store, self, self, self)

    def ready_papers(self) -> Mapping[str, Paper]:
        return self.papers

    def has(self, paper_id: str) -> bool:
        return paper_id in self.papers

    def shows_pictures(self, answerer: str) -> bool:
        return False

    def prices(self) -> Mapping[str, Mapping[str, float]]:
        return {}

    def spending_limits(self) -> SpendingLimits:
        return self.limits

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
        self.asked.append((question.text, paper_id, answerer))
        self.keys_seen.append(keys)
        said = self.say(question.text, paper_id, answerer)
        return said if goes_on() else replace(said, stopped="Stopped.")

    def open_answerer(self, answerer: str, keys: Mapping[str, str]) -> Answerer:
        return ClaudeAnswerer.open(answerer, Settings(addresses={"ANTHROPIC_BASE_URL": self.judge_at}), keys)

    def unconfirmed_host(self, answerer: str) -> str:
        return self.unconfirmed.get(answerer, "")

    @staticmethod
    def answerers(keys: Mapping[str, str] | None = None) -> list[AnswererChoice]:
        needs = None if (keys or {}).get("anthropic") else "a key"
        return [
            AnswererChoice("extractive", "Quotes"),
            AnswererChoice("openai:lab", "lab"),
            AnswererChoice("claude", "Claude", needs, "model", "anthropic"),
        ]

    def run(self, *answerers: str, questions: list[str] | None = None) -> Survey:
        survey_id = self.surveys.start(
            self.surveys.plan(questions or QUESTIONS, ["p1", "p2"], answerers or ("extractive",))
        )
        self.surveys.wait(survey_id)
        return self.surveys.survey(survey_id)


@pytest.fixture
def harness(database: Database) -> Iterator[SurveyHarness]:
    harness = SurveyHarness(database.open())
    yield harness
    harness.surveys.close()


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


class LateStore(SurveyStore):
    """A store whose next answer on how a survey is comes late: `meanwhile` happens first."""

    meanwhile: Callable[[], object] = staticmethod(lambda: None)

    def head(self, survey_id: str) -> SurveyHead:
        read, happens = super().head(survey_id), self.meanwhile
        self.meanwhile = lambda: None
        happens()
        return read


# running


def test_a_survey_that_ends_while_its_state_is_read_is_not_taken_for_interrupted(harness: SurveyHarness) -> None:
    goes_on = threading.Event()
    harness.store = store = LateStore(harness.engine)
    harness.surveys = harness.open()
    harness.say = lambda question, paper, answerer: (goes_on.wait(10), answer(question, paper_id=paper))[1]
    survey_id = harness.surveys.start(harness.surveys.plan(["What data?"], ["p1"]))
    store.meanwhile = lambda: (goes_on.set(), harness.surveys.wait(survey_id))
    head = harness.surveys.head(survey_id)
    assert (head.status, head.reason) == ("finished", None)


def test_every_cell_is_asked_once_kept_with_its_answer_and_comes_back(harness: SurveyHarness) -> None:
    survey = harness.run("extractive", "openai:lab")
    assert survey.status == "finished"
    assert sorted(survey.cells) == [
        (p, q, a) for p in ("p1", "p2") for q in range(3) for a in ("extractive", "openai:lab")
    ]
    assert len(harness.asked) == 12
    cell = survey.cells["p2", 1, "openai:lab"]
    assert cell.category == cell.judged == "reported"
    assert cell.answer is not None
    assert cell.answer.text == "Which model? p2 openai:lab"
    assert Survey.from_dict(survey.to_dict()) == survey


def test_running_again_is_a_new_survey_and_a_finished_one_has_nothing_to_resume(harness: SurveyHarness) -> None:
    first, second = harness.run(), harness.run()
    assert first.id != second.id
    asked = len(harness.asked)
    harness.surveys.resume(first.id)
    harness.surveys.wait(first.id)
    assert len(harness.asked) == asked
    assert [head.id for head in harness.surveys.heads()] == [second.id, first.id]


def test_answers_of_a_survey_do_not_crowd_the_list_of_single_questions(harness: SurveyHarness) -> None:
    harness.run()
    harness.answers.add(answer("By itself."))
    assert [one.text for one in harness.answers.latest()] == ["By itself."]


def test_progress_tells_cells_and_time_left_and_ends_whole(harness: SurveyHarness) -> None:
    told = []
    harness.say = lambda question, paper, answerer: time.sleep(0.15) or answer("Yes.")  # type: ignore[func-returns-value]
    survey_id = harness.surveys.start(harness.surveys.plan(QUESTIONS, ["p1", "p2"]))
    harness.surveys.wait(survey_id, told.append)
    assert [p.done for p in told] == sorted(p.done for p in told)
    assert any(p.seconds_left is not None and p.now for p in told[:-1])
    assert (told[-1].done, told[-1].total, told[-1].status) == (6, 6, "finished")


def test_pause_keeps_what_is_finished_and_resume_asks_the_rest_only(harness: SurveyHarness) -> None:
    gate = threading.Event()
    harness.say = lambda question, paper, answerer: (
        gate.wait(10) if len(harness.asked) == 3 else None,
        answer("Yes."),
    )[1]
    survey_id = harness.surveys.start(harness.surveys.plan(QUESTIONS, ["p1", "p2"]))
    wait_until(lambda: len(harness.asked) == 3)
    harness.surveys.pause(survey_id)
    gate.set()
    harness.surveys.wait(survey_id)
    assert harness.surveys.progress(survey_id).done == 2
    assert harness.surveys.head(survey_id).status == "paused"
    harness.surveys.resume(survey_id)
    harness.surveys.wait(survey_id)
    assert harness.surveys.head(survey_id).status == "finished"
    assert len(harness.asked) == 3 + 4  # the one cut off is asked once more


def test_cancel_ends_it_with_what_is_finished(harness: SurveyHarness) -> None:
    harness.say = lambda question, paper, answerer: (harness.surveys.cancel(survey_id), answer("Yes."))[1]
    plan = harness.surveys.plan(QUESTIONS, ["p1", "p2"])
    survey_id = harness.store.add(plan, "paused")
    harness.surveys.resume(survey_id)
    harness.surveys.wait(survey_id)
    head = harness.surveys.head(survey_id)
    assert (head.status, head.done) == ("cancelled", 0)


def test_two_that_resume_the_same_survey_run_it_once(harness: SurveyHarness) -> None:
    harness.say = lambda question, paper, answerer: (time.sleep(0.02), answer("Yes."))[1]
    survey_id = harness.store.add(harness.surveys.plan(QUESTIONS, ["p1", "p2"]), "paused")
    threads = [threading.Thread(target=harness.surveys.resume, args=(survey_id,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    harness.surveys.wait(survey_id)
    assert sorted(harness.asked) == sorted((q, p, "extractive") for p in ("p1", "p2") for q in QUESTIONS)


def test_a_survey_that_already_runs_is_told_to_who_would_begin_it_again(harness: SurveyHarness) -> None:
    gate = threading.Event()
    harness.say = lambda question, paper, answerer: (gate.wait(10), answer("Yes."))[1]
    plan = harness.surveys.plan(QUESTIONS, ["p1", "p2"])
    assert harness.surveys.under_way(plan) is None
    survey_id = harness.surveys.start(plan)
    like = harness.surveys.under_way(replace(plan, name="Another name"))
    assert like is not None
    assert like.id == survey_id
    assert harness.surveys.under_way(harness.surveys.plan(QUESTIONS, ["p1"])) is None
    gate.set()


def test_two_tabs_that_start_the_same_in_one_moment_get_one_survey(harness: SurveyHarness) -> None:
    plan = harness.surveys.plan(QUESTIONS, ["p1", "p2"])
    gate, together = threading.Event(), threading.Barrier(8)
    harness.say = lambda question, paper, answerer: (gate.wait(10), answer("Yes."))[1]
    begun: list[str] = []

    def start(name: str) -> None:
        together.wait(10)
        begun.append(harness.surveys.start(replace(plan, name=name), join=True))

    tabs = [threading.Thread(target=start, args=(f"tab {n}",)) for n in range(8)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert len(begun) == 8
    assert len(set(begun)) == 1
    assert harness.surveys.start(plan) not in begun, "one that is wanted beside the other is another"
    gate.set()
    harness.surveys.wait(begun[0])
    assert harness.surveys.start(plan, join=True) != begun[0], "one that is finished is no longer under way"


def test_one_that_waits_for_a_key_is_under_way_and_goes_on_with_the_key_of_the_other_tab(
    harness: SurveyHarness,
) -> None:
    plan = harness.surveys.plan(["What?"], ["p1"], ["claude"])
    waiting = harness.surveys.start(plan, join=True)
    assert harness.surveys.head(waiting).status == "waiting"
    assert harness.surveys.start(plan, {"anthropic": "k"}, join=True) == waiting
    harness.surveys.wait(waiting)
    assert harness.surveys.head(waiting).status == "finished"


def test_a_survey_called_finished_that_lacks_cells_goes_on_and_one_that_ends_short_says_how_many(
    harness: SurveyHarness,
) -> None:
    survey_id = harness.store.add(harness.surveys.plan(QUESTIONS, ["p1", "p2"]), "finished")
    harness.surveys.resume(survey_id)
    harness.surveys.wait(survey_id)
    assert harness.surveys.head(survey_id).done == 6
    harness.say = lambda question, paper, answerer: answer(stopped="No.")
    short = harness.run("openai:lab", questions=[f"Question {n}?" for n in range(20)])
    assert short.status == "stopped"
    assert f"{40 - len(short.cells)} cells are missing." in str(short.reason)


def _begun(harness: SurveyHarness, gate: threading.Event) -> str:
    """Return a survey that waits for the gate in its first cell."""
    harness.say = lambda question, paper, answerer: (gate.wait(10), answer("Yes."))[1]
    survey_id = harness.surveys.start(harness.surveys.plan(QUESTIONS, ["p1", "p2"]))
    wait_until(lambda: bool(harness.asked))
    return survey_id


def test_resume_directly_after_pause_goes_on_and_cancel_directly_after_pause_cancels(harness: SurveyHarness) -> None:
    gate = threading.Event()
    survey_id = _begun(harness, gate)
    harness.surveys.pause(survey_id)
    harness.surveys.resume(survey_id)
    assert harness.surveys.progress(survey_id).status == "running"
    gate.set()
    harness.surveys.wait(survey_id)
    assert (harness.surveys.head(survey_id).status, harness.surveys.head(survey_id).done) == ("finished", 6)
    gate.clear()
    harness.asked.clear()
    survey_id = _begun(harness, gate)
    harness.surveys.pause(survey_id)
    harness.surveys.resume(survey_id)
    harness.surveys.cancel(survey_id)
    gate.set()
    harness.surveys.wait(survey_id)
    assert harness.surveys.head(survey_id).status == "cancelled"


class EndingStore(SurveyStore):
    """A store that takes its time to note that a survey stopped."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.is_ending, self.goes_on = threading.Event(), threading.Event()

    def set_status(self, survey_id: str, status: SurveyStatus, reason: str | None = None) -> None:
        if status == "stopped":
            self.is_ending.set()
            self.goes_on.wait(10)
        super().set_status(survey_id, status, reason)


def _ending(harness: SurveyHarness) -> tuple[str, EndingStore]:
    """Return a survey that is about to stop because its answerer is down."""
    harness.store = store = EndingStore(harness.engine)
    harness.surveys = harness.open()
    harness.say = lambda question, paper, answerer: answer(stopped="Server down.")
    survey_id = harness.surveys.start(harness.surveys.plan([f"Question {n}?" for n in range(20)], ["p1", "p2"]))
    assert store.is_ending.wait(10)
    return survey_id, store


def test_a_resume_as_the_survey_is_about_to_stop_goes_on_after_it(harness: SurveyHarness) -> None:
    survey_id, store = _ending(harness)
    harness.say = lambda question, paper, answerer: answer("Yes.")
    harness.surveys.resume(survey_id)
    assert harness.surveys.progress(survey_id).status == "running"
    store.goes_on.set()
    harness.surveys.wait(survey_id)
    assert (harness.surveys.head(survey_id).status, harness.surveys.head(survey_id).done) == ("finished", 40)


def test_a_cancel_as_the_survey_is_about_to_stop_cancels_it(harness: SurveyHarness) -> None:
    survey_id, store = _ending(harness)
    threading.Timer(0.1, store.goes_on.set).start()
    harness.surveys.cancel(survey_id)
    harness.surveys.wait(survey_id)
    assert harness.surveys.head(survey_id).status == "cancelled"


def test_a_resume_that_waits_for_a_halt_when_the_app_ends_goes_on_at_the_next_start(harness: SurveyHarness) -> None:
    gate = threading.Event()
    survey_id = _begun(harness, gate)
    harness.surveys.pause(survey_id)
    harness.surveys.resume(survey_id)
    threading.Timer(0.1, gate.set).start()
    harness.surveys.close()
    asked = len(harness.asked)
    assert harness.store.head(survey_id).status == "running"
    assert len(harness.asked) == asked, "nothing is asked once the app ends"
    harness.surveys = harness.open()
    harness.surveys.resume_interrupted()
    harness.surveys.wait(survey_id)
    assert (harness.surveys.head(survey_id).status, harness.surveys.head(survey_id).done) == ("finished", 6)


class AwayStore(SurveyStore):
    """A store whose database is away the first time that it is noted how a survey ended."""

    def __init__(self, engine: Engine, is_back: threading.Event) -> None:
        super().__init__(engine)
        self.is_back, self.is_tried = is_back, threading.Event()

    def set_status(self, survey_id: str, status: SurveyStatus, reason: str | None = None) -> None:
        if status == "finished" and not self.is_tried.is_set():
            self.is_tried.set()
            raise StoreAway("The database does not answer.", self._wait)
        super().set_status(survey_id, status, reason)

    def _wait(self, goes_on: Callable[[], bool]) -> bool:
        while goes_on() and not self.is_back.wait(0.01):
            pass
        return self.is_back.is_set()


def test_how_a_survey_ended_is_noted_once_the_database_is_back(harness: SurveyHarness) -> None:
    is_back = threading.Event()
    harness.store = store = AwayStore(harness.engine, is_back)
    harness.surveys = harness.open()
    survey_id = harness.surveys.start(harness.surveys.plan(QUESTIONS, ["p1", "p2"]))
    assert store.is_tried.wait(10)
    assert store.head(survey_id).status == "running"
    is_back.set()
    harness.surveys.wait(survey_id)
    assert store.head(survey_id).status == "finished"


def test_an_app_that_ends_waits_for_no_database_to_note_how_a_survey_ended(harness: SurveyHarness) -> None:
    harness.store = store = AwayStore(harness.engine, threading.Event())
    harness.surveys = harness.open()
    survey_id = harness.surveys.start(harness.surveys.plan(QUESTIONS, ["p1", "p2"]))
    assert store.is_tried.wait(10)
    harness.surveys.close()
    harness.surveys.wait(survey_id)
    assert store.head(survey_id).status == "running", "it is looked at again at the next start"


def test_a_pause_that_comes_with_the_last_cell_leaves_it_finished(harness: SurveyHarness) -> None:
    class Slow(CellStore):
        def put(self, *parts: Any) -> bool:
            kept = super().put(*parts)
            harness.surveys.pause(survey_id)
            return kept

    harness.store.cells = Slow(harness.engine)
    harness.surveys = harness.open()
    survey_id = harness.store.add(harness.surveys.plan(["What?"], ["p1"]), "paused")
    harness.surveys.resume(survey_id)
    harness.surveys.wait(survey_id)
    assert harness.surveys.head(survey_id).status == "finished"


# the world's faults


def test_an_empty_or_broken_off_answer_is_failed_and_retried_alone(harness: SurveyHarness) -> None:
    broken = {"Which model?"}
    harness.say = lambda question, paper, answerer: (
        answer("Half of", stopped="The connection broke off.") if question in broken else answer("Yes.")
    )
    survey = harness.run()
    assert {key[1] for key, cell in survey.cells.items() if cell.category == "failed"} == {1}
    assert survey.cells["p1", 1, "extractive"].problem == "The connection broke off."
    broken.clear()
    harness.asked.clear()
    assert harness.surveys.retry(survey.id) == 2
    harness.surveys.wait(survey.id)
    assert sorted(harness.asked) == [("Which model?", "p1", "extractive"), ("Which model?", "p2", "extractive")]
    assert all(cell.category == "reported" for cell in harness.surveys.survey(survey.id).cells.values())


def test_asking_the_failed_again_in_a_second_tab_halts_nothing(harness: SurveyHarness) -> None:
    harness.say = lambda question, paper, answerer: answer(stopped="Server down.")
    survey_id = harness.run("extractive", questions=QUESTIONS[:2]).id
    harness.asked.clear()
    gate = threading.Event()
    harness.say = lambda question, paper, answerer: (gate.wait(10), answer("Yes."))[1]
    assert harness.surveys.retry(survey_id) == 4
    wait_until(lambda: bool(harness.asked))
    assert harness.surveys.retry(survey_id) == 0
    assert harness.surveys.progress(survey_id).status == "running"
    gate.set()
    harness.surveys.wait(survey_id)
    head = harness.surveys.head(survey_id)
    assert (head.status, head.done, head.failed) == ("finished", 4, 0)
    assert len(harness.asked) == 4


def test_what_was_halted_to_ask_again_goes_on_though_another_tab_was_faster(harness: SurveyHarness) -> None:
    class Faster(CellStore):
        def drop_failed(self, survey_id: str) -> int:
            super().drop_failed(survey_id)
            return 0

    harness.store.cells = Faster(harness.engine)
    harness.surveys = harness.open()
    gate = threading.Event()

    def say(question: str, paper: str, answerer: str) -> Answer:
        if len(harness.asked) > 1:
            gate.wait(10)
        return answer(stopped="Server down.") if len(harness.asked) == 1 else answer("Yes.")

    harness.say = say
    survey_id = harness.surveys.start(harness.surveys.plan(QUESTIONS, ["p1", "p2"]))
    wait_until(lambda: len(harness.asked) == 2)
    threading.Timer(0.1, gate.set).start()
    assert harness.surveys.retry(survey_id) == 0
    harness.surveys.wait(survey_id)
    assert harness.surveys.head(survey_id).status == "finished"


def test_one_cell_can_be_asked_again_whatever_it_says(harness: SurveyHarness) -> None:
    survey = harness.run()
    harness.asked.clear()
    harness.surveys.retry(survey.id, [("p2", 0, "extractive")])
    harness.surveys.wait(survey.id)
    assert harness.asked == [("What data?", "p2", "extractive")]
    assert harness.surveys.head(survey.id).status == "finished"


def test_an_answerer_that_fails_on_every_cell_is_asked_no_more_and_the_others_go_on(harness: SurveyHarness) -> None:
    harness.say = lambda question, paper, answerer: (
        answer("Yes.") if answerer == "extractive" else answer(stopped="lab does not accept the key.")
    )
    questions = [f"Question {n}?" for n in range(20)]
    survey = harness.run("extractive", "openai:lab", questions=questions)
    assert survey.status == "stopped"
    assert survey.reason is not None
    told = re.search(r"openai:lab failed on (\d+) cells in a row", survey.reason)
    assert told is not None
    assert answerer_queue.FAILURES_IN_A_ROW <= int(told[1]) <= sum(key[2] == "openai:lab" for key in survey.cells)
    assert "does not accept the key" in survey.reason
    assert sum(key[2] == "extractive" for key in survey.cells) == 40
    failed = sum(key[2] == "openai:lab" for key in survey.cells)
    under_way = run.AT_ONCE - 1  # when the fifth failed, and when one of another paper did
    assert answerer_queue.FAILURES_IN_A_ROW <= failed <= answerer_queue.FAILURES_IN_A_ROW + 1 + 2 * under_way


def test_what_fails_in_sidelight_itself_costs_its_own_cell_only_and_stops_what_always_fails(
    harness: SurveyHarness,
) -> None:
    def say(question: str, paper: str, answerer: str) -> Answer:
        if (question, paper) == ("What data?", "p1") or answerer == "openai:lab":
            raise KeyError("something that nobody thought of")
        return answer("Yes.")

    harness.say = say
    survey = harness.run("extractive")
    assert survey.status == "finished"
    assert {key: cell.problem for key, cell in survey.cells.items() if cell.category == "failed"} == {
        ("p1", 0, "extractive"): run.BROKE_OFF
    }
    always = harness.run("openai:lab", questions=[f"Question {n}?" for n in range(20)])
    assert always.status == "stopped"
    assert run.BROKE_OFF in str(always.reason)


@pytest.mark.parametrize("judge", ["rule", "claude"])
def test_a_fault_in_reading_or_judging_an_answer_costs_its_own_cell_only(
    harness: SurveyHarness, judge: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    read = settling.settle_value

    def broken(question: Question, answer: Answer | None) -> settling.SettledValue:
        if answer is not None and "data? p1" in answer.text:
            raise ZeroDivisionError
        return read(question, answer)

    for room in (run, llm_category):
        monkeypatch.setattr(room, "settle_value", broken)
    harness.say = lambda question, paper, answerer: answer(f"{question} {paper}", paper_id=paper, found=paper == "p1")
    with ModelServer(claude_reply(["reported - yes"])) as server:
        harness.judge_at = server.url
        plan = harness.surveys.plan(QUESTIONS, ["p1", "p2"], categories_by=judge)
        survey_id = harness.surveys.start(plan, {"anthropic": "sk-test"})
        harness.surveys.wait(survey_id)
    survey = harness.surveys.survey(survey_id)
    assert (survey.status, len(survey.cells)) == ("finished", 6)
    (failed,) = [cell for cell in survey.cells.values() if cell.category == "failed"]
    assert failed.problem == run.BROKE_OFF
    assert failed.answer is not None, "what was said, and paid, is kept"
    assert "ZeroDivisionError" in caplog.text


def test_a_paper_that_cannot_be_asked_fails_its_own_cells_only(harness: SurveyHarness) -> None:
    harness.papers = {f"p{n}": replace(harness.papers["p1"], id=f"p{n}") for n in range(6)}
    harness.say = lambda question, paper, answerer: answer(stopped="Broken.") if paper == "p3" else answer("Yes.")
    plan = harness.surveys.plan([f"Question {n}?" for n in range(12)], list(harness.papers))
    survey_id = harness.surveys.start(plan)
    harness.surveys.wait(survey_id)
    head = harness.surveys.head(survey_id)
    assert (head.status, head.done, head.failed) == ("finished", 72, 12)


def test_an_outage_over_the_last_papers_stops_the_run_and_says_after_how_many(harness: SurveyHarness) -> None:
    harness.papers = {f"p{n}": replace(harness.papers["p1"], id=f"p{n}") for n in range(6)}
    last = list(harness.papers)[-2:]
    harness.say = lambda question, paper, answerer: answer(stopped="No reply.") if paper in last else answer("Yes.")
    plan = harness.surveys.plan([f"Question {n}?" for n in range(28)], list(harness.papers))
    survey_id = harness.surveys.start(plan)
    harness.surveys.wait(survey_id)
    head = harness.surveys.head(survey_id)
    assert (head.status, head.failed) == ("stopped", answerer_queue.FAILURES_WHATEVER)
    assert f"failed on {answerer_queue.FAILURES_WHATEVER} cells in a row and was asked no more: No reply." in str(
        head.reason
    )
    assert f"{2 * 28 - answerer_queue.FAILURES_WHATEVER} cells are missing." in str(head.reason)


def test_an_answerer_that_asks_to_wait_without_end_is_waited_for_so_many_times(
    harness: SurveyHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answerer_queue, "FIRST_WAIT_S", 0.001)
    patient = 4 * answerer_queue.TRIES
    harness.say = lambda question, paper, answerer: (
        answer("Yes.") if len(harness.asked) > patient else answer(stopped="Too many questions.", retry_after=0.001)
    )
    survey_id = harness.surveys.start(harness.surveys.plan(["What?"], ["p1"]))
    harness.surveys.wait(survey_id)
    (cell,) = harness.surveys.survey(survey_id).cells.values()
    assert (cell.category, cell.problem) == ("failed", "Too many questions.")
    assert len(harness.asked) == answerer_queue.TRIES + 1


def test_a_service_that_takes_no_question_is_asked_no_more_and_no_cell_is_lost(harness: SurveyHarness) -> None:
    harness.say = lambda question, paper, answerer: (
        answer("Yes.") if answerer == "extractive" else answer(stopped="lab does not accept the key.", unavailable=True)
    )
    survey = harness.run("extractive", "openai:lab", questions=[f"Question {n}?" for n in range(20)])
    assert survey.status == "stopped"
    assert survey.reason == (
        "openai:lab took no question and was asked no more: lab does not accept the key. 40 cells are missing."
    )
    assert {key[2] for key in survey.cells} == {"extractive"}
    assert sum(asked[2] == "openai:lab" for asked in harness.asked) <= answerer_queue.REFUSALS + run.AT_ONCE - 1
    harness.say = lambda question, paper, answerer: answer("Yes.")
    harness.surveys.resume(survey.id)
    harness.surveys.wait(survey.id)
    assert {cell.category for cell in harness.surveys.survey(survey.id).cells.values()} == {"reported"}


def test_a_limit_that_does_not_pass_keeps_its_cells(harness: SurveyHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answerer_queue, "FIRST_WAIT_S", 0.001)
    harness.say = lambda *_: answer(stopped="Too many questions.", retry_after=0.001, unavailable=True)
    survey = harness.run("openai:lab")
    assert (survey.status, survey.cells) == ("stopped", {})
    assert "took no question and was asked no more: Too many questions." in str(survey.reason)


def test_an_answerer_that_asked_to_wait_is_asked_fewer_at_a_time(
    harness: SurveyHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answerer_queue, "FIRST_WAIT_S", 0.001)
    under_way, most = [0], [0]
    lock = threading.Lock()
    together = threading.Barrier(run.AT_ONCE)

    def say(question: str, paper: str, answerer: str) -> Answer:
        if len(harness.asked) <= run.AT_ONCE:
            together.wait(10)
            return answer(stopped="Too many questions.", retry_after=0.01)
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        time.sleep(0.005)
        with lock:
            under_way[0] -= 1
        return answer("Yes.")

    harness.say = say
    survey = harness.run("openai:lab", questions=QUESTIONS)
    assert survey.status == "finished"
    assert most[0] <= run.AT_ONCE // 2


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (SpendingLimits(survey=1), "of a survey"),
        (SpendingLimits(day=1), "a day"),
        (SpendingLimits(person=1), "who gave no name"),
    ],
)
def test_a_limit_of_money_pauses_a_survey_and_says_so(
    harness: SurveyHarness, limits: SpendingLimits, words: str
) -> None:
    harness.limits = limits
    harness.say = lambda question, paper, answerer: answer("Yes.", cost=0.6)
    survey = harness.run()
    assert (survey.status, len(survey.cells)) == ("paused", 2)
    assert "$1.20" in str(survey.reason)
    assert words in str(survey.reason)
    harness.surveys.resume(survey.id)
    harness.surveys.wait(survey.id)
    again = harness.open()
    again.resume(survey.id)
    again.wait(survey.id)
    assert len(harness.surveys.survey(survey.id).cells) == 2, (
        "what was spent before counts, in this process and in the next"
    )
    again.close()
    harness.limits = SpendingLimits()
    harness.surveys.resume(survey.id)
    harness.surveys.wait(survey.id)
    assert harness.surveys.survey(survey.id).status == "finished"


def test_the_limit_of_a_person_stops_nobody_else_and_forgets_nothing_that_was_spent(harness: SurveyHarness) -> None:
    harness.limits = SpendingLimits(person=1)
    harness.say = lambda question, paper, answerer: answer("Yes.", cost=0.6)

    def run(person: str) -> Survey:
        survey_id = harness.surveys.start(harness.surveys.plan(QUESTIONS[:1], ["p1", "p2"], asked_by=person))
        harness.surveys.wait(survey_id)
        return harness.surveys.survey(survey_id)

    first = run("Ada")
    assert first.status == "finished"
    harness.surveys.remove(first.id)
    second = run("Ada")
    assert (second.status, len(second.cells)) == ("paused", 0)
    assert "Ada's answers have cost $1.20 today" in str(second.reason)
    assert run("Grace").status == "finished"


def test_what_cells_cost_before_there_was_a_list_of_costs_counts(database: Database) -> None:
    engine = database.open()
    step = next(one for one in STEPS if one.__name__ == "_costs")
    with engine.execution_options(writes=True).begin() as connection:
        for statement in (
            "DROP TABLE costs",
            """INSERT INTO survey_cells
               (survey_id, paper_id, question, answerer, category, judged, judged_by, figures, finished_at)
               VALUES ('s', 'p', 0, 'claude', 'reported', 'reported', 'rule', '{"cost": 0.25}', '2026-01-02T00:00:00Z'),
                      ('s', 'p', 1, 'claude', 'reported', 'reported', 'rule', '{"cost": null}', '2026-01-02T00:00:00Z')""",
        ):
            connection.execute(text(statement))
        step(connection)
    assert SpendingStore(engine).of_survey("s") == 0.25


def test_all_at_once_that_are_asked_to_wait_count_as_one_wait(
    harness: SurveyHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answerer_queue, "FIRST_WAIT_S", 0.02)
    monkeypatch.setattr(answerer_queue, "LONGEST_WAIT_S", 0.2)
    together = threading.Barrier(run.AT_ONCE)
    refused = threading.Semaphore(2 * run.AT_ONCE)

    def say(question: str, paper: str, answerer: str) -> Answer:
        if not refused.acquire(blocking=False):
            return answer("Yes.")
        if len(harness.asked) <= run.AT_ONCE:  # after the first round fewer are asked at a time
            together.wait(10)
        return answer(stopped="Too many questions.", retry_after=0.02)

    harness.say = say
    survey = harness.run("openai:lab", questions=[f"Question {n}?" for n in range(20)])
    assert survey.status == "finished"
    assert {cell.category for cell in survey.cells.values()} == {"reported"}


def test_a_cell_asked_again_keeps_its_answer_until_there_is_a_new_one_and_a_persons_word_for_good(
    harness: SurveyHarness,
) -> None:
    survey = harness.run()
    key = ("p1", 0, "extractive")
    harness.surveys.change(survey.id, key, "unclear", "Ada")
    harness.say = lambda question, paper, answerer: answer(stopped="Server down.")
    harness.surveys.retry(survey.id, [key])
    harness.surveys.wait(survey.id)
    kept = harness.surveys.cell(survey.id, key)
    assert kept is not None
    assert kept.answer == survey.cells[key].answer
    head = harness.surveys.head(survey.id)
    assert head.status == "finished"
    assert "keeps its earlier answer, because asking again failed: Server down." in str(head.reason)
    harness.say = lambda question, paper, answerer: answer("The papers do not say.", found=False, support="no_claim")
    assert harness.surveys.retry(survey.id, [key]) == 1
    harness.surveys.wait(survey.id)
    renewed = harness.surveys.cell(survey.id, key)
    assert renewed is not None
    assert renewed.answer is not None
    assert renewed.answer.text == "The papers do not say."
    assert (renewed.category, renewed.judged) == ("unclear", "not_reported")


def test_a_cell_asked_again_without_the_key_waits_with_its_answer(harness: SurveyHarness) -> None:
    survey_id = harness.surveys.start(harness.surveys.plan(["What?"], ["p1"], ["claude"]), {"anthropic": "k"})
    harness.surveys.wait(survey_id)
    key = ("p1", 0, "claude")
    first = harness.surveys.cell(survey_id, key)
    harness.surveys.retry(survey_id, [key])
    assert harness.surveys.head(survey_id).status == "waiting"
    assert harness.surveys.cell(survey_id, key) == first
    harness.surveys.resume(survey_id, {"anthropic": "k"})
    harness.surveys.wait(survey_id)
    assert len(harness.asked) == 2
    assert harness.surveys.head(survey_id).status == "finished"


def test_asking_what_failed_again_leaves_every_cell_that_a_person_spoke_of(harness: SurveyHarness) -> None:
    harness.say = lambda question, paper, answerer: answer() if paper == "p1" else answer("Yes.")
    survey = harness.run()
    said = {
        ("p1", 0, "extractive"): "unclear",
        ("p1", 1, "extractive"): "unclear",
        ("p2", 0, "extractive"): "not_reported",
    }
    for key, category in said.items():
        harness.surveys.change(survey.id, key, category, "Ada")  # type: ignore[arg-type]
    assert (harness.surveys.head(survey.id).failed, harness.surveys.progress(survey.id).to_retry) == (1, 1)
    harness.say = lambda question, paper, answerer: answer("Yes.")
    asked = len(harness.asked)
    assert harness.surveys.retry(survey.id) == 1
    harness.surveys.wait(survey.id)
    assert len(harness.asked) == asked + 1
    assert harness.surveys.cells(survey.id)["p1", 2, "extractive"].category == "reported"
    assert {key: cell.category for key, cell in harness.surveys.cells(survey.id).items() if key in said} == said
    assert harness.surveys.progress(survey.id).to_retry == 0
    assert harness.surveys.retry(survey.id, [("p1", 0, "extractive")]) == 1, "by its place it is chosen"
    harness.surveys.wait(survey.id)
    renewed = harness.surveys.cells(survey.id)["p1", 0, "extractive"]
    assert (renewed.category, renewed.judged) == ("unclear", "reported")


def test_a_finished_survey_takes_in_papers_and_questions_and_asks_only_what_is_new(harness: SurveyHarness) -> None:
    survey = harness.run()
    before, asked = dict(harness.surveys.cells(survey.id)), len(harness.asked)
    harness.papers["p3"] = Paper("p3", "p3.pdf", title="Paper p3", status="ready")
    first = survey.questions[0].text
    harness.surveys.extend(survey.id, ["p1", "p3"], [first, "Where was it?"])
    harness.surveys.wait(survey.id)
    later = harness.surveys.survey(survey.id)
    assert later.paper_ids == ["p1", "p2", "p3"]
    assert [question.text for question in later.questions] == [*(q.text for q in survey.questions), "Where was it?"]
    assert {key: later.cells[key] for key in before} == before
    new = {(question, paper) for question, paper, _ in harness.asked[asked:]}
    assert new == {(q.text, "p3") for q in later.questions} | {("Where was it?", paper) for paper in later.paper_ids}
    assert later.status == "finished"
    harness.surveys.extend(survey.id, ["p3"], [first])
    harness.surveys.wait(survey.id)
    assert len(harness.asked) == asked + len(new), "nothing is new"
    with pytest.raises(UnknownSurvey):
        harness.surveys.extend("gone", ["p3"])


def test_a_survey_that_runs_is_not_extended(harness: SurveyHarness) -> None:
    let = threading.Event()
    harness.say = lambda question, paper, answerer: answer("Yes." if let.wait(30) else "")
    survey_id = harness.surveys.start(harness.surveys.plan(["What?"], ["p1"]))
    try:
        with pytest.raises(ConfigError, match="still runs"):
            harness.surveys.extend(survey_id, ["p2"])
    finally:
        let.set()
    harness.surveys.wait(survey_id)
    assert harness.surveys.head(survey_id).plan.paper_ids == ["p1"]


def test_a_cell_whose_answerer_asks_to_wait_is_asked_again_and_not_lost(
    harness: SurveyHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answerer_queue, "FIRST_WAIT_S", 0.01)
    refused = {"n": 3}

    def say(question: str, paper: str, answerer: str) -> Answer:
        refused["n"] -= 1
        return answer(stopped="Too many questions.", retry_after=0.05) if refused["n"] >= 0 else answer("Yes.")

    harness.say = say
    survey = harness.run()
    assert survey.status == "finished"
    assert {cell.category for cell in survey.cells.values()} == {"reported"}
    assert len(harness.asked) == 6 + 3


def test_a_missing_key_makes_it_wait_and_a_typed_one_is_handed_on_and_never_stored(harness: SurveyHarness) -> None:
    survey_id = harness.surveys.start(harness.surveys.plan(["What?"], ["p1"], ["claude"]))
    waiting = harness.surveys.head(survey_id)
    assert waiting.status == "waiting"
    assert "Claude needs a key" in str(waiting.reason)
    assert harness.asked == []
    harness.surveys.resume(survey_id, {"anthropic": "sk-secret-77"})
    harness.surveys.wait(survey_id)
    assert harness.surveys.head(survey_id).status == "finished"
    assert harness.keys_seen == [{"anthropic": "sk-secret-77"}]
    with harness.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT plan, reason, status FROM surveys").all()
    assert "sk-secret" not in str(kept)


def test_a_paper_removed_in_mid_run_fails_its_cells_with_the_reason_and_stops_nothing(harness: SurveyHarness) -> None:
    def say(question: str, paper: str, answerer: str) -> Answer:
        harness.papers.pop("p2", None)
        return answer("Yes.")

    harness.say = say
    survey = harness.run()
    assert survey.status == "finished"
    assert {key: cell.problem for key, cell in survey.cells.items() if cell.category == "failed"} == {
        ("p2", n, "extractive"): run.REMOVED for n in range(3)
    }


def _read_as(harness: SurveyHarness, reading: int) -> None:
    """Let paper p1 have this reading alone."""
    with harness.engine.begin() as connection:
        connection.execute(text("DELETE FROM readings"))
        connection.execute(insert(readings).values(paper_id="p1", number=reading, reader_version=1, ocr=False,
                                                   complete=True, points=1, page_quality=[]))  # fmt: skip
        if not connection.execute(text("SELECT id FROM papers")).all():
            connection.execute(insert(papers).values(id="p1", filename="p1.pdf", status="ready", page_count=1, title="",
                pages_without_text=[], authors=[], doi="", edits={}, reading=reading, added_at="", page_quality=[],
                recognise=False, again=False))  # fmt: skip


def test_a_paper_that_is_read_anew_as_its_answer_comes_is_asked_again_of_the_new_reading(
    harness: SurveyHarness,
) -> None:
    _read_as(harness, 1)

    def say(question: str, paper: str, answerer: str) -> Answer:
        given = answer(f"{question} {len(harness.asked)}", paper_id=paper)
        if len(harness.asked) == 1:
            _read_as(harness, 2)
            return given
        cited = replace(given.sentences[0].citations[0], reading=2)
        return replace(given, sentences=[replace(given.sentences[0], citations=[cited])])

    harness.say = say
    survey_id = harness.surveys.start(harness.surveys.plan(["What?"], ["p1"]))
    harness.surveys.wait(survey_id)
    cell = harness.surveys.cell(survey_id, ("p1", 0, "extractive"))
    assert len(harness.asked) == 2
    assert cell is not None
    assert cell.answer is not None
    assert cell.answer.sentences[0].citations[0].reading == 2
    assert harness.answers.count() == 1


def test_a_paper_that_is_read_anew_without_end_fails_its_cell_with_the_reason(harness: SurveyHarness) -> None:
    _read_as(harness, 2)
    survey_id = harness.surveys.start(harness.surveys.plan(["What?"], ["p1"]))
    harness.surveys.wait(survey_id)
    cell = harness.surveys.cell(survey_id, ("p1", 0, "extractive"))
    assert cell is not None
    assert (cell.category, cell.answer, cell.problem) == ("failed", None, run.ALWAYS_READ_ANEW)
    assert len(harness.asked) == 1 + run.READINGS


def test_a_survey_removed_while_it_runs_ends_quietly(harness: SurveyHarness) -> None:
    gate = threading.Event()
    harness.say = lambda question, paper, answerer: (gate.wait(0.2), answer("Yes."))[1]
    survey_id = harness.surveys.start(harness.surveys.plan(QUESTIONS, ["p1", "p2"]))
    harness.surveys.remove(survey_id)
    with pytest.raises(UnknownSurvey):
        harness.surveys.head(survey_id)
    with harness.engine.connect() as connection:
        for table in ("survey_cells", "answers", "answer_readings"):
            count = connection.exec_driver_sql(f"SELECT COUNT(*) FROM {table}")  # noqa: S608 - names of ours
            assert count.scalar() == 0


def test_an_end_of_the_app_leaves_it_interrupted_and_the_next_start_goes_on(harness: SurveyHarness) -> None:
    gate = threading.Event()
    harness.say = lambda question, paper, answerer: (gate.wait(10) if len(harness.asked) > 2 else None, answer("Yes."))[
        1
    ]
    survey_id = harness.surveys.start(harness.surveys.plan(QUESTIONS, ["p1", "p2"]))
    wait_until(lambda: len(harness.asked) == 3)
    threading.Timer(0.1, gate.set).start()
    harness.surveys.close()
    harness.surveys = harness.open()
    interrupted = harness.surveys.head(survey_id)
    assert (interrupted.status, interrupted.reason, interrupted.done) == ("paused", INTERRUPTED, 2)
    harness.surveys.resume_interrupted()
    harness.surveys.wait(survey_id)
    assert harness.surveys.head(survey_id).status == "finished"


def test_a_survey_whose_host_nobody_said_yes_to_does_not_go_on_by_itself(harness: SurveyHarness) -> None:
    plan = harness.surveys.plan(QUESTIONS, ["p1"], ["extractive", "openai:lab"])
    survey_id = harness.store.add(plan, "running")
    harness.store.set_status(survey_id, "running")
    harness.unconfirmed["openai:lab"] = "models.example"
    harness.surveys.resume_interrupted()
    head = harness.surveys.head(survey_id)
    assert head.status == "waiting"
    assert "models.example" in head.reason
    assert harness.asked == []
    del harness.unconfirmed["openai:lab"]
    harness.surveys.resume(survey_id)
    harness.surveys.wait(survey_id)
    assert harness.surveys.head(survey_id).status == "finished"


# what can be asked


def test_nothing_to_ask_nobody_to_ask_and_no_paper_are_each_said(harness: SurveyHarness) -> None:
    with pytest.raises(SheetError, match="no question"):
        harness.surveys.plan([" "], ["p1"])
    with pytest.raises(ConfigError, match="None of the chosen papers is ready"):
        harness.surveys.plan(QUESTIONS, ["gone"])
    with pytest.raises(ConfigError, match="No answerer"):
        harness.surveys.plan(QUESTIONS, ["p1"], [])
    with pytest.raises(ConfigError, match='no answerer "openai:none"'):
        harness.surveys.plan(QUESTIONS, ["p1"], ["openai:none"])
    with pytest.raises(UnknownSurvey):
        harness.surveys.resume("none")


def test_an_estimate_goes_by_a_rule_of_thumb_and_then_by_what_it_took(harness: SurveyHarness) -> None:
    plan = harness.surveys.plan(QUESTIONS, ["p1", "p2"], ["extractive", "openai:lab"])
    before = {one.answerer: one for one in harness.surveys.estimate(plan)}
    assert before["extractive"].cost == 0
    assert before["openai:lab"].cost is None
    assert before["openai:lab"].input == 6 * 2400
    harness.say = lambda question, paper, answerer: answer("Yes.", tokens={"input": 100, "output": 10})
    harness.run("openai:lab")
    after = {one.answerer: one for one in harness.surveys.estimate(plan)}["openai:lab"]
    assert (after.input, after.output, after.from_cells) == (600, 60, 6)
    assert after.seconds == pytest.approx(6 * 0.2 / run.AT_ONCE)


def test_a_changed_question_set_is_a_new_version_and_old_surveys_keep_theirs(harness: SurveyHarness) -> None:
    first = harness.surveys.save_set("Methods", QUESTIONS)
    assert harness.surveys.save_set("Methods", QUESTIONS, first.id) == first
    plan = harness.surveys.plan([], ["p1"], question_set=first)
    survey_id = harness.surveys.start(plan)
    second = harness.surveys.save_set("Methods", [*QUESTIONS[::-1]], first.id)
    assert second.version == 2
    assert [one.version for one in harness.surveys.sets()] == [2]
    harness.surveys.wait(survey_id)
    assert [q.text for q in harness.surveys.survey(survey_id).questions] == QUESTIONS
    old = harness.surveys.question_set(first.id, 1)
    assert old is not None
    assert [q.text for q in old.questions] == QUESTIONS
    harness.surveys.remove_set(first.id)
    assert harness.surveys.sets() == []


# what people and other runs say


def test_a_persons_word_counts_is_kept_with_name_and_time_and_the_machines_stays_beside_it(
    harness: SurveyHarness,
) -> None:
    survey = harness.run()
    key = ("p1", 0, "extractive")
    harness.surveys.change(survey.id, key, "unclear", "Ada", note="Only planned.")
    harness.surveys.change(survey.id, key, "not_reported", "Bob")
    row = next(row for row in harness.surveys.rows(survey.id) if row.key == key)
    assert (row.category, row.judged, row.changed) == ("not_reported", "reported", True)
    assert [(c.person, c.category, c.note) for c in harness.surveys.changes(survey.id, key)] == [
        ("Bob", "not_reported", ""),
        ("Ada", "unclear", "Only planned."),
    ]
    with pytest.raises(ConfigError, match="Say who you are"):
        harness.surveys.change(survey.id, key, "reported", " ")


def test_what_a_person_calls_not_reported_has_no_value(harness: SurveyHarness) -> None:
    survey = harness.run()
    key = ("p1", 0, "extractive")
    value = Value("text", "Adam")
    harness.surveys.change(survey.id, key, "reported", "Ada", value=value)
    assert harness.surveys.cell(survey.id, key).value == value
    harness.surveys.change(survey.id, key, "not_reported", "Ada", value=value)
    assert harness.surveys.cell(survey.id, key).value is None


def test_two_runs_are_compared_cell_by_cell_by_category_value_and_evidence(harness: SurveyHarness) -> None:
    earlier = harness.run()

    def say(question: str, paper: str, answerer: str) -> Answer:
        if paper == "p1" and question == "What data?":
            return answer("The papers do not say.", found=False, support="no_claim")
        said = answer(f"{question} {paper} {answerer}", paper_id=paper)
        if paper == "p2" and question == "Which model?":
            cited = replace(said.sentences[0].citations[0], quote="Other words.")
            return replace(said, sentences=[replace(said.sentences[0], citations=[cited])])
        return said

    harness.say = say
    later_id = harness.surveys.start(harness.surveys.plan_again(earlier.id))
    harness.surveys.wait(later_id)
    assert harness.surveys.head(later_id).plan.repeats == earlier.id
    changed = {(c.paper_id, c.question): c.what for c in harness.surveys.compare(earlier.id, later_id)}
    assert changed == {("p1", 0): ["category", "value", "evidence"], ("p2", 1): ["evidence"]}


def test_a_run_whose_quotes_have_reference_marks_rests_on_the_same_as_one_without(harness: SurveyHarness) -> None:
    harness.say = lambda question, paper, answerer: answer(f"Otters [3] of {paper}", paper_id=paper)
    earlier = harness.run()
    with harness.engine.begin() as connection:  # as earlier versions kept it
        for row in connection.execute(select(survey_cells.c.paper_id, survey_cells.c.figures)).all():
            kept = update(survey_cells).where(survey_cells.c.paper_id == row.paper_id)
            connection.execute(kept.values(figures={**row.figures, "evidence": f"marks of {row.paper_id}"}))

    harness.say = lambda question, paper, answerer: answer(
        f"Otters of {paper}" if paper == "p1" else "Other words.", paper_id=paper
    )
    later_id = harness.surveys.start(harness.surveys.plan_again(earlier.id))
    harness.surveys.wait(later_id)
    changed = {(c.paper_id, c.question) for c in harness.surveys.compare(earlier.id, later_id) if c.evidence_changed}
    assert changed == {("p2", place) for place in range(len(QUESTIONS))}


def test_what_a_person_changed_is_no_change_of_the_answer_and_is_shown_beside_it(harness: SurveyHarness) -> None:
    earlier = harness.run()
    who = "extractive"
    value = Value("text", "Nothing.")
    harness.surveys.change(earlier.id, ("p1", 0, who), "unclear", "Ada", value=earlier.cells["p1", 0, who].value)
    harness.surveys.change(earlier.id, ("p1", 1, who), "reported", "Ada", value=value)
    harness.surveys.change(earlier.id, ("p2", 0, who), "unclear", "Ada")
    harness.surveys.change(earlier.id, ("p2", 0, who), "reported", "Ada", value=earlier.cells["p2", 0, who].value)
    assert harness.surveys.corrected(earlier.id) == {("p1", 0, who), ("p1", 1, who)}
    later_id = harness.surveys.start(harness.surveys.plan_again(earlier.id))
    harness.surveys.wait(later_id)
    assert harness.surveys.corrected(later_id) == set()
    found = {(c.paper_id, c.question): c for c in harness.surveys.compare(earlier.id, later_id)}
    assert {place: change.what for place, change in found.items()} == {
        ("p1", 0): ["correction"],
        ("p1", 1): ["correction"],
    }
    assert found["p1", 0].category == ("reported", "reported")
    assert found["p1", 0].person == ("unclear: What data? p1 extractive", "")
    assert found["p1", 1].value == ("Which model? p1 extractive", "Which model? p1 extractive")
    assert found["p1", 1].person == ("reported: Nothing.", "")
    assert not any(change.answer_changed for change in found.values())


def test_an_answer_that_changed_is_told_though_a_person_had_given_the_earlier_one_that_category(
    harness: SurveyHarness,
) -> None:
    earlier = harness.run(questions=["What?"])
    key = ("p1", 0, "extractive")
    harness.surveys.change(earlier.id, key, "not_reported", "Ada")
    harness.say = lambda question, paper, answerer: answer("The papers do not say.", found=False, support="no_claim")
    later = harness.run(questions=["What?"])
    change = next(c for c in harness.surveys.compare(earlier.id, later.id) if c.paper_id == "p1")
    assert change.category == ("reported", "not_reported")
    assert change.answer_changed
    assert change.person == ("not reported", "")


def test_a_survey_whose_papers_are_gone_cannot_be_repeated_and_that_is_said(harness: SurveyHarness) -> None:
    survey = harness.run()
    harness.papers.clear()
    with pytest.raises(ConfigError, match="None of this survey's papers"):
        harness.surveys.plan_again(survey.id)


def test_runs_are_compared_by_the_words_of_their_questions(harness: SurveyHarness) -> None:
    earlier = harness.run(questions=["What data?", "Which model?"])
    later = harness.run(questions=["Which model?", "What data?"])
    assert harness.surveys.compare(earlier.id, later.id) == []
    other = harness.run(questions=["Something else?"])
    with pytest.raises(SidelightError, match="no question in common"):
        harness.surveys.compare(earlier.id, other.id)


def test_a_cell_that_one_run_lacks_has_not_changed_and_a_repeat_goes_as_a_batch_again(harness: SurveyHarness) -> None:
    one, both = harness.run("extractive"), harness.run("extractive", "openai:lab")
    found = harness.surveys.compare(one.id, both.id)
    assert len(found) == 6
    assert not any(in_both_runs(change) for change in found)
    batched = harness.store.add(harness.surveys.plan(QUESTIONS, ["p1"], ["claude"], batch=True), "finished")
    assert harness.surveys.plan_again(batched).batch


# categories by a model


def _judged(harness: SurveyHarness, *replies: Reply, say: Answer | None = None) -> tuple[Survey, int]:
    """Return a survey of one question of one paper whose category Claude judges, and how often it was asked to."""
    if say is not None:
        harness.say = lambda question, paper, answerer: say
    with ModelServer(*replies) as server:
        harness.judge_at = server.url
        plan = harness.surveys.plan(["Which optimiser?"], ["p1"], categories_by="claude")
        survey_id = harness.surveys.start(plan, {"anthropic": "sk-test"})
        harness.surveys.wait(survey_id)
        return harness.surveys.survey(survey_id), len(server.requests)


def test_a_model_judges_the_category_from_question_answer_and_evidence(harness: SurveyHarness) -> None:
    survey, asked = _judged(harness, claude_reply(["unclear - the optimiser is only planned"]))
    cell = survey.cells["p1", 0, "extractive"]
    assert (cell.category, cell.judged_by, asked) == ("unclear", "claude", 1)


@pytest.mark.parametrize(
    "say",
    [answer("Half", stopped="Cut off."), answer(), answer("The papers do not say.", found=False)],
    ids=["cut", "empty", "not found"],
)
def test_a_model_is_never_asked_about_what_failed_or_was_not_found(harness: SurveyHarness, say: Answer) -> None:
    survey, asked = _judged(harness, claude_reply(["reported - yes"]), say=say)
    cell = survey.cells["p1", 0, "extractive"]
    assert asked == 0
    assert cell.judged_by == "rule"
    assert cell.category in {"failed", "not_reported"}


@pytest.mark.parametrize("reply", [claude_reply(["Well, who knows."]), claude_error(401, "authentication_error")])
def test_where_a_model_gives_no_category_the_rules_is_kept_and_that_is_said(
    harness: SurveyHarness, reply: Reply
) -> None:
    survey, _ = _judged(harness, reply)
    cell = survey.cells["p1", 0, "extractive"]
    assert (cell.category, cell.judged_by) == ("reported", "rule")
    assert cell.problem


def test_a_judge_that_always_fails_stops_the_run(harness: SurveyHarness) -> None:
    with ModelServer(*[claude_error(401, "authentication_error")] * 40) as server:
        harness.judge_at = server.url
        plan = harness.surveys.plan([f"Question {n}?" for n in range(15)], ["p1", "p2"], categories_by="claude")
        survey_id = harness.surveys.start(plan, {"anthropic": "sk-test"})
        harness.surveys.wait(survey_id)
    head = harness.surveys.head(survey_id)
    assert head.status == "stopped"
    assert head.done < 10


def test_the_judges_tokens_are_counted_but_are_not_the_answerers_usual_ones(harness: SurveyHarness) -> None:
    harness.say = lambda question, paper, answerer: answer("Adam.", tokens={"input": 10, "output": 2}, cost=0.5)
    survey, _ = _judged(harness, claude_reply(["reported - yes"]))
    (row,) = harness.surveys.rows(survey.id)
    spent = row.figures["judging"]
    assert spent["input"] > 0
    assert row.figures["input"] == 10 + spent["input"]
    assert row.figures["cost"] is None or row.figures["cost"] > 0.5
    plan = harness.surveys.plan(QUESTIONS, ["p1", "p2"], ["extractive"])
    assert [one.input for one in harness.surveys.estimate(plan)] == [60]


def test_an_estimate_has_the_part_of_the_model_that_judges_the_categories(harness: SurveyHarness) -> None:
    plan = harness.surveys.plan(
        QUESTIONS, ["p1", "p2"], ["extractive", "openai:lab"], categories_by="claude:claude-sonnet-4-5"
    )
    *_, guess = harness.surveys.estimate(plan)
    assert (guess.answerer, guess.judges, guess.cells) == ("claude:claude-sonnet-4-5", True, 12)
    assert guess.input == 12 * estimating.JUDGING_INPUT
    assert guess.cost == pytest.approx((guess.input * 3 + guess.output * 15) / 1e6)
    by_rule = replace(plan, categories_by="rule")
    assert [one.answerer for one in harness.surveys.estimate(by_rule)] == ["extractive", "openai:lab"]


def test_the_judges_part_goes_by_what_judging_took_and_by_how_many_answers_say_something(
    harness: SurveyHarness,
) -> None:
    harness.say = lambda question, paper, answerer: answer("Adam.", paper_id=paper, found=paper == "p1")
    with ModelServer(claude_reply(["reported - yes"], usage={"input_tokens": 300})) as server:
        harness.judge_at = server.url
        plan = harness.surveys.plan(QUESTIONS, ["p1", "p2"], categories_by="claude")
        harness.surveys.wait(harness.surveys.start(plan, {"anthropic": "sk-test"}))
        assert len(server.requests) == 3
    answers, judges = harness.surveys.estimate(plan)
    assert (answers.judges, answers.cells, answers.input) == (False, 6, 0)
    assert (judges.cells, judges.input, judges.output, judges.from_cells) == (3, 900, 126, 3)
    assert judges.seconds > 0


def test_the_offline_answerer_is_refused_as_a_judge(harness: SurveyHarness) -> None:
    with pytest.raises(ConfigError, match="judges no categories"):
        harness.surveys.plan(QUESTIONS, ["p1"], categories_by="extractive")
