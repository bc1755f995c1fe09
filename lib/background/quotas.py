"""How much one person may have under way at once, so that nobody holds up the others; for people who sign in."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from lib.acting import actor
from lib.config import Preferences
from lib.disk import GIGABYTE, MEGABYTE
from lib.errors import NotAllowed, SidelightError

LOOK_S = 2.0
"""Seconds between two looks whether work has ended that other processes count too."""

log = logging.getLogger(__name__)


Totals = Mapping[str, tuple[int, int]]
"""How many pieces of work a person has under way and their bytes, by kind."""


class KeepsWork(Protocol):
    """Keeps what each person has under way in all processes of an installation (`lib.storage.person_work`)."""

    def add(self, person: str, kind: str, size: int, check: Callable[[Totals], None]) -> str:
        """Note a piece of work of this process and return its id, unless `check` raises for what is under way in all.

        Nobody else notes work of the same person between the two.
        """
        ...

    def end(self, ids: Collection[str]) -> None:
        """Take out pieces of work that have ended."""
        ...


@dataclass(slots=True, eq=False)
class Work:
    """Something that a person has under way, in whatever project."""

    kind: str
    is_under_way: Callable[[], bool]
    """To be set once it has begun: until then it holds its place."""
    size: int = 0
    """Bytes of a paper."""
    kept: str | None = None
    """Its id where all processes count it."""


class Quotas:
    """What each person has under way, in all projects of the installation. Thread-safe.

    Where several processes share the installation, what each of them began counts (`share`).
    """

    def __init__(self) -> None:
        self._work: dict[str, list[Work]] = {}
        self._lock = threading.Lock()
        self._kept: KeepsWork | None = None
        self._ended = threading.Event()

    def share(self, kept: KeepsWork) -> None:
        """Count together with all processes of the installation, until `share_no_more`."""
        self._kept, self._ended = kept, threading.Event()
        threading.Thread(target=self._look, args=(self._ended,), name="quotas", daemon=True).start()

    def share_no_more(self) -> None:
        """Count this process alone again."""
        self._ended.set()
        self._kept = None

    def paper(self, preferences: Preferences, size: int) -> AbstractContextManager[Work]:
        """Hold a place for a paper of so many bytes of who is at work while it is begun.

        Raises NotAllowed where that person has as many papers or, with this one, more bytes waiting than one person may.
        """

        def check(totals: Totals) -> None:
            pieces, bytes_waiting = totals.get("paper", (0, 0))
            most, most_mb = preferences.papers_a_person, preferences.megabytes_a_person
            if pieces >= most:
                raise NotAllowed(f"{most:,} of your papers are still being read. Add more once they are.")
            if bytes_waiting + size > most_mb * MEGABYTE:
                raise NotAllowed(
                    f"Of one person {most_mb:,} MB of papers may wait to be read. Add this one once those before it are read."
                )

        return self._holding("paper", size, check)

    def survey(self, preferences: Preferences) -> AbstractContextManager[Work]:
        """Hold a place for a survey while it is begun; raises NotAllowed where as many run as one person may have."""
        most = preferences.surveys_a_person

        def check(totals: Totals) -> None:
            if totals.get("survey", (0, 0))[0] >= most:
                raise NotAllowed(
                    f"{most} of your surveys are running. Pause one of them, or wait until it is finished."
                )

        return self._holding("survey", 0, check)

    def question(self, preferences: Preferences, by_model: bool) -> AbstractContextManager[Work]:
        """Hold a place for a question while it is begun.

        Raises NotAllowed where who is at work has as many questions under way as one person may, or as many with models.
        """
        most, most_models = preferences.questions_a_person, preferences.models_a_person

        def check(totals: Totals) -> None:
            with_models = totals.get("model", (0, 0))[0]
            if totals.get("question", (0, 0))[0] + with_models >= most:
                raise NotAllowed(f"{most} of your questions are being answered. Wait for one of them.")
            if by_model and with_models >= most_models:
                raise NotAllowed(f"{most_models} of your questions are with models. Wait for one of them.")

        return self._holding("model" if by_model else "question", 0, check)

    def require_room(self, preferences: Preferences, size: int, held: Callable[[], int]) -> None:
        """Raise NotAllowed where a project's PDFs, which take so many bytes now, may not take `size` more."""
        most_gb = preferences.gigabytes_a_project
        if most_gb and held() + size > most_gb * GIGABYTE:
            raise NotAllowed(
                f"The PDFs of a project may take {most_gb:,g} GB together, and this one goes beyond. Remove papers and empty "
                "the bin, or ask an administrator for more room (Settings, Reading and limits)."
            )

    @contextmanager
    def _holding(self, kind: str, size: int, check: Callable[[Totals], None]) -> Iterator[Work]:
        """Yield a piece of work of who is at work, which counts in the block and, where its end is set there, until that.

        Whoever does not sign in has no limit. Raises what `check` raises, StoreError.
        """
        person, work = actor().id, Work(kind, lambda: True, size)
        if not person:
            yield work
            return
        self._left(person)
        begun = work.is_under_way
        if (kept := self._kept) is not None:
            work.kept = kept.add(person, kind, size, check)
        with self._lock:
            if work.kept is None:
                check(_totals(self._work.get(person, ())))
            self._work.setdefault(person, []).append(work)
        try:
            yield work
        finally:
            if work.is_under_way is begun:
                work.is_under_way = lambda: False

    def _left(self, person: str) -> None:
        """Forget what a person had under way in this process and has ended. Raises StoreError."""
        with self._lock:
            begun = list(self._work.get(person, ()))
        ended = {work for work in begun if not work.is_under_way()}  # which may ask the database: without the lock
        ids = [work.kept for work in ended if work.kept is not None]
        if ids and (kept := self._kept) is not None:
            kept.end(ids)  # where that fails they are taken out at the next look
        with self._lock:
            self._work[person] = [work for work in self._work.get(person, ()) if work not in ended]

    def _look(self, ended: threading.Event) -> None:
        while not ended.wait(LOOK_S):
            for person in list(self._work):
                try:
                    self._left(person)
                except SidelightError as error:
                    log.warning("It could not be looked what has ended: %s", error.message)


def _totals(works: Iterable[Work]) -> Totals:
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for work in works:
        pieces, size = found[work.kind]
        found[work.kind] = pieces + 1, size + work.size
    return found


QUOTAS = Quotas()
"""Those of this process, which is one installation."""
