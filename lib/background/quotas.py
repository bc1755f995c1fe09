"""How much one person may have under way at once, so that nobody holds up the others; for people who sign in."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from lib.acting import actor
from lib.config import Preferences
from lib.disk import GIGABYTE, MEGABYTE
from lib.errors import NotAllowed, SidelightError

LOOK_S = 2.0
"""Seconds between two looks whether work has ended that other processes count too."""

log = logging.getLogger(__name__)


class KeepsWork(Protocol):
    """Keeps what each person has under way in all processes of an installation (`lib.storage.person_work`)."""

    def add(self, person: str, kind: str, size: int) -> str:
        """Note a piece of work of this process and return its id."""
        ...

    def end(self, ids: Collection[str]) -> None:
        """Take out pieces of work that have ended."""
        ...

    def totals(self, person: str) -> Mapping[str, tuple[int, int]]:
        """Return how many pieces a person has under way and their bytes, by kind, in all processes."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    """Something that a person has under way, in whatever project."""

    kind: str
    is_under_way: Callable[[], bool]
    size: int = 0
    """Bytes of a paper."""
    kept: str | None = None
    """Its id where all processes count it."""


class Quotas:
    """What each person has under way, in all projects of the installation. Thread-safe.

    Where several processes share the installation, what each of them began counts (`share`).
    """

    def __init__(self) -> None:
        self._work: dict[str, list[_Work]] = {}
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

    def require_paper(self, preferences: Preferences, size: int) -> None:
        """Raise NotAllowed where who is at work has as many papers or, with this one, more bytes waiting than one person may."""
        most = preferences.papers_a_person
        if self._count("paper") >= most:
            raise NotAllowed(f"{most:,} of your papers are still being read. Add more once they are.")
        most_mb = preferences.megabytes_a_person
        if actor().id and self._count("paper", "bytes") + size > most_mb * MEGABYTE:
            raise NotAllowed(
                f"Of one person {most_mb:,} MB of papers may wait to be read. Add this one once those before it are read."
            )

    def require_room(self, preferences: Preferences, size: int, held: Callable[[], int]) -> None:
        """Raise NotAllowed where a project's PDFs, which take so many bytes now, may not take `size` more."""
        most_gb = preferences.gigabytes_a_project
        if most_gb and held() + size > most_gb * GIGABYTE:
            raise NotAllowed(
                f"The PDFs of a project may take {most_gb:,g} GB together, and this one goes beyond. Remove papers and empty "
                "the bin, or ask an administrator for more room (Settings, Reading and limits)."
            )

    def require_survey(self, preferences: Preferences) -> None:
        """Raise NotAllowed where who is at work has as many surveys running as one person may."""
        most = preferences.surveys_a_person
        if self._count("survey") >= most:
            raise NotAllowed(f"{most} of your surveys are running. Pause one of them, or wait until it is finished.")

    def require_question(self, preferences: Preferences, by_model: bool) -> None:
        """Raise NotAllowed where who is at work has as many questions under way as one person may, or as many with models."""
        if self._count("question") + self._count("model") >= preferences.questions_a_person:
            raise NotAllowed(
                f"{preferences.questions_a_person} of your questions are being answered. Wait for one of them."
            )
        if by_model and self._count("model") >= preferences.models_a_person:
            raise NotAllowed(f"{preferences.models_a_person} of your questions are with models. Wait for one of them.")

    def add_paper(self, size: int, is_under_way: Callable[[], bool]) -> None:
        """Count a paper of so many bytes as that of who is at work, for as long as it is under way."""
        self._add("paper", is_under_way, size)

    def add_question(self, by_model: bool, is_under_way: Callable[[], bool]) -> None:
        """Count a question as that of who is at work, for as long as it is under way."""
        self._add("model" if by_model else "question", is_under_way)

    def add_survey(self, is_under_way: Callable[[], bool]) -> None:
        """Count a survey as that of who is at work, for as long as it is under way."""
        self._add("survey", is_under_way)

    def _count(self, kind: str, of: Literal["pieces", "bytes"] = "pieces") -> int:
        """Return how much of a kind who is at work has under way, in pieces or bytes; 0 for whoever does not sign in."""
        person = actor().id
        if not person:
            return 0
        left = self._left(person)
        if (kept := self._kept) is not None:
            return kept.totals(person).get(kind, (0, 0))[of == "bytes"]
        return sum(work.size if of == "bytes" else 1 for work in left if work.kind == kind)

    def _left(self, person: str) -> list[_Work]:
        """Return what a person has under way in this process, and forget what has ended. Raises StoreError."""
        with self._lock:
            begun = list(self._work.get(person, ()))
        ended = {work for work in begun if not work.is_under_way()}  # which may ask the database: without the lock
        ids = [work.kept for work in ended if work.kept is not None]
        if ids and (kept := self._kept) is not None:
            kept.end(ids)  # where that fails they are taken out at the next look
        with self._lock:
            left = self._work[person] = [work for work in self._work.get(person, ()) if work not in ended]
        return left

    def _add(self, kind: str, is_under_way: Callable[[], bool], size: int = 0) -> None:
        person = actor().id
        if person:
            kept = None if self._kept is None else self._kept.add(person, kind, size)
            with self._lock:
                self._work.setdefault(person, []).append(_Work(kind, is_under_way, size, kept))

    def _look(self, ended: threading.Event) -> None:
        while not ended.wait(LOOK_S):
            for person in list(self._work):
                try:
                    self._left(person)
                except SidelightError as error:
                    log.warning("It could not be looked what has ended: %s", error.message)


QUOTAS = Quotas()
"""Those of this process, which is one installation."""
