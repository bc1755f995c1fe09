"""By which name a browser came says whether others can reach the app."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit import config
from streamlit.runtime.secrets import Secrets

from lib.errors import ConfigError
from lib.ui.kit import access, reach, streamlit_internals
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
    ("header", "value", "is_local"),
    [
        ("X-Forwarded-For", "203.0.113.9", False),
        ("X-Forwarded-For", "127.0.0.1, 203.0.113.9", False),
        ("X-Forwarded-For", "2001:db8::7", False),
        ("X-Forwarded-For", "203.0.113.9:5123", False),
        ("X-Real-IP", "10.0.0.7", False),
        ("X-Forwarded-Host", "papers.example.org", False),
        ("Forwarded", 'for="[2001:db8:cafe::17]:4711";proto=https', False),
        ("Forwarded", "for=192.0.2.60;host=papers.example.org", False),
        ("Forwarded", "for=unknown", False),
        ("X-Forwarded-For", "127.0.0.1", True),
        ("X-Forwarded-For", "::1", True),
        ("X-Forwarded-For", "[::1]:5123", True),
        ("Forwarded", "for=127.0.0.1;host=localhost:8443;proto=https", True),
        ("X-Forwarded-Proto", "https", True),
        ("X-Forwarded-For", "", True),
    ],
)
def test_a_proxy_that_passes_no_name_on_lets_nobody_in(
    monkeypatch: pytest.MonkeyPatch, header: str, value: str, is_local: bool
) -> None:
    """Nginx names this machine as the host where it is not told otherwise: then the proxy's own headers tell."""
    monkeypatch.setattr(reach.st, "context", SimpleNamespace(headers={"Host": "127.0.0.1:8501", header: value}))
    assert reach.exposure_of_session().is_local == is_local


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


def test_a_broken_file_of_secrets_switches_no_sign_in_off(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    broken = tmp_path / "secrets.toml"
    broken.write_text("[auth\nredirect_uri = ")
    before = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(broken)])
    request.addfinalizer(lambda: config.set_option("secrets.files", before))
    monkeypatch.setattr(streamlit_internals.st, "secrets", Secrets())
    assert access.signs_in()
    with pytest.raises(ConfigError, match="cannot be read as TOML"):
        reach.exposure_of_server()
    with pytest.raises(ConfigError, match="cannot be read as TOML"):
        reach.environment()
    broken.unlink()
    assert not access.signs_in()


def test_a_run_of_a_page_reads_the_file_of_secrets_once_and_the_next_one_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    file = tmp_path / "secrets.toml"
    before = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(file)])
    request.addfinalizer(lambda: config.set_option("secrets.files", before))
    run = SimpleNamespace()
    monkeypatch.setattr(streamlit_internals, "get_script_run_ctx", lambda **_: run)
    monkeypatch.setattr(streamlit_internals.st, "secrets", Secrets())
    monkeypatch.setattr(streamlit_internals, "SECRETS_KEPT_S", 60.0)
    assert not access.signs_in()
    file.write_text('[auth]\nredirect_uri = "http://localhost/oauth2callback"\n')
    assert not access.signs_in()
    run = SimpleNamespace()
    assert access.signs_in()
    file.unlink()
    monkeypatch.setattr(streamlit_internals.st, "secrets", Secrets())
    monkeypatch.setattr(streamlit_internals, "SECRETS_KEPT_S", 0.0)
    assert not access.signs_in(), "a run that goes on looks again"
