"""Settings: from the environment and, for what a user changes on the screen, from `settings.json` in the data folder."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from lib.errors import ConfigError

PREFERENCES_FILE = "settings.json"


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a user changes on the *Settings* page; kept in the data folder, never holds a key."""

    page_limit: int = 2000
    """Pages; a longer PDF is refused."""
    seconds_without_page: int = 30
    """Seconds of reading without a finished page after which a page is given up."""
    reading_memory_mb: int = 1000
    """MB for all reading processes together."""
    disk_margin_mb: int = 500
    """MB that stay free: nothing is written below."""
    word_limit: int = 400
    """Words of an answer."""
    passage_limit: int = 8
    """Passages an answer is made from."""
    max_upload_mb: int = 200
    """MB of one PDF inside a ZIP or a folder."""

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
                raise ConfigError(f"The setting {name} must be a whole number above zero, not {value!r}.")

    @classmethod
    def read(cls, folder: Path, default: Preferences | None = None) -> Preferences:
        """The preferences kept in the data folder over the default ones; raises ConfigError for a broken file."""
        default = default or cls()
        path = folder / PREFERENCES_FILE
        if not path.exists():
            return default
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            return replace(default, **{name: values[name] for name in cls.__slots__ if name in values})
        except (ValueError, TypeError) as error:
            raise ConfigError(
                f"{path} cannot be read ({error}). Mend or delete it to start with the defaults."
            ) from error

    def write(self, folder: Path) -> None:
        """Keeps the preferences in the data folder, by rename, so that a kill leaves the old or the new file."""
        path = folder / PREFERENCES_FILE
        draft = path.with_suffix(".json.part")
        draft.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        draft.replace(path)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the app is started with. Keys are kept out of `repr`, so that no log or trace shows them."""

    data: Path = Path("data")
    qdrant_url: str = ""
    qdrant_api_key: str = field(default="", repr=False)
    database_url: str = field(default="", repr=False)
    anthropic_api_key: str = field(default="", repr=False)
    anthropic_base_url: str = ""
    openai_base_url: str = ""
    openai_api_key: str = field(default="", repr=False)
    embedding: str = "minilm"
    """Which embedder: `minilm` is the bundled one."""
    preferences: Preferences = field(default_factory=Preferences)
    """What a user set on the screen; `in_folder` reads it."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The settings that the environment names (see README); empty variables count as not set."""
        environ = os.environ if environ is None else environ
        names = {
            "data": "SIDELIGHT_DATA",
            "qdrant_url": "QDRANT_URL",
            "qdrant_api_key": "QDRANT_API_KEY",
            "database_url": "DATABASE_URL",
            "anthropic_api_key": "ANTHROPIC_API_KEY",
            "anthropic_base_url": "ANTHROPIC_BASE_URL",
            "openai_base_url": "OPENAI_BASE_URL",
            "openai_api_key": "OPENAI_API_KEY",
            "embedding": "SIDELIGHT_EMBEDDING",
        }
        given: dict[str, Any] = {name: environ[variable] for name, variable in names.items() if environ.get(variable)}
        if "data" in given:
            given["data"] = Path(given["data"])
        return cls(**given)

    def in_folder(self, folder: Path) -> Self:
        """These settings for a data folder, its preferences read where none are given."""
        return replace(self, data=folder, preferences=Preferences.read(folder, self.preferences))


class WorkspaceSettings:
    """The settings of an open workspace, as `ws.settings`. Thread-safe; never gives a key away."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()

    @property
    def current(self) -> Settings:
        """The settings as they are now."""
        return self._settings

    @property
    def preferences(self) -> Preferences:
        """What a user set on the screen, as it is now."""
        return self._settings.preferences

    def change(self, **preferences: int) -> None:
        """Nothing; the preferences are changed and kept in the data folder. Raises ConfigError, and then nothing is changed."""
        with self._lock:
            changed = replace(self._settings.preferences, **preferences)
            changed.write(self._settings.data)
            self._settings = replace(self._settings, preferences=changed)

    def has_key(self, service: str) -> bool:
        """Whether a key for `anthropic`, `openai` or `qdrant` was given at the start."""
        return bool(getattr(self._settings, f"{service}_api_key"))
