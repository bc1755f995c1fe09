"""What a role may do holds where things are written, whatever screen or thread it comes from."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.acting import acting_as, actor
from lib.answering.providers.openai.settings import Endpoint
from lib.disk import GIGABYTE
from lib.errors import NotAllowed
from lib.records.people import OWNER, Person, Role
from lib.workspace import Workspace
from tests.answering.servers import ModelServer, Reply
from tests.pdfs import print_paper

READER, RATER, ADMINISTRATOR = (Person(role, role, role) for role in Role)
PAPER = print_paper(sections=[("Methods", ["Each picture was resized to 512 pixels before training."])]).data

FOR_RATERS: dict[str, Callable[[Workspace], object]] = {
    "add a paper": lambda ws: ws.jobs.add("new.pdf", PAPER + b" "),
    "ask": lambda ws: ws.jobs.ask("What size?").wait(60),
    "edit a paper": lambda ws: ws.edit_paper(ws.papers()[0].id, title="Another"),
    "run a survey": lambda ws: ws.run_survey(["What size?"], [ws.papers()[-1].id]),
    "tag": lambda ws: ws.groups.put("tag", "mine", [ws.papers()[0].id]),
}
FOR_ADMINISTRATORS: dict[str, Callable[[Workspace], object]] = {
    "change a setting": lambda ws: ws.settings.change(word_limit=300),
    "change the embedder": lambda ws: ws.change_embedder("minilm"),
    "take in a folder by path": lambda ws: ws.jobs.add_folder(str(ws.folder)),
    "keep a style": lambda ws: ws.styles.keep("mine", "{context} {question}"),
    "back up": lambda ws: ws.backups.start().wait(60),
    "check the folder": lambda ws: ws.inspection.start().wait(60),
    "let text go to a host": lambda ws: ws.models.confirm_host("x.example"),
    "remove a paper": lambda ws: ws.bin.put([ws.papers()[0].id]),
    "empty the bin": lambda ws: ws.bin.empty(),
}


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    with Workspace.open(tmp_path_factory.mktemp("acting")) as workspace:
        assert workspace.add_paper(PAPER, filename="a.pdf").status == "ready"
        yield workspace


@pytest.mark.parametrize("what", FOR_RATERS)
def test_a_reader_changes_nothing(ws: Workspace, what: str) -> None:
    with acting_as(READER), pytest.raises(NotAllowed, match="rater"):
        FOR_RATERS[what](ws)


@pytest.mark.parametrize("what", FOR_RATERS)
def test_a_rater_works(ws: Workspace, what: str) -> None:
    with acting_as(RATER):
        FOR_RATERS[what](ws)


@pytest.mark.parametrize("what", FOR_ADMINISTRATORS)
def test_only_an_administrator_does_what_concerns_all(ws: Workspace, what: str) -> None:
    for person in (READER, RATER):
        with acting_as(person), pytest.raises(NotAllowed, match="administrator"):
            FOR_ADMINISTRATORS[what](ws)


def test_a_reader_reads_searches_and_exports(ws: Workspace) -> None:
    answer = ws.ask("What size were the pictures?")
    with acting_as(READER):
        assert ws.papers()
        assert ws.sentences(ws.papers()[0].id)
        assert ws.find_passages("pictures")
        assert ws.search("picture").count
        assert ws.answer(answer.id) is not None
        assert ws.exports.answer(answer.id, "markdown").data


def test_what_was_begun_goes_on_in_its_own_thread_for_the_owner() -> None:
    found: list[Person] = []
    with acting_as(READER):
        thread = threading.Thread(target=lambda: found.append(actor()))
        thread.start()
        thread.join()
        assert actor() is READER
    assert found == [OWNER]
    assert actor() is OWNER


def test_an_administrator_may_what_all_may(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace, acting_as(ADMINISTRATOR):
        workspace.settings.change(word_limit=300)
        assert workspace.jobs.add("a.pdf", b"no pdf")


def test_a_person_has_so_many_surveys_running_at_once(tmp_path: Path) -> None:
    """A survey that waits for a slow model holds the place of another until it is paused."""
    with ModelServer(Reply(silent_s=30)) as server, Workspace.open(tmp_path) as workspace:
        paper = workspace.add_paper(PAPER, filename="a.pdf")
        workspace.settings.change(endpoints=(Endpoint("slow", f"{server.url}/v1", "m"),), surveys_a_person=1)
        with acting_as(Person("rob@example.org", "Rob", Role.RATER)):
            surveys = workspace.surveys
            first = surveys.start(surveys.plan(["What size?"], [paper.id], ["openai:slow"]))
            other = surveys.plan(["How many?"], [paper.id])
            with pytest.raises(NotAllowed, match="1 of your surveys"):
                surveys.start(other)
            surveys.pause(first)
            surveys.wait(first)
            surveys.wait(surveys.start(other))
            assert workspace.surveys.head(first).plan.asked_by == "Rob"


def test_a_project_s_pdfs_take_no_more_room_than_is_set(tmp_path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("b.pdf", PAPER + b" ")
        packed.writestr("c.pdf", PAPER + b"  ")
    with Workspace.open(tmp_path) as workspace:
        workspace.settings.change(gigabytes_a_project=(2 * len(PAPER) + 10) / GIGABYTE)
        workspace.jobs.add("a.pdf", PAPER)
        report = workspace.jobs.add_zip("both.zip", archive.getvalue())
        assert len(report.added) == 1
        assert [name for name, reason in report.skipped if "GB together" in reason] == ["c.pdf"]
        with pytest.raises(NotAllowed, match="GB together"):
            workspace.jobs.add("d.pdf", PAPER + b"   ")
        workspace.settings.change(gigabytes_a_project=0.0)
        assert workspace.jobs.add("d.pdf", PAPER + b"   ")
