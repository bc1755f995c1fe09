"""Off its own machine the app is open to nobody by accident."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lib.errors import ConfigError
from lib.exposure import WITHOUT_SIGN_IN, Exposure, role_of_everybody
from lib.records.people import Role
from lib.storage.permissions import make_private
from lib.workspace import Workspace

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("address", ["", "::", "192.168.1.5", "papers.example.org"])
def test_others_come_in_only_by_sign_in_or_an_explicit_setting(address: str) -> None:
    problem = Exposure(address).problem
    assert problem is not None
    assert WITHOUT_SIGN_IN in problem
    assert "machine's keys" in problem
    assert Exposure(address, signs_in=True).problem is None
    open_ = Exposure(address, everybody=Role.RATER)
    assert open_.problem is None
    assert open_.warning is not None


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "::1"])
def test_on_its_own_machine_it_says_nothing(address: str) -> None:
    assert Exposure(address).problem is None
    assert Exposure(address).warning is None


def test_the_setting_is_a_role() -> None:
    assert role_of_everybody({}) is None
    assert role_of_everybody({WITHOUT_SIGN_IN: " Reader "}) is Role.READER
    with pytest.raises(ConfigError, match="reader, rater, administrator"):
        role_of_everybody({WITHOUT_SIGN_IN: "yes"})


def test_a_server_for_others_does_not_start_by_itself(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {name: value for name, value in os.environ.items() if name != WITHOUT_SIGN_IN}
    done = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "server.py", "--server.headless=true", "--server.address=0.0.0.0",
         f"--server.port={port}"],
        cwd=ROOT, env={**environ, "SIDELIGHT_DATA": str(tmp_path / "data")}, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert WITHOUT_SIGN_IN in done.stdout + done.stderr
    assert "external IP" not in done.stdout + done.stderr, "an outside service was asked for the machine's address"
    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_a_data_folder_is_closed_to_others_with_what_lay_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "papers").mkdir(parents=True)
    (folder / "papers" / "a.pdf").write_bytes(b"x")
    folder.chmod(0o755)
    (folder / "papers").chmod(0o755)
    (folder / "papers" / "a.pdf").chmod(0o644)
    with Workspace.open(folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / "papers").stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / "papers" / "a.pdf").stat().st_mode) == 0o600


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_what_a_link_in_the_folder_leads_to_is_left_alone(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "data"
    outside.write_text("x")
    outside.chmod(0o644)
    folder.mkdir()
    (folder / "link").symlink_to(outside)
    folder.chmod(0o755)
    make_private(folder)
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644
