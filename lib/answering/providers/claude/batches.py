"""Many questions sent to Claude as one batch: slower, at half the price.

An answerer with a batch works in two turns with the same code. While the batch gathers, each question leaves its request
there and no answer comes. Once the results are there, the same question gets the passages that its request was made of, in
place of a new search, so that what is cited by number means what it meant; and it takes its result as if it were streamed.
A result belongs to its cell and is never looked for by content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from lib.answering.providers.service_errors import Fault
from lib.errors import ReadingGone
from lib.records import CellKey, Passage

if TYPE_CHECKING:
    from anthropic import Anthropic

GATHERED = "Waiting for the batch."
"""Why an answer is not there yet while its batch gathers."""
SHARE = 0.5
"""Of the price (Messages Batches API, as of November 2026)."""
REQUESTS, BYTES = 1_000, 50_000_000
"""Of one batch, which is in memory until it is sent; the API takes 100,000 requests or 256 MB."""
EXPIRED = "Claude did not come to this question before its batch expired. Retry this cell."
CANCELLED = "The batch was cancelled before Claude came to this question. Retry this cell."
MISSING = "Claude's batch brought no result for this question. Retry this cell."
UNANSWERED = frozenset({EXPIRED, CANCELLED, MISSING})
"""Why a batch did not answer a question; nothing is wrong with the next one then."""
GONE = (
    "The paper was read anew while the question was with Claude, so what the batch brought could not be used; it was asked "
    "again by itself."
)
RECENT = 100
"""Batches of an account that are looked through for one whose sending was cut off."""
CLOCKS_APART = timedelta(days=1)
"""At the most, ours and the service's."""


def can_batch(answerer_id: str) -> bool:
    """Return whether an answerer can take its questions as a batch."""
    return answerer_id.partition(":")[0] == "claude"


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back for one cell."""

    result: Any
    """As the SDK tells it; None where the batch has none for it."""
    passages: Callable[[], list[Passage]]
    """What its request was made of."""


class Batch:
    """One cell's request after the other while it gathers, then one cell's result after the other. Used by one thread."""

    def __init__(self) -> None:
        self.gathering = True
        self.request: dict[str, Any] | None = None
        """What the present cell asks, while it gathers."""
        self.gone = False
        """Whether the result of the present cell could not be used, because its paper was read anew."""
        self._returned: dict[CellKey, Returned] = {}
        self._current: Returned | None = None

    def take(self, returned: Mapping[CellKey, Returned]) -> None:
        """Nothing; results are there by cell, and nothing more is gathered."""
        self._returned.update(returned)
        self.gathering = False

    def turn_to(self, key: CellKey) -> None:
        """Nothing; what is asked from now on is this cell. Its result is used once."""
        self.request, self.gone = None, False
        self._current = self._returned.pop(key, None)

    def passages(self, sentences: Callable[[str, int], object]) -> list[Passage] | None:
        """Return what the present cell's request was made of, None where nothing of use came back: search then.

        `sentences` raises ReadingGone for a reading that is there no more.
        """
        if self._current is None or getattr(self._current.result, "type", None) != "succeeded":
            return None
        passages = self._current.passages()
        try:
            for reading in {(passage.paper_id, passage.reading) for passage in passages}:
                sentences(*reading)
        except ReadingGone:
            self.gone = True
        return None if self.gone or not passages else passages

    def ask(self, request: dict[str, Any]) -> Any | Fault | None:
        """Return the message that answers the present cell, or why there is none; None where it must be asked by itself."""
        if self.gathering:
            self.request = request
            return Fault(GATHERED)
        if self._current is None or self.gone:
            return None
        result = self._current.result
        if result is None:
            return Fault(MISSING)
        match result.type:
            case "succeeded":
                return result.message
            case "expired":
                return Fault(EXPIRED)
            case "canceled":
                return Fault(CANCELLED)
        return None  # errored: asked by itself, the fault is told as ever


def send(client: Anthropic, requests: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the id of the batch that was made of the requests by name; raises what the SDK raises."""
    sent: list[Any] = [{"custom_id": name, "params": dict(request)} for name, request in requests.items()]
    return client.messages.batches.create(requests=sent).id


def surely_not_made(error: Exception) -> bool:
    """Return whether no batch was made where sending it raised this; else it may have been, and only the answer was lost."""
    import anthropic

    if isinstance(error, anthropic.APIStatusError):
        return error.status_code < 500 and error.status_code not in {408, 409}
    return type(error.__cause__).__name__ in {"ConnectError", "ConnectTimeout", "UnsupportedProtocol"}


def is_unknown(error: Exception) -> bool:
    """Return whether the service does not know the batch that was asked about."""
    return getattr(error, "status_code", None) == 404


def results(client: Anthropic, batch_id: str) -> dict[str, Any] | None:
    """Return the results of a batch by name; None while it is not through. Raises what the SDK raises."""
    batch = client.messages.batches.retrieve(batch_id)
    if batch.processing_status != "ended":
        return None
    if batch.results_url is None:  # they are kept for a month
        return {}
    return {one.custom_id: one.result for one in client.messages.batches.results(batch_id)}


@dataclass(frozen=True, slots=True)
class Trace:
    """What is found of a batch whose sending was cut off."""

    batch_id: str | None = None
    perhaps: bool = False
    """One that is not through yet may be it: only results tell names."""


def trace(client: Anthropic, prefix: str, size: int, noted_at: str, known: set[str]) -> Trace:
    """Return what the account's recent batches tell of one of so many requests whose names begin so; raises what the
    SDK raises.
    """
    earliest = datetime.fromisoformat(noted_at) - CLOCKS_APART
    perhaps = False
    for batch in client.messages.batches.list(limit=RECENT).data:
        counts = batch.request_counts
        whole = counts.processing + counts.succeeded + counts.errored + counts.canceled + counts.expired
        if batch.id in known or whole != size or batch.created_at < earliest:
            continue
        if batch.processing_status != "ended":
            perhaps = True
        elif batch.results_url is not None:
            first = next(iter(client.messages.batches.results(batch.id)), None)
            if first is not None and first.custom_id.startswith(prefix):
                return Trace(batch.id)
    return Trace(perhaps=perhaps)


def cancel(client: Anthropic, batch_id: str) -> None:
    """Nothing; a batch that is not through does no more. Raises what the SDK raises."""
    if client.messages.batches.retrieve(batch_id).processing_status == "in_progress":
        client.messages.batches.cancel(batch_id)


def events_of(message: Any) -> Iterator[Any]:
    """Yield a whole message as the events of a stream."""
    from types import SimpleNamespace as Event

    yield Event(type="message_start", message=message)
    for block in message.content:
        yield Event(type="content_block_start", content_block=block)
        yield Event(type="content_block_stop")
    ended = Event(stop_reason=message.stop_reason)
    yield Event(type="message_delta", delta=ended, usage=message.usage)
