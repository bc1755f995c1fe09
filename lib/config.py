"""Settings: from the environment and, for what a user changes on the screen, from `settings.json` in the data folder."""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

from lib.acting import require
from lib.addresses import OWN_COMPUTER, AddressRules, names_one_of, origin_of
from lib.errors import ConfigError
from lib.records.people import Role

log = logging.getLogger(__name__)

PREFERENCES_FILE, PREFERENCES_COPY = "settings.json", "settings-copy.json"
"""The second is written with the first, and read where that is missing or damaged."""

KEY_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*_API_KEY")
"""What the variable that holds a key may be called: whoever names one in the settings must not reach everything else."""
ADDRESS_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*_BASE_URL")
"""What the variable that holds a service's address is called."""
ALLOWED_HOSTS = "SIDELIGHT_ALLOWED_HOSTS"
"""The variable that lists hosts which may be asked wherever they are, with commas between; each may have its ":port"."""
INDEX_KEY = "QDRANT_API_KEY"
"""The key of the index's server: it never goes to a model's."""
INDEX_OPTIONS = (
    "QDRANT_REPLICAS",
    "QDRANT_SHARDS",
    "QDRANT_WRITE_CONSISTENCY",
    "QDRANT_ON_DISK",
    "QDRANT_QUANTISATION",
    "QDRANT_HNSW_EF",
    "QDRANT_PLAIN_HTTP",
    "QDRANT_GRPC_PORT",
)
"""Variables that say how the index lies on its server, see docs/scaling.md."""

CACHE_MB = 4096
"""MB that copies of shared files may take on this machine: some 1,500 papers with their vectors."""

PRICE_PARTS = frozenset({"input", "output", "cache_read", "cache_write", "long_prompt", "long_factor"})


# what providers of answerers declare


@dataclass(frozen=True, slots=True)
class KeyField:
    """A key that a service wants."""

    service: str
    """Under which name a typed key goes into `keys`."""
    variable: str
    """The environment variable that may hold it."""
    shared: bool = False
    """Whether a server that is named in the settings may be given it too."""
    homes: tuple[str, ...] = ()
    """Addresses that it is for besides the one that NAME_BASE_URL beside NAME_API_KEY gives."""


class ProviderOption(Protocol):
    """A setting that a provider of answerers declares."""

    @property
    def name(self) -> str:
        """Its name in `settings.json`."""
        ...

    @property
    def default(self) -> object:
        """What it is until somebody changes it."""
        ...

    def check(self, value: object) -> object:
        """Return the value as it is kept; raises ConfigError where it cannot be one. JSON knows neither tuples nor records."""
        ...


_options: dict[str, ProviderOption] = {}
_keys: dict[str, KeyField] = {}
_homes: dict[str, set[str]] = {}
"""Addresses of well-known services, by the variable of their key."""


def declare(options: Sequence[ProviderOption], keys: Sequence[KeyField]) -> None:
    """Let the preferences hold these settings, and the environment these keys.

    Raises ValueError for a key's variable that does not end in _API_KEY: by that ending reading processes are spared all keys.
    """
    for key in keys:
        if not KEY_VARIABLE.fullmatch(key.variable):
            raise ValueError(f"The variable of a key ends in _API_KEY: {key.variable} does not.")
    _options.update({option.name: option for option in options})
    _keys.update({key.variable: key for key in keys})
    for key in keys:
        know_home(key.variable, *key.homes)


def know_home(variable: str, *addresses: str) -> None:
    """Let the key of a variable go to these addresses, and to no other but that of its NAME_BASE_URL."""
    _homes.setdefault(variable, set()).update(addresses)


def withdraw(options: Sequence[ProviderOption]) -> None:
    """Take the settings back. A key stays its service's, so that no server gets the key of a provider that is gone."""
    for option in options:
        _options.pop(option.name, None)


def may_be_named(variable: str) -> bool:
    """Return whether a server in the settings may name this variable for its key: one of a key, and not another service's.

    None may be named as long as no provider has declared its keys: nobody can tell yet whose a key is.
    """
    if not _keys or variable == INDEX_KEY or not KEY_VARIABLE.fullmatch(variable):
        return False
    own = _keys.get(variable)
    return own is None or own.shared


def check_address(name: str, url: object) -> None:
    """Raise ConfigError for what is no HTTP address, or for one with a password or a query in it."""
    if not isinstance(url, str) or not re.fullmatch(r"https?://(\[[0-9a-fA-F:.]+\]|[^\s/@?#\[\]]+)[^\s@?#]*", url):
        raise ConfigError(f"The address of {name} must begin with http:// or https:// and hold no password or query.")


