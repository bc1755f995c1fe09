"""Moving a library to another embedder in the background.

The new index grows beside the one that answers. Once it holds every current reading it takes over in one step, and the old one is
deleted. A kill loses nothing: what was finished stays, and the next start goes on. A failure leaves the old index as it was.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lib.errors import ConfigError, SidelightError
from lib.library.ingestion import Ingestion
from lib.storage.papers import PaperStore

if TYPE_CHECKING:
    from lib.embedding.embedder import Embedder
    from lib.indexing.index import PassageIndex

CURRENT_FILE = "current.json"

ReadingKey = tuple[str, int]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Move:
    """How far the library is on its way to another embedder."""

    setting: str
    """The embedder it moves to."""
    done: int = 0
    """Papers."""
    total: int = 0
    """Papers; 0 while the embedder is being opened."""
    seconds_left: float | None = None
    problem: str | None = None
    """Why it stopped, in plain words; the old index answers on."""
    finished: bool = False


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


class Reembedding:
    """Moves the library, one move at a time. Thread-safe."""

    def __init__(
        self,
        library: PaperStore,
        ingestion: Ingestion,
        open_embedder: Callable[[str], Embedder],
        current: Callable[[], PassageIndex],
        open_beside: Callable[[Embedder], PassageIndex],
        take_over: Callable[[str, PassageIndex], None],
    ) -> None:
        """`take_over` keeps the setting and lets the index answer."""
        self._library, self._ingestion = library, ingestion
        self._open_embedder, self._current = open_embedder, current
        self._open_beside, self._take_over = open_beside, take_over
        self._entry = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._closed = False
        self.move: Move | None = None
        """The present or last move; None where there was none since the start."""

    @property
    def running(self) -> bool:
        """Whether a move is under way."""
        return self._thread is not None and self._thread.is_alive()

    def begin(self, setting: str) -> None:
        """Begin to move the library to the embedder; an earlier move is given up."""
        with self._entry:
            self._end()
            if self._closed:
                return
            self._stop.clear()
            self.move = Move(setting)
            self._thread = threading.Thread(target=self._run, args=(setting,), name="re-embed", daemon=True)
            self._thread.start()

    def give_up(self) -> None:
        """Give up the move under way. What it had made is used if it is begun again."""
        with self._entry:
            self._end()
            self.move = None

    def wait(self) -> None:
        """Wait until no move is under way."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def close(self) -> None:
        """Stop a move under way, to be taken up at the next start."""
        with self._entry:
            self._closed = True
            self._end()

    def _end(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self, setting: str) -> None:
        try:
            self._change(setting)
        except SidelightError as error:
            self._fail(error.message)
        except Exception as error:
            log.exception("Moving to another embedder failed")
            self._fail(f"Sidelight failed while embedding ({type(error).__name__}). The log has the details.")

    def _fail(self, problem: str) -> None:
        if self.move is not None:
            self.move = replace(self.move, problem=problem, seconds_left=None)

    def _change(self, setting: str) -> None:
        from lib.indexing.index import index_name

        old = self._current()
        embedder = self._open_embedder(setting)
        if index_name(embedder) == index_name(old.embedder):  # the same vectors under another name, or with another key
            old.embed_with(embedder)
            self._take_over(setting, old)
            self._tell(finished=True)
            return
        new = self._open_beside(embedder)
        try:
            moved = self._fill(new, setting)
        except BaseException:
            new.close()
            raise
        if not moved:
            new.close()
            return
        old.destroy()
        self._tell(finished=True, seconds_left=None)

    def _fill(self, new: PassageIndex, setting: str) -> bool:
        """Return whether the new index has taken over; False where it was stopped."""
        made: set[ReadingKey] = set()
        while True:
            self._make(new, made)
            if self._stop.is_set():
                return False
            with self._ingestion.settled():
                current = self._library.readings.current()
                if self._missing(new, made):
                    continue  # a paper became ready meanwhile
                for paper_id, reading in new.readings() - set(current.items()):
                    new.delete(paper_id, reading)  # removed or read again meanwhile
                self._take_over(setting, new)
                for paper_id, reading in current.items():
                    self._library.readings.set_points(paper_id, reading, new.count(paper_id, reading))
                return True

    def _make(self, new: PassageIndex, made: set[ReadingKey]) -> None:
        """Add every reading that is missing in the new index, unless the move is stopped."""
        missing = self._missing(new, made)
        began, before = time.monotonic(), len(self._library.readings.current()) - len(missing)
        for number, (paper_id, reading) in enumerate(missing):
            left = (time.monotonic() - began) / number * (len(missing) - number) if number else None
            self._tell(done=before + number, total=before + len(missing), seconds_left=left)
            if new.count(paper_id, reading):
                new.delete(paper_id, reading)  # what a kill left
            new.add(paper_id, reading, self._library.readings.sentences(paper_id, reading), cancelled=self._stop.is_set)
            if self._stop.is_set():
                return
            made.add((paper_id, reading))
        self._tell(done=before + len(missing), total=before + len(missing))

    def _missing(self, new: PassageIndex, made: set[ReadingKey]) -> list[ReadingKey]:
        return [
            (paper_id, reading)
            for paper_id, reading in self._library.readings.current().items()
            if (paper_id, reading) not in made and not new.holds(paper_id, reading)
        ]

    def _tell(self, **changes: object) -> None:
        if self.move is not None:
            self.move = replace(self.move, **changes)  # type: ignore[arg-type]
