"""The network connections of one HTTP client, which another thread can cut while one waits in them."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Mapping
from typing import Any

_MADE = (".connect_tcp.complete", ".start_tls.complete")
"""Ends of the names of httpcore's trace events behind which a connection is there."""


class Connections:
    """The connections of a client that is asked through `watch`. Thread-safe."""

    def __init__(self) -> None:
        self._sockets: list[Any] = []
        self._is_cut = False
        self._lock = threading.Lock()

    def watch(self, request: Any) -> None:
        """Take note of the connection that a request is sent through; a request hook of the client."""
        before = request.extensions.get("trace", _ignore)

        def note(event: str, told: Mapping[str, Any]) -> None:
            before(event, told)
            self._note(event, told)

        request.extensions["trace"] = note

    def cut(self) -> None:
        """Cut all of them, and each that is made later: a thread that reads from one wakes, and the server hears of it.

        Closing alone does neither: the socket stays open as long as another thread waits in it.
        """
        with self._lock:
            self._is_cut, sockets = True, list(self._sockets)
        for one in sockets:
            _shut(one)

    def _note(self, event: str, told: Mapping[str, Any]) -> None:
        stream = told.get("return_value") if event.endswith(_MADE) else None
        connection = None if stream is None else stream.get_extra_info("socket")
        if connection is None:
            return
        with self._lock:
            self._sockets.append(connection)
            is_cut = self._is_cut
        if is_cut:
            _shut(connection)


def _ignore(_event: str, _told: Mapping[str, Any]) -> None:
    """Take no note."""


def _shut(connection: Any) -> None:
    with contextlib.suppress(OSError):  # it has ended by itself, or goes on below TLS
        connection.shutdown(socket.SHUT_RDWR)
