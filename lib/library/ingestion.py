"""Papers being read and indexed in the background.

The papers table is the queue: whatever is neither ready nor failed, or is to be read again, is work, so a kill loses nothing
and the next start goes on. Reading runs in worker processes, several papers side by side, so that a short one passes a book.
Indexing is one thread, since the encoder uses all cores by itself, and one more for long papers, for the same reason.
Scans are recognised by a thread of their own, paper after paper: first everything is read that can be, then what takes long.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lib.background.threads import DaemonThreads
from lib.config import Preferences
from lib.disk import require_space
from lib.errors import NoText, PasswordNeeded, ReadingCancelled, SidelightError, StoreError, UnknownPaper
from lib.library.progress import Progress, Stage, Work
from lib.reading.ocr import RECOGNISER_VERSION
from lib.reading.process.pool import ReadingPool, Recognition, recognisable
from lib.reading.reading import READER_VERSION, PaperReading
from lib.storage.files import PaperFiles
from lib.storage.papers import Deletion, PaperStore
from lib.storage.recognition import RecognitionStore
from lib.storage.schema import ALL_READINGS

if TYPE_CHECKING:
    from lib.indexing.index import PassageIndex

PAPERS_READ_AT_ONCE = 4
READINGS_WAITING = 4  # read papers held in memory until an indexing thread takes them
LONG_SENTENCES = 3000  # of a paper of some 100 pages, which take half a minute to index

log = logging.getLogger(__name__)


class Ingestion:
    """Takes papers from `queued` to `ready` or `failed`. Thread-safe."""

    def __init__(
        self,
        library: PaperStore,
        files: PaperFiles,
        index: Callable[[], PassageIndex],
        preferences: Callable[[], Preferences],
    ) -> None:
        self.library = library
        self.files = files
        self._index = index
        self._preferences = preferences
        self._pool = ReadingPool(memory_mb=preferences().reading_memory_mb)
        self._recognitions = RecognitionStore(library.engine, RECOGNISER_VERSION)
        self._readers = DaemonThreads(PAPERS_READ_AT_ONCE, "read")
        self._recogniser = DaemonThreads(1, "recognise")
        self._indexer = DaemonThreads(1, "index")
        self._long_indexer = DaemonThreads(1, "index-long")
        self._waiting = threading.Semaphore(READINGS_WAITING)
        self._works: dict[str, Work] = {}
        self._passwords: dict[str, str] = {}
        self._lock = threading.Lock()
        self._entry = threading.Lock()  # a file's row and its work come together, and never while the file goes
        self._sweeping = threading.Lock()
        self._settling = threading.Lock()  # a reading becomes current in the index that answers then
        self._lost: dict[str, int] = {}  # ready papers whose points the store lost, with the reading
        self._closing = threading.Event()

    # what is asked of it

    def enqueue(self, paper_id: str, filename: str, password: str | None = None) -> None:
        """Read and index a paper whose file is kept, unless it is ready or under way already."""
        with self._entry:
            if not self.files.path(paper_id).exists():
                raise SidelightError("This paper was being removed at that moment. Add it again.")
            if self.library.queue(paper_id, filename):
                self.submit(paper_id, password)

    def submit(self, paper_id: str, password: str | None = None) -> None:
        """Begin with a queued paper. One that is already under way is taken up again afterwards."""
        with self._lock:
            if password is not None:
                self._passwords[paper_id] = password
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
        with self._entry, self._lock:
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

    def password(self, paper_id: str) -> str | None:
        """Return the password typed for a paper in this process; it is never written down."""
        with self._lock:
            return self._passwords.get(paper_id)

    def remember_password(self, paper_id: str, password: str) -> None:
        """Hold the password in memory until this process ends."""
        with self._lock:
            self._passwords[paper_id] = password

    def remove(self, paper_id: str) -> None:
        """Remove paper, readings, points and file. Raises UnknownPaper.

        What cannot go now (a file that is open elsewhere, a server out of reach) raises StoreError and goes at a later sweep.
        """
        self.cancel(paper_id)
        self.wait(paper_id)
        self.library.remove(paper_id)
        with self._lock:
            self._passwords.pop(paper_id, None)
        if self.sweep().get(paper_id):
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

    def find_lost(self) -> None:
        """Note the ready papers whose points in the store are not as many as the database says."""
        index, expected = self._index(), self.library.readings.points()
        if index.count() != sum(expected.values()):
            self._lost = {paper: n for (paper, n), points in expected.items() if index.count(paper, n) != points}

    def lost(self) -> set[str]:
        """Return the ready papers that cannot be searched until their points are made again."""
        return set(self._lost)

    def recover(self) -> None:
        """Sweep what a kill left in the index, and make points that the store lost again. Takes a while."""
        try:
            self.sweep()
            for paper_id, reading in list(self._lost.items()):
                if not self._closing.is_set():
                    self._mend(paper_id, reading)
        except SidelightError as error:
            log.warning("The index is not ready: %s", error.message)

    def sweep(self) -> dict[str, bool]:
        """Return the papers whose marked points or file could not go now; what goes is checked by count."""
        left: dict[str, bool] = {}
        with self._sweeping:
            for deletion in self.library.deletions():
                try:
                    self._delete(deletion)
                except (SidelightError, OSError):
                    log.exception("%s cannot be deleted now", deletion)
                    left[deletion.paper_id] = True
        return left

    def _delete(self, deletion: Deletion) -> None:
        whole = deletion.reading == ALL_READINGS
        reading = None if whole else deletion.reading
        if whole:  # the file first: on a full disk it makes the room that deleting points needs
            with self._entry:
                if not self.library.has(deletion.paper_id):
                    self.files.remove(deletion.paper_id)
        self._index().delete(deletion.paper_id, reading)
        count = self._index().count(deletion.paper_id, reading)
        if count:
            raise StoreError(f"{count} passages of a removed paper are still in the index.")
        self.library.deleted(deletion)

    def close(self) -> None:
        """Stop work under way, to be taken up at the next start."""
        with self._lock:
            self._closing.set()
        self._pool.close()
        for threads in (self._readers, self._recogniser, self._indexer, self._long_indexer):
            threads.close()
        with self._lock:
            works, self._works = list(self._works.values()), {}
            self._passwords.clear()
        for work in works:
            work.finished.set()

    # how it is done

    def _stopped(self, work: Work) -> bool:
        return work.cancelled.is_set() or self._closing.is_set()

    def _guard(self, work: Work, step: Callable[[Work], bool]) -> None:
        """Run a step; a fault becomes the paper's plain problem, and the paper is finished unless another step follows."""
        goes_on = False
        try:
            goes_on = self._faults_told(work, step)
        finally:
            if not goes_on:
                self._finish(work)

    def _faults_told(self, work: Work, step: Callable[[Work], bool]) -> bool:
        try:
            return step(work)
        except UnknownPaper:  # removed meanwhile
            return False
        except SidelightError as error:
            self._fail(work, error)
        except Exception as error:
            log.exception("Taking in %s failed", work.paper_id)
            fault = type(error).__name__
            told = f"Sidelight failed on this file ({fault}). The log has the details; the other papers go on."
            self._fail(work, SidelightError(told))
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
            told = f"Reading it again failed, the earlier reading stays: {error.message}"
            self.library.fail(work.paper_id, told)

    def _finish(self, work: Work) -> None:
        with self._lock:
            if not work.asked:
                self._works.pop(work.paper_id, None)
                work.finished.set()
                return
            following = self._works[work.paper_id] = Work(work.paper_id, finished=work.finished)
        if self._faults_told(following, self._queue_following):
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
        self._meet(work)
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

    def _meet(self, work: Work) -> None:
        """Note that what begins now does what was asked so far, unless it was stopped before."""
        with self._lock:
            work.asked = work.asked and work.cancelled.is_set()

    def _to_recognise(self, work: Work, page_quality: Sequence[str]) -> bool:
        wanted = self._preferences().recognise_scans or self._recognitions.is_wanted(work.paper_id)
        return bool(wanted and recognisable(page_quality))

    def _recognise(self, work: Work) -> bool:
        work.recognise = False
        self._meet(work)
        self._recognitions.set_wanted(work.paper_id)
        try:
            reading = self._read_pages(work, "recognising", recognise=True)
        except ReadingCancelled as error:
            kept = len(self._recognitions.pages(work.paper_id))
            told = (
                f"Recognising the text was stopped; {kept} of its pages are recognised and kept. Go on, or remove it."
            )
            raise ReadingCancelled(told) from error
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
                password=self.password(work.paper_id),
                page_limit=preferences.page_limit,
                seconds_without_page=preferences.seconds_without_page,
                on_page=None if recognise else work.advance,
                cancelled=lambda: self._stopped(work),
                recognition=recognition,
            )
        except PasswordNeeded:
            with self._lock:
                self._passwords.pop(work.paper_id, None)
            raise

    def _index_reading(self, work: Work, reading: PaperReading) -> bool:
        try:
            require_space(self.files.folder, 0, self._preferences().disk_margin_mb)
            self.sweep()
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
                self.sweep()
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
        with self._settling:
            if self._index() is not index:
                return False
            self.library.readings.finish(work.paper_id, number, reading, points)
            return True

    @contextmanager
    def settled(self) -> Iterator[None]:
        """Hold everything as it is: inside, no reading becomes current and none is deleted from the index."""
        with self._sweeping, self._settling:
            yield

    def _mend(self, paper_id: str, reading: int) -> None:
        """Make the points of a reading again that the store lost. Nobody waits for it while it embeds."""
        while not self._mended(paper_id, reading):
            log.info("Another index took over meanwhile; indexing %s again.", paper_id)

    def _mended(self, paper_id: str, reading: int) -> bool:
        """Return whether it is done, or not to be done any more; False where the index no longer answers."""
        index = self._index()
        try:
            index.delete(paper_id, reading)
            sentences = self.library.readings.sentences(paper_id, reading)
            made = index.add(paper_id, reading, sentences, cancelled=self._closing.is_set)
        except (StoreError, OSError):
            if self._index() is index:
                raise
            return False
        if self._closing.is_set():
            return True
        with self._sweeping:
            if self._index() is not index:
                return False
            if self.library.readings.current([paper_id]).get(paper_id) == reading:
                self.library.readings.set_points(paper_id, reading, made)
            else:
                index.delete(paper_id, reading)  # a paper removed meanwhile must not get its points back
            self._lost.pop(paper_id, None)
        return True
