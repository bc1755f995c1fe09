"""Papers read and indexed in this process: the doer of the jobs that `Ingestion` puts.

Reading runs in worker processes, several papers side by side, so that a short one passes a book.
Indexing is one thread, since the encoder uses all cores by itself, and one more for long papers, for the same reason.
Scans are recognised by a thread of their own, paper after paper: first everything is read that can be, then what takes long.
A paper under way is a `PaperJob` and no `Task`: it goes from thread to thread through several stages, and what is asked of it
meanwhile begins a following one that the same waiting is for.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from lib.absence import patiently
from lib.background.job_queue import Report
from lib.background.threads import DaemonThreads
from lib.config import Preferences, WorkspaceSettings
from lib.disk import require_space
from lib.errors import NoText, ReadingCancelled, SidelightError, StoreAway, StoreError, UnknownPaper
from lib.library.index_upkeep import IndexUpkeep, OpensIndex
from lib.library.paper_job import Batch, BatchProgress, PaperJob
from lib.library.paper_reader import PaperReader
from lib.library.passwords import Passwords
from lib.reading.process.pool import ReadingPool
from lib.reading.reading import READER_VERSION, PaperReading
from lib.storage.files import PaperFiles
from lib.storage.papers import PaperStore

if TYPE_CHECKING:
    from lib.indexing.index import EmbeddingAhead, PassageIndex

PAPERS_READ_AT_ONCE = 4
READINGS_WAITING = 4
"""Read papers held in memory until an indexing thread takes them."""
LONG_SENTENCES = 3000
"""Of a paper of some 100 pages, which take half a minute to index."""

CANCELLED = "Indexing was cancelled. Retry to read it."

log = logging.getLogger(__name__)


class PaperWork:
    """Takes papers from `queued` to `ready` or `failed`. Thread-safe."""

    def __init__(
        self,
        library: PaperStore,
        files: PaperFiles,
        passwords: Passwords,
        upkeep: IndexUpkeep,
        opens_index: OpensIndex,
        settings: WorkspaceSettings,
    ) -> None:
        self.library = library
        self.files = files
        self._upkeep = upkeep
        self._index = opens_index.open_index
        self._settings = settings
        self._reader = PaperReader(library, files, passwords, settings)
        self._reading_threads = DaemonThreads(PAPERS_READ_AT_ONCE, "read")
        self._recogniser = DaemonThreads(1, "recognise")
        self._indexer = DaemonThreads(1, "index")
        self._long_indexer = DaemonThreads(1, "index-long")
        self._waiting = threading.Semaphore(READINGS_WAITING)
        self._jobs: dict[str, PaperJob] = {}
        self._batch = Batch()
        self._lock = threading.Lock()
        self._closing = threading.Event()

    # the doer of a queue

    def begin(self, subject: str, *, again: bool = False) -> None:
        """Begin with a queued paper. One that is already under way is taken up again afterwards; one that is done is left.

        `again`: it was asked for while somebody else read it, and is read once more.
        """
        with self._lock:
            if self._ask_again(subject) or self._closing.is_set():
                return
            self._batch.add(first=not self._jobs)
            job = self._jobs[subject] = PaperJob(subject, self._closing)
        if again and not self._try_step(job, self._queue_following):
            self._finish(job)
            return
        self._indexer.submit(self._index)  # opened, the first time, while the pages are being read
        self._reading_threads.submit(self._run_step, job, self._read)

    def stop(self, subject: str) -> None:
        """Stop a paper under way: soon it becomes `failed`, to be retried."""
        with self._lock:
            job = self._jobs.get(subject)
            if job is not None:
                job.cancelled.set()
                job.asked_again = False

    def wait(self, subject: str, seconds: float | None = None) -> bool:
        """Return whether the paper is not under way here (any more), after so many seconds at the most."""
        with self._lock:
            job = self._jobs.get(subject)
        return job is None or job.finished.wait(seconds)

    def reports(self) -> Mapping[str, Report]:
        """Return how far each paper under way here is (`PaperProgress`), by paper id."""
        with self._lock:
            jobs = list(self._jobs.values())
        return {job.paper_id: asdict(job.progress()) for job in jobs}

    # what else is asked of it

    def ask_again(self, paper_id: str) -> bool:
        """Return whether the paper is under way here, and let it be read again after that."""
        with self._lock:
            return self._ask_again(paper_id)

    def want_recognition(self, paper_id: str) -> None:
        """Keep that the pages of this paper that are pictures are to be recognised. Raises UnknownPaper."""
        self._reader.want_recognition(paper_id)

    @property
    def pool(self) -> ReadingPool:
        """The worker processes that read."""
        return self._reader.pool

    def batch(self) -> BatchProgress:
        """Return how far the papers under way here are together."""
        with self._lock:
            return self._batch.progress([job.progress() for job in self._jobs.values()])

    def close(self) -> None:
        """Stop work under way, to be taken up at the next start."""
        with self._lock:
            self._closing.set()
        self._upkeep.stop()
        self._reader.close()
        for threads in (self._reading_threads, self._recogniser, self._indexer, self._long_indexer):
            threads.close()
        with self._lock:
            jobs, self._jobs = list(self._jobs.values()), {}
        for job in jobs:
            job.finished.set()

    def _ask_again(self, paper_id: str) -> bool:
        """Return whether the paper is under way, and let it be read again after that. To be called under the lock."""
        job = self._jobs.get(paper_id)
        if job is not None:
            job.asked_again = True
        return job is not None

    # how it is done

    def _preferences(self) -> Preferences:
        return self._settings.current.preferences

    def _run_step(self, job: PaperJob, step: Callable[[PaperJob], bool]) -> None:
        """Run a step; a fault becomes the paper's plain problem, and the paper is finished unless another step follows."""
        goes_on = False
        try:
            goes_on = self._try_step(job, step)
        finally:
            if not goes_on:
                self._finish(job)

    def _try_step(self, job: PaperJob, step: Callable[[PaperJob], bool]) -> bool:
        """Return whether another step follows this one, which runs here; what it raises becomes the paper's problem.

        What is away, such as the database, is waited for, and the step is done again.
        """
        say = partial(log.info, "%s waits: %s", job.paper_id)
        with suppress(StoreAway):
            return patiently(lambda: self._tried(job, step), lambda: not job.stopped, say)
        if job.cancelled.is_set():
            try:
                self._fail(job, ReadingCancelled(CANCELLED))
            except StoreAway:  # whoever looks for papers that nobody has begins with it once more
                log.warning("%s was stopped, which could not be noted.", job.paper_id)
        return False

    def _tried(self, job: PaperJob, step: Callable[[PaperJob], bool]) -> bool:
        """Return whether another step follows this one; raises StoreAway."""
        try:
            return step(job)
        except UnknownPaper:  # removed meanwhile
            return False
        except StoreAway:
            raise
        except SidelightError as error:
            self._fail(job, error)
        except Exception as error:
            log.exception("Reading or indexing %s failed", job.paper_id)
            fault = type(error).__name__
            problem = f"Sidelight failed on this file ({fault}). The log has the details; the other papers go on."
            self._fail(job, SidelightError(problem))
        return False

    def _fail(self, job: PaperJob, error: SidelightError) -> None:
        if self._closing.is_set() and not job.cancelled.is_set():
            return  # it stays in the queue of the next start
        log.info("Paper %s failed after %.1f s: %s", job.paper_id, job.seconds, error.message)
        if job.cancelled.is_set():
            self._reader.want_recognition(job.paper_id, False)
        if not self.library.readings.current([job.paper_id]):
            self.library.fail(job.paper_id, error.message, error.page_quality if isinstance(error, NoText) else ())
        elif isinstance(error, ReadingCancelled):
            self.library.stop_again(job.paper_id)
        else:
            problem = f"Reading it again failed, the earlier reading stays: {error.message}"
            self.library.fail(job.paper_id, problem)

    def _finish(self, job: PaperJob) -> None:
        with self._lock:
            if not job.asked_again:
                self._jobs.pop(job.paper_id, None)
                self._batch.done += 1
                job.finished.set()
                return
            following = self._jobs[job.paper_id] = PaperJob(job.paper_id, self._closing, finished=job.finished)
        if self._try_step(following, self._queue_following):
            self._reading_threads.submit(self._run_step, following, self._read)
        else:
            self._finish(following)

    def _queue_following(self, job: PaperJob) -> bool:
        """Return whether the paper is in the queue again: what was asked while it was under way is kept over a kill too."""
        paper = self.library.paper(job.paper_id)
        if paper.status == "ready":
            self.library.queue_again(paper.id)
        else:
            self.library.queue(paper.id, paper.filename)
        return True

    def _read(self, job: PaperJob) -> bool:
        """Read what can be read at once; what must be recognised follows, after the rest is indexed."""
        if not self.library.is_unfinished(job.paper_id):
            return False  # somebody else has done it
        self._begin_what_was_asked(job)
        try:
            reading = self._reader.read(job)
        except NoText as fault:
            if not self._reader.must_recognise(job, fault.page_quality):
                raise
            self.library.note_pages(job.paper_id, fault.page_quality)
            self._recogniser.submit(self._run_step, job, self._recognise)
            return True
        job.recognise = self._reader.must_recognise(job, reading.page_quality)
        if job.recognise and self.library.readings.current([job.paper_id]):
            self._recogniser.submit(self._run_step, job, self._recognise)  # what can be read was indexed before
        else:
            self._begin_indexing(job, reading)
        return True

    def _begin_what_was_asked(self, job: PaperJob) -> None:
        """Note that what begins now does what was asked so far, unless it was stopped before."""
        with self._lock:
            job.asked_again = job.asked_again and job.cancelled.is_set()

    def _recognise(self, job: PaperJob) -> bool:
        job.recognise = False
        self._begin_what_was_asked(job)
        self._reader.want_recognition(job.paper_id)
        reading = self._reader.recognise(job)
        self._begin_indexing(job, reading)
        return True

    def _begin_indexing(self, job: PaperJob, reading: PaperReading) -> None:
        self._waiting.acquire()
        try:
            threads = self._long_indexer if len(reading.sentences) > LONG_SENTENCES else self._indexer
            threads.submit(self._run_indexing, job, reading)
        except BaseException:
            self._waiting.release()
            raise

    def _run_indexing(self, job: PaperJob, reading: PaperReading) -> None:
        try:
            self._run_step(job, lambda job: self._index_reading(job, reading))
        finally:
            self._waiting.release()

    def _index_reading(self, job: PaperJob, reading: PaperReading) -> bool:
        require_space(self.files.folder, 0, self._preferences().disk_margin_mb)
        self._upkeep.sweep()
        self.library.begin_stage(job.paper_id, "indexing")
        job.enter("indexing")
        self.library.readings.drop_unfinished(job.paper_id)  # what a kill left of it
        with closing(self._opened_index(job).embed_ahead(reading.sentences)) as ahead:
            number = self.library.readings.begin(job.paper_id, reading, READER_VERSION)
            try:
                while not self._indexed(job, number, reading, ahead):
                    log.info("Another index took over meanwhile; indexing %s again.", job.paper_id)
            except BaseException:
                self.library.readings.drop(job.paper_id, number)
                raise
            finally:
                self._upkeep.sweep()
        follows = job.recognise  # asked before the other thread begins, which says that it has
        if follows:
            self.library.queue_again(job.paper_id)
            self._recogniser.submit(self._run_step, job, self._recognise)
        return follows

    def _indexed(self, job: PaperJob, number: int, reading: PaperReading, ahead: EmbeddingAhead) -> bool:
        """Return whether the reading is current now; False where the index it was added to no longer answers."""
        index = self._opened_index(job)
        try:
            index.add(job.paper_id, number, reading.sentences, job.advance, lambda: job.stopped, ahead)
            terms = index.term_counts(job.paper_id, number)
        except StoreAway as away:
            away.wait(lambda: not job.stopped)
            return False
        except (StoreError, OSError):
            if self._index() is index:
                raise
            return False
        if job.stopped:
            raise ReadingCancelled(CANCELLED)
        with self._upkeep.settling_lock:
            if self._index() is not index:
                return False
            self.library.readings.finish(job.paper_id, number, reading, terms.passages, terms.to_text())
            log.info("Paper %s is ready after %.1f s: %d passages.", job.paper_id, job.seconds, terms.passages)
            return True

    def _opened_index(self, job: PaperJob) -> PassageIndex:
        """Return the index, once its server answers. Raises ReadingCancelled."""
        while not job.stopped:
            try:
                return self._index()
            except StoreAway as away:
                away.wait(lambda: not job.stopped)
        raise ReadingCancelled(CANCELLED)
