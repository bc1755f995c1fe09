"""The official SDK's client uses Sidelight's tools, in the process, over stdio and over HTTP."""

import json
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import httpx
import httpx2
import pytest
import uvicorn
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from lib.assistants.server import TOKEN_FILE, http_app, make_server, token_of
from lib.records import Citation
from lib.sharing.connection import Connection
from lib.workspace import Workspace
from tests.sharing.library import QUESTION, SENTENCE, paper_bytes, settings

ROOT = Path(__file__).parents[2]
TOOLS = {"list_papers", "search", "ask", "read_passage", "list_tables", "open_place"}


def run_apart(use: Callable[[], Awaitable[None]]) -> None:
    """Run a client in a thread of its own: in this one a browser of other tests may keep an event loop."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(anyio.run, use).result()


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder = tmp_path_factory.mktemp("data")
    with Workspace.open(folder, settings(folder)) as workspace:
        workspace.add_paper(paper_bytes(), "cameras.pdf")
    with Connection(settings(folder)) as made:
        yield made


def test_a_client_lists_the_tools_asks_and_opens_the_evidence(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda link: bool(opened.append(link)) or True)

    async def use() -> None:
        async with Client(make_server(connection)) as client:
            assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
            asked = (await client.call_tool("ask", {"question": QUESTION})).structured_content
            assert asked is not None
            cited = asked["sentences"][0]["citations"][0]
            assert Citation.from_dict(cited["citation"]).quote == SENTENCE
            assert not (await client.call_tool("open_place", {"link": cited["link"]})).is_error
            assert opened == [cited["link"]]
            found = (await client.call_tool("search", {"query": QUESTION})).structured_content
            assert found is not None
            assert all(Citation.from_dict(one["citation"]) and one["link"] for one in found["result"])

    run_apart(use)


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("open_place", {"link": "https://evil.example/reader?paper=x"}, "Only links that Sidelight gave"),
        ("open_place", {"link": "http://localhost:8501@evil.example/reader?"}, "Only links that Sidelight gave"),
        ("read_passage", {"paper": "nobody.pdf"}, "no paper is called"),
        ("ask", {"question": 7}, "question"),
        ("search", {"query": QUESTION, "limit": "many"}, "limit"),
        ("rm", {}, "rm"),
    ],
)
def test_junk_is_answered_with_an_error_and_the_server_stays(
    connection: Connection, tool: str, arguments: dict[str, object], words: str
) -> None:
    async def use() -> None:
        async with Client(make_server(connection)) as client:
            try:
                result = await client.call_tool(tool, arguments)
                told = result.content[0].text if result.is_error else ""  # type: ignore[union-attr]
            except MCPError as error:
                told = str(error)
            assert words in told
            assert not (await client.call_tool("list_papers", {})).is_error

    run_apart(use)


def test_over_stdio_a_line_of_junk_hurts_nobody(tmp_path: Path) -> None:
    command = ["-c", "from lib.cli import main; main()", "--data", str(tmp_path), "mcp"]

    async def use() -> None:
        server = StdioServerParameters(command=sys.executable, args=command, cwd=str(ROOT))
        async with Client(server) as client:
            assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS

    run_apart(use)
    client_info = {"name": "test", "version": "1"}
    params = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client_info}
    start = {"jsonrpc": "2.0", "id": 7, "method": "initialize", "params": params}
    with subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write('junk\n{"jsonrpc": "2.0"}\n' + json.dumps(start) + "\n")
        process.stdin.flush()
        answer = next(line for line in map(json.loads, process.stdout) if line.get("id") == 7)
        process.stdin.close()
        assert answer["result"]["serverInfo"]["name"] == "sidelight"
        assert process.wait(60) == 0


@pytest.fixture
def http_server(connection: Connection, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Yield address and token of a server over HTTP."""
    token = token_of(tmp_path)
    config = uvicorn.Config(
        http_app(make_server(connection), token), host="127.0.0.1", port=0, log_level="error", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/mcp", token
    server.should_exit = True
    thread.join(30)


def test_over_http_the_token_opens(http_server: tuple[str, str], tmp_path: Path) -> None:
    address, token = http_server
    assert (tmp_path / TOKEN_FILE).stat().st_mode & 0o777 == 0o600
    assert token_of(tmp_path) == token

    async def use() -> None:
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            httpx2.AsyncClient(headers=headers, trust_env=False) as http,
            Client(streamable_http_client(address, http_client=http)) as client,
        ):
            assert not (await client.call_tool("list_papers", {})).is_error

    run_apart(use)


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 401), ({"Authorization": "Bearer x"}, 401), ({"Authorization": "TOKEN", "Host": "evil.example"}, 421)],
)
def test_over_http_a_wrong_token_or_host_is_refused(
    http_server: tuple[str, str], headers: dict[str, str], status: int
) -> None:
    address, token = http_server
    sent = {name: value.replace("TOKEN", f"Bearer {token}") for name, value in headers.items()}
    with httpx.Client(trust_env=False) as client:
        answer = client.post(address, json={"jsonrpc": "2.0", "id": 1, "method": "ping"}, headers=sent)
    assert answer.status_code == status
