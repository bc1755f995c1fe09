"""A Zotero that speaks its local API on a free port of this machine, as its source documents it."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


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


class ZoteroServer:
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
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/api"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

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
        parts = own.split("/")
        if parts[:1] == ["items"] and parts[2:] == ["file", "view", "url"] and parts[1] in self.files:
            return 200, {"Content-Type": "text/plain"}, self.files[parts[1]]
        return 404, {}, "Not found"

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
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", "Zotero-API-Version": "3", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

        return Handler
