"""The benchmark of large stores, on a server of the tests: it waits for the graphs, prints every line and leaves nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from benchmarks import scale
from lib.config import Settings
from lib.indexing.collection import INDEXES
from tests.indexing.qdrant_server import QdrantServer


def test_times_and_sizes_of_a_server_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = QdrantServer()
    looks = iter(["yellow", "green", "yellow", *["green"] * scale.QUIET_LOOKS])
    answer = server.answer

    def building(method: str, path: str, body: object) -> object:
        told = answer(method, path, body)
        is_look = method == "GET" and path.endswith("-v4") and len(server.indexes.get(path[13:], {})) == len(INDEXES)
        return {**told, "status": next(looks)} if is_look and server.count(path[13:]) else told

    monkeypatch.setattr(scale, "LOOKED_FOR_EVERY_S", 0.0)
    monkeypatch.setattr(scale, "QUESTIONS", 3)
    monkeypatch.setattr(server, "lock", threading.RLock())
    monkeypatch.setattr(server, "answer", building)
    try:
        scale.measure(200, tmp_path / "index", Settings(qdrant_url=server.url), tmp_path)
        assert next(looks, None) is None, "it looked until the server was green so often in a row"
        assert server.client.get_collections().collections == []
    finally:
        server.stop()
    first, second, third = capsys.readouterr().out.splitlines()
    assert "200 passages, by REST right after the fill: one paper" in first
    assert "graphs finished after" in second
    assert "2 papers" in second
    assert "of the server memory unknown, disk " in third
