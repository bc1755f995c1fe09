"""Zotero's local API, which the program itself serves on this machine while it runs: version 3; reading needs no key.

As its source documents it (chrome/content/zotero/xpcom/server/server_localAPI.js): `limit` and `start` page through a list,
`Total-Results` counts it, `Last-Modified-Version` is the library's version, which rises only with a synchronisation; items that
were never synchronised have the version 0. From Zotero 10 it takes writes too: `local_writes.py` beside this.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPException
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener, url2pathname

from lib.importing.zotero.items import ZoteroError, ZoteroFile, ZoteroLibrary, collections_of, items_of

ADDRESS = "http://localhost:23119/api"
OWN = "users/0"
"""The library of who uses this Zotero, whatever their number is."""
PAGE = 500
"""Items that are asked for at once: some megabytes."""
MOST_ITEMS = 50_000
MOST_BYTES = 256_000_000
"""Of one reply; a page of items has a few millions."""
BAD = 300
"""Status from which on a reply is a refusal: redirections are not followed."""
REFUSAL_BYTES = 4_000
"""Of a refusal that are read."""
SECONDS = 60.0
"""For one reply: a large library is loaded first."""
READINGS = 3
"""Times that a list is read because it changed while it was read."""
NOT_RUNNING = (
    "Zotero does not answer at {address}. Start it, and in its settings, under Advanced, allow other applications on this "
    "computer to communicate with Zotero."
)
NOT_ZOTERO = "What answers at Zotero's address is not Zotero, or a version that Sidelight does not know."
NOT_ALLOWED = (
    "Zotero runs and keeps its library to itself. In its settings, under Advanced, allow other applications on this computer to "
    "communicate with Zotero."
)


class _NoRedirect(HTTPRedirectHandler):
    """Follows nothing: a file is asked for by its address, not fetched."""

    def redirect_request(self, *_: Any) -> None:
        """Return None: the reply stands as it is."""


class LocalZotero:
    """The Zotero that runs on this machine. Every method raises ZoteroError with a sentence."""

    def __init__(self, address: str = ADDRESS) -> None:
        parts = urlsplit(address)
        if parts.scheme != "http" or not _is_here(parts.hostname or ""):
            raise ZoteroError(
                "Zotero's local API is read on this machine alone: its address begins with http://localhost."
            )
        self._address = address.rstrip("/")
        self._opener = build_opener(ProxyHandler({}), _NoRedirect())

    def libraries(self) -> dict[str, str]:
        """Return the libraries by where they are: the user's own, then the groups'."""
        groups, _ = self._list(f"{OWN}/groups")
        named = {f"groups/{one.get('id')}": _group_name(one) for one in groups if str(one.get("id", "")).isdigit()}
        return {OWN: "My Library", **named}

    def library(self, source: str = OWN) -> ZoteroLibrary:
        """Return all of a library: collections, items, their PDFs; no annotation and nothing of the bin."""
        name = self.libraries().get(source)
        if name is None:
            raise ZoteroError("This library is not in Zotero (any more).")
        for _ in range(READINGS):
            items, version = self._list(f"{source}/items", itemType="-annotation")
            collections, after = self._list(f"{source}/collections")
            if version == after:
                break
        return ZoteroLibrary(source, name, items_of(items), collections_of(collections))

    def path_of(self, source: str, file: ZoteroFile) -> Path:
        """Return where a PDF is on this machine, as Zotero says; whether it is there is another question."""
        href = file.path
        if not href:
            body, _ = self._get(f"{source}/items/{file.key}/file/view/url")
            href = body.decode("utf-8", "replace").strip()
        parts = urlsplit(href)
        if parts.scheme != "file" or parts.netloc not in {"", "localhost"}:
            raise ZoteroError("Zotero gives no file on this machine.")
        return Path(url2pathname(parts.path))

    def _list(self, path: str, **asked: str) -> tuple[list[Mapping[str, Any]], int]:
        """Return all of a list, page by page, and the library's version."""
        found: list[Mapping[str, Any]] = []
        version = 0
        while len(found) < MOST_ITEMS:
            body, headers = self._get(path, **asked, limit=str(PAGE), start=str(len(found)))
            try:
                page = json.loads(body)
            except (ValueError, RecursionError):
                page = None
            if not isinstance(page, list):
                raise ZoteroError(NOT_ZOTERO)
            found += [one for one in page if isinstance(one, Mapping)]
            version = _number(headers.get("Last-Modified-Version")) or 0
            total = _number(headers.get("Total-Results"))
            if not page or len(page) < PAGE or (total is not None and len(found) >= total):
                return found, version
        raise ZoteroError(
            f"The library has more than {MOST_ITEMS:,} items. Export a collection as a folder, and take that in."
        )

    def item(self, source: str, item_key: str) -> Mapping[str, Any]:
        """Return an item as the API gives it."""
        body, _ = self._get(f"{source}/items/{item_key}")
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, Mapping):
            raise ZoteroError(NOT_ZOTERO)
        return told

    def children(self, source: str, item_key: str) -> list[Mapping[str, Any]]:
        """Return what belongs to an item: notes and attachments of a work, annotations of an attachment."""
        return self._list(f"{source}/items/{item_key}/children")[0]

    def _get(self, path: str, **asked: str) -> tuple[bytes, Mapping[str, str]]:
        status, body, headers = self.request(f"{path}?{urlencode(asked)}" if asked else path)
        if status >= BAD:
            raise _refused(status, body)
        return body, headers

    def request(
        self,
        path: str,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float = SECONDS,
    ) -> tuple[int, bytes, Mapping[str, str]]:
        """Return status, body and headers of the reply to a GET, or to a POST of `data`; raises ZoteroError without one."""
        request = Request(  # noqa: S310 - http, here
            f"{self._address}/{path}",
            data,
            {"Zotero-API-Version": "3", "User-Agent": "Sidelight", **(headers or {})},
        )
        try:
            with self._opener.open(request, timeout=seconds) as reply:
                status, body, told = reply.status, reply.read(MOST_BYTES + 1), dict(reply.headers)
        except HTTPError as error:
            with error:
                status, body, told = error.code, error.read(REFUSAL_BYTES), dict(error.headers)
        except (URLError, HTTPException, OSError, TimeoutError) as error:
            raise ZoteroError(NOT_RUNNING.format(address=self._address)) from error
        if len(body) > MOST_BYTES:
            raise ZoteroError("Zotero's reply is longer than a library's list can be.")
        return status, body, {name.title(): value for name, value in told.items()}


def _refused(status: int, body: bytes) -> ZoteroError:
    match status:
        case 403:
            return ZoteroError(NOT_ALLOWED)
        case 404:
            return ZoteroError(
                "Zotero does not have this (any more), or it is older than version 7, which has no local API."
            )
        case 501:
            return ZoteroError("This Zotero speaks another version of its API than the third, which Sidelight reads.")
    said = " ".join(body.decode("utf-8", "replace").split())[:120]
    return ZoteroError(f"Zotero refused ({status})" + (f": “{said}”" if said and "<" not in said else "."))


def _group_name(one: Mapping[str, Any]) -> str:
    data = one.get("data")
    return str((data if isinstance(data, Mapping) else one).get("name") or f"Group {one.get('id')}")


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
