"""Settings: from the environment and, for what a user changes on the screen, from `settings.json` in the data folder."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Self

from lib.errors import ConfigError

PREFERENCES_FILE = "settings.json"

KEY_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*_API_KEY")
"""What the variable that holds an endpoint's key may be called: whoever names one here must not reach all the others."""
OTHERS_KEYS = frozenset({"ANTHROPIC_API_KEY", "QDRANT_API_KEY"})

PRICE_PARTS = frozenset({"input", "output", "cache_read", "cache_write", "long_prompt", "long_factor"})


def check_address(name: str, url: str) -> None:
    """Nothing; raises ConfigError for what is no HTTP address, or for one with a password or a query in it."""
    if not isinstance(url, str) or not re.fullmatch(r"https?://(\[[0-9a-fA-F:.]+\]|[^\s/@?#\[\]]+)[^\s@?#]*", url):
        raise ConfigError(f"The address of {name} must begin with http:// or https:// and hold no password or query.")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible server under a name of the user's; `openai:NAME` asks it. It never holds a key."""

    name: str
    base_url: str
    """Up to and with the version, such as "http://localhost:11434/v1"."""
    model: str = ""
    """Empty: the first that the server lists."""
    key_variable: str = ""
    """Name of the environment variable that holds the key, such as GROQ_API_KEY; empty where none is needed."""
    form: str = "auto"
    """`structured` or `numbered` (see the answerer); `auto` tries the first and remembers what the server can do."""

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not re.fullmatch(r"\w[\w .+-]{0,59}", self.name):
            raise ConfigError(f"A model's name is letters, digits, spaces, points and hyphens, not {self.name!r}.")
        check_address(self.name, self.base_url)
        if self.key_variable and (not KEY_VARIABLE.fullmatch(self.key_variable) or self.key_variable in OTHERS_KEYS):
            raise ConfigError(
                f"For {self.name}, give the name of the environment variable that holds its key, such as GROQ_API_KEY "
                "(it must end in _API_KEY), not the key itself."
            )
        if self.form not in {"auto", "structured", "numbered"}:
            raise ConfigError(f"The form of {self.name} must be auto, structured or numbered.")


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a user changes on the *Settings* page; kept in the data folder, never holds a key."""

    page_limit: int = 2000
    """Pages; a longer PDF is refused."""
    seconds_without_page: int = 30
    """Seconds of reading without a finished page after which a page is given up."""
    reading_memory_mb: int = 1000
    """MB for all reading processes together."""
    embedding: str = ""
    """Which embedder; empty: the one that SIDELIGHT_EMBEDDING names."""
    recognise_scans: bool = False
    """Whether the text of scanned pages is recognised without being asked for; 5 to 10 seconds a page."""
    disk_margin_mb: int = 500
    """MB that stay free: nothing is written below."""
    word_limit: int = 400
    """Words of an answer."""
    passage_limit: int = 8
    """Passages an answer is made from."""
    max_upload_mb: int = 200
    """MB of one PDF inside a ZIP or a folder."""
    seconds_without_word: int = 300
    """Seconds without a word from a model after which it is given up; a large model on a small machine thinks long."""
    claude_model: str = "claude-sonnet-5-5"
    """What `claude` asks."""
    claude_models: tuple[str, ...] = ()
    """Others of its models that can be chosen when asking, as `claude:MODEL`."""
    claude_effort: str = "medium"
    """`low`, `medium` or `high`: how long Claude thinks; empty leaves it to the model. Models that know none do without."""
    openai_model: str = ""
    """What `openai` asks; empty: the first that the server lists."""
    endpoints: tuple[Endpoint, ...] = ()
    """Servers side by side with `openai`, each with a name of its own."""
    general_knowledge: str = "apart"
    """What becomes of general knowledge that follows "not in the papers": shown `apart`, or `left out`."""
    prices: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """US dollars a million tokens by model, over the dated table that Sidelight brings."""

    def __post_init__(self) -> None:
        for f in fields(self):
            value = getattr(self, f.name)
            _check_kind(f.name, f.default, value)
        if self.claude_effort not in {"", "low", "medium", "high"}:
            raise ConfigError("The setting claude_effort must be low, medium, high or empty.")
        if self.general_knowledge not in {"apart", "left out"}:
            raise ConfigError('The setting general_knowledge must be "apart" or "left out".')
        if isinstance(self.claude_models, str) or not all(isinstance(m, str) and m.strip() for m in self.claude_models):
            raise ConfigError("The setting claude_models must be a list of models' ids.")
        # JSON knows neither tuples nor records: both forms are taken.
        object.__setattr__(self, "claude_models", tuple(self.claude_models))
        endpoints = tuple(e if isinstance(e, Endpoint) else Endpoint(**e) for e in self.endpoints)
        object.__setattr__(self, "endpoints", endpoints)
        if len({endpoint.name for endpoint in endpoints}) < len(endpoints):
            raise ConfigError("Two models have the same name. Give each a name of its own.")
        for model, parts in self.prices.items():
            _check_price(model, parts)

    @classmethod
    def read(cls, folder: Path, default: Preferences | None = None) -> Preferences:
        """Return the preferences kept in the data folder over the default ones; raises ConfigError for a broken file."""
        default = default or cls()
        path = folder / PREFERENCES_FILE
        if not path.exists():
            return default
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(values, dict):
                raise TypeError("it holds no settings")
            return replace(default, **{name: values[name] for name in cls.__slots__ if name in values})
        except (ValueError, TypeError, AttributeError, OSError) as error:
            raise ConfigError(
                f"{path} cannot be read ({error}). Mend or delete it to start with the defaults."
            ) from error

    def write(self, folder: Path) -> None:
        """Keep the preferences in the data folder, by rename, so that a kill leaves the old or the new file."""
        path = folder / PREFERENCES_FILE
        draft = path.with_suffix(".json.part")
        draft.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        draft.replace(path)


def _check_kind(name: str, default: object, value: object) -> None:
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise ConfigError(f"The setting {name} must be true or false, not {value!r}.")
    elif isinstance(default, int) and (not isinstance(value, int) or isinstance(value, bool) or value <= 0):
        raise ConfigError(f"The setting {name} must be a whole number above zero, not {value!r}.")
    elif isinstance(default, str) and not isinstance(value, str):
        raise ConfigError(f"The setting {name} must be text, not {value!r}.")


def _check_price(model: str, parts: Mapping[str, float]) -> None:
    known = isinstance(parts, Mapping) and {"input", "output"} <= set(parts) <= PRICE_PARTS
    if not known or not all(isinstance(value, int | float) and value >= 0 for value in parts.values()):
        raise ConfigError(
            f"The price of {model} must give input and output in US dollars a million tokens, and may give cache_read, "
            "cache_write, long_prompt and long_factor."
        )


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
    named_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What an endpoint may name as its `key_variable`, by variable."""
    embedding: str = "minilm"
    """Which embedder: `minilm` is the bundled one."""
    preferences: Preferences = field(default_factory=Preferences)
    """What a user set on the screen; `in_folder` reads it."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Return the settings that the environment names (see README); empty variables count as not set."""
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
        given["named_keys"] = {
            variable: value
            for variable, value in environ.items()
            if value and KEY_VARIABLE.fullmatch(variable) and variable not in OTHERS_KEYS
        }
        return cls(**given)

    def in_folder(self, folder: Path) -> Self:
        """Return these settings for a data folder, its preferences read where none are given."""
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

    def change(self, **preferences: Any) -> None:
        """Nothing; the preferences are changed and kept in the data folder. Raises ConfigError, and then nothing is changed."""
        with self._lock:
            changed = replace(self._settings.preferences, **preferences)
            changed.write(self._settings.data)
            self._settings = replace(self._settings, preferences=changed)

    def has_key(self, service: str) -> bool:
        """Return whether a key for `anthropic`, `openai` or `qdrant`, or in a named variable, was given at the start."""
        if KEY_VARIABLE.fullmatch(service):
            return service in self._settings.named_keys
        return bool(getattr(self._settings, f"{service}_api_key"))
