"""The answerers and the models behind them, as they are configured now, as `ws.models`."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from lib.addresses import is_loopback
from lib.answering.answerer import Answerer
from lib.answering.answerers import (
    address_of,
    check_answerer,
    is_shown_pictures,
    list_answerers,
    list_models,
    open_answerer,
)
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

    def check(self, answerer: str, keys: Mapping[str, str] | None = None) -> str:
        """Return in a sentence that the service behind an answerer can be asked; raises ModelFault, ConfigError with one."""
        return check_answerer(answerer, self._settings.current, keys or {})

    def unconfirmed_host(self, answerer: str) -> str:
        """Return the host that text goes to and that nobody has said yes to yet; empty where it stays on this machine."""
        host = urlsplit(address_of(answerer, self._settings.current)).netloc
        confirmed = host in self._settings.preferences.confirmed_hosts
        return "" if not host or confirmed or is_here(host) else host

    def address(self, answerer: str) -> str:
        """Return the address that an answerer is asked at; empty for one of this machine that needs none."""
        return address_of(answerer, self._settings.current)

    def confirm_host(self, host: str) -> None:
        """Keep that text may go to a host. Raises ConfigError."""
        confirmed = self._settings.preferences.confirmed_hosts
        if host not in confirmed:
            self._settings.change(confirmed_hosts=(*confirmed, host))

    def open_answerer(self, answerer: str, keys: Mapping[str, str] | None) -> Answerer:
        """Return an answerer by its id, for what needs no index; raises ConfigError."""
        return open_answerer(answerer, self._settings.current, keys)

    def shows_pictures(self, answerer: str) -> bool:
        """Return whether the answerer is shown figures as pictures."""
        return is_shown_pictures(answerer, self._settings.current)

    def prices(self) -> Mapping[str, Mapping[str, float]]:
        """Return prices by model that stand in the settings."""
        return self._settings.current.preferences.prices

    def spending_limits(self) -> SpendingLimits:
        """Return what a survey, a day and a person may cost, in US dollars; 0 for no limit."""
        preferences = self._settings.current.preferences
        return SpendingLimits(preferences.dollars_a_survey, preferences.dollars_a_day, preferences.dollars_a_person)


def is_here(host: str) -> bool:
    """Return whether a host, with or without its port, is this machine."""
    return is_loopback(urlsplit(f"//{host}").hostname or "")
