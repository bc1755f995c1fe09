"""What a person has under way counts for as long as the process that began it is connected."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, select

from lib.storage.database import open_database
from lib.storage.person_work import PersonWork
from lib.storage.schema import metadata, person_work
from tests import postgres

PROCESSES = ("lab_1/7", "lab-1/8", "gone/9", "last/1")
CONNECTED = ("sidelight/worker/labX1/7", "sidelight/working app/lab-1/8")


def test_work_of_processes_that_are_connected_counts_and_that_of_others_goes(
    postgres_server: postgres.Server, shared_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres_server.empty(shared_database, metadata.tables)
    url = postgres_server.url(shared_database)
    engine = open_database(tmp_path, url)
    parts = make_url(url)
    seen = [
        psycopg.connect(
            host=parts.host,
            port=parts.port,
            user=parts.username,
            password=parts.password,
            dbname=parts.database,
            application_name=name,
        )
        for name in CONNECTED
    ]
    try:
        work, counted = PersonWork(engine), list[Mapping[str, tuple[int, int]]]()
        for process in PROCESSES:
            monkeypatch.setattr("lib.storage.person_work.process_name", lambda process=process: process)
            work.add("rob", "paper", 5, counted.append)
        assert counted[-1] == {"paper": (1, 5)}, "a sign in a machine's name stands for itself alone"
        monkeypatch.setattr("lib.storage.person_work.process_name", lambda: "new/1")
        PersonWork(engine)
        with engine.connect() as connection:
            assert connection.execute(select(person_work.c.process)).scalars().all() == ["lab-1/8"]
    finally:
        for connection in seen:
            connection.close()
        engine.dispose()
