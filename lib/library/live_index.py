"""The index that answers: opened once, mended after a kill, exchanged when another embedder has taken over, searched."""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from lib.acting import acting_as
from lib.config import WorkspaceSettings
from lib.embedding.registry import check_setting
from lib.errors import ConfigError, ModelFault, ReadingGone, SidelightError, StoreAway, StoreError
from lib.library.copies import Copies
from lib.library.index_upkeep import IndexUpkeep
from lib.library.reembedding import KeptSetting, Reembedding, SettingInFolder
from lib.library.repairs import Repairs
from lib.library.term_weights import TermWeights
from lib.places.place import FilePlace, FolderPlace
from lib.records import Paper, Passage
from lib.records.people import OWNER
from lib.storage.advisory_locks import AdvisoryLocks
from lib.storage.papers import PaperStore
from lib.storage.reading_cache import GONE, ReadingCache
from lib.storage.schema import whole
from lib.text.wording import count

if TYPE_CHECKING:
    from lib.embedding.embedder import Embedder
    from lib.indexing.index import PassageIndex
    from lib.indexing.point_copies import Step
    from lib.indexing.server_connection import ServerConnection
    from lib.records.homes import Home

SEARCHES_TRIED = 3
HOLES_LOOKED_FOR_EVERY_S = 300.0
"""How often the points of each paper are counted while the index is open: others may change what lies on a server."""
LOOKED_FOR_AT_MOST_EVERY_S = 30.0
"""The same, where questions that find nothing in a paper ask for it."""
RESTS_AFTER_S = 900.0
"""Seconds without a use after which the index of a project that nobody works in is closed, until it is used again: opening one
takes a tenth of a second, and each that is open costs memory and hundreds of descriptors.
"""
FOLLOWED_EVERY_S = 2.0
"""Seconds after which it is looked again whether another process has moved the library to another embedder."""
FEW_PAPERS = 20
"""Papers asked up to which one without a passage is a reason to look whether its points are there."""
RECOVERY_STEP_S = 0.05
"""Seconds between two looks whether the index is whole again."""
EMBEDDING_KEY = "EMBEDDING_API_KEY"
"""The variable that holds the key of an embedder behind a URL."""
INDEX_MADE_AGAIN = (
    "The search index was damaged and is being made again from the papers as they were read; nothing else is lost. Papers that "
    "are not in it yet are not searched."
)
LOST = (
    "Passages of {papers} were missing in the search index, as where somebody else cleaned up on its server. They are made again "
    "by themselves; until then these papers are not searched."
)

log = logging.getLogger(__name__)


