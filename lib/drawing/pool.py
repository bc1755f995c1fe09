"""The app's side of drawing: requests shared by a few worker processes, each with limits on time and memory."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lib.drawing.page_letters import PlacedLetter
from lib.drawing.records import Clipping, Highlight, LitBox, Picture
from lib.errors import FILE_MISSING, ReadingCancelled, ReadingError, ReadingTimedOut
from lib.geometry import Rect
from lib.processes.protocol import worker_error
from lib.processes.worker import Message, Worker, WorkerDied
from lib.records import Box

WORKER_MODULE = "lib.drawing.worker"
WORKERS = 3
"""At once: two for a file whose pages take long, one for everybody else."""
WORKERS_A_FILE = 2
"""At most at work on one file, so that a file made to do harm never holds them all."""
WORKERS_OF_EXPORTS = 2
"""At most at work for files to take away, so that who reads a page need not wait for them."""
PICTURE_MB, PICTURE_SECONDS = 400, 10.0
"""What a page's picture may take: address space (350 MB for the largest that is drawn) and time of a processor (0.05 s are
usual)."""
COPY_MB, COPY_SECONDS = 800, 60.0
"""What a highlighted copy of a whole PDF may take, in the same units."""
SECONDS_AFTER_A_KILL = 3.0
"""A page's limit in a file that already lost a worker, of a processor's time."""
WALL_TIMES = 6
"""How many times its processor time a request may take by the clock: a worker waits for its turn on a busy machine, but one that
waits for what never comes, as for a drive of the network that is gone, is ended too."""
MOST_KILLS = 3
"""Of workers by one file; then nothing more of it is drawn until it is forgotten."""
FIRST, LATER = 0, 1
"""Priorities: what a person looks at, and what goes into a file to take away."""
CLIPPING_PAGE_PX = 1200
"""Width of the page that is clipped."""

STOPPED = "The app is closing."
WORDS_STAY = "Its words and their places are not affected."
TOO_LONG = f"This page cannot be drawn: it takes too long. {WORDS_STAY}"
TOO_MUCH = f"This page cannot be drawn: it needs more memory than drawing is allowed. {WORDS_STAY}"
COPY_TOO_LONG = "No copy of this PDF can be written: it takes too long. The answer's quotes and pages are not affected."
COPY_TOO_MUCH = (
    "No copy of this PDF can be written: it needs too much memory. The answer's quotes and pages are not affected."
)
GIVEN_UP = f"Pages of this PDF cannot be drawn: several broke the program that draws them. {WORDS_STAY}"


class _Broke(ReadingError):
    """What was to be drawn broke its worker, now or before."""


@dataclass
class _Job:
    """One request and its answer to come."""

    priority: int
    path: str
    key: tuple[Any, ...]
    """What is drawn: what broke a worker once is not drawn again."""
    request: dict[str, Any]
    body: bytes = b""
    memory_mb: int = PICTURE_MB
    seconds: float | None = None
    """Of a processor's time; None: what a page may take."""
    answer: Future[Message] = field(default_factory=Future)


