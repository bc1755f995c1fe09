"""New SQLite databases of the tests, copied from one that ran through the schema's steps: fifty milliseconds less for each."""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Engine

from lib.storage import migrations


class NewDatabases:
    """Stands before `migrate`, which runs afterwards; alone where the database is there already or a test took steps away."""

    def __init__(self, folder: Path, migrate: Callable[[Engine], int]) -> None:
        """`folder`: of the database that is copied."""
        self._pattern = folder / "pattern.sqlite3"
        self._migrate = migrate
        self._steps = migrations.STEPS

    def migrate(self, engine: Engine) -> int:
        """Return the number of steps the database now stands at."""
        path = Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None
        if path is None or path.exists() or migrations.STEPS is not self._steps:
            return self._migrate(engine)
        if not self._pattern.exists():
            done = self._migrate(engine)
            with closing(sqlite3.connect(path)) as source:
                source.execute("VACUUM INTO ?", (str(self._pattern),))
            return done
        with suppress(OSError):  # where it cannot be made, `migrate` says so as it always does
            self._copy_to(path)
        return self._migrate(engine)

    def _copy_to(self, path: Path) -> None:
        """Make the database at the path, with an id of its own as every library has."""
        copy = path.with_name(f"{path.name}-{uuid.uuid4().hex}")
        shutil.copyfile(self._pattern, copy)
        try:
            with closing(sqlite3.connect(copy)) as connection, connection:
                connection.execute("UPDATE library SET id = ?", (uuid.uuid4().hex,))
            with suppress(FileExistsError):  # another thread was first
                os.link(copy, path)
        finally:
            copy.unlink()
