"""Limits of money: what a survey and a day may cost, and what they cost so far."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from lib.storage.spending import SpendingStore
from lib.times import now


@dataclass(frozen=True, slots=True)
class SpendingLimits:
    """US dollars; 0 sets no limit."""

    survey: float = 0.0
    day: float = 0.0


class Spending:
    """What runs in this process has cost, on top of what the database tells. Thread-safe.

    What is under way when a limit is reached still comes, so it may be passed by a few answers.
    """

    def __init__(self, store: SpendingStore, limits: Callable[[], SpendingLimits]) -> None:
        """Go by the limits that `limits` returns whenever it is asked."""
        self._store = store
        self._limits = limits
        self._surveys: dict[str, float] = {}
        self._day = ("", 0.0)
        self._lock = threading.Lock()

    def add(self, survey_id: str, dollars: float | None) -> None:
        """Add what an answer of a survey cost; None where no price is known."""
        if not dollars:
            return
        with self._lock:
            if survey_id in self._surveys:
                self._surveys[survey_id] += dollars
            self._day = self._day[0], self._day[1] + dollars

    def reached(self, survey_id: str) -> str | None:
        """Return in a sentence which limit is reached; None where none is."""
        limits = self._limits()
        if not (limits.survey or limits.day):
            return None
        with self._lock:
            if limits.survey and self._of_survey(survey_id) >= limits.survey:
                return (
                    f"This survey has cost ${self._of_survey(survey_id):,.2f}, and ${limits.survey:,.2f} is the limit of a "
                    "survey. Raise it in the settings, then resume."
                )
            if limits.day and (spent := self._of_today()) >= limits.day:
                return (
                    f"Today's answers have cost ${spent:,.2f}, and ${limits.day:,.2f} is the limit of a day (UTC). Raise it in "
                    "the settings, or resume tomorrow."
                )
        return None

    def _of_survey(self, survey_id: str) -> float:
        if survey_id not in self._surveys:
            self._surveys[survey_id] = self._store.of_survey(survey_id)
        return self._surveys[survey_id]

    def _of_today(self) -> float:
        today = now()[:10]
        if self._day[0] != today:
            self._day = today, self._store.since(today)
        return self._day[1]
