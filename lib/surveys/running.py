"""A survey under way: a few cells of each answerer at a time, in threads of its own, each kept as soon as it is finished."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from lib.answering.models.batches import GATHERED, REQUESTS, UNANSWERED, Batch
from lib.errors import SidelightError
from lib.records import Answer, Cell, CellKey, Record, SurveyStatus
from lib.storage.surveys import SurveyStore
from lib.surveys.categories import categorise, supported_share
from lib.surveys.comparing import evidence_mark
from lib.surveys.judging import Judged
from lib.surveys.plan import SurveyPlan
from lib.surveys.post import Letter, Post
from lib.surveys.values import parse_value

OFFLINE = "extractive"
AT_ONCE = 4
"""Cells of one model at a time."""
FAILURES_IN_A_ROW = 5
"""After so many cells of one answerer that failed one after the other, it is asked no more: the next would fail too."""
FAILING_PAPERS = 3
"""Those cells are of so many papers at least, or of all: a paper that cannot be asked is no fault of the answerer's."""
TRIES = 6
"""Waits one after the other, without an answer between, where the answerer asks to wait."""
FIRST_WAIT_S, LONGEST_WAIT_S = 2.0, 120.0
"""Doubled at each try, where the answerer does not say how long."""
REMOVED = "The paper was removed before this question was asked of it."

AskCell = Callable[[str, int, str, Callable[[], bool], Batch | None], Answer]
"""The answer for paper, question index, answerer; the function says whether it shall go on. Raises SidelightError."""
Judge = Callable[[int, Answer, Callable[[], bool]], Judged]
"""The cell of a finished answer to a question (its index) as a model judges it, while the function says so."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SurveyProgress(Record):
    """How far a survey is."""

    done: int
    """Cells finished, failed ones included."""
    total: int
    failed: int
    status: SurveyStatus
    seconds_left: float | None
    """None where it cannot be told yet, or nothing runs."""
    reason: str | None = None
    now: list[str] = field(default_factory=list)
    """Ids of the papers that are being asked."""


@dataclass(slots=True)
class _Lane:
    """One answerer's cells still to be done, and how it fares."""

    answerer: str
    waiting: deque[CellKey]
    at_once: int
    papers: int = 0
    """How many papers its cells are of."""
    failures: int = 0
    """In a row."""
    failing: set[str] = field(default_factory=set)
    """Papers of the failures in a row."""
    not_before: float = 0.0
    """Moment (monotonic) before which it asked not to be asked."""
    waits: int = 0
    """In a row."""
    closed: str | None = None
    """Why it is asked no more."""
    seconds: float = 0.0
    finished: int = 0
    posted: int = 0
    """Cells that wait for their batch."""


