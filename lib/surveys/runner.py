"""The surveys that run in this process: begun, halted, gone on with, waited for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from lib.answering.answerers import batch_terms, choice_among
from lib.answering.providers.batching import BatchAnswerer, BatchExchange
from lib.answering.providers.catalogue import AnswererChoice
from lib.background.tasks import stop_and_wait
from lib.errors import ConfigError, SidelightError
from lib.records import Answer, CellKey, Question
from lib.records.plan import BY_RULE, PlannedPaper, SurveyPlan
from lib.storage.batch_requests import BatchStore
from lib.storage.spending import SpendingStore
from lib.storage.surveys import SurveyStore
from lib.surveys.batch_client import POLL_S, BatchClient
from lib.surveys.llm_category import JudgedCell, judge_category
from lib.surveys.other_runs import NoOthers, OtherRuns
from lib.surveys.progress import SurveyProgress
from lib.surveys.run import Judge, SurveyRun
from lib.surveys.services import AsksCells, Models, Papers
from lib.surveys.spending import Spending

PROGRESS_S = 0.2
"""Between two words on the progress of a survey that is waited for."""
CLOSE_S = 5.0
"""How long what runs is waited for at the end: a question on its way is noted, and found again at the next start."""
HALT_S = 2.0
"""How long somebody who asks again waits for what still runs; it then goes on by itself once that has ended."""
FEW = 10
"""Cells that are asked again by themselves rather than in a batch: sooner, and they cost little."""

log = logging.getLogger(__name__)

OnProgress = Callable[[SurveyProgress], object]

UNCONFIRMED = "Its questions go to {hosts}, which nobody has said yes to here. Resume it to say so."
"""Why a survey of an older version, or whose server's address was changed, does not go on by itself."""


