"""A library whose index lies on a Qdrant server: away at any moment, shared with another library, cleaned by somebody else."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from qdrant_client.models import PointStruct

from lib.backup.archive import LIBRARY_FILE
from lib.config import Settings
from lib.errors import ConfigError
from lib.indexing.claims import Claimed
from lib.indexing.index import PassageIndex
from lib.indexing.stores import UNOWNED_VERSION, VECTORS, index_name
from lib.library import live_index
from lib.library.ask_service import AskService
from lib.workspace import Workspace
from tests import pdfs
from tests.indexing.qdrant_server import QdrantServer

pytestmark = pytest.mark.usefixtures("impatient_qdrant")

SENTENCES = pdfs.unlike_sentences(6, seed=3)
OTTERS = pdfs.make_paper(sections=[("Methods", SENTENCES)], title="Otters in the reeds")
OWLS = pdfs.make_paper(sections=[("Methods", pdfs.unlike_sentences(6, seed=4))], title="Owls in the barn")
UNTIL_S = 30.0
MOST_FAULTY = 200
"""Requests during which the server comes and goes."""


@pytest.fixture
def ws(qdrant: QdrantServer, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "one", Settings(qdrant_url=qdrant.url)) as workspace:
        yield workspace


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + UNTIL_S
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.02)


def collection(ws: Workspace) -> str:
    return index_name(ws.open_index().embedder)


def test_a_question_asked_while_the_server_is_away_says_so_and_is_answered_afterwards(
    ws: Workspace, qdrant: QdrantServer
) -> None:
    ws.add_paper(OTTERS, "otters.pdf")
    assert ws.index.away is None
    qdrant.stop()
    answer = ws.ask(SENTENCES[2])
    assert answer.stopped is not None
    assert answer.stopped.startswith(f"The Qdrant server at 127.0.0.1:{qdrant.port} has been away since ")
    assert ws.index.away == answer.stopped
    assert ws.health().parts[1].problem == answer.stopped
    qdrant.start()
    until(lambda: ws.index.away is None)
    assert ws.ask(SENTENCES[2]).stopped is None


def test_a_library_that_is_opened_while_the_server_is_away_goes_on_by_itself(
    qdrant: QdrantServer, tmp_path: Path
) -> None:
    qdrant.stop()
    with Workspace.open(tmp_path, Settings(qdrant_url=qdrant.url)) as ws:
        ws.warm()
        paper_id = ws.jobs.add("otters.pdf", OTTERS)
        until(lambda: ws.index.away is not None and ws.index.problem is not None)
        assert "Check QDRANT_URL" in (ws.index.away or "")
        qdrant.start()
        ws.jobs.wait(paper_id)
        assert ws.paper(paper_id).status == "ready"
        assert ws.paper(paper_id).problem is None
        assert ws.index.problem is None
        assert ws.find_passages(SENTENCES[2])


def test_papers_added_while_the_server_comes_and_goes_are_ready_and_whole(
    ws: Workspace, qdrant: QdrantServer, caplog: pytest.LogCaptureFixture
) -> None:
    ws.open_index()
    writes = [0]

    def comes_and_goes(method: str, path: str) -> str | int | None:
        writes[0] += 1
        if writes[0] > MOST_FAULTY:
            return None  # a busy machine never gets further than two faults are apart
        return ("vanish", "vanish after", 500, None, None)[writes[0] % 5]

    qdrant.fault = comes_and_goes
    ids = [ws.jobs.add(f"{n}.pdf", data) for n, data in enumerate((OTTERS, OWLS))]
    for paper_id in ids:
        ws.jobs.wait(paper_id)
        assert (ws.paper(paper_id).status, ws.paper(paper_id).problem) == ("ready", None)
    assert writes[0] > 6
    qdrant.fault = lambda method, path: None
    until(lambda: ws.index.away is None)
    assert ws.open_index().counts() == ws._library.readings.points()
    assert "Traceback" not in caplog.text


def test_a_survey_pauses_while_the_server_is_away_and_asks_nothing_twice(
    ws: Workspace, qdrant: QdrantServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [ws.add_paper(data, f"{n}.pdf").id for n, data in enumerate((OTTERS, OWLS))]
    asked: list[tuple[str, str]] = []
    ask_cell = AskService.ask_cell

    def counted(self: AskService, question: object, paper_id: str, *rest: object) -> object:
        asked.append((str(question), paper_id))
        if len(asked) == 2:
            qdrant.stop()
        return ask_cell(self, question, paper_id, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(AskService, "ask_cell", counted)
    done = threading.Event()
    surveys = []

    def run() -> None:
        surveys.append(ws.run_survey([SENTENCES[1], SENTENCES[3]], ids))
        done.set()

    threading.Thread(target=run, daemon=True).start()
    until(lambda: ws.index.away is not None)
    assert not done.wait(0.3)
    qdrant.start()
    assert done.wait(UNTIL_S)
    (survey,) = surveys
    assert survey.status == "finished"
    assert [cell.problem for cell in survey.cells.values()] == [None] * 4
    assert len(asked) == len(set(asked)) == 4


def test_a_survey_that_waits_for_the_server_can_be_paused(ws: Workspace, qdrant: QdrantServer) -> None:
    paper = ws.add_paper(OTTERS, "otters.pdf")
    qdrant.stop()
    survey_id = ws.surveys.start(ws.surveys.plan([SENTENCES[1]], [paper.id], ["extractive"]))
    until(lambda: ws.index.away is not None)
    ws.surveys.pause(survey_id)
    ws.surveys.wait(survey_id)
    survey = ws.surveys.survey(survey_id)
    assert (survey.status, survey.cells) == ("paused", {})


def test_passages_that_somebody_else_deleted_are_noticed_by_whoever_asks_said_and_made_again(
    ws: Workspace, qdrant: QdrantServer
) -> None:
    paper = ws.add_paper(OTTERS, "otters.pdf")
    found = ws.find_passages(SENTENCES[2])
    until(lambda: not ws.index.is_recovering)
    qdrant.client.delete_collection(collection(ws))
    answer = ws.ask(SENTENCES[2], [paper.id])
    assert "1 paper was not searched: the index is being made again" in (answer.stopped or "")
    until(lambda: not ws.index.is_recovering and not ws._upkeep.lost())
    assert ws.find_passages(SENTENCES[2]) == found
    assert sum("were missing in the search index" in note for note in ws.repairs.notes()) == 1


def test_passages_that_are_missing_are_noticed_from_time_to_time(
    qdrant: QdrantServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_index, "HOLES_LOOKED_FOR_EVERY_S", 0.05)
    with Workspace.open(tmp_path, Settings(qdrant_url=qdrant.url)) as ws:
        ws.add_paper(OTTERS, "otters.pdf")
        whole = ws.open_index().count()
        until(lambda: not ws.index.is_recovering)
        with qdrant.lock:
            stored, _ = qdrant.client.scroll(collection(ws), limit=10)
            passage = next(point for point in stored if "paper_id" in point.payload)
            qdrant.client.delete(collection(ws), [passage.id])
        until(lambda: ws.repairs.notes())
        until(lambda: ws.open_index().count() == whole)


def test_two_libraries_on_one_server_keep_their_papers(ws: Workspace, qdrant: QdrantServer, tmp_path: Path) -> None:
    mine = ws.add_paper(OTTERS, "otters.pdf")
    found = ws.find_passages(SENTENCES[2])
    with Workspace.open(tmp_path / "two", Settings(qdrant_url=qdrant.url)) as other:
        theirs = other.add_paper(OTTERS, "same.pdf")
        other.add_paper(OWLS, "owls.pdf")
        assert theirs.id == mine.id
        assert ws.find_passages(SENTENCES[2]) == found, "words weigh by the own papers alone"
        other.remove_paper(theirs.id)
        assert other.open_index().count(theirs.id) == 0
    assert ws.find_passages(SENTENCES[2]) == found
    assert ws.index.check() == 0
    assert ws.open_index().counts() == ws._library.readings.points()


def test_what_a_version_before_this_one_stored_on_the_server_is_taken_over_and_that_is_said(
    qdrant: QdrantServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(qdrant_url=qdrant.url)
    with Workspace.open(tmp_path, settings) as ws:
        paper = ws.add_paper(OTTERS, "otters.pdf")
        found = ws.find_passages(SENTENCES[2])
        now, before = collection(ws), index_name(ws.open_index().embedder, UNOWNED_VERSION)
    with qdrant.lock:  # as that version left it: another collection, and a folder of another name
        qdrant.client.create_collection(
            before,
            vectors_config=qdrant.client.get_collection(now).config.params.vectors,
            sparse_vectors_config=qdrant.client.get_collection(now).config.params.sparse_vectors,
        )
        qdrant.indexes[before] = {}
        stored, _ = qdrant.client.scroll(now, limit=1000, with_vectors=True)
        points = [point for point in stored if "paper_id" in point.payload]  # that version made no claim
        for point in points:
            del point.payload["owner"]
        qdrant.client.upsert(before, [PointStruct(id=p.id, vector=p.vector, payload=p.payload) for p in points])
        qdrant.client.delete_collection(now)
    index = tmp_path / "index"
    (index / f"{now}{VECTORS}").rename(index / f"{before}{VECTORS}")
    monkeypatch.setattr(PassageIndex, "add", lambda *_: pytest.fail("nothing is embedded again"))
    with Workspace.open(tmp_path, settings) as ws:
        ws.open_index()
        assert any(f"The collection {before} stays" in note for note in ws.repairs.notes())
        until(lambda: not ws.index.is_recovering)
        assert ws.find_passages(SENTENCES[2]) == found
        assert ws.open_index().counts() == {(paper.id, 1): len(points)}
    assert qdrant.count(before) == len(points)


def copied_folder(ws: Workspace, tmp_path: Path) -> Path:
    """Return a copy of the data folder of an open workspace, which is closed."""
    folder = ws.folder
    ws.close()
    shutil.copytree(folder, tmp_path / "copy", ignore=shutil.ignore_patterns("in-use.lock"))
    return tmp_path / "copy"


def test_a_copy_of_a_data_folder_is_told_so_and_touches_nothing(
    ws: Workspace, qdrant: QdrantServer, tmp_path: Path
) -> None:
    paper = ws.add_paper(OTTERS, "otters.pdf")
    found = ws.find_passages(SENTENCES[2])
    copy = copied_folder(ws, tmp_path)
    with Workspace.open(copy, Settings(qdrant_url=qdrant.url)) as other:
        with pytest.raises(Claimed, match="belong to the data folder"):
            other.open_index()
        assert any("sidelight claim copy" in note for note in other.repairs.notes())
        assert other.answers() == []
    with Workspace.open(tmp_path / "one", Settings(qdrant_url=qdrant.url)) as original:
        assert original.find_passages(SENTENCES[2]) == found
        assert original.papers()[0].id == paper.id


def test_a_copy_becomes_a_library_of_its_own_without_embedding_anything(
    ws: Workspace, qdrant: QdrantServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = ws.add_paper(OTTERS, "otters.pdf")
    found, points = ws.find_passages(SENTENCES[2]), ws.open_index().count()
    copy = copied_folder(ws, tmp_path)
    monkeypatch.setattr(PassageIndex, "add", lambda *_: pytest.fail("nothing is embedded again"))
    with Workspace.open(copy, Settings(qdrant_url=qdrant.url)) as other:
        assert other.index.settle_claim(lambda done, total: None, is_copy=True) == points
        assert other.repairs.notes() == []
        assert other.find_passages(SENTENCES[2]) == found
        with pytest.raises(ConfigError, match="Nothing was changed"):
            other.index.settle_claim(lambda done, total: None, is_copy=True)
        other.remove_paper(paper.id)
    with Workspace.open(tmp_path / "one", Settings(qdrant_url=qdrant.url)) as original:
        assert original.find_passages(SENTENCES[2]) == found
    with Workspace.open(copy, Settings(qdrant_url=qdrant.url)) as other:
        assert other.open_index().count() == 0


def test_a_library_that_was_moved_by_copying_keeps_its_passages(
    ws: Workspace, qdrant: QdrantServer, tmp_path: Path
) -> None:
    ws.add_paper(OTTERS, "otters.pdf")
    found = ws.find_passages(SENTENCES[2])
    copy = copied_folder(ws, tmp_path)
    with Workspace.open(copy, Settings(qdrant_url=qdrant.url)) as moved:
        moved.index.settle_claim(lambda done, total: None, is_copy=False)
        assert moved.find_passages(SENTENCES[2]) == found
    with Workspace.open(tmp_path / "one", Settings(qdrant_url=qdrant.url)) as left, pytest.raises(Claimed):
        left.open_index()


def test_a_data_folder_that_was_renamed_or_given_other_permissions_is_no_copy(
    ws: Workspace, qdrant: QdrantServer, tmp_path: Path
) -> None:
    ws.add_paper(OTTERS, "otters.pdf")
    folder = ws.folder
    ws.close()
    renamed = folder.rename(tmp_path / "renamed")
    (renamed / LIBRARY_FILE).chmod(0o640)
    with Workspace.open(renamed, Settings(qdrant_url=qdrant.url)) as same:
        assert same.find_passages(SENTENCES[2])
