"""Keys of services: they come from the settings or with the call and stay in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lib.addresses import origin_of
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


class AddressedKey(str):
    """A key that was typed for the service at one address: it goes to no other, whatever the settings say by then."""

    address: str

    def __new__(cls, key: str, address: str) -> AddressedKey:
        """Return the key, for the service at this address."""
        made = super().__new__(cls, key)
        made.address = address
        return made

    def __reduce__(self) -> tuple[type[AddressedKey], tuple[str, str]]:
        """Return how to copy it."""
        return AddressedKey, (str(self), self.address)


def typed_key(keys: Mapping[str, str], *names: str, address: str = "") -> str:
    """Return the first of these that was typed, for this address where one is given; empty where none was."""
    return next((keys[name].strip() for name in names if _is_for(keys.get(name, ""), address)), "")


def _is_for(key: str, address: str) -> bool:
    elsewhere = isinstance(key, AddressedKey) and address and origin_of(key.address) != origin_of(address)
    return bool(key.strip()) and not elsewhere
