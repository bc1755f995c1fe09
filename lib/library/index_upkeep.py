"""The index kept as the database says: what is marked goes from it, and points that the store lost are made again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Protocol

from lib.errors import SidelightError, StoreAway, StoreError
from lib.storage.files import PaperFiles
from lib.storage.papers import Deletion, PaperStore
from lib.storage.schema import ALL_READINGS

if TYPE_CHECKING:
    from lib.indexing.index import PassageIndex

log = logging.getLogger(__name__)


class LockMaker(Protocol):
    """Makes a lock of that name, to be entered again and again."""

    def __call__(self, name: str) -> AbstractContextManager[object]:
        """Return the lock."""
        ...


def new_lock(name: str) -> AbstractContextManager[object]:
    """Return a lock of this process."""
    del name
    return threading.Lock()


class OpensIndex(Protocol):
    """What has the index that answers."""

    def open_index(self) -> PassageIndex:
        """Return the index, opened at the first call; raises StoreError, ConfigError, DiskFull."""
        ...


class IndexUpkeep:
    """Sweeps and mends the index of one library. Thread-safe."""

    def __init__(
        self, papers: PaperStore, files: PaperFiles, opens_index: OpensIndex, lock: LockMaker = new_lock
    ) -> None:
        """`lock`: makes what keeps two threads apart, of all processes that write the same index."""
        self._papers = papers
        self._files = files
        self._index = opens_index.open_index
        self.file_lock = lock("files")
        """A file's row and its work come together, and never while the file goes."""
        self.settling_lock = lock("settling")
        """A reading becomes current in the index that answers then."""
        self._sweeping_lock = lock("sweeping")
        self._recovering_lock = lock("recovering")
        """Points are made again by one thread: another would delete those that are whole by then, and embed them anew."""
        self._lost: dict[str, int] = {}
        """Ready papers whose points the store lost, with the reading."""
        self._noting = threading.Lock()
        self._noted = 0
        """Times that points were noted as lost, or looked for by a `recover`."""
        self._recovered = 0
        """Of those, up to which a `recover` that began no earlier has ended."""
        self._stop = threading.Event()
        self.is_shared = lock is not new_lock
        """Whether other processes write the index too."""

    @property
    def is_recovering(self) -> bool:
        """Whether points are being made again by this process, or are noted as lost and about to be."""
        return self._recovered < self._noted

    def _note(self, lost: Mapping[str, int]) -> int:
        """Note the readings whose points are lost, by paper, and return how many times something was noted by now."""
        with self._noting:
            self._noted += 1  # first: nobody finds a paper among the lost and none who makes it again
            self._lost |= lost
            return self._noted

    def find_lost(self) -> list[str]:
        """Note the ready papers whose points in the store are not as many as the database says; return those that are new."""
        index, expected = self._index(), self._papers.readings.points()
        counts, kept = index.counts(), index.readings()
        suspects = [
            paper_id
            for (paper_id, reading), points in expected.items()
            if counts.get((paper_id, reading), 0) != points or (points and (paper_id, reading) not in kept)
        ]
        return self.find_lost_of(set(suspects) - self._lost.keys()) if suspects else []

    def count_terms(self) -> None:
        """Count the terms of readings of which that is not kept, as of what a version before this one indexed."""
        for paper_id, reading in self._papers.readings.terms.missing():
            if paper_id not in self._lost:
                terms = self._index().term_counts(paper_id, reading)
                self._papers.readings.terms.store(paper_id, reading, terms.to_text())

    def find_damaged(self, go_on: Callable[[], bool] = lambda: True) -> list[str]:
        """Note the papers whose points or vectors are not as they were written, and return them. Reads the whole index.

        They are not searched until `recover` has made them again. Raises StoreError where the index cannot be read at all.
        """
        found: list[str] = []
        for paper_id, reading in self._papers.readings.current().items():
            if not go_on() or self._stop.is_set():
                break
            if paper_id not in self._lost and self._is_damaged(paper_id, reading):
                self._note({paper_id: reading})
                found.append(paper_id)
        return found

    def _is_damaged(self, paper_id: str, reading: int) -> bool:
        index = self._index()
        try:
            agrees = index.agrees(paper_id, reading)
        except StoreError:
            if self._index() is index:
                raise
            return False
        if agrees or self._index() is not index:  # another index took over, whole, and this one was emptied and closed
            return False
        return self._papers.readings.current([paper_id]).get(paper_id) == reading  # else it was read again meanwhile

    def find_lost_of(self, paper_ids: Collection[str]) -> list[str]:
        """Return those of the papers whose points the store does not hold as the database says, to be made by `recover`.

        Papers that come back from the bin: another embedder may have taken over meanwhile.
        """
        self._index()  # which takes a while the first time
        with self.settling_lock:  # an index that takes over without them has done so
            index, expected = self._index(), self._papers.readings.points()
            lost = {
                paper: n
                for (paper, n), points in expected.items()
                if paper in paper_ids and (index.count(paper, n) != points or (points and not index.holds(paper, n)))
            }
            if lost:
                self._note(lost)
        return list(lost)

    def lost(self) -> set[str]:
        """Return the ready papers that cannot be searched until their points are made again."""
        return set(self._lost)

    def recover(self) -> None:
        """Sweep what a kill left in the index, and make points that the store lost again. Takes a while.

        A server that is away is waited for.
        """
        noted = self._note({})
        try:
            while not self._stop.is_set():
                try:
                    self._recover()
                    return
                except StoreAway as away:
                    away.wait(lambda: not self._stop.is_set())
                except SidelightError as error:
                    log.warning("The index is not ready: %s", error.message)
                    return
        finally:
            with self._noting:
                self._recovered = max(self._recovered, noted)

    def _recover(self) -> None:
        self.sweep()
        with self._recovering_lock:
            for paper_id, reading in list(self._lost.items()):
                if not self._stop.is_set():
                    self._mend(paper_id, reading)

    def sweep(self) -> dict[str, bool]:
        """Return the papers whose marked points or file could not go now; what goes is checked by count."""
        left: dict[str, bool] = {}
        with self._sweeping_lock:
            for deletion in self._papers.deletions():
                try:
                    self._delete(deletion)
                except (SidelightError, OSError) as error:
                    log.warning("%s cannot be deleted now: %s", deletion, error)
                    left[deletion.paper_id] = True
        return left

    @contextmanager
    def settled(self) -> Iterator[None]:
        """Hold everything as it is: inside, no reading becomes current and none is deleted from the index."""
        with self._sweeping_lock, self.settling_lock:
            yield

    def stop(self) -> None:
        """Make no more points again; what is left is mended at the next start."""
        self._stop.set()

    def _delete(self, deletion: Deletion) -> None:
        whole = deletion.reading == ALL_READINGS
        reading = None if whole else deletion.reading
        if whole:  # the file first: on a full disk it makes the room that deleting points needs
            with self.file_lock:
                if not self._papers.has(deletion.paper_id):
                    self._files.remove(deletion.paper_id)
        self._index().delete(deletion.paper_id, reading)
        count = self._index().count(deletion.paper_id, reading)
        if count:
            raise StoreError(f"{count} passages of a removed paper are still in the index.")
        self._papers.deleted(deletion)

    def _mend(self, paper_id: str, reading: int) -> None:
        """Make the points of a reading again that the store lost. Nobody waits for it while it embeds."""
        while not self._mended(paper_id, reading):
            log.info("Another index took over meanwhile; indexing %s again.", paper_id)

    def _mended(self, paper_id: str, reading: int) -> bool:
        """Return whether it is done, or not to be done any more; False where the index no longer answers."""
        index = self._index()
        try:
            points = self._papers.readings.points().get((paper_id, reading))
            if self.is_shared and points == index.count(paper_id, reading) and index.holds(paper_id, reading):
                self._lost.pop(paper_id, None)  # another process has made them
                return True
            if not self._is_taken_over(index, paper_id, reading):
                index.delete(paper_id, reading)
                sentences = self._papers.readings.sentences(paper_id, reading)
                index.add(paper_id, reading, sentences, cancelled=self._stop.is_set)
            terms = index.term_counts(paper_id, reading)
        except (StoreError, OSError):
            if self._index() is index:
                raise
            return False
        if self._stop.is_set():
            return True
        with self._sweeping_lock:
            if self._index() is not index:
                return False
            if self._papers.readings.current([paper_id]).get(paper_id) == reading:
                self._papers.readings.set_points(paper_id, reading, terms.passages, terms.to_text())
            else:
                index.delete(paper_id, reading)  # a paper removed meanwhile must not get its points back
            self._lost.pop(paper_id, None)
        return True

    def _is_taken_over(self, index: PassageIndex, paper_id: str, reading: int) -> bool:
        """Return whether all points of a reading came out of what a version before this one stored on the server."""
        if not index.holds(paper_id, reading):
            return False
        points = self._papers.readings.points().get((paper_id, reading))
        return bool(points) and index.take_over(paper_id, reading) == points == index.count(paper_id, reading)
