"""Who signs in comes back to the page that they wanted, and is led to no other host."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import config

from lib.ui.kit import access
from lib.ui.kit.return_address import COOKIE, ReturnAddress, address_of_a_page

HERE = "http://testserver"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Return a browser before a server that signs everybody in, as Streamlit does."""
    monkeypatch.setattr(access, "signs_in", lambda: True)

    async def login(_: Request) -> RedirectResponse:
        return RedirectResponse("https://login.example.org/authorize", 302)

    async def callback(_: Request) -> RedirectResponse:
        return RedirectResponse(f"/{str(config.get_option('server.baseUrlPath')).strip('/')}".rstrip("/") + "/", 302)

    async def anything(_: Request) -> PlainTextResponse:
        return PlainTextResponse("served")

    routes = []
    for base in ("", "/sidelight"):
        routes += [Route(f"{base}/auth/login", login), Route(f"{base}/oauth2callback", callback)]
    app = Starlette(routes=[*routes, Route("/{rest:path}", anything)])
    app.add_middleware(ReturnAddress)
    return TestClient(app, follow_redirects=False)


def come_back(client: TestClient, page: str, base: str = "") -> str:
    """Return where somebody lands who clicked to sign in on that page."""
    there = client.get(f"{base}/auth/login?provider=x", headers={"referer": page})
    assert there.headers["location"] == "https://login.example.org/authorize"
    return str(client.get(f"{base}/oauth2callback?code=1&state=2").headers["location"])


@pytest.mark.parametrize(
    ("page", "lands"),
    [
        (f"{HERE}/survey?survey=abc&view=table&project=library", "/survey?survey=abc&view=table&project=library"),
        (f"{HERE}/reader?paper=1&words=r%C3%A9sum%C3%A9", "/reader?paper=1&words=r%C3%A9sum%C3%A9"),
        (f"{HERE}/papers", "/papers"),
        (f"{HERE}/", "/"),
        ("https://evil.example/survey?survey=abc", "/"),
        (f"{HERE}//evil.example/survey", "/"),
        (f"{HERE}/auth/logout", "/"),
        (f"{HERE}/survey?a=\r\nset-cookie: x", "/"),
        (f"{HERE}/survey?a={'x' * 4000}", "/"),
        ("", "/"),
    ],
)
def test_it_is_the_page_whose_sign_in_was_clicked(client: TestClient, page: str, lands: str) -> None:
    assert come_back(client, page) == lands


def test_it_leads_there_once(client: TestClient) -> None:
    assert come_back(client, f"{HERE}/survey?survey=abc") == "/survey?survey=abc"
    assert client.get("/oauth2callback?code=1").headers["location"] == "/"
    come_back(client, f"{HERE}/survey?survey=abc")
    assert come_back(client, f"{HERE}/") == "/", "what was wanted before is wanted no more"


def test_a_cookie_from_elsewhere_leads_to_no_other_host(client: TestClient) -> None:
    for address in (
        "https://evil.example/survey",
        "//evil.example/survey",
        "javascript:alert(1)",
        "/\\evil.example/papers",
    ):
        client.cookies.set(COOKIE, address)
        assert client.get("/oauth2callback?code=1").headers["location"] in {"/", "/survey"}


def test_below_a_base_path_and_behind_a_proxy(client: TestClient, request: pytest.FixtureRequest) -> None:
    config.set_option("server.baseUrlPath", "sidelight")
    request.addfinalizer(lambda: config.set_option("server.baseUrlPath", ""))
    page = "https://testserver:8443/sidelight/survey?survey=abc"  # the proxy passes the host on, without the port
    assert come_back(client, page, "/sidelight") == "/sidelight/survey?survey=abc"
    assert address_of_a_page("/elsewhere/survey") == ""


def test_where_nobody_signs_in_nothing_is_kept(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "signs_in", lambda: False)
    assert "set-cookie" not in client.get("/auth/login", headers={"referer": f"{HERE}/papers"}).headers
