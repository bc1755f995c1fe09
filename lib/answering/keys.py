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
    """The key for Claude: typed (`anthropic`), else of the settings; empty where there is none."""
    return Key((keys.get("anthropic") or settings.anthropic_api_key).strip())


def openai_key(settings: Settings, keys: Mapping[str, str]) -> Key:
    """The key for OPENAI_BASE_URL: typed (`openai`), else of the settings; empty where there is none."""
    return Key((keys.get("openai") or settings.openai_api_key).strip())


def endpoint_key(settings: Settings, keys: Mapping[str, str], name: str, variable: str) -> Key:
    """The key for a named endpoint: typed (`openai:NAME`), else of its variable; the others' keys never go there."""
    return Key((keys.get(f"openai:{name}") or settings.named_keys.get(variable, "")).strip())
