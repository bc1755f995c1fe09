"""By which name a browser came says whether others can reach the app."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from lib.ui.kit import reach
from lib.ui.kit.sign_in import problem_of


@pytest.mark.parametrize(
    ("host", "is_local"),
    [
        ("localhost:8501", True),
        ("127.0.0.1:8501", True),
        ("[::1]:8501", True),
        ("localhost", True),
        ("", True),
        ("papers.example.org", False),
        ("papers.example.org:8501", False),
        ("192.168.1.5:8501", False),
        ("localhost.evil.example:8501", False),
    ],
)
def test_a_name_of_elsewhere_means_others_can_come(monkeypatch: pytest.MonkeyPatch, host: str, is_local: bool) -> None:
    context = SimpleNamespace(headers={"Host": host} if host else {})
    monkeypatch.setattr(reach.st, "context", context)
    exposure = reach.exposure_of_session()
    assert exposure.is_local == is_local
    assert (exposure.problem is None) == is_local
    settings = reach.settings_of({}, exposure)
    assert settings.address_rules.private == is_local


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "names no server_metadata_url"),
        ("not an address", "names no server_metadata_url"),
        ("http://127.0.0.1:9/.well-known/openid-configuration", "does not answer"),
    ],
)
def test_what_is_wrong_with_a_sign_in_service_is_a_sentence(address: str, words: str) -> None:
    assert words in (problem_of(address) or "")
