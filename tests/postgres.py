"""A PostgreSQL server for tests: its own cluster in a temporary folder, on loopback, gone afterwards."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL

PROGRAMS = Path("/usr/lib/postgresql")
"""Where Debian keeps them, by version."""
USER = "sidelight"
PATIENCE_S = 60
UNPRIVILEGED = "postgres"
"""The user of Debian's package: PostgreSQL does not run as root."""
COLLATION = ("--locale=C", "--locale-provider=icu", "--icu-locale=en-US", "--encoding=UTF8")
"""Words are sorted as people sort them, which is what most servers do and SQLite does not."""
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100")
CUT_OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
USED_SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
SERVE = """
"$@" &
read -r _
kill -INT $!
wait
rm -rf -- "$PWD"
"""
"""Serves in its folder until this end of the pipe is closed, by the tests or by their death; then the folder goes."""


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL that is installed; None without one."""
    found = sorted(PROGRAMS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


@dataclass
class Server:
    """A server that runs."""

    port: int
    password: str = field(repr=False)
    made: int = 0
    """Databases so far."""
    _emptying: dict[str, psycopg.Connection] = field(default_factory=dict, repr=False)
    """By database: each knows its tables already, which a new one would look up for longer than all the rest takes."""

    def url(self, database: str) -> str:
        """Return the address of a database as DATABASE_URL takes it."""
        address = URL.create("postgresql+psycopg", USER, self.password, "127.0.0.1", self.port, database)
        return address.render_as_string(hide_password=False)

    def execute(self, statement: str) -> None:
        """Run a statement outside every transaction."""
        with psycopg.connect(self._conninfo(), autocommit=True) as connection:
            connection.execute(statement)

    @contextmanager
    def database(self) -> Iterator[str]:
        """Yield the address of an empty database, which is dropped afterwards."""
        self.made += 1
        name = f"test_{self.made}"
        self.execute(f"CREATE DATABASE {name}")
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def empty(self, database: str, tables: Iterable[str]) -> None:
        """Take every row out of these tables; where a test dropped one of them all go, to be made again when it is opened.

        Who is connected still is cut off. Rows are deleted, since TRUNCATE makes new files for every table: three times the work.
        """
        if database not in self._emptying:
            self._emptying[database] = psycopg.connect(self._conninfo(database), autocommit=True)
        connection = self._emptying[database]
        connection.execute(CUT_OFF)
        there = {name for (name,) in connection.execute(TABLES)}
        if set(tables) <= there:
            connection.execute("SET session_replication_role = replica")  # the order of the tables does not matter then
            _each(connection, "DELETE FROM {}", there - {"schema_version"})
            _each(connection, "ALTER SEQUENCE {} RESTART", [name for (name,) in connection.execute(USED_SEQUENCES)])
        else:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")

    def close(self) -> None:
        """Close its own connections."""
        for connection in self._emptying.values():
            connection.close()

    def wait(self) -> None:
        """Return as soon as the server answers; raises TimeoutError."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            with suppress(psycopg.OperationalError):
                self.execute("SELECT 1")
                return
            time.sleep(0.05)
        raise TimeoutError

    def _conninfo(self, database: str = "postgres") -> str:
        return f"host=127.0.0.1 port={self.port} user={USER} password={self.password} dbname={database}"


def _each(connection: psycopg.Connection, statement: str, names: Iterable[str]) -> None:
    """Run the statement for each of these tables or sequences, all in one go."""
    connection.execute(sql.SQL("; ").join(sql.SQL(statement).format(sql.Identifier(name)) for name in names))


@contextmanager
def serve(folder_of_programs: Path) -> Iterator[Server]:
    """Yield a server on a free port of loopback; its folder and its process are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="sidelight-postgres-"))
    as_user = {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": ()} if os.geteuid() == 0 else {}
    if as_user:
        shutil.chown(folder, UNPRIVILEGED, UNPRIVILEGED)
    try:
        data, secret, log = folder / "data", folder / "password", folder / "log"
        server = Server(_free_port(), secrets.token_hex(16))
        secret.write_text(server.password)
        secret.chmod(0o644)  # within a folder that is the server's alone
        begin = [folder_of_programs / "initdb", "-D", data, "-U", USER, "--auth=md5", f"--pwfile={secret}"]
        done = subprocess.run(
            [*begin, "--no-sync", "--no-instructions", *COLLATION],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            **as_user,
        )
        assert done.returncode == 0, done.stderr
        command = [folder_of_programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(server.port), "-k", folder]
        options = [part for option in QUICK for part in ("-c", option)]
        with log.open("w") as out:
            process = subprocess.Popen(
                ["/bin/sh", "-c", SERVE, "sh", *command, *options],
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=out,
                start_new_session=True,
                **as_user,
            )
        try:
            try:
                server.wait()
            except TimeoutError:
                raise AssertionError(f"PostgreSQL does not answer:\n{log.read_text()}") from None
            yield server
        finally:
            server.close()
            process.stdin.close()
            process.wait(PATIENCE_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # where it never came to serve


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
