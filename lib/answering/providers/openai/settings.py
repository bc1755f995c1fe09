"""What is set about servers that speak OpenAI's protocol: the one that is named at the start, and those of the settings."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lib.answering.providers.keys import Key, find_key, typed_key
from lib.answering.providers.provider import (
    NumberOption,
    ServerField,
    ServerPreset,
    ServersOption,
    TextOption,
    pictures_option,
)
from lib.config import KeyField, Settings, check_address, know_home, may_be_named
from lib.errors import ConfigError

PREFIX, LABEL = "openai", "OpenAI protocol"
ADDRESS_VARIABLE = "OPENAI_BASE_URL"
KEY = KeyField("openai", "OPENAI_API_KEY", shared=True)
FIRST_MODEL = "the first that the server lists"
FORMS = {
    "auto": "form found out by itself",
    "structured": "structured output with sentence ids",
    "numbered": "numbered citations in plain text",
}
"""How a server is asked to answer (see the answerer), each in words."""


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
        if self.key_variable and not may_be_named(self.key_variable):
            raise ConfigError(
                f"For {self.name}, give the name of the environment variable that holds its key, such as GROQ_API_KEY "
                "(it must end in _API_KEY), not the key itself."
            )
        if self.form not in FORMS:
            raise ConfigError(f"The form of {self.name} must be auto, structured or numbered.")

    @property
    def answerer_id(self) -> str:
        """The id of the answerer that asks it, by which a typed key goes to it too."""
        return f"{PREFIX}:{self.name}"

    def describe(self, settings: Settings, typed: Collection[str]) -> list[str]:
        """Return its address, its model, where its key is and its form, in words."""
        variable = self.key_variable
        there = key_state(settings, variable, self.base_url)
        key = f"{variable} {there}" if variable else "no key needed"
        return [
            self.base_url,
            self.model or "the first model that it lists",
            "its key is typed" if self.answerer_id in typed else key,
            FORMS[self.form],
        ]


MODEL = TextOption("openai_model", "Model", placeholder=FIRST_MODEL)
"""What `openai` asks; empty: the first that the server lists."""
TOKEN_LIMIT = 4_000
MAX_TOKENS = NumberOption(
    "openai_max_tokens",
    "Most tokens of an open model’s answer, its thinking included",
    TOKEN_LIMIT,
    least=100,
    most=1_000_000,
    help="Of every open model. A model that thinks long needs more: 16,000, say.",
)
PICTURES = pictures_option(
    "openai_pictures",
    "Of every open model; one that takes none is asked without. Two at the most a question.",
)
"""Whether open models are shown figures as pictures."""
ENDPOINTS = ServersOption(
    name="endpoints",
    title="Open models",
    caption="Ollama, vLLM, llama.cpp, Groq and whatever else speaks OpenAI's protocol, as many as you like.",
    fields=(
        ServerField("name", "Name", "lab llama"),
        ServerField("base_url", "Address", "http://localhost:11434/v1"),
        ServerField("model", "Model", FIRST_MODEL),
        ServerField(
            "key_variable",
            "Name of the variable that holds its key",
            "empty where none is needed",
            "Such as GROQ_API_KEY, set before the start; never the key itself. A key can also be typed, left.",
        ),
        ServerField("form", "Form of its answers", choices=FORMS),
    ),
    make=Endpoint,
    presets=tuple(
        ServerPreset(name, {"name": name, "base_url": address, "key_variable": variable}, hint)
        for name, address, variable, hint in (
            (
                "Ollama",
                "http://localhost:11434/v1",
                "",
                "It reads 4,096 tokens and cuts the rest: set OLLAMA_CONTEXT_LENGTH to 16384 or more before it starts.",
            ),
            (
                "LM Studio",
                "http://localhost:1234/v1",
                "",
                "Start its server, and give the model a context of 16,384 or more.",
            ),
            ("llama.cpp", "http://localhost:8080/v1", "", "Start llama-server with -c 16384 or more."),
            ("vLLM", "http://localhost:8000/v1", "", ""),
            ("OpenAI", "https://api.openai.com/v1", "OPENAI_API_KEY", "Name a model."),
            ("Groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY", "Name a model."),
            ("Together", "https://api.together.xyz/v1", "TOGETHER_API_KEY", "Name a model."),
            ("OpenRouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY", "Name a model."),
            ("Mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY", "Name a model."),
            ("Gemini", "https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY", "Name a model."),
        )
    ),
)
"""Servers side by side with `openai`, each with a name of its own."""
for _preset in ENDPOINTS.presets:
    if _preset.values["key_variable"]:
        know_home(_preset.values["key_variable"], _preset.values["base_url"])


def openai_key(settings: Settings, keys: Mapping[str, str]) -> Key:
    """Return the key for OPENAI_BASE_URL: typed (`openai`), else of the settings; empty where there is none."""
    return find_key(settings, keys, KEY)


def endpoint_key(settings: Settings, keys: Mapping[str, str], endpoint: Endpoint) -> Key:
    """Return the key for a named endpoint: typed (`openai:NAME`), else of its variable where that is for its address.

    The others' keys never go there.
    """
    variable, address = endpoint.key_variable, endpoint.base_url
    typed = typed_key(keys, endpoint.answerer_id, *([variable] if variable else []), address=address)
    return Key(typed or (settings.key_for(variable, address) if variable else ""))


def key_state(settings: Settings, variable: str, address: str) -> str:
    """Return in words whether the key of a variable is there for an address."""
    if not settings.named_keys.get(variable):
        return "is not set"
    if settings.may_have_key(variable, address):
        return "is set"
    own = variable.removesuffix("_API_KEY") + "_BASE_URL"
    homes = " or ".join(sorted(settings.homes_of(variable)))
    return f"is for {homes} and does not go here" if homes else f"goes nowhere before {own} gives its address"


def first_address(settings: Settings) -> str:
    """Return the address of the server that `openai` asks; empty where none is named at the start."""
    return settings.addresses.get(ADDRESS_VARIABLE, "")
