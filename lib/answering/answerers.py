"""The answerers by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lib.answering.answerer import Answerer
from lib.errors import ConfigError

if TYPE_CHECKING:
    from lib.config import Settings
    from lib.embedding.embedder import Embedder


def open_answerer(
    answerer_id: str, settings: Settings, keys: Mapping[str, str] | None = None, embedder: Embedder | None = None
) -> Answerer:
    """Return the answerer of that id; raises ConfigError with a plain sentence where there is none.

    `extractive`, `claude`, `claude:MODEL`, `openai` (OPENAI_BASE_URL), `openai:NAME` (an endpoint of the settings).
    `keys` are those typed in a browser session, by `anthropic`, `openai` or `openai:NAME`; they are handed on, never
    kept. `embedder` helps the offline answerer to compare sentences; without one it goes by words alone.
    """
    kind, colon, name = answerer_id.partition(":")
    if answerer_id == "extractive":
        from lib.answering.offline.answerer import ExtractiveAnswerer

        return ExtractiveAnswerer(embedder)
    if kind == "claude" and bool(colon) == bool(name):
        from lib.answering.providers.claude.answerer import ClaudeAnswerer

        return ClaudeAnswerer.open(answerer_id, settings, keys or {})
    if kind == "openai" and bool(colon) == bool(name):
        from lib.answering.providers.openai.answerer import OpenAIAnswerer

        return OpenAIAnswerer.open(answerer_id, settings, keys or {})
    raise ConfigError(f'There is no answerer "{answerer_id}". Choose "extractive", "claude" or "openai".')
