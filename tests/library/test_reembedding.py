"""Moving to another embedder: nothing that answers is lost, whatever happens on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lib.config import Settings
from lib.embedding import token_encoder
from lib.embedding.token_projection import passages
from lib.errors import ConfigError
from lib.indexing.index import PassageIndex
from lib.records import Passage
from lib.workspace import Workspace
from tests.embedding.models import EmbeddingServer, embedding_server, make_folder
from tests.pdfs import print_paper

QUESTION = "How many otters crossed the transect?"
OTTERS = print_paper(
    title="Otters in the reeds",
    sections=[("Results", ["In all 57 otters crossed the transect. Most of them crossed it at dawn."])],
)
OWLS = print_paper(
    title="Owls in the barn",
    sections=[("Methods", ["The barn owls were ringed by volunteers. Each ring carried a number of six digits."])],
)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield a folder with two small embedders, `one` and `two`, whose word pieces are projected as a few passages say: every
    library fits anew.
    """
    folder = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        patched.setattr(token_encoder, "passages", lambda: passages()[:8])
        for seed, name in enumerate(("one", "two")):
            make_folder(folder / name, exported=True, seed=seed)
        yield folder


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with embedding_server() as server:
        yield server
        server.gate.set()


@pytest.fixture
def ws(tmp_path: Path, models: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "data", Settings(embedding=str(models / "one"))) as workspace:
        workspace.add_paper(OTTERS.data, filename="otters.pdf")
        yield workspace


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


def finds(ws: Workspace) -> bool:
    return "57 otters" in " ".join(passage.text for passage in ws.find_passages(QUESTION))


def indexes(ws: Workspace) -> set[str]:
    return {path.name.removesuffix("-vectors") for path in (ws.folder / "index").glob("sidelight-*")}


def test_other_embedder_takes_over_and_the_old_index_goes(ws: Workspace, models: Path) -> None:
    old = indexes(ws)
    ws.change_embedder(str(models / "two"))
    ws.embedding.wait()
    assert ws.embedding.move is not None
    assert ws.embedding.move.finished
    assert finds(ws)
    assert len(indexes(ws)) == 1
    assert indexes(ws) != old


def test_the_choice_is_there_after_opening_again(tmp_path: Path, models: Path) -> None:
    settings = Settings(embedding=str(models / "one"))
    with Workspace.open(tmp_path, settings) as ws:
        ws.add_paper(OTTERS.data)
        ws.change_embedder(str(models / "two"))
        ws.embedding.wait()
        kept = indexes(ws)
    with Workspace.open(tmp_path, settings) as ws:
        assert finds(ws)
        assert not ws.embedding.running
        assert indexes(ws) == kept


def test_the_old_index_answers_until_the_new_one_is_whole(ws: Workspace, server: EmbeddingServer) -> None:
    server.gate.clear()
    server.let_through = 1
    ws.change_embedder(f"{server.url}#small")
    until(lambda: server.waiting)
    assert finds(ws)
    assert ws.embedding.running
    server.gate.set()
    ws.embedding.wait()
    assert finds(ws)
    assert server.texts[-1] == QUESTION


def test_papers_added_and_removed_meanwhile_are_in_and_out(ws: Workspace, server: EmbeddingServer) -> None:
    (otters,) = ws.papers()
    server.gate.clear()
    server.let_through = 1
    ws.change_embedder(f"{server.url}#small")
    until(lambda: server.waiting)
    owls = ws.add_paper(OWLS.data, filename="owls.pdf")
    ws.remove_paper(otters.id)
    server.gate.set()
    ws.embedding.wait()
    assert ws.embedding.move is not None
    assert ws.embedding.move.finished
    assert {passage.paper_id for passage in ws.find_passages("Who ringed the owls?")} == {owls.id}
    assert ws.open_index().count(otters.id) == 0
    assert ws.open_index().count() == ws.usage().passages


@pytest.mark.parametrize("setting", ["/no/such/folder", "http://127.0.0.1:9/v1#small", "fastembed:nobody/nothing"])
def test_failure_keeps_the_old_index_and_says_why(ws: Workspace, setting: str) -> None:
    before = indexes(ws)
    ws.change_embedder(setting)
    ws.embedding.wait()
    assert ws.embedding.move is not None
    assert ws.embedding.move.problem
    assert not ws.embedding.move.finished
    assert finds(ws)
    assert indexes(ws) == before


def test_server_that_fails_on_the_way_keeps_the_old_index(ws: Workspace, server: EmbeddingServer) -> None:
    setting = f"{server.url}#small"
    server.refusals = [200, 401]
    ws.change_embedder(setting)
    ws.embedding.wait()
    assert ws.embedding.move is not None
    assert "refuses the key" in str(ws.embedding.move.problem)
    assert finds(ws)
    ws.change_embedder(setting, key="secret-key")
    ws.embedding.wait()
    assert ws.embedding.move.finished
    assert finds(ws)
    assert server.keys[-1] == "Bearer secret-key"
    kept = [path.read_bytes() for path in ws.folder.rglob("*") if path.is_file()]
    assert not any(b"secret-key" in content for content in kept)


def test_back_to_the_present_embedder_gives_the_move_up(ws: Workspace, server: EmbeddingServer, models: Path) -> None:
    ws.change_embedder("/no/such/folder")
    ws.embedding.wait()
    ws.change_embedder(str(models / "one"))
    assert ws.embedding.move is None
    assert not ws.embedding.running
    assert finds(ws)


