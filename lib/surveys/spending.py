"""Limits of money: what a survey, a day and a person may cost, and what they cost so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lib.storage.spending import SpendingStore
from lib.times import now


@dataclass(frozen=True, slots=True)
class SpendingLimits:
    """US dollars; 0 sets no limit."""

    survey: float = 0.0
    day: float = 0.0
    person: float = 0.0
    """Of one person a day; those who gave no name count as one."""


class Spending:
    """What models have cost, and whether a limit is reached. Thread-safe, and the same for all processes of a database.

    What is under way when a limit is reached still comes, so it may be passed by a few answers.
    """

    def __init__(self, store: SpendingStore, limits: Callable[[], SpendingLimits]) -> None:
        """Go by the limits that `limits` returns whenever it is asked."""
        self._store = store
        self._limits = limits

    def add(self, dollars: float | None, person: str, survey_id: str = "") -> None:
        """Note what an answer cost, of a survey where one is named; None where no price is known. Raises StoreError."""
        if dollars:
            self._store.add(dollars, survey_id, person)

    def reached(self, person: str, survey_id: str = "") -> str | None:
        """Return in a sentence which limit is reached, for a survey or a single question; None where none is."""
        limits = self._limits()
        then = "Raise it in the settings, then resume." if survey_id else "Raise it in the settings."
        later = "Raise it in the settings, or " + ("resume tomorrow." if survey_id else "ask again tomorrow.")
        if survey_id and limits.survey and (spent := self._store.of_survey(survey_id)) >= limits.survey:
            return f"This survey has cost {_dollars(spent)}, and {_dollars(limits.survey)} is the limit of a survey. {then}"
        today = now()[:10]
        if limits.day and (spent := self._store.since(today)) >= limits.day:
            return f"Today's answers have cost {_dollars(spent)}, and {_dollars(limits.day)} is the limit of a day (UTC). {later}"
        if limits.person and (spent := self._store.since(today, person)) >= limits.person:
            who = f"{person}'s answers" if person else "Answers of people who gave no name"
            return (
                f"{who} have cost {_dollars(spent)} today, and {_dollars(limits.person)} is the limit of a person and day "
                f"(UTC). {later}"
            )
        return None


def _dollars(amount: float) -> str:
    return f"${amount:,.2f}"
