"""A server on a free port of this machine, for fakes that speak a protocol over HTTP."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

LOOK_FOR_END_S = 0.02


class LoopbackServer:
    """Serves requests as a context manager, a thread each."""

    def start_listening(self, handler: type[BaseHTTPRequestHandler]) -> None:
        """Take a port; requests wait there until the context is entered."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": LOOK_FOR_END_S}, daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
