"""What was raised while a model was asked, as an error in words. Both SDKs are made by one generator: same names, same tree."""

from __future__ import annotations

import re
from types import ModuleType

from lib.answering.providers import error_words, service_errors
from lib.answering.providers.error_bodies import read_error_body
from lib.answering.providers.service_errors import Service, ServiceError
from lib.answering.providers.stream import NotEvents
from lib.errors import ConfigError

_ERROR_FIELD = re.compile(r'"(?:error|error_code|error_msg|base_resp)"')
"""Names under which an error stands in a body that is called well (the last two: Baidu, MiniMax)."""


def error_of(
    error: Exception,
    sdk: ModuleType,
    service: Service,
    seconds: float,
    *,
    key: str,
    model: str = "",
    received: bool = False,
) -> ServiceError:
    """Return what an error means; raises it again where it is our own mistake.

    `sdk`: whose errors to expect. `seconds`: the patience that may have run out. `key`: never to be repeated. `model`: the one
    that was asked. `received`: the answer had begun.
    """
    import httpx2

    refused = error if isinstance(error, ConfigError) else error.__cause__
    if isinstance(refused, ConfigError):  # of our own client, before anything was sent
        return service_errors.not_asked(refused.message)
    if isinstance(error, NotEvents):
        return _of_other_words(error, service, key, model)
    if isinstance(error, sdk.APITimeoutError | httpx2.TimeoutException):
        return service_errors.timed_out(service, seconds)
    if isinstance(error, sdk.APIStatusError):
        told = read_error_body(error.body)
        return service_errors.of_status(service, error.status_code, told, error.response.headers, model=model, key=key)
    if isinstance(error, sdk.APIConnectionError | httpx2.HTTPError):
        return service_errors.broken_off(service) if received else service_errors.unreachable(service)
    if isinstance(error, sdk.APIError) and getattr(error, "body", None) is not None:
        told = read_error_body(error.body)
        if service_errors.told_status(told) is not None:
            return service_errors.of_status(service, 200, told, model=model, key=key)
        if error_words.is_too_long(told.message) and not received:
            return service_errors.too_large(service)
        return service_errors.failed_midway(service, _without_key(told.message, key))
    base = sdk.APIError.__mro__[1]
    if isinstance(error, base | ValueError | httpx2.InvalidURL | AttributeError | TypeError):
        # The last two: the SDK takes a page of another kind for what it expects.
        return service_errors.broken_off(service) if received else service_errors.not_the_protocol(service)
    raise error


def _of_other_words(error: NotEvents, service: Service, key: str, model: str) -> ServiceError:
    """Return what a body means that is no stream of events."""
    told = read_error_body(error.body)
    said = bool(told.message) and bool(_ERROR_FIELD.search(error.body))
    if said and service_errors.told_status(told) is not None:
        return service_errors.of_status(service, 200, told, model=model, key=key)
    if not said:
        return service_errors.not_the_protocol(service)
    return service_errors.told_instead(service, _without_key(told.message, key))


def _without_key(words: str, key: str) -> str:
    """Return a server's words with the key struck from them; empty: none was sent."""
    return words.replace(key, "…") if key else words
