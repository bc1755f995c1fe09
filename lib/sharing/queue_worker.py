"""A process that reads papers and runs surveys of a shared installation: `sidelight worker`, and an app that works too."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from lib.acting import acting_as
from lib.errors import ConfigError, SidelightError
from lib.library.deployment import Shared
from lib.records.people import OWNER
from lib.storage.advisory_locks import ProcessKind
from lib.storage.database_queue import DatabaseQueue
from lib.storage.job_taker import JobTaker
from lib.workspace import Workspace

REPORT_S = 1.0
"""Seconds between two reports of how far jobs are."""

log = logging.getLogger(__name__)


class QueueWorker:
    """Takes jobs of all projects of an installation until `close`."""

    def __init__(
        self, workspace: Workspace, kind: ProcessKind = "worker", say: Callable[[str], object] = log.info
    ) -> None:
        """Begin to take jobs, for a workspace that the caller closes afterwards. `say` is told what is taken, in plain words.

        Raises ConfigError for a workspace that no others share, StoreError.
        """
        deployment = _shared(workspace)
        deployment.locks.be(kind)
        self.workspace = workspace
        self._libraries: dict[str, Workspace] = {"": workspace}
        self._opening = threading.Lock()
        self._closed = threading.Event()
        self._taker = JobTaker(deployment.store.conninfo, self._queue_of, self._put_missing, say)
        self._reporter = threading.Thread(target=self._report, name="queue-reports", daemon=True)
        self._reporter.start()

    def close(self) -> None:
        """Give back what is being done, and close the projects that were opened for it."""
        self._closed.set()
        self._taker.close()
        self._reporter.join()
        for project, workspace in list(self._libraries.items()):
            if project:
                workspace.close()

    def _queue_of(self, project: str) -> DatabaseQueue:
        return _shared(self._library(project)).jobs

    def _library(self, project: str) -> Workspace:
        with self._opening, acting_as(OWNER):
            workspace = self._libraries.get(project)
            if workspace is None:
                workspace = self._libraries[project] = self.workspace.open_project(project)
            return workspace

    def _put_missing(self) -> None:
        """Put papers that are to be read and surveys that run into the queue where they are not. Raises SidelightError."""
        for project in ["", *self.workspace.projects_with_work()]:
            workspace = self._library(project)
            queue = _shared(workspace).jobs
            with acting_as(OWNER):
                waiting = queue.reports("paper")
                for paper_id in workspace.unfinished_papers():
                    if paper_id not in waiting:
                        queue.put_missing("paper", paper_id)
                workspace.surveys.put_running()

    def _report(self) -> None:
        while not self._closed.wait(REPORT_S):
            for workspace in list(self._libraries.values()):
                try:
                    _shared(workspace).jobs.write_reports()
                except SidelightError as error:
                    log.warning("How far jobs are could not be written: %s", error.message)


def _shared(workspace: Workspace) -> Shared:
    """Return how a workspace is shared; raises ConfigError where it is not."""
    if not isinstance(workspace.deployment, Shared):
        raise ConfigError("Nobody else has this library: jobs are done as they come.")
    return workspace.deployment
