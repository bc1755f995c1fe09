"""Moving a library to another embedder in the background.

The new index grows beside the one that answers. Once it holds every current reading it takes over in one step, and the old one is
deleted. A kill loses nothing: what was finished stays, and the next start goes on. A failure leaves the old index as it was.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol

from lib.background.tasks import Task, TaskProgress, Tasks
from lib.errors import ConfigError, StoreAway, StoreError
from lib.library.index_upkeep import IndexUpkeep
from lib.storage.advisory_locks import AdvisoryLocks
from lib.storage.papers import PaperStore

if TYPE_CHECKING:
    from lib.embedding.embedder import Embedder
    from lib.indexing.index import PassageIndex
    from lib.indexing.term_counts import TermCounts

CURRENT_FILE = "current.json"
MOVING = "moving to another embedder"
"""The lock of the process that moves a library."""

log = logging.getLogger(__name__)

ReadingKey = tuple[str, int]


@dataclass(eq=False)
class Move(Task[bool]):
    """The library on its way to another embedder, whose setting is its id; the old index answers on where there is a problem."""

    what: ClassVar[str] = "Moving to another embedder"
    failure: ClassVar[str] = "Sidelight failed while embedding ({fault}). The log has the details."

    progress: TaskProgress = field(default_factory=TaskProgress, init=False)
    """In papers; the total is 0 while the embedder is being opened."""

    @property
    def finished(self) -> bool:
        """Whether the index of the other embedder has taken over."""
        return bool(self.result)


class Indexes(Protocol):
    """What has the index that answers, and opens others beside it."""

    def open_index(self) -> PassageIndex:
        """Return the index that answers."""
        ...

    def open_embedder(self, setting: str) -> Embedder:
        """Return the embedder of that setting."""
        ...

    def open_beside(self, embedder: Embedder) -> PassageIndex:
        """Return the index of an embedder, whether it answers or not."""
        ...

    def take_over(self, setting: str, index: PassageIndex) -> None:
        """Keep the setting, and let the index answer."""
        ...


def current_setting(folder: Path) -> str | None:
    """Return the embedder of the index that answers; None where none was kept. Raises ConfigError for a broken file."""
    path = folder / CURRENT_FILE
    if not path.exists():
        return None
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["embedding"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path} cannot be read ({error}). Delete it to index the papers anew.") from error


def keep_current(folder: Path, setting: str) -> None:
    """Keep the embedder of the index that answers, by rename."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{CURRENT_FILE}.part"
    draft.write_text(json.dumps({"embedding": setting}) + "\n", encoding="utf-8")
    draft.replace(folder / CURRENT_FILE)


class KeptSetting(Protocol):
    """Which embedder's index answers, kept over the end of the process."""

    def read(self) -> str | None:
        """Return its setting; None where none was kept. Raises ConfigError, StoreError."""
        ...

    def write(self, setting: str) -> None:
        """Keep the setting. Raises StoreError."""
        ...


