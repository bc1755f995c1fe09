"""Cookies that go by https alone, where people come by https: Streamlit leaves that out, as it does not know of the proxy."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.ui.kit.streamlit_internals import sign_in_section

_COOKIE, _SECURE = b"set-cookie", b"; Secure"


class SecureCookies:
    """Stands before everything that sets a cookie."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and mark the cookies of its answer where the sign-in service sends people back by https."""
        if scope["type"] == "http" and str(sign_in_section().get("redirect_uri") or "").startswith("https://"):
            send = _marking(send)
        await self._app(scope, receive, send)


def _marking(send: Send) -> Send:
    async def pass_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.raw[:] = [
                (name, value if name.lower() != _COOKIE or b"; secure" in value.lower() else value + _SECURE)
                for name, value in headers.raw
            ]
        await send(message)

    return pass_on
