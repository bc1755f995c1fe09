"""A survey under way: a few cells of each answerer at a time, in threads of its own, each kept as soon as it is finished."""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from lib.absence import patiently
from lib.answering.answerer import OFFLINE
from lib.answering.providers.batching import GATHERED, BatchExchange
from lib.background.tasks import Task
from lib.errors import SidelightError
from lib.records import Answer, Cell, CellKey, SurveyStatus
from lib.records.plan import SurveyPlan
from lib.storage.reading_cache import GONE
from lib.storage.surveys import SurveyStore
from lib.surveys.answerer_queue import AnswererQueue
from lib.surveys.batch_client import BatchClient
from lib.surveys.batch_work import BatchWork
from lib.surveys.categories import categorise
from lib.surveys.cell_stats import figures_of, with_judging
from lib.surveys.llm_category import JudgedCell
from lib.surveys.other_runs import TRIED_AGAIN_S, NoOthers, OtherRuns
from lib.surveys.progress import SurveyProgress
from lib.surveys.settling import SettledValue, settle_value
from lib.surveys.spending import Spending
from lib.surveys.status_reasons import reason_it_stopped, reason_not_renewed, reason_to_wait, seconds_left

AT_ONCE = 4
"""Cells of one model at a time."""
READINGS = 3
"""Times that a cell is asked again because its paper was read anew while it was asked."""
ALWAYS_READ_ANEW = (
    "The paper was read anew each time that this question was asked of it, so that no answer could point at its words. "
    "Ask this cell again once the paper is ready."
)
BROKE_OFF = (
    "Sidelight failed over this question; the log says how. The other cells go on. Ask this one again, or leave it out."
)
REMOVED = "The paper was removed before this question was asked of it."

AskCell = Callable[[str, int, str, Callable[[], bool], BatchExchange | None], Answer]
"""The answer for paper, question index, answerer; the function says whether it shall go on. Raises SidelightError."""
Judge = Callable[[int, Answer, Callable[[], bool]], JudgedCell]
"""The cell of a finished answer to a question (its index) as a model judges it, while the function says so."""

log = logging.getLogger(__name__)
_say_it_waits = functools.partial(log.info, "A survey waits: %s")

Result = TypeVar("Result")


