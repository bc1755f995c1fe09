"""Which key goes to which service; keys come from the settings or with the call and stay in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lib.config import Settings

ANTHROPIC = "https://api.anthropic.com"


@dataclass(frozen=True, slots=True)
class Key:
    """A key, kept out of `repr`."""

    value: str = field(default="", repr=False)

    @property
    def usable(self) -> bool:
        """Whether it can stand in an HTTP header."""
        return self.value.isascii() and self.value.isprintable() and " " not in self.value


def claude_key(settings: Settings, keys: Mapping[str, str]) -> Key:
    """Return the key for Claude: typed (`anthropic`), else of the settings; empty where there is none."""
    return Key(_typed(keys, "anthropic", "claude", "ANTHROPIC_API_KEY") or settings.anthropic_api_key.strip())


def openai_key(settings: Settings, keys: Mapping[str, str]) -> Key:
    """Return the key for OPENAI_BASE_URL: typed (`openai`), else of the settings; empty where there is none."""
    return Key(_typed(keys, "openai", "OPENAI_API_KEY") or settings.openai_api_key.strip())


def endpoint_key(settings: Settings, keys: Mapping[str, str], name: str, variable: str) -> Key:
    """Return the key for a named endpoint: typed (`openai:NAME`), else of its variable; the others' keys never go there."""
    named = settings.named_keys.get(variable, "").strip() if variable else ""
    return Key(_typed(keys, f"openai:{name}", *([variable] if variable else [])) or named)


def _typed(keys: Mapping[str, str], *names: str) -> str:
    """Return the first of these that was typed; a key may be given by its service or by its variable."""
    return next((keys[name].strip() for name in names if keys.get(name, "").strip()), "")
