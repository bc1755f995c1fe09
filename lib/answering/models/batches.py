"""Many questions sent to Claude as one batch: slower, at half the price.

A request is known by the digest of its content, which is its `custom_id`. An answerer with a batch therefore works in two
turns with the same code: while the batch gathers, each question leaves its request there and no answer comes; once the
results are there, the same question finds its result by the same digest and takes it as if it were streamed. Where a paper
was read anew in between, the request is another one, finds nothing, and is asked by itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from lib.answering.models.faults import Fault

if TYPE_CHECKING:
    from anthropic import Anthropic

GATHERED = "Waiting for the batch."
"""Why an answer is not there yet while its batch gathers."""
SHARE = 0.5
"""Of the price (Messages Batches API, as of November 2026)."""
REQUESTS, BYTES = 10_000, 100_000_000
"""Of one batch; the API takes 100,000 requests or 256 MB."""
EXPIRED = "Claude did not come to this question before its batch expired. Retry this cell."
CANCELLED = "The batch was cancelled before Claude came to this question. Retry this cell."


def can_batch(answerer_id: str) -> bool:
    """Whether an answerer can take its questions as a batch."""
    return answerer_id.partition(":")[0] == "claude"


def digest(request: Mapping[str, Any]) -> str:
    """What a request is known by: 40 hexadecimal digits of the SHA-256 of its content."""
    return hashlib.sha256(json.dumps(request, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:40]


class Batch:
    """Requests that are gathered, then their results as they come. Used by one thread."""

    def __init__(self) -> None:
        self.requests: dict[str, dict[str, Any]] = {}
        """By digest, those not sent yet."""
        self.gathering = True
        self.last = ""
        """Digest of the request that was gathered last."""
        self._results: dict[str, Any] = {}

    def take_results(self, results: Mapping[str, Any]) -> None:
        """Nothing; results are there by digest, and nothing more is gathered."""
        self._results.update(results)
        self.gathering = False

    def ask(self, request: dict[str, Any]) -> Any | Fault | None:
        """The message that answers a request, or why there is none; None where it must be asked by itself."""
        name = digest(request)
        if self.gathering:
            self.requests[name] = request
            self.last = name
            return Fault(GATHERED)
        result: Any = self._results.get(name)
        match getattr(result, "type", None):
            case "succeeded":
                return result.message
            case "expired":
                return Fault(EXPIRED)
            case "canceled":
                return Fault(CANCELLED)
        return None  # errored, or not in it: asked by itself, the fault is told as ever


def parcels(requests: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Mapping[str, Any]]]:
    """The requests in parcels that the API takes."""
    parcel: dict[str, Mapping[str, Any]] = {}
    size = 0
    for name, request in requests.items():
        length = len(json.dumps(request))
        if parcel and (len(parcel) >= REQUESTS or size + length > BYTES):
            yield parcel
            parcel, size = {}, 0
        parcel[name] = request
        size += length
    if parcel:
        yield parcel


def send(client: Anthropic, requests: Mapping[str, Mapping[str, Any]]) -> str:
    """The id of the batch that was made of the requests; raises what the SDK raises."""
    sent: list[Any] = [{"custom_id": name, "params": dict(request)} for name, request in requests.items()]
    return client.messages.batches.create(requests=sent).id


def results(client: Anthropic, batch_id: str) -> dict[str, Any] | None:
    """The results of a batch by digest; None while it is not through. Raises what the SDK raises."""
    if client.messages.batches.retrieve(batch_id).processing_status != "ended":
        return None
    return {one.custom_id: one.result for one in client.messages.batches.results(batch_id)}


def cancel(client: Anthropic, batch_id: str) -> None:
    """Nothing; a batch that is not through does no more. Raises what the SDK raises."""
    if client.messages.batches.retrieve(batch_id).processing_status == "in_progress":
        client.messages.batches.cancel(batch_id)


def events_of(message: Any) -> Iterator[Any]:
    """A whole message as the events of a stream."""
    from types import SimpleNamespace as Event

    yield Event(type="message_start", message=message)
    for block in message.content:
        yield Event(type="content_block_start", content_block=block)
        yield Event(type="content_block_stop")
    ended = Event(stop_reason=message.stop_reason)
    yield Event(type="message_delta", delta=ended, usage=message.usage)
