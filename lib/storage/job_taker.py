"""Takes jobs of the queue and lets this process do them.

The queue's library runs its loop of asyncio in a thread of its own; jobs are done in further threads, as everything here.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from lib.background.job_queue import AT_ONCE, JobKind
from lib.errors import SidelightError, StoreError
from lib.logs import fault_kind
from lib.storage.database_queue import LOOK_S, WORK, DatabaseQueue

if TYPE_CHECKING:
    from procrastinate import App, JobContext

HEARTBEAT_S, SILENT_S = 3.0, 15.0
"""Seconds between two signs of life of a worker, and without one after which its jobs are given to others."""
UPKEEP_S = 5.0
"""Seconds between two looks at jobs whose worker is gone, and at work that nobody has put into the queue."""
AGAIN_S = 2
"""Seconds after which a job is offered again that was given back, and after which a loop begins again that ended by a fault."""
CANCELLED, CANCEL_S = 20, 0.5
"""How often what the loop still runs is cancelled, and seconds between."""
TRIED = 20
"""Times that a job is tried again which the database or another server interrupted."""

log = logging.getLogger(__name__)


class _GivenBack(Exception):
    """A job that goes back into the queue: this process ends, or does another part of it."""


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """Return whether a record of the queue's library says more than that a job was given back, which is no fault."""
    return not issubclass(fault_kind(record) or object, _GivenBack)


for _kind in AT_ONCE:
    logging.getLogger(f"procrastinate.worker.{_kind}").addFilter(_is_worth_a_line)


class _Threads(ThreadPoolExecutor):
    """The threads in which jobs are done, of one loop after the other: one that ends by a fault waits for no job."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Do nothing: the next loop takes further jobs."""

    def end(self) -> None:
        """Wait until all jobs under way have ended."""
        super().shutdown(wait=True)


class JobTaker:
    """Takes and does jobs until `close`."""

    def __init__(
        self,
        conninfo: str,
        queue_of: Callable[[str], DatabaseQueue],
        keep_up: Callable[[], object] = lambda: None,
        say: Callable[[str], object] = log.info,
    ) -> None:
        """Begin to take jobs. `queue_of` returns the queue of a library, with what does its jobs here.

        `keep_up` puts what should be in the queue and is not; `say` is told what is taken, in plain words.
        """
        self._conninfo = conninfo
        self._queue_of = queue_of
        self._put_missing = keep_up
        self._say = say
        self._closed = threading.Event()
        self._threads = _Threads(2 * sum(AT_ONCE.values()))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._main: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._take, name="queue", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no more, and give back what is being done."""
        self._closed.set()
        loop, main = self._loop, self._main
        if loop is not None and main is not None:
            with suppress(RuntimeError):  # it has just ended
                loop.call_soon_threadsafe(main.cancel)
        self._thread.join()
        self._threads.end()

    # the loop

    def _take(self) -> None:
        while not self._closed.is_set():
            try:
                # the loop that psycopg takes on every system
                with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                    runner.get_loop().set_default_executor(self._threads)
                    try:
                        runner.run(self._run())
                    finally:
                        runner.run(end_other_tasks())
            except (asyncio.CancelledError, Exception) as error:  # noqa: BLE001 - whatever it was, jobs are to be taken
                if not self._closed.is_set():
                    log.warning("Taking jobs was interrupted (%s); it begins again.", type(error).__name__)
            self._closed.wait(AGAIN_S)

    async def _run(self) -> None:
        import procrastinate
        from procrastinate.retry import RetryStrategy

        self._loop, self._main = asyncio.get_running_loop(), asyncio.current_task()
        connector = procrastinate.PsycopgConnector(conninfo=self._conninfo, min_size=1, max_size=6)
        app = procrastinate.App(connector=connector)
        app.task(name=WORK, pass_context=True, retry=RetryStrategy(max_attempts=TRIED, wait=AGAIN_S))(self._do)
        async with app.open_async():
            kinds = [self._take_kind(app, kind, many) for kind, many in AT_ONCE.items()]
            await _until_one_ends([*kinds, self._keep_up(app)])

    async def _take_kind(self, app: App, kind: JobKind, many: int) -> None:
        await app.run_worker_async(
            queues=[kind],
            name=kind,
            concurrency=many,
            install_signal_handlers=False,
            delete_jobs="always",
            update_heartbeat_interval=HEARTBEAT_S,
            stalled_worker_timeout=SILENT_S,
            fetch_job_polling_interval=1.0,
            abort_job_polling_interval=1.0,
            shutdown_graceful_timeout=0.1,
        )

    async def _keep_up(self, app: App) -> None:
        """Give jobs of workers that are gone to others, and put what should be in the queue and is not."""
        while True:
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_S):
                of = job.task_kwargs
                self._say(f"Taken from a worker that is gone: {of.get('kind')} {of.get('subject')}")
                with suppress(Exception):  # somebody else has just done it
                    await app.job_manager.retry_job(job)
            try:
                await asyncio.to_thread(self._put_missing)
            except SidelightError as error:
                log.warning("It could not be looked for work that nobody has: %s", error.message)
            await asyncio.sleep(UPKEEP_S)

    # a job

    def _do(self, context: JobContext, library: str, kind: JobKind, subject: str, part: int, again: bool) -> None:
        queue = self._queue_of(library)
        lock, doer = queue.lock_of(kind, subject, part), queue.doers[kind]
        if part and subject in doer.reports():
            raise _GivenBack  # to a process that does no other part of it
        while not queue.locks.try_take(lock):  # who was taken for gone is still at it
            self._check()
            if context.should_abort():
                return
            time.sleep(LOOK_S)
        self._say(f"Begun: {kind} {subject}")
        try:
            doer.begin(subject, again=again)
            while not doer.wait(subject, LOOK_S):
                self._check()
                if context.should_abort():
                    doer.stop(subject)
            with suppress(StoreError):
                queue.forget_report(kind, subject)
        finally:
            if not self._closed.is_set():  # else it goes with this process, which may still be at it for a moment
                queue.locks.give_back(lock)
        self._check()
        self._say(f"Ended: {kind} {subject}")

    def _check(self) -> None:
        """Give the job back where this process ends."""
        if self._closed.is_set():
            raise _GivenBack


async def end_other_tasks() -> None:
    """Cancel all other tasks of the loop until they have ended, `CANCELLED` times at the most.

    Asyncio cancels once and then waits for good; a pool of connections that is just making one takes that for a connection that
    failed, and waits for the next.
    """
    for _ in range(CANCELLED):
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if not others:
            return
        for task in others:
            task.cancel()
        await asyncio.wait(others, timeout=CANCEL_S)


async def _until_one_ends(works: list[Coroutine[Any, Any, None]]) -> None:
    """Do all of them until the first one ends, then end the others."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
