"""The process that has a data folder open answers others on loopback, and nobody else."""

import json
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import pytest

from lib.errors import FolderInUse, SidelightError
from lib.records import Citation
from lib.sharing.connection import Connection, _result, ask_to_give_way, call_owner
from lib.sharing.operations import Operations
from lib.sharing.owner import Owner, OwnerClosed
from lib.sharing.place import PLACE_FILE, Place
from lib.storage.lock import lock_folder
from lib.workspace import Workspace
from tests.sharing.library import QUESTION, SENTENCE, open_owner, paper_bytes, settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def owner(folder: Path) -> Iterator[Owner]:
    made = open_owner(folder, "http://localhost:9000/app")
    with Workspace.open(folder) as workspace:
        workspace.add_paper(paper_bytes(), "cameras.pdf")
    yield made
    made.close()


def place_of(folder: Path) -> Place:
    place = Place.read(folder)
    assert place is not None
    return place


def test_only_the_user_can_read_the_token(owner: Owner, folder: Path) -> None:
    assert stat.S_IMODE((folder / PLACE_FILE).stat().st_mode) == 0o600


def test_an_answer_comes_with_citations_that_read_back_equal_and_links_into_the_app(owner: Owner, folder: Path) -> None:
    told: list[object] = []
    result = call_owner(place_of(folder), "ask", {"question": QUESTION}, lambda event: bool(told.append(event)) or True)
    cited = [one for sentence in result["sentences"] for one in sentence["citations"]]
    assert SENTENCE in result["answer"]["text"]
    assert told
    assert Citation.from_dict(cited[0]["citation"]).quote == SENTENCE
    assert cited[0]["link"] == f"http://localhost:9000/app/ask?answer={result['answer']['id']}&citation=1"


def test_passages_sentences_and_papers_carry_their_place(owner: Owner, folder: Path) -> None:
    place = place_of(folder)
    (paper,) = call_owner(place, "papers", {})
    (found, *_) = call_owner(place, "search", {"query": QUESTION, "papers": ["cameras.pdf"], "limit": 1})
    read = call_owner(
        place, "passage", {"paper": paper["id"][:12], "first": found["citation"]["sentence_ids"][0], "count": 1}
    )
    assert found["link"] == f"http://localhost:9000/app/reader?paper={paper['id']}&page=1"
    assert found["text"].startswith(read["sentences"][0]["text"])
    assert read["sentences"][0]["citation"]["sentence_ids"] == [read["sentences"][0]["id"]]


@pytest.mark.parametrize(
    ("operation", "arguments", "sentence"),
    [
        ("close", {}, "no operation “close”"),
        ("__init__", {}, "no operation"),
        ("ask", {}, "cannot be called like this"),
        ("ask", {"question": "x", "shell": "y"}, "cannot be called like this"),
        ("passage", {"paper": "nobody.pdf"}, "no paper is called “nobody.pdf”"),
        ("tables", {"paper": ""}, "no paper is called"),
    ],
)
def test_what_is_no_operation_is_refused_with_a_sentence(
    owner: Owner, folder: Path, operation: str, arguments: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SidelightError, match=sentence):
        call_owner(place_of(folder), operation, arguments)


def test_a_fault_of_sidelights_own_reaches_the_caller(
    owner: Owner, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Operations, "_paper", fail)
    with pytest.raises(SidelightError, match="RuntimeError"):
        call_owner(place_of(folder), "papers", {})


def test_an_owner_that_ends_in_the_middle_of_a_line_is_said_to_have_ended() -> None:
    with pytest.raises(SidelightError, match="ended before it had answered"):
        _result(iter(['{"progress": 1}', '{"resu']), lambda _: True)


