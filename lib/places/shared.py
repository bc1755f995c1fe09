"""A place that several processes share: a folder that all of them reach, or an object store such as S3, through `obstore`.

Files are read from copies on this machine, since worker processes open them by path and vectors are mapped: what is mapped over
a network would end the process where another machine removes it.
"""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from lib.errors import ConfigError, StoreError
from lib.places.cache import LocalCache
from lib.places.place import PART

if TYPE_CHECKING:
    from obstore.store import ObjectStore

PATIENCE_S = 30
"""Seconds in which a store is asked again before it counts as away."""
CONNECT_S = 5
"""Seconds in which a connection must be made."""
NOT_INSTALLED = (
    "SIDELIGHT_SHARED needs the package obstore. Install Sidelight with the extra `server`: pip install '.[server]'."
)

Result = TypeVar("Result")


class SharedPlace:
    """The files below a prefix of a shared place. Thread-safe."""

    def __init__(self, store: ObjectStore, prefix: str, cache: LocalCache) -> None:
        self._store = store
        self._prefix = prefix
        self._cache = cache
        self._folder = cache.path(prefix)
        self._folder.mkdir(parents=True, exist_ok=True)

    @property
    def folder(self) -> Path:
        """The local folder in which drafts are written."""
        return self._cache.folder

    def path(self, name: str) -> Path:
        """Return where the copy lies or would lie."""
        return self._folder / name

    def fetch(self, name: str) -> Path:
        """Return the path of the copy, fetched where there is none; nothing lies there where there is no such file.

        Raises StoreError where the place does not answer, or the copy cannot be written.
        """
        key = self._key(name)
        if self._cache.use(key):
            return self.path(name)
        try:
            found = self._asked(lambda: self._get(key))
        except FileNotFoundError:
            return self.path(name)
        try:
            with tempfile.NamedTemporaryFile(dir=self.folder, suffix=PART, delete=False) as draft:
                for chunk in found:
                    draft.write(chunk)
            return self._cache.keep(Path(draft.name), key)
        except OSError as error:
            raise StoreError(
                f"A file of the shared place cannot be copied to this machine ({error.strerror})."
            ) from error

    def keep(self, draft: Path, name: str) -> None:
        """Store the draft's bytes, and make it the copy. Raises OSError, StoreError."""
        import obstore

        key = self._key(name)
        self._asked(lambda: obstore.put(self._store, key, draft))
        self._cache.keep(draft, key)

    def has(self, name: str) -> bool:
        """Return whether there is such a file. Raises StoreError."""
        import obstore

        try:
            self._asked(lambda: obstore.head(self._store, self._key(name)))
        except FileNotFoundError:
            return False
        return True

    def remove(self, name: str) -> None:
        """Remove the file and its copy on this machine, if they are there. Raises StoreError."""
        import obstore

        key = self._key(name)
        with suppress(FileNotFoundError):
            self._asked(lambda: obstore.delete(self._store, key))
        self._cache.remove(key)

    def names(self) -> Iterator[str]:
        """Yield the names of all files. Raises StoreError."""
        import obstore

        prefix = f"{self._prefix}/"
        for batch in self._asked(lambda: list(obstore.list(self._store, prefix=self._prefix))):
            for found in batch:
                yield found["path"].removeprefix(prefix)

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}"

    def _get(self, key: str) -> list[bytes]:
        import obstore

        return [bytes(chunk) for chunk in obstore.get(self._store, key)]

    def _asked(self, ask: Callable[[], Result]) -> Result:
        return asked(ask)


def asked(ask: Callable[[], Result]) -> Result:
    """Return what the store gives; raises FileNotFoundError where there is no such file, StoreError for all else it does."""
    from obstore.exceptions import BaseError

    try:
        return ask()
    except FileNotFoundError:
        raise
    except (BaseError, OSError, TimeoutError) as error:
        said = next(iter(str(error).splitlines()), type(error).__name__)
        raise StoreError(
            f"The shared place for files does not do what it is asked ({said[:200]}). Try again later."
        ) from error


@functools.cache
def open_place_store(address: str) -> ObjectStore:
    """Return the store of SIDELIGHT_SHARED: the path of a folder, which is made, or an address such as s3://bucket/prefix.

    Keys, region and endpoint of S3 come from the variables that its tools read (AWS_ACCESS_KEY_ID, …). Raises ConfigError.
    """
    try:
        from obstore.store import LocalStore, from_url
    except ImportError as error:
        raise ConfigError(NOT_INSTALLED) from error
    from obstore.exceptions import BaseError

    try:
        if not _is_address(address):
            folder = Path(address).expanduser()
            if not folder.is_absolute():
                raise ConfigError(
                    "SIDELIGHT_SHARED must be the whole path of a folder, or an address such as s3://bucket/prefix."
                )
            return LocalStore(folder, mkdir=True)
        retry: Any = {"max_retries": 5, "retry_timeout": timedelta(seconds=PATIENCE_S)}
        client: Any = {
            "connect_timeout": timedelta(seconds=CONNECT_S),
            "timeout": timedelta(seconds=PATIENCE_S),
            "allow_http": os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true",
        }
        return from_url(address, retry_config=retry, client_options=client)
    except (BaseError, OSError, ValueError) as error:
        said = next(iter(str(error).splitlines()), type(error).__name__)
        raise ConfigError(f"SIDELIGHT_SHARED cannot be used ({said[:200]}).") from error


def _is_address(address: str) -> bool:
    return len(urlsplit(address).scheme) > 1 and not PurePath(address).is_absolute()  # one letter is a drive of Windows
