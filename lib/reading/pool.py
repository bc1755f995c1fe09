"""The app's side of reading: worker processes that share a paper's pages, with limits on time and memory."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from lib import errors
from lib.errors import NoText, ReadingCancelled, ReadingError, ReadingTimedOut, TooManyPages
from lib.reading.frames import read_frame, write_frame
from lib.reading.reading import PaperReading
from lib.threads import DaemonThreads

ROOT = Path(__file__).resolve().parents[2]
LEAST_WORKER_MB = 240
"""Below this a worker cannot even start."""
PAGES_A_RANGE = 24
LEAST_PAGES_A_RANGE = 4
POLL_SECONDS = 0.1
SECONDS_TO_FINISH = 5.0
"""Kept back from the time limit for putting the other pages together."""
SECONDS_AFTER_A_KILL = 3.0
"""A page's limit in a paper that already lost one: so a file full of traps ends in time too."""
MOST_KILLS = 3
SECONDS_TO_PUT_TOGETHER = 120.0

Message = tuple[dict[str, Any], bytes]


class _WorkerDied(Exception):
    """The process ended or was killed in the middle of a request."""


class _Worker:
    """One worker process and the thread that takes its answers."""

    def __init__(self, memory_mb: int) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "lib.reading.worker", str(memory_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=environment,
        )
        self._answers: queue.Queue[Message | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True, name="reading-worker").start()

    def _listen(self) -> None:
        stream = cast("BinaryIO", self._process.stdout)
        try:
            while (frame := read_frame(stream)) is not None:
                self._answers.put(frame)
        except (OSError, ValueError):
            self._process.kill()
        self._answers.put(None)

    def send(self, header: dict[str, Any], body: bytes = b"") -> None:
        try:
            write_frame(cast("BinaryIO", self._process.stdin), header, body)
        except OSError as error:
            raise _WorkerDied from error

    def receive(self, seconds: float, cancelled: Callable[[], bool] | None) -> Message:
        """The next answer; raises ReadingTimedOut, ReadingCancelled or _WorkerDied."""
        end = time.monotonic() + seconds
        while True:
            try:
                frame = self._answers.get(timeout=min(POLL_SECONDS, max(0.001, end - time.monotonic())))
            except queue.Empty:
                if cancelled is not None and cancelled():
                    raise ReadingCancelled("Reading was stopped.") from None
                if time.monotonic() > end:
                    raise ReadingTimedOut(f"Reading stopped: no page was finished for {seconds:.0f} seconds.") from None
                continue
            if frame is None:
                raise _WorkerDied
            return frame

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        """Kills the process; what it was doing is lost."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue


@dataclass
class _Paper:
    """A paper under way, shared by the threads that read its ranges."""

    path: str
    password: str | None
    seconds: float
    on_page: Callable[[int, int], None] | None
    cancelled: Callable[[], bool] | None
    page_count: int = 0
    pages: dict[int, bytes] = field(default_factory=dict)
    lost: dict[int, str] = field(default_factory=dict)
    kills: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def finished(self, number: int, body: bytes | None, reason: str = "") -> None:
        with self.lock:
            if body is None:
                self.lost[number] = reason
            else:
                self.pages[number] = body
            done = len(self.pages) + len(self.lost)
        if self.on_page is not None:
            self.on_page(done, self.page_count)


class ReadingPool:
    """Worker processes, started when first needed and used again. Several threads may read at once and share them."""

    def __init__(self, workers: int | None = None, memory_mb: int = 1000) -> None:
        wanted = workers or os.cpu_count() or 1
        self._count = max(1, min(wanted, memory_mb // LEAST_WORKER_MB))
        self._memory_mb = max(LEAST_WORKER_MB, memory_mb // self._count)
        self._free: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(self._count):
            self._free.put(None)
        self._threads = DaemonThreads(self._count, "reading")
        self._all: set[_Worker] = set()
        self._lock = threading.Lock()
        self._closed = False

    def read(
        self,
        path: Path,
        *,
        password: str | None = None,
        page_limit: int = 2000,
        seconds_without_page: float = 30,
        on_page: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> PaperReading:
        """The paper's reading; `on_page(done, all)` is told of every page.

        Raises ReadingError kinds, each with a sentence for the user.
        """
        seconds = (
            max(0.5, seconds_without_page - SECONDS_TO_FINISH)
            if seconds_without_page > 2 * SECONDS_TO_FINISH
            else seconds_without_page
        )
        paper = _Paper(str(Path(path).resolve()), password, seconds, on_page, cancelled)
        opened = self._open(paper)
        paper.page_count = opened["pages"]
        _check_count(paper.page_count, page_limit)
        self._read_pages(paper)
        if not paper.pages:
            raise _nothing_read(paper)
        return self._put_together(paper, opened["info"])

    def close(self) -> None:
        """Ends all workers; what they were reading is lost."""
        with self._lock:
            self._closed = True
            workers = list(self._all)
            self._all.clear()
        for worker in workers:
            worker.end()
        self._threads.close(wait=False)

    @contextmanager
    def _worker(self, cancelled: Callable[[], bool] | None) -> Iterator[_Worker]:
        """A worker for one request; it is ended where the request did not end well."""
        slot = self._take_slot(cancelled)
        worker = slot if slot is not None and slot.alive else None
        keep: _Worker | None = None
        try:
            if worker is None:
                if slot is not None:
                    self._end(slot)
                worker = self._start()
            yield worker
            keep = worker
        finally:
            if keep is None and worker is not None:
                self._end(worker)
            self._free.put(keep)

    def _take_slot(self, cancelled: Callable[[], bool] | None) -> _Worker | None:
        while True:
            if self._closed:
                raise ReadingCancelled("Reading was stopped.")
            try:
                return self._free.get(timeout=POLL_SECONDS)
            except queue.Empty:
                if cancelled is not None and cancelled():
                    raise ReadingCancelled("Reading was stopped.") from None

    def _start(self) -> _Worker:
        worker = _Worker(self._memory_mb)
        with self._lock:
            if not self._closed:
                self._all.add(worker)
                return worker
        worker.end()
        raise ReadingCancelled("Reading was stopped.")

    def _end(self, worker: _Worker) -> None:
        with self._lock:
            self._all.discard(worker)
        worker.end()

    def _open(self, paper: _Paper) -> dict[str, Any]:
        try:
            with self._worker(paper.cancelled) as worker:
                worker.send({"do": "open", "path": paper.path, "password": paper.password})
                answer, _ = worker.receive(paper.seconds, paper.cancelled)
        except _WorkerDied as error:
            raise self._death() from error
        except ReadingTimedOut:
            raise ReadingTimedOut(f"The PDF did not open within {paper.seconds:.0f} seconds.") from None
        if "error" in answer:
            raise _error(answer)
        return answer

    def _death(self) -> ReadingError:
        if self._closed:
            return ReadingCancelled("Reading was stopped.")
        return ReadingError("The PDF breaks the reader or needs more memory than reading is allowed.")

    def _read_pages(self, paper: _Paper) -> None:
        ranges = _ranges(paper.page_count, self._count)
        if len(ranges) == 1:
            self._read_range(paper, ranges[0])
            return
        for future in [self._threads.submit(self._read_range, paper, numbers) for numbers in ranges]:
            try:
                future.result()
            except CancelledError:
                raise ReadingCancelled("Reading was stopped.") from None

    def _read_range(self, paper: _Paper, numbers: Sequence[int]) -> None:
        """Reads the pages; where a page kills its worker, that page is lost and another worker takes the rest."""
        left = list(numbers)
        while left:
            try:
                with self._worker(paper.cancelled) as worker:
                    worker.send({"do": "read", "path": paper.path, "password": paper.password, "pages": left})
                    self._take_pages(worker, paper, left)
            except ReadingTimedOut:
                self._lose(paper, left, "takes too long")
            except _WorkerDied as error:
                if self._closed:
                    raise ReadingCancelled("Reading was stopped.") from error
                self._lose(paper, left, "breaks the reader")

    def _take_pages(self, worker: _Worker, paper: _Paper, left: list[int]) -> None:
        while left:
            seconds = paper.seconds if not paper.kills else min(paper.seconds, SECONDS_AFTER_A_KILL)
            answer, body = worker.receive(seconds, paper.cancelled)
            if paper.cancelled is not None and paper.cancelled():
                raise ReadingCancelled("Reading was stopped.")
            if "error" in answer:
                self._lose(paper, left, "needs too much memory")
                raise _Retired
            left.remove(answer["page"])
            paper.finished(answer["page"], None if "failed" in answer else body, "is damaged")
        worker.receive(paper.seconds, paper.cancelled)

    def _lose(self, paper: _Paper, left: list[int], reason: str) -> None:
        """Gives up the page that was being read, and all that is left where the paper has killed too many workers."""
        with paper.lock:
            paper.kills += 1
            all_of_them = paper.kills > MOST_KILLS
        gone = list(left) if all_of_them else left[:1]
        for number in gone:
            left.remove(number)
            paper.finished(number, None, reason)

    def _put_together(self, paper: _Paper, info: dict[str, str]) -> PaperReading:
        body = b"[" + b",".join(paper.pages[number] for number in sorted(paper.pages)) + b"]"
        try:
            with self._worker(paper.cancelled) as worker:
                worker.send({"do": "put together", "page_count": paper.page_count, "info": info}, body)
                answer, plain = worker.receive(SECONDS_TO_PUT_TOGETHER, paper.cancelled)
        except _WorkerDied as error:
            raise self._death() from error
        if "error" in answer:
            raise _error(answer)
        reading = PaperReading.from_plain({**json.loads(plain), "problem": _problem(paper)})
        if not reading.sentences:
            raise _no_text(reading)
        return reading


class _Retired(_WorkerDied):
    """The worker said that it must end; its page is already given up."""


def _ranges(page_count: int, workers: int) -> list[list[int]]:
    """The pages in runs: one a worker, shorter ones for long papers, so that a lost worker costs little."""
    length = min(PAGES_A_RANGE, max(LEAST_PAGES_A_RANGE, -(-page_count // workers)))
    return [list(range(first, min(first + length, page_count + 1))) for first in range(1, page_count + 1, length)]


def _check_count(page_count: int, page_limit: int) -> None:
    if page_count == 0:
        raise NoText("The PDF has no pages.")
    if page_count > page_limit:
        raise TooManyPages(
            f"The PDF has {page_count:,} pages, more than the limit of {page_limit:,}. The limit is a setting."
        )


def _error(answer: dict[str, Any]) -> ReadingError:
    """The error that a worker reported."""
    kind = getattr(errors, str(answer["error"]), ReadingError)
    if kind is errors.PasswordNeeded:
        return errors.PasswordNeeded(answer["message"], wrong=bool(answer.get("wrong")))
    return (
        kind(answer["message"])
        if isinstance(kind, type) and issubclass(kind, ReadingError)
        else ReadingError(answer["message"])
    )


def _problem(paper: _Paper) -> str | None:
    """In plain words which pages could not be read."""
    if not paper.lost:
        return None
    by_reason: dict[str, list[int]] = {}
    for number, reason in sorted(paper.lost.items()):
        by_reason.setdefault(reason, []).append(number)
    parts = [f"{_pages(numbers)} could not be read ({reason})" for reason, numbers in by_reason.items()]
    return "; ".join(parts) + "."


def _pages(numbers: Sequence[int]) -> str:
    """Such as "Page 3" or "Pages 3-5 and 9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    text = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"Page {text}" if len(numbers) == 1 else f"Pages {text}"


def _nothing_read(paper: _Paper) -> ReadingError:
    reasons = set(paper.lost.values())
    if reasons == {"takes too long"}:
        return ReadingTimedOut("The PDF takes too long to read.")
    return ReadingError(
        "No page of the PDF can be read: it is damaged." if reasons == {"is damaged"} else "The PDF breaks the reader."
    )


def _no_text(reading: PaperReading) -> NoText:
    verdicts = set(reading.page_quality)
    if "scan without text" in verdicts:
        return NoText(
            "The PDF is a scan: its pages are pictures without text. Recognising the text (OCR) is not installed."
        )
    if "garbled" in verdicts:
        return NoText("The PDF's fonts do not tell which letters they show, so its text cannot be read.")
    return NoText("The PDF has no text.")
