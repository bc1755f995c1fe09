"""Reading a model's stream in a thread of its own, so that stop works at once, even while nothing comes."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

IDLE_S = 0.25
"""Seconds without anything from the model after which the listener is asked whether to go on."""

T = TypeVar("T", covariant=True)


class Stream(Protocol[T]):
    """What both SDKs give: an open HTTP response whose events are iterated."""

    @property
    def response(self) -> Any:
        """The HTTP response."""
        ...

    def __iter__(self) -> Iterator[T]: ...


BODY_LIMIT = 4_000_000
"""Bytes of a reply that comes whole; no answer is as long."""


class StreamBroken(Exception):
    """Carries what was raised in the reading thread into the one that answers."""

    def __init__(self, error: Exception) -> None:
        super().__init__(type(error).__name__)
        self.error = error


class NotEvents(Exception):
    """The reply is no event stream; `body` is what it is instead, where it is JSON."""

    def __init__(self, body: str = "") -> None:
        super().__init__("not an event stream")
        self.body = body


S = TypeVar("S", bound=Stream[Any])


def events_only(stream: S) -> S:
    """Return the stream, where the server says that it is one; else raises NotEvents and hangs up."""
    kind = stream.response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {"text/html", "application/json", "application/xhtml+xml"}:
        return stream
    body = b""
    for piece in stream.response.iter_bytes() if kind == "application/json" else ():
        body += piece
        if len(body) > BODY_LIMIT:
            break
    stream.response.close()
    raise NotEvents(body.decode("utf-8", "replace"))


def read_events(
    open_stream: Callable[[], AbstractContextManager[Iterable[T]]],
    go_on: Callable[[], bool],
    hang_up: Callable[[], None],
    idle_s: float = IDLE_S,
    silent_s: float = float("inf"),
) -> Generator[T, None, None]:
    """Yield the stream's events; ends early once `go_on` says so. Close it (`contextlib.closing`) to hang up.

    `hang_up` cuts the connection, which wakes the thread that reads and stops the spending: also one that waits for the first
    byte. Raises StreamBroken with what the SDK raised, and after `silent_s` without an event: a server may send signs of life
    alone, which are no events, for ever.
    """
    events: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
    over = threading.Event()
    asked = heard = time.monotonic()

    threading.Thread(target=_read, args=(open_stream, events, over), name="model", daemon=True).start()
    try:
        while True:
            try:
                kind, value = events.get(timeout=idle_s)
            except queue.Empty:
                if not go_on():
                    return
                if time.monotonic() - heard > silent_s:
                    raise StreamBroken(_silence()) from None
                continue
            heard = time.monotonic()
            if kind == "event":
                if time.monotonic() - asked > idle_s:  # events may come thick and fast without a word in them
                    asked = time.monotonic()
                    if not go_on():
                        return
                yield value
            elif kind == "error":
                raise StreamBroken(value)
            else:
                return
    finally:
        over.set()
        hang_up()


def _silence() -> Exception:
    import httpx2

    return httpx2.ReadTimeout("signs of life and not a word")


def _read(
    open_stream: Callable[[], AbstractContextManager[Iterable[T]]],
    events: queue.SimpleQueue[tuple[str, Any]],
    over: threading.Event,
) -> None:
    try:
        with open_stream() as stream:
            for event in stream:
                if over.is_set():
                    return
                events.put(("event", event))
    except Exception as error:  # noqa: BLE001 - handed to the thread that answers, which knows what it means
        events.put(("error", error))
    else:
        events.put(("end", None))


def pause(seconds: float, go_on: Callable[[], bool]) -> bool:
    """Return whether to go on, after a wait that stop ends."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(IDLE_S, left))
        if not go_on():
            return False
    return go_on()
