"""Certificates that servers are checked against, loaded once in a process: it takes 30 ms, and every question has a client."""

from __future__ import annotations

import functools
import os
import ssl
from collections.abc import Callable, Hashable

PLACES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
"""Environment variables that name other certificates, as OpenSSL and both HTTP clients read them."""


def trusted(load: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """Return the context that `load` makes, which is an HTTP client's own `create_ssl_context`.

    It is for all clients of the process: nothing in it is changed once it is loaded.
    """
    return _loaded(load, tuple(os.environ.get(name) for name in PLACES))


@functools.cache
def _loaded(load: Callable[[], ssl.SSLContext], places: Hashable) -> ssl.SSLContext:
    return load()
