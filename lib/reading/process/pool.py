"""The app's side of reading: a paper's pages shared by worker processes, with limits on time and memory."""

from __future__ import annotations

import json
import os
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lib.disk import MEGABYTE
from lib.errors import NoText, NotInstalled, ReadingCancelled, ReadingError, ReadingTimedOut, TooManyPages
from lib.processes.protocol import worker_error
from lib.processes.worker import POLL_SECONDS, STOPPED, Cancelled, Worker, WorkerDied
from lib.reading.language import language_of
from lib.reading.process.figure_panels import RECOGNISER_MB, FigurePanels
from lib.reading.process.reading_errors import lost_pages_in_words, no_page_read, no_sentence
from lib.reading.process.workers import RECOGNITION_PRIORITY, Workers
from lib.reading.reading import PaperReading

PAGES_A_RANGE = 24
"""Pages that one request asks for, at most: what a killed worker costs is at most these."""
LEAST_PAGES_A_RANGE, RANGES_A_WORKER = 2, 3
"""And at least; so many ranges for each worker: one that is done with pages of little text takes some of those that are left."""
LEAST_SECONDS_A_PAGE = 0.5
SECONDS_TO_FINISH = 5.0
"""Kept back from the time limit for putting the other pages together."""
SECONDS_AFTER_A_KILL = 3.0
"""A page's limit in a paper that already lost one: so a file full of traps ends in time too."""
MOST_KILLS = 3
"""Of workers by one paper; then all its other pages are given up."""
SECONDS_TO_PUT_TOGETHER = 120.0
"""For ordering the text of all pages."""
SECONDS_TO_RECOGNISE = 120.0
"""A page's limit; 5-10 are usual."""
MOST_READ_MB = 150
"""What the pages of a paper may bring in all; a dense page brings 40 kB, a file made to do harm hundreds of megabytes."""
SECONDS_TO_GREET = 20.0
"""In which a worker that does nothing else answers; one that has to be started imports for half a second first."""
GREETING_PRIORITY = -1.0
"""Before every paper: it takes a millisecond."""
WITHOUT_TEXT = ("scan without text", "garbled", "unreadable")
DOUBTFUL = ("letters unknown", "readers disagree", "letters contradicted")
"""Qualities of pages that recognition makes readable, and of those that it may make better."""


@dataclass(frozen=True)
class Recognition:
    """How pages without usable text are recognised, and where that is stored, so that no page is recognised twice."""

    stored: Mapping[int, bytes]
    """Pages that were recognised before: they are used, whatever is wanted."""
    store: Callable[[int, bytes], None] = lambda page, content: None
    """Is given each page that was recognised."""
    wanted: bool = True
    """Whether the others are to be recognised now."""
    doubtful: bool = False
    """Whether pages with some doubtful letters are among those."""
    letters: bool = False
    """Whether the letters of panels are looked for in figures that are pictures."""
    on_page: Callable[[int, int], None] = lambda done, total: None
    """Is told of every page, `done` of those to be recognised."""


@dataclass
class _PaperInProgress:
    """A paper that is being read, shared by the threads that read its ranges."""

    path: str
    password: str | None
    seconds: float
    on_page: Callable[[int, int], None] | None
    cancelled: Cancelled
    page_count: int = 0
    pages: dict[int, bytes] = field(default_factory=dict)
    lost: dict[int, str] = field(default_factory=dict)
    recognised: set[int] = field(default_factory=set)
    not_recognised: dict[int, str] = field(default_factory=dict)
    kills: int = 0
    read_bytes: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def file(self) -> dict[str, str | None]:
        """The file, as every request names it."""
        return {"path": self.path, "password": self.password}

    def check_cancelled(self) -> None:
        """Raise ReadingCancelled where the reading was cancelled."""
        if self.cancelled is not None and self.cancelled():
            raise ReadingCancelled(STOPPED)

    def finished(self, number: int, body: bytes | None, reason: str = "") -> None:
        """Take a page, or give it up for the `reason` where it has no body."""
        with self.lock:
            if body is None:
                self.lost[number] = reason
            else:
                self._take(number, body)
            done = len(self.pages) + len(self.lost)
        if self.on_page is not None:
            self.on_page(done, self.page_count)

    def recovered(self, number: int, body: bytes) -> None:
        """Take a page that was lost, or that had no text."""
        with self.lock:
            self._take(number, body)
            self.lost.pop(number, None)

    def _take(self, number: int, body: bytes) -> None:
        self.read_bytes += len(body) - len(self.pages.get(number, b""))
        if self.read_bytes > MOST_READ_MB * MEGABYTE:
            raise ReadingError(
                f"The PDF's pages hold more than {MOST_READ_MB} MB of text and positions, far more than a paper does. "
                "It was not read. If you need it, split it into parts."
            )
        self.pages[number] = body


