"""A survey's questions that go to Claude as batches: noted, sent once, asked after now and then, found after a restart."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from lib.answering.providers.claude import batches
from lib.answering.providers.claude.answerer import ClaudeAnswerer
from lib.answering.providers.claude.batches import Returned
from lib.errors import ModelFault
from lib.records import CellKey, Passage
from lib.storage.batch_requests import Parcel, ParcelStore, request_name
from lib.text.wording import count

POLL_S = 20.0
"""Between two looks whether a batch is through: most are within the hour, all within a day."""
PATIENCE = 15
"""Looks after all batches in a row of which none succeeds, before it is given up until the next resume."""
CANCEL_S = 10.0
"""For a word on a batch to be cancelled, which somebody waits for."""
LOST = (
    "{questions} went to Claude as a batch that the account behind this key does not know: sending was cut off, the batch "
    "was deleted, or the key is another account's. Give the earlier key if there was one. If you resume with this key and "
    "the batch is still unknown, it is sent, and paid, again."
)
NOT_CANCELLED = "{are} still with Claude as a batch that could not be cancelled: {why} {what}"
IN_CONSOLE = "Cancel it in the Claude Console, or it is worked through and paid."
NO_KEY = "there is no key here."
NOT_FOUND = "it is not known whether it arrived."


@dataclass(frozen=True, slots=True)
class Letter:
    """A cell's question, ready to be sent."""

    key: CellKey
    request: dict[str, Any]
    passages: list[Passage]
    """What the request was made of."""


class Post(Protocol):
    """What sends questions together and brings their results."""

    lost: int
    """Questions found lost in this run: said at once, and given up at the next resume."""

    def recover(self) -> None:
        """Nothing; what was lost, and was said to be, counts as never sent. Raises ModelFault for what is lost only now."""
        ...

    def sent(self) -> set[CellKey]:
        """Return the cells that wait for a result."""
        ...

    def send(self, letters: Sequence[Letter]) -> None:
        """Nothing; they are on their way. Raises ModelFault."""
        ...

    def results(self, pause: Callable[[float], bool]) -> Iterator[dict[CellKey, Returned]]:
        """Yield what came back by cell, batch by batch, until all is there or `pause` (seconds) says stop. Raises ModelFault.

        What was cancelled from here does not come: it counts as never sent.
        """
        ...

    def cancel(self) -> str | None:
        """None, or in plain words what could not be given up of all that is not through."""
        ...


