"""Servers that speak OpenAI's protocol as a provider of answerers: `openai`, and `openai:NAME` for those of the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lib.answering.answerer import Answerer
from lib.answering.providers import service_errors
from lib.answering.providers.catalogue import AnswererChoice, ModelChoice, key_needed, model_choice
from lib.answering.providers.openai.settings import (
    ADDRESS_VARIABLE,
    ENDPOINTS,
    KEY,
    LABEL,
    MAX_TOKENS,
    MODEL,
    PICTURES,
    PREFIX,
    endpoint_key,
    first_address,
    key_state,
)
from lib.answering.providers.provider import Option, Provider
from lib.config import Settings
from lib.errors import ModelFault

if TYPE_CHECKING:
    from lib.embedding.embedder import Embedder


class OpenAIProvider(Provider):
    """Any number of servers, each with a key of its own or none."""

    prefix = PREFIX
    label = LABEL
    keys = (KEY,)
    options = (MODEL, MAX_TOKENS, PICTURES, ENDPOINTS)
    sdk = "openai"
    fetch_label = "Fetch the server's models"

    def open(
        self, answerer_id: str, settings: Settings, keys: Mapping[str, str], embedder: Embedder | None = None
    ) -> Answerer:
        """Return the answerer; raises ConfigError where no such server is set."""
        from lib.answering.providers.openai.answerer import OpenAIAnswerer

        return OpenAIAnswerer.open(answerer_id, settings, keys)

    def shows_pictures(self, settings: Settings) -> bool:
        """Return whether pictures are switched on."""
        return bool(PICTURES.of(settings.preferences))

    def choices(self, settings: Settings, keys: Mapping[str, str]) -> list[AnswererChoice]:
        """Return the server that was named at the start, then those of the settings."""
        choices = []
        if first_address(settings):
            model = MODEL.of(settings.preferences)
            name = f"{LABEL} ({model or 'first model'})"
            choices.append(AnswererChoice(PREFIX, name, None, model, KEY.service, KEY.variable))
        for endpoint in ENDPOINTS.of(settings.preferences):
            variable, id_ = endpoint.key_variable, endpoint.answerer_id
            missing = bool(variable) and not endpoint_key(settings, keys, endpoint).value
            needs = key_needed(variable) if missing else None
            if missing and settings.named_keys.get(variable):
                needs = f"a key: {variable} {key_state(settings, variable, endpoint.base_url)}"
            choices.append(AnswererChoice(id_, endpoint.name, needs, endpoint.model, id_, variable))
        return choices

    def models(self, answerer_id: str, settings: Settings, keys: Mapping[str, str]) -> list[ModelChoice]:
        """Return the models in the order in which the server lists them; raises ModelFault."""
        from lib.answering.providers.openai.answerer import OpenAIAnswerer

        answerer = OpenAIAnswerer.open(answerer_id, settings, keys)
        if not answerer.key.usable:
            raise ModelFault(service_errors.unusable_key(answerer.service).sentence)
        try:
            return [model_choice(model, settings) for model in answerer.models()]
        except Exception as error:  # noqa: BLE001 - `error_of` raises again our own mistakes
            raise ModelFault(answerer.error_of(error, "").sentence) from None

    def check(self, answerer_id: str, settings: Settings, keys: Mapping[str, str]) -> str:
        """Return which model answers; it is asked for a word. Raises ModelFault."""
        from lib.answering.providers.openai.answerer import OpenAIAnswerer

        answerer = OpenAIAnswerer.open(answerer_id, settings, keys)
        model, error = answerer.check()
        if error is not None:
            raise ModelFault(error.sentence)
        return f"The model “{model}” answers."

    def address(self, answerer_id: str, settings: Settings) -> str:
        """Return the address of the server; empty where there is no such server."""
        name = answerer_id.partition(":")[2]
        named = {one.name: one.base_url for one in ENDPOINTS.of(settings.preferences)}
        return named.get(name, "") if name else first_address(settings)

    def lists_models(self, settings: Settings) -> bool:
        """Return whether a server was named at the start."""
        return bool(first_address(settings))

    def shown_options(self, settings: Settings) -> Sequence[Option]:
        """Return all, but for the model of a server that was named at the start where none was."""
        address = first_address(settings)
        named = (replace(MODEL, label=f"Model at {address}"),) if address else ()
        return (*named, *(option for option in self.options if option is not MODEL))

    def lacks(self, settings: Settings) -> str | None:
        """Return that no server was named at the start."""
        if first_address(settings):
            return None
        return f"{ADDRESS_VARIABLE} is not set; models are added under Settings, Answerers"

    def name_of(self, name: str) -> str:
        """Return the name that a server was given, else what the servers speak."""
        return name or LABEL
