"""Pictures and downloads for those alone to whom they are shown, where people sign in.

Streamlit hands out a file to whoever knows its address. Here an address passed on, or worked out from a file's bytes, opens
nothing: the browser must belong to somebody who signed in, and one of their own sessions must show the file at the moment.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.ui.kit import access
from lib.ui.kit.streamlit_internals import (
    MEDIA_PATH,
    METRICS_PATH,
    UPLOAD_PATH,
    path_below_base,
    signed_in_user,
    users_shown,
)

UNAUTHORIZED, NOT_FOUND = 401, 404
"""Status codes of HTTP."""


class FileGuard:
    """Stands before Streamlit's own addresses of files."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        refusal = self._refusal(Request(scope)) if scope["type"] == "http" and access.signs_in() else None
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, request: Request) -> PlainTextResponse | None:
        path = path_below_base(request.scope["path"])  # the URL of //media/x would name a host
        if not path.startswith((MEDIA_PATH, UPLOAD_PATH, METRICS_PATH)) or request.method == "OPTIONS":
            return None
        user: dict[str, Any] = signed_in_user(request)
        person = access.identity_of(user)
        if not person:
            return PlainTextResponse("Sign in first.", UNAUTHORIZED)
        if path.startswith(METRICS_PATH) and person not in access.administrators():
            return PlainTextResponse("Not found.", NOT_FOUND)
        if path.startswith(MEDIA_PATH):
            shown_to = {access.identity_of(one) for one in users_shown(path.removeprefix(MEDIA_PATH))}
            if person not in shown_to:
                return PlainTextResponse("Not found.", NOT_FOUND)
        return None
