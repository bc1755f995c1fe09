"""What surveys need of the rest of the library: its papers, who asks, and the models."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from lib.answering.answerer import Answerer
from lib.answering.providers.batching import BatchExchange
from lib.answering.providers.catalogue import AnswererChoice
from lib.records import Answer, Paper, Question
from lib.surveys.spending import SpendingLimits


class Papers(Protocol):
    """The papers of the library."""

    def ready_papers(self) -> Mapping[str, Paper]:
        """Return the papers that can be asked, by id."""
        ...

    def has(self, paper_id: str) -> bool:
        """Return whether a paper is there."""
        ...


class AsksCells(Protocol):
    """Who asks a question of one paper."""

    def ask_cell(
        self,
        question: Question,
        paper_id: str,
        answerer: str,
        style: str,
        keys: Mapping[str, str],
        goes_on: Callable[[], bool],
        batch: BatchExchange | None,
    ) -> Answer:
        """Return the answer, not kept yet; it is cut off once `goes_on` says False. Raises SidelightError."""
        ...


class Models(Protocol):
    """The answerers that can be asked."""

    def answerers(self, keys: Mapping[str, str] | None = None) -> Sequence[AnswererChoice]:
        """Return all of them, each with what it still needs besides those keys."""
        ...

    def unconfirmed_host(self, answerer: str) -> str:
        """Return the host that its text goes to and that nobody has said yes to yet; empty where it stays here."""
        ...

    def open_answerer(self, answerer: str, keys: Mapping[str, str] | None) -> Answerer:
        """Return an answerer by its id, with the keys of a run; raises ConfigError."""
        ...

    def shows_pictures(self, answerer: str) -> bool:
        """Return whether the answerer is shown figures as pictures."""
        ...

    def prices(self) -> Mapping[str, Mapping[str, float]]:
        """Return prices by model, as the settings have them."""
        ...

    def spending_limits(self) -> SpendingLimits:
        """Return what a survey, a day and a person may cost, as the settings have it."""
        ...
