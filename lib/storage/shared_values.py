"""What the processes of a library hold in common and change on a screen, by name: the settings, which embedder answers."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine, delete, insert, select, text

from lib.acting import require
from lib.config import Preferences, Settings, WorkspaceSettings
from lib.errors import StoreError
from lib.records.people import Role
from lib.storage.database import read_only, writing
from lib.storage.schema import shared_values

log = logging.getLogger(__name__)

PREFERENCES = "preferences"
HOLDS_S = 2.0
"""Seconds for which settings are not read again: another process may have changed them."""


class SharedValues:
    """The values of one database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, name: str) -> str | None:
        """Return a value; None where there is none."""
        with read_only(self._engine) as connection:
            query = select(shared_values.c.value).where(shared_values.c.name == name)
            found: str | None = connection.execute(query).scalar()
            return found

    def named(self, start: str) -> dict[str, str]:
        """Return the values whose names begin so, by the rest of their names, in its order."""
        query = select(shared_values).where(shared_values.c.name.startswith(start, autoescape=True))
        with read_only(self._engine) as connection:
            found = {row.name.removeprefix(start): row.value for row in connection.execute(query)}
        return dict(sorted(found.items()))

    def remove(self, name: str) -> None:
        """Remove a value, if it is there."""
        with writing(self._engine) as connection:
            connection.execute(delete(shared_values).where(shared_values.c.name == name))

    def change(self, name: str, change: Callable[[str | None], str]) -> str:
        """Return what a value becomes by `change`, which is given what it was; nobody changes it meanwhile."""
        with writing(self._engine) as connection:
            connection.execute(text("LOCK TABLE shared_values IN EXCLUSIVE MODE"))
            this = shared_values.c.name == name
            value = change(connection.execute(select(shared_values.c.value).where(this)).scalar())
            connection.execute(delete(shared_values).where(this))
            connection.execute(insert(shared_values).values(name=name, value=value))
            return value


class SharedSettings(WorkspaceSettings):
    """The settings of a library that several processes have open: what is changed in one counts in all, keys excepted."""

    def __init__(self, settings: Settings, values: SharedValues) -> None:
        """Begin with the preferences of `settings`, which count as long as the database holds none."""
        super().__init__(settings)
        self._default = settings.preferences
        self._values = values
        self._looked_s = float("-inf")
        self._looking = threading.Lock()
        self._follow()

    @property
    def current(self) -> Settings:
        """The settings as they are now."""
        self._follow()
        return self._settings

    @property
    def preferences(self) -> Preferences:
        """What a user set on the screen, as it is now."""
        return self.current.preferences

    def change(self, **preferences: Any) -> None:
        """Change the preferences for all processes. Raises ConfigError, NotAllowed, StoreError; then nothing is changed."""
        require(Role.ADMINISTRATOR)

        def changed(before: str | None) -> str:
            return self._read(before).changed(**preferences).to_text()

        after = self._read(self._values.change(PREFERENCES, changed))
        with self._lock:
            self._settings = replace(self._settings, preferences=after)
        self.on_change(", ".join(sorted(preferences)))

    def _follow(self) -> None:
        with self._looking:
            if time.monotonic() - self._looked_s < HOLDS_S:
                return
            self._looked_s = time.monotonic()
            try:
                kept = self._read(self._values.get(PREFERENCES))
            except StoreError as error:
                log.warning("The settings stay as they were: %s", error.message)
                return
        with self._lock:
            self._settings = replace(self._settings, preferences=kept)

    def _read(self, text: str | None) -> Preferences:
        return self._default if text is None else Preferences.from_text(text, self._default)
