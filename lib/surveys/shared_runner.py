"""Surveys that several processes of one database run together: put into a queue, and taken by whoever has nothing else to do.

How a survey stands is in the database alone; whoever runs a part of it looks there every second. A survey for which a key was
typed runs in the process in which that was done, and nowhere else unless the key is in the environment there.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping

from lib.background.job_queue import Report
from lib.errors import SidelightError, UnknownSurvey
from lib.records import CellKey
from lib.records.surveys import SurveyHead
from lib.storage.advisory_locks import AdvisoryLocks
from lib.storage.database_queue import DatabaseQueue
from lib.storage.surveys import SurveyStore
from lib.surveys.other_runs import OtherRuns, RunsTogether
from lib.surveys.progress import SurveyProgress, progress_at_rest
from lib.surveys.run import AT_ONCE, SurveyRun
from lib.surveys.runner import PROGRESS_S, OnProgress, SurveyRuns, what_is_missing
from lib.surveys.services import AsksCells, Models, Papers

LOOK_S = 1.0
"""Seconds between two looks whether somebody has halted what runs here."""
NOBODY = "It waits, since no worker takes it: start `sidelight worker`, or let an app work (SIDELIGHT_WORKERS=here)."

log = logging.getLogger(__name__)


class SharedSurveyRuns(SurveyRuns):
    """What runs of the surveys of one database, here and elsewhere. Thread-safe."""

    def __init__(
        self,
        store: SurveyStore,
        papers: Papers,
        asks: AsksCells,
        models: Models,
        queue: DatabaseQueue,
        locks: AdvisoryLocks,
        workers: Callable[[], int],
    ) -> None:
        """`workers`: how many processes take jobs now."""
        super().__init__(store, papers, asks, models)
        self._queue = queue
        self._locks = locks
        self._workers = workers
        self._first_seen: dict[str, tuple[float, int]] = {}
        """By survey, when (monotonic) this process first saw it run, and how many cells were done then."""
        self._watch = threading.Thread(target=self._follow, name="survey-status", daemon=True)
        self._watch.start()
        queue.does("survey", self)

    def __contains__(self, survey_id: str) -> bool:
        return super().__contains__(survey_id) or survey_id in self._queue.reports("survey")

    @property
    def is_shared(self) -> bool:
        """Whether other processes run surveys too."""
        return True

    # the doer of a queue

    def begin(self, subject: str, *, again: bool = False) -> None:
        """Run what is left of a survey here; one that is halted or that needs a key is left."""
        del again
        try:
            head = self._store.head(subject)
        except UnknownSurvey:
            return
        if head.status != "running":
            return
        if needed := what_is_missing(head.plan, self._models.answerers(None)):
            if self._locks.try_take(_with_keys(subject)):  # nobody has them
                self._locks.give_back(_with_keys(subject))
                self._store.set_status(subject, "waiting", f"{needed} Give it, then resume this survey.")
            return
        super().resume(subject, None)

    def stop(self, subject: str) -> None:
        """Let a survey that runs here end as the database says."""
        run = self.run_of(subject)
        if run is not None:
            status = self._store.head(subject).status
            run.halt("paused" if status == "running" else status, is_noted=True)

    def reports(self) -> Mapping[str, Report]:
        """Return how far each survey is that runs here (`SurveyProgress`), by id."""
        with self._lock:
            runs = list(self._runs.values())
        return {run.id: run.progress().to_dict() for run in runs}

    def wait(self, survey_id: str, seconds: float | None = None) -> bool:
        """Return whether the survey does not run here (any more), after so many seconds at the most."""
        run = self.run_of(survey_id)
        return run is None or run.wait(seconds)

    # what is asked of it

    def wait_for_end(self, survey_id: str, on_progress: OnProgress | None = None) -> None:
        """Wait until the survey does not run (any more), here or elsewhere, and tell its progress meanwhile."""
        while (head := self._store.head(survey_id)).status == "running":
            if on_progress is not None:
                on_progress(progress_at_rest(head))
            time.sleep(PROGRESS_S)
        self.wait(survey_id)

    def resume(self, survey_id: str, keys: Mapping[str, str] | None, *, alone: bool = False) -> None:
        """Let a survey that lacks cells go on, by whoever takes it; here, where a key was typed here. Raises UnknownSurvey."""
        head = self._store.head(survey_id)
        has_again = bool(self._again.get(survey_id))
        if any((keys or {}).values()) or has_again or alone:
            self._locks.try_take(_with_keys(survey_id))
            super().resume(survey_id, keys, alone=alone)
            return
        if head.done >= head.plan.size:
            super().resume(survey_id, keys)
            return
        if needed := what_is_missing(head.plan, self._models.answerers(None)):
            self._store.set_status(survey_id, "waiting", f"{needed} Give it, then resume this survey.")
            return
        self._store.set_status(survey_id, "running")
        self._queue.put("survey", survey_id, together=self._together(head))

    def _together(self, head: SurveyHead) -> int:
        """Return how many processes are to run a survey: as many as there are and it has work for."""
        cells = max(1, head.plan.size - head.done)
        return 1 if head.plan.batch else min(max(1, self._workers()), -(-cells // AT_ONCE))

    def put_running(self) -> None:
        """Put surveys that run, and that nobody runs or fewer than could, into the queue. Raises StoreError."""
        for survey_id in self._store.running():
            self._queue.put_missing("survey", survey_id, self._together(self._store.head(survey_id)))

    def resume_interrupted(self) -> None:
        """Do nothing: whoever takes jobs looks for surveys that nobody runs."""

    def pause(self, survey_id: str) -> None:
        """Give up the cells being asked; they are asked again at the next resume."""
        if self._store.head(survey_id).status != "finished":
            self._store.set_status(survey_id, "paused")
            self._queue.stop("survey", survey_id)

    def cancel(self, survey_id: str, keys: Mapping[str, str] | None) -> None:
        """End the survey with what is finished, and cancel its batches; its reason says why where they are not."""
        if self._store.head(survey_id).status != "finished":
            self._store.set_status(survey_id, "cancelled")
            self._queue.stop("survey", survey_id)
            if left := self.cancel_batches(survey_id, keys):
                self._store.set_status(survey_id, "cancelled", left)

    def halt_and_wait(self, survey_id: str, seconds: float) -> bool:
        """Return whether nobody runs the survey (any more), after so many seconds at the most."""
        if self._store.head(survey_id).status == "running":
            self._store.set_status(survey_id, "paused")
        self._queue.stop("survey", survey_id)
        return self._queue.wait("survey", survey_id, seconds)

    def progress(self, survey_id: str) -> SurveyProgress | None:
        """Return how far a survey is that runs, here or elsewhere; None for one that does not."""
        head = self._store.head(survey_id)
        if head.status != "running":
            self._first_seen.pop(survey_id, None)
            return None
        first_s, first = self._first_seen.setdefault(survey_id, (time.monotonic(), head.done))
        done = head.done - first
        left = (time.monotonic() - first_s) / done * (head.plan.size - head.done) if done > 0 else None
        here = super().progress(survey_id)
        reason = None if here is None else here.reason
        if here is None and not self._workers():
            reason = NOBODY
        return SurveyProgress(head.done, head.plan.size, head.failed, "running", left, reason)

    def others_of(self, survey_id: str, again: Collection[CellKey]) -> OtherRuns:
        """Return what runs the same survey elsewhere."""
        return RunsTogether(survey_id, self._store.engine, self._locks, again)

    def close(self) -> None:
        """Stop what runs here; others go on with it, or it goes on at the next start."""
        with self._lock:
            runs = list(self._runs.values())
        for run in runs:
            run.halt("running", is_noted=True)
        super().close()
        self._watch.join()

    def _ended(self, run: SurveyRun) -> None:
        self._locks.give_back(_with_keys(run.id))
        super()._ended(run)

    def _follow(self) -> None:
        """Halt what somebody has halted elsewhere."""
        while not self._closing:
            time.sleep(LOOK_S / 2)
            with self._lock:
                runs = list(self._runs.values())
            for run in runs:
                try:
                    status = self._store.status(run.id)
                except SidelightError as error:
                    log.warning("It could not be looked whether a survey goes on: %s", error.message)
                    continue
                if status is None or status != "running":
                    run.halt("cancelled" if status is None else status, is_noted=True)


def _with_keys(survey_id: str) -> str:
    """Return the lock that the process holds which runs a survey by itself, with what was typed there."""
    return f"survey with keys {survey_id}"
