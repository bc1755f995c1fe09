"""Claude's Messages Batches API."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from lib.answering.providers.batching import (
    BatchNotMade,
    BatchResult,
    BatchStatus,
    BatchTerms,
    BatchTrace,
    UnknownBatch,
)
from lib.answering.providers.claude.settings import LABEL
from lib.answering.providers.service_errors import ServiceError
from lib.errors import ModelFault

if TYPE_CHECKING:
    from anthropic import Anthropic

RECENT = 100
"""Batches of an account that are looked through for one whose sending was cut off."""
CLOCKS_APART = timedelta(days=1)
"""At the most, ours and the service's."""
STATUSES: Mapping[str, BatchStatus] = {"succeeded": "succeeded", "expired": "expired", "canceled": "cancelled"}
"""What a result is, by the API's word; whatever else it says is an error."""
NEVER_ARRIVED = frozenset({"ConnectError", "ConnectTimeout", "UnsupportedProtocol"})
"""Errors of the HTTP client after which the service cannot have got anything."""
UNKNOWN = 404
"""The status of a batch that the service does not know."""
PERHAPS_ARRIVED = frozenset({408, 409})
"""Statuses below 500 after which a batch may have been made all the same."""

PRICE_SHARE = 0.5
"""Of the price (Messages Batches API, as of November 2026)."""
EXPIRED = "Claude did not come to this question before its batch expired. Retry this cell."
CANCELLED = "The batch was cancelled before Claude came to this question. Retry this cell."
MISSING = "Claude's batch holds no result for this question. Retry this cell."
TERMS = BatchTerms(
    service=LABEL,
    offer="Ask Claude in one batch, at half the price",
    offer_help="The answers come together, within minutes or hours, at the latest after a day.",
    duration="Most are through within the hour, all within a day.",
    console="the Claude Console",
    price_share=PRICE_SHARE,
    unanswered=frozenset({EXPIRED, CANCELLED, MISSING}),
)


class ClaudeBatches:
    """The batches of one account, through an open client. See `BatchConnection`."""

    def __init__(self, client: Anthropic, error_of: Callable[[Exception], ServiceError]) -> None:
        """Use an open client; `error_of` says what an error of the SDK means, and raises again our own mistakes."""
        self._client = client
        self._error_of = error_of

    def send(self, requests: Mapping[str, Mapping[str, Any]]) -> str:
        """Return the id of the batch that was made of the requests by name; raises BatchNotMade, ModelFault."""
        sent: list[Any] = [{"custom_id": name, "params": dict(request)} for name, request in requests.items()]
        try:
            return self._client.messages.batches.create(requests=sent).id
        except Exception as error:  # noqa: BLE001 - `error_of` raises again our own mistakes
            kind = BatchNotMade if _surely_not_made(error) else ModelFault
            raise kind(self._error_of(error).sentence) from None

    def results(self, batch_id: str) -> dict[str, BatchResult] | None:
        """Return the results of a batch by name; None while it is not through. Raises UnknownBatch, ModelFault."""
        try:
            batch = self._client.messages.batches.retrieve(batch_id)
            if batch.processing_status != "ended":
                return None
            if batch.results_url is None:  # they are kept for a month
                return {}
            listed = self._client.messages.batches.results(batch_id)
            return {one.custom_id: _result(one.result) for one in listed}
        except Exception as error:  # noqa: BLE001 - `error_of` raises again our own mistakes
            raise self._error_in_words(error) from None

    def trace(self, prefix: str, size: int, noted_at: str, known: set[str]) -> BatchTrace:
        """Return what the account's recent batches tell of one of so many requests whose names begin so. Raises ModelFault."""
        try:
            return self._trace(prefix, size, noted_at, known)
        except Exception as error:  # noqa: BLE001 - `error_of` raises again our own mistakes
            raise self._error_in_words(error) from None

    def cancel(self, batch_id: str, within_s: float | None = None) -> None:
        """Let a batch that is not through do no more; tried once more, where it has to be within so many seconds.

        Raises UnknownBatch, ModelFault.
        """
        client = self._client if within_s is None else self._client.with_options(timeout=within_s, max_retries=1)
        try:
            if client.messages.batches.retrieve(batch_id).processing_status == "in_progress":
                client.messages.batches.cancel(batch_id)
        except Exception as error:  # noqa: BLE001 - `error_of` raises again our own mistakes
            raise self._error_in_words(error) from None

    def _trace(self, prefix: str, size: int, noted_at: str, known: set[str]) -> BatchTrace:
        earliest = datetime.fromisoformat(noted_at) - CLOCKS_APART
        perhaps = False
        for batch in self._client.messages.batches.list(limit=RECENT).data:
            counts = batch.request_counts
            whole = counts.processing + counts.succeeded + counts.errored + counts.canceled + counts.expired
            if batch.id in known or whole != size or batch.created_at < earliest:
                continue
            if batch.processing_status != "ended":
                perhaps = True
            elif batch.results_url is not None:
                first = next(iter(self._client.messages.batches.results(batch.id)), None)
                if first is not None and first.custom_id.startswith(prefix):
                    return BatchTrace(batch.id)
        return BatchTrace(perhaps=perhaps)

    def _error_in_words(self, error: Exception) -> ModelFault:
        """Return an error of the SDK as a sentence; a batch that the service does not know is one of its own kind."""
        kind = UnknownBatch if getattr(error, "status_code", None) == UNKNOWN else ModelFault
        return kind(self._error_of(error).sentence)


def _surely_not_made(error: Exception) -> bool:
    """Return whether no batch was made where sending it raised this; else it may have been, and only the answer was lost."""
    import anthropic

    if isinstance(error, anthropic.APIStatusError):
        return error.status_code < 500 and error.status_code not in PERHAPS_ARRIVED
    return type(error.__cause__).__name__ in NEVER_ARRIVED


def _result(result: Any) -> BatchResult:
    status = STATUSES.get(result.type, "errored")
    return BatchResult(status, result.message if status == "succeeded" else None)


def events_of(message: Any) -> Iterator[Any]:
    """Yield a whole message as the events of a stream."""
    from types import SimpleNamespace as Event

    yield Event(type="message_start", message=message)
    for block in message.content:
        yield Event(type="content_block_start", content_block=block)
        yield Event(type="content_block_stop")
    ended = Event(stop_reason=message.stop_reason)
    yield Event(type="message_delta", delta=ended, usage=message.usage)