class ReadingPool:
    """Worker processes, started when first needed and used again. Several threads may read at once and share them.

    Of papers that are read at once the shorter one's pages go first: a paper dropped after a book is read in between.
    """

    def __init__(self, workers: int | None = None, memory_mb: int = 1000) -> None:
        self._workers = Workers(workers, memory_mb)
        self._recognising = threading.Lock()  # one at a time: it takes every core and much of the memory

    @property
    def workers(self) -> int:
        """How many pages are read at once, at the most."""
        return self._workers.count

    @property
    def busy(self) -> int:
        """How many workers are at work."""
        return self._workers.busy

    def problem(self) -> str | None:
        """Return why no worker answers, in plain words; None where one does, and where all are at work, which has a limit."""
        if self.busy == self.workers:
            return None
        try:
            with self._workers.worker(GREETING_PRIORITY, None) as worker:
                worker.send({"do": "greet"})
                worker.receive(SECONDS_TO_GREET)
        except (WorkerDied, OSError):
            return "Reading processes cannot be started, or end at once: is there memory for them?"
        except ReadingError:
            return "Reading processes do not answer."
        return None

    def read(
        self,
        path: Path,
        *,
        password: str | None = None,
        page_limit: int = 2000,
        seconds_without_page: float = 30,
        on_page: Callable[[int, int], None] | None = None,
        cancelled: Cancelled = None,
        recognition: Recognition | None = None,
    ) -> PaperReading:
        """Return the paper's reading; `on_page(done, all)` is told of every page.

        Raises ReadingError kinds, each with a sentence for the user.
        """
        seconds = (
            max(LEAST_SECONDS_A_PAGE, seconds_without_page - SECONDS_TO_FINISH)
            if seconds_without_page > 2 * SECONDS_TO_FINISH
            else seconds_without_page
        )
        paper = _PaperInProgress(str(Path(path).resolve()), password, seconds, on_page, cancelled)
        opened = self._open(paper)
        paper.page_count = opened["pages"]
        _check_count(paper.page_count, page_limit)
        self._read_pages(paper)
        self._read_lost(paper)
        if not paper.pages:
            raise no_page_read(paper.lost)
        reading = self._put_together(paper, opened["info"])
        if recognition is not None and (numbers := _to_recognise(reading, recognition)):
            self._recognise(paper, {n: _recognised_quality(reading.page_quality[n - 1]) for n in numbers}, recognition)
            reading = self._put_together(paper, opened["info"])
        if not reading.sentences:
            raise no_sentence(reading, paper.not_recognised)
        letters = recognition is not None and recognition.letters
        reading = FigurePanels(self._workers, paper.file, cancelled).added(reading, recognise=letters)
        # here and not in a worker: each would hold the model's 80 MB
        return replace(reading, language=language_of(reading.title, reading.sentences))

    def close(self) -> None:
        """End all workers; what they were reading is lost."""
        self._workers.close()

    def _open(self, paper: _PaperInProgress) -> dict[str, Any]:
        try:
            with self._workers.worker(0, paper.cancelled) as worker:
                worker.send({"do": "open", **paper.file})
                answer, _ = worker.receive(paper.seconds, paper.cancelled)
        except WorkerDied as error:
            raise self._error_of_dead_worker() from error
        except ReadingTimedOut:
            raise ReadingTimedOut(f"The PDF did not open within {paper.seconds:.0f} seconds.") from None
        if "error" in answer:
            raise worker_error(answer)
        return answer

    def _error_of_dead_worker(self) -> ReadingError:
        if self._workers.closed:
            return ReadingCancelled(STOPPED)
        return ReadingError("The PDF breaks the reader or needs more memory than reading is allowed.")

    # reading pages

    def _read_pages(self, paper: _PaperInProgress) -> None:
        ranges = deque(_ranges(paper.page_count, self._workers.count))
        faults: list[BaseException] = []

        def read_ranges() -> None:
            try:
                while ranges and not faults:
                    self._read_range(paper, ranges.popleft())
            except IndexError:
                return  # another thread took the last range
            except BaseException as error:  # noqa: BLE001 - it is the caller's, who gets it below
                faults.append(error)

        helpers = [
            threading.Thread(target=read_ranges, daemon=True, name="reading")
            for _ in range(min(len(ranges), self._workers.count) - 1)
        ]
        for helper in helpers:
            helper.start()
        read_ranges()
        for helper in helpers:
            helper.join()
        if faults:
            raise faults[0]

    def _read_range(self, paper: _PaperInProgress, numbers: Sequence[int]) -> None:
        """Read the pages; where a page kills its worker, that page is lost and another worker takes the rest."""
        left = list(numbers)
        while left:
            try:
                with self._workers.worker(paper.page_count, paper.cancelled) as worker:
                    worker.send({"do": "read", **paper.file, "pages": left})
                    self._take_pages(worker, paper, left)
            except ReadingTimedOut:
                self._give_up_page(paper, left, "takes too long")
            except WorkerDied as error:
                if self._workers.closed:
                    raise ReadingCancelled(STOPPED) from error
                self._give_up_page(paper, left, "breaks the reader")

    def _take_pages(self, worker: Worker, paper: _PaperInProgress, left: list[int]) -> None:
        while left:
            seconds = paper.seconds if not paper.kills else min(paper.seconds, SECONDS_AFTER_A_KILL)
            answer, body = worker.receive(seconds, paper.cancelled)
            paper.check_cancelled()
            if "error" in answer:
                self._give_up_page(paper, left, "needs too much memory")
                raise _WorkerRetired
            left.remove(answer["page"])
            paper.finished(answer["page"], None if "failed" in answer else body, "is damaged")
        worker.receive(paper.seconds, paper.cancelled)

    def _give_up_page(self, paper: _PaperInProgress, left: list[int], reason: str) -> None:
        """Give up the page that was being read, and all that is left where the paper has killed too many workers."""
        with paper.lock:
            paper.kills += 1
            all_of_them = paper.kills > MOST_KILLS
        gone = list(left) if all_of_them else left[:1]
        for number in gone:
            left.remove(number)
            paper.finished(number, None, reason)

    def _read_lost(self, paper: _PaperInProgress) -> None:
        """Read what the first reader lost with the second one, as far as that goes without a page that takes long."""
        left = sorted(paper.lost)
        if not left:
            return
        try:
            with self._workers.worker(paper.page_count, paper.cancelled) as worker:
                worker.send({"do": "read", **paper.file, "pages": left, "second": True})
                for _ in left:
                    answer, body = worker.receive(min(paper.seconds, SECONDS_AFTER_A_KILL), paper.cancelled)
                    if "error" in answer:
                        return
                    if "failed" not in answer and json.loads(body)["lines"]:
                        paper.recovered(answer["page"], body)
                worker.receive(paper.seconds, paper.cancelled)
        except ReadingTimedOut:
            return  # what was found till then is kept
        except WorkerDied as error:
            if self._workers.closed:
                raise ReadingCancelled(STOPPED) from error

    # recognising pages

    def _recognise(self, paper: _PaperInProgress, pages: Mapping[int, str], recognition: Recognition) -> None:
        """Recognise pages, given with the verdict that they then have."""
        self._lay_out_stored(paper, pages, recognition.stored)
        left = [number for number in pages if number not in recognition.stored]
        if not left:
            return
        recognition.on_page(len(pages) - len(left), len(pages))
        while not self._recognising.acquire(timeout=POLL_SECONDS):
            paper.check_cancelled()
        try:
            while left:
                self._recognise_some(paper, pages, left, recognition)
        finally:
            self._recognising.release()

    def _lay_out_stored(self, paper: _PaperInProgress, pages: Mapping[int, str], stored: Mapping[int, bytes]) -> None:
        """Take the pages that were recognised before; one that is lost now is named."""
        left = sorted(pages.keys() & stored.keys())
        while left:
            try:
                with self._workers.worker(paper.page_count, paper.cancelled) as worker:
                    while left:
                        request = {"do": "lay out", "page": left[0], "quality": pages[left[0]]}
                        worker.send(request, stored[left[0]])
                        answer, body = worker.receive(paper.seconds, paper.cancelled)
                        number = left.pop(0)
                        if "error" in answer:
                            paper.not_recognised[number] = "cannot be laid out"
                        else:
                            paper.recovered(number, body)
                            paper.recognised.add(number)
            except ReadingTimedOut:
                paper.not_recognised[left.pop(0)] = "takes too long"
            except WorkerDied as error:
                if self._workers.closed:
                    raise ReadingCancelled(STOPPED) from error
                if left:
                    paper.not_recognised[left.pop(0)] = "needs too much memory"

    def _recognise_some(
        self, paper: _PaperInProgress, pages: Mapping[int, str], left: list[int], recognition: Recognition
    ) -> None:
        """Recognise pages until none is left, or somebody waits whom this keeps from every slot."""
        slots = self._workers.slots_for(RECOGNISER_MB)
        try:
            with self._workers.worker(RECOGNITION_PRIORITY, paper.cancelled, slots, new=True) as worker:
                while left:
                    request = {"do": "recognise", **paper.file, "page": left[0], "quality": pages[left[0]]}
                    worker.send({**request, "threads": os.cpu_count() or 1})
                    answer, body = worker.receive(SECONDS_TO_RECOGNISE, paper.cancelled)
                    number = left.pop(0)
                    if answer.get("error") == NotInstalled.__name__:
                        raise worker_error(answer)
                    if "error" in answer:
                        paper.not_recognised[number] = "cannot be drawn"
                    else:
                        both = json.loads(body)
                        recognition.store(number, json.dumps(both["recognised"]).encode())
                        paper.recovered(number, json.dumps(both["page"]).encode())
                        paper.recognised.add(number)
                    recognition.on_page(len(pages) - len(left), len(pages))
                    if slots == self._workers.count and self._workers.wanted_before(RECOGNITION_PRIORITY):
                        return
        except ReadingTimedOut:
            paper.not_recognised[left.pop(0)] = "takes too long"
        except WorkerDied as error:
            if self._workers.closed:
                raise ReadingCancelled(STOPPED) from error
            paper.not_recognised[left.pop(0)] = "needs too much memory"

    def _put_together(self, paper: _PaperInProgress, info: dict[str, str]) -> PaperReading:
        body = b"[" + b",".join(paper.pages[number] for number in sorted(paper.pages)) + b"]"
        try:
            with self._workers.worker(0, paper.cancelled) as worker:
                worker.send({"do": "put together", "page_count": paper.page_count, "info": info}, body)
                answer, plain = worker.receive(SECONDS_TO_PUT_TOGETHER, paper.cancelled)
        except WorkerDied as error:
            raise self._error_of_dead_worker() from error
        except ReadingTimedOut:
            raise ReadingTimedOut(
                f"The PDF's pages were read, but ordering their text took longer than {SECONDS_TO_PUT_TOGETHER:.0f} seconds."
            ) from None
        if "error" in answer:
            raise worker_error(answer)
        lost = {**paper.lost, **paper.not_recognised}
        extra = {"problem": lost_pages_in_words(lost), "recognised": sorted(paper.recognised)}
        return PaperReading.from_plain({**json.loads(plain), **extra})


