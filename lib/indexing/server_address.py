"""The addresses of a Qdrant server or cluster, as QDRANT_URL names them."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from lib.errors import ConfigError

PORT = 6333
"""Where Qdrant answers by REST, for an address without a port."""
GRPC_PORT = 6334
HOW = "Write it as http://host:6333 or https://host:6333; several nodes of one cluster with commas between."


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where one node answers."""

    url: str
    """With scheme and port."""
    host: str
    """With its port, as it is shown."""
    is_encrypted: bool
    is_local: bool
    """Whether it is this machine."""


def server_addresses(text: str) -> list[ServerAddress]:
    """Return the addresses that QDRANT_URL names, each once, in their order. Raises ConfigError."""
    parts = [part.strip() for part in text.split(",")]
    addresses = list(dict.fromkeys(_address(part) for part in parts if part))
    if not addresses:
        raise ConfigError(f"QDRANT_URL names no address. {HOW}")
    return addresses


def check_key_is_safe(addresses: list[ServerAddress], key: str, *, plain_allowed: bool) -> None:
    """Raise ConfigError where a key would go over the network for everyone between to read."""
    exposed = [address.host for address in addresses if not address.is_encrypted and not address.is_local]
    if key and exposed and not plain_allowed:
        raise ConfigError(
            f"QDRANT_API_KEY would go to {', '.join(exposed)} unencrypted, since QDRANT_URL begins with http://. Use https://, "
            "or set QDRANT_PLAIN_HTTP=allowed where the network between is yours alone."
        )


def _address(text: str) -> ServerAddress:
    if any(letter.isspace() for letter in text):
        raise ConfigError(f"QDRANT_URL has a blank inside {text!r}. {HOW}")
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError as error:
        raise ConfigError(f"QDRANT_URL cannot be read: {text!r} is no address. {HOW}") from error
    _check(text, url)
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else str(url.hostname)
    shown = f"{host}:{port or PORT}"
    path = url.path.rstrip("/")
    return ServerAddress(
        f"{url.scheme}://{shown}{path}", f"{shown}{path}", url.scheme == "https", _is_local(str(url.hostname))
    )


def _check(text: str, url: SplitResult) -> None:
    if "@" in url.netloc:  # not shown: it may hold a password
        raise ConfigError(f"QDRANT_URL holds a name or a password. Put the key into QDRANT_API_KEY. {HOW}")
    if url.scheme not in ("http", "https") or not url.netloc:
        raise ConfigError(f"QDRANT_URL must begin with http:// or https://, and {text!r} does not. {HOW}")
    if not url.hostname:
        raise ConfigError(f"QDRANT_URL names no host in {text!r}. {HOW}")
    if url.query or url.fragment:
        raise ConfigError(f"QDRANT_URL ends with ? or # and more, which no address of a Qdrant server does. {HOW}")
    if url.port == GRPC_PORT:
        raise ConfigError(
            f"QDRANT_URL names port {GRPC_PORT}, where Qdrant speaks gRPC. Name the other one, {PORT} where nothing was changed."
        )


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
