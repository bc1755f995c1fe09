"""A model's stream and the connection below it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import httpx

from lib.answering.providers.stream import read_events

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"


class LineStream:
    """The lines of a response as events."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response

    def __iter__(self) -> Iterator[str]:
        return self.response.iter_lines()


def test_stop_cuts_the_connection_of_a_model_that_says_nothing_more() -> None:
    """Nothing wakes the thread that reads but the end of the connection, and only that ends the spending."""
    hung_up = threading.Event()

    def serve_one(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(HEAD + b"data: one\n")
            connection.settimeout(20)
            if connection.recv(1) == b"":
                hung_up.set()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve_one, args=(listening,), daemon=True).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"

        @contextmanager
        def open_stream() -> Iterator[LineStream]:
            with httpx.stream("GET", url, timeout=20) as response:
                yield LineStream(response)

        with closing(read_events(open_stream, lambda: True)) as events:
            assert next(events) == "data: one"
            assert not hung_up.is_set()
        assert hung_up.wait(5)
