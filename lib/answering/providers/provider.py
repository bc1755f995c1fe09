"""What a provider of answerers declares: its ids, keys and settings, what can be chosen, how it is opened."""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from lib.answering.answerer import Answerer
from lib.answering.providers.batching import BatchTerms
from lib.answering.providers.catalogue import AnswererChoice, ModelChoice
from lib.config import KeyField, Preferences, Settings
from lib.errors import ConfigError
from lib.text.wording import count

if TYPE_CHECKING:
    from lib.embedding.embedder import Embedder


@dataclass(frozen=True, slots=True)
class TextOption:
    """A setting that is a text: free, one of some choices, or a model's id."""

    name: str
    label: str
    default: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    """What it may be, each with its words on the screen; empty: anything."""
    is_model: bool = False
    """Whether it is chosen among the models that the service lists; never empty then."""
    help: str | None = None
    placeholder: str = ""

    def check(self, value: object) -> str:
        """Return the value; raises ConfigError where it is no text, or none of the choices."""
        if not isinstance(value, str):
            raise ConfigError(f"The setting {self.name} must be text, not {value!r}.")
        if self.choices and value not in self.choices:
            *others, last = [choice or "empty" for choice in sorted(self.choices, key=lambda choice: not choice)]
            raise ConfigError(f"The setting {self.name} must be {', '.join(others)} or {last}.")
        return value

    def of(self, preferences: Preferences) -> str:
        """Return the value as it is now."""
        return self.check(preferences.options.get(self.name, self.default))


def pictures_option(name: str, help_: str) -> TextOption:
    """Return the setting whether an answerer is shown figures as pictures; empty where it is not."""
    shown = {"": "never sent", "asked": "sent where a question asks for a figure"}
    return TextOption(name, "Pictures of figures", "", shown, help=help_)


@dataclass(frozen=True, slots=True)
class NumberOption:
    """A setting that is a whole number between two others."""

    name: str
    label: str
    default: int
    least: int
    most: int
    help: str | None = None

    def check(self, value: object) -> int:
        """Return the value; raises ConfigError where it is no such number."""
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise ConfigError(
                f"The setting {self.name} must be a whole number from {self.least:,} to {self.most:,}, not {value!r}."
            )
        return value

    def of(self, preferences: Preferences) -> int:
        """Return the value as it is now."""
        return self.check(preferences.options.get(self.name, self.default))


@dataclass(frozen=True, slots=True)
class ModelsOption:
    """A setting that is a list of models' ids."""

    name: str
    label: str
    default: tuple[str, ...] = ()
    placeholder: str = "none"

    def check(self, value: object) -> tuple[str, ...]:
        """Return the ids; raises ConfigError where the value is no list of them."""
        if not isinstance(value, list | tuple) or not all(isinstance(model, str) and model.strip() for model in value):
            raise ConfigError(f"The setting {self.name} must be a list of models' ids.")
        return tuple(value)

    def of(self, preferences: Preferences) -> tuple[str, ...]:
        """Return the ids as they are now."""
        return self.check(preferences.options.get(self.name, self.default))


class NamedServer(Protocol):
    """A server under a name of the user's; a dataclass of texts, which never holds a key."""

    @property
    def name(self) -> str:
        """The name, which stands behind the provider's prefix in the answerer's id."""
        ...

    def describe(self, settings: Settings, typed: Collection[str]) -> list[str]:
        """Return it in words for a list; `typed`: the services whose keys were typed in the session."""
        ...


ServerT = TypeVar("ServerT", bound=NamedServer, covariant=True)


@dataclass(frozen=True, slots=True)
class ServerField:
    """A field of the form for one server."""

    name: str
    label: str
    placeholder: str = ""
    help: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    """What it may be, the default first, each with its words on the screen; empty: anything."""


@dataclass(frozen=True, slots=True)
class ServerPreset:
    """What the fields of a well-known server are filled with."""

    label: str
    values: Mapping[str, str]
    """By field."""
    hint: str = ""
    """What it needs besides, in a sentence."""


