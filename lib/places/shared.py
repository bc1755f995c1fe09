"""A place that several processes share: a folder that all of them reach, or an object store such as S3, through `obstore`.

Files are read from copies on this machine, since worker processes open them by path and vectors are mapped: what is mapped over
a network would end the process where another machine removes it.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from lib.absence import Absence
from lib.errors import ConfigError, StoreAway, StoreError
from lib.places.cache import LocalCache
from lib.places.place import PART

if TYPE_CHECKING:
    from obstore.store import ObjectStore

QUICK_S, PATIENCE_S = 4, 120
"""Seconds in which a store is asked again whether a file is there, and in which a file of any size comes or goes: a question
waits for a store that is away no longer than the first.
"""
CONNECT_S = 3
"""Seconds in which a connection must be made."""
REFUSED = re.compile(r"status(?: code)?:? 4(?!08|29)\d\d")
"""What a store's fault says where it answers and refuses."""
AWAY = (
    "Nothing is lost: papers are read and surveys go on by themselves when it answers; until then no papers can be added, and "
    "of some no pages are shown."
)
NO_MARK = "none"
"""The name that is asked for where no mark is known: that there is no such file is an answer too."""
UNMOUNTED = "the file {mark} in it is gone, as where nothing is mounted on its folder"
NOT_INSTALLED = (
    "SIDELIGHT_SHARED needs the package obstore. Install Sidelight with the extra `server`: pip install '.[server]'."
)

Result = TypeVar("Result")


class PlaceStore:
    """The store of a shared place, and whether it answers. Thread-safe."""

    def __init__(self, quick: ObjectStore, patient: ObjectStore) -> None:
        """Take two clients of the same store, which give up after `QUICK_S` and after `PATIENCE_S`."""
        self._quick, self._patient = quick, patient
        self._absence = Absence(lambda: "The shared place for files", self._look)
        self.mark = ""
        """A file that is there as long as the place is; "" before one is known. Without it a folder is one that nothing is
        mounted on.
        """

    @property
    def away(self) -> str | None:
        """Since when the place does not answer and why, as sentences; None while it does."""
        words = self._absence.words
        return None if words is None else f"{words} {AWAY}"

    def close(self) -> None:
        """Wait for it no longer."""
        self._absence.stop()

    def has(self, key: str) -> bool:
        """Return whether there is such a file. Raises StoreAway, StoreError."""
        import obstore

        try:
            self._asked(lambda: obstore.head(self._quick, key))
        except FileNotFoundError:
            self._check_mark()
            return False
        return True

    def get(self, key: str) -> Iterator[bytes]:
        """Return a file in pieces, each fetched when it is asked for.

        Raises FileNotFoundError, StoreAway, StoreError, at each piece too.
        """
        import obstore

        if not self.has(key):  # which a store that is away does not say for long
            raise FileNotFoundError(key)
        return self._pieces(self._asked(lambda: iter(obstore.get(self._patient, key))))

    def _pieces(self, found: Iterator[Any]) -> Iterator[bytes]:
        while (piece := self._asked(lambda: next(found, None))) is not None:
            yield bytes(piece)

    def put(self, key: str, path: Path) -> None:
        """Store a file's bytes. Raises StoreAway, StoreError."""
        import obstore

        self._check_mark()
        self._asked(lambda: obstore.put(self._patient, key, path))

    def remove(self, key: str) -> None:
        """Remove a file, if it is there. Raises StoreAway, StoreError."""
        import obstore

        self._check_mark()
        with suppress(FileNotFoundError):
            self._asked(lambda: obstore.delete(self._quick, key))

    def names(self, prefix: str) -> list[str]:
        """Return the keys of all files below a prefix. Raises StoreAway, StoreError."""
        return list(self.sizes(prefix))

    def sizes(self, prefix: str | None = None) -> dict[str, int]:
        """Return the bytes of all files (below a prefix), by key. Raises StoreAway, StoreError."""
        import obstore

        self._check_mark()
        batches = self._asked(lambda: list(obstore.list(self._patient, prefix=prefix)))
        return {found["path"]: found["size"] for batch in batches for found in batch}

    def _check_mark(self) -> None:
        """Raise StoreAway where the place is not what it was."""
        import obstore

        if self.mark:
            try:
                self._asked(lambda: obstore.head(self._quick, self.mark))
            except FileNotFoundError:
                raise self._away(UNMOUNTED.format(mark=self.mark)) from None

    def _look(self) -> str | None:
        """Return why the place is still away; None once it answers."""
        import obstore
        from obstore.exceptions import BaseError

        try:
            obstore.head(self._quick, self.mark or NO_MARK)
        except FileNotFoundError:
            return UNMOUNTED.format(mark=self.mark) if self.mark else None
        except (BaseError, OSError, TimeoutError) as error:
            return None if _is_refusal(error) else _said(error)
        return None

    def _away(self, why: str) -> StoreAway:
        return StoreAway(f"{self._absence.begin(why)} {AWAY}", self._absence.wait)

    def _asked(self, ask: Callable[[], Result]) -> Result:
        from obstore.exceptions import BaseError

        if (away := self.away) is not None:
            raise StoreAway(away, self._absence.wait)
        try:
            return ask()
        except FileNotFoundError:
            raise
        except (BaseError, OSError, TimeoutError) as error:
            if _is_refusal(error):
                raise StoreError(f"The shared place for files refuses what it is asked ({_said(error)}).") from error
            raise self._away(_said(error)) from error


