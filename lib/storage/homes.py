"""Where the database of a library lies, by marks that a copy of it does not share."""

from __future__ import annotations

import platform
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from lib.records.homes import Home
from lib.storage.database import read_only

POSTGRESQL = "SELECT oid, current_schema() FROM pg_database WHERE datname = current_database()"
CLUSTER = "SELECT system_identifier FROM pg_control_system()"
"""A number that initdb gives to a cluster of databases, which pg_restore into another one does not bring along."""


def home_of(engine: Engine, named: Path) -> Home:
    """Return the home of a library; `named`: the file of the data folder that is written once and never changed.

    A copied file has neither the inode nor the time of change of its original, whatever keeps its other times; a renamed folder
    leaves both as they are, and an owner or permissions that are changed leave the first. A clone of a whole file system or
    of a database's cluster has them all: it cannot be told. Raises OSError, StoreError.
    """
    if engine.dialect.name == "sqlite":
        status = named.stat()
        marks = [f"changed {status.st_ctime_ns}", f"file {status.st_dev} {status.st_ino}"]
        return Home(f"the data folder {named.parent} on {platform.node() or 'this machine'}", marks)
    shown = f"the database {engine.url.database or ''} on {engine.url.host or 'this machine'}"
    if engine.dialect.name != "postgresql":
        return Home(shown, [f"address {engine.url.render_as_string(hide_password=True)}"])
    with read_only(engine) as connection:
        database, schema = connection.execute(text(POSTGRESQL)).one()
    return Home(shown, [f"database {_cluster(engine)} {database} {schema}"])


def _cluster(engine: Engine) -> str:
    """Return the number of the database's cluster; its address where the role may not ask."""
    try:
        with engine.connect() as connection:
            return str(connection.execute(text(CLUSTER)).scalar_one())
    except SQLAlchemyError:
        return f"{engine.url.host}:{engine.url.port}"
