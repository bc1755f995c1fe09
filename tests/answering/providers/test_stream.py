"""A model's stream and the connection below it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import httpx
import pytest

from lib.answering.providers.connections import Connections
from lib.answering.providers.stream import read_events

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"


@pytest.mark.parametrize("said", [HEAD + b"data: one\n", b""], ids=["in the middle", "before the first byte"])
def test_stop_cuts_the_connection_of_a_model_that_is_silent(said: bytes) -> None:
    """Nothing wakes the thread that reads but the end of the connection, and only that ends the spending."""
    asked, hung_up = threading.Event(), threading.Event()

    def serve_one(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(said)
            asked.set()
            connection.settimeout(20)
            if connection.recv(1) == b"":
                hung_up.set()

    connections = Connections()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve_one, args=(listening,), daemon=True).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"

        @contextmanager
        def open_stream() -> Iterator[Iterator[str]]:
            hooks = {"request": [connections.watch]}
            with httpx.Client(event_hooks=hooks, timeout=20) as client, client.stream("GET", url) as response:
                yield response.iter_lines()

        with closing(read_events(open_stream, lambda: not asked.is_set() or bool(said), connections.cut)) as events:
            assert next(events, "") == ("data: one" if said else "")
            assert bool(said) or asked.is_set()
        assert hung_up.wait(5)


def test_a_connection_that_is_made_after_the_cut_is_cut_too() -> None:
    class Made:
        def __init__(self, connection: socket.socket) -> None:
            self.connection = connection

        def get_extra_info(self, name: str) -> socket.socket | None:
            return self.connection if name == "socket" else None

    connections = Connections()
    request = httpx.Request("GET", "http://127.0.0.1/")
    connections.watch(request)
    connections.cut()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.settimeout(5)
        request.extensions["trace"]("connection.connect_tcp.complete", {"return_value": Made(ours)})
        assert theirs.recv(1) == b""
