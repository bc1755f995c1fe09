"""Many questions sent to a service as one batch: slower, and cheaper. What surveys and the providers that can say of it.

An answerer with a batch works in two turns with the same code. While the batch gathers, each question leaves its request
there and no answer comes. Once the results are there, the same question gets the passages that its request was made of, in
place of a new search, so that what is cited by number means what it meant; and it takes its result as if it were streamed.
A result belongs to its cell and is never looked for by content.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from lib.answering.answerer import Answerer
from lib.errors import ModelFault, ReadingGone
from lib.records import CellKey, Passage

GATHERED = "Waiting for the batch."
"""Why an answer is not there yet while its batch gathers."""
REQUESTS, BYTES = 1_000, 50_000_000
"""Of one batch, which is in memory until it is sent; services take far more."""


@dataclass(frozen=True, slots=True)
class BatchTerms:
    """How a service takes batches, in words for the screen and in figures."""

    service: str
    """How it is called: questions are "with" it."""
    offer: str
    """The choice to send questions so."""
    offer_help: str
    duration: str
    """How long batches take, a sentence."""
    console: str
    """Where the owner of the key can cancel a batch."""
    price_share: float
    """Of the price of its tokens that is paid."""
    unanswered: frozenset[str]
    """Why a batch did not answer a question; nothing is wrong with the next one then."""


BatchStatus = Literal["gathering", "succeeded", "expired", "cancelled", "errored", "missing"]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a batch brought for one request, or why it brought nothing."""

    status: BatchStatus
    """`gathering`: it was not sent yet. `missing`: the batch is through and has nothing for it."""
    message: Any = None
    """The whole reply as the service gives it, where it succeeded."""


@dataclass(frozen=True, slots=True)
class CellResult:
    """What came back for one cell."""

    result: BatchResult
    passages: Callable[[], list[Passage]]
    """What its request was made of."""


class BatchExchange:
    """One cell's request after the other while it gathers, then one cell's result after the other. Used by one thread."""

    def __init__(self) -> None:
        self.gathering = True
        self.request: dict[str, Any] | None = None
        """What the present cell asks, while it gathers."""
        self.gone = False
        """Whether the result of the present cell could not be used, because its paper was read anew."""
        self._results: dict[CellKey, CellResult] = {}
        self._current: CellResult | None = None

    def take(self, results: Mapping[CellKey, CellResult]) -> None:
        """Take results by cell; nothing more is gathered."""
        self._results.update(results)
        self.gathering = False

    def turn_to(self, key: CellKey) -> None:
        """Let what is asked from now on be this cell. Its result is used once."""
        self.request, self.gone = None, False
        self._current = self._results.pop(key, None)

    def passages(self, sentences: Callable[[str, int], object]) -> list[Passage] | None:
        """Return what the present cell's request was made of, None where nothing of use came back: search then.

        `sentences` raises ReadingGone for a reading that is there no more.
        """
        if self._current is None or self._current.result.status != "succeeded":
            return None
        passages = self._current.passages()
        try:
            for reading in {(passage.paper_id, passage.reading) for passage in passages}:
                sentences(*reading)
        except ReadingGone:
            self.gone = True
        return None if self.gone or not passages else passages

    def ask(self, request: dict[str, Any]) -> BatchResult | None:
        """Return what there is for the present cell's request; None where it must be asked by itself."""
        if self.gathering:
            self.request = request
            return BatchResult("gathering")
        return None if self._current is None or self.gone else self._current.result


class UnknownBatch(ModelFault):
    """The service does not know the batch that was asked about."""


class BatchNotMade(ModelFault):
    """It is sure that no batch was made; after any other error it may have been, and only the answer was lost."""


@dataclass(frozen=True, slots=True)
class BatchTrace:
    """What is found of a batch whose sending was cut off."""

    batch_id: str | None = None
    perhaps: bool = False
    """One that is not through yet may be it: only results tell names."""


class BatchConnection(Protocol):
    """An open connection to a service that takes batches. Every call raises ModelFault with a sentence."""

    def send(self, requests: Mapping[str, Mapping[str, Any]]) -> str:
        """Return the id of the batch that was made of the requests by name; raises BatchNotMade where none was."""
        ...

    def results(self, batch_id: str) -> dict[str, BatchResult] | None:
        """Return the results of a batch by name; None while it is not through. Raises UnknownBatch."""
        ...

    def trace(self, prefix: str, size: int, noted_at: str, known: set[str]) -> BatchTrace:
        """Return what the account's recent batches tell of one of so many requests whose names begin so.

        `noted_at`: ISO 8601, before it was sent. `known`: batches that are others.
        """
        ...

    def cancel(self, batch_id: str, within_s: float | None = None) -> None:
        """Let a batch that is not through do no more; given up after so many seconds. Raises UnknownBatch."""
        ...


@runtime_checkable
class BatchAnswerer(Answerer, Protocol):
    """An answerer whose questions can be sent as a batch."""

    @property
    def has_key(self) -> bool:
        """Whether there is a key to speak to the service with."""
        ...

    def batched(self, exchange: BatchExchange) -> Answerer:
        """Return the same answerer, which leaves its requests in the exchange and takes its results from there."""
        ...

    def connect_batches(self) -> AbstractContextManager[BatchConnection]:
        """Return a connection for its batches, closed at the end of the context."""
        ...