class SurveyRun(Task[None]):
    """One survey being run in this process, in threads of its own, whose id is the survey's. Thread-safe."""

    def __init__(
        self,
        survey_id: str,
        plan: SurveyPlan,
        store: SurveyStore,
        ask: AskCell,
        is_there: Callable[[str], bool],
        on_end: Callable[[SurveyRun], None],
        judge: Judge | None = None,
        batch_clients: Mapping[str, BatchClient] | None = None,
        again: Collection[CellKey] = (),
        spending: Spending | None = None,
        others: OtherRuns | None = None,
    ) -> None:
        """`others`: what runs the same survey elsewhere; None: nothing does."""
        super().__init__(survey_id)
        self._others = others or NoOthers()
        self._is_noted = False
        """Whether somebody else has noted how the survey stands, who halted it."""
        self.plan = plan
        self._store = store
        self._ask = ask
        self._is_there = is_there
        self._spending = spending
        self._on_end = on_end
        self._judge = judge
        self._batch_clients = dict(batch_clients or {})
        """By answerer, of those whose questions go out together."""
        self.lock = threading.Condition()
        self._halt: tuple[SurveyStatus, str | None] | None = None
        self._busy: dict[CellKey, float] = {}
        self._is_over = False
        """Whether its last thread is through: how it ended is settled, though not noted yet."""
        self._closes = False
        """Whether the app ends: nothing that is away is waited for any more."""
        self.again = set(again)
        """Finished cells that are still to be asked again; each stays as it is until its new answer is there."""
        self._rereads: Counter[CellKey] = Counter()
        """How often a cell was asked again because its paper was read anew in the meantime."""
        self._not_renewed: list[str] = []
        """Why cells that were asked again keep their earlier answer."""
        done = store.cells.finished(survey_id) - self.again
        self._done = len(done)
        self._failed = store.cells.failed_count(survey_id, self.again)
        self._queues = {
            name: AnswererQueue(name, deque(), 1 if name == OFFLINE else AT_ONCE) for name in plan.answerers
        }
        for key in plan.places():
            if key not in done:
                self._queues[key[2]].waiting.append(key)
        for queue in self._queues.values():
            queue.papers = len({key[0] for key in queue.waiting})
        self._threads: list[threading.Thread] = []
        self._left = 0

    def start(self) -> None:
        """Let it run from now on."""
        for queue in self._queues.values():
            work = self.work_through if queue.answerer not in self._batch_clients else self._work_in_batch
            at_once = 1 if queue.answerer in self._batch_clients else queue.at_once
            for _ in range(min(at_once, len(queue.waiting))):
                self._threads.append(
                    threading.Thread(target=self._work, args=(work, queue), name="survey", daemon=True)
                )
        self._left = len(self._threads)
        if self._threads and (reason := self._limit_reached()) is not None:
            self.halt("paused", reason)
        if not self._threads:
            self._is_over = True
            self._end()
        for thread in self._threads:
            thread.start()

    def halt(self, status: SurveyStatus, reason: str | None = None, *, is_noted: bool = False) -> bool:
        """Return whether it can still be told to: what is being asked stops soon, unfinished, and the survey takes that status.

        The first word counts, but a run that stops may still be cancelled. `is_noted`: the database says so already.
        """
        with self.lock:
            if self._is_over:
                return False
            self._is_noted = self._is_noted or is_noted
            if self._halt is None or status == "cancelled":
                self._halt = status, reason
            self.lock.notify_all()
            return True

    @property
    def ends(self) -> bool:
        """Whether it was told to stop or is through: it may still be about to end, and takes up nothing any more."""
        with self.lock:
            return self._halt is not None or self._is_over

    def stop(self) -> None:
        """Tell it to stop, to go on at the next start."""
        self._closes = True
        self.halt("running")

    def progress(self) -> SurveyProgress:
        """Return how far it is now."""
        with self.lock:
            papers = list(dict.fromkeys(key[0] for key in self._busy))
            status, reason = self._halt or ("running", reason_to_wait(self._queues, self._batch_clients))
            left = seconds_left(self._queues.values(), self._busy)
            return SurveyProgress(self._done, self.plan.size, self._failed, status, left, reason, papers)

    def _work(self, work: Callable[[AnswererQueue], None], queue: AnswererQueue) -> None:
        try:
            self._patiently(lambda: work(queue))
        except SidelightError as error:
            self.halt("stopped", error.message)
        except Exception as error:
            log.exception("A survey broke off")
            self.halt("stopped", f"Sidelight failed in this survey ({type(error).__name__}). Resume it to go on.")
        finally:
            with self.lock:
                self._left -= 1
                last = self._is_over = self._left == 0
            if last:
                self._end()

    def _patiently(self, do: Callable[[], Result]) -> Result:
        """Return what comes of it; a database that is away is waited for, and it is done again, until the run is halted."""
        return patiently(do, lambda: self._halt is None, _say_it_waits)

    # what works on a queue, a `CellWorker`

    def work_through(self, queue: AnswererQueue) -> None:
        """Answer the cells of a queue that wait, one after the other, until none does or it is over."""
        while (key := self.take(queue)) is not None:
            self.answer(queue, key)

    def _work_in_batch(self, queue: AnswererQueue) -> None:
        client = self._batch_clients[queue.answerer]
        try:
            BatchWork(self, queue, client).work_through()
        finally:
            if self._halt is not None and self._halt[0] == "cancelled" and (left := client.cancel()):
                self._halt = "cancelled", left

    def may_work_on(self, queue: AnswererQueue) -> bool:
        """Return whether the cells of a queue are still to be worked on."""
        return self._halt is None and queue.closed is None

    def pause(self, seconds: float) -> bool:
        """Return whether to go on, after so many seconds, or less where it is halted."""
        with self.lock:
            self.lock.wait_for(lambda: self._halt is not None, seconds)
            return self._halt is None

    def take(self, queue: AnswererQueue) -> CellKey | None:
        """Return the next cell of the queue, once its answerer may be asked; None where there is none or it is over."""
        with self.lock:
            while True:
                if self._halt is not None or queue.closed is not None or not (queue.waiting or queue.elsewhere):
                    return None
                if (asked := self._others.paused(queue.answerer)) > 0:
                    queue.hold(asked)
                wait = queue.not_before - time.monotonic()
                in_hand = sum(busy[2] == queue.answerer for busy in self._busy)
                if wait <= 0 and in_hand >= queue.at_a_time:
                    self.lock.wait()  # until one of them is finished
                    continue
                if wait <= 0 and (key := self._next_cell(queue)) is not None:
                    self._busy[key] = time.monotonic()
                    return key
                self.lock.wait(wait if wait > 0 else TRIED_AGAIN_S)

    def _next_cell(self, queue: AnswererQueue) -> CellKey | None:
        """Return the next cell that no other process has in hand; None where all are, or as many as may be asked at a time."""
        if finished := self._others.finished():
            self._done += sum(one.leave_out(finished) for one in self._queues.values())
        if not queue.waiting or not self._others.enter(queue.answerer, queue.at_a_time):
            return None
        key = None
        try:
            while queue.waiting and key is None:
                key = queue.waiting[0] if self._others.take(queue.waiting[0]) else None
                if key is None:
                    queue.elsewhere.append(queue.waiting[0])
                queue.waiting.popleft()
        finally:
            if key is None:
                self._others.leave(queue.answerer)
        return key

    def answer(self, queue: AnswererQueue, key: CellKey) -> Answer | None:
        """Return what was put together for a cell that is to go out in a batch; None where it is kept, or to be asked again."""
        paper_id, question, answerer = key
        try:
            if not self._patiently(lambda: self._is_there(paper_id)):
                self._keep(queue, key, Cell(None, "failed", REMOVED, judged="failed"), {})
                return None
            exchange = queue.exchange
            if exchange is not None:
                exchange.turn_to(key)
            answer = _result_or_none(
                lambda: self._ask(paper_id, question, answerer, lambda: self._halt is None, exchange)
            )
            if answer is None:
                self._keep(queue, key, Cell(None, "failed", BROKE_OFF, judged="failed"), {})
                self._count_outcome(queue, paper_id, BROKE_OFF)
                return None
            if answer.stopped == GATHERED:
                return answer
            if self._halt is not None and answer.stopped is not None:
                return None  # it was cut off by the halt: to be asked again
            if not self._patiently(lambda: self._is_there(paper_id)):
                self._keep(queue, key, Cell(None, "failed", REMOVED, judged="failed"), {})
                return None
            if self._must_wait(queue, key, answer) or (answer.stopped == GONE and self._read_anew(queue, key)):
                return None
            self._finish(queue, key, answer)
            return None
        finally:
            with self.lock:
                self._busy.pop(key, None)
                self._others.give_back(key)
                self._others.leave(queue.answerer)
                self.lock.notify_all()

    def _finish(self, queue: AnswererQueue, key: CellKey, answer: Answer) -> None:
        """Judge the answer and keep it, unless a halt cut off the judge: then both are asked again."""
        paper_id, question, _ = key
        judged = _result_or_none(lambda: self._judged(question, answer))
        if judged is None:
            judged = JudgedCell(Cell(answer, "failed", BROKE_OFF, judged="failed"), BROKE_OFF)
        elif self._judge is not None and self._halt is not None:
            return
        self._keep(queue, key, judged.cell, with_judging(figures_of(answer), judged, self.plan.categories_by))
        self._count_spending(judged, answer)
        client = self._batch_clients.get(queue.answerer)
        if client is None or answer.stopped not in client.terms.unanswered:
            self._count_outcome(queue, paper_id, answer.stopped or judged.stopped)

    def _count_spending(self, judged: JudgedCell, answer: Answer) -> None:
        """Count what a cell cost, and pause where a limit is reached."""
        if self._spending is None:
            return
        spending, cost = self._spending, (answer.cost or 0) + (judged.cost or 0)
        self._patiently(lambda: spending.add(cost, self.plan.asked_by, self.id))
        if (reason := self._patiently(self._limit_reached)) is not None:
            self.halt("paused", reason)

    def _limit_reached(self) -> str | None:
        return None if self._spending is None else self._spending.reached(self.plan.asked_by, self.id)

    def _judged(self, question: int, answer: Answer) -> JudgedCell:
        if self._judge is not None:
            return self._judge(question, answer, lambda: self._halt is None)
        category = categorise(answer)
        of = SettledValue() if category == "failed" else settle_value(self.plan.questions[question], answer)
        cell = Cell(answer, category, answer.stopped, of.value, category, suggestion=of.suggestion)
        return JudgedCell(cell)

    def _must_wait(self, queue: AnswererQueue, key: CellKey, answer: Answer) -> bool:
        """Return whether the answerer asked to be left alone for a while, or took no question at all; the cell is kept to be
        asked again.
        """
        with self.lock:
            before = queue.not_before
            waits = queue.put_back(key, answer)
            if queue.not_before > before:
                self._others.pause(queue.answerer, queue.not_before - time.monotonic())
            self.lock.notify_all()
            return waits

    def _keep(self, queue: AnswererQueue, key: CellKey, cell: Cell, figures: dict[str, Any]) -> None:
        if key in self.again and cell.judged == "failed" and self._patiently(lambda: self._has_answer(key)):
            self._not_renewed.append(cell.problem or "the answer is empty")
            self._patiently(lambda: self._store.cells.set_answered(self.id, key))
        else:
            match self._patiently(lambda: self._store.cells.put(self.id, key, cell, figures)):
                case "no survey":
                    self.halt("cancelled", "The survey was removed.")
                    return
                case "no reading":
                    if self._read_anew(queue, key):
                        return
                    cell = failed = Cell(None, "failed", ALWAYS_READ_ANEW, judged="failed")
                    self._patiently(lambda: self._store.cells.put(self.id, key, failed, {}))
            with self.lock:
                self._failed += cell.category == "failed"
        with self.lock:
            self._done += 1
            self.again.discard(key)
            queue.finished += 1
            queue.seconds += time.monotonic() - self._busy[key]

    def _read_anew(self, queue: AnswererQueue, key: CellKey) -> bool:
        """Return whether a cell whose paper was read anew in the meantime is asked again, of the new reading; not for ever."""
        with self.lock:
            self._rereads[key] += 1
            if self._rereads[key] > READINGS:
                return False
            queue.waiting.appendleft(key)
            return True

    def _has_answer(self, key: CellKey) -> bool:
        """Return whether a cell to be asked again holds an answer that did not fail."""
        return any(row.judged != "failed" for row in self._store.cells.rows(self.id, key=key))

    def _count_outcome(self, queue: AnswererQueue, paper_id: str, problem: str | None) -> None:
        with self.lock:
            queue.count_outcome(paper_id, problem)
            self.lock.notify_all()

    def _end(self) -> None:
        try:
            patiently(self._note_end, lambda: not self._closes, _say_it_waits)
        except SidelightError as error:
            log.warning("The state of a survey could not be kept: %s", error.message)
        finally:
            self._on_end(self)
            self.end()

    def _note_end(self) -> None:
        status, reason = self._outcome()
        if not self._is_noted or status == "finished":
            self._store.set_status(self.id, status, reason)
        log.info("Survey %s is %s.", self.id, status)

    def _outcome(self) -> tuple[SurveyStatus, str | None]:
        """Return the status to end with, and why; finished is what has all its cells, whatever was said meanwhile."""
        missing = self.plan.size - self._done
        if missing > 0 and not isinstance(self._others, NoOthers):  # others may have finished some meanwhile
            missing = self.plan.size - len(self._store.cells.finished(self.id) - self.again)
        if missing <= 0:
            return "finished", reason_not_renewed(self._not_renewed)
        if self._halt is not None:
            return self._halt
        return "stopped", reason_it_stopped(self._queues.values(), missing)


def _result_or_none(do: Callable[[], Result]) -> Result | None:
    """Return what comes of the work on a cell; None where Sidelight itself failed over it, which shall cost no other cell."""
    try:
        return do()
    except SidelightError:
        raise
    except Exception:
        log.exception("A cell of a survey broke off")
        return None
