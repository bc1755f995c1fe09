"""Which addresses may be spoken to: where services of models are, what is private, and who is told a key."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from lib.errors import ConfigError

PORTS = {"http": 80, "https": 443}
METADATA_ADDRESSES = frozenset(map(ipaddress.ip_address, ("169.254.169.254", "fd00:ec2::254", "100.100.100.200")))
"""Where clouds tell a machine its own credentials: Amazon, Google, Azure and others; Amazon by IPv6; Alibaba."""
METADATA_NAMES = frozenset({"metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal"})
SHARED = ipaddress.ip_network("100.64.0.0/10")
"""Addresses inside a provider's network (RFC 6598), which Python counts neither as private nor as global."""

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def origin_of(address: str) -> str:
    """Return scheme, host and port of an address, as "https://api.example:443"; empty for what is none."""
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:  # a port that is no number, half a bracket
        return ""
    if not parts.hostname or parts.scheme not in PORTS:
        return ""
    host = parts.hostname.lower().rstrip(".")
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def is_loopback(host: str) -> bool:
    """Return whether a host's name or address is this machine."""
    name = host.strip("[]").lower().rstrip(".")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


@dataclass(frozen=True, slots=True)
class AddressRules:
    """Whom the app may speak to. By default what a person's own computer may: everything but link-local addresses."""

    private: bool = True
    """Whether addresses of this machine and of private networks may be spoken to without being named in `allowed`."""
    allowed: frozenset[str] = field(default_factory=frozenset)
    """Hosts, each with or without ":port", that may be spoken to wherever they are."""

    def check(self, address: str) -> None:
        """Raise ConfigError for an address that may not be spoken to; one whose name nobody knows is left to who connects."""
        parts = urlsplit(origin_of(address))
        host = parts.hostname or ""
        if {host, f"{host}:{parts.port}"} & self.allowed:
            return
        if host in METADATA_NAMES:
            raise ConfigError(_refused(host, "tells a machine's own credentials"))
        for found in _resolved(host, parts.port or 0):
            self._check_one(host, found)

    def check_peer(self, address: str, peer: str) -> None:
        """Raise ConfigError where the machine that was reached for an address may not be spoken to: what its name stands for
        may have changed since `check`.
        """
        parts = urlsplit(origin_of(address))
        host = parts.hostname or ""
        if not {host, f"{host}:{parts.port}"} & self.allowed:
            self._check_one(host, _plain(ipaddress.ip_address(peer.partition("%")[0])))

    def _check_one(self, host: str, address: IPAddress) -> None:
        reason = self._reason(address)
        if reason:
            raise ConfigError(_refused(host, reason))

    def _reason(self, address: IPAddress) -> str:
        """Return why an address may not be spoken to; empty where it may."""
        if address in METADATA_ADDRESSES:
            return "tells a machine's own credentials"
        if address.is_link_local or address.is_multicast or address.is_unspecified:
            return "is no address of a service"
        if not self.private and (not address.is_global or address in SHARED):
            return "lies on this machine or in a private network"
        return ""


OWN_COMPUTER = AddressRules()
"""What holds where nobody else reaches the app."""


def _refused(host: str, reason: str) -> str:
    return f"{host} {reason} and is not asked. Whoever runs Sidelight can allow it by SIDELIGHT_ALLOWED_HOSTS."


def _resolved(host: str, port: int) -> set[IPAddress]:
    """Return the addresses behind a host; none where nobody knows it."""
    try:
        found = socket.getaddrinfo(host, port or None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return set()
    return {_plain(ipaddress.ip_address(str(address[0]).partition("%")[0])) for *_, address in found}


def _plain(address: IPAddress) -> IPAddress:
    """Return the IPv4 address that an IPv6 address stands for, where it stands for one (mapped, 6to4, Teredo, NAT64)."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)


def request_hook(address: str, rules: AddressRules) -> Callable[[Any], None]:
    """Return what an HTTP client calls before each request, redirected ones too, to a service at `address`.

    It raises ConfigError for a request that leaves the service's host, and for a host that may not be spoken to: the name is
    looked up each time, for what it stands for may change after it was typed, and the machine that was reached is looked at
    before anything is sent to it.
    """
    home = urlsplit(origin_of(address))

    def check(request: Any) -> None:
        wanted = urlsplit(origin_of(str(request.url)))
        upgraded = (home.scheme, home.port) == ("http", PORTS["http"]) and (
            (wanted.scheme, wanted.port) == ("https", PORTS["https"])
        )
        same = wanted.hostname == home.hostname and (
            (wanted.scheme, wanted.port) == (home.scheme, home.port) or upgraded
        )
        if not same:
            raise ConfigError(
                f"The service at {home.hostname} sends on to {wanted.hostname or 'another address'}, which is not asked: neither "
                "text nor a key goes to another host. Give the service's own address."
            )
        rules.check(str(request.url))
        request.extensions["trace"] = _Reached(str(request.url), rules)

    return check


class _Reached:
    """Looks at the machine behind each new connection of a request, by httpcore's trace events; a proxy is nobody's service."""

    def __init__(self, address: str, rules: AddressRules) -> None:
        self._address, self._rules = address, rules
        self._host = urlsplit(origin_of(address)).hostname or ""
        self._is_service = False

    def __call__(self, event: str, told: Mapping[str, Any]) -> None:
        """Raise ConfigError where a connection leads to a machine that may not be spoken to; it is closed."""
        if event.endswith(".connect_tcp.started"):
            self._is_service = str(told.get("host", "")).strip("[]").lower().rstrip(".") == self._host
        elif event.endswith(".connect_tcp.complete") and self._is_service:
            connection = told["return_value"].get_extra_info("socket")
            try:
                self._rules.check_peer(self._address, str(connection.getpeername()[0]))
            except ConfigError:
                connection.close()
                raise


def names_one_of(address: str, homes: Collection[str]) -> bool:
    """Return whether an address has the scheme, host and port of one of these."""
    origin = origin_of(address)
    return bool(origin) and origin in {origin_of(home) for home in homes}
