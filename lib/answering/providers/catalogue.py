"""What can be asked: the answerers as they are configured, and the models that a service lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lib.answering.answerer import OFFLINE, OFFLINE_NAME
from lib.answering.providers.keys import claude_key, endpoint_key
from lib.answering.providers.prices import price_of
from lib.config import Settings
from lib.errors import ConfigError, ModelFault
from lib.records import Record

LISTING_S = 15.0
"""Seconds for a list of models."""


@dataclass(frozen=True, slots=True)
class AnswererChoice(Record):
    """An answerer that can be chosen."""

    id: str
    name: str
    """For the screen."""
    needs: str | None = None
    """What it still needs, in plain words; None where it can be asked."""
    model: str = ""
    """Empty where the server chooses, and offline."""
    key: str | None = None
    """Under which name a typed key goes into `keys`; None where no key is used."""


@dataclass(frozen=True, slots=True)
class ModelChoice(Record):
    """A model that a service lists."""

    id: str
    name: str
    note: str = ""
    """Such as "deprecated, retires 2027-01-01"."""
    price: dict[str, float] = field(default_factory=dict)
    """US dollars a million tokens of `input` and `output`; empty where none is known."""


def list_answerers(settings: Settings, keys: Mapping[str, str] | None = None) -> list[AnswererChoice]:
    """Return all answerers, the offline one first; `needs` says what is missing."""
    keys = keys or {}
    preferences = settings.preferences
    choices = [AnswererChoice(OFFLINE, OFFLINE_NAME), *_claudes(settings, keys)]
    if settings.openai_base_url:
        model = preferences.openai_model
        choices.append(AnswererChoice("openai", f"OpenAI protocol ({model or 'first model'})", None, model, "openai"))
    for endpoint in preferences.endpoints:
        key = endpoint_key(settings, keys, endpoint.name, endpoint.key_variable)
        missing = bool(endpoint.key_variable) and not key.value
        needs = f"a key: type one on the Settings page, or set {endpoint.key_variable}" if missing else None
        answerer_id = f"openai:{endpoint.name}"
        choices.append(AnswererChoice(answerer_id, endpoint.name, needs, endpoint.model, answerer_id))
    return choices


def load_sdks(settings: Settings) -> None:
    """Nothing; what asking the configured models needs is imported, which takes seconds the first time."""
    kinds = {choice.id.partition(":")[0] for choice in list_answerers(settings) if not choice.needs}
    if "claude" in kinds:
        import anthropic  # noqa: F401
    if "openai" in kinds:
        import openai  # noqa: F401


def _claudes(settings: Settings, keys: Mapping[str, str]) -> list[AnswererChoice]:
    """Return the model that `claude` asks, then the others that were chosen to stand beside it."""
    preferences = settings.preferences
    has_key = bool(claude_key(settings, keys).value)
    needs = None if has_key else "a key: type one on the Settings page, or set ANTHROPIC_API_KEY"
    ids = {"claude": preferences.claude_model}
    ids |= {f"claude:{model}": model for model in preferences.claude_models if model != preferences.claude_model}
    return [AnswererChoice(id_, f"Claude ({model})", needs, model, "anthropic") for id_, model in ids.items()]


def list_models(answerer_id: str, settings: Settings, keys: Mapping[str, str] | None = None) -> list[ModelChoice]:
    """Return the models that the service behind `claude`, `openai` or `openai:NAME` lists, the newest first where it says when.

    Raises ModelFault, or ConfigError for an answerer that there is none of, with a sentence.
    """
    kind, _, _ = answerer_id.partition(":")
    if kind == "claude":
        return _claude_models(settings, keys or {})
    if kind == "openai":
        return _openai_models(answerer_id, settings, keys or {})
    raise ConfigError(f'"{answerer_id}" asks no model.')


def _claude_models(settings: Settings, keys: Mapping[str, str]) -> list[ModelChoice]:
    from lib.answering.providers import service_errors
    from lib.answering.providers.claude.answerer import ClaudeAnswerer

    answerer = ClaudeAnswerer.open("claude", settings, keys)
    if not answerer.key.value or not answerer.key.usable:
        fault = service_errors.unusable_key if answerer.key.value else service_errors.no_key
        raise ModelFault(fault(answerer.service).sentence)
    try:
        with answerer.client() as client:
            listed = [
                model for model in client.models.list(limit=100, timeout=LISTING_S) if model.lifecycle != "retired"
            ]
            listed.sort(key=lambda model: model.created_at, reverse=True)
            return [_choice(model.id, model.display_name, _note(model), settings) for model in listed]
    except Exception as error:  # noqa: BLE001 - `fault_of` raises again what is no fault of the world
        raise ModelFault(answerer.fault_of(error).sentence) from None


def _note(model: Any) -> str:
    if model.lifecycle != "deprecated":
        return ""
    return f"deprecated, retires {model.retires_at:%Y-%m-%d}" if model.retires_at else "deprecated"


def _openai_models(answerer_id: str, settings: Settings, keys: Mapping[str, str]) -> list[ModelChoice]:
    from lib.answering.providers import service_errors
    from lib.answering.providers.openai.answerer import OpenAIAnswerer

    answerer = OpenAIAnswerer.open(answerer_id, settings, keys)
    if not answerer.key.usable:
        raise ModelFault(service_errors.unusable_key(answerer.service).sentence)
    try:
        return [_choice(model, model, "", settings) for model in answerer.models()]
    except Exception as error:  # noqa: BLE001 - `fault_of` raises again what is no fault of the world
        raise ModelFault(answerer.fault_of(error, "").sentence) from None


def _choice(model: str, name: str, note: str, settings: Settings) -> ModelChoice:
    price = price_of(model, settings.preferences.prices)
    return ModelChoice(
        model, name or model, note, {} if price is None else {"input": price.input, "output": price.output}
    )
