"""Migrations make the tables that the code uses, once, and never half."""

import logging
import secrets
import threading
from pathlib import Path

import pytest
from psycopg import OperationalError as DriverError
from sqlalchemy import Connection, Engine, create_engine, insert, inspect, make_url, select, text
from sqlalchemy.exc import OperationalError

from lib.errors import ConfigError, StoreAway, StoreError
from lib.storage import migrations
from lib.storage.answers import delete_answers
from lib.storage.database import DATABASE_FILE, away_of, open_database, writing
from lib.storage.schema import answers, metadata, removed_papers
from tests.conftest import Database
from tests.postgres import Server

FULL_TEXT = "sentence_tokens"
"""The full-text search, a table of another kind in each database; SQLite keeps its own parts beside it."""


def test_migrations_make_exactly_the_tables_of_the_schema(new_database: Database) -> None:
    inspector = inspect(new_database.open())
    names = {name for name in inspector.get_table_names() if not name.startswith(FULL_TEXT)}
    assert names == {*metadata.tables, "schema_version"}
    for table in metadata.tables.values():
        assert [column["name"] for column in inspector.get_columns(table.name)] == [
            column.name for column in table.columns
        ]
        assert inspector.get_pk_constraint(table.name)["constrained_columns"] == [c.name for c in table.primary_key]


def test_opening_again_runs_no_step_twice(new_database: Database) -> None:
    new_database.open().dispose()
    with new_database.open().connect() as connection:
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


def test_a_step_that_fails_leaves_nothing_behind(new_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        raise RuntimeError("power cut")

    steps = migrations.STEPS
    monkeypatch.setattr(migrations, "STEPS", (*steps, failing))
    with pytest.raises(RuntimeError):
        new_database.open()
    monkeypatch.setattr(migrations, "STEPS", steps)
    assert "half" not in inspect(new_database.open()).get_table_names()


def test_a_database_of_a_newer_version_is_refused(new_database: Database) -> None:
    with new_database.open().begin() as connection:
        connection.execute(text("INSERT INTO schema_version (number) VALUES (999)"))
    with pytest.raises(ConfigError, match="newer Sidelight"):
        new_database.open()


def test_a_file_that_is_no_database_is_a_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / DATABASE_FILE).write_bytes(b"not a database" * 100)
    with pytest.raises(ConfigError, match="cannot be opened"):
        open_database(tmp_path)


@pytest.mark.parametrize("url", ["nonsense", "nosuchdialect://x", "postgresql+nosuchdriver://x/y"])
def test_a_database_url_that_cannot_be_used_is_a_plain_sentence(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="DATABASE_URL"):
        open_database(tmp_path, url)


def test_what_papers_and_answers_say_stays_out_of_the_log(
    new_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the statements that SQLAlchemy logs nor an error with all its causes repeat the values."""
    values = {"answer": "31 otters".upper()}
    with caplog.at_level(logging.INFO, logger="sqlalchemy.engine"):
        engine = new_database.open()
        try:
            with writing(engine) as connection:
                connection.execute(text("SELECT :answer"), values)
                connection.execute(text("INSERT INTO nowhere VALUES (:answer)"), values)
        except StoreError:
            logging.getLogger(__name__).exception("not written")
    assert caplog.text.count("INSERT INTO nowhere") >= 2  # the statement, and the error that names it
    assert "no such table" in caplog.text or "does not exist" in caplog.text
    assert "OTTERS" not in caplog.text


def test_a_server_that_cannot_be_reached_is_a_plain_sentence_without_the_password(
    postgres_server: Server, tmp_path: Path
) -> None:
    url = make_url(postgres_server.url("postgres"))
    password = str(url.password)
    for wrong, kind in (
        (url.set(port=1), StoreAway),  # it may answer later, which a worker waits for
        (url.set(password=f"{password}x"), ConfigError),
        (url.set(database="none"), ConfigError),
    ):
        with pytest.raises(kind, match=r"^the database of DATABASE_URL cannot be opened: .*fail") as told:
            open_database(tmp_path, wrong.render_as_string(hide_password=False))
        assert password not in told.value.message
        assert "\n" not in told.value.message


def test_a_server_without_a_free_connection_is_waited_for_and_named_as_what_it_is(
    postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_url(postgres_server.url("postgres"))
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"few{secrets.token_hex(4)}"
    with admin.connect() as connection:
        for statement in (
            f"CREATE ROLE {name} LOGIN PASSWORD 'x' CONNECTION LIMIT 0",
            f"CREATE DATABASE {name} OWNER {name}",
        ):
            connection.execute(text(statement))
    few = url.set(username=name, password="x", database=name).render_as_string(hide_password=False)
    try:
        monkeypatch.setattr("lib.storage.database.CONNECTED_WITHIN_S", 0.2)
        with pytest.raises(StoreAway, match=r"^All connections that the database of DATABASE_URL lets in are in use\."):
            open_database(tmp_path, few)
        monkeypatch.setattr("lib.storage.database.CONNECTED_WITHIN_S", 60.0)
        tried = threading.Event()
        monkeypatch.setattr("lib.storage.database.time.sleep", lambda _: tried.set())
        opened: list[Engine] = []
        opening = threading.Thread(target=lambda: opened.append(open_database(tmp_path, few)))
        opening.start()
        assert tried.wait(60)
        with admin.connect() as connection:
            connection.execute(text(f"ALTER ROLE {name} CONNECTION LIMIT 5"))
        opening.join()
        opened[0].dispose()
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            connection.execute(text(f"DROP ROLE {name}"))
        admin.dispose()


@pytest.mark.parametrize(
    ("code", "passes"),
    [(None, True), ("08006", True), ("53300", True), ("57P01", True), ("53100", False), ("53200", False)],
)
def test_what_passes_is_waited_for_and_a_full_disk_is_not(code: str | None, passes: bool) -> None:
    fault = DriverError("It failed.")
    fault.sqlstate = code
    found = away_of(create_engine("postgresql+psycopg://host/name"), OperationalError("SELECT 1", {}, fault))
    assert (found is not None) is passes


def test_a_refused_row_is_told_without_what_it_says(new_database: Database) -> None:
    engine = new_database.open()
    with pytest.raises(StoreError, match="The database failed") as told, writing(engine) as connection:
        connection.execute(text("INSERT INTO verdicts (id, answer_id, rater) VALUES ('v', 'a', 'Ada Lovelace')"))
    assert "Ada Lovelace" not in told.value.message


def test_text_that_no_database_takes_is_mended_where_it_is_written_and_where_it_is_looked_for(
    new_database: Database,
) -> None:
    with new_database.open().begin() as connection:
        row = {
            "id": "a\0b",
            "filename": "ö😀\ud800",
            "title": "",
            "authors": ["\0", "\ud83d"],
            "doi": "",
            "removed_at": "",
        }
        connection.execute(insert(removed_papers).values(**row))
        found = connection.execute(select(removed_papers).where(removed_papers.c.id == "a\0b")).mappings().one()
    assert (found["id"], found["filename"], found["authors"]) == ("a\N{REPLACEMENT CHARACTER}b", "ö😀?", ["\0", "?"])


def test_the_answers_of_a_survey_of_any_size_go_at_once(
    new_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.storage.answers.IDS_AT_ONCE", 3)
    ids = [f"a{number}" for number in range(8)]
    with writing(new_database.open()) as connection:
        for answer_id in (ids[0], ids[-1], "kept"):
            connection.execute(insert(answers).values(id=answer_id, created_at="", seconds=0.0, record={}))
        delete_answers(connection, ids)
        assert connection.execute(select(answers.c.id)).scalars().all() == ["kept"]
