"""A library moved to other engines and back: everything arrives, a move broken off is begun again, the old place is closed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from lib.backup.damage import DatabaseState, database_state
from lib.config import Settings
from lib.errors import ConfigError, FolderInUse, SidelightError, StoreError
from lib.indexing.edge import EdgeVectorStore
from lib.indexing.index import PassageIndex
from lib.indexing.stores import index_name
from lib.library import relocation
from lib.library.relocation import FOLDER, Relocated, relocate
from lib.records import Box
from lib.records.people import Role
from lib.storage import database_copy
from lib.storage.database import DATABASE_FILE, open_database, writing
from lib.workspace import Workspace
from tests import pdfs, postgres
from tests.indexing.qdrant_server import QdrantServer

pytestmark = pytest.mark.usefixtures("impatient_qdrant")

SENTENCES = pdfs.unlike_sentences(6, seed=3)
OTTERS = pdfs.make_paper(sections=[("Methods", SENTENCES)], title="Otters in the reeds")
OWLS = pdfs.make_paper(sections=[("Methods", pdfs.unlike_sentences(6, seed=4))], title="Owls in the barn")


KINDS = 14
"""Kinds of things that are compared of a library."""
RECORDS = b"TY  - JOUR\nTI  - Otters of the river\nAU  - Lovelace, Ada\nPY  - 2020\nER  - \n"


@pytest.fixture
def postgresql(postgres_server: postgres.Server) -> Iterator[str]:
    with postgres_server.database() as url:
        yield url


@dataclass
class Library:
    """A library with a project, an answer, a verdict and a person, and what is in it."""

    folder: Path
    project: str
    contents: list[Any]

    def settings(self, **at: str) -> Settings:
        return Settings(data=self.folder, **at)  # type: ignore[arg-type]

    def now(self, settings: Settings) -> list[Any]:
        with Workspace.open(self.folder, settings) as ws, ws.open_project(self.project) as project:
            return [
                *contents(ws),
                *contents(project),
                ws.people.accounts(),
                [one.action for one in ws.actions.latest()],
            ]


def contents(ws: Workspace) -> list[Any]:
    ws.open_index()
    papers = ws.papers()
    return [
        papers,
        [ws.sentences(paper.id) for paper in papers],
        ws.answers(),
        ws.find_passages(SENTENCES[2]),
        ws.search("the").count,
        [ws.surveys.survey(head.id) for head in ws.surveys.heads()],
        ws.open_index().counts(),
        ws.groups.all(),
        [ws.annotations.of(paper.id) for paper in papers],
        ws.bin.papers(),
        ws.history.entries(10),
        ws.reviews.all(),
        [ws.record_screenings.screened(one.id) for one in ws.record_screenings.all()],
        [(name, ws.styles.template(name)) for name in ws.styles.names()],
    ]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = tmp_path / "data"
    settings = Settings(data=folder)
    with Workspace.open(folder, settings) as ws:
        paper = ws.add_paper(OTTERS, "otters.pdf")
        ws.ask(SENTENCES[2])
        ws.run_survey(["What was measured?"], [paper.id])
        ws.edit_paper(paper.id, title="A \N{GREEK SMALL LETTER ALPHA} title")
        ws.people.let_in("ada@example.org", Role.RATER)
        ws.groups.put("tag", "otters", [paper.id])
        ws.annotations.add(paper.id, "words", [Box(1, 0.1, 0.1, 0.2, 0.2)], "mine")
        ws.reviews.give(ws.answers()[0].id, "Ada", correct="correct")
        ws.history.rename(ws.answers()[0].id, "by a name")
        ws.styles.keep("ours", "{context} {question}")
        screening = ws.record_screenings.begin("Otters")
        ws.record_screenings.add_file(screening.id, "records.ris", RECORDS, "PubMed")
        ws.record_screenings.decide(screening.id, 1, "title", "Ada", "include")
        ws.bin.put([ws.add_paper(OWLS, "owls.pdf").id])
        project = ws.people.make_project("Trial")
        with ws.open_project(project.id) as other:
            other.add_paper(OWLS, "owls.pdf")
    made = Library(folder, project.id, [])
    made.contents = made.now(settings)
    return made


def quiet(what: str, done: int, total: int) -> None:
    """Say nothing."""


def test_a_library_goes_to_servers_and_comes_back_as_it_was(
    library: Library, qdrant: QdrantServer, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = library.settings(database_url=postgresql, qdrant_url=qdrant.url)
    said: list[tuple[str, int, int]] = []
    moved = relocate(library.settings(), postgresql, qdrant.url, lambda *far: said.append(far))
    assert moved.passages == sum(sum(counts.values()) for counts in library.contents[6 : 2 * KINDS : KINDS])
    assert {what for what, _, _ in said} == {"rows", "passages"}
    assert all(Path(path, DATABASE_FILE).exists() for path in moved.kept)
    assert len(moved.kept) == 2
    monkeypatch.setattr(PassageIndex, "add", lambda *_: pytest.fail("nothing is embedded again"))
    assert library.now(there) == library.contents
    assert not list(library.folder.glob("index/sidelight-*v4")), "the old index is gone"
    with pytest.raises(ConfigError, match="was moved to the database test_"):
        Workspace.open(library.folder, library.settings())
    assert database_state(library.folder) == DatabaseState.SOUND, (
        "no backup takes the place of a library that was moved"
    )

    back = relocate(there, FOLDER, FOLDER, quiet)
    assert (back.rows, back.passages) == (moved.rows, moved.passages)
    assert library.now(library.settings()) == library.contents
    assert qdrant.count(index_name(relocation._embedder(there, library.folder))) == 0
    with pytest.raises(ConfigError, match="was moved to the data folder"):
        Workspace.open(library.folder, there)

    relocate(library.settings(), postgresql, None, quiet)
    assert library.now(replace(there, qdrant_url="")) == library.contents


class Breaks:
    """Durable steps, each of which fails once for each project before it is done."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: list[tuple[str, Path, str]] = []
        """Name of the step, the folder that is being moved, and the state that is written down."""
        self.folder = Path()
        self._patch = monkeypatch
        move = relocation.Relocation._move

        def noted(of: relocation.Relocation, part: Any) -> Relocated:
            self.folder = part.folder
            return move(of, part)

        monkeypatch.setattr(relocation.Relocation, "_move", noted)

    def before(self, owner: Any, *names: str) -> None:
        for name in names:
            self._patch.setattr(owner, name, self._failing(name, getattr(owner, name)))

    def _failing(self, name: str, call: Any) -> Any:
        def breaks(*args: Any, **kwargs: Any) -> Any:
            step = name, self.folder, str(args[1])[:4] if name == "set_move_state" else ""
            if step not in self.done:
                self.done.append(step)
                raise StoreError("Broken off.")
            return call(*args, **kwargs)

        return breaks