class SettingInFolder:
    """Which embedder's index answers, in the index's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self) -> str | None:
        """Return its setting; None where none was kept. Raises ConfigError for a broken file."""
        return current_setting(self._folder)

    def write(self, setting: str) -> None:
        """Keep the setting, by rename."""
        keep_current(self._folder, setting)


class Reembedding:
    """Moves the library, one move at a time. Thread-safe."""

    def __init__(
        self, library: PaperStore, upkeep: IndexUpkeep, indexes: Indexes, locks: AdvisoryLocks | None = None
    ) -> None:
        """`locks`: of all processes that could move it; None: this one alone can."""
        self._locks = locks
        self._library = library
        self._upkeep = upkeep
        self._indexes = indexes
        self._tasks: Tasks[Move] = Tasks("re-embed", 1, remembered=1)
        self._entry = threading.Lock()
        self._is_closed = False
        self.move: Move | None = None
        """The present or last move; None where there was none since the start, or it was given up."""

    @property
    def running(self) -> bool:
        """Whether a move is under way."""
        move = self.move
        return move is not None and not move.ended

    def begin(self, setting: str) -> None:
        """Begin to move the library to the embedder, unless another process does; an earlier move is given up."""
        with self._entry:
            self._end()
            if self._is_closed or (self._locks is not None and not self._locks.try_take(MOVING)):
                return
            move = self.move = Move(setting)
            self._tasks.start(move, lambda: self._change_alone(move))

    def give_up(self) -> None:
        """Give up the move under way. What it had made is used if it is begun again."""
        with self._entry:
            self._end()
            self.move = None

    def wait(self) -> None:
        """Wait until no move is under way."""
        move = self.move
        if move is not None:
            move.wait()

    def close(self) -> None:
        """Stop a move under way, to be taken up at the next start."""
        with self._entry:
            self._is_closed = True
            self._tasks.close()

    def _end(self) -> None:
        if self.move is not None:
            self.move.stop()
            self.move.wait()

    def _change_alone(self, move: Move) -> bool:
        try:
            return self._change(move)
        finally:
            if self._locks is not None:
                self._locks.give_back(MOVING)

    def _change(self, move: Move) -> bool:
        """Return whether the index of the other embedder has taken over; False where the move was stopped."""
        from lib.indexing.stores import index_name

        old = self._indexes.open_index()
        embedder = self._indexes.open_embedder(move.id)
        if index_name(embedder) == index_name(old.embedder):  # the same vectors under another name, or with another key
            old.embed_with(embedder)
            self._indexes.take_over(move.id, old)
            return True
        new = self._indexes.open_beside(embedder)
        try:
            has_moved = self._fill(new, move)
        except BaseException:
            new.close()
            raise
        if not has_moved:
            new.close()
            return False
        try:
            old.destroy()
        except StoreError as error:  # its points are nobody's any more, and found by nobody
            log.warning("The index of before could not be removed: %s", error.message)
        return True

    def _fill(self, new: PassageIndex, move: Move) -> bool:
        """Return whether the new index has taken over; False where it was stopped."""
        made: dict[ReadingKey, TermCounts] = {}
        while True:
            try:
                self._make(new, made, move)
                if move.stopped:
                    return False
                if self._has_taken_over(new, made, move):
                    return True
            except StoreAway as away:
                if not away.wait(lambda: not move.stopped):
                    return False

    def _has_taken_over(self, new: PassageIndex, made: Mapping[ReadingKey, TermCounts], move: Move) -> bool:
        """Return whether the new index answers now; False where a paper became ready meanwhile."""
        with self._upkeep.settled():
            current = self._library.readings.current()
            if self._missing(made):
                return False
            for paper_id, reading in new.readings() - set(current.items()):
                new.delete(paper_id, reading)  # removed or read again meanwhile
            self._indexes.take_over(move.id, new)
            for paper_id, reading in current.items():
                terms = made[paper_id, reading]
                self._library.readings.set_points(paper_id, reading, terms.passages, terms.to_text())
            return True

    def _make(self, new: PassageIndex, made: dict[ReadingKey, TermCounts], move: Move) -> None:
        """Add every reading that is missing in the new index, unless the move is stopped."""
        for key in [key for key in self._missing(made) if new.holds(*key)]:
            made[key] = new.term_counts(*key)
        missing = self._missing(made)
        began, before = time.monotonic(), len(self._library.readings.current()) - len(missing)
        for number, (paper_id, reading) in enumerate(missing):
            left = (time.monotonic() - began) / number * (len(missing) - number) if number else None
            move.progress = TaskProgress(before + number, before + len(missing), "paper", left)
            if new.count(paper_id, reading):
                new.delete(paper_id, reading)  # what a kill left
            new.add(
                paper_id, reading, self._library.readings.sentences(paper_id, reading), cancelled=lambda: move.stopped
            )
            if move.stopped:
                return
            made[paper_id, reading] = new.term_counts(paper_id, reading)
        move.progress = replace(move.progress, done=before + len(missing), total=before + len(missing))

    def _missing(self, made: Mapping[ReadingKey, TermCounts]) -> list[ReadingKey]:
        return [key for key in self._library.readings.current().items() if key not in made]
