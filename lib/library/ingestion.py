"""Papers being read and indexed in the background.

The papers table is the queue: whatever is neither ready nor failed, or is to be read again, is work, so a kill loses nothing
and the next start goes on. Reading runs in worker processes, several papers side by side, so that a short one passes a book.
Indexing is one thread, since the encoder uses all cores by itself, and one more for long papers, for the same reason.
Scans are recognised by a thread of their own, paper after paper: first everything is read that can be, then what takes long.
A paper under way is a `Work` and no `Task`: it goes from thread to thread through several stages, and what is asked of it
meanwhile begins a following one that the same waiting is for.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from lib.background.threads import DaemonThreads
from lib.config import Preferences, WorkspaceSettings
from lib.disk import require_space
from lib.errors import NoText, PasswordNeeded, ReadingCancelled, SidelightError, StoreError, UnknownPaper
from lib.library.index_upkeep import IndexUpkeep, OpensIndex
from lib.library.passwords import Passwords
from lib.library.progress import Progress, Stage, Work
from lib.reading.ocr import RECOGNISER_VERSION
from lib.reading.process.pool import ReadingPool, Recognition, recognisable
from lib.reading.reading import READER_VERSION, PaperReading
from lib.storage.files import PaperFiles
from lib.storage.papers import PaperStore
from lib.storage.recognition import RecognitionStore

PAPERS_READ_AT_ONCE = 4
READINGS_WAITING = 4
"""Read papers held in memory until an indexing thread takes them."""
LONG_SENTENCES = 3000
"""Of a paper of some 100 pages, which take half a minute to index."""

log = logging.getLogger(__name__)


class Ingestion:
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
        self._passwords = passwords
        self._upkeep = upkeep
        self._index = opens_index.open_index
        self._settings = settings
        self._pool = ReadingPool(memory_mb=self._preferences().reading_memory_mb)
        self._recognitions = RecognitionStore(library.engine, RECOGNISER_VERSION)
        self._readers = DaemonThreads(PAPERS_READ_AT_ONCE, "read")
        self._recogniser = DaemonThreads(1, "recognise")
        self._indexer = DaemonThreads(1, "index")
        self._long_indexer = DaemonThreads(1, "index-long")
        self._waiting = threading.Semaphore(READINGS_WAITING)
        self._works: dict[str, Work] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()

    # what is asked of it

    def enqueue(self, paper_id: str, filename: str, password: str | None = None) -> None:
        """Read and index a paper whose file is kept, unless it is ready or under way already."""
        with self._upkeep.file_lock:
            if not self.files.path(paper_id).exists():
                raise SidelightError("This paper was being removed at that moment. Add it again.")
            if self.library.queue(paper_id, filename):
                self.submit(paper_id, password)

    def submit(self, paper_id: str, password: str | None = None) -> None:
        """Begin with a queued paper. One that is already under way is taken up again afterwards."""
        if password is not None:
            self._passwords.remember(paper_id, password)
        with self._lock:
            if self._asked_under_way(paper_id) or self._closing.is_set():
                return
            work = self._works[paper_id] = Work(paper_id)
            self._indexer.submit(self._index)  # opened, the first time, while the pages are being read
            self._readers.submit(self._guard, work, self._read)

    def recognise(self, paper_id: str) -> None:
        """Recognise the pages of a paper that are pictures, in the background. Raises UnknownPaper.

        A paper that is being read now is recognised afterwards; what was recognised before is kept.
        """
        self._recognitions.set_wanted(paper_id)
        with self._lock:
            under_way = self._asked_under_way(paper_id)
        if not under_way:
            self.read_again(paper_id)

    def _asked_under_way(self, paper_id: str) -> bool:
        """Return whether the paper is under way, to be taken up again then. To be called under the lock."""
        work = self._works.get(paper_id)
        if work is not None:
            work.asked = True
        return work is not None

    def read_again(self, paper_id: str) -> None:
        """Give the paper a new reading; it keeps the present one until that is complete. Raises UnknownPaper."""
        paper = self.library.paper(paper_id)
        if paper.status == "failed":
            self.enqueue(paper_id, paper.filename)
        elif paper.status == "ready":
            self.library.queue_again(paper_id)
            self.submit(paper_id)

    def wait(self, paper_id: str) -> None:
        """Wait until the paper is no longer under way."""
        with self._upkeep.file_lock, self._lock:
            work = self._works.get(paper_id)
        if work is not None:
            work.finished.wait()

    def cancel(self, paper_id: str) -> None:
        """Stop a paper under way: soon it becomes `failed`, to be retried."""
        with self._lock:
            work = self._works.get(paper_id)
            if work is not None:
                work.cancelled.set()
                work.asked = False

    def progress(self) -> dict[str, Progress]:
        """Return how far each paper under way is, by paper id."""
        with self._lock:
            works = list(self._works.values())
        return {work.paper_id: work.progress() for work in works}

    def remove(self, paper_id: str) -> None:
        """Remove paper, readings, points and file. Raises UnknownPaper.

        What cannot go now (a file that is open elsewhere, a server out of reach) raises StoreError and goes at a later sweep.
        """
        self.cancel(paper_id)
        self.wait(paper_id)
        self.library.remove(paper_id)
        self._passwords.forget(paper_id)
        if self._upkeep.sweep().get(paper_id):
            raise StoreError(
                "The paper is removed; parts of its file or index could not be deleted yet and go at the next start."
            )

    def resume(self) -> None:
        """Take up again what a kill interrupted. To be called before anything is submitted.

        A file that the database does not know stays: the folder may have been opened with another database, or an empty one.
        """
        self.library.readings.drop_unfinished()
        marked = {deletion.paper_id for deletion in self.library.deletions()}
        if unknown := self.files.unknown({paper.id for paper in self.library.papers()} | marked):
            log.warning(
                "%d files in %s belong to no paper of this database; they stay.", len(unknown), self.files.folder
            )
        for paper in self.library.unfinished():
            self.submit(paper.id)

    def close(self) -> None:
        """Stop work under way, to be taken up at the next start."""
        with self._lock:
            self._closing.set()
        self._upkeep.stop()
        self._pool.close()
        for threads in (self._readers, self._recogniser, self._indexer, self._long_indexer):
            threads.close()
        with self._lock:
            works, self._works = list(self._works.values()), {}
        self._passwords.clear()
        for work in works:
            work.finished.set()

    # how it is done

    def _preferences(self) -> Preferences:
        return self._settings.current.preferences

    def _stopped(self, work: Work) -> bool:
        return work.cancelled.is_set() or self._closing.is_set()

    def _guard(self, work: Work, step: Callable[[Work], bool]) -> None:
        """Run a step; a fault becomes the paper's plain problem, and the paper is finished unless another step follows."""
        goes_on = False
        try:
            goes_on = self._is_followed(work, step)
        finally:
            if not goes_on:
                self._finish(work)

    def _is_followed(self, work: Work, step: Callable[[Work], bool]) -> bool:
        """Return whether another step follows this one, which runs here; what it raises becomes the paper's problem."""
        try:
            return step(work)
        except UnknownPaper:  # removed meanwhile
            return False
        except SidelightError as error:
            self._fail(work, error)
        except Exception as error:
            log.exception("Taking in %s failed", work.paper_id)
            fault = type(error).__name__
            problem = f"Sidelight failed on this file ({fault}). The log has the details; the other papers go on."
            self._fail(work, SidelightError(problem))
        return False

    def _fail(self, work: Work, error: SidelightError) -> None:
        if self._closing.is_set() and not work.cancelled.is_set():
            return  # it stays in the queue of the next start
        if work.cancelled.is_set():
            self._recognitions.set_wanted(work.paper_id, False)
        if not self.library.readings.current([work.paper_id]):
            self.library.fail(work.paper_id, error.message, error.page_quality if isinstance(error, NoText) else ())
        elif isinstance(error, ReadingCancelled):
            self.library.stop_again(work.paper_id)
        else:
            problem = f"Reading it again failed, the earlier reading stays: {error.message}"
            self.library.fail(work.paper_id, problem)

    def _finish(self, work: Work) -> None:
        with self._lock:
            if not work.asked:
                self._works.pop(work.paper_id, None)
                work.finished.set()
                return
            following = self._works[work.paper_id] = Work(work.paper_id, finished=work.finished)
        if self._is_followed(following, self._queue_following):
            self._readers.submit(self._guard, following, self._read)
        else:
            self._finish(following)

    def _queue_following(self, work: Work) -> bool:
        """Return whether the paper is in the queue again: what was asked while it was under way is kept over a kill too."""
        paper = self.library.paper(work.paper_id)
        if paper.status == "ready":
            self.library.queue_again(paper.id)
        else:
            self.library.queue(paper.id, paper.filename)
        return True

    def _read(self, work: Work) -> bool:
        """Read what can be read at once; what must be recognised follows, after the rest is indexed."""
        self._begin_what_was_asked(work)
        try:
            reading = self._read_pages(work, "reading")
        except NoText as fault:
            if not self._to_recognise(work, fault.page_quality):
                raise
            self.library.note_pages(work.paper_id, fault.page_quality)
            self._recogniser.submit(self._guard, work, self._recognise)
            return True
        work.recognise = self._to_recognise(work, reading.page_quality)
        if work.recognise and self.library.readings.current([work.paper_id]):
            self._recogniser.submit(self._guard, work, self._recognise)  # what can be read was indexed before
        else:
            self._begin_indexing(work, reading)
        return True

    def _begin_what_was_asked(self, work: Work) -> None:
        """Note that what begins now does what was asked so far, unless it was stopped before."""
        with self._lock:
            work.asked = work.asked and work.cancelled.is_set()

    def _to_recognise(self, work: Work, page_quality: Sequence[str]) -> bool:
        wanted = self._preferences().recognise_scans or self._recognitions.is_wanted(work.paper_id)
        return bool(wanted and recognisable(page_quality))

    def _recognise(self, work: Work) -> bool:
        work.recognise = False
        self._begin_what_was_asked(work)
        self._recognitions.set_wanted(work.paper_id)
        try:
            reading = self._read_pages(work, "recognising", recognise=True)
        except ReadingCancelled as error:
            kept = len(self._recognitions.pages(work.paper_id))
            problem = (
                f"Recognising the text was stopped; {kept} of its pages are recognised and kept. Go on, or remove it."
            )
            raise ReadingCancelled(problem) from error
        self._begin_indexing(work, reading)
        return True

    def _begin_indexing(self, work: Work, reading: PaperReading) -> None:
        self._waiting.acquire()
        try:
            threads = self._long_indexer if len(reading.sentences) > LONG_SENTENCES else self._indexer
            threads.submit(self._guard, work, lambda work: self._index_reading(work, reading))
        except BaseException:
            self._waiting.release()
            raise

    def _read_pages(self, work: Work, stage: Stage, *, recognise: bool = False) -> PaperReading:
        if self._stopped(work):
            raise ReadingCancelled("Reading was cancelled. Retry to read it.")
        preferences = self._preferences()
        self.library.begin_stage(work.paper_id, "reading")
        work.enter(stage)
        recognition = Recognition(
            self._recognitions.pages(work.paper_id),
            lambda page, content: self._recognitions.store(work.paper_id, page, content),
            wanted=recognise,
            on_page=work.advance,
        )
        try:
            return self._pool.read(
                self.files.path(work.paper_id),
                password=self._passwords.get(work.paper_id),
                page_limit=preferences.page_limit,
                seconds_without_page=preferences.seconds_without_page,
                on_page=None if recognise else work.advance,
                cancelled=lambda: self._stopped(work),
                recognition=recognition,
            )
        except PasswordNeeded:
            self._passwords.forget(work.paper_id)
            raise

    def _index_reading(self, work: Work, reading: PaperReading) -> bool:
        try:
            require_space(self.files.folder, 0, self._preferences().disk_margin_mb)
            self._upkeep.sweep()
            self.library.begin_stage(work.paper_id, "indexing")
            work.enter("indexing")
            number = self.library.readings.begin(work.paper_id, reading, READER_VERSION)
            try:
                while not self._indexed(work, number, reading):
                    log.info("Another index took over meanwhile; indexing %s again.", work.paper_id)
            except BaseException:
                self.library.readings.drop(work.paper_id, number)
                raise
            finally:
                self._upkeep.sweep()
        finally:
            self._waiting.release()
        if work.recognise:
            self.library.queue_again(work.paper_id)
            self._recogniser.submit(self._guard, work, self._recognise)
        return work.recognise

    def _indexed(self, work: Work, number: int, reading: PaperReading) -> bool:
        """Return whether the reading is current now; False where the index it was added to no longer answers."""
        index = self._index()
        try:
            points = index.add(work.paper_id, number, reading.sentences, work.advance, lambda: self._stopped(work))
        except (StoreError, OSError):
            if self._index() is index:
                raise
            return False
        if self._stopped(work):
            raise ReadingCancelled("Indexing was cancelled. Retry to read it.")
        with self._upkeep.settling_lock:
            if self._index() is not index:
                return False
            self.library.readings.finish(work.paper_id, number, reading, points)
            return True
