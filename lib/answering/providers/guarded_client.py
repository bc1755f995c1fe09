"""The HTTP client that both SDKs speak through: it follows nobody to another host and asks no address that may not be asked."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from lib.addresses import AddressRules, request_hook
from lib.answering.providers.connections import Connections
from lib.certificates import trusted


def guarded_client(sdk: ModuleType, address: str, rules: AddressRules, connections: Connections | None = None) -> Any:
    """Return the SDK's own HTTP client for the service at an address; a request that may not be made raises ConfigError in it.

    `connections` take note of those that it opens.
    """
    import httpx2  # as both SDKs do, when one of them is used

    hooks = [request_hook(address, rules), *([] if connections is None else [connections.watch])]
    return sdk.DefaultHttpxClient(event_hooks={"request": hooks}, verify=trusted(httpx2.create_ssl_context))