class SurveyRun:
    """One survey being run in this process. Thread-safe."""

    def __init__(
        self,
        survey_id: str,
        plan: SurveyPlan,
        store: SurveyStore,
        ask: AskCell,
        is_there: Callable[[str], bool],
        on_end: Callable[[SurveyRun], None],
        judge: Judge | None = None,
        posts: Mapping[str, Post] | None = None,
        again: Collection[CellKey] = (),
    ) -> None:
        self.id = survey_id
        self.plan = plan
        self._store = store
        self._ask = ask
        self._is_there = is_there
        self._on_end = on_end
        self._judge = judge
        self._posts = dict(posts or {})
        """By answerer, of those whose questions go out together."""
        self._batches: dict[str, Batch] = {}
        self._lock = threading.Condition()
        self._halt: tuple[SurveyStatus, str | None] | None = None
        self._busy: dict[CellKey, float] = {}
        self._ended = threading.Event()
        self.again = set(again)
        """Finished cells that are still to be asked again; each stays as it is until its new answer is there."""
        self._not_renewed: list[str] = []
        """Why cells that were asked again keep their earlier answer."""
        done = store.finished(survey_id) - self.again
        self._done = len(done)
        self._failed = store.failed(survey_id, self.again)
        self._lanes = {name: _Lane(name, deque(), 1 if name == OFFLINE else AT_ONCE) for name in plan.answerers}
        for key in plan.places():
            if key not in done:
                self._lanes[key[2]].waiting.append(key)
        for lane in self._lanes.values():
            lane.papers = len({key[0] for key in lane.waiting})
        self._threads: list[threading.Thread] = []
        self._left = 0

    def start(self) -> None:
        """Nothing; it runs from now on."""
        for lane in self._lanes.values():
            work = self._work_through if lane.answerer not in self._posts else self._work_in_batch
            at_once = 1 if lane.answerer in self._posts else lane.at_once
            for _ in range(min(at_once, len(lane.waiting))):
                self._threads.append(threading.Thread(target=self._work, args=(work, lane), name="survey", daemon=True))
        self._left = len(self._threads)
        if not self._threads:
            self._end()
        for thread in self._threads:
            thread.start()

    def halt(self, status: SurveyStatus, reason: str | None = None) -> None:
        """Nothing; what is being asked stops soon, unfinished, and the survey takes that status.

        The first word counts, but a run that stops may still be cancelled.
        """
        with self._lock:
            if self._halt is None or status == "cancelled":
                self._halt = status, reason
            self._lock.notify_all()

    @property
    def halted(self) -> bool:
        """Whether it was told to stop; it may still be about to."""
        return self._halt is not None

    def wait(self, seconds: float | None = None) -> bool:
        """Whether it has ended, after so many seconds at the most."""
        return self._ended.wait(seconds)

    def progress(self) -> SurveyProgress:
        """How far it is now."""
        with self._lock:
            papers = list(dict.fromkeys(key[0] for key in self._busy))
            status, reason = self._halt or ("running", self._waiting_for())
            return SurveyProgress(
                self._done, self.plan.size, self._failed, status, self._seconds_left(), reason, papers
            )

    # inside: the lock is held by whoever calls the next two

    def _seconds_left(self) -> float | None:
        left = 0.0
        for lane in self._lanes.values():
            to_do = len(lane.waiting) + sum(1 for key in self._busy if key[2] == lane.answerer)
            if to_do and lane.closed is None:
                if not lane.finished:
                    return None
                left = max(left, to_do * lane.seconds / lane.finished / lane.at_once)
        return left

    def _waiting_for(self) -> str | None:
        posted = sum(lane.posted for lane in self._lanes.values())
        if posted:
            return (
                f"{posted:,} questions are with Claude as a batch. Most are through within the hour, all within a day."
            )
        wait = max((lane.not_before - time.monotonic() for lane in self._lanes.values()), default=0.0)
        if wait < 1:
            return None
        slow = max(self._lanes.values(), key=lambda lane: lane.not_before)
        return f"{slow.answerer} asked to wait; it goes on in {wait:.0f} seconds."

    def _work(self, work: Callable[[_Lane], None], lane: _Lane) -> None:
        try:
            work(lane)
        except SidelightError as error:
            self.halt("stopped", error.message)
        except Exception as error:
            log.exception("A survey broke off")
            self.halt("stopped", f"Sidelight failed in this survey ({type(error).__name__}). Resume it to go on.")
        finally:
            with self._lock:
                self._left -= 1
                last = self._left == 0
            if last:
                self._end()

    def _work_through(self, lane: _Lane) -> None:
        while (key := self._take(lane)) is not None:
            self._answer(lane, key)

    def _work_in_batch(self, lane: _Lane) -> None:
        """Gathers and sends the lane's questions, and answers each cell as its result comes."""
        post, batch = self._posts[lane.answerer], Batch()
        self._batches[lane.answerer] = batch
        awaited: set[CellKey] = set()
        try:
            post.recover()
            while lane.waiting and self._goes_on(lane):
                self._send(lane, post, batch, awaited)
                for returned in post.results(self._pause) if self._goes_on(lane) else ():
                    mine = [key for key in returned if key in awaited]
                    batch.take({key: returned[key] for key in mine})
                    self._await(lane, awaited, without=mine)
                    self._work_through(lane)
                self._await(lane, awaited, without=list(awaited))  # what was cancelled from here is sent anew
        finally:
            self._await(lane, awaited, without=list(awaited))
            if self._halt is not None and self._halt[0] == "cancelled" and (left := post.cancel()):
                self._halt = "cancelled", left

    def _send(self, lane: _Lane, post: Post, batch: Batch, awaited: set[CellKey]) -> None:
        """Sends what was not sent yet, parcel by parcel, so that no more than one of them is in memory."""
        sent, letters = post.sent(), list[Letter]()
        with self._lock:
            awaited.update(key for key in lane.waiting if key in sent)
            lane.waiting = deque(key for key in lane.waiting if key not in sent)
            lane.posted = len(awaited)
        batch.gathering = True
        while (key := self._take(lane)) is not None:
            answer = self._answer(lane, key)
            if answer is not None and batch.request is not None:
                letters.append(Letter(key, batch.request, answer.passages))
                awaited.add(key)
            if len(letters) >= REQUESTS or (letters and not lane.waiting):
                if not self._goes_on(lane):
                    break
                post.send(letters)
                lane.posted = len(awaited)
                letters = []
        batch.gathering, batch.request = False, None

    def _await(self, lane: _Lane, awaited: set[CellKey], without: list[CellKey]) -> None:
        """Nothing; those cells wait for no batch any more but to be answered."""
        with self._lock:
            awaited.difference_update(without)
            lane.waiting.extend(without)
            lane.posted = len(awaited)

    def _goes_on(self, lane: _Lane) -> bool:
        return self._halt is None and lane.closed is None

    def _pause(self, seconds: float) -> bool:
        """Whether to go on, after so many seconds, or less where it is halted."""
        with self._lock:
            self._lock.wait_for(lambda: self._halt is not None, seconds)
            return self._halt is None

    def _take(self, lane: _Lane) -> CellKey | None:
        """The next cell of the lane, once its answerer may be asked; None where there is none or it is over."""
        with self._lock:
            while True:
                if self._halt is not None or lane.closed is not None or not lane.waiting:
                    return None
                wait = lane.not_before - time.monotonic()
                if wait <= 0:
                    key = lane.waiting.popleft()
                    self._busy[key] = time.monotonic()
                    return key
                self._lock.wait(wait)

    def _answer(self, lane: _Lane, key: CellKey) -> Answer | None:
        """What was put together for a cell that is to go out in a batch; None where it is kept, or to be asked again."""
        paper_id, question, answerer = key
        try:
            if not self._is_there(paper_id):
                self._keep(lane, key, Cell(None, "failed", REMOVED, judged="failed"), {})
                return None
            batch = self._batches.get(answerer)
            if batch is not None:
                batch.turn_to(key)
            answer = self._ask(paper_id, question, answerer, lambda: self._halt is None, batch)
            if answer.stopped == GATHERED:
                return answer
            if self._halt is not None and answer.stopped is not None:
                return None  # it was cut off by the halt: to be asked again
            if not self._is_there(paper_id):
                self._keep(lane, key, Cell(None, "failed", REMOVED, judged="failed"), {})
                return None
            if self._must_wait(lane, key, answer):
                return None
            judged = self._judged(question, answer)
            if self._judge is not None and self._halt is not None:
                return None  # the judge was cut off: both are asked again
            self._keep(lane, key, judged.cell, with_judging(figures_of(answer), judged))
            if answer.stopped not in UNANSWERED:
                self._heed_failures(lane, paper_id, answer.stopped or judged.stopped)
            return None
        finally:
            with self._lock:
                self._busy.pop(key, None)

    def _judged(self, question: int, answer: Answer) -> Judged:
        if self._judge is not None:
            return self._judge(question, answer, lambda: self._halt is None)
        category = categorise(answer)
        value = None if category == "failed" else parse_value(self.plan.questions[question], answer)
        return Judged(Cell(answer, category, answer.stopped, value, category))

    def _must_wait(self, lane: _Lane, key: CellKey, answer: Answer) -> bool:
        """Whether the answerer asked to be left alone for a while; the cell is then asked again after that."""
        with self._lock:
            if answer.retry_after is None:
                return False
            if time.monotonic() < lane.not_before:  # asked before the word came that all shall wait
                lane.waiting.appendleft(key)
                return True
            if lane.waits >= TRIES:
                return False
            wait = max(answer.retry_after, min(FIRST_WAIT_S * 2**lane.waits, LONGEST_WAIT_S))
            lane.waits += 1
            lane.not_before = max(lane.not_before, time.monotonic() + wait)
            lane.waiting.appendleft(key)
            self._lock.notify_all()
            return True

    def _keep(self, lane: _Lane, key: CellKey, cell: Cell, figures: dict[str, Any]) -> None:
        if key in self.again and cell.judged == "failed" and self._has_answer(key):
            self._not_renewed.append(cell.problem or "the answer is empty")
        elif not self._store.put(self.id, key, cell, figures):
            self.halt("cancelled", "The survey was removed.")
            return
        with self._lock:
            self._done += 1
            self.again.discard(key)
            self._failed += cell.category == "failed"
            lane.finished += 1
            lane.seconds += time.monotonic() - self._busy[key]

    def _has_answer(self, key: CellKey) -> bool:
        """Whether a cell to be asked again holds an answer that did not fail."""
        return any(row.judged != "failed" for row in self._store.rows(self.id, key=key))

    def _heed_failures(self, lane: _Lane, paper_id: str, problem: str | None) -> None:
        with self._lock:
            if problem is None:
                lane.failures = lane.waits = 0
                lane.failing.clear()
                return
            lane.failures += 1
            lane.failing.add(paper_id)
            if lane.failures < FAILURES_IN_A_ROW or lane.closed is not None:
                return
            if len(lane.failing) >= min(FAILING_PAPERS, lane.papers):
                lane.closed = problem
                self._lock.notify_all()
            else:  # other papers next: they tell whether it is the answerer or the paper
                lane.waiting = deque(sorted(lane.waiting, key=lambda key: key[0] in lane.failing))

    def _end(self) -> None:
        status, reason = self._outcome()
        try:
            self._store.set_status(self.id, status, reason)
        except SidelightError as error:
            log.warning("The state of a survey could not be kept: %s", error.message)
        finally:
            self._on_end(self)
            self._ended.set()

    def _outcome(self) -> tuple[SurveyStatus, str | None]:
        """Finished is what has all its cells, whatever was said meanwhile."""
        missing = self.plan.size - self._done
        if missing <= 0:
            return "finished", self._kept_earlier()
        if self._halt is not None:
            return self._halt
        told = [
            f"{lane.answerer} failed on {FAILURES_IN_A_ROW} cells in a row and was asked no more: {lane.closed}"
            for lane in self._lanes.values()
            if lane.closed is not None and lane.waiting
        ]
        told.append("1 cell is missing." if missing == 1 else f"{missing:,} cells are missing.")
        return "stopped", " ".join(told)

    def _kept_earlier(self) -> str | None:
        if not self._not_renewed:
            return None
        count = len(self._not_renewed)
        cells = "1 cell keeps its" if count == 1 else f"{count:,} cells keep their"
        return f"{cells} earlier answer, because asking again failed: {self._not_renewed[-1]}"


def with_judging(figures: dict[str, Any], judged: Judged) -> dict[str, Any]:
    """The figures of an answer with the tokens and cost of judging it; `judging` tells the tokens' part."""
    if not judged.tokens:
        return figures
    spent = {name: judged.tokens.get(name, 0) for name in ("input", "output")}
    cost = None if figures["cost"] is None or judged.cost is None else figures["cost"] + judged.cost
    return {
        **figures,
        **{name: figures[name] + tokens for name, tokens in spent.items()},
        "cost": cost,
        "judging": spent,
    }


def figures_of(answer: Answer) -> dict[str, Any]:
    """What a matrix shows of an answer without opening it: seconds, tokens, cost, the share of its claims supported."""
    pages = sorted({box.page for s in answer.sentences for c in s.citations for box in c.boxes})
    return {
        "seconds": round(sum(answer.seconds.values()), 3),
        "input": answer.tokens.get("input", 0),
        "output": answer.tokens.get("output", 0),
        "cost": answer.cost,
        "supported": supported_share(answer),
        "model": answer.model,
        "text": " ".join(answer.text.split())[:200],
        "pages": pages[:20],
        "evidence": evidence_mark(answer),
    }
