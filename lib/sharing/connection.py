"""How a program reaches the workspace of a data folder: its own where nobody has it open, else through the process that has."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import httpx

from lib.certificates import trusted
from lib.config import Settings
from lib.errors import FolderInUse, SidelightError
from lib.sharing.operations import Tell, nobody
from lib.sharing.owner import RELEASE, Owner, OwnerClosed
from lib.sharing.place import Place
from lib.workspace import Workspace

OPENING_S = 20.0
"""Seconds in which a process that has just taken the folder says where it is reached, or one that is closing lets it go."""
STEP_S = 0.1
"""Seconds between two looks."""
SILENT_S = 60.0
"""Seconds without a sign of life (one comes every 5) after which the owner is given up."""
CUT_OFF = "The Sidelight that has the data folder open ended before it had answered. Try again."


class Connection:
    """Calls operations of the workspace in a data folder. Thread-safe."""

    def __init__(self, settings: Settings, *, gives_way: bool = False, idle_s: float | None = None) -> None:
        """Open nothing yet. `idle_s`: seconds after the last call at which a folder of one's own is let go; None: at `close`.

        `gives_way`: it is let go for another process that wants it, as soon as nothing is under way.
        """
        self._folder = settings.data.expanduser().resolve()
        self._settings = replace(settings, data=self._folder)
        self._gives_way, self._idle_s = gives_way, idle_s
        self._owner: Owner | None = None
        self._calls = 0
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, name: str, arguments: Mapping[str, Any], tell: Tell = nobody) -> Any:
        """Return what an operation gives; raises SidelightError, FolderInUse where the folder's owner cannot be reached."""
        deadline = time.monotonic() + OPENING_S
        self._begin()
        try:
            while True:
                try:
                    found = self._reach()
                    if isinstance(found, Owner):
                        return found.call(name, arguments, tell)
                    return call_owner(found, name, arguments, tell)
                except (OwnerClosed, FolderInUse):
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(STEP_S)
        finally:
            self._end()

    def close(self) -> None:
        """Let a folder of one's own go."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            owner, self._owner = self._owner, None
        if owner is not None:
            owner.close()

    def _reach(self) -> Owner | Place:
        with self._lock:
            if self._owner is not None and not self._owner.is_closed:
                return self._owner
            try:
                workspace = Workspace.open(self._folder, self._settings)
            except FolderInUse:
                place = Place.read(self._folder)
                if place is None:
                    raise
                return place
            try:
                self._owner = Owner(workspace, gives_way=self._gives_way)
            except OSError as error:
                workspace.close()
                raise SidelightError(f"{self._folder} cannot be shared ({error.strerror}).") from error
            return self._owner

    def _begin(self) -> None:
        with self._lock:
            self._calls += 1
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    def _end(self) -> None:
        with self._lock:
            self._calls -= 1
            if self._idle_s is not None and not self._calls and self._owner is not None:
                self._timer = threading.Timer(self._idle_s, self.close)
                self._timer.daemon = True
                self._timer.start()


def call_owner(place: Place, name: str, arguments: Mapping[str, Any], tell: Tell = nobody) -> Any:
    """Return what an operation of another process gives; raises SidelightError, OwnerClosed where there is nobody (any more)."""
    headers = {"Authorization": f"Bearer {place.token}"}
    body = {"operation": name, "arguments": dict(arguments)}
    try:
        with (
            # a proxy has no business on loopback; the certificates would be loaded for each call, though none is asked for
            httpx.Client(trust_env=False, timeout=SILENT_S, verify=trusted(httpx.create_ssl_context)) as client,
            client.stream("POST", place.address, json=body, headers=headers) as response,
        ):
            if response.status_code == httpx.codes.UNAUTHORIZED:
                raise OwnerClosed("The token of the Sidelight that has the data folder open is another one by now.")
            if response.status_code != httpx.codes.OK:
                raise SidelightError(f"The Sidelight that has the data folder open refused ({response.reason_phrase}).")
            return _result(response.iter_lines(), tell)
    except httpx.ConnectError as error:
        raise OwnerClosed("The Sidelight that has the data folder open cannot be reached.") from error
    except httpx.HTTPError as error:
        raise SidelightError(CUT_OFF) from error


def _result(lines: Iterator[str], tell: Tell) -> Any:
    for text in lines:
        try:
            line = json.loads(text)
        except ValueError:  # cut off in the middle of a line
            break
        if "progress" in line:
            if not tell(line["progress"]):
                raise SidelightError("Stopped.")
        elif "result" in line:
            return line["result"]
        elif "error" in line:
            raise (OwnerClosed if line.get("closed") else SidelightError)(line["error"])
    raise SidelightError(CUT_OFF)


def ask_to_give_way(folder: Path) -> bool:
    """Return whether a process that has the folder open was reached and asked to let it go, which it does where it is idle."""
    place = Place.read(folder)
    if place is None:
        return False
    try:
        call_owner(place, RELEASE, {})
    except SidelightError:
        return False
    return True
