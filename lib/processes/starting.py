"""Worker processes as they are started: forked by a server on Linux, as programs of their own elsewhere."""

from __future__ import annotations

import atexit
import errno
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from typing import BinaryIO, Protocol, cast

from lib.processes.environment import ROOT, worker_environment
from lib.processes.fork_server import MOST_BYTES

CAN_FORK = sys.platform == "linux"
"""Elsewhere libraries of the system are not safe in a forked process, or there is no fork."""
START_SECONDS = 60.0
"""For the server's answer: its first imports take half a second, many times that on a busy machine."""


NO_ROOM = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
"""Faults of this process or of the system, with which the fork server has nothing to do."""


class ServerGone(OSError):
    """The fork server has ended."""


class Process(Protocol):
    """A worker process and its two streams."""

    pid: int
    stdin: BinaryIO
    """Requests go in here."""
    stdout: BinaryIO
    """Answers come out here."""

    def ended(self) -> bool:
        """Return whether it has ended."""
        ...

    def kill(self) -> None:
        """End it, whatever it is doing."""
        ...

    def wait(self) -> None:
        """Return once it has ended."""
        ...


class _Program:
    """A worker started as a program of its own."""

    def __init__(self, module: str, memory_mb: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, str(memory_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=worker_environment(),
        )
        self.pid = self._process.pid
        self.stdin = cast("BinaryIO", self._process.stdin)
        self.stdout = cast("BinaryIO", self._process.stdout)

    def ended(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        self._process.kill()

    def wait(self) -> None:
        self._process.wait()


class _Fork:
    """A worker that the fork server forked; its descriptor names it and no later process of the same number."""

    def __init__(self, pid: int, descriptor: int, stdin: BinaryIO, stdout: BinaryIO) -> None:
        self.pid = pid
        self._descriptor = descriptor
        self.stdin = stdin
        self.stdout = stdout

    def __del__(self) -> None:
        os.close(self._descriptor)

    def ended(self) -> bool:
        return self._poll(0)

    def kill(self) -> None:
        try:
            signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)
        except ProcessLookupError:
            return  # it has ended by itself

    def wait(self) -> None:
        self._poll(None)

    def _poll(self, milliseconds: int | None) -> bool:
        """Return whether it ends within the time (None: however long); `select` would take no descriptor above 1,023."""
        waiting = select.poll()
        waiting.register(self._descriptor, select.POLLIN)
        return bool(waiting.poll(milliseconds))


class _ForkServer:
    """The process that forks workers, for as long as this one runs."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._lock = threading.Lock()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "lib.processes.fork_server", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                cwd=ROOT,
                env=environment,
            )
        self._channel.settimeout(START_SECONDS)

    def close(self) -> None:
        """End it; its workers end with it."""
        self._channel.close()
        self._process.kill()
        self._process.wait()

    def fork(self, module: str, memory_mb: int) -> _Fork:
        """Return a new worker that runs `main` of the module.

        Raises ServerGone where the server is, OSError where this process has no room for another worker's files.
        """
        requests, their_requests = _pipe(ours_writes=True)
        try:
            answers, their_answers = _pipe(ours_writes=False)
        except OSError:
            requests.close()
            os.close(their_requests)
            raise
        request = json.dumps({"module": module, "memory_mb": memory_mb}).encode()
        try:
            data, descriptors = self._asked(request, [their_requests, their_answers])
            if not data:
                raise ServerGone("the fork server has ended")
            if not descriptors:  # the worker is there, and ends with its pipes
                raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        except OSError:
            requests.close()
            answers.close()
            raise
        finally:
            os.close(their_requests)
            os.close(their_answers)
        return _Fork(json.loads(data)["pid"], descriptors[0], requests, answers)

    def _asked(self, request: bytes, pipes: list[int]) -> tuple[bytes, list[int]]:
        """Return what the server answers, with the descriptor that came along."""
        with self._lock:
            try:
                socket.send_fds(self._channel, [request], pipes)
                data, descriptors, _, _ = socket.recv_fds(self._channel, MOST_BYTES, 1)
            except OSError as error:
                if error.errno in NO_ROOM:
                    raise
                raise ServerGone(str(error)) from error
        return data, descriptors


def _pipe(*, ours_writes: bool) -> tuple[BinaryIO, int]:
    reading, writing = os.pipe()
    if ours_writes:
        return cast("BinaryIO", os.fdopen(writing, "wb")), reading
    return cast("BinaryIO", os.fdopen(reading, "rb")), writing


_servers: dict[tuple[tuple[str, str], ...], _ForkServer] = {}
"""By environment; one, unless the environment changes while the app runs."""
_starting = threading.Lock()


def start_process(module: str, memory_mb: int) -> Process:
    """Return a new process that runs `main(memory_mb)` of the module; raises OSError where none can be started."""
    if not CAN_FORK:
        return _Program(module, memory_mb)
    try:
        return _server().fork(module, memory_mb)
    except ServerGone:  # it was ended, as by a system short of memory
        _drop_server()
        try:
            return _server().fork(module, memory_mb)
        except ServerGone:
            return _Program(module, memory_mb)


def _key() -> tuple[tuple[str, str], ...]:
    return tuple(sorted(worker_environment().items()))


def _server() -> _ForkServer:
    with _starting:
        key = _key()
        if key not in _servers:
            _servers[key] = _ForkServer(dict(key))
        return _servers[key]


def _drop_server() -> None:
    with _starting:
        server = _servers.pop(_key(), None)
    if server is not None:
        server.close()


@atexit.register
def _close_servers() -> None:
    """End the fork servers with the app: their workers end with their pipes."""
    with _starting:
        for server in _servers.values():
            server.close()
        _servers.clear()
