"""Which of Streamlit's addresses are guarded, however they are written, and for whom."""

from __future__ import annotations

from typing import Any
from unittest.mock import MagicMock

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import config
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes

from lib.ui.kit import access, file_guard
from lib.ui.kit.health_address import HEALTH

ROB, MIA = ({"is_logged_in": True, "email": f"{name}@example.org"} for name in ("rob", "mia"))


async def _anything(_: Request) -> PlainTextResponse:
    return PlainTextResponse("served")


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Return a browser before a guarded server that serves everything; a header says who is signed in with it."""
    monkeypatch.setattr(access, "signs_in", lambda: True)
    monkeypatch.setattr(file_guard, "users_shown", lambda file: [ROB] if file.startswith("a.webp") else [])
    people: dict[str, dict[str, Any]] = {"rob": ROB, "mia": MIA}
    monkeypatch.setattr(file_guard, "signed_in_user", lambda request: people.get(request.headers.get("who", ""), {}))
    app = Starlette(routes=[Route("/{rest:path}", _anything, methods=["GET", "PUT", "HEAD"])])
    app.add_middleware(file_guard.FileGuard)
    assert Middleware(file_guard.FileGuard)
    return TestClient(app)


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("", "/media/a.webp", 401),
        ("mia", "/media/a.webp", 404),
        ("rob", "/media/a.webp", 200),
        ("rob", "/media/b.pdf", 404),
        ("mia", "http://testserver//media/a.webp", 404),
        ("mia", "/%6dedia/a.webp", 404),
        ("mia", "/media/a.webp?x=1", 404),
        ("", "/_stcore/metrics", 401),
        ("rob", "/_stcore/metrics", 404),
        ("", "/_stcore/health", 200),
        ("", "/health", 200),
        ("", "/static/app.js", 200),
        ("", "/oauth2callback?code=x", 200),
    ],
)
def test_files_are_for_those_they_are_shown_to(client: TestClient, who: str, path: str, status: int) -> None:
    assert client.get(path, headers={"who": who}).status_code == status


ADDRESSES = {
    "/_stcore/health": "says that the server works",
    "/_stcore/metrics": "guarded",
    "/_stcore/host-config": "settings of the page, the same for everybody",
    "/media/{file_id:path}": "guarded",
    "/_stcore/upload_file/{session_id}/{file_id}": "guarded",
    "/component/{path:path}": "files of components, none are installed",
    "/_stcore/bidi-components/{path:path}": "scripts of the app",
    "/_stcore/stream": "a session, which the pages guard",
    "/auth/login": "signing in",
    "/auth/logout": "signing out",
    "/oauth2callback": "signing in",
    "/_stcore/agent/interact": "switched off",
    "/_stcore/agent/openapi.json": "switched off",
    "/_stcore/agent/mcp": "switched off",
    "": "the page itself, without anything of anybody",
    "/health": "says whether each part works",
}
"""Every address of the server that is no page of the app, and why it may be reached without signing in, or that it may not."""


def test_every_address_of_the_server_is_looked_at() -> None:
    """One that a version of Streamlit adds stands here before it is served."""
    there = {str(getattr(route, "path", "")) for route in create_streamlit_routes(MagicMock())} | {HEALTH.path}
    assert there == set(ADDRESSES)
    assert not config.get_option("server.enableAgentApi")
    assert not config.get_option("server.enableStaticServing")


def test_nothing_is_taken_in_from_somebody_who_did_not_sign_in(client: TestClient) -> None:
    address = "/_stcore/upload_file/session/file"
    assert client.put(address, content=b"x").status_code == 401
    assert client.put(address, content=b"x", headers={"who": "rob"}).status_code == 200


@pytest.mark.parametrize("base", ["sidelight", "/tools/sidelight/"])
def test_below_a_base_path_too(client: TestClient, request: pytest.FixtureRequest, base: str) -> None:
    config.set_option("server.baseUrlPath", base)
    request.addfinalizer(lambda: config.set_option("server.baseUrlPath", ""))
    path = f"/{base.strip('/')}/media/a.webp"
    assert client.get(path, headers={"who": "mia"}).status_code == 404
    assert client.get(path, headers={"who": "rob"}).status_code == 200


def test_where_nobody_signs_in_nothing_is_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "signs_in", lambda: False)
    assert client.get("/media/a.webp").status_code == 200