def _is_refusal(error: Exception) -> bool:
    """Return whether the store answers and will never do it: waiting does not help."""
    from obstore.exceptions import NotSupportedError, PermissionDeniedError, UnauthenticatedError

    refusals = (PermissionError, PermissionDeniedError, UnauthenticatedError, NotSupportedError)
    return isinstance(error, refusals) or REFUSED.search(str(error)) is not None


def _said(error: Exception) -> str:
    """Return what a store's client says, in one line that ends without a full stop."""
    return next(iter(str(error).splitlines()), type(error).__name__)[:200].rstrip(" .")


class SharedPlace:
    """The files below a prefix of a shared place. Thread-safe."""

    def __init__(self, store: PlaceStore, prefix: str, cache: LocalCache) -> None:
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

        Raises StoreAway where the place does not answer, StoreError where it refuses or the copy cannot be written.
        """
        key = self._key(name)
        if self._cache.use(key):
            return self.path(name)
        try:
            found = self._store.get(key)
        except FileNotFoundError:
            return self.path(name)
        try:
            return self._cache.keep(self._written(found), key)
        except OSError as error:
            raise StoreError(
                f"A file of the shared place cannot be copied to this machine ({error.strerror})."
            ) from error

    def _written(self, pieces: Iterator[bytes]) -> Path:
        """Return a draft of these bytes; none stays where they break off. Raises OSError, StoreAway, StoreError."""
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=PART)
        try:
            with os.fdopen(handle, "wb") as out:
                out.writelines(pieces)
        except BaseException:
            Path(name).unlink()
            raise
        return Path(name)

    def keep(self, draft: Path, name: str) -> None:
        """Store the draft's bytes, and make it the copy. Raises OSError, StoreAway, StoreError."""
        key = self._key(name)
        self._store.put(key, draft)
        self._cache.keep(draft, key)

    def has(self, name: str) -> bool:
        """Return whether there is such a file. Raises StoreAway, StoreError."""
        return self._store.has(self._key(name))

    def remove(self, name: str) -> None:
        """Remove the file and its copy on this machine, if they are there. Raises StoreAway, StoreError."""
        key = self._key(name)
        self._store.remove(key)
        self._cache.remove(key)

    def names(self) -> Iterator[str]:
        """Yield the names of all files. Raises StoreAway, StoreError."""
        prefix = f"{self._prefix}/"
        for key in self._store.names(self._prefix):
            yield key.removeprefix(prefix)

    def size(self) -> int:
        """Return the bytes of all files together. Raises StoreAway, StoreError."""
        return sum(self._store.sizes(self._prefix).values())

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}"


def open_place_store(address: str) -> PlaceStore:
    """Return the store of SIDELIGHT_SHARED: the path of a folder, which is made, or an address such as s3://bucket/prefix.

    Keys, region and endpoint of S3 come from the variables that its tools read (AWS_ACCESS_KEY_ID, …). Raises ConfigError.
    """
    try:
        from obstore.exceptions import BaseError
        from obstore.store import LocalStore
    except ImportError as error:
        raise ConfigError(NOT_INSTALLED) from error
    try:
        if _is_address(address):
            return PlaceStore(_object_store(address, QUICK_S), _object_store(address, PATIENCE_S))
        folder = Path(address).expanduser()
        if not folder.is_absolute():
            raise ConfigError(
                "SIDELIGHT_SHARED must be the whole path of a folder, or an address such as s3://bucket/prefix."
            )
        store = LocalStore(folder, mkdir=True)
        return PlaceStore(store, store)
    except (BaseError, OSError, ValueError) as error:
        raise ConfigError(f"SIDELIGHT_SHARED cannot be used ({_said(error)}).") from error


def _object_store(address: str, patience_s: float) -> ObjectStore:
    """Return a client of an object store that gives up after so many seconds."""
    from obstore.store import from_url

    retry: Any = {"max_retries": 5, "retry_timeout": timedelta(seconds=patience_s)}
    client: Any = {
        "connect_timeout": timedelta(seconds=min(CONNECT_S, patience_s)),
        "timeout": timedelta(seconds=patience_s),
        "allow_http": os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true",
    }
    return from_url(address, retry_config=retry, client_options=client)


def _is_address(address: str) -> bool:
    return len(urlsplit(address).scheme) > 1 and not PurePath(address).is_absolute()  # one letter is a drive of Windows