# what a user sets


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
    bin_days: int = 30
    """Days for which removed papers can be brought back."""
    backup_days: float = 1.0
    """Days between two backups that are made without being asked for; 0: none are."""
    backups_kept: int = 5
    """Of those; older ones are deleted."""
    backup_pdfs: bool = False
    """Whether those hold the PDFs too; the database alone brings back all that people wrote."""
    backup_folder: str = ""
    """Where backups are kept; empty: `backups` in the data folder."""
    word_limit: int = 400
    """Words of an answer."""
    passage_limit: int = 8
    """Passages an answer is made from."""
    max_upload_mb: int = 200
    """MB of one PDF inside a ZIP or a folder."""
    seconds_without_word: int = 300
    """Seconds without a word from a model after which it is given up; a large model on a small machine thinks long."""
    general_knowledge: str = "apart"
    """What becomes of general knowledge that follows "not in the papers": shown `apart`, or `left out`."""
    confirmed_hosts: tuple[str, ...] = ()
    """Hosts of services that somebody said yes to: text of questions and papers may go there."""
    dollars_a_survey: float = 0.0
    """US dollars that a survey may cost before it pauses; 0: no limit. Answers of models without a known price cost nothing."""
    dollars_a_day: float = 0.0
    """US dollars that the answers of a day (UTC) may cost before surveys pause and models are asked nothing; 0: no limit."""
    dollars_a_person: float = 0.0
    """The same for the answers of one person and day; 0: no limit."""
    papers_a_person: int = 500
    """Papers that one person who signs in may have waiting to be read."""
    megabytes_a_person: int = 4_000
    """MB of those papers together."""
    questions_a_person: int = 8
    """Questions of theirs that may be answered at once."""
    models_a_person: int = 4
    """Of those, with models."""
    surveys_a_person: int = 3
    """Surveys of theirs that may run at once."""
    gigabytes_a_project: float = 0.0
    """GB that the PDFs of a project may take together, those in its bin too; 0: as much as the disk has."""
    prices: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """US dollars a million tokens by model, over the dated table that Sidelight brings."""
    options: Mapping[str, object] = field(default_factory=dict, repr=False)
    """What providers of answerers declare, by name, as far as it was set; each stands in the file beside the others. What the
    file holds besides is kept there, of a provider that is gone, and out of `repr`: nobody knows what it is."""

    def __post_init__(self) -> None:
        for f in fields(self):
            value = getattr(self, f.name)
            _check_kind(f.name, f.default, value)
        if self.general_knowledge not in {"apart", "left out"}:
            raise ConfigError('The setting general_knowledge must be "apart" or "left out".')
        hosts = self.confirmed_hosts
        if not isinstance(hosts, list | tuple) or not all(isinstance(host, str) for host in hosts):
            raise ConfigError("The setting confirmed_hosts must be a list of hosts.")
        object.__setattr__(self, "confirmed_hosts", tuple(hosts))
        for model, parts in self.prices.items():
            _check_price(model, parts)
        checked = {name: _options[name].check(of) if name in _options else of for name, of in self.options.items()}
        object.__setattr__(self, "options", checked)

    @classmethod
    def read(cls, folder: Path, default: Preferences | None = None) -> Preferences:
        """Return the preferences kept in the data folder over the default ones; raises ConfigError for a broken file.

        Where the file is missing or broken and its copy is sound, that one counts, and the log says so.
        """
        default = default or cls()
        path, copy = folder / PREFERENCES_FILE, folder / PREFERENCES_COPY
        if not path.exists() and not copy.exists():
            return default
        try:
            return cls._read_file(path, default)
        except (ValueError, TypeError, AttributeError, OSError) as error:
            try:
                kept = cls._read_file(copy, default)
            except (ValueError, TypeError, AttributeError, OSError):
                raise ConfigError(
                    f"{path} cannot be read ({error}). Mend it, or delete it and {PREFERENCES_COPY} beside it to start with the "
                    "defaults."
                ) from error
            log.warning(
                "%s cannot be read (%s). Its copy, written when a setting was last changed, is used.", path, error
            )
            return kept

    @classmethod
    def _read_file(cls, path: Path, default: Preferences) -> Preferences:
        return cls.from_text(path.read_text(encoding="utf-8"), default)

    @classmethod
    def from_text(cls, text: str, default: Preferences) -> Preferences:
        """Return the preferences that `to_text` wrote, over the default ones; raises ValueError, TypeError, AttributeError,
        ConfigError for a text that holds none.
        """
        values = json.loads(text)
        if not isinstance(values, dict):
            raise TypeError("it holds no settings")
        own = {name: values.pop(name) for name in _own_names() & values.keys()}
        return replace(default, **own, options={**default.options, **values})

    def changed(self, **values: Any) -> Preferences:
        """Return the preferences with other values, those that providers declare among them; raises ConfigError."""
        own = {name: values.pop(name) for name in _own_names() & values.keys()}
        if unknown := [name for name in values if name not in _options]:
            raise ConfigError(f"There is no setting {unknown[0]}.")
        return replace(self, **own, options={**self.options, **values})

    def write(self, folder: Path) -> None:
        """Keep the preferences in the data folder, by rename, so that a kill leaves the old or the new file; then their copy."""
        text = self.to_text()
        for name in (PREFERENCES_FILE, PREFERENCES_COPY):
            draft = folder / f"{name}.part"
            draft.write_text(text, encoding="utf-8")
            draft.replace(folder / name)

    def to_text(self) -> str:
        """Return the preferences as JSON, those that providers declare beside the others."""
        defaults = {name: option.default for name, option in _options.items()}
        values = asdict(replace(self, options={**defaults, **self.options}))
        options = values.pop("options")
        return json.dumps({**values, **options}, indent=2) + "\n"


