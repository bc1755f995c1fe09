"""Whom the app speaks to, and what it does not follow."""

from __future__ import annotations

import socket
from typing import Any

import httpx
import httpx2
import pytest

from lib.addresses import AddressRules, is_loopback, names_one_of, origin_of, request_hook
from lib.answering.providers.connections import Connections
from lib.answering.providers.openai.settings import ENDPOINTS
from lib.errors import ConfigError
from tests.answering.servers import ModelServer, chat_reply

SERVED = AddressRules(private=False)
OWN = AddressRules()
PRIVATE = [
    "http://127.0.0.1:11434/v1",
    "http://localhost:1234",
    "http://[::1]:8000/v1",
    "http://10.1.2.3/v1",
    "http://172.16.0.1/v1",
    "http://192.168.7.7:8000/v1",
    "http://100.64.1.1/v1",
    "http://[fd12:3456::1]/v1",
    "http://[::ffff:127.0.0.1]/v1",  # the same machine in other words
    "http://[::ffff:a00:1]/v1",
    "http://[2002:7f00:1::]/v1",
    "http://[64:ff9b::a00:1]/v1",
    "http://2130706433/v1",  # 127.0.0.1 as one number
    "http://0x7f000001/v1",
    "http://127.1/v1",
]
NEVER = [
    "http://169.254.169.254/latest/meta-data",
    "http://169.254.10.1/v1",
    "http://[fe80::1]/v1",
    "http://[fd00:ec2::254]/latest",
    "http://[::ffff:169.254.169.254]/latest",
    "http://100.100.100.200/latest",
    "http://metadata.google.internal/computeMetadata/v1",
    "http://METADATA.google.internal./computeMetadata/v1",
    "http://0.0.0.0:8000/v1",
    "http://224.0.0.1/v1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_for_an_app_of_ones_own(address: str) -> None:
    OWN.check(address)
    with pytest.raises(ConfigError, match="SIDELIGHT_ALLOWED_HOSTS"):
        SERVED.check(address)


@pytest.mark.parametrize("address", NEVER)
def test_what_tells_credentials_or_is_no_service_is_asked_by_nobody(address: str) -> None:
    for rules in (OWN, SERVED):
        with pytest.raises(ConfigError, match="SIDELIGHT_ALLOWED_HOSTS"):
            rules.check(address)


@pytest.mark.parametrize("allowed", ["10.1.2.3", "10.1.2.3:8000"])
def test_whoever_runs_the_app_can_allow_a_host(allowed: str) -> None:
    rules = AddressRules(private=False, allowed=frozenset({allowed}))
    rules.check("http://10.1.2.3:8000/v1")
    with pytest.raises(ConfigError):
        rules.check("http://10.1.2.4:8000/v1")


def test_a_host_with_a_port_allows_no_other_port() -> None:
    rules = AddressRules(private=False, allowed=frozenset({"10.1.2.3:8000"}))
    with pytest.raises(ConfigError):
        rules.check("http://10.1.2.3:22/v1")


def test_public_addresses_and_the_presets_of_ones_own_machine_are_asked() -> None:
    SERVED.check("https://1.1.1.1/v1")
    SERVED.check("http://[2606:4700::1111]/v1")
    local = [one.values["base_url"] for one in ENDPOINTS.presets if "localhost" in one.values["base_url"]]
    assert len(local) >= 4
    for address in local:
        OWN.check(address)


class Request:
    def __init__(self, url: str) -> None:
        self.url = url
        self.extensions: dict[str, object] = {}


@pytest.mark.parametrize(
    "elsewhere", ["https://other.example/v1", "http://api.example/v1", "https://api.example:8443/v1", "https://api.example.evil/v1"]
)  # fmt: skip
def test_a_redirect_to_another_host_is_not_followed(elsewhere: str) -> None:
    hook = request_hook("https://api.example/v1", AddressRules(allowed=frozenset({"api.example"})))
    hook(Request("https://api.example/v1/chat"))
    with pytest.raises(ConfigError, match="not asked"):
        hook(Request(elsewhere))


def test_a_server_may_send_on_to_its_own_safe_address() -> None:
    hook = request_hook("http://api.example/v1", AddressRules(allowed=frozenset({"api.example"})))
    hook(Request("https://api.example/v1/chat"))


def test_addresses_are_compared_by_scheme_host_and_port() -> None:
    assert origin_of("HTTPS://Api.Example/v1") == "https://api.example:443"
    assert origin_of("https://user@api.example") == "https://api.example:443"
    assert [origin_of(wrong) for wrong in ("", "api.example", "ftp://x", "http://[::1", "http://x:port/")] == [""] * 5
    assert names_one_of("https://api.example:443/v2", ["https://api.example/v1"])
    assert not names_one_of("", [""])


def test_this_machine_is_known_by_its_names() -> None:
    assert all(map(is_loopback, ["localhost", "LOCALHOST.", "127.0.0.1", "127.8.8.8", "::1", "[::1]", "x.localhost"]))
    assert not any(map(is_loopback, ["", "10.0.0.1", "192.168.1.1", "localhost.evil.example", "127.0.0.1.nip.io"]))


@pytest.mark.parametrize("library", [httpx, httpx2])
@pytest.mark.parametrize(("rules", "is_asked"), [(SERVED, False), (OWN, True)])
def test_a_name_that_means_another_machine_once_it_was_checked_is_not_asked(
    library: Any, rules: AddressRules, is_asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: a public address when it is looked at, this machine when it is connected to."""
    public = iter([True])

    def look_up(host: str, port: int, *args: object, **kwargs: object) -> list[Any]:
        address = "93.184.215.14" if host == "rebinds.example" and next(public, False) else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with ModelServer(chat_reply("31 otters.")) as server:
        url = f"http://rebinds.example:{server.port}/v1/chat/completions"
        hooks = [request_hook(url, rules), Connections().watch]
        with library.Client(event_hooks={"request": hooks}, trust_env=False) as client:
            if is_asked:
                assert client.post(url, json={"model": "m", "messages": []}).status_code == 200
            else:
                with pytest.raises(ConfigError, match="private network and is not asked"):
                    client.post(url, json={"model": "m", "messages": []})
        assert bool(server.requests) == is_asked


def test_a_proxy_may_lie_in_a_private_network(monkeypatch: pytest.MonkeyPatch) -> None:
    with ModelServer(chat_reply("31 otters.")) as proxy:
        url = "http://93.184.215.14/v1/chat/completions"
        through = {"event_hooks": {"request": [request_hook(url, SERVED)]}, "proxy": f"http://127.0.0.1:{proxy.port}"}
        with httpx.Client(**through) as client:
            assert client.post(url, json={"model": "m", "messages": []}).is_success
