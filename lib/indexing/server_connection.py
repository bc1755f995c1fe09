"""The connection to a Qdrant server: which of its addresses answers, what is tried again, and since when it is away.

A server that is away is looked for by one thread, once a second; meanwhile every call ends at once with `StoreAway`, so that
nobody waits for what somebody else found out. Calls that may be repeated are: points have ids of their own and are written as a
whole, so all are.
"""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import httpx
from qdrant_client import QdrantClient

from lib.absence import Absence
from lib.certificates import trusted
from lib.errors import StoreAway, StoreError
from lib.indexing.server_address import ServerAddress
from lib.indexing.server_faults import RAISED, ServerFault, fault_of
from lib.indexing.server_grpc import CALLS, GrpcClients

QUESTION_S = 5.0
"""What a question waits for the server at the most."""
TRIED_S = 3.0
"""For so long a call that fails at once is tried again: a server that starts anew is back by then."""
WORK_S = 30
"""What one write or one page of points may take."""
BETWEEN_TRIES_S = 0.25
WORK = frozenset({"upsert", "delete", "scroll", "create_collection", "create_payload_index", "facet"})
"""Calls that may take `WORK_S`; nobody waits for them at the screen."""

log = logging.getLogger(__name__)


class CollectionGone(StoreError):
    """The collection is not on the server (any more)."""


class ServerConnection:
    """One server or cluster; thread-safe. Every call of the client is a call of this, see `__getattr__`."""

    def __init__(
        self,
        addresses: Sequence[ServerAddress],
        api_key: str = "",
        client: QdrantClient | None = None,
        grpc: GrpcClients | None = None,
    ) -> None:
        """`client`: one that is there already, in place of those for the addresses; `grpc`: None where all goes by REST."""
        self.addresses = list(addresses)
        self._key = api_key
        self._clients: dict[tuple[int, int], QdrantClient] = {}
        self._given, self._grpc = client, grpc
        self._current = 0
        self._lock = threading.Lock()
        self._has_answered = False
        self._absence = Absence(lambda: f"The Qdrant server at {self._hosts()}", self._look_for_it)
        self.look: Callable[[QdrantClient], object] = lambda client: client.info()
        """What is asked of a server to see whether it is back."""

    @property
    def on_return(self) -> Callable[[], None]:
        """Called, on a thread of its own, when the server is back."""
        return self._absence.on_return

    @on_return.setter
    def on_return(self, call: Callable[[], None]) -> None:
        self._absence.on_return = call

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return the client's method of that name, called as `call` says."""
        if name.startswith("_") or not callable(getattr(QdrantClient, name, None)):
            raise AttributeError(name)
        return functools.partial(self.call, name)

    def call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Return what the client's method gives, of the first address that answers.

        Raises StoreAway where none does (a question after `QUESTION_S` at the most), CollectionGone, and StoreError for what
        the server will never take.
        """
        if (away := self.away) is not None:
            raise StoreAway(away, self.wait)
        began, failed = time.monotonic(), 0
        seconds = self._seconds(name)
        while True:
            grpc = None
            try:
                grpc = self._grpc_client(name, seconds)
                answer = getattr(grpc or self._client(seconds), name)(*args, **kwargs)
                self._has_answered = True
                return answer
            except RAISED as error:
                fault = fault_of(error)
                log.info("%s failed on the Qdrant server: %s", name, fault.words)
                if grpc is not None and self._grpc is not None and fault.kind == "away":
                    self._grpc.give_up(self._address(), fault.words)
                    if time.monotonic() - began + seconds <= QUESTION_S or name in WORK:
                        continue
                failed += 1
                if fault.kind != "away":
                    raise self._error(
                        fault
                    ) from None  # the client's own error repeats the server's answer, whatever it is
                self._current += 1
                waited = time.monotonic() - began
                is_late = name not in WORK and waited + seconds > QUESTION_S
                if is_late or (failed >= len(self.addresses) and waited >= TRIED_S):
                    raise StoreAway(self._words(self._absence.begin(fault.words)), self.wait) from None
                if failed % max(1, len(self.addresses)) == 0:
                    self._absence.pause(BETWEEN_TRIES_S)

    @property
    def away(self) -> str | None:
        """Since when the server is away and why, as sentences; None while it answers."""
        words = self._absence.words
        return None if words is None else self._words(words)

    def wait(self, goes_on: Callable[[], bool]) -> bool:
        """Return whether the server is back, once it is; False where it must not be waited for any longer."""
        return self._absence.wait(goes_on)

    def stop(self) -> None:
        """Wait for the server no longer."""
        self._absence.stop()

    def close(self) -> None:
        """Close the connection."""
        self.stop()
        if self._grpc is not None:
            self._grpc.close()
        for client in [*self._clients.values(), *([self._given] if self._given is not None else [])]:
            client.close()

    @property
    def is_in_memory(self) -> bool:
        """Whether it is the client's own memory, which has neither payload indexes nor nodes."""
        return self._given is not None and self._given.init_options.get("location") == ":memory:"

    def _seconds(self, name: str) -> int:
        """Return for how long one address is waited for in one call."""
        return WORK_S if name in WORK else max(1, int(QUESTION_S - 1) // max(1, len(self.addresses)))

    @property
    def protocol(self) -> str:
        """What questions and writes go by: gRPC or REST."""
        return "gRPC" if self.addresses and self._grpc and self._grpc.is_answered(self._address()) else "REST"

    def _address(self) -> ServerAddress:
        return self.addresses[self._current % len(self.addresses)]

    def _grpc_client(self, name: str, seconds: int) -> QdrantClient | None:
        """Return the client by gRPC for a call; None where it goes by REST."""
        if name not in CALLS or self._grpc is None or not self.addresses:
            return None
        return self._grpc.client(self._address(), seconds, self._client(seconds))

    def _client(self, seconds: int) -> QdrantClient:
        if self._given is not None:
            return self._given
        place = self._current % len(self.addresses)
        with self._lock:
            client = self._clients.get((place, seconds))
            if client is None:
                client = self._clients[place, seconds] = QdrantClient(
                    url=self.addresses[place].url,
                    headers={"api-key": self._key}
                    if self._key
                    else None,  # `api_key` warns of http, which is allowed by now
                    timeout=seconds,
                    check_compatibility=False,
                    verify=trusted(httpx.create_ssl_context),
                )
            return client

    def _error(self, fault: ServerFault) -> StoreError:
        words = f"The Qdrant server at {self._hosts()} cannot be used: {fault.words}."
        return CollectionGone(words) if fault.kind == "gone" else StoreError(f"{words} Check QDRANT_URL.")

    def _look_for_it(self) -> str | None:
        """Ask one address, the next one the next time; return why the server is still away, None once it is back."""
        try:
            self.look(self._client(self._seconds("info")))
        except RAISED as error:
            if (fault := fault_of(error)).kind == "away":
                self._current += 1
                return fault.words
        if self._grpc is not None:
            self._grpc.look_again()
        return None

    def _words(self, absence: str) -> str:
        check = "" if self._has_answered else " Check QDRANT_URL, where it is not just starting."
        return f"{absence} Nothing is lost; searching, adding and surveys go on by themselves when it answers.{check}"

    def _hosts(self) -> str:
        return " or ".join(address.host for address in self.addresses) or "(memory)"
