"""A survey's questions that go out as batches: noted, sent once, asked after now and then, found after a restart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from lib.answering.providers.batching import (
    BatchAnswerer,
    BatchConnection,
    BatchNotMade,
    BatchResult,
    BatchTerms,
    CellResult,
    UnknownBatch,
)
from lib.errors import ModelFault
from lib.records import CellKey, Passage
from lib.storage.batch_requests import Batch, BatchStore, request_name
from lib.text.wording import count

POLL_S = 20.0
"""Between two looks whether a batch is through: most are within the hour, all within a day."""
PATIENCE = 15
"""Looks after all batches in a row of which none succeeds, before it is given up until the next resume."""
CANCEL_S = 10.0
"""For a word on a batch to be cancelled, which somebody waits for."""
LOST = (
    "{questions} went to {service} as a batch that the account behind this key does not know: sending was cut off, the "
    "batch was deleted, or the key is another account's. Give the earlier key if there was one. If you resume with this key "
    "and the batch is still unknown, it is sent, and paid, again."
)
NOT_CANCELLED = "{are} still with {service} as a batch that could not be cancelled: {why} {what}"
IN_CONSOLE = "Cancel it in {console}, or it is worked through and paid."
NO_KEY = "there is no key here."
NOT_FOUND = "it is not known whether it arrived."


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """A cell's question, ready to be sent."""

    key: CellKey
    request: dict[str, Any]
    passages: list[Passage]
    """What the request was made of."""


class BatchClient:
    """Sends the questions of one answerer in one survey together, and brings their results."""

    def __init__(
        self, survey_id: str, answerer: BatchAnswerer, terms: BatchTerms, store: BatchStore, poll_s: float = POLL_S
    ) -> None:
        self.terms = terms
        self.lost = 0
        """Questions found lost in this run: said at once, and given up at the next resume."""
        self._survey_id = survey_id
        self._answerer = answerer
        self._store = store
        self._poll_s = poll_s

    def recover(self) -> None:
        """Look for batches whose sending was cut off; those that were said to be lost count as never sent.

        Raises ModelFault for what is lost only now.
        """
        with self._answerer.connect_batches() as service:
            for batch in self._under_way():
                if (batch.service_id is None or batch.reported_lost) and self._look_up(service, batch) is _LOST:
                    if batch.reported_lost:
                        self._store.forget(batch.id)
                    else:
                        self._lose(batch)
        self._report_lost()

    def sent(self) -> set[CellKey]:
        """Return the cells of this answerer that wait for a batch."""
        return self._store.sent(self._survey_id, self._answerer.id)

    def send(self, requests: Sequence[BatchRequest]) -> None:
        """Note the requests with what they were made of, send them, then note the service's own id. Raises ModelFault."""
        batch_id = self._store.note(self._survey_id, self._answerer.id, [(one.key, one.passages) for one in requests])
        named = {request_name(batch_id, position): one.request for position, one in enumerate(requests)}
        with self._answerer.connect_batches() as service:
            try:
                service_id = service.send(named)
            except BatchNotMade:
                self._store.forget(batch_id)
                raise
            if not self._store.set_service_id(batch_id, service_id):  # the survey was removed meanwhile
                service.cancel(service_id)

    def results(self, pause: Callable[[float], bool]) -> Iterator[dict[CellKey, CellResult]]:
        """Yield what came back by cell, batch by batch, until all is there or `pause` (seconds) says stop.

        At the end ModelFault where a batch is lost. What was cancelled from here does not come: it counts as never sent.
        """
        waiting = self._under_way()
        failures = 0
        with self._answerer.connect_batches() as service:
            while waiting:
                fault, answered = None, False
                for batch in list(waiting):
                    try:
                        found = self._look_up(service, batch)
                    except ModelFault as error:
                        fault = error
                        continue
                    answered = True
                    if found is None:
                        continue
                    waiting.remove(batch)
                    if isinstance(found, Mapping):
                        yield self._by_cell(batch, found)
                    else:
                        self._lose(batch)
                failures = 0 if fault is None or answered else failures + 1
                if fault is not None and failures >= PATIENCE:
                    raise fault
                if waiting and not pause(self._poll_s):
                    return
        self._report_lost()

    def cancel(self) -> str | None:
        """Let what is not through be given up, and return None; or say in plain words what could not be, and why.

        There may be no key, the service may say no, or it is not known where a batch is.
        """
        left, why = 0, ""
        for batch in self._under_way():
            problem = self._cancel(batch)
            if problem is not None:
                left, why = left + len(self._store.cells(batch.id)), problem
        if not left:
            return None
        what = IN_CONSOLE.format(console=self.terms.console)
        return NOT_CANCELLED.format(are=questions_are(left), service=self.terms.service, why=why, what=what)

    def _cancel(self, batch: Batch) -> str | None:
        """Ask for the end of a batch, and return None, or why it could not be."""
        if not self._answerer.has_key:
            return NO_KEY
        if batch.service_id is None:
            return NOT_FOUND
        with self._answerer.connect_batches() as service:
            try:
                service.cancel(batch.service_id, CANCEL_S)
            except UnknownBatch:
                return None
            except ModelFault as fault:
                return fault.message
        self._store.set_cancelled(batch.id)
        return None

    def _under_way(self) -> list[Batch]:
        return self._store.under_way(self._survey_id, self._answerer.id)

    def _look_up(self, service: BatchConnection, batch: Batch) -> Mapping[str, BatchResult] | _Lost | None:
        """Return the results of a batch by name; None while it is not through. Raises ModelFault."""
        try:
            service_id = batch.service_id
            if service_id is None:
                size, known = len(self._store.cells(batch.id)), self._store.service_ids()
                trace = service.trace(f"{batch.id}-", size, batch.noted_at, known)
                if trace.batch_id is None:
                    return None if trace.perhaps else _LOST
                service_id = trace.batch_id
                self._store.set_service_id(batch.id, service_id)
            return service.results(service_id)
        except UnknownBatch:
            return _LOST

    def _by_cell(self, batch: Batch, results: Mapping[str, BatchResult]) -> dict[CellKey, CellResult]:
        """Return what a batch all_results by cell; what it did not answer counts as never sent from now on."""
        cells = self._store.cells(batch.id)
        all_results = {name: results.get(name, BatchResult("missing")) for name in cells}
        self._store.forget_requests([name for name, result in all_results.items() if result.status != "succeeded"])
        return {
            key: CellResult(all_results[name], partial(self._store.passages, name))
            for name, key in cells.items()
            if not (batch.cancelled and all_results[name].status == "cancelled")
        }

    def _lose(self, batch: Batch) -> None:
        """Note that a batch is lost, and count its questions."""
        self._store.set_reported_lost(batch.id)
        self.lost += len(self._store.cells(batch.id))

    def _report_lost(self) -> None:
        if self.lost:
            raise ModelFault(lost(self.lost, self.terms))


def lost(questions: int, terms: BatchTerms) -> str:
    """Return in plain words that so many questions are lost, and what to do."""
    return LOST.format(questions=count(questions, "question"), service=terms.service)


def questions_are(number: int) -> str:
    """Return the beginning of a sentence on so many questions: "1 question is", "3 questions are"."""
    return f"{count(number, 'question')} {'is' if number == 1 else 'are'}"


class _Lost:
    """A batch that the service does not know."""


_LOST = _Lost()