class ClaudePost:
    """The batches of one answerer in one survey."""

    def __init__(self, survey_id: str, answerer: ClaudeAnswerer, parcels: ParcelStore, poll_s: float = POLL_S) -> None:
        self._survey_id = survey_id
        self._answerer = answerer
        self._parcels = parcels
        self._poll_s = poll_s
        self.lost = 0

    def recover(self) -> None:
        """Nothing; parcels whose sending was cut off are looked for, those lost before are given up."""
        with self._answerer.client() as client:
            for parcel in self._under_way():
                if (parcel.batch_id is None or parcel.told) and self._looked_for(client, parcel) is _LOST:
                    if parcel.told:
                        self._parcels.forget(parcel.id)
                    else:
                        self._lose(parcel)
        self._say_lost()

    def sent(self) -> set[CellKey]:
        """Return the cells of this answerer that wait for a parcel."""
        return self._parcels.sent(self._survey_id, self._answerer.id)

    def send(self, letters: Sequence[Letter]) -> None:
        """Nothing; the letters are noted with what they were made of, then sent, then the batch's own id is noted."""
        cells = [(letter.key, letter.passages) for letter in letters]
        parcel_id = self._parcels.note(self._survey_id, self._answerer.id, cells)
        requests = {request_name(parcel_id, place): letter.request for place, letter in enumerate(letters)}
        with self._answerer.client() as client:
            try:
                batch_id = batches.send(client, requests)
            except Exception as error:  # noqa: BLE001 - `fault_of` raises again what is no fault of the world
                if batches.surely_not_made(error):
                    self._parcels.forget(parcel_id)
                raise self._fault(error) from None
            if not self._parcels.set_batch(parcel_id, batch_id):  # the survey was removed meanwhile
                self._told(functools.partial(batches.cancel, client, batch_id))

    def results(self, pause: Callable[[float], bool]) -> Iterator[dict[CellKey, Returned]]:
        """Yield the results of each parcel once it is through; at the end ModelFault where one is lost."""
        waiting = self._under_way()
        failures = 0
        with self._answerer.client() as client:
            while waiting:
                fault, heard = None, False
                for parcel in list(waiting):
                    try:
                        found = self._looked_for(client, parcel)
                    except ModelFault as error:
                        fault = error
                        continue
                    heard = True
                    if found is None:
                        continue
                    waiting.remove(parcel)
                    if isinstance(found, dict):
                        yield self._returned(parcel, found)
                    else:
                        self._lose(parcel)
                failures = 0 if fault is None or heard else failures + 1
                if fault is not None and failures >= PATIENCE:
                    raise fault
                if waiting and not pause(self._poll_s):
                    return
        self._say_lost()

    def cancel(self) -> str | None:
        """None, or what is still there because there is no key, Claude says no, or it is not known where it is."""
        left, why = 0, ""
        for parcel in self._under_way():
            problem = self._cancelled(parcel)
            if problem is not None:
                left, why = left + len(self._parcels.cells(parcel.id)), problem
        return NOT_CANCELLED.format(are=questions_are(left), why=why, what=IN_CONSOLE) if left else None

    def _cancelled(self, parcel: Parcel) -> str | None:
        """None once the end of a parcel is asked for, or why it is not."""
        if not self._answerer.key.value:
            return NO_KEY
        if parcel.batch_id is None:
            return NOT_FOUND
        with self._answerer.client() as client:
            try:
                batches.cancel(client.with_options(timeout=CANCEL_S, max_retries=1), parcel.batch_id)
            except Exception as error:  # noqa: BLE001 - `fault_of` raises again what is no fault of the world
                return None if batches.is_unknown(error) else self._fault(error).message
        self._parcels.set_cancelled(parcel.id)
        return None

    def _under_way(self) -> list[Parcel]:
        return self._parcels.under_way(self._survey_id, self._answerer.id)

    def _looked_for(self, client: Any, parcel: Parcel) -> dict[str, Any] | _Lost | None:
        """Return the results of a parcel by name; None while it is not through. Raises ModelFault."""
        try:
            batch_id = parcel.batch_id
            if batch_id is None:
                cells, known = self._parcels.cells(parcel.id), self._parcels.batch_ids()
                trace = batches.trace(client, f"{parcel.id}-", len(cells), parcel.noted_at, known)
                if trace.batch_id is None:
                    return None if trace.perhaps else _LOST
                batch_id = trace.batch_id
                self._parcels.set_batch(parcel.id, batch_id)
            return batches.results(client, batch_id)
        except Exception as error:  # noqa: BLE001 - `fault_of` raises again what is no fault of the world
            if batches.is_unknown(error):
                return _LOST
            raise self._fault(error) from None

    def _returned(self, parcel: Parcel, results: dict[str, Any]) -> dict[CellKey, Returned]:
        """Return what a parcel brought by cell; what it did not answer counts as never sent from now on."""
        cells = self._parcels.cells(parcel.id)
        kinds = {name: getattr(results.get(name), "type", None) for name in cells}
        unpaid = [name for name, kind in kinds.items() if kind != "succeeded"]
        self._parcels.forget_requests(unpaid)
        return {
            key: Returned(results.get(name), functools.partial(self._parcels.passages, name))
            for name, key in cells.items()
            if not (parcel.cancelled and kinds[name] == "canceled")
        }

    def _lose(self, parcel: Parcel) -> None:
        """Nothing; a parcel is noted as lost, and its questions are counted."""
        self._parcels.set_told(parcel.id)
        self.lost += len(self._parcels.cells(parcel.id))

    def _say_lost(self) -> None:
        if self.lost:
            raise ModelFault(LOST.format(questions=count(self.lost, "question")))

    def _told(self, do: Callable[[], None]) -> None:
        """Nothing, once it is done; a fault of the world becomes a sentence."""
        try:
            do()
        except Exception as error:  # noqa: BLE001 - `fault_of` raises again what is no fault of the world
            raise self._fault(error) from None

    def _fault(self, error: Exception) -> ModelFault:
        """Return a fault of the world as a sentence; raises again what is none."""
        return ModelFault(self._answerer.fault_of(error).sentence)


def questions_are(number: int) -> str:
    """Return the beginning of a sentence on so many questions: "1 question is", "3 questions are"."""
    return f"{count(number, 'question')} {'is' if number == 1 else 'are'}"


class _Lost:
    """A parcel that the service does not know."""


_LOST = _Lost()