class SurveyRuns:
    """What runs of the surveys of one database. Thread-safe."""

    def __init__(self, store: SurveyStore, papers: Papers, asks: AsksCells, models: Models) -> None:
        self._store = store
        self._batches = BatchStore(store.engine)
        self._spending = Spending(SpendingStore(store.engine), models.spending_limits)
        self._papers = papers
        self._asks = asks
        self._models = models
        self._runs: dict[str, SurveyRun] = {}
        self._again: dict[str, set[CellKey]] = {}
        """By survey, finished cells that are still to be asked again and that no run has in hand."""
        self._next: dict[str, Mapping[str, str]] = {}
        """The keys of surveys that go on as soon as the run that was halted has ended."""
        self._lock = threading.RLock()
        self._closing = False
        self.batch_poll_s = POLL_S
        """Seconds between two looks whether a batch is through."""

    def __contains__(self, survey_id: str) -> bool:
        with self._lock:  # not between the note that one runs and its run
            return survey_id in self._runs

    def start(self, plan: SurveyPlan, keys: Mapping[str, str] | None, join: bool) -> str:
        """Return the id of a survey that runs from now on or waits for a key; see `Surveys.start`. Raises StoreError."""
        survey_id = self._store.add(plan, join=join)
        self.resume(survey_id, keys)
        return survey_id

    def resume(self, survey_id: str, keys: Mapping[str, str] | None, *, alone: bool = False) -> None:
        """Let a survey that lacks cells go on, one that is about to stop after that. Raises UnknownSurvey.

        `alone`: each question by itself, whatever the plan says of batches.
        """
        with self._lock:
            head = self._store.head(survey_id)
            if self._closing:
                return
            if (before := self._runs.get(survey_id)) is not None:
                if before.ends:
                    self._next[survey_id] = dict(keys or {})
                return
            if head.done >= head.plan.size and not self._again.get(survey_id):
                if head.status != "finished":
                    self._store.set_status(survey_id, "finished")
                return
            if needed := what_is_missing(head.plan, self._models.answerers(keys)):
                self._store.set_status(survey_id, "waiting", f"{needed} Give it, then resume this survey.")
                return
            self._store.set_status(survey_id, "running")
            again = self._again.pop(survey_id, set())
            run = self.make_run(survey_id, head.plan, dict(keys or {}), alone, again)
            self._runs[survey_id] = run
        run.start()

    def extend(
        self,
        survey_id: str,
        papers: Sequence[PlannedPaper],
        questions: Sequence[Question],
        keys: Mapping[str, str] | None,
    ) -> None:
        """Add papers and questions to a survey and ask what is new; see `Surveys.extend`. Raises UnknownSurvey, ConfigError."""
        with self._lock:
            if survey_id in self:
                raise ConfigError(
                    "This survey still runs. Add papers or questions once it is finished, or pause it first."
                )
            self._store.extend(survey_id, papers, questions)
        self.resume(survey_id, keys)

    def make_run(
        self, survey_id: str, plan: SurveyPlan, keys: Mapping[str, str], alone: bool, again: Collection[CellKey]
    ) -> SurveyRun:
        """Return what will run a survey here."""
        clients = {} if alone else self._batch_clients(survey_id, plan, keys)

        def ask(
            paper_id: str, question: int, answerer: str, goes_on: Callable[[], bool], exchange: BatchExchange | None
        ) -> Answer:
            return self._asks.ask_cell(
                plan.questions[question], paper_id, answerer, plan.style, keys, goes_on, exchange
            )

        return SurveyRun(
            survey_id,
            plan,
            self._store,
            ask,
            self._papers.has,
            self._ended,
            self._judge(plan, keys),
            clients,
            again,
            self._spending,
            self.others_of(survey_id, again),
        )

    def others_of(self, survey_id: str, again: Collection[CellKey]) -> OtherRuns:
        """Return what runs the same survey elsewhere: nothing does."""
        del survey_id, again
        return NoOthers()

    def _batch_clients(self, survey_id: str, plan: SurveyPlan, keys: Mapping[str, str]) -> dict[str, BatchClient]:
        """Return what sends the questions of a run together, by answerer; of those that can, where that is chosen."""
        clients: dict[str, BatchClient] = {}
        for name in plan.answerers if plan.batch else ():
            terms = batch_terms(name)
            answerer = None if terms is None else self._models.open_answerer(name, keys)
            if terms is not None and isinstance(answerer, BatchAnswerer):
                clients[name] = BatchClient(survey_id, answerer, terms, self._batches, self.batch_poll_s)
        return clients

    def _judge(self, plan: SurveyPlan, keys: Mapping[str, str]) -> Judge | None:
        """Return what judges the categories of a run; None: the rule."""
        if plan.categories_by == BY_RULE:
            return None

        def judge(question: int, answer: Answer, goes_on: Callable[[], bool]) -> JudgedCell:
            return judge_category(
                plan.questions[question], answer, self._models.open_answerer(plan.categories_by, keys), goes_on
            )

        return judge

    def _ended(self, run: SurveyRun) -> None:
        with self._lock:
            self._runs.pop(run.id, None)
            if run.again:
                self._again.setdefault(run.id, set()).update(run.again)
            keys = self._next.pop(run.id, None)
            if keys is None:
                return
            try:
                if self._closing:
                    self._store.set_status(run.id, "running")  # it goes on at the next start
                self.resume(run.id, keys)
            except SidelightError as error:
                log.warning("A survey could not go on after its halt: %s", error.message)

    def resume_interrupted(self) -> None:
        """Let surveys that were running when the app ended go on; those that need a key or a yes to a host wait for it."""
        for head in self._store.heads():
            if head.status != "running":
                continue
            asked = [*head.plan.answerers, head.plan.categories_by]
            hosts = list(dict.fromkeys(host for one in asked if (host := self._models.unconfirmed_host(one))))
            if hosts and head.done < head.plan.size:
                self._store.set_status(head.id, "waiting", UNCONFIRMED.format(hosts=" and ".join(hosts)))
            else:
                self.resume(head.id, None)

    def put_running(self) -> None:
        """Do nothing: this process alone runs surveys."""

    def pause(self, survey_id: str) -> None:
        """Give up the cells being asked; they are asked again at the next resume."""
        if not self._halted(survey_id, "paused") and self._store.head(survey_id).status != "finished":
            self._store.set_status(survey_id, "paused")

    def cancel(self, survey_id: str, keys: Mapping[str, str] | None) -> None:
        """End the survey with what is finished, and cancel its batches; its reason says why where they are not."""
        if not self._halted(survey_id, "cancelled") and self._store.head(survey_id).status != "finished":
            self._store.set_status(survey_id, "cancelled", self.cancel_batches(survey_id, keys))

    def _halted(self, survey_id: str, status: Literal["paused", "cancelled"]) -> bool:
        """Return whether it runs, and is told to stop; one that is about to end by itself has ended then."""
        with self._lock:
            run = self._runs.get(survey_id)
            self._next.pop(survey_id, None)
        if run is None:
            return False
        if run.halt(status):
            return True
        run.wait(HALT_S)
        return False

    def cancel_batches(self, survey_id: str, keys: Mapping[str, str] | None) -> str | None:
        """Cancel the batches of a survey, and return None, or in plain words which still work on."""
        if not self._batches.under_way(survey_id):
            return None
        plan = self._store.head(survey_id).plan
        left = [client.cancel() for client in self._batch_clients(survey_id, plan, keys or {}).values()]
        return " ".join(sentence for sentence in left if sentence) or None

    def retry(self, survey_id: str, keys_of: Sequence[CellKey] | None, keys: Mapping[str, str] | None) -> int:
        """Return how many cells are asked again; see `Surveys.retry`. Raises UnknownSurvey.

        What still runs is halted; where it takes its time, such as a batch being sent, they are asked when it has ended.
        """
        head = self._store.head(survey_id)
        if not (head.to_retry if keys_of is None else set(keys_of) & self._store.cells.finished(survey_id)):
            return 0  # another tab has asked them already: what runs goes on
        with self._lock:
            run = self._runs.get(survey_id)
            ran = run is not None and (not run.ends or survey_id in self._next)
        ended = self.halt_and_wait(survey_id, HALT_S)
        head = self._store.head(survey_id)
        missing = head.plan.size - head.done
        if keys_of is None:
            count = self._store.cells.drop_failed(survey_id)
        else:
            again = set(keys_of) & self._store.cells.finished(survey_id)
            count = len(again)
            with self._lock:
                self._again.setdefault(survey_id, set()).update(again)
        if count or ran:
            if ended:
                self._store.set_status(survey_id, "paused")
            self.resume(survey_id, keys, alone=missing == 0 and count <= FEW)
        return count

    def halt_and_wait(self, survey_id: str, seconds: float) -> bool:
        """Return whether the survey does not run (any more), after so many seconds at the most."""
        with self._lock:
            run = self._runs.get(survey_id)
            self._next.pop(survey_id, None)
        if run is None:
            return True
        run.halt("paused")
        return run.wait(seconds)

    @property
    def is_shared(self) -> bool:
        """Whether other processes run surveys too."""
        return False

    def wait_for_end(self, survey_id: str, on_progress: OnProgress | None = None) -> None:
        """Wait until the survey does not run (any more), and tell its progress meanwhile."""
        while (run := self.run_of(survey_id)) is not None:
            if not run.wait(PROGRESS_S) and on_progress is not None:
                on_progress(run.progress())

    def run_of(self, survey_id: str) -> SurveyRun | None:
        """Return the run of a survey in this process; None where there is none."""
        with self._lock:
            return self._runs.get(survey_id)

    def progress(self, survey_id: str) -> SurveyProgress | None:
        """Return how far a survey is that runs; None for one that does not."""
        with self._lock:
            run = self._runs.get(survey_id)
            goes_on = survey_id in self._next
        if run is None:
            return None
        return replace(run.progress(), status="running") if goes_on else run.progress()

    def close(self) -> None:
        """Stop what runs; it goes on at the next start."""
        with self._lock:
            self._closing = True
            runs = list(self._runs.values())
        stop_and_wait(runs, CLOSE_S)


def what_is_missing(plan: SurveyPlan, choices: Sequence[AnswererChoice]) -> str | None:
    """Return what the answerers of a plan still need, in plain words; None where they can be asked."""
    for name in [*plan.answerers, plan.categories_by]:
        choice = choice_among(choices, name)
        if choice is not None and choice.needs:
            return f"{choice.name} needs {choice.needs}."
    return None
