"""The bin, as `ws.bin`: papers that were removed, kept for some days with all that belongs to them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from lib.acting import require
from lib.config import WorkspaceSettings
from lib.errors import SidelightError, UnknownPaper
from lib.library.index_upkeep import IndexUpkeep
from lib.library.ingestion import Ingestion
from lib.library.word_search import WordSearcher
from lib.records import Paper
from lib.records.people import Role
from lib.storage.bin import BinnedPaper
from lib.storage.papers import PaperStore

LOOKED_AT_EVERY_S = 3600.0
"""How often papers that have lain in the bin long enough are looked for."""

log = logging.getLogger(__name__)


class Bin:
    """The bin of one library. Thread-safe."""

    def __init__(
        self,
        library: PaperStore,
        ingestion: Ingestion,
        upkeep: IndexUpkeep,
        words: WordSearcher,
        settings: WorkspaceSettings,
        forget: Callable[[str], None],
    ) -> None:
        """`forget`: lets go what is held in memory of a paper."""
        self._library = library
        self._ingestion = ingestion
        self._upkeep = upkeep
        self._words = words
        self._settings = settings
        self._forget = forget
        self._closed = threading.Event()
        self._clock: threading.Thread | None = None

    def put(self, paper_ids: Sequence[str]) -> list[Paper]:
        """Remove papers so that they can be brought back, and return them; such as are gone already are left out.

        From then on nothing finds, asks, counts or exports them. What was under way with one goes on once it is brought back.
        """
        require(Role.ADMINISTRATOR)
        removed: list[Paper] = []
        for paper_id in paper_ids:
            try:
                paper = self._library.paper(paper_id)
                self._library.bin.put(paper_id)
            except UnknownPaper:
                continue
            removed.append(paper)
            self._ingestion.stop_work(paper_id)
            self._forget(paper_id)
        return removed

    def papers(self) -> list[BinnedPaper]:
        """Return the papers in the bin, the last that was removed first."""
        return self._library.bin.papers()

    def bring_back(self, paper_ids: Sequence[str]) -> list[Paper]:
        """Bring papers back as they were and return them; such as are not in the bin are left out.

        Nothing is read again. Passages that the index lost meanwhile, as where another embedder took over, are embedded again in
        the background.
        """
        back = [paper_id for paper_id in paper_ids if self._library.bin.restore(paper_id)]
        if not back:
            return []
        for paper in self._library.unfinished():
            if paper.id in back:
                self._ingestion.submit(paper.id)
        self._words.look_again()
        self._mend(back)
        return [self._library.paper(paper_id) for paper_id in back]

    def _mend(self, paper_ids: Sequence[str]) -> None:
        try:
            lost = self._upkeep.find_lost_of(paper_ids)
        except SidelightError as error:  # whoever opens the index next looks for lost points of all papers
            log.warning("The index was not asked for papers that came back: %s", error.message)
            return
        if lost:
            threading.Thread(target=self._upkeep.recover, name="bring-back", daemon=True).start()

    def empty(self, paper_ids: Sequence[str] | None = None) -> int:
        """Remove these papers (None: all) from the bin for good, files and all, and return how many those were.

        One that somebody brings back meanwhile stays. Raises StoreError where parts of one cannot go now; they go at a later
        sweep.
        """
        require(Role.ADMINISTRATOR)
        in_bin = self._library.bin.ids()
        doomed = in_bin if paper_ids is None else [paper_id for paper_id in paper_ids if paper_id in in_bin]
        removed = 0
        for paper_id in doomed:
            if self._ingestion.remove_binned(paper_id):
                removed += 1
                self._forget(paper_id)
        return removed

    def expire(self) -> int:
        """Mark what has lain in the bin for longer than the settings say to go for good, and return how many papers those were.

        Files and points go at the next sweep of the index.
        """
        days = self._settings.preferences.bin_days
        before = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="microseconds")
        return sum(self._library.remove_binned(paper_id) for paper_id in self._library.bin.ids(before))

    def watch(self) -> None:
        """Let papers go in the background once they have lain in the bin long enough, until `close`."""
        if self._clock is None:
            self._clock = threading.Thread(target=self._watch, name="bin", daemon=True)
            self._clock.start()

    def close(self) -> None:
        """Watch no longer."""
        self._closed.set()
        if self._clock is not None:
            self._clock.join()

    def _watch(self) -> None:
        while not self._closed.wait(LOOKED_AT_EVERY_S):
            try:
                if self.expire():
                    self._upkeep.sweep()
            except SidelightError as error:  # of the database; the next look tries again
                log.warning("The bin could not be looked at: %s", error.message)