def test_adding_ends_where_nobody_listens_any_more(owner: Owner, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(b"no PDF")
    added = owner.call("add", {"paths": [str(tmp_path)]}, lambda _: False)
    assert [paper["filename"] for paper in added] == ["a.pdf"]


def test_a_wrong_token_is_not_answered(owner: Owner, folder: Path) -> None:
    with pytest.raises(OwnerClosed):
        call_owner(replace(place_of(folder), token="x"), "papers", {})


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Authorization": ""}, b"{}", 401),
        ({"Host": "evil.example"}, b"{}", 403),
        ({"Origin": "http://evil.example"}, b"{}", 403),
        ({"Content-Length": "99999999999"}, b"", 413),
        ({}, b"\xff\x00 junk", 400),
        ({}, b"[" * 100_000, 400),
        ({}, b'{"operation": 1, "arguments": []}', 400),
    ],
)
def test_web_pages_and_junk_are_refused(
    owner: Owner, folder: Path, headers: dict[str, str], body: bytes, status: int
) -> None:
    place = place_of(folder)
    sent = {"Authorization": f"Bearer {place.token}", "Content-Length": str(len(body)), **headers}
    with closing(HTTPConnection(place.address.removeprefix("http://"), timeout=60)) as client:
        client.request("POST", "/", body, sent)
        assert client.getresponse().status == status


def test_a_second_process_asks_the_first(owner: Owner, folder: Path) -> None:
    command = [sys.executable, "-c", "from lib.cli import main; main()", "--data", str(folder), "ask", QUESTION]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["link"].startswith("http://localhost:9000/app/ask?answer=")
    assert SENTENCE in json.loads(line)["answer"]["text"]


def test_two_callers_at_once_get_their_own_answers(owner: Owner, folder: Path) -> None:
    place, answers = place_of(folder), {}

    def ask(question: str) -> None:
        answers[question] = call_owner(place, "ask", {"question": question})["answer"]["question"]

    questions = [QUESTION, "How long were the recordings?"]
    threads = [threading.Thread(target=ask, args=(question,)) for question in questions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == {question: question for question in questions}


def test_an_idle_owner_gives_way_to_who_wants_the_folder(tmp_path: Path) -> None:
    kept = open_owner(tmp_path / "kept")
    given = open_owner(tmp_path / "given", gives_way=True)
    assert ask_to_give_way(tmp_path / "kept")
    assert ask_to_give_way(tmp_path / "given")
    given.close()  # waits for nothing: it is closed, or about to be
    assert given.is_closed
    assert not kept.is_closed
    kept.close()


def test_a_closed_owner_leaves_no_place_and_lets_the_folder_go(tmp_path: Path) -> None:
    owner = open_owner(tmp_path)
    place = place_of(tmp_path)
    owner.close()
    assert Place.read(tmp_path) is None
    lock_folder(tmp_path).release()
    with pytest.raises(OwnerClosed):
        call_owner(place, "papers", {})


def test_a_place_that_cannot_be_removed_does_not_keep_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = open_owner(tmp_path)

    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "in use")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        Place.remove(place_of(tmp_path), tmp_path)
    owner.close()
    with lock_folder(tmp_path):
        pass


def test_a_connection_lets_its_own_folder_go_after_the_last_call(tmp_path: Path) -> None:
    with Connection(settings(tmp_path), idle_s=0.0) as connection:
        assert connection.call("papers", {}) == []
        released = threading.Event()
        for _ in range(500):
            if Place.read(tmp_path) is None:
                break
            released.wait(0.02)
        assert connection.call("papers", {}) == []  # and opens it again


def test_who_holds_the_folder_and_cannot_be_reached_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.sharing.connection.OPENING_S", 0.0)
    lock = lock_folder(tmp_path)
    with Connection(settings(tmp_path)) as connection, pytest.raises(FolderInUse):
        connection.call("papers", {})
    (tmp_path / PLACE_FILE).write_text('{"address": "http://evil.example", "token": "x", "app": ""}')
    assert Place.read(tmp_path) is None
    lock.release()


def test_text_goes_to_a_service_only_after_a_yes(owner: Owner, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Workspace.open(folder) as workspace:
        monkeypatch.setattr(workspace.models, "unconfirmed_host", lambda answerer: "api.example")
        said: list[str] = []
        monkeypatch.setattr(workspace.models, "confirm_host", said.append)
        with pytest.raises(SidelightError, match=r"would be sent to api\.example"):
            call_owner(place_of(folder), "ask", {"question": QUESTION})
        assert said == []
        call_owner(place_of(folder), "ask", {"question": QUESTION, "confirmed": True})
        assert said == ["api.example"]