@dataclass(frozen=True, slots=True)
class ServersOption(Generic[ServerT]):
    """A setting that is a list of servers, each asked by the provider's prefix with its name behind it."""

    name: str
    title: str
    caption: str
    fields: tuple[ServerField, ...]
    make: Callable[..., ServerT]
    """Makes a server of the fields by name; raises ConfigError."""
    default: tuple[ServerT, ...] = ()
    presets: tuple[ServerPreset, ...] = ()

    def check(self, value: object) -> tuple[ServerT, ...]:
        """Return the servers, made of what JSON has of them; raises ConfigError for one that cannot be, and for twins."""
        if not isinstance(value, list | tuple):
            raise ConfigError(f"The setting {self.name} must be a list.")
        servers = tuple(self.make(**one) if isinstance(one, dict) else one for one in value)
        if len({server.name for server in servers}) < len(servers):
            raise ConfigError("Two models have the same name. Give each a name of its own.")
        return servers

    def of(self, preferences: Preferences) -> tuple[ServerT, ...]:
        """Return the servers as they are now."""
        return self.check(preferences.options.get(self.name, self.default))


Option = TextOption | NumberOption | ModelsOption | ServersOption[NamedServer]
"""A setting that a provider declares: kept with the preferences under its name, drawn on the *Settings* page."""


class Provider(ABC):
    """Where answers come from, such as a service. Its folder alone knows its name.

    An answerer's id is the prefix, or the prefix, a colon and a name: of a model, or of a server in the settings.
    """

    prefix: str
    label: str
    """How it is called on the screen."""
    takes_names: bool = True
    """Whether a name may stand behind the prefix."""
    any_model: bool = False
    """Whether the name is a model's, of which any can be asked, offered or not."""
    keys: Sequence[KeyField] = ()
    options: Sequence[Option] = ()
    batches: BatchTerms | None = None
    """How questions are sent to it as a batch; None where they cannot be. Its answerers are `BatchAnswerer`s then."""
    sdk: str = ""
    """The package that asking needs, imported late; empty: none."""
    fetch_label: str = ""
    """What stands on the button that fetches its models."""

    @abstractmethod
    def open(
        self, answerer_id: str, settings: Settings, keys: Mapping[str, str], embedder: Embedder | None = None
    ) -> Answerer:
        """Return the answerer of that id; raises ConfigError with a plain sentence where it cannot be one.

        `keys`: typed in a session, by service; handed on, never kept. `embedder`: what the papers are embedded with.
        """

    @abstractmethod
    def choices(self, settings: Settings, keys: Mapping[str, str]) -> list[AnswererChoice]:
        """Return what can be chosen of it as it is configured, each with what it still needs."""

    def models(self, answerer_id: str, settings: Settings, keys: Mapping[str, str]) -> list[ModelChoice]:
        """Return the models that the service behind an answerer lists, the newest first where it says when.

        Raises ModelFault with a sentence where it cannot be asked, ConfigError where it asks no model.
        """
        raise ConfigError(f'"{answerer_id}" asks no model.')

    def check(self, answerer_id: str, settings: Settings, keys: Mapping[str, str]) -> str:
        """Return in a sentence that the service behind an answerer can be asked; no text of a paper is sent.

        Raises ModelFault with a sentence where it cannot, ConfigError where it asks no model.
        """
        number = len(self.models(answerer_id, settings, keys))
        return f"It answers and lists {count(number, 'model')}."

    def address(self, answerer_id: str, settings: Settings) -> str:
        """Return where the text of questions and papers goes that an answerer is asked; empty where it stays in this process."""
        return ""

    def lists_models(self, settings: Settings) -> bool:
        """Return whether the service of the bare prefix can be asked for its models as it is configured."""
        return bool(self.fetch_label)

    def shown_options(self, settings: Settings) -> Sequence[Option]:
        """Return the settings that have a use as it is configured."""
        return self.options

    def shows_pictures(self, settings: Settings) -> bool:
        """Return whether its models are shown figures as pictures, as it is set."""
        return False

    def lacks(self, settings: Settings) -> str | None:
        """Return in plain words why the bare prefix is not offered at all; None where it is, or need not be."""
        return None

    def name_of(self, name: str) -> str:
        """Return how the service behind an id is called beside an answer; `name` stands behind the prefix."""
        return self.label

    def load(self) -> None:
        """Import what asking needs, which may take seconds the first time."""
        if self.sdk:
            importlib.import_module(self.sdk)
