"""The fork server: `python -m lib.processes.fork_server SOCKET` imports what workers need once and forks them in milliseconds.

A worker's imports take 0.3 to 0.5 s of a processor; a fork takes five milliseconds. It serves one app over a socket pair:

{"module", "memory_mb"} with two pipes (requests, answers) -> {"pid"} with a descriptor of the process

It never opens a file of a stranger and has one thread only, so that forking it is safe; it ends when the app's end of the
socket closes, and its workers end with it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys

MOST_BYTES = 4096
"""Of a request or an answer."""


def main() -> None:
    """Fork a worker a request, until the app's end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, _reap)
    gc.disable()
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        while True:
            data, descriptors, _, _ = socket.recv_fds(channel, MOST_BYTES, 2)
            if not data:
                return
            _fork(channel, json.loads(data), descriptors)


def _reap(*_: object) -> None:
    """Let workers that have ended go."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _fork(channel: socket.socket, request: dict[str, object], descriptors: list[int]) -> None:
    module = importlib.import_module(str(request["module"]))
    gc.freeze()  # so that the worker's own collections leave these pages shared
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])  # it is not reaped before its descriptor is open
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
            channel.close()
            for place, descriptor in enumerate(descriptors):
                os.dup2(descriptor, place)
                os.close(descriptor)
            module.main(request["memory_mb"])
            code = 0
        finally:
            os._exit(code)  # nothing of the server's own is to be run at its end
    process = os.pidfd_open(pid)
    try:
        socket.send_fds(channel, [json.dumps({"pid": pid}).encode()], [process])
    finally:
        for descriptor in (process, *descriptors):
            os.close(descriptor)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])


if __name__ == "__main__":
    main()
