"""What was raised while a model was asked, as an error in words. Both SDKs are made by one generator: same names, same tree."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

from lib.answering.providers import service_errors
from lib.answering.providers.service_errors import Service, ServiceError
from lib.answering.providers.stream import NotEvents


def error_of(
    error: Exception,
    sdk: ModuleType,
    service: Service,
    seconds: float,
    refused: Callable[[Any], ServiceError],
    *,
    key: str,
    received: bool = False,
) -> ServiceError:
    """Return what an error means; raises it again where it is our own mistake.

    `sdk`: whose errors to expect. `seconds`: the patience that may have run out. `refused`: what an error with a status
    means. `key`: never to be repeated. `received`: the answer had begun.
    """
    import httpx2

    if isinstance(error, NotEvents):
        return service_errors.not_the_protocol(service)
    if isinstance(error, sdk.APITimeoutError | httpx2.TimeoutException):
        return service_errors.timed_out(service, seconds)
    if isinstance(error, sdk.APIStatusError):
        return refused(error)
    if isinstance(error, sdk.APIConnectionError | httpx2.HTTPError):
        return service_errors.broken_off(service) if received else service_errors.unreachable(service)
    if isinstance(error, sdk.APIError) and getattr(error, "body", None) is not None:
        message = message_of(error)
        return service_errors.failed_midway(service, message.replace(key, "…") if key else message)
    base = sdk.APIError.__mro__[1]
    if isinstance(error, base | ValueError | httpx2.InvalidURL | AttributeError | TypeError):
        # The last two: the SDK takes a page of another kind for what it expects.
        return service_errors.broken_off(service) if received else service_errors.not_the_protocol(service)
    raise error


def message_of(error: Any) -> str:
    """Return the server's own words in an error: some wrap them in `error`, some do not; a web page says nothing."""
    body = error.body
    if isinstance(body, dict):
        inner = body.get("error", body)
        words = inner.get("message") if isinstance(inner, dict) else inner
        return words if isinstance(words, str) else json.dumps(body, ensure_ascii=False)
    return "" if isinstance(body, str) and "<" in body[:200] else str(body or "")
