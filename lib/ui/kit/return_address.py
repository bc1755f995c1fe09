"""Back to the address that somebody wanted, once they have signed in: Streamlit leads everybody to the first page.

The address goes along in a cookie: the way leads over another host, and a session of Streamlit's ends with it.
"""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.ui.kit import access
from lib.ui.kit.session import PAGES
from lib.ui.kit.streamlit_internals import CALLBACK_PATH, LOGIN_PATH, base_path, path_below_base

COOKIE = "sidelight_wanted"
COOKIE_S = 900
"""For so long somebody may take to sign in."""
LONGEST = 1_500
"""Characters of an address that is kept; browsers keep 4,096 bytes of a cookie."""


class ReturnAddress:
    """Stands before Streamlit's own addresses of signing in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep the address of the page whose sign-in was clicked; lead there once the sign-in service sends the browser back."""
        path = path_below_base(scope["path"]) if scope["type"] == "http" and access.signs_in() else ""
        request = Request(scope) if path else None
        if request is not None and path.startswith(LOGIN_PATH):
            wanted = _wanted(request)
            send = _with_cookie(send, wanted)
        elif request is not None and path.startswith(CALLBACK_PATH):
            wanted = address_of_a_page(unquote(request.cookies.get(COOKIE, "")))
            send = _led_to(send, wanted)
        await self._app(scope, receive, send)


def address_of_a_page(address: str) -> str:
    """Return the path and query of an address where it is one of this app's pages; empty for any other, on whatever host."""
    if len(address) > LONGEST or not (address.isascii() and address.isprintable()) or "\\" in address:
        return ""
    parts = urlsplit(address)
    page = path_below_base(parts.path).strip("/")
    return f"{base_path()}/{page}" + (f"?{parts.query}" if parts.query else "") if page in PAGES else ""


def _wanted(request: Request) -> str:
    """Return the page of this app from which a request comes, empty where it comes from elsewhere."""
    referer = request.headers.get("referer", "")
    here = urlsplit(referer).hostname == request.url.hostname  # a proxy may leave the port out
    return address_of_a_page(referer) if here else ""


def _with_cookie(send: Send, wanted: str) -> Send:
    made = Response()
    if wanted:
        path = base_path() or "/"
        made.set_cookie(COOKIE, quote(wanted, safe=""), max_age=COOKIE_S, path=path, httponly=True, samesite="lax")
    else:
        made.delete_cookie(COOKIE, path=base_path() or "/")

    async def pass_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("set-cookie", made.headers["set-cookie"])
        await send(message)

    return pass_on


def _led_to(send: Send, wanted: str) -> Send:
    gone = Response()
    gone.delete_cookie(COOKIE, path=base_path() or "/")

    async def pass_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if wanted and headers.get("location", "").strip("/") == base_path().strip("/"):
                headers["location"] = wanted
            headers.append("set-cookie", gone.headers["set-cookie"])
        await send(message)

    return pass_on
