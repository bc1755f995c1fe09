"""The answerers and the models behind them, as they are configured now, as `ws.models`."""

from __future__ import annotations

from collections.abc import Mapping

from lib.answering.answerer import Answerer
from lib.answering.answerers import list_answerers, list_models, open_answerer
from lib.answering.providers.catalogue import AnswererChoice, ModelChoice
from lib.config import WorkspaceSettings
from lib.surveys.spending import SpendingLimits


class ModelCatalogue:
    """What can be asked. Thread-safe."""

    def __init__(self, settings: WorkspaceSettings) -> None:
        self._settings = settings

    def answerers(self, keys: Mapping[str, str] | None = None) -> list[AnswererChoice]:
        """Return all that can be asked, the offline one first, each with what it still needs."""
        return list_answerers(self._settings.current, keys or {})

    def __call__(self, answerer: str, keys: Mapping[str, str] | None = None) -> list[ModelChoice]:
        """Return the models that the service behind an answerer lists, the newest first; raises ModelFault with a sentence."""
        return list_models(answerer, self._settings.current, keys or {})

    def open_answerer(self, answerer: str, keys: Mapping[str, str] | None) -> Answerer:
        """Return an answerer by its id, for what needs no index; raises ConfigError."""
        return open_answerer(answerer, self._settings.current, keys)

    def prices(self) -> Mapping[str, Mapping[str, float]]:
        """Return prices by model that stand in the settings."""
        return self._settings.current.preferences.prices

    def spending_limits(self) -> SpendingLimits:
        """Return what a survey and a day may cost, in US dollars; 0 for no limit."""
        preferences = self._settings.current.preferences
        return SpendingLimits(preferences.dollars_a_survey, preferences.dollars_a_day)
