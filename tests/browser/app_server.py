"""A server of the app on a data folder of its own, and how Chromium is started for it."""

from __future__ import annotations

import atexit
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.browser.warm_servers import CAN_FORK, ROOT, WarmServer, WarmServers

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The first that is there: without windows of its own it takes a fifth less of the processors."""
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_program() -> str | None:
    """Return the path of Chromium; None without one."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def free_port() -> int:
    """Return a port that nobody has at the moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


class _Ports:
    """Ports of servers one after the other: a browser keeps Streamlit's scripts by address and compiles them for each new one."""

    def __init__(self) -> None:
        self._known: list[int] = []
        self._taken: set[int] = set()

    @contextmanager
    def taken(self) -> Iterator[int]:
        """Yield a port that nobody has at the moment; where it can be, one that a server before had."""
        port = next((one for one in self._known if one not in self._taken and _is_free(one)), None)
        if port is None:
            port = free_port()
            self._known.append(port)
        self._taken.add(port)
        try:
            yield port
        finally:
            self._taken.remove(port)


def _is_free(port: int) -> bool:
    with socket.socket() as free:
        # as servers do: connections of the last one still end
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            free.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


_ports = _Ports()
_warm = WarmServers()
atexit.register(_warm.close)


@contextmanager
def serve(
    folder: Path,
    *options: str,
    script: str = "app.py",
    port: int | None = None,
    base: str = "",
    warm: bool = False,
    **environment: str,
) -> Iterator[str]:
    """Yield the address of an app on this data folder, which has answered nobody yet; `options` are Streamlit's, `base` is the
    path under which it serves its pages, such as `/sidelight`.

    A `warm` one has imported most of what it needs, and stands where one before it stood.
    """
    with ExitStack() as stack:
        if port is None:
            port = stack.enter_context(_ports.taken()) if warm else free_port()
        command = ["run", script, "--server.headless=true", f"--server.port={port}"]
        command += ["--server.fileWatcherType=none", f"--server.baseUrlPath={base.strip('/')}", *options]
        log = folder.parent / f"{folder.name}.log"
        environ = {**os.environ, "SIDELIGHT_DATA": str(folder), **environment}
        server = _warm.start(command, log, environ) if warm and CAN_FORK else _start(command, log, environ)
        try:
            _wait_for(port, base, server)
            yield f"http://localhost:{port}{base}"
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _start(command: list[str], log: Path, environ: dict[str, str]) -> subprocess.Popen[bytes]:
    with log.open("wb") as written:
        program = [sys.executable, "-m", "streamlit", *command]
        return subprocess.Popen(program, cwd=ROOT, env=environ, stdout=written, stderr=subprocess.STDOUT)


def _wait_for(port: int, base: str, server: subprocess.Popen[bytes] | WarmServer) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.poll() is None:
        health = http.client.HTTPConnection("localhost", port, timeout=2)
        try:
            health.request("GET", f"{base}/_stcore/health")
            if health.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            health.close()
    raise RuntimeError("the app did not start")
