"""Behind a proxy that speaks TLS, under a path of its own: signing in, pages, pictures and downloads as docs/administration.md
has it.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from lib.records.people import Role
from lib.workspace import Workspace
from tests.browser.app_server import free_port
from tests.browser.conftest import PATIENCE_MS, serve
from tests.browser.papers import fill
from tests.oidc_provider import SignInService
from tests.tls_proxy import tls_proxy

BASE = "/sidelight"
PEOPLE = {"rob": {"sub": "2", "email": "rob@example.org", "email_verified": True, "name": "Rob Roy"}}


@dataclass
class Installation:
    """An app under a path, and the proxy through which alone people come."""

    address: str
    """By https."""
    paper: str
    log: Path


@pytest.fixture(scope="module")
def installation(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("proxy") / "data"
    paper = next(iter(fill(folder).values())).id
    with Workspace.open(folder) as workspace:
        workspace.people.let_in("rob@example.org", Role.READER)
        workspace.people.set_members("", ["rob@example.org"])
    port = free_port()
    with SignInService(PEOPLE) as service, tls_proxy(port, folder.parent) as proxy:
        secrets = folder.parent / "secrets.toml"
        secrets.write_text(service.secrets(f"{proxy}{BASE}"))
        options = [f"--secrets.files={secrets}", "--browser.serverAddress=localhost"]
        options.append(f"--browser.serverPort={urlsplit(proxy).port}")
        environment = {"SIDELIGHT_ADMINISTRATORS": "ada@example.org"}
        with serve(folder, *options, script="server.py", port=port, base=BASE, **environment):
            yield Installation(f"{proxy}{BASE}", paper, folder.parent / f"{folder.name}.log")


@pytest.fixture
def context(browser: Any) -> Iterator[Any]:
    made = browser.new_context(ignore_https_errors=True)  # the certificate is this test's own
    made.set_default_timeout(PATIENCE_MS)
    yield made
    made.close()


def test_people_sign_in_and_work_by_https_alone(browser: Any, context: Any, installation: Installation) -> None:
    page = context.new_page()
    asked: list[str] = []
    sockets: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: sockets.append(socket.url))
    wanted = f"{installation.address}/reader?paper={installation.paper}&page=1"
    page.goto(wanted)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="rob").click()
    picture = page.locator("[data-page='1'] img").first
    picture.wait_for()
    assert page.url.startswith(f"{installation.address}/reader?"), "back to what was wanted, under the path"
    shown = str(picture.evaluate("image => image.src"))
    assert shown.startswith(f"{installation.address}/media/")
    assert page.request.get(shown).status == 200
    with page.expect_download() as came:
        page.get_by_role("button", name="PDF").click()
    assert Path(came.value.path()).read_bytes().startswith(b"%PDF")
    ours = urlsplit(installation.address).netloc
    plain = [
        url for url in asked if urlsplit(url).scheme == "http" and "/authorize" not in url and "/chosen" not in url
    ]
    assert plain == [], "only the sign-in service of this test is asked by http"
    assert sockets
    assert all(urlsplit(url)[:2] == ("wss", ours) and urlsplit(url).path.startswith(f"{BASE}/") for url in sockets)
    cookies = {cookie["name"]: cookie for cookie in context.cookies()}
    assert cookies["_streamlit_user"]["httpOnly"]
    assert all(cookie["secure"] for cookie in cookies.values())
    stranger = browser.new_context(ignore_https_errors=True)
    try:
        assert stranger.request.get(shown).status == 401
        assert stranger.request.get(f"{installation.address}/health").status == 200
    finally:
        stranger.close()


def test_a_page_of_another_host_reaches_nothing_through_the_proxy(installation: Installation) -> None:
    parts = urlsplit(installation.address)
    trusting = ssl._create_unverified_context()  # noqa: S323 - the certificate is this test's own
    for origin, status in ((f"https://{parts.netloc}", 101), ("https://evil.example", 403)):
        connection = http.client.HTTPSConnection(str(parts.hostname), parts.port, timeout=30, context=trusting)
        headers = {
            "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "c2lkZWxpZ2h0IHRlc3RzIQ==", "Origin": origin,
        }  # fmt: skip
        connection.request("GET", f"{BASE}/_stcore/stream", headers=headers)
        assert connection.getresponse().status == status
        connection.close()
    assert "external IP" not in installation.log.read_text()
