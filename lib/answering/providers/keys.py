"""Keys of services: they come from the settings or with the call and stay in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lib.config import KeyField, Settings


@dataclass(frozen=True, slots=True)
class Key:
    """A key, kept out of `repr`."""

    value: str = field(default="", repr=False)

    @property
    def usable(self) -> bool:
        """Whether it can stand in an HTTP header."""
        return self.value.isascii() and self.value.isprintable() and " " not in self.value


def find_key(settings: Settings, keys: Mapping[str, str], of: KeyField, *aliases: str) -> Key:
    """Return the key that was typed, by its service, an alias of it or its variable, else of the settings.

    Empty where there is none.
    """
    given = typed_key(keys, of.service, *aliases, of.variable)
    return Key(given or settings.secrets.get(of.variable, "").strip())


def typed_key(keys: Mapping[str, str], *names: str) -> str:
    """Return the first of these that was typed; empty where none was."""
    return next((keys[name].strip() for name in names if keys.get(name, "").strip()), "")
