"""Servers that are forked from a process which has imported what they need."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.browser.warm_servers import CAN_FORK, WarmServers

UNTIL_S = 60
WITHOUT_IMPORTS = "from tests.browser import warm_servers; warm_servers.IMPORTED = (); warm_servers.main()"


def _has_ended(pid: int) -> bool:
    """Return whether a process has ended, reaped or not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def _is_of_a_process(descriptor: int) -> bool:
    try:
        return "pidfd" in str(Path(f"/proc/self/fd/{descriptor}").readlink())
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not CAN_FORK, reason="such servers are forked on Linux alone")
def test_a_server_that_ends_at_once_leaves_its_log_and_no_descriptor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold, log = os.pidfd_open, tmp_path / "server.log"
    held: list[int] = []

    def hold_late(pid: int) -> int:
        end = time.monotonic() + UNTIL_S
        while not _has_ended(pid):
            assert time.monotonic() < end
            time.sleep(0.01)
        time.sleep(0.05)  # in which one that does not wait would reap it
        held.append(hold(pid))
        return held[-1]

    monkeypatch.setattr(os, "pidfd_open", hold_late)
    servers = WarmServers("-c", WITHOUT_IMPORTS)
    try:
        server = servers.start(["no-such-command"], log, dict(os.environ))
        assert [_is_of_a_process(number) for number in held] == [True]
        assert server.wait(UNTIL_S) == 0
        assert not [number for number in held if _is_of_a_process(number)]
        server.terminate()
        assert server.poll() == 0
        assert "No such command" in log.read_text()
    finally:
        servers.close()