class LiveIndex:
    """Finds passages in the ready papers of a library. Thread-safe."""

    def __init__(
        self,
        folder: Path,
        settings: WorkspaceSettings,
        library: PaperStore,
        readings: ReadingCache,
        upkeep: IndexUpkeep,
        copies: Copies,
        repairs: Repairs,
        home: Callable[[], Home],
        place_of: Callable[[Path], FilePlace] = FolderPlace,
        kept: KeptSetting | None = None,
        locks: AdvisoryLocks | None = None,
    ) -> None:
        """`home`: returns where the library's database lies. `place_of`: where files lie that have this folder by themselves.

        `kept`: which embedder answers; None: in the folder. `locks`: of all processes that have the library open; None: this
        one has it alone.
        """
        self._folder = folder
        self._place_of = place_of
        self._kept = kept or SettingInFolder(folder)
        self._settings = settings
        self._library = library
        self._readings = readings
        self._upkeep = upkeep
        self._copies = copies
        self._repairs = repairs
        self._home = home
        self._parts = threading.RLock()
        self.embedder: Embedder | None = None
        """Of the index that answers; None before it is open."""
        self._setting = ""  # of the embedder whose index answers, once that is open
        self._index: PassageIndex | None = None
        self._closed = False
        self.term_weights = TermWeights(library.readings.terms)
        self._server: ServerConnection | None = None
        self._keeper: threading.Thread | None = None
        self._is_mending = False
        self._look = threading.Event()
        self._looked_at = float("-inf")
        self._used_at = time.monotonic()
        self._is_resting = False
        self.may_rest: Callable[[], bool] = lambda: False
        """Whether nothing that needs the index is under way, so that it may be closed where nobody uses it."""
        self.on_rest: Callable[[], object] = lambda: None
        """Called when it was closed for want of use."""
        self.problem: str | None = None
        """Why the index cannot be opened, in plain words; None while it was not tried and once it is open."""
        self.embedding = Reembedding(library, upkeep, self, locks)
        self._followed_at = float("-inf")

    @property
    def ready(self) -> bool:
        """Whether the embedder and the index are open, or were and rest."""
        return self._index is not None or self._is_resting

    def wait_until_whole(self, seconds: float) -> None:
        """Wait until no point is missing in it any more, so long at the most; opens it where it is not open."""
        self.open_index()
        until_s = time.monotonic() + seconds
        while self._upkeep.lost() and self.is_recovering and time.monotonic() < until_s:
            time.sleep(RECOVERY_STEP_S)

    def wait_for_points(self, paper_ids: Sequence[str], goes_on: Callable[[], bool]) -> bool:
        """Return whether points of these papers were missing and are made again, once they are; False where none is missing,
        none can be made, or `goes_on` says that nobody waits any longer.
        """
        wanted = set(paper_ids)
        if not wanted & self._upkeep.lost():
            return False
        while (missing := bool(wanted & self._upkeep.lost())) and self.is_recovering and goes_on():
            time.sleep(RECOVERY_STEP_S)
        return not missing and goes_on()

    @property
    def is_recovering(self) -> bool:
        """Whether what a kill left is being mended, or the index compared with what was written."""
        return self._is_mending or self._look.is_set() or self._upkeep.is_recovering

    @property
    def is_on_server(self) -> bool:
        """Whether it lies on a Qdrant server, and not in the data folder."""
        return bool(self._settings.current.qdrant_url)

    @property
    def away(self) -> str | None:
        """Since when the index's server does not answer, and why, as sentences; None while it does, and without one."""
        return None if self._server is None else self._server.away

    @property
    def setting(self) -> str:
        """The embedder whose index answers, the one that is wanted before any does."""
        return self._setting or self.wanted_embedder

    def close(self) -> None:
        """Close the index once what mends it has ended."""
        with self._parts:
            self._closed = True
        self._look.set()
        if self._server is not None:
            self._server.stop()
        if self._keeper is not None:
            self._keeper.join()
        with self._parts:
            if self._index is not None:
                self._index.close()
            if self._server is not None:
                self._server.close()

    def find_passages(
        self,
        question: str,
        paper_ids: Sequence[str] | None = None,
        limit: int = 8,
    ) -> list[Passage]:
        """Return the passages of the ready papers (None: of all) that answer best, best first; none for an empty question.

        Raises StoreAway where the index's server does not answer.
        """
        return self._find(question, paper_ids, limit) if question.strip() else []

    def _find(self, question: str, paper_ids: Sequence[str] | None, limit: int) -> list[Passage]:
        for _ in range(SEARCHES_TRIED):
            readings = self.searchable(paper_ids)
            if not readings:
                return []
            index = self.open_index()
            try:
                found = index.find(whole(question), readings, self._readings.part, limit)
                # A collection of a server is emptied rather than closed once another index has taken over.
                if found or self.open_index() is index:
                    self._look_for_holes_of(readings, found)
                    return found
                log.info("Another index took over while it was being searched; searching that one.")
            except ReadingGone:
                log.info("A paper was removed while it was being searched; searching the others again.")
            except StoreError:
                if self.open_index() is index:
                    raise
                log.info("Another index took over while it was being searched; searching that one.")
        raise ReadingGone(GONE)

    def _look_for_holes_of(self, readings: Mapping[str, int], found: Sequence[Passage]) -> None:
        """Look whether the points of papers are there that nothing was found in, now where nothing was found at all."""
        if len(readings) > FEW_PAPERS or readings.keys() <= {passage.paper_id for passage in found}:
            return
        if not found:
            self._say_lost(self._upkeep.find_lost_of(list(readings)))
        elif self._settings.current.qdrant_url:
            due = time.monotonic() - self._looked_at > LOOKED_FOR_AT_MOST_EVERY_S
            if due:
                self._look.set()

    def _say_lost(self, lost: Sequence[str]) -> None:
        """Say that points of papers are missing, and begin to make them again."""
        if lost:
            self._repairs.add(LOST.format(papers=count(len(lost), "paper")))
            self._look.set()

    def open_index(self) -> PassageIndex:
        """Return the index, opened at the first call; raises StoreError, ConfigError, DiskFull."""
        if self._upkeep.is_shared and time.monotonic() - self._followed_at > FOLLOWED_EVERY_S:
            self.follow()
        with self._parts, acting_as(OWNER):  # what a kill left is mended, whoever comes first
            if threading.current_thread() is not self._keeper:
                self._used_at = time.monotonic()
            if self._index is not None:
                return self._index
            if self._closed:
                raise StoreError("Sidelight was closed; open the data folder again.")
            index = self._index = self._load_index()
            self._is_resting = False
            try:
                self._upkeep.find_lost()
                self._upkeep.count_terms()
            except BaseException:
                self._index = None
                index.close()
                raise
            # What a kill left in it is mended beside the work that opened it.
            if self._keeper is None:
                self._is_mending = True
                self._keeper = threading.Thread(target=self._keep, name="keep-index", daemon=True)
                self._keeper.start()
            self._look.set()
            moves = self._setting != self.wanted_embedder
        # Without the lock: a move that is given up for this one may wait for it.
        if moves:
            with acting_as(OWNER):
                self.embedding.begin(self.wanted_embedder)  # what a kill interrupted, or a changed environment
        return index

    def _keep(self) -> None:
        """Mend what a kill left, then what is damaged; from then on look from time to time whether points are missing."""
        was_checked = False
        while not self._closed:
            self._is_mending = True
            self._look.clear()
            try:
                if was_checked:
                    self._looked_at = time.monotonic()
                    self._say_lost(self._upkeep.find_lost())
                self._upkeep.recover()
                if not was_checked and not self._upkeep.is_shared:  # several would each read all of it
                    self.check()
                was_checked = True
            except StoreAway as away:
                away.wait(lambda: not self._closed)
                continue
            except SidelightError as error:
                log.warning("The index could not be checked: %s", error.message)
                was_checked = True
            self._is_mending = False
            self._look.wait(HOLES_LOOKED_FOR_EVERY_S)
            while self._rests():
                self._look.clear()
                self._look.wait(HOLES_LOOKED_FOR_EVERY_S)

    def _rests(self) -> bool:
        """Return whether the index is closed for want of use; close it where it was not used for long."""
        with self._parts:
            if self._closed or self._index is None:
                return self._is_resting and not self._closed
            unused_s = time.monotonic() - self._used_at
            if unused_s < RESTS_AFTER_S or self._look.is_set() or self.embedding.running or not self.may_rest():
                return False
            self._index.close()
            self._index, self._is_resting = None, True
        log.info("The index in %s is closed until it is used again.", self._folder)
        self.on_rest()
        return True

    def follow(self) -> None:
        """Let the index answer that another process has moved the library to, where one has. Raises StoreError, ConfigError."""
        with self._parts:
            self._followed_at = time.monotonic()
            setting = None if self._index is None else self._kept.read()
            if self._index is None or setting is None or setting == self._setting or self.embedding.running:
                return
            index = self.open_beside(self.open_embedder(setting))
            before, self._index = self._index, index
            self._setting, self.embedder = setting, index.embedder
        before.close()
        self._look.set()

    def check(self, go_on: Callable[[], bool] = lambda: True) -> int:
        """Compare every point and vector with what was written, and make again what is damaged; return of how many papers.

        Takes a while; the papers concerned are not searched meanwhile. Raises StoreError, ConfigError, DiskFull.
        """
        try:
            damaged = self._upkeep.find_damaged(lambda: go_on() and not self._closed)
        except StoreError as error:
            if self._settings.current.qdrant_url or self._closed:
                raise
            log.warning("The index cannot be read; it is made again: %s", error.message)
            with self._parts:
                self._drop_index()
                self.open_index()  # which notes that all points are missing
            self._upkeep.recover()
            return len(self._upkeep.lost())
        if damaged:
            self._repairs.add(f"The index of {count(len(damaged), 'paper')} was damaged and was made again.")
            self._upkeep.recover()
        return len(damaged)

    def _drop_index(self) -> None:
        """Delete the embedded index, whatever is left of it."""
        if self._index is not None:
            with suppress(SidelightError):
                self._index.close()
        self._index = None
        shutil.rmtree(self._folder, ignore_errors=True)
        self._repairs.add(INDEX_MADE_AGAIN)

    @property
    def wanted_embedder(self) -> str:
        """The embedder that the settings name; the one that answers may still be another, see `embedding`."""
        return self._settings.current.preferences.embedding or self._settings.current.embedding

    def change_embedder(self, setting: str, key: str = "") -> None:
        """Embed the papers anew in the background; the present index answers until that is done.

        `key`: of an embedder behind a URL, held in memory until this process ends. What goes wrong stands in
        `embedding.move`; raises ConfigError for what cannot name an embedder, and then nothing is kept.
        """
        setting = setting.strip()
        if not setting:
            raise ConfigError("Name an embedder.")
        check_setting(setting)
        self._settings.change(embedding=setting)
        if key:
            self._settings.embedder_keys[setting] = key
        if self._index is not None and setting == self._setting and not key:
            self.embedding.give_up()
        elif self._index is not None:
            self.embedding.begin(setting)

    def _load_index(self) -> PassageIndex:
        try:
            index = self._first_index()
        except SidelightError as error:
            self.problem = error.message
            if self.is_on_server and not isinstance(error, StoreAway):
                self._repairs.add(error.message)  # said on every page: nothing is found until somebody does something
            raise
        self.problem = None
        return index

    def _first_index(self) -> PassageIndex:
        """Return the index that answered last; where that one cannot be opened, the one of the embedder that is wanted now."""
        from lib.indexing.stores import index_name, remove_others

        wanted, folder = self.wanted_embedder, self._folder
        try:
            setting = self._kept.read() or wanted
        except ConfigError:
            self._drop_index()
            setting = wanted
        try:
            index = self._open_or_drop(self.open_embedder(setting))
        except (ConfigError, ModelFault):
            if setting == wanted:
                raise
            log.warning("The embedder %s cannot be opened any more; indexing with %s.", setting, wanted)
            setting, index = wanted, self._open_or_drop(self.open_embedder(wanted))
        if setting == wanted:
            remove_others(folder, index_name(index.embedder))
        self._kept.write(setting)
        self._setting, self.embedder = setting, index.embedder
        return index

    def _open_or_drop(self, embedder: Embedder) -> PassageIndex:
        """Return the index of an embedder; an embedded one that cannot be opened is deleted, for it is made again."""
        try:
            return self.open_beside(embedder)
        except StoreError as error:  # neither FolderInUse nor DiskFull, which are no damage
            if self._settings.current.qdrant_url:
                raise
            log.warning("The index cannot be opened; it is made again: %s", error.message)
            self._drop_index()
            return self.open_beside(embedder)

    def open_embedder(self, setting: str) -> Embedder:
        """Return the embedder of that setting, with its key where one was given; raises ConfigError, ModelFault."""
        from lib.embedding.registry import open_embedder

        current = self._settings.current
        named = current.key_for(EMBEDDING_KEY, setting.partition("#")[0])
        key = self._settings.embedder_keys.get(setting, named)
        return open_embedder(setting, key, current.address_rules, self._folder)

    def open_beside(self, embedder: Embedder) -> PassageIndex:
        """Return the index of an embedder, whether it answers or not."""
        from lib.indexing.index import PassageIndex

        owner, server = self._library.readings.terms.library_id(), self._connection()
        home = None if server is None else self._home()
        index = PassageIndex.open(
            self._folder, self._settings.current, embedder, owner, self.term_weights, server, home, self._place_of
        )
        if index.note is not None:
            self._repairs.add(index.note)
        return index

    def _connection(self) -> ServerConnection | None:
        """Return the connection to the index's server, None without one. Raises ConfigError."""
        if self._server is None and self._settings.current.qdrant_url:
            from lib.indexing.server import connect

            self._server = connect(self._settings.current)
            self._server.on_return = self._look.set
        return self._server

    def settle_claim(self, step: Step, *, is_copy: bool) -> int:
        """Return how many passages this library has on its server, once what `Claimed` asked for is decided.

        `is_copy`: it gets an id and copies of the passages for itself, in the place of those that it shares with its original.
        Otherwise it was moved here and nothing else uses them. Raises ConfigError where there is nothing to decide, StoreError.
        """
        from lib.indexing.claims import Claimed
        from lib.library.claims import become_a_copy, claim_as_moved

        with self._parts, acting_as(OWNER):
            try:
                self.open_index()
            except Claimed:
                server, embedder = self._server, self.open_embedder(self.setting)
                terms, home = self._library.readings.terms, self._home()
                if server is None:
                    raise
                if is_copy:
                    become_a_copy(server, embedder, self._settings.current, terms, home, step)
                else:
                    claim_as_moved(server, embedder, terms, home)
                self._repairs.dismiss()
                return self.open_index().count()
        raise ConfigError("No other data folder uses the passages of this library. Nothing was changed.")

    def take_over(self, setting: str, index: PassageIndex) -> None:
        """Keep the setting, and let the index answer."""
        with self._parts:
            self._kept.write(setting)
            self._setting, self._index, self.embedder = setting, index, index.embedder

    def ready_papers(self, paper_ids: Sequence[str] | None) -> dict[str, Paper]:
        """Return the ready papers among those (None: of all) that can be searched, by id; of copies the first."""
        paper_ids = self._copies.without_copies(paper_ids)
        papers = self._library.ready_papers(paper_ids)
        if papers:
            self.open_index()  # which notes the papers whose points are lost
        lost = self._upkeep.lost()
        return {i: paper for i, paper in papers.items() if i not in lost}

    def searchable(self, paper_ids: Sequence[str] | None) -> dict[str, int]:
        """Return the current readings of those papers (None: of all) that can be searched; of copies the first's."""
        paper_ids = self._copies.without_copies(paper_ids)
        readings = self._library.readings.current(paper_ids)
        if readings:
            self.open_index()
        lost = self._upkeep.lost()
        return {i: reading for i, reading in readings.items() if i not in lost}

    def not_searched(self, paper_ids: Sequence[str] | None) -> str | None:
        """Say how many of the papers could not be searched since their index is being made again."""
        lost = self._upkeep.lost() & set(self._library.readings.current(paper_ids))
        if not lost:
            return None
        papers = "1 paper was" if len(lost) == 1 else f"{len(lost)} papers were"
        return f"{papers} not searched: the index is being made again. Ask again in a while."
