"""Writing to the Zotero that runs on this machine, through its local API: from Zotero 10, each time with its user's consent.

As people found it in Zotero 10.0 (`server_localAPI.js` there): a Zotero that takes writes names itself by `Zotero-Server-ID` in
every reply, and wants that name back with every write. `POST local/authorize` shows its user a dialog and waits; the key that it
gives holds for one write ("Allow") or until it is taken back ("Always allow"). `POST users/0/items` takes new items and says of
each, by its place in the list, whether it was written. Keys stay in memory. Never run against a real Zotero 10.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.importing.zotero.items import ZoteroError
from lib.importing.zotero.local_api import ADDRESS, NOT_ALLOWED, LocalZotero

APP_NAME = "Sidelight"
"""In Zotero's dialog."""
ITEMS_AT_ONCE = 50
"""As many as Zotero's API takes in one request."""
CONSENT_SECONDS = 180.0
"""For which Zotero's dialog may stand unanswered."""
CONSENTS = 3
"""Times that Zotero is asked for a key in one go: where "Allow" holds for one write alone, each part needs one."""
OLD = (
    "This Zotero takes nothing from other programs: its version 10 is the first that does. Export “PDF with the evidence "
    "highlighted” instead, and choose “Import Annotations” in Zotero's File menu for it."
)
DENIED = "Zotero's user did not allow it. Nothing was written."
TOO_OFTEN = (
    "Zotero was asked too often. Wait a minute and try again; “Always Allow” in its dialog needs asking only once."
)
MORE_CONSENT = (
    "{left} are still to be written: “Allow” holds for one part alone. Write again, and choose “Always Allow” in Zotero's "
    "dialog."
)


@dataclass
class WrittenItems:
    """What became of items that were sent."""

    written: int = 0
    refused: list[str] = field(default_factory=list)
    """Why an item was refused, in Zotero's words."""
    problem: str = ""
    """Why it went no further; empty where it went to its end."""


class ZoteroWriter:
    """Writes new items to the Zotero that runs on this machine; changes and removes none. Raises ZoteroError with a sentence."""

    def __init__(self, address: str = ADDRESS) -> None:
        self._zotero = LocalZotero(address)
        self._server = ""
        self._key = ""

    def check(self) -> None:
        """Raise ZoteroError with what to do instead where this Zotero takes no writes."""
        status, _, headers = self._zotero.request("")
        if status == 403:
            raise ZoteroError(NOT_ALLOWED)
        self._server = headers.get("Zotero-Server-Id", "")
        if not self._server:
            raise ZoteroError(OLD)

    def create(self, source: str, items: Sequence[Mapping[str, Any]]) -> WrittenItems:
        """Return what became of new items in a library, after its user was asked in Zotero itself.

        What was written before something failed stays written, and is counted.
        """
        self.check()
        report = WrittenItems()
        parts = [items[at : at + ITEMS_AT_ONCE] for at in range(0, len(items), ITEMS_AT_ONCE)]
        try:
            self._write(source, parts, report)
        except ZoteroError as error:
            if not report.written:
                raise
            report.problem = error.message
        return report

    def _write(self, source: str, parts: list[Sequence[Mapping[str, Any]]], report: WrittenItems) -> None:
        """Write the parts one after the other and count them in the report; raises ZoteroError."""
        asked = 0
        while parts:
            if not self._key:
                if asked >= CONSENTS:
                    report.problem = MORE_CONSENT.format(left=f"{sum(map(len, parts)):,}")
                    return
                asked += 1
                self._authorise()
            status, body = self._post(f"{source}/items", parts[0])
            if status == 401:  # a key for one write is spent, or was taken back
                self._key = ""
                continue
            if status != 200:
                raise ZoteroError(_words(status, body))
            _count(report, body)
            parts.pop(0)

    def _authorise(self) -> None:
        """Ask for a key, which waits for the user's answer in Zotero."""
        status, body = self._post("local/authorize", {"appName": APP_NAME}, CONSENT_SECONDS)
        if status == 403:
            raise ZoteroError(DENIED)
        if status == 429:
            raise ZoteroError(TOO_OFTEN)
        told = _read(body)
        key = told.get("key") if isinstance(told, Mapping) else None
        if status != 200 or not isinstance(key, str) or not key:
            raise ZoteroError(_words(status, body))
        self._key = key

    def _post(self, path: str, told: Any, seconds: float | None = None) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json", "Zotero-Server-ID": self._server}
        if self._key:
            headers["Zotero-API-Key"] = self._key
        data = json.dumps(told).encode()
        more = {} if seconds is None else {"seconds": seconds}
        status, body, _ = self._zotero.request(path, data, headers, **more)
        return status, body


def _count(report: WrittenItems, body: bytes) -> None:
    """Add what a reply says of each item; raises ZoteroError where it says nothing that can be read."""
    told = _read(body)
    if not isinstance(told, Mapping):
        raise ZoteroError("Zotero's reply cannot be read: look in Zotero whether anything was written.")
    written = told.get("successful") or told.get("success") or {}
    report.written += len(written) if isinstance(written, Mapping | list) else 0
    failed = told.get("failed")
    for one in failed.values() if isinstance(failed, Mapping) else ():
        words = one.get("message") if isinstance(one, Mapping) else one
        report.refused.append(" ".join(str(words or "no reason given").split())[:200])


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _words(status: int, body: bytes) -> str:
    said = " ".join(body.decode("utf-8", "replace").split())[:160]
    if status == 403:
        return "This library of Zotero may only be read."
    return f"Zotero refused to write ({status})" + (f": “{said}”" if said and "<" not in said else ".")
