"""App servers forked from a process that has imported what each of them needs: seconds of a processor less for each.

`python -m tests.browser.warm_servers` forks one a line of its input, which is JSON:

{"command", "environment", "log"} -> the process id

An empty line says that whoever asked holds the process by now: none that has ended is reaped between the two.

It has one thread only, so that forking it is safe, and ends with its servers when its input ends.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import subprocess
import sys
import traceback
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
CAN_FORK = sys.platform == "linux"
IMPORTED = (
    "streamlit.web.bootstrap",
    "streamlit.web.cli",
    "altair",
    "pandas",
    "pyarrow",
    "lib.workspace",
    "lib.indexing.edge",
    "lib.indexing.index",
)
"""What takes longest. Not the screens: they register their components with a server that runs."""


class WarmServer:
    """A server that was forked, to be ended and waited for as a `subprocess.Popen`."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._held: int | None = os.pidfd_open(pid)
        """Its descriptor, until it is known to have ended."""

    def poll(self) -> int | None:
        """Return None while it runs."""
        return 0 if self._has_ended(0) else None

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._send(signal.SIGKILL)

    def wait(self, seconds: float | None = None) -> int:
        """Return once it has ended; raises subprocess.TimeoutExpired."""
        if not self._has_ended(seconds):
            raise subprocess.TimeoutExpired(str(self._pid), seconds or 0)
        return 0

    def _has_ended(self, seconds: float | None) -> bool:
        if self._held is not None and select.select([self._held], [], [], seconds)[0]:
            os.close(self._held)
            self._held = None
        return self._held is None

    def _send(self, what: signal.Signals) -> None:
        if self._held is not None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._held, what)


class WarmServers:
    """The process that forks them, started with the first."""

    def __init__(self, *program: str) -> None:
        """`program`: what Python runs to be that process, this module where nothing is named."""
        self._program = program or ("-m", __name__)
        self._process: subprocess.Popen[str] | None = None

    def start(self, command: list[str], log: Path, environment: dict[str, str]) -> WarmServer:
        """Return a server that runs this command of Streamlit's and writes to the log."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, *self._program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"command": command, "environment": environment, "log": str(log)}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        server = WarmServer(int(self._process.stdout.readline()))
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return server

    def close(self) -> None:
        """End the process; its servers have ended by then."""
        if self._process is not None:
            self._process.communicate()
            self._process = None


def main() -> None:
    """Fork a server a line."""
    for name in IMPORTED:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, _reap)
    for line in sys.stdin:
        if not line.strip():
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
            continue
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])  # none is reaped before somebody knows of it
        pid = os.fork()
        if pid == 0:
            _serve(**json.loads(line))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _reap(*_: object) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _serve(command: list[str], environment: dict[str, str], log: str) -> None:
    """Be the server, as a program of its own would, and end."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
        written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for descriptor, place in ((nothing, 0), (written, 1), (written, 2)):
            os.dup2(descriptor, place)
        os.environ.clear()
        os.environ.update(environment)
        from streamlit.web.cli import main as streamlit

        sys.argv = ["streamlit", *command]
        streamlit(prog_name="streamlit")
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        if sys.exc_info()[0] is not None:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # nothing of the one that forked it is to be run at its end


if __name__ == "__main__":
    main()