def _own_names() -> set[str]:
    """Return the names of the settings that are no provider's."""
    return {of.name for of in fields(Preferences)} - {"options"}


def _check_kind(name: str, default: object, value: object) -> None:
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise ConfigError(f"The setting {name} must be true or false, not {value!r}.")
    elif isinstance(default, int) and (not isinstance(value, int) or isinstance(value, bool) or value <= 0):
        raise ConfigError(f"The setting {name} must be a whole number above zero, not {value!r}.")
    elif isinstance(default, float) and (
        not isinstance(value, int | float) or isinstance(value, bool) or not value >= 0
    ):
        raise ConfigError(f"The setting {name} must be a number from zero on, not {value!r}.")
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
    index_options: Mapping[str, str] = field(default_factory=dict)
    """How the index lies on its server, by the variable of `INDEX_OPTIONS` that says it."""
    database_url: str = field(default="", repr=False)
    shared: str = field(default="", repr=False)
    """Where several processes share files: a folder, or an address such as s3://bucket/prefix; empty: they lie in `data`."""
    cache_mb: int = CACHE_MB
    """MB on this machine's disk for copies of those files."""
    works: bool = True
    """Whether an app of several takes papers and surveys from their queue too, or leaves all to `sidelight worker`."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Keys of services, by the variable that holds them."""
    addresses: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Where services are reached, by the variable that says it; one may hold a password."""
    embedding: str = "minilm"
    """Which embedder: `minilm` is the bundled one."""
    address_rules: AddressRules = OWN_COMPUTER
    """Whom the app may speak to."""
    preferences: Preferences = field(default_factory=Preferences)
    """What a user set on the screen; `in_folder` reads it."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Return the settings that the environment names (see README); empty variables count as not set."""
        environ = os.environ if environ is None else environ
        names = {
            "data": "SIDELIGHT_DATA",
            "qdrant_url": "QDRANT_URL",
            "qdrant_api_key": INDEX_KEY,
            "database_url": "DATABASE_URL",
            "embedding": "SIDELIGHT_EMBEDDING",
            "shared": "SIDELIGHT_SHARED",
        }
        given: dict[str, Any] = {name: environ[variable] for name, variable in names.items() if environ.get(variable)}
        if "data" in given:
            given["data"] = Path(given["data"])
        if cache := environ.get("SIDELIGHT_CACHE_MB"):
            given["cache_mb"] = _megabytes(cache)
        if workers := environ.get("SIDELIGHT_WORKERS"):
            if workers not in ("here", "elsewhere"):
                raise ConfigError('SIDELIGHT_WORKERS is "here" or "elsewhere".')
            given["works"] = workers == "here"
        secret = {name for name in environ if KEY_VARIABLE.fullmatch(name)} - {INDEX_KEY}
        given["secrets"] = {name: environ[name] for name in sorted(secret) if environ[name]}
        given["index_options"] = {name: environ[name] for name in INDEX_OPTIONS if environ.get(name)}
        given["addresses"] = {
            name: value for name, value in environ.items() if value and ADDRESS_VARIABLE.fullmatch(name)
        }
        if (embedder := given.get("embedding", "")).startswith("http"):  # its key is for it
            given["addresses"].setdefault("EMBEDDING_BASE_URL", embedder.partition("#")[0])
        allowed = frozenset(host.strip().lower() for host in environ.get(ALLOWED_HOSTS, "").split(",") if host.strip())
        allowed |= {urlsplit(origin_of(address)).netloc for address in given["addresses"].values()} - {""}
        given["address_rules"] = AddressRules(allowed=allowed)
        return cls(**given)

    @property
    def named_keys(self) -> Mapping[str, str]:
        """What a server in the settings may name for its key, by variable."""
        return {variable: value for variable, value in self.secrets.items() if may_be_named(variable)}

    def key_for(self, variable: str, address: str) -> str:
        """Return the key of a variable for a server in the settings; empty where there is none, or it is for another address."""
        return self.named_keys.get(variable, "").strip() if self.may_have_key(variable, address) else ""

    def may_have_key(self, variable: str, address: str) -> bool:
        """Return whether the key of a variable is for this address: that of NAME_BASE_URL beside NAME_API_KEY, or of the
        well-known service that the variable is called after. One that is for no address in particular goes where a server in
        the settings names it, on a machine of a person's own; on a server for others it needs its NAME_BASE_URL.
        """
        homes = self.homes_of(variable)
        return names_one_of(address, homes) if homes else self.address_rules.private

    def homes_of(self, variable: str) -> set[str]:
        """Return the addresses that the key of a variable is for; none where it is for no address in particular."""
        named = self.addresses.get(variable.removesuffix("_API_KEY") + "_BASE_URL", "")
        homes = _homes.get(variable, set()) | ({named} if named else set())
        return {home for home in homes if origin_of(home)}

    def in_folder(self, folder: Path) -> Self:
        """Return these settings for a data folder, its preferences read where none are given."""
        return replace(self, data=folder, preferences=Preferences.read(folder, self.preferences))


