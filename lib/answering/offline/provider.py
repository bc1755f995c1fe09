"""The offline answerer as a provider: no key, no settings, no model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lib.answering.answerer import OFFLINE, OFFLINE_NAME, Answerer
from lib.answering.providers.catalogue import AnswererChoice
from lib.answering.providers.provider import Provider
from lib.config import Settings

if TYPE_CHECKING:
    from lib.embedding.embedder import Embedder


class OfflineProvider(Provider):
    """Quotes from the papers. With an embedder it compares sentences by meaning too; without one it goes by words alone."""

    prefix = OFFLINE
    label = OFFLINE_NAME
    takes_names = False

    def open(
        self, answerer_id: str, settings: Settings, keys: Mapping[str, str], embedder: Embedder | None = None
    ) -> Answerer:
        """Return the answerer."""
        from lib.answering.offline.answerer import ExtractiveAnswerer

        return ExtractiveAnswerer(embedder)

    def choices(self, settings: Settings, keys: Mapping[str, str]) -> list[AnswererChoice]:
        """Return the one choice, which needs nothing."""
        return [AnswererChoice(OFFLINE, OFFLINE_NAME)]
