"""The registry of answerers: their providers, and the answerers by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from lib.answering.answerer import Answerer
from lib.answering.builtin_providers import BUILT_IN
from lib.answering.providers.batching import BatchTerms
from lib.answering.providers.catalogue import AnswererChoice, ModelChoice
from lib.answering.providers.provider import Provider
from lib.config import Settings, declare, withdraw
from lib.errors import ConfigError

if TYPE_CHECKING:
    from lib.embedding.embedder import Embedder

_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Offer a provider's answerers from now on; its settings can be kept, and its keys are read from the environment."""
    _providers[provider.prefix] = provider
    declare(provider.options, provider.keys)


def unregister(provider: Provider) -> None:
    """Offer a provider no more; its keys stay its own."""
    _providers.pop(provider.prefix, None)
    withdraw(provider.options)


for _built_in in BUILT_IN:
    register(_built_in)


def providers() -> list[Provider]:
    """Return the providers in the order in which they are offered."""
    return list(_providers.values())


def find_provider(answerer_id: str) -> Provider | None:
    """Return the provider of an answerer; None where its id can be nobody's."""
    prefix, colon, name = answerer_id.partition(":")
    provider = _providers.get(prefix)
    if provider is None or (colon and not (name and provider.takes_names)):
        return None
    return provider


def open_answerer(
    answerer_id: str, settings: Settings, keys: Mapping[str, str] | None = None, embedder: Embedder | None = None
) -> Answerer:
    """Return the answerer of that id; raises ConfigError with a plain sentence where there is none.

    `keys` are those typed in a browser session, by service; they are handed on, never kept. `embedder`: what the papers
    are embedded with, where it is open.
    """
    provider = find_provider(answerer_id)
    if provider is None:
        *others, last = (f'"{prefix}"' for prefix in _providers)
        raise ConfigError(f'There is no answerer "{answerer_id}". Choose {", ".join(others)} or {last}.')
    return provider.open(answerer_id, settings, keys or {}, embedder)


def list_answerers(settings: Settings, keys: Mapping[str, str] | None = None) -> list[AnswererChoice]:
    """Return all answerers, the offline one first; `needs` says what is missing."""
    return [choice for provider in providers() for choice in provider.choices(settings, keys or {})]


def list_models(answerer_id: str, settings: Settings, keys: Mapping[str, str] | None = None) -> list[ModelChoice]:
    """Return the models that the service behind an answerer lists, the newest first where it says when.

    Raises ModelFault, or ConfigError for an answerer that there is none of, with a sentence.
    """
    provider = _providers.get(answerer_id.partition(":")[0])
    if provider is None:
        raise ConfigError(f'"{answerer_id}" asks no model.')
    return provider.models(answerer_id, settings, keys or {})


def check_answerer(answerer_id: str, settings: Settings, keys: Mapping[str, str] | None = None) -> str:
    """Return in a sentence that the service behind an answerer can be asked; raises ModelFault, ConfigError with one."""
    provider = find_provider(answerer_id)
    if provider is None:
        raise ConfigError(f'"{answerer_id}" asks no model.')
    return provider.check(answerer_id, settings, keys or {})


def address_of(answerer_id: str, settings: Settings) -> str:
    """Return where the text goes that an answerer is asked with; empty where it stays here."""
    provider = find_provider(answerer_id)
    return "" if provider is None else provider.address(answerer_id, settings)


def choice_among(choices: Iterable[AnswererChoice], answerer_id: str) -> AnswererChoice | None:
    """Return the choice of that id; of a provider that takes any model also one that is not offered (any more)."""
    offered = {choice.id: choice for choice in choices}
    prefix, _, model = answerer_id.partition(":")
    provider = find_provider(answerer_id)
    if answerer_id in offered or provider is None or not provider.any_model or prefix not in offered:
        return offered.get(answerer_id)
    return replace(offered[prefix], id=answerer_id, name=f"{provider.label} ({model})", model=model)


def is_shown_pictures(answerer_id: str, settings: Settings) -> bool:
    """Return whether the answerer is shown figures as pictures where a question needs them, as it is set."""
    provider = find_provider(answerer_id)
    return provider is not None and provider.shows_pictures(settings)


def batch_terms(answerer_id: str) -> BatchTerms | None:
    """Return how an answerer's questions are sent as a batch; None where they cannot be."""
    provider = find_provider(answerer_id)
    return None if provider is None else provider.batches


def load_sdks(settings: Settings) -> None:
    """Import what asking the configured models needs, which takes seconds the first time."""
    for provider in providers():
        if any(not choice.needs for choice in provider.choices(settings, {})):
            provider.load()
