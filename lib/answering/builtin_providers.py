"""The providers that come with Sidelight, in the order in which they are offered. A new one is a folder and a line here."""

from __future__ import annotations

from lib.answering.offline.provider import OfflineProvider
from lib.answering.providers.claude.provider import ClaudeProvider
from lib.answering.providers.openai.provider import OpenAIProvider
from lib.answering.providers.provider import Provider

BUILT_IN: tuple[Provider, ...] = (OfflineProvider(), ClaudeProvider(), OpenAIProvider())
