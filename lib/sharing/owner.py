"""The one process that has a data folder open, and what it offers to others on this machine: HTTP on loopback, with a token."""

from __future__ import annotations

import hmac
import json
import logging
import queue
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from lib.errors import SidelightError
from lib.sharing.links import USUAL_APP
from lib.sharing.operations import Operations, Tell, nobody
from lib.sharing.place import Place
from lib.workspace import Workspace

LOOPBACK = "127.0.0.1"
BODY_LIMIT = 4_000_000
"""Bytes of a request: some thousand questions with their hints."""
REQUEST_S = 30.0
"""Seconds within which a request must have come in whole."""
HEARTBEAT_S = 5.0
"""Seconds between two signs of life while an operation is silent."""
LOOK_FOR_END_S = 0.05
"""Seconds after which a server that is to end notices it at the latest; who closes the app waits for it."""
RELEASE = "release"
"""What another process asks for that wants the folder for itself."""

log = logging.getLogger(__name__)


class Owner:
    """A workspace that this process has open, offered to others until `close`. Thread-safe."""

    def __init__(self, workspace: Workspace, app: str = USUAL_APP, *, gives_way: bool = False) -> None:
        """Use up one `Workspace.open`. `gives_way`: it closes where nothing is under way and another wants the folder.

        Raises OSError where no port can be had or the token cannot be written.
        """
        self._workspace = workspace
        self._operations = Operations(workspace, app)
        self._gives_way = gives_way
        self._under_way = 0
        self._closed = False
        self._change = threading.Condition()
        self._server = _Server(self)
        self._place = Place(f"http://{LOOPBACK}:{self._server.server_port}", secrets.token_urlsafe(32), app)
        try:
            self._place.write(workspace.folder)
        except OSError:
            self._server.server_close()
            raise
        self._thread = threading.Thread(target=self._serve, name="sidelight-owner", daemon=True)
        self._thread.start()

    @property
    def is_closed(self) -> bool:
        """Whether it takes no calls any more."""
        return self._closed

    def accepts(self, authorization: str) -> bool:
        """Return whether a request's Authorization header holds the token."""
        return hmac.compare_digest(authorization.encode(), f"Bearer {self._place.token}".encode())

    def call(self, name: str, arguments: Mapping[str, Any], tell: Tell = nobody) -> Any:
        """Return what an operation gives; raises SidelightError, OwnerClosed where this owner is closed."""
        with self._working():
            return self._operations.call(name, arguments, tell)

    def release(self) -> bool:
        """Close where this owner gives way and nothing is under way; return whether it did."""
        with self._change:
            if not self._gives_way or self._under_way or self._closed:
                return False
            self._closed = True
        self._end()
        return True

    def close(self) -> None:
        """Wait for what is under way, then take no more calls and let the folder go."""
        with self._change:
            if self._closed:
                return
            self._closed = True
            self._change.wait_for(lambda: not self._under_way)
        self._end()

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=LOOK_FOR_END_S)

    def _end(self) -> None:
        self._place.remove(self._workspace.folder)
        self._server.shutdown()
        self._server.server_close()
        self._workspace.close()

    @contextmanager
    def _working(self) -> Iterator[None]:
        with self._change:
            if self._closed:
                raise OwnerClosed("The Sidelight that has the data folder open is closing.")
            self._under_way += 1
        try:
            yield
        finally:
            with self._change:
                self._under_way -= 1
                self._change.notify_all()


class OwnerClosed(SidelightError):
    """A call of an owner that is closed."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, owner: Owner) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.owner = owner


class _Handler(BaseHTTPRequestHandler):
    """One call: the answer is a line of JSON a sign of progress, then `result` or `error`."""

    server: _Server
    timeout = REQUEST_S
    server_version = "Sidelight"
    sys_version = ""

    def do_POST(self) -> None:
        """Answer a call."""
        refusal = self._refusal()
        if refusal:
            return self.send_error(*refusal)
        try:
            wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name, arguments = wanted["operation"], wanted["arguments"]
            if not isinstance(name, str) or not isinstance(arguments, dict):
                raise TypeError("operation and arguments")
        except (ValueError, TypeError, KeyError, RecursionError):
            return self.send_error(400, "This is no call")
        self.send_response(200)
        self.send_header("Content-Type", "application/jsonl")
        self.end_headers()
        self._answer(name, arguments)
        return None

    def _refusal(self) -> tuple[int, str] | None:
        """Return why a request is refused: pages of the web, which send an Origin or another Host, never get in."""
        host = f"{LOOPBACK}:{self.server.server_port}"
        if not self.server.owner.accepts(self.headers.get("Authorization", "")):
            return 401, "The token is wrong"
        if self.headers.get("Host") != host or self.headers.get("Origin") is not None:
            return 403, "Only programs on this machine are answered"
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or len(length) > len(str(BODY_LIMIT)) or int(length) > BODY_LIMIT:
            return 413, "The call is too large or says no length"
        return None

    def _answer(self, name: str, arguments: dict[str, Any]) -> None:
        if name == RELEASE:
            return self._release()
        lines: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        listening = threading.Event()
        listening.set()

        def tell(progress: dict[str, Any]) -> bool:
            lines.put({"progress": progress})
            return listening.is_set()

        def work() -> None:
            try:
                lines.put({"result": self.server.owner.call(name, arguments, tell)})
            except OwnerClosed as error:
                lines.put({"closed": True, "error": error.message})
            except SidelightError as error:
                lines.put({"error": error.message})
            except Exception as error:
                log.exception("The operation %s failed", name)
                lines.put({"error": f"Sidelight failed ({type(error).__name__}). The log has the details."})

        threading.Thread(target=work, name=f"sidelight-{name[:20]}", daemon=True).start()
        try:
            self._send_until_end(lines)
        except OSError:  # the caller is gone: what can be stopped stops at its next step
            listening.clear()
        return None

    def _send_until_end(self, lines: queue.SimpleQueue[dict[str, Any]]) -> None:
        while True:
            try:
                line = lines.get(timeout=HEARTBEAT_S)
            except queue.Empty:
                line = {}
            self.wfile.write(json.dumps(line).encode() + b"\n")
            self.wfile.flush()
            if line and "progress" not in line:
                return

    def _release(self) -> None:
        owner = self.server.owner
        threading.Thread(target=owner.release, name="sidelight-release", daemon=True).start()
        self.wfile.write(json.dumps({"result": None}).encode() + b"\n")

    def log_message(self, format: str, *args: Any) -> None:
        """Write to the log, not to stderr, which is the command line's."""
        log.debug(format, *args)