def test_same_model_in_another_folder_is_not_embedded_again(ws: Workspace, tmp_path: Path) -> None:
    before = indexes(ws)
    ws.change_embedder(str(make_folder(tmp_path / "copy", exported=True, seed=0)))
    ws.embedding.wait()
    assert ws.embedding.move is not None
    assert ws.embedding.move.finished
    assert indexes(ws) == before
    assert finds(ws)


def test_embedder_that_is_gone_gives_way_to_the_one_that_is_wanted(tmp_path: Path, models: Path) -> None:
    gone = make_folder(tmp_path / "gone", exported=True, seed=7)
    with Workspace.open(tmp_path / "data", Settings(embedding=str(gone))) as ws:
        ws.add_paper(OTTERS.data)
    (gone / "tokenizer.json").unlink()
    with Workspace.open(tmp_path / "data", Settings(embedding=str(models / "two"))) as ws:
        ws.open_index()
        until(lambda: finds(ws))


@pytest.mark.parametrize(
    "setting", ["http://me:secret@127.0.0.1:9/v1#small", "http://127.0.0.1:9/v1", "me:secret@host"]
)
def test_what_cannot_name_an_embedder_is_refused_and_not_kept(ws: Workspace, setting: str) -> None:
    before = ws.index.wanted_embedder
    with pytest.raises(ConfigError):
        ws.change_embedder(setting)
    assert ws.index.wanted_embedder == before
    assert not any(b"secret" in path.read_bytes() for path in ws.folder.rglob("*.json"))


def test_another_key_for_the_same_server_is_used(ws: Workspace, server: EmbeddingServer) -> None:
    setting = f"{server.url}#small"
    ws.change_embedder(setting, key="first-key")
    ws.embedding.wait()
    ws.change_embedder(setting, key="second-key")
    ws.embedding.wait()
    assert finds(ws)
    assert server.keys[-1] == "Bearer second-key"


def test_a_move_begun_while_the_index_opens_stops_nobody(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workspace.open(tmp_path / "data", Settings(embedding=str(models / "one"))) as ws:
        opening, changed = threading.Event(), threading.Event()
        search, find_lost = ws.index, ws._upkeep.find_lost

        def slowly() -> None:
            opening.set()
            changed.wait(10)
            find_lost()

        monkeypatch.setattr(ws._upkeep, "find_lost", slowly)
        first = threading.Thread(target=ws.open_index, daemon=True)
        first.start()
        assert opening.wait(30)
        ws.change_embedder(str(models / "two"))
        until(lambda: search.embedding.running)
        changed.set()
        first.join(30)
        assert not first.is_alive()
        until(lambda: ws.embedding.move is not None and ws.embedding.move.finished)


def test_nothing_found_in_an_index_that_was_replaced_meanwhile_is_looked_for_in_the_other(
    ws: Workspace, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def emptied(*_: object) -> list[Passage]:
        ws.change_embedder(str(models / "two"))
        ws.embedding.wait()
        return []

    monkeypatch.setattr(ws.open_index(), "find", emptied)
    assert finds(ws)


def test_empty_setting_is_refused(ws: Workspace) -> None:
    with pytest.raises(ConfigError, match="Name an embedder"):
        ws.change_embedder("  ")


def test_killed_on_the_way_it_goes_on_and_embeds_nothing_twice(
    tmp_path: Path, models: Path, server: EmbeddingServer
) -> None:
    settings = Settings(embedding=str(models / "one"))
    with Workspace.open(tmp_path, settings) as ws:
        ws.add_paper(OTTERS.data)
        ws.add_paper(OWLS.data)
    code = (
        "import sys\n"
        "from lib.config import Settings\n"
        "from lib.workspace import Workspace\n"
        "ws = Workspace.open(sys.argv[1], Settings(embedding=sys.argv[2]))\n"
        "ws.open_index()\n"
        "ws.change_embedder(sys.argv[3])\n"
        "print('begun', flush=True)\n"
        "ws.embedding.wait()\n"
    )
    setting = f"{server.url}#small"
    arguments = [sys.executable, "-c", code, str(tmp_path), str(models / "one"), setting]
    server.gate.clear()
    server.let_through = 2  # the embedder's first word, and the first paper
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, env=os.environ.copy()) as child:
        until(lambda: server.waiting)
        child.send_signal(signal.SIGKILL)
    server.gate.set()
    first = [text for text in server.texts if "57 otters" in text]
    with Workspace.open(tmp_path, settings) as ws:
        assert finds(ws)
        until(lambda: ws.embedding.move is not None)
        ws.embedding.wait()
        assert ws.embedding.move is not None
        assert ws.embedding.move.finished
        assert finds(ws)
        assert [text for text in server.texts if "57 otters" in text and text != QUESTION] == first
        assert json.loads((tmp_path / "index" / "current.json").read_text()) == {"embedding": setting}


def test_a_check_of_the_index_that_is_overtaken_takes_the_new_one_for_whole(
    ws: Workspace, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agrees = PassageIndex.agrees

    def overtaken(index: PassageIndex, paper_id: str, reading: int) -> bool:
        monkeypatch.setattr(PassageIndex, "agrees", agrees)
        ws.change_embedder(str(models / "two"))
        ws.embedding.wait()
        return agrees(index, paper_id, reading)

    ws.open_index()
    while ws.index.is_recovering:
        time.sleep(0.02)
    monkeypatch.setattr(PassageIndex, "agrees", overtaken)
    assert ws.index.check() == 0
    assert ws.repairs.notes() == []
    assert finds(ws)
