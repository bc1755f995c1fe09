"""How much one person may have under way at once, so that nobody holds up the others; for people who sign in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from lib.acting import actor
from lib.config import Preferences
from lib.disk import MEGABYTE
from lib.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class _Work:
    """Something that a person has under way, in whatever project."""

    kind: str
    is_under_way: Callable[[], bool]
    size: int = 0
    """Bytes of a paper."""


class Quotas:
    """What each person has under way, in all projects of the installation. Thread-safe."""

    def __init__(self) -> None:
        self._work: dict[str, list[_Work]] = {}
        self._lock = threading.Lock()

    def require_paper(self, preferences: Preferences, size: int) -> None:
        """Raise NotAllowed where who is at work has as many papers or, with this one, more bytes waiting than one person may."""
        most = preferences.papers_a_person
        if self._count("paper") >= most:
            raise NotAllowed(f"{most:,} of your papers are still being read. Add more once they are.")
        most_mb = preferences.megabytes_a_person
        if actor().id and self._count("paper", lambda work: work.size) + size > most_mb * MEGABYTE:
            raise NotAllowed(
                f"Of one person {most_mb:,} MB of papers may wait to be read. Add this one once those before it are read."
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
        self._add(_Work("paper", is_under_way, size))

    def add_question(self, by_model: bool, is_under_way: Callable[[], bool]) -> None:
        """Count a question as that of who is at work, for as long as it is under way."""
        self._add(_Work("model" if by_model else "question", is_under_way))

    def add_survey(self, is_under_way: Callable[[], bool]) -> None:
        """Count a survey as that of who is at work, for as long as it is under way."""
        self._add(_Work("survey", is_under_way))

    def _count(self, kind: str, worth: Callable[[_Work], int] = lambda work: 1) -> int:
        """Return how much of a kind who is at work has under way, each `worth` so much; 0 for whoever does not sign in."""
        person = actor().id
        if not person:
            return 0
        with self._lock:
            left = [work for work in self._work.get(person, []) if work.is_under_way()]
            self._work[person] = left
            return sum(worth(work) for work in left if work.kind == kind)

    def _add(self, work: _Work) -> None:
        person = actor().id
        if person:
            with self._lock:
                self._work.setdefault(person, []).append(work)


QUOTAS = Quotas()
"""Those of this process, which is one installation."""