class _WorkerRetired(WorkerDied):
    """The worker said that it must end; its page is already given up."""


def recognisable(page_quality: Sequence[str], *, doubtful: bool = False) -> list[int]:
    """Return the pages (1-based) whose text is only to be had from their pictures; `doubtful`: also those of whose letters some
    are not sure, which a person may want recognised.
    """
    wanting = WITHOUT_TEXT + DOUBTFUL if doubtful else WITHOUT_TEXT
    return [number for number, quality in enumerate(page_quality, start=1) if quality in wanting]


def _recognised_quality(quality: str) -> str:
    return "scan with recognised text" if quality == "scan without text" else "recognised"


def _to_recognise(reading: PaperReading, recognition: Recognition) -> list[int]:
    numbers = recognisable(reading.page_quality, doubtful=True)
    wanted = recognisable(reading.page_quality, doubtful=recognition.doubtful) if recognition.wanted else ()
    return [number for number in numbers if number in wanted or number in recognition.stored]


def _ranges(page_count: int, workers: int) -> list[list[int]]:
    """Return the pages in runs: a few a worker, so that all end at about the same time; short ones for long papers, so that a
    lost worker costs little.
    """
    length = min(PAGES_A_RANGE, max(LEAST_PAGES_A_RANGE, -(-page_count // (RANGES_A_WORKER * workers))))
    return [list(range(first, min(first + length, page_count + 1))) for first in range(1, page_count + 1, length)]


def _check_count(page_count: int, page_limit: int) -> None:
    if page_count == 0:
        raise NoText("The PDF has no pages.")
    if page_count > page_limit:
        raise TooManyPages(
            f"The PDF has {page_count:,} pages, more than the limit of {page_limit:,}. The limit is a setting."
        )
