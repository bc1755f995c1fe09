"""Papers on their way into the library: what is asked of them, from the upload to the removal.

The papers table is the queue: whatever is neither ready nor failed, or is to be read again, is work, so a kill loses nothing
and the next start goes on. `PaperWork` does it, in this process or in those that take the jobs of a queue.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from lib.background.job_queue import JobQueue
from lib.config import WorkspaceSettings
from lib.errors import SidelightError, StoreError
from lib.library.index_upkeep import IndexUpkeep
from lib.library.paper_job import BatchProgress, PaperProgress, SeenBatch
from lib.library.paper_work import CANCELLED, PaperWork
from lib.library.passwords import Passwords
from lib.library.repairs import Repairs
from lib.reading.process.pool import ReadingPool
from lib.storage.files import is_whole
from lib.text.wording import count

log = logging.getLogger(__name__)


class Ingestion:
    """Puts papers to be read, and stops and removes them. Thread-safe."""

    def __init__(
        self,
        work: PaperWork,
        queue: JobQueue,
        passwords: Passwords,
        upkeep: IndexUpkeep,
        settings: WorkspaceSettings,
        repairs: Repairs,
    ) -> None:
        self.library = work.library
        self.files = work.files
        self._work = work
        self._queue = queue
        self._passwords = passwords
        self._upkeep = upkeep
        self._settings = settings
        self._repairs = repairs
        self._seen = SeenBatch()
        queue.does("paper", work)

    # what is asked of it

    def enqueue(self, paper_id: str, filename: str, password: str | None = None) -> None:
        """Read and index a paper whose file is kept, unless it is ready or under way already."""
        with self._upkeep.file_lock:
            if not self.files.has(paper_id):
                raise SidelightError("This paper was being removed at that moment. Add it again.")
            if self.library.queue(paper_id, filename):
                self.submit(paper_id, password)

    def submit(self, paper_id: str, password: str | None = None) -> None:
        """Begin with a queued paper. One that is already under way is taken up again afterwards.

        `password`: stays in this process, which then reads the paper itself.
        """
        if password is not None:
            self._passwords.remember(paper_id, password)
        self._queue.put("paper", paper_id, here=self._passwords.get(paper_id) is not None)

    def recognise(self, paper_id: str) -> None:
        """Recognise the pages of a paper that are pictures, in the background. Raises UnknownPaper.

        A paper that is being read now is recognised afterwards; what was recognised before is kept.
        """
        self._work.want_recognition(paper_id)
        if self._work.ask_again(paper_id):
            return
        if self._queue.is_shared and self.is_under_way(paper_id):
            self.submit(paper_id)
        else:
            self.read_again(paper_id)

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
        with self._upkeep.file_lock:
            pass  # who is about to put it has done so
        self._queue.wait("paper", paper_id)

    def cancel(self, paper_id: str) -> None:
        """Stop a paper under way: soon it becomes `failed`, to be retried."""
        if not self._queue.stop("paper", paper_id):
            return
        if self.library.readings.current([paper_id]):  # it waited for somebody to begin, who would have noted this
            self.library.stop_again(paper_id)
        else:
            self.library.fail(paper_id, CANCELLED)

    def progress(self) -> dict[str, PaperProgress]:
        """Return how far each paper under way is, by paper id."""
        found = {}
        for paper_id, report in self._queue.reports("paper").items():
            found[paper_id] = PaperProgress(**report) if report else PaperProgress("queued", 0, 0, None)
        return found

    def is_under_way(self, paper_id: str) -> bool:
        """Return whether a paper is queued or being read."""
        return paper_id in self._queue.reports("paper")

    @property
    def pool(self) -> ReadingPool:
        """The worker processes of this process that read."""
        return self._work.pool

    def batch(self) -> BatchProgress:
        """Return how far the papers under way are together."""
        return self._seen.progress(self.progress()) if self._queue.is_shared else self._work.batch()

    def stop_work(self, paper_id: str) -> None:
        """Stop what is under way with a paper and wait until it has ended."""
        self.cancel(paper_id)
        self.wait(paper_id)

    def remove(self, paper_id: str) -> None:
        """Remove paper, readings, points and file, of one in the bin too. Raises UnknownPaper.

        What cannot go now (a file that is open elsewhere, a server out of reach) raises StoreError and goes at a later sweep.
        """
        self.stop_work(paper_id)
        self.library.remove(paper_id)
        self._let_go(paper_id)

    def remove_binned(self, paper_id: str) -> bool:
        """Remove a paper as `remove` does where it is in the bin still, and return whether it was."""
        self.stop_work(paper_id)
        was_there = self.library.remove_binned(paper_id)
        if was_there:
            self._let_go(paper_id)
        return was_there

    def _let_go(self, paper_id: str) -> None:
        self._passwords.forget(paper_id)
        if self._upkeep.sweep().get(paper_id):
            raise StoreError(
                "The paper is removed; parts of its file or index could not be deleted yet and go later by themselves."
            )

    def resume(self) -> None:
        """Take up again what a kill interrupted. To be called before anything is submitted.

        A file that the folder's own database does not know is a paper that a kill or a restored backup left without its row:
        it is read. A database by URL may be another one than before; then such files stay, and the repairs say so.
        """
        if self._queue.is_shared:
            return  # others may be at it, and whoever takes jobs looks for papers that nobody has
        self.library.readings.drop_unfinished()
        marked = {deletion.paper_id for deletion in self.library.deletions()}
        known = {paper.id for paper in self.library.papers()} | set(self.library.bin.ids()) | marked
        if unknown := self.files.unknown(known):
            self._take_in(unknown)
        for paper in self.library.unfinished():
            self.submit(paper.id)

    def _take_in(self, unknown: Sequence[str]) -> None:
        """Queue kept files without a paper where they are this database's, and say what became of them."""
        files = count(len(unknown), "PDF")
        if self._settings.current.database_url:
            self._repairs.add(
                f"{files} in the data folder belong to no paper of the database that DATABASE_URL names. Check that it is the "
                "right one; add the files again where it is."
            )
            return
        whole = [paper_id for paper_id in unknown if is_whole(self.files.path(paper_id))]
        for paper_id in whole:
            self.library.queue(paper_id, f"{paper_id[:12]}.pdf")
        if whole:
            verb = "is" if len(whole) == 1 else "are"
            self._repairs.add(f"{count(len(whole), 'PDF')} in the data folder had no paper and {verb} read now.")
        if len(whole) < len(unknown):
            self._repairs.add(
                f"{count(len(unknown) - len(whole), 'PDF')} in {self.files.folder} are damaged and belong to no paper; they "
                "are left where they are."
            )

    def close(self) -> None:
        """Stop work under way, to be taken up at the next start."""
        self._queue.close()
        self._work.close()
        self._passwords.clear()
