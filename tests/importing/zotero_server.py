"""A Zotero that speaks its local API on a free port of this machine, as its source documents it, from version 10 with writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.message import Message
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.loopback_server import LoopbackServer


def work(key: str, title: str, version: int = 1, collections: tuple[str, ...] = (), **fields: Any) -> dict[str, Any]:
    """Return a journal article as the API gives it."""
    data = {
        "key": key, "version": version, "itemType": "journalArticle", "title": title, "collections": list(collections),
        "creators": [{"creatorType": "author", "firstName": "Grace", "lastName": "Hopper"}], "date": "2019-05-04",
        "tags": [{"tag": "bats"}], "DOI": "10.1234/bats", "publicationTitle": "Journal of Bats", "volume": "7", "pages": "12-19",
        **fields,
    }  # fmt: skip
    return {"key": key, "version": version, "library": {"type": "user", "id": 0}, "data": data, "meta": {}}


def attached(key: str, parent: str, pdf: Path | None, mode: str = "imported_file", **fields: Any) -> dict[str, Any]:
    """Return a PDF that is attached to an item; without a path only the address of its file tells where it is."""
    name = pdf.name if pdf else "paper.pdf"
    data = {"key": key, "version": 1, "itemType": "attachment", "linkMode": mode, "title": name, "contentType": "application/pdf",
            "filename": name, **({"parentItem": parent} if parent else {}), **fields}  # fmt: skip
    links = {"enclosure": {"type": "application/pdf", "href": pdf.as_uri()}} if pdf else {}
    return {"key": key, "version": 1, "library": {"type": "user", "id": 0}, "links": links, "data": data}


def collection(key: str, name: str, parent: str = "") -> dict[str, Any]:
    """Return a collection as the API gives it."""
    return {
        "key": key,
        "version": 1,
        "data": {"key": key, "version": 1, "name": name, "parentCollection": parent or False},
    }


def _exact(headers: Message) -> dict[str, str]:
    """Return the headers under the names that Zotero's documentation gives them, however they were sent."""
    known = {name.lower(): name for name in ("Zotero-Server-ID", "Zotero-API-Key")}
    return {known.get(name.lower(), name): value for name, value in headers.items()}


class ZoteroServer(LoopbackServer):
    """The server, as a context manager."""

    def __init__(self, items: list[dict[str, Any]], collections: list[dict[str, Any]] | None = None) -> None:
        self.items = items
        self.collections = collections or []
        self.groups: list[dict[str, Any]] = []
        self.files: dict[str, str] = {}
        """Addresses of files by the key of their attachment, where the list does not give them."""
        self.version = 10
        self.enabled = True
        self.says: tuple[int, str] | None = None
        """A reply to everything, whatever is asked."""
        self.asked: list[str] = []
        self.server_id = ""
        """Of a Zotero that takes writes; older ones have none."""
        self.consent = "always"
        """What its user says: "always", "once", "deny"; "often": it was asked too often."""
        self.consents = 0
        """Times that the user was asked."""
        self.keys: dict[str, bool] = {}
        """Keys that hold, and whether for more than one write."""
        self.refuses: set[str] = set()
        """Types of items that are refused one by one."""
        self.start_listening(self._handler())

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    def reply(self, path: str, query: dict[str, list[str]]) -> tuple[int, dict[str, str], str]:
        """Return status, headers and body of a GET."""
        if self.says is not None:
            return self.says[0], {}, self.says[1]
        if not self.enabled:
            return 403, {}, "Local API is not enabled"
        own = path.removeprefix("/api/users/0/")
        if own == "groups":
            return self._page(self.groups, query)
        if own == "collections":
            return self._page(self.collections, query)
        if own == "items":
            kinds = query.get("itemType", [""])[0]
            left_out = kinds.removeprefix("-") if kinds.startswith("-") else ""
            return self._page([one for one in self.items if one["data"]["itemType"] != left_out], query)
        if path == "/api/":
            return 200, {}, "Nothing to see here."
        parts = own.split("/")
        if parts[:1] == ["items"] and len(parts) == 2:
            found = [one for one in self.items if one["key"] == parts[1]]
            return (200, {}, json.dumps(found[0])) if found else (404, {}, "Not found")
        if parts[:1] == ["items"] and parts[2:] == ["children"]:
            return self._page([one for one in self.items if one["data"].get("parentItem") == parts[1]], query)
        if parts[:1] == ["items"] and parts[2:] == ["file", "view", "url"] and parts[1] in self.files:
            return 200, {"Content-Type": "text/plain"}, self.files[parts[1]]
        return 404, {}, "Not found"

    def reply_to_write(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
        """Return status and body of a POST."""
        if not self.server_id:
            return 400, "Endpoint does not support method"
        if "Zotero-Server-ID" not in headers:
            return 428, "Zotero-Server-ID not provided"
        if headers["Zotero-Server-ID"] != self.server_id:
            return 412, "Server ID does not match"
        told = json.loads(body)
        return self._authorise(told) if path == "/api/local/authorize" else self._create(path, headers, told)

    def _authorise(self, told: dict[str, Any]) -> tuple[int, str]:
        self.consents += 1
        if self.consent == "often":
            return 429, "Too many authorization requests"
        if self.consent == "deny" or not told.get("appName"):
            return 403, '{"denied":true}'
        key = f"key{self.consents}"
        self.keys[key] = self.consent == "always"
        return 200, json.dumps({"key": key, "remember": self.keys[key]})

    def _create(self, path: str, headers: Mapping[str, str], told: list[dict[str, Any]]) -> tuple[int, str]:
        key = headers.get("Zotero-API-Key", "")
        if key not in self.keys:
            return 401, "POST /api/local/authorize to obtain a key"
        if not self.keys[key]:
            del self.keys[key]  # it is spent, whatever comes of the write
        if path != "/api/users/0/items":
            return 403, "Write access denied"
        if len(told) > 50:
            return 413, "Too many objects"
        successful, failed = {}, {}
        for number, data in enumerate(told):
            if data["itemType"] in self.refuses:
                failed[str(number)] = {"code": 400, "message": f"'{data['itemType']}' is not taken"}
                continue
            new = f"NEW{len(self.items):05d}"
            item = {"key": new, "version": 0, "data": {"key": new, "version": 0, **data}}
            self.items.append(item)
            successful[str(number)] = item
        return 200, json.dumps({"successful": successful, "success": {}, "unchanged": {}, "failed": failed})

    def _page(self, listed: list[dict[str, Any]], query: dict[str, list[str]]) -> tuple[int, dict[str, str], str]:
        since = int(query.get("since", ["0"])[0])
        listed = [one for one in listed if not since or one["version"] > since]
        start = int(query.get("start", ["0"])[0])
        limit = int(query.get("limit", [str(len(listed))])[0])
        headers = {"Total-Results": str(len(listed)), "Last-Modified-Version": str(self.version)}
        return 200, headers, json.dumps(listed[start : start + limit])

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                server.asked.append(self.path)
                parts = urlsplit(self.path)
                status, headers, body = server.reply(parts.path, parse_qs(parts.query))
                self._send(status, headers, body)

            def do_POST(self) -> None:
                server.asked.append(f"POST {self.path}")
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, words = server.reply_to_write(urlsplit(self.path).path, _exact(self.headers), body)
                self._send(status, {}, words)

            def _send(self, status: int, headers: dict[str, str], body: str) -> None:
                named = {"Zotero-Server-ID": server.server_id} if server.server_id else {}
                self.send_response(status)
                told = {"Content-Type": "application/json", "Zotero-API-Version": "3", **named, **headers}
                for name, value in told.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

        return Handler