class DrawingPool:
    """Worker processes that draw, started when first needed and kept warm. Thread-safe.

    What a person looks at goes before what is exported. One file has at most two workers, one once it broke a worker; what
    broke one is not tried again until `forget`, and a file that broke three is given up.
    """

    def __init__(self, workers: int = WORKERS, page_seconds: float = PICTURE_SECONDS) -> None:
        self._count = workers
        self._page_seconds = page_seconds
        self._jobs: list[_Job] = []
        self._running: list[_Job] = []
        self._broken: dict[str, dict[tuple[Any, ...], str]] = defaultdict(dict)
        self._workers: set[Worker] = set()
        self._threads: list[threading.Thread] = []
        self._changed = threading.Condition()
        self._closed = False

    # what can be had

    def picture(self, path: Path, page: int, width_px: int, password: str | None = None) -> Future[Picture]:
        """Return the page (1-based) to come, as a viewer shows it, without annotations, as WebP so many pixels wide.

        Its exception is PasswordNeeded or ReadingError.
        """
        request = {"do": "picture", "page": page, "width_px": width_px}
        return _then(
            self._submit(_Job(FIRST, str(path), ("page", page), {**request, "password": password})),
            lambda header, data: Picture(data, header["width_px"], header["height_px"]),
        )

    def clipping(self, path: Path, lit: Sequence[LitBox], password: str | None = None) -> Clipping:
        """Return places of one page in their colours, with what stands around them; raises ReadingError."""
        request = {"do": "clipping", "width_px": CLIPPING_PAGE_PX, "lit": [one.to_plain() for one in lit]}
        job = _Job(LATER, str(path), ("page", lit[0].box.page), {**request, "password": password})
        header, data = self._submit(job).result()
        return Clipping(header["page"], data, header["width_px"], header["height_px"])

    def page_labels(self, path: Path, password: str | None = None) -> list[str]:
        """Return one printed label a page ("iv", "212"), empty where it has none; none at all where they cannot be read."""
        try:
            job = _Job(LATER, str(path), ("labels",), {"do": "labels", "password": password})
            header, _ = self._submit(job).result()
        except ReadingCancelled:
            raise
        except ReadingError:
            return []
        return [str(label) for label in header["labels"]]

    def letters(self, path: Path, page: int, password: str | None = None) -> Future[list[PlacedLetter]]:
        """Return the letters of a page (1-based) to come, with their places; its exception is ReadingError."""
        job = _Job(FIRST, str(path), ("letters", page), {"do": "letters", "page": page, "password": password})
        return _then(self._submit(job), lambda header, _: [_placed(one) for one in header["letters"]])

    def user_rects(self, path: Path, boxes: Sequence[Box], password: str | None = None) -> list[Rect | None]:
        """Return where boxes lie in PDF user space (x0, y0, x1, y1 in points); None of a page that the file does not have.

        Raises PasswordNeeded, ReadingError.
        """
        body = json.dumps([box.to_dict() for box in boxes]).encode()
        job = _Job(LATER, str(path), ("places",), {"do": "places", "password": password}, body)
        header, _ = self._submit(job).result()
        return [tuple(rect) if rect is not None else None for rect in header["rects"]]

    def write_highlighted(
        self, path: Path, highlights: Sequence[Highlight], out: Path, made_with: str, password: str | None = None
    ) -> list[str]:
        """Write a copy with the highlights to the file `out`; return plain sentences on what its reader should know.

        Raises PasswordNeeded, ReadingError.
        """
        body = json.dumps([highlight.to_plain() for highlight in highlights]).encode()
        request = {"do": "highlight", "out": str(out), "made_with": made_with, "password": password}
        try:
            return self._write_copy(path, {**request, "tags": True}, body)
        except _Broke:  # a page cannot be drawn to find room for the numbers: without them it need not be
            return self._write_copy(path, {**request, "tags": False}, body)

    def _write_copy(self, path: Path, request: dict[str, Any], body: bytes) -> list[str]:
        job = _Job(LATER, str(path), ("copy", request["tags"]), request, body, COPY_MB, COPY_SECONDS)
        header, _ = self._submit(job).result()
        return [str(note) for note in header["notes"]]

    def warm(self) -> None:
        """Start a worker, so that the first page comes as quickly as later ones."""
        self._submit(_Job(FIRST, "", ("labels",), {"do": "labels", "password": None}))

    def forget(self, path: Path) -> None:
        """Try again what broke a worker, as after the file was replaced."""
        with self._changed:
            self._broken.pop(str(path), None)

    def close(self) -> None:
        """End all workers; what was to be drawn is not."""
        with self._changed:
            self._closed = True
            waiting, self._jobs = self._jobs, []
            workers = list(self._workers)
            self._changed.notify_all()
        for job in waiting:
            _fail(job, ReadingCancelled(STOPPED))
        for worker in workers:
            worker.end()
        for thread in self._threads:
            thread.join()

    # work

    def _submit(self, job: _Job) -> Future[Message]:
        with self._changed:
            if self._closed:
                _fail(job, ReadingCancelled(STOPPED))
                return job.answer
            self._jobs.append(job)
            if len(self._threads) < min(self._count, len(self._jobs) + len(self._running)):
                thread = threading.Thread(target=self._work, daemon=True, name=f"drawing-{len(self._threads)}")
                self._threads.append(thread)
                thread.start()
            self._changed.notify()
        return job.answer

    def _work(self) -> None:
        """Do one job after the other with a worker of this thread's own."""
        worker: Worker | None = None
        while (job := self._next()) is not None:
            try:
                if job.answer.set_running_or_notify_cancel():
                    worker = self._do(job, worker)
            except BaseException as error:  # noqa: BLE001 - it is the caller's, who gets it with the answer
                job.answer.set_exception(error)
            finally:
                with self._changed:
                    self._running.remove(job)
                    self._changed.notify_all()
        if worker is not None:
            self._end(worker)

    def _next(self) -> _Job | None:
        """Return the job that is next, once there is one for which a worker may be used; None where the pool is closed."""
        with self._changed:
            while not self._closed:
                may = [job for job in self._jobs if self._may_run(job)]
                if may:
                    job = min(may, key=lambda one: one.priority)  # the earliest of the first priority
                    self._jobs.remove(job)
                    self._running.append(job)
                    return job
                self._changed.wait()
        return None

    def _may_run(self, job: _Job) -> bool:
        of_file = sum(one.path == job.path for one in self._running)
        of_exports = sum(one.priority == LATER for one in self._running)
        most = 1 if self._broken.get(job.path) else WORKERS_A_FILE
        return of_file < min(most, self._count) and (job.priority == FIRST or of_exports < WORKERS_OF_EXPORTS)

    def _do(self, job: _Job, worker: Worker | None) -> Worker | None:
        """Do one job; return the worker where it can be used again."""
        with self._changed:
            broken = dict(self._broken.get(job.path, {}))
        if job.key in broken or (len(broken) >= MOST_KILLS and job.key[0] != "copy"):
            job.answer.set_exception(_Broke(broken.get(job.key, GIVEN_UP)))
            return worker
        if job.path and not Path(job.path).exists():
            job.answer.set_exception(ReadingError(FILE_MISSING))
            return worker
        worker = worker if worker is not None and worker.alive else self._start(worker)
        page_seconds = min(self._page_seconds, SECONDS_AFTER_A_KILL) if broken else self._page_seconds
        seconds = page_seconds if job.seconds is None else job.seconds
        try:
            worker.send({**job.request, "path": job.path, "memory_mb": job.memory_mb}, job.body)
            header, data = worker.receive(WALL_TIMES * seconds, processor_seconds=seconds)
        except (ReadingTimedOut, WorkerDied) as error:
            self._end(worker)
            copy = job.key[0] == "copy"
            slow, large = (COPY_TOO_LONG, COPY_TOO_MUCH) if copy else (TOO_LONG, TOO_MUCH)
            job.answer.set_exception(self._broke(job, slow if isinstance(error, ReadingTimedOut) else large))
            return None
        if "error" in header:
            job.answer.set_exception(worker_error(header))
        else:
            job.answer.set_result((header, data))
        return worker

    def _broke(self, job: _Job, why: str) -> ReadingError:
        with self._changed:
            if self._closed:
                return ReadingCancelled(STOPPED)
            self._broken[job.path][job.key] = why
        return _Broke(why)

    def _start(self, before: Worker | None) -> Worker:
        if before is not None:
            self._end(before)
        worker = Worker(WORKER_MODULE, COPY_MB)
        with self._changed:
            if not self._closed:
                self._workers.add(worker)
                return worker
        worker.end()
        raise ReadingCancelled(STOPPED)

    def _end(self, worker: Worker) -> None:
        with self._changed:
            self._workers.discard(worker)
        worker.end()


def _fail(job: _Job, error: ReadingError) -> None:
    if job.answer.set_running_or_notify_cancel():
        job.answer.set_exception(error)


def _placed(one: Sequence[Any]) -> PlacedLetter:
    char, *sides = one
    x0, top, x1, bottom = (float(side) for side in sides)
    return str(char), x0, top, x1, bottom


def _then(answer: Future[Message], make: Any) -> Future[Any]:
    """Return what is made of an answer to come."""
    made: Future[Any] = Future()

    def finish(done: Future[Message]) -> None:
        if done.cancelled():
            made.cancel()
        elif (error := done.exception()) is not None:
            made.set_exception(error)
        else:
            made.set_result(make(*done.result()))

    answer.add_done_callback(finish)
    return made
