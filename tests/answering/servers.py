"""Local servers that speak what Sidelight talks to: the Messages stream of Claude and OpenAI's chat completions.

A server plays the replies it was given, one a request, the last one again and again, and keeps what it was asked.
"""

from __future__ import annotations

import json
import select
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.loopback_server import LoopbackServer


@dataclass(frozen=True)
class Reply:
    """What is sent back: a status, headers and pieces of the body, with a pause before each."""

    body: Sequence[str] = ()
    status: int = 200
    content_type: str = "text/event-stream"
    headers: Mapping[str, str] = field(default_factory=dict)
    pause_s: float = 0.0
    broken: bool = False
    """The connection is cut behind the last piece instead of being ended."""
    silent_s: float = 0.0
    """Seconds of silence before the first byte; a server that is hung up on meanwhile notices it at once."""
    held: tuple[str, threading.Event] | None = None
    """Before the first piece that holds these words nothing more comes until the event is set."""


Answering = Callable[[dict[str, Any]], Reply]
"""Makes the reply to a request's JSON."""


class ModelServer(LoopbackServer):
    """A server on a free port of this machine, as a context manager."""

    def __init__(
        self, *replies: Reply | Answering, models: Sequence[str] = ("test-model",), listing: Reply | None = None
    ) -> None:
        self.replies = list(replies)
        self.models = list(models)
        self.listing = listing
        self.requests: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.hung_up = threading.Event()
        self.start_listening(self._handler())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> Reply | None:
        """Return the reply to a GET of a path; None: the list of models."""
        return None

    def post(self, path: str, request: dict[str, Any]) -> Reply | None:
        """Return the reply to a POST to a path; None: the next of the replies."""
        return None

    def _next(self, request: dict[str, Any]) -> Reply:
        self.requests.append(request)
        reply = self.replies[min(len(self.requests), len(self.replies)) - 1]
        return reply if isinstance(reply, Reply) else reply(request)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                listed = {"object": "list", "data": [_model(name) for name in server.models], "has_more": False}
                plain = Reply([json.dumps(listed)], content_type="application/json")
                self._send(server.get(self.path) or server.listing or plain)

            def do_POST(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                request = json.loads(self.rfile.read(length) or b"{}")
                server.headers.append({name.lower(): value for name, value in self.headers.items()})
                self._send(server.post(self.path, request) or server._next(request))

            def _send(self, reply: Reply) -> None:
                try:
                    _be_silent(self.connection, reply.silent_s)
                    self._send_now(reply)
                except OSError:  # whoever asked has gone
                    server.hung_up.set()
                self.close_connection = True

            def _send_now(self, reply: Reply) -> None:
                self.send_response(reply.status)
                for name, value in {"content-type": reply.content_type, **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("transfer-encoding", "chunked")
                self.send_header("connection", "close")  # as it is: else a client may use it once more and find it gone
                self.end_headers()
                for piece in _in_time(reply):
                    data = piece.encode()
                    self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
                    self.wfile.flush()
                if reply.broken:
                    self.connection.shutdown(socket.SHUT_RDWR)
                else:
                    self.wfile.write(b"0\r\n\r\n")

        return Handler


def _in_time(reply: Reply) -> Iterator[str]:
    """Yield the pieces of the body, each when it is due."""
    words, let_go = reply.held or ("", None)
    for piece in reply.body:
        time.sleep(reply.pause_s)
        if let_go is not None and words in piece:
            let_go.wait()
        yield piece


def _be_silent(connection: socket.socket, seconds: float) -> None:
    """Wait; raises ConnectionResetError as soon as the other side hangs up."""
    if seconds and select.select([connection], [], [], seconds)[0] and not connection.recv(1, socket.MSG_PEEK):
        raise ConnectionResetError


def _model(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "type": "model",
        "object": "model",
        "display_name": name.title(),
        "created_at": "2026-01-01T00:00:00Z",
        "created": 0,
        "owned_by": "test",
        "lifecycle": "active",
    }


# Claude's Messages stream

Place = tuple[int, int, int]
"""Index of the search result, first block, block behind the last."""


@dataclass(frozen=True)
class Block:
    """A text block with citations, sent before its text or behind it."""

    text: str
    cites: Sequence[Place] = ()
    before: bool = False


def claude_reply(
    blocks: Iterable[Block | str],
    stop_reason: str | None = "end_turn",
    *,
    usage: Mapping[str, int] | None = None,
    model: str = "claude-test",
    thinking: str = "",
    **reply: Any,
) -> Reply:
    """Return a Messages stream of these blocks; without a stop reason it ends in the middle."""
    counted = {"input_tokens": 100, "output_tokens": 1, **(usage or {})}
    message = {
        "id": "msg_1", "type": "message", "role": "assistant", "model": model, "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": counted,
    }  # fmt: skip
    events: list[dict[str, Any]] = [{"type": "message_start", "message": message}, {"type": "ping"}]
    index = 0
    if thinking:
        events += _claude_thinking(thinking)
        index = 1
    for block in blocks:
        events += _claude_block(index, block if isinstance(block, Block) else Block(block))
        index += 1
    if stop_reason is not None:
        delta = {"stop_reason": stop_reason, "stop_sequence": None}
        events += [
            {"type": "message_delta", "delta": delta, "usage": {**counted, "output_tokens": 42}},
            {"type": "message_stop"},
        ]
    return Reply([f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events], **reply)


def _claude_thinking(text: str) -> list[dict[str, Any]]:
    return [
        {
            "type": "content_block_start",
            "index": 0,
            "content_block": {"type": "thinking", "thinking": "", "signature": ""},
        },
        *(
            {"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": word}}
            for word in text.split()
        ),
        {"type": "content_block_stop", "index": 0},
    ]


def _claude_block(index: int, block: Block) -> list[dict[str, Any]]:
    def delta(what: dict[str, Any]) -> dict[str, Any]:
        return {"type": "content_block_delta", "index": index, "delta": what}

    half = len(block.text) // 2
    text = [delta({"type": "text_delta", "text": piece}) for piece in (block.text[:half], block.text[half:]) if piece]
    cites = [
        delta({"type": "citations_delta", "citation": claude_citation(source, start, end)})
        for source, start, end in block.cites
    ]
    return [
        {"type": "content_block_start", "index": index, "content_block": {"type": "text", "text": "", "citations": []}},
        *(cites + text if block.before else text + cites),
        {"type": "content_block_stop", "index": index},
    ]


def claude_citation(source: int, start: int, end: int) -> dict[str, Any]:
    """Return a citation whose words are wrong on purpose: what counts are the indices."""
    return {
        "type": "search_result_location", "search_result_index": source, "start_block_index": start,
        "end_block_index": end, "source": "elsewhere", "title": "Elsewhere", "cited_text": "Words of nobody.",
    }  # fmt: skip


def claude_error(status: int, kind: str, message: str = "Something is wrong.", **reply: Any) -> Reply:
    """Return an error as the Messages API tells it."""
    body = json.dumps({"type": "error", "error": {"type": kind, "message": message}})
    return Reply([body], status, "application/json", **reply)


def claude_message(*blocks: Block | str, stop_reason: str = "end_turn", model: str = "claude-test") -> dict[str, Any]:
    """Return a whole message of these blocks, as a batch brings it."""
    content = [block if isinstance(block, Block) else Block(block) for block in blocks]
    return {
        "id": "msg_1", "type": "message", "role": "assistant", "model": model, "stop_reason": stop_reason,
        "stop_sequence": None, "usage": {"input_tokens": 100, "output_tokens": 42},
        "content": [
            {"type": "text", "text": block.text, "citations": [claude_citation(*place) for place in block.cites]}
            for block in content
        ],
    }  # fmt: skip


class BatchServer(ModelServer):
    """A server that takes batches of the Messages API, and plays its replies to questions that are asked by themselves."""

    def __init__(self, result: Callable[[dict[str, Any]], dict[str, Any]], *replies: Reply | Answering) -> None:
        """Play a service whose `result` gives the result of a request by its params, such as `{"type": "expired"}`."""
        super().__init__(*(replies or [claude_reply(["Asked by itself."])]))
        self.result = result
        self.batches: dict[str, list[dict[str, Any]]] = {}
        self.through = threading.Event()
        """Set: the batches are through."""
        self.cancelled: list[str] = []
        self.looks = 0
        self.silent = False
        """Batches are made, but the word that they are breaks off."""
        self.hanging = threading.Event()
        """Set: whoever sends a batch waits."""
        self.posting = 0
        """How many batches somebody tried to send."""

    @property
    def sizes(self) -> list[int]:
        """How many requests each batch had."""
        return [len(requests) for requests in self.batches.values()]

    def get(self, path: str) -> Reply | None:
        path = path.partition("?")[0]
        if path.endswith("/v1/messages/batches"):
            listed = {"data": [self._told(name) for name in self.batches], "has_more": False}
            return Reply([json.dumps({**listed, "first_id": None, "last_id": None})], content_type="application/json")
        _, _, name = path.partition("/v1/messages/batches/")
        if not name:
            return None
        if name.removesuffix("/results") not in self.batches:
            return claude_error(404, "not_found_error")
        if not name.endswith("/results"):
            self.looks += 1
            return self._batch(name)
        requests = self.batches[name.removesuffix("/results")]
        results = [(one["custom_id"], self.result(one["params"])) for one in reversed(requests)]
        lines = [{"custom_id": name, "result": result} for name, result in results if result]
        return Reply(["".join(json.dumps(line) + "\n" for line in lines)], content_type="application/x-jsonl")

    def post(self, path: str, request: dict[str, Any]) -> Reply | None:
        if path.endswith("/cancel"):
            name = path.split("/")[-2]
            self.cancelled.append(name)
            return self._batch(name)
        if not path.endswith("/v1/messages/batches"):
            return None
        self.posting += 1
        while self.hanging.is_set():
            time.sleep(0.01)
        name = f"batch_{len(self.batches) + 1}"
        self.batches[name] = request["requests"]
        return Reply(["{"], broken=True, content_type="application/json") if self.silent else self._batch(name)

    def _batch(self, name: str) -> Reply:
        return Reply([json.dumps(self._told(name))], content_type="application/json")

    def _told(self, name: str) -> dict[str, Any]:
        ended = self.through.is_set()
        counts = {"processing": 0, "succeeded": 0, "errored": 0, "canceled": 0, "expired": 0}
        counts["succeeded" if ended else "processing"] = len(self.batches[name])
        now = datetime.now(UTC).isoformat()
        return {
            "id": name, "type": "message_batch", "processing_status": "ended" if ended else "in_progress",
            "request_counts": counts, "created_at": now, "expires_at": now,
            "ended_at": now if ended else None, "archived_at": None, "cancel_initiated_at": None,
            "results_url": f"{self.url}/v1/messages/batches/{name}/results" if ended else None,
        }  # fmt: skip


# OpenAI's chat completions


def chat_reply(
    text: str,
    finish: str | None = "stop",
    *,
    usage: Mapping[str, int] | None = None,
    piece: int = 7,
    model: str = "test-model",
    **reply: Any,
) -> Reply:
    """Return a stream of chat completion chunks of a few characters each; without a finish it ends in the middle."""
    chunks = [_chunk(model, {"role": "assistant", "content": ""})]
    chunks += [_chunk(model, {"content": text[at : at + piece]}) for at in range(0, len(text), piece)]
    if finish is not None:
        chunks.append(_chunk(model, {}, finish))
        counted = usage or {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        chunks.append({**_chunk(model, {}), "choices": [], "usage": counted})
    events = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks]
    return Reply(events + (["data: [DONE]\n\n"] if finish is not None else []), **reply)


def structured_reply(*sentences: tuple[str, Sequence[Any]], found: bool = True, **reply: Any) -> Reply:
    """Return the JSON form: each sentence with its ids."""
    body = {"found": found, "sentences": [{"text": text, "ids": list(ids)} for text, ids in sentences]}
    return chat_reply(json.dumps(body), **reply)


def _chunk(model: str, delta: Mapping[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {
        "id": "chat-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def chat_error(status: int, message: str, code: str = "", **reply: Any) -> Reply:
    """Return an error as such servers tell it."""
    return Reply([json.dumps({"error": {"message": message, "code": code}})], status, "application/json", **reply)


HTML = Reply(["<html><body><h1>Welcome to the router</h1></body></html>"], content_type="text/html")
