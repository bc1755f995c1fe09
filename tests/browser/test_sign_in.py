"""Signing in with a service of this machine, and what an address passed on is worth to somebody else."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from lib.records.people import Role
from lib.workspace import Workspace
from tests.browser.app_server import free_port
from tests.browser.conftest import open_window, serve
from tests.browser.papers import fill
from tests.oidc_provider import SignInService

PEOPLE = {
    "ada": {"sub": "1", "email": "Ada@Example.org", "email_verified": True, "name": "Ada Lovelace"},
    "rob": {"sub": "2", "email": "rob@example.org", "email_verified": True, "name": "Rob Roy"},
    "mia": {"sub": "3", "email": "mia@example.org", "email_verified": True, "name": "Mia Farrow"},
}


@dataclass
class Installation:
    """An app with two projects in which people sign in: Rob reads the first, Mia rates the other."""

    address: str
    service: SignInService
    log: Path
    paper: str


@pytest.fixture(scope="module")
def installation(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("sign_in") / "data"
    papers = fill(folder)
    with Workspace.open(folder) as workspace:
        people = workspace.people
        people.let_in("rob@example.org", Role.READER)
        people.let_in("mia@example.org", Role.RATER)
        people.set_members("", ["rob@example.org"])
        people.set_members(people.make_project("Trial").id, ["mia@example.org"])
    port = free_port()
    with SignInService(PEOPLE) as service:
        secrets = folder.parent / "secrets.toml"
        secrets.write_text(service.secrets(f"http://localhost:{port}"))
        with serve(
            folder, f"--secrets.files={secrets}", script="server.py", port=port, SIDELIGHT_ADMINISTRATORS="ada@example.org"
        ) as address:  # fmt: skip
            paper = next(iter(papers.values())).id
            yield Installation(address, service, folder.parent / f"{folder.name}.log", paper)


def sign_in(page: Any, installation: Installation, person: str, path: str = "/") -> None:
    page.goto(installation.address + path)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=person).click()
    page.locator(".st-key-app_who").wait_for()


def picture_of(page: Any, installation: Installation) -> str:
    page.goto(f"{installation.address}/reader?paper={installation.paper}&page=1")
    picture = page.locator("[data-page] img").first
    picture.wait_for()
    return str(picture.evaluate("image => image.src"))


def test_people_sign_in_and_a_picture_is_for_those_it_is_shown_to(
    page: Any, browser: Any, installation: Installation
) -> None:
    sign_in(page, installation, "rob")
    assert "Rob Roy" in page.locator(".st-key-app_who").inner_text()
    address = picture_of(page, installation)
    assert page.request.get(address).status == 200
    with page.expect_download() as came:
        page.get_by_role("button", name="PDF").click()
    assert Path(came.value.path()).read_bytes().startswith(b"%PDF")
    download = came.value.url
    stranger = open_window(browser)
    other = open_window(browser)
    try:
        for passed_on in (address, download):
            assert stranger.request.get(passed_on).status == 401
        visit = other.new_page()
        sign_in(visit, installation, "mia", "/papers")
        for passed_on in (address, download):
            assert other.request.get(passed_on).status == 404
        visit.goto(f"{installation.address}/reader?paper={installation.paper}&page=1")
        visit.get_by_text("There is no paper to read yet").wait_for()
        assert visit.locator("[data-page] img").count() == 0
    finally:
        stranger.close()
        other.close()
    page.get_by_role("button", name="Rob Roy").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("Sign in to see your projects.").wait_for()
    assert page.request.get(address).status == 401


def test_the_way_through_signing_in_leads_back_to_the_address(page: Any, installation: Installation) -> None:
    sign_in(page, installation, "rob", f"/reader?paper={installation.paper}&page=1&project=library")
    page.locator("[data-page='1'] img").first.wait_for()
    address = urlsplit(page.url)
    assert address.path == "/reader"
    assert {"page=1", "project=library", f"paper={installation.paper}"} <= set(address.query.split("&"))
    page.get_by_role("link", name="Papers").click()
    page.wait_for_url("**/papers*project=library*")


def test_a_service_that_is_down_is_a_sentence(page: Any, installation: Installation, request: Any) -> None:
    installation.service.is_down = True
    request.addfinalizer(lambda: setattr(installation.service, "is_down", False))
    page.goto(installation.address)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("out of order (status 503)").wait_for()


def test_a_page_of_another_host_reaches_nothing_and_nobody_is_asked_who_we_are(installation: Installation) -> None:
    parts = urlsplit(installation.address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    headers = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "c2lkZWxpZ2h0IHRlc3RzIQ==", "Origin": "http://evil.example",
    }  # fmt: skip
    connection.request("GET", "/_stcore/stream", headers=headers)
    assert connection.getresponse().status == 403
    connection.close()
    assert "external IP" not in installation.log.read_text()
