"""Migrations make the tables that the code uses, once, and never half."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from lib.errors import ConfigError, StoreError
from lib.storage import migrations
from lib.storage.database import DATABASE_FILE, open_database, writing
from lib.storage.schema import metadata


def test_migrations_make_exactly_the_tables_of_the_schema(tmp_path: Path) -> None:
    inspector = inspect(open_database(tmp_path))
    assert set(inspector.get_table_names()) == {*metadata.tables, "schema_version"}
    for table in metadata.tables.values():
        assert [column["name"] for column in inspector.get_columns(table.name)] == [
            column.name for column in table.columns
        ]
        assert inspector.get_pk_constraint(table.name)["constrained_columns"] == [c.name for c in table.primary_key]


def test_opening_again_runs_no_step_twice(tmp_path: Path) -> None:
    open_database(tmp_path).dispose()
    with open_database(tmp_path).connect() as connection:
        assert connection.execute(text("SELECT number FROM schema_version")).scalars().all() == list(
            range(1, len(migrations.STEPS) + 1)
        )


@pytest.mark.parametrize("name", ["what? mode=ro", "a%20b", "a#b", "ä b"])
def test_the_database_lies_in_its_folder_whatever_that_is_called(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    open_database(folder).dispose()
    assert (folder / DATABASE_FILE).is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_step_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        raise RuntimeError("power cut")

    steps = migrations.STEPS
    monkeypatch.setattr(migrations, "STEPS", (*steps, failing))
    with pytest.raises(RuntimeError):
        open_database(tmp_path)
    monkeypatch.setattr(migrations, "STEPS", steps)
    assert "half" not in inspect(open_database(tmp_path)).get_table_names()


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    with open_database(tmp_path).begin() as connection:
        connection.execute(text("INSERT INTO schema_version (number) VALUES (999)"))
    with pytest.raises(ConfigError, match="newer Sidelight"):
        open_database(tmp_path)


def test_a_file_that_is_no_database_is_a_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / DATABASE_FILE).write_bytes(b"not a database" * 100)
    with pytest.raises(ConfigError, match="cannot be opened"):
        open_database(tmp_path)


@pytest.mark.parametrize("url", ["nonsense", "nosuchdialect://x", "postgresql+nosuchdriver://x/y"])
def test_a_database_url_that_cannot_be_used_is_a_plain_sentence(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="DATABASE_URL"):
        open_database(tmp_path, url)


def test_what_papers_and_answers_say_stays_out_of_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the statements that SQLAlchemy logs nor an error with all its causes repeat the values."""
    values = {"answer": "31 otters".upper()}
    with caplog.at_level(logging.INFO, logger="sqlalchemy.engine"):
        engine = open_database(tmp_path)
        try:
            with writing(engine) as connection:
                connection.execute(text("SELECT :answer"), values)
                connection.execute(text("INSERT INTO nowhere VALUES (:answer)"), values)
        except StoreError:
            logging.getLogger(__name__).exception("not written")
    assert caplog.text.count("INSERT INTO nowhere") >= 2  # the statement, and the error that names it
    assert "no such table" in caplog.text
    assert "OTTERS" not in caplog.text