def _megabytes(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ConfigError(f"SIDELIGHT_CACHE_MB must be a whole number above zero, not {text!r}.")
    return int(text)


class WorkspaceSettings:
    """The settings of an open workspace, as `ws.settings`. Thread-safe; never gives a key away."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self.embedder_keys: dict[str, str] = {}
        """Keys of embedders behind URLs that were typed, by setting; held in memory until this process ends."""
        self.on_change: Callable[[str], object] = lambda changed: None
        """Is told the names of what was changed."""

    @property
    def installation(self) -> WorkspaceSettings:
        """The settings that a project shares with all others of its installation: these, where it is none."""
        return self

    @property
    def current(self) -> Settings:
        """The settings as they are now."""
        return self._settings

    @property
    def preferences(self) -> Preferences:
        """What a user set on the screen, as it is now."""
        return self._settings.preferences

    def change(self, **preferences: Any) -> None:
        """Change the preferences and keep them in the data folder. Raises ConfigError, NotAllowed; then nothing is changed."""
        require(Role.ADMINISTRATOR)
        with self._lock:
            changed = self._settings.preferences.changed(**preferences)
            changed.write(self._settings.data)
            self._settings = replace(self._settings, preferences=changed)
        self.on_change(", ".join(sorted(preferences)))

    def has_key(self, service: str) -> bool:
        """Return whether a key for a service, such as `qdrant`, or in a variable was given at the start."""
        declared = {key.service: key.variable for key in _keys.values()}
        variable = service if KEY_VARIABLE.fullmatch(service) else declared.get(service, f"{service.upper()}_API_KEY")
        return bool(self.current.qdrant_api_key if variable == INDEX_KEY else self.current.secrets.get(variable))


class ProjectSettings(WorkspaceSettings):
    """The settings of a project: those of the installation, with a data folder of its own."""

    def __init__(self, installation: WorkspaceSettings, folder: Path) -> None:
        super().__init__(installation.current)
        self._installation = installation
        self._folder = folder
        self.embedder_keys = installation.embedder_keys

    @property
    def installation(self) -> WorkspaceSettings:
        """The settings that all projects of the installation share."""
        return self._installation

    @property
    def current(self) -> Settings:
        """The settings as they are now."""
        return replace(self._installation.current, data=self._folder)

    @property
    def preferences(self) -> Preferences:
        """What an administrator set on the screen, as it is now."""
        return self._installation.preferences

    def change(self, **preferences: Any) -> None:
        """Change the preferences of the installation. Raises ConfigError, NotAllowed; then nothing is changed."""
        self._installation.change(**preferences)
        self.on_change(", ".join(sorted(preferences)))
