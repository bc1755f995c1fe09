"""Claude as a provider of answerers: `claude`, and `claude:MODEL` for any of its models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lib.answering.answerer import Answerer
from lib.answering.providers import service_errors
from lib.answering.providers.catalogue import LISTING_S, AnswererChoice, ModelChoice, key_needed, model_choice
from lib.answering.providers.claude.batches import TERMS
from lib.answering.providers.claude.settings import (
    EFFORT,
    KEY,
    LABEL,
    MODEL,
    MODELS,
    PICTURES,
    PREFIX,
    claude_address,
    claude_key,
)
from lib.answering.providers.provider import Provider
from lib.config import Settings
from lib.errors import ModelFault

if TYPE_CHECKING:
    from lib.embedding.embedder import Embedder

LISTED = 100
"""Models of one page of the list; the SDK fetches the next ones."""


class ClaudeProvider(Provider):
    """Anthropic's API, with one key for all its models."""

    prefix = PREFIX
    label = LABEL
    any_model = True
    keys = (KEY,)
    options = (MODEL, MODELS, EFFORT, PICTURES)
    sdk = "anthropic"
    fetch_label = "Fetch Claude's models"
    batches = TERMS

    def open(
        self, answerer_id: str, settings: Settings, keys: Mapping[str, str], embedder: Embedder | None = None
    ) -> Answerer:
        """Return the answerer that asks the model of the settings, or the one that the id names."""
        from lib.answering.providers.claude.answerer import ClaudeAnswerer

        return ClaudeAnswerer.open(answerer_id, settings, keys)

    def address(self, answerer_id: str, settings: Settings) -> str:
        """Return where Claude is asked."""
        return claude_address(settings)

    def shows_pictures(self, settings: Settings) -> bool:
        """Return whether pictures are switched on."""
        return bool(PICTURES.of(settings.preferences))

    def choices(self, settings: Settings, keys: Mapping[str, str]) -> list[AnswererChoice]:
        """Return the model that `claude` asks, then the others that were chosen to stand beside it."""
        model = MODEL.of(settings.preferences)
        needs = None if claude_key(settings, keys).value else key_needed(KEY.variable)
        ids = {PREFIX: model}
        ids |= {f"{PREFIX}:{other}": other for other in MODELS.of(settings.preferences) if other != model}
        return [
            AnswererChoice(id_, f"{LABEL} ({model})", needs, model, KEY.service, KEY.variable)
            for id_, model in ids.items()
        ]

    def models(self, answerer_id: str, settings: Settings, keys: Mapping[str, str]) -> list[ModelChoice]:
        """Return the models that are not retired, the newest first; raises ModelFault."""
        from lib.answering.providers.claude.answerer import ClaudeAnswerer

        answerer = ClaudeAnswerer.open(PREFIX, settings, keys)
        if not answerer.key.value or not answerer.key.usable:
            error = service_errors.unusable_key if answerer.key.value else service_errors.no_key
            raise ModelFault(error(answerer.service).sentence)
        try:
            with answerer.client() as client:
                listed = [
                    model
                    for model in client.models.list(limit=LISTED, timeout=LISTING_S)
                    if model.lifecycle != "retired"
                ]
                listed.sort(key=lambda model: model.created_at, reverse=True)
                return [model_choice(model.id, settings, model.display_name, _note(model)) for model in listed]
        except Exception as error:  # noqa: BLE001 - `error_of` raises again our own mistakes
            raise ModelFault(answerer.error_of(error).sentence) from None


def _note(model: Any) -> str:
    if model.lifecycle != "deprecated":
        return ""
    return f"deprecated, retires {model.retires_at:%Y-%m-%d}" if model.retires_at else "deprecated"