def test_a_move_that_is_broken_off_is_begun_again(
    library: Library, qdrant: QdrantServer, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, breaks = library.settings(database_url=postgresql, qdrant_url=qdrant.url), Breaks(monkeypatch)
    breaks.before(database_copy, "copy_rows", "set_move_state")
    breaks.before(relocation, "copy_points", "claim")
    breaks.before(relocation.moved_database, "leave", "set_database_aside")
    breaks.before(EdgeVectorStore, "destroy")
    for _ in range(2 * 8):
        with pytest.raises(StoreError, match="Broken off"):
            relocate(library.settings(), postgresql, qdrant.url, quiet)
    relocate(library.settings(), postgresql, qdrant.url, quiet)
    assert library.now(there) == library.contents

    breaks.before(relocation.moved_database, "arrive")
    breaks.before(database_copy, "empty_moved")
    for _ in range(2 * 2):
        with pytest.raises(StoreError, match="Broken off"):
            relocate(there, FOLDER, FOLDER, quiet)
        if breaks.done[-1][:2] == ("arrive", library.folder):
            (library.folder / DATABASE_FILE).unlink()  # the one that says where the library is
            with pytest.raises(ConfigError, match="broken off"):
                Workspace.open(library.folder, library.settings())
    relocate(there, FOLDER, FOLDER, quiet)
    assert library.now(library.settings()) == library.contents


def test_an_unfinished_copy_is_not_used_and_the_old_place_goes_on(
    library: Library, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise StoreError("Broken off.")

    with monkeypatch.context() as patched:
        patched.setattr(relocation.database_copy, "set_move_state", fails)
        with pytest.raises(StoreError):
            relocate(library.settings(), postgresql, None, quiet)
    assert library.now(library.settings()) == library.contents
    with Workspace.open(library.folder, library.settings()) as ws:
        ws.history.remove(ws.answers()[0].id)
    expected = library.now(library.settings())
    relocate(library.settings(), postgresql, None, quiet)
    assert library.now(library.settings(database_url=postgresql)) == expected


def test_rows_that_do_not_arrive_as_they_are_stop_the_move(
    library: Library, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_copy, "_sums", lambda *_: (0, 0))
    with pytest.raises(StoreError, match="are not the same"):
        relocate(library.settings(), postgresql, None, quiet)
    assert library.now(library.settings()) == library.contents


def test_passages_that_do_not_arrive_stop_the_move(library: Library, qdrant: QdrantServer) -> None:
    qdrant.fault = lambda method, path: 400 if method == "PUT" and path.endswith("/points") else None
    with pytest.raises(StoreError):
        relocate(library.settings(), None, qdrant.url, quiet)
    qdrant.fault = lambda method, path: None
    assert library.now(library.settings()) == library.contents


def test_another_library_is_never_overwritten(library: Library, postgresql: str) -> None:
    engine = open_database(library.folder, postgresql)
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO projects VALUES ('a', 'b', 'b', 'c')"))
    engine.dispose()
    with pytest.raises(ConfigError, match="holds another library"):
        relocate(library.settings(), postgresql, None, quiet)
    assert library.now(library.settings()) == library.contents


def test_a_library_that_somebody_has_open_or_moves_is_not_moved(library: Library, postgresql: str) -> None:
    with Workspace.open(library.folder, library.settings()), pytest.raises(FolderInUse):
        relocate(library.settings(), postgresql, None, quiet)
    opened = (
        "import sys; from pathlib import Path; from lib.storage.database import open_database\n"
        "engine = open_database(Path('.'), sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", opened, postgresql], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    with pytest.raises(FolderInUse, match="Stop every app"):
        relocate(library.settings(), postgresql, None, quiet)
    other.communicate("")
    engine = open_database(library.folder, postgresql)
    with database_copy.held_alone(engine):
        with pytest.raises(FolderInUse, match="Somebody else is moving"):
            relocate(library.settings(), postgresql, None, quiet)
        with pytest.raises(ConfigError, match="is being moved"):
            open_database(library.folder, postgresql)
    engine.dispose()
    assert relocate(library.settings(), postgresql, None, quiet).rows


@pytest.mark.parametrize(
    ("database", "index", "words"),
    [
        ("mysql://host/a", None, "PostgreSQL"),
        ("nothing", None, "PostgreSQL"),
        (FOLDER, FOLDER, "lies there already"),
        (None, "localhost:6333", "must begin with http"),
    ],
)
def test_places_that_cannot_be_are_said(library: Library, database: str | None, index: str | None, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        relocate(library.settings(), database, index, quiet)


def test_two_addresses_of_one_server_are_noticed(library: Library, qdrant: QdrantServer) -> None:
    relocate(library.settings(), None, qdrant.url, quiet)
    at_server = library.settings(qdrant_url=qdrant.url)
    with pytest.raises(SidelightError, match="one Qdrant server"):
        relocate(at_server, None, qdrant.url.replace("127.0.0.1", "localhost"), quiet)
    assert library.now(at_server) == library.contents


def test_what_was_moved_is_counted() -> None:
    assert Relocated(1, 2, ["a"]).to_dict() == {"rows": 1, "passages": 2, "kept": ["a"]}
