"""Whoever looks after the server is told which part does not answer, and why."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import create_engine
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.web.server.app_discovery import discover_asgi_app

from lib.library.health import health_of
from lib.processes import memory, starting
from lib.reading.process import workers
from lib.ui.kit.health_address import ADDRESS, HEALTH
from lib.workspace import Workspace

ROOT = Path(__file__).parents[2]


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path) as workspace:
        yield workspace


def problems(workspace: Workspace) -> dict[str, str | None]:
    return {one.part: one.problem for one in workspace.health().parts}


def test_all_parts_answer_once_the_index_is_open(ws: Workspace) -> None:
    assert problems(ws) == {
        "database": None,
        "index": "The embedder and the index are still loading.",
        "workers": None,
    }
    ws.open_index()
    health = ws.health()
    assert health.is_well
    assert (health.busy_workers, health.papers_under_way) == (0, 0)
    assert type(health).from_dict(health.to_dict()) == health


def test_a_database_server_that_is_gone_is_named(ws: Workspace) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        gone = create_engine(f"postgresql+psycopg://x:x@127.0.0.1:{taken.getsockname()[1]}/x")
        database = health_of(gone, ws.index, ws._ingestion, ws.deployment).parts[0]
    assert database.part == "database"
    assert database.problem is not None


def test_workers_that_end_at_once_are_named(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "WORKER_MODULE", "tests.library.no_such_worker")
    monkeypatch.setattr(starting, "CAN_FORK", False)
    assert problems(ws)["workers"] == "Reading processes cannot be started, or end at once: is there memory for them?"


@pytest.mark.skipif(not memory.PROC.is_dir(), reason="there is no /proc")
def test_memory_is_that_of_this_process_and_of_what_it_started(ws: Workspace) -> None:
    before = memory.resident_bytes()
    ws.health()  # starts a worker
    after = memory.resident_bytes()
    assert before is not None
    assert after is not None
    assert 10_000_000 < before < after < 10_000_000_000
    assert os.getpid() in memory._with_all_below(os.getpid())


def test_the_address_says_which_parts_answer_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIDELIGHT_DATA", str(tmp_path))
    client = TestClient(Starlette(routes=[HEALTH]))
    with Workspace.open(tmp_path) as workspace:
        workspace.open_index()
        answer = client.get(ADDRESS)
        assert (answer.status_code, answer.json()) == (200, {"database": True, "index": True, "workers": True})
        monkeypatch.setattr(workers, "WORKER_MODULE", "tests.library.no_such_worker")
        monkeypatch.setattr(starting, "CAN_FORK", False)
        workspace._ingestion.pool._workers._idle.clear()
        answer = client.get(ADDRESS)
        assert (answer.status_code, answer.json()) == (503, {"database": True, "index": True, "workers": False})
        st.cache_resource.clear()


def test_a_folder_that_cannot_be_opened_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SIDELIGHT_DATA", str(tmp_path / "file"))
    answer = TestClient(Starlette(routes=[HEALTH])).get(ADDRESS)
    assert (answer.status_code, answer.json()) == (503, {"library": False})


def test_streamlit_serves_the_app_with_the_address() -> None:
    found = discover_asgi_app(ROOT / "server.py")
    assert found.is_asgi_app
    assert found.app_name == "app"
