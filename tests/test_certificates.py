"""Certificates are loaded once in a process, and again where others are named."""

from __future__ import annotations

import ssl
from pathlib import Path

import anthropic
import httpx2
import openai
import pytest

from lib.addresses import OWN_COMPUTER
from lib.answering.providers.guarded_client import guarded_client

NOBODY = "https://models.example/v1"


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[ssl.SSLContext]:
    """Return the contexts that were made, as clients ask for them."""
    made: list[ssl.SSLContext] = []
    load = httpx2.create_ssl_context

    def noting() -> ssl.SSLContext:
        made.append(load())
        return made[-1]

    monkeypatch.setattr(httpx2, "create_ssl_context", noting)
    return made


def test_all_clients_check_servers_against_what_was_loaded_once(loaded: list[ssl.SSLContext]) -> None:
    for sdk in (openai, anthropic, openai):
        guarded_client(sdk, NOBODY, OWN_COMPUTER).close()
    assert len(loaded) == 1
    assert loaded[0].verify_mode is ssl.CERT_REQUIRED
    assert loaded[0].check_hostname


def test_other_certificates_are_loaded_where_they_are_named(
    loaded: list[ssl.SSLContext], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    guarded_client(openai, NOBODY, OWN_COMPUTER).close()
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    guarded_client(openai, NOBODY, OWN_COMPUTER).close()
    assert [len(context.get_ca_certs()) > 0 for context in loaded] == [True, False]
