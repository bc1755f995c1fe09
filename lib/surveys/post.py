"""A survey's questions that go to Claude as batches: sent once, asked after now and then, found again after a restart."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from lib.answering.models import batches
from lib.answering.models.claude import ClaudeAnswerer
from lib.errors import ModelFault
from lib.storage.surveys import SurveyStore

POLL_S = 20.0
"""Between two looks whether a batch is through: most are within the hour, all within a day."""
PATIENCE = 15
"""Looks in a row that may fail before it is given up until the next resume."""


class Post(Protocol):
    """What sends requests together and brings their results."""

    def send(self, requests: Mapping[str, Mapping[str, Any]]) -> None:
        """Nothing; what was not sent yet is on its way. Raises ModelFault."""
        ...

    def results(self, pause: Callable[[float], bool]) -> Iterator[dict[str, Any]]:
        """The results by digest, batch by batch, until all are there or `pause` (seconds) says stop. Raises ModelFault."""
        ...

    def cancel(self) -> None:
        """Nothing; what is not through is given up. Raises ModelFault."""
        ...


class ClaudePost:
    """The batches of one answerer in one survey."""

    def __init__(self, survey_id: str, answerer: ClaudeAnswerer, store: SurveyStore, poll_s: float = POLL_S) -> None:
        self._survey_id = survey_id
        self._answerer = answerer
        self._store = store
        self._poll_s = poll_s

    def send(self, requests: Mapping[str, Mapping[str, Any]]) -> None:
        """Nothing; requests that no batch of this survey holds are sent, each batch noted as soon as it is made."""
        known = {name for names in self._store.batches(self._survey_id, self._answerer.id).values() for name in names}
        fresh = {name: request for name, request in requests.items() if name not in known}
        with self._answerer.client() as client:
            for parcel in batches.parcels(fresh):
                batch_id = self._told(functools.partial(batches.send, client, parcel))
                self._store.add_batch(self._survey_id, self._answerer.id, batch_id, list(parcel))

    def results(self, pause: Callable[[float], bool]) -> Iterator[dict[str, Any]]:
        """The results of each batch once it is through."""
        waiting = list(self._store.batches(self._survey_id, self._answerer.id))
        failures = 0
        with self._answerer.client() as client:
            while waiting:
                for batch_id in list(waiting):
                    try:
                        found = self._told(functools.partial(batches.results, client, batch_id))
                    except ModelFault:
                        failures += 1
                        if failures >= PATIENCE:
                            raise
                        continue
                    failures = 0
                    if found is not None:
                        waiting.remove(batch_id)
                        yield found
                if waiting and not pause(self._poll_s):
                    return

    def cancel(self) -> None:
        """Nothing; batches that are not through do no more."""
        with self._answerer.client() as client:
            for batch_id in self._store.batches(self._survey_id, self._answerer.id):
                self._told(functools.partial(batches.cancel, client, batch_id))

    def _told(self, do: Callable[[], Any]) -> Any:
        """What it gives; a fault of the world becomes a sentence."""
        try:
            return do()
        except Exception as error:  # noqa: BLE001 - `fault_of` raises again what is no fault of the world
            raise ModelFault(self._answerer.fault_of(error).sentence) from None
