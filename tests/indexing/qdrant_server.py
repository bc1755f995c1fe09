"""A Qdrant server of the tests: the client's in-memory mode behind the documented REST calls, on loopback, with faults on demand.

It has no shards, graphs or optimiser: what those do is seen with a real server, which the same tests use where QDRANT_URL names
one.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from qdrant_client import QdrantClient, models

VERSION = "1.20.0"
TITLE = "qdrant - vector search engine"
WRITES = ("PUT", "DELETE", "points/delete")

Fault = Callable[[str, str], "int | float | str | None"]
"""Takes method and path and gives a status code, seconds to wait, "vanish" (the connection breaks, before anything is done) or
"vanish after" (once it is done); None: all is well."""


class QdrantServer:
    """Listens on a port of its own until `stop`; `start` listens there again, with what it held."""

    def __init__(self, key: str = "", read_only_key: str = "", version: str = VERSION, title: str = TITLE) -> None:
        self.key, self.read_only_key, self.version, self.title = key, read_only_key, version, title
        self.peers = 1
        self.client = QdrantClient(":memory:")
        self.lock = threading.Lock()
        self.fault: Fault = lambda method, path: None
        self.asked: list[tuple[str, str]] = []
        """Method and path of each request."""
        self.created: list[dict[str, Any]] = []
        """What collections were asked to be made with."""
        self.indexes: dict[str, dict[str, Any]] = {}
        self.port = 0
        self._http: ThreadingHTTPServer | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        handler = type("Handler", (_Handler,), {"server_of_tests": self})
        ThreadingHTTPServer.allow_reuse_address = True
        self._http = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self._http.daemon_threads = True
        self.port = self._http.server_address[1]
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Refuse connections from now on, open ones included."""
        if self._http is not None:
            self.fault, before = (lambda method, path: "vanish"), self.fault
            self._http.shutdown()
            self._http.server_close()
            self._http = None
            self.fault = before

    @property
    def is_running(self) -> bool:
        return self._http is not None

    def count(self, collection: str) -> int:
        with self.lock:
            return self.client.count(collection).count

    def answer(self, method: str, path: str, body: Any) -> Any:
        """Return the `result` of a request; raises KeyError for a path or a collection that is not there."""
        if path == "/":
            return {"title": self.title, "version": self.version}
        if path == "/cluster":
            peers = {str(n): {"uri": f"http://node{n}:6335/"} for n in range(self.peers)}
            raft = {"term": 1, "commit": 1, "pending_operations": 0, "leader": 0, "role": "Leader", "is_voter": True}
            if self.peers == 1:
                return {"status": "disabled"}
            return {
                "status": "enabled",
                "peer_id": 0,
                "peers": peers,
                "raft_info": raft,
                "consensus_thread_status": {
                    "consensus_thread_status": "working",
                    "last_update": "2026-01-01T00:00:00Z",
                },
                "message_send_failures": {},
            }
        _, root, *rest = path.split("/")
        if root != "collections" or not rest:
            raise KeyError(path)
        name, what = rest[0], "/".join(rest[1:])
        if what == "exists":
            return {"exists": self.client.collection_exists(name)}
        if method == "PUT" and not what:
            return self._make(name, body)
        if not self.client.collection_exists(name):
            raise KeyError(f"Collection `{name}` doesn't exist!")
        return _plain(self._collection_call(method, name, what, body))

    def _make(self, name: str, body: dict[str, Any]) -> bool:
        wanted = models.CreateCollection.model_validate(body)
        if self.client.collection_exists(name):
            raise FileExistsError(f"Wrong input: Collection `{name}` already exists!")
        self.created.append(body)
        self.client.create_collection(name, vectors_config=wanted.vectors, sparse_vectors_config=wanted.sparse_vectors)
        self.indexes[name] = {}
        return True

    def _collection_call(self, method: str, name: str, what: str, body: Any) -> Any:
        if not what:
            if method == "DELETE":
                return self.client.delete_collection(name)
            info = self.client.get_collection(name)
            schema = {
                field: {"data_type": kind if isinstance(kind, str) else kind["type"], "points": 0}
                for field, kind in self.indexes[name].items()
            }
            return {**_plain(info), "payload_schema": schema}
        if method == "PUT" or what == "points/delete":
            self._write(name, what, body)
            return {"operation_id": 1, "status": "completed"}
        if what == "points":
            ids = models.PointRequest.model_validate(body).ids
            return self.client.retrieve(name, ids, with_payload=True, with_vectors=False)
        if what == "points/count":
            wanted = models.CountRequest.model_validate(body)
            return self.client.count(name, wanted.filter, exact=True)
        if what == "facet":
            facet = models.FacetRequest.model_validate(body)
            return self.client.facet(name, facet.key, facet.filter, facet.limit or 10, exact=True)
        if what == "points/scroll":
            page = models.ScrollRequest.model_validate(body)
            records, offset = self.client.scroll(
                name,
                page.filter,
                page.limit or 10,
                offset=page.offset,
                with_payload=page.with_payload,
                with_vectors=page.with_vector or False,
            )
            return {"points": _plain(records), "next_page_offset": offset}
        if what == "points/query/batch":
            return self.query(name, models.QueryRequestBatch.model_validate(body).searches)
        raise KeyError(what)

    def query(self, name: str, requests: list[models.QueryRequest]) -> list[models.QueryResponse]:
        """Return what is found, point by point: in memory there is no graph, and so nothing to tell a search of it."""
        return self.client.query_batch_points(name, [one.model_copy(update={"params": None}) for one in requests])

    def _write(self, name: str, what: str, body: Any) -> None:
        if what == "index":
            self.indexes[name][body["field_name"]] = body["field_schema"]
        elif what == "points":
            self.client.upsert(name, models.PointsList.model_validate(body).points)
        elif what == "points/delete":
            kind = models.FilterSelector if "filter" in body else models.PointIdsList
            self.client.delete(name, kind.model_validate(body))
        else:
            raise KeyError(what)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_of_tests: ClassVar[QdrantServer]

    def do_GET(self) -> None:
        self._serve("GET")

    def do_PUT(self) -> None:
        self._serve("PUT")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_DELETE(self) -> None:
        self._serve("DELETE")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _serve(self, method: str) -> None:
        server, path = self.server_of_tests, self.path.partition("?")[0]
        sent = self.rfile.read(int(self.headers.get("content-length") or 0))
        server.asked.append((method, path))
        fault = server.fault(method, path)
        if fault == "vanish":
            self.close_connection = True
            self.connection.close()
            return
        if isinstance(fault, float):
            time.sleep(fault)
        if isinstance(fault, int):
            self._reply(fault, {"status": {"error": f"Service internal error: code {fault}"}, "time": 0.0})
            return
        if (refused := self._refused(method, path)) is not None:
            self._reply(refused, {"status": {"error": "forbidden"}, "time": 0.0})
            return
        try:
            with server.lock:
                result = server.answer(method, path, json.loads(sent) if sent else None)
        except KeyError as error:
            self._reply(404, {"status": {"error": f"Not found: {error.args[0]}"}, "time": 0.0})
            return
        except FileExistsError as error:
            self._reply(409, {"status": {"error": str(error)}, "time": 0.0})
            return
        if fault == "vanish after":
            self.close_connection = True
            self.connection.close()
            return
        self._reply(200, result if path == "/" else {"result": result, "status": "ok", "time": 0.0})

    def _refused(self, method: str, path: str) -> int | None:
        server, given = self.server_of_tests, self.headers.get("api-key", "")
        if not server.key or given == server.key:
            return None
        if not given or given != server.read_only_key:
            return 401
        return 403 if method in WRITES or path.endswith("points/delete") else None

    def _reply(self, status: int, body: Any) -> None:
        data = json.dumps(body).encode()
        try:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        except OSError:
            self.close_connection = True  # nobody waits for the answer any more


def _plain(result: Any) -> Any:
    """Return models as JSON has them."""
    if isinstance(result, list):
        return [_plain(one) for one in result]
    return result.model_dump(mode="json", exclude_none=True) if hasattr(result, "model_dump") else result
