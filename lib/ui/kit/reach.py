"""How this app is reached, and what holds therefore: by whom, and which addresses it may ask itself."""

from __future__ import annotations

import logging
import os
import re
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from lib.addresses import is_loopback
from lib.config import Settings
from lib.exposure import Exposure, role_of_everybody
from lib.ui.kit.streamlit_internals import secrets, sign_in_section, was_set

PROXY_HEADERS = ("X-Forwarded-For", "X-Real-IP", "X-Forwarded-Host")
_FORWARDED = re.compile(r"\b(?:for|host)=(\"[^\"]*\"|[^;,\s]*)", re.IGNORECASE)
"""What the header `Forwarded` says (RFC 7239, section 4) of who asks, and by which name."""
log = logging.getLogger(__name__)


def environment() -> Mapping[str, str]:
    """Return the environment, with what `.streamlit/secrets.toml` names in its place.

    Seen through, not copied: who is at work is asked for each row of a list, by one or two variables of all.
    """
    return ChainMap(secrets(), os.environ)


def exposure_of_server() -> Exposure:
    """Return how the server of this process is reached, by where it listens and the name it has for browsers.

    Raises ConfigError for a role that is none.
    """
    listens = str(st.get_option("server.address") or "")
    named = str(st.get_option("browser.serverAddress") or "") if was_set("browser.serverAddress") else ""
    address = listens if not is_loopback(listens) or not named else named.partition("//")[2] or named
    return Exposure(address, bool(sign_in_section()), role_of_everybody(environment()))


def exposure_of_session() -> Exposure:
    """Return how this session's browser reached the server: behind a proxy that listens for it, by another name than here."""
    server = exposure_of_server()
    headers = st.context.headers
    named = [_without_port(headers.get("Host") or ""), *_told_by_proxies(headers)]
    elsewhere = next((one for one in named if one and not is_loopback(one)), named[0])
    return replace(server, address=elsewhere) if server.is_local and elsewhere else server


def _told_by_proxies(headers: Mapping[str, str]) -> list[str]:
    """Return the hosts and addresses that proxies on the way say of a request: where one stands between, `Host` alone may be
    this machine's although the browser is elsewhere. Whoever makes them up only shuts themselves out.
    """
    told = [one for name in PROXY_HEADERS for one in (headers.get(name) or "").split(",")]
    told += _FORWARDED.findall(headers.get("Forwarded") or "")
    return [_without_port(one.strip().strip('"')) for one in told]


def _without_port(host: str) -> str:
    return host.rpartition(":")[0] if host.count(":") == 1 or "]:" in host else host


def settings_of(environ: Mapping[str, str], exposure: Exposure) -> Settings:
    """Return the settings that the environment names, as they hold for an app that is reached like this."""
    settings = Settings.from_environment(environ)
    if exposure.is_local:
        return settings
    return replace(settings, address_rules=replace(settings.address_rules, private=False))


def is_local_only() -> bool:
    """Return whether only this machine can reach the app."""
    return exposure_of_session().is_local
