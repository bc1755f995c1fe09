"""What goes wrong between Sidelight and a Qdrant server, in plain words."""

from __future__ import annotations

import json
import re
import ssl
from dataclasses import dataclass
from typing import Literal

import grpc  # type: ignore[import-untyped]  # its stubs are a package of their own
import httpx
from qdrant_client.http.exceptions import ApiException, ResponseHandlingException, UnexpectedResponse

RAISED = (ApiException, ResponseHandlingException, httpx.HTTPError, httpx.InvalidURL, grpc.RpcError, OSError)
"""What the client raises for faults of the network, of the server and of an address; all else is a fault of ours."""
SAID_LETTERS = 200
"""Of what a server says that are repeated."""
UNREACHED = {401, 403, 408, 421, 425, 429}
"""Status codes, besides those from 500 on, after which the same question may be answered later."""

Kind = Literal["away", "gone", "refused"]
"""`away`: the same may work later; `gone`: the collection is not there; `refused`: it will never work."""


@dataclass(frozen=True, slots=True)
class ServerFault:
    """What went wrong, and whether trying again can help."""

    kind: Kind
    words: str
    """Half a sentence, to stand in brackets or after a colon."""


def fault_of(error: Exception) -> ServerFault:
    """Return what an error of the client means."""
    if isinstance(error, grpc.RpcError):
        return _called(error)
    if isinstance(error, UnexpectedResponse):
        return _answered(error.status_code or 0, error.content)
    cause: BaseException | None = error.source if isinstance(error, ResponseHandlingException) else error
    if isinstance(error, ResponseHandlingException) and not isinstance(cause, httpx.HTTPError | OSError):
        return ServerFault("refused", "what it answers is not what a Qdrant server answers")
    if isinstance(cause, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return ServerFault("refused", "the client cannot use this address or this request")
    return ServerFault("away", _network_words(cause))


def _called(error: grpc.RpcError) -> ServerFault:
    """Return what an error of gRPC means, in the words of the same one by REST."""
    code, details = getattr(error, "code", lambda: None)(), str(getattr(error, "details", lambda: "")() or "")
    content = json.dumps({"status": {"error": details}}).encode()
    if code == grpc.StatusCode.UNAVAILABLE:
        return ServerFault("away", _words_said(details))
    if code == grpc.StatusCode.DEADLINE_EXCEEDED:
        return ServerFault("away", "it does not answer in time")
    return _answered(STATUS_OF_GRPC.get(code, 500), content)


STATUS_OF_GRPC = {
    grpc.StatusCode.INVALID_ARGUMENT: 400,
    grpc.StatusCode.UNAUTHENTICATED: 401,
    grpc.StatusCode.PERMISSION_DENIED: 403,
    grpc.StatusCode.NOT_FOUND: 404,
    grpc.StatusCode.RESOURCE_EXHAUSTED: 429,
    grpc.StatusCode.UNIMPLEMENTED: 501,
}
"""The status codes that a Qdrant server gives by REST for these; all others are faults of its own."""


def _answered(status: int, content: bytes) -> ServerFault:
    said = _said(content)
    if status == 401:
        return ServerFault("away", "it wants a key, and QDRANT_API_KEY has none that it takes")
    if status == 403:
        return ServerFault("away", f"QDRANT_API_KEY may not do this: it may only read, or read other collections{said}")
    if status == 404 and b"ollection" in content:
        return ServerFault("gone", f"the collection is not there{said}")
    if status == 404:
        return ServerFault("refused", "there is no Qdrant server at this address; check its path")
    if status in UNREACHED or status >= 500:
        return ServerFault("away", f"it answers with error {status}{said}")
    return ServerFault("refused", f"it refused the request with error {status}{said}")


def _said(content: bytes) -> str:
    """Return the server's own sentence, as the words after a comma; nothing of an answer that is not Qdrant's."""
    try:
        status = json.loads(content)["status"]
        words = str(status["error"] if isinstance(status, dict) else status)
    except (ValueError, KeyError, TypeError):
        return ""
    words = re.sub(r"\s+", " ", words).strip()
    return f", “{words[:SAID_LETTERS].rstrip('.')}”" if words else ""


def _network_words(cause: BaseException | None) -> str:
    chain: list[BaseException] = []
    while cause is not None and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    said = " ".join(str(one) for one in chain)
    if any(isinstance(one, ssl.SSLError) for one in chain):
        return NOT_ENCRYPTED
    if any(isinstance(one, httpx.TimeoutException | TimeoutError) for one in chain):
        return "it does not answer in time"
    if any(isinstance(one, httpx.RemoteProtocolError) for one in chain):
        return "it broke off in the middle of an answer, or does not speak HTTP"
    if any(isinstance(one, ConnectionRefusedError) for one in chain):
        return "nothing accepts connections there"
    return _words_said(said)


NOT_ENCRYPTED = (
    "no encrypted connection came about; check whether QDRANT_URL must begin with http:// and its certificate"
)


def _words_said(said: str) -> str:
    """Return what a connection that failed means by what was said of it."""
    if "WRONG_VERSION_NUMBER" in said or "SSL" in said:
        return NOT_ENCRYPTED
    if "Name or service not known" in said or "getaddrinfo" in said or "name resolution" in said:
        return "the name of its host is not known"
    if "refused" in said:
        return "nothing accepts connections there"
    return "the connection broke off"
