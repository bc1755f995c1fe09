"""Several processes with one library, one PostgreSQL and one Qdrant server: what one adds the others have, what is typed stays.

Here they are workspaces of one process with data folders of their own, which share nothing else; `test_workers_killed` starts
processes.
"""

from __future__ import annotations

import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from lib.acting import acting_as
from lib.answering.styles import keep_style
from lib.background.quotas import Quotas, Totals, Work
from lib.config import Preferences, Settings
from lib.disk import MEGABYTE
from lib.errors import ConfigError, NotAllowed, StoreAway
from lib.library.unsharing import bring_home
from lib.records import Answer, CellKey, Question
from lib.records.people import Person, Role
from lib.sharing.operations import Operations
from lib.sharing.queue_worker import QueueWorker
from lib.storage.person_work import PersonWork
from lib.storage.spending import SpendingStore
from lib.storage.surveys import SurveyStore
from lib.surveys.other_runs import RunsTogether
from lib.surveys.run import AT_ONCE, SurveyRun
from lib.surveys.spending import Spending
from lib.workspace import Workspace
from tests import postgres
from tests.indexing.qdrant_server import QdrantServer
from tests.small_papers import small_paper

UNTIL_S = 60.0
ROB = Person("rob@example.org", "rob", Role.RATER)
QUESTION = "How many animals were counted?"


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + UNTIL_S
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.05)


@dataclass
class Site:
    """The servers of an installation, and what is open of it."""

    folder: Path
    database: str
    qdrant: str
    server: postgres.Server
    open: list[Workspace] = field(default_factory=list)

    def settings(self, name: str, shared: str = "shared") -> Settings:
        return Settings(
            data=self.folder / name,
            database_url=self.database,
            qdrant_url=self.qdrant,
            shared=str(self.folder / shared) if shared else "",
        )

    @contextmanager
    def database_away(self) -> Iterator[None]:
        """Cut everybody off from the database, and let nobody in."""
        name = make_url(self.database).database
        self.server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        try:
            self.server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608
            yield
        finally:
            self.server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    def app(self, name: str) -> Workspace:
        workspace = Workspace.open(self.folder / name, self.settings(name))
        self.open.append(workspace)
        return workspace


@pytest.fixture(scope="module")
def site(postgres_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    server = QdrantServer()
    with ExitStack() as stack:
        stack.callback(server.stop)
        url = stack.enter_context(postgres_server.database())
        found = Site(tmp_path_factory.mktemp("site"), url, server.url, postgres_server)
        yield found
        for workspace in found.open:
            workspace.close()


@pytest.fixture(scope="module")
def apps(site: Site) -> tuple[Workspace, Workspace]:
    """Return two apps, of which the second works too."""
    return site.app("one"), site.app("other")


@pytest.fixture(scope="module")
def worker(apps: tuple[Workspace, Workspace]) -> Iterator[QueueWorker]:
    worker = QueueWorker(apps[1], "working app")
    yield worker
    worker.close()


@pytest.fixture(scope="module")
def paper_id(apps: tuple[Workspace, Workspace], worker: QueueWorker) -> str:
    one, _ = apps
    paper = one.add_paper(small_paper(1), "one.pdf")
    assert (paper.status, paper.problem) == ("ready", None)
    return paper.id


def test_a_paper_added_in_one_app_is_in_the_other_and_answers_equally(
    apps: tuple[Workspace, Workspace], paper_id: str
) -> None:
    one, other = apps
    assert [paper.id for paper in other.papers()] == [paper_id]
    assert one.find_passages(QUESTION) == other.find_passages(QUESTION) != []
    said = [workspace.ask(QUESTION) for workspace in apps]
    assert said[0].text == said[1].text != ""
    assert other.pages.picture(paper_id, 1).data == one.pages.picture(paper_id, 1).data
    assert other.pages.pdf_bytes(paper_id) == small_paper(1)


def test_settings_changed_in_one_app_count_in_the_other_and_what_is_typed_stays(
    apps: tuple[Workspace, Workspace],
) -> None:
    one, other = apps
    one.settings.change(word_limit=123)
    until(lambda: other.settings.preferences.word_limit == 123)
    other.settings.change(passage_limit=5)
    until(lambda: one.settings.preferences.passage_limit == 5)
    assert one.settings.preferences.word_limit == 123, "nothing that the other changed is lost"
    one.settings.embedder_keys["https://embedder.example"] = "secret"
    assert other.settings.embedder_keys == {}


def test_a_survey_begun_in_one_app_is_run_by_the_other_and_seen_in_both(
    apps: tuple[Workspace, Workspace], paper_id: str
) -> None:
    one, other = apps
    survey = one.run_survey([QUESTION, "Where were they counted?"], [paper_id])
    assert survey.status == "finished"
    assert len(survey.cells) == 2
    assert other.surveys.progress(survey.id).done == 2
    assert other.surveys.survey(survey.id).cells.keys() == survey.cells.keys()


def test_a_paper_that_waits_or_is_read_elsewhere_is_seen_stopped_and_removed(
    site: Site, apps: tuple[Workspace, Workspace], worker: QueueWorker, paper_id: str
) -> None:
    one, other = apps
    added = one.jobs.add("two.pdf", small_paper(2))
    until(lambda: other.paper(added).status == "ready" and not one.jobs.progress())
    other.remove_paper(added)
    assert [paper.id for paper in one.papers()] == [paper_id]
    assert one.find_passages("part 2") == other.find_passages("part 2")


def test_health_shows_all_processes(apps: tuple[Workspace, Workspace], worker: QueueWorker) -> None:
    assert sorted(process.kind for process in apps[0].health().processes) == ["app", "working app"]


def test_a_process_with_files_of_its_own_is_refused(site: Site, apps: tuple[Workspace, Workspace]) -> None:
    with pytest.raises(ConfigError, match="SIDELIGHT_SHARED"):
        Workspace.open(site.folder / "third", site.settings("third", shared=""))
    with pytest.raises(ConfigError, match="DATABASE_URL and a Qdrant server"):
        Workspace.open(site.folder / "fourth", Settings(shared=str(site.folder / "shared")))


def test_a_place_with_another_library_s_files_is_refused(
    site: Site, apps: tuple[Workspace, Workspace], postgres_server: postgres.Server
) -> None:
    with postgres_server.database() as url, pytest.raises(ConfigError, match="another library"):
        Workspace.open(
            site.folder / "stranger",
            Settings(database_url=url, qdrant_url=site.qdrant, shared=str(site.folder / "shared")),
        )


def test_two_runs_of_a_survey_ask_each_cell_once_and_no_more_at_a_time_than_one_would(
    apps: tuple[Workspace, Workspace], paper_id: str
) -> None:
    store = SurveyStore(apps[0]._engine)
    planned = apps[0].surveys.plan([f"{QUESTION} {n}" for n in range(24)], [paper_id])
    plan = replace(planned, answerers=["model"])
    survey_id = store.add(plan)
    asked: list[CellKey] = []
    under_way = most = 0
    lock = threading.Lock()

    def ask(paper: str, question: int, answerer: str, goes_on: object, exchange: object) -> Answer:
        nonlocal under_way, most
        with lock:
            asked.append((paper, question, answerer))
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.02)
        with lock:
            under_way -= 1
        return Answer(uuid.uuid4().hex, "", True, "It says so.", [], [], answerer, "", [paper])

    runs = []
    for workspace in apps:
        locks = workspace.deployment.locks
        assert locks is not None
        others = RunsTogether(survey_id, store.engine, locks)
        runs.append(SurveyRun(survey_id, plan, store, ask, lambda _: True, lambda _: None, others=others))
    for run in runs:
        run.start()
    for run in runs:
        assert run.wait(UNTIL_S)
    assert sorted(asked) == sorted(plan.places()), "each once, all of them"
    assert most <= AT_ONCE
    assert store.head(survey_id).status == "finished"
    assert store.head(survey_id).done == 24


def test_a_wait_that_one_process_is_asked_for_holds_in_the_other(
    apps: tuple[Workspace, Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.surveys.other_runs.LOOK_S", 0.0)
    one, other = (RunsTogether("survey", of._engine, of.deployment.locks) for of in apps)  # type: ignore[arg-type]
    assert other.paused("model") == 0
    one.pause("model", 600)
    assert one.paused("model") == 0, "it knows"
    assert 500 < other.paused("model") <= 600
    assert other.paused("model") == 0, "it has heard of it"
    one.pause("model", 900)
    assert 800 < other.paused("model") <= 900
    assert other.paused("another") == 0


def test_a_limit_of_money_holds_over_all_processes(apps: tuple[Workspace, Workspace]) -> None:
    apps[0].settings.change(dollars_a_day=1.0)
    spending = [Spending(SpendingStore(of._engine), of.models.spending_limits) for of in apps]
    until(lambda: apps[1].settings.preferences.dollars_a_day == 1.0)
    assert spending[1].reached("") is None
    spending[0].add(1.5, "")
    assert "the limit of a day" in (spending[1].reached("") or "")
    apps[0].settings.change(dollars_a_day=0.0)
    until(lambda: apps[1].settings.preferences.dollars_a_day == 0.0)


def test_a_survey_that_is_paused_in_one_app_stops_in_the_other(
    apps: tuple[Workspace, Workspace], worker: QueueWorker, paper_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = apps
    go = threading.Event()

    def slowly(*arguments: object) -> Answer:
        go.wait(0.2)
        return Answer(uuid.uuid4().hex, "", True, "It says so.", [], [], "extractive", "", [paper_id])

    monkeypatch.setattr(other._ask_service, "ask_cell", slowly)
    survey_id = one.surveys.start(one.surveys.plan([f"{QUESTION} {n}" for n in range(60)], [paper_id]))
    until(lambda: one.surveys.progress(survey_id).done >= 2)
    one.surveys.pause(survey_id)
    until(lambda: not other.surveys.runs.run_of(survey_id))
    assert one.surveys.progress(survey_id).status == other.surveys.progress(survey_id).status == "paused"
    done = one.surveys.progress(survey_id).done
    assert done < 60
    go.set()
    one.surveys.resume(survey_id)
    one.surveys.wait(survey_id)
    assert one.surveys.progress(survey_id).status == "finished"
    assert one.surveys.progress(survey_id).done == 60


def test_papers_and_surveys_wait_for_a_place_for_files_that_is_away(
    site: Site, apps: tuple[Workspace, Workspace], worker: QueueWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.absence.LOOKED_FOR_EVERY_S", 0.05)
    one, other = apps
    with a_pause_before_reading(other, monkeypatch) as go_on:
        added = one.jobs.add("three.pdf", small_paper(3))
        until(lambda: other.paper(added).status == "reading")
        shutil.rmtree(other.folder / "cache" / "papers")  # no machine has a copy
        (site.folder / "shared").rename(site.folder / "elsewhere")
        (site.folder / "shared").mkdir()  # what nothing is mounted on
        go_on()
        until(lambda: other.deployment.files_away)
        with pytest.raises(StoreAway, match="no papers can be added"):
            one.jobs.add("four.pdf", small_paper(4))
        assert "files" in [part.part for part in one.health().parts if part.problem]
        time.sleep(0.5)  # what is under way comes upon it
        assert other.paper(added).status == "reading"
        (site.folder / "shared").rmdir()
        (site.folder / "elsewhere").rename(site.folder / "shared")
    until(lambda: one.paper(added).status == "ready" and not one.jobs.progress())
    until(lambda: one.deployment.files_away is None)
    one.remove_paper(added)


def test_a_place_that_lost_its_mark_is_not_taken_for_a_new_one(site: Site, apps: tuple[Workspace, Workspace]) -> None:
    (site.folder / "empty").mkdir()
    with pytest.raises(ConfigError, match="Is the folder mounted"):
        Workspace.open(site.folder / "later", site.settings("later", shared="empty"))


@contextmanager
def a_pause_before_reading(app: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], object]]:
    """Let the papers that an app reads wait until what is yielded is called."""
    go = threading.Event()
    reader = app._ingestion._work._reader
    read = reader._files.path_to_read

    def waiting(paper_id: str) -> Path:
        go.wait(UNTIL_S)
        return read(paper_id)

    with monkeypatch.context() as patched:
        patched.setattr(reader._files, "path_to_read", waiting)
        yield go.set


def test_papers_and_surveys_go_on_when_the_database_is_back(
    site: Site, apps: tuple[Workspace, Workspace], worker: QueueWorker, paper_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.storage.database.CONNECTED_WITHIN_S", 0.1)
    monkeypatch.setattr("lib.storage.database.LOOKED_FOR_EVERY_S", 0.05)
    one, other = apps
    asked: list[str] = []
    is_off, goes_on = threading.Event(), threading.Event()
    ask_cell = other._ask_service.ask_cell

    def counted(question: Question, *arguments: Any) -> Answer:
        asked.append(question.text)
        answer = ask_cell(question, *arguments)
        if len(asked) == 3:
            is_off.set()
            goes_on.wait(UNTIL_S)
        return answer

    monkeypatch.setattr(other._ask_service, "ask_cell", counted)
    questions = [f"{QUESTION} {n}" for n in range(6)]
    with a_pause_before_reading(other, monkeypatch) as go_on:
        added = one.jobs.add("five.pdf", small_paper(5))
        survey_id = one.surveys.start(one.surveys.plan(questions, [paper_id]))
        assert is_off.wait(UNTIL_S)
        until(lambda: other.paper(added).status == "reading")
        with site.database_away():
            go_on()
            with pytest.raises(StoreAway, match="database does not answer"):
                one.papers()
            time.sleep(0.5)  # what is under way comes upon it
    until(lambda: one.paper(added).status == "ready" and one.paper(added).problem is None)
    further = one.jobs.add("six.pdf", small_paper(6))
    until(lambda: one.paper(further).status == "ready")  # taken, though the survey goes on
    with site.database_away():
        goes_on.set()
        time.sleep(0.5)  # its answer cannot be kept
    one.surveys.wait(survey_id)
    cells = one.surveys.survey(survey_id).cells
    assert [cell.problem for cell in cells.values()] == [None] * 6
    assert sorted(asked) == questions, "each once"
    until(lambda: not one.jobs.progress())
    for added_id in (added, further):
        one.remove_paper(added_id)


def test_a_style_kept_in_one_app_is_in_the_other_and_those_of_a_folder_come_along(
    site: Site, apps: tuple[Workspace, Workspace], postgres_server: postgres.Server
) -> None:
    one, other = apps
    one.styles.keep("a b", "{context} {question}")
    assert other.styles.names() == ["sidelight", "reference", "a b"]
    assert other.styles.template("a b") == "{context} {question}"
    with pytest.raises(ConfigError, match="There is no style"):
        other.styles.template("a_b")
    other.styles.remove("a b")
    assert one.styles.names() == ["sidelight", "reference"]
    keep_style("own", "{question} {context}", one.folder)
    with pytest.raises(ConfigError, match="There is no style"):
        one.styles.template("own")
    with postgres_server.database() as url:
        folder = site.folder / "coming"
        folder.mkdir()
        keep_style("own", "{question} {context}", folder)
        settings = replace(site.settings("coming", shared="its own"), database_url=url)
        with Workspace.open(folder, settings) as coming:
            assert coming.styles.template("own") == "{question} {context}"


def test_people_and_projects_of_one_app_are_those_of_the_other(
    apps: tuple[Workspace, Workspace], worker: QueueWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = apps
    assert other.people._holds_s <= 2.0
    for app in apps:
        monkeypatch.setattr(app.people, "_holds_s", 0.0)
    assert other.people.account("ada@example.org") is None
    one.people.let_in("ada@example.org", Role.ADMINISTRATOR)
    assert [one.role for one in other.people.accounts()] == [Role.ADMINISTRATOR]
    one.people.forget_person("ada@example.org")
    assert other.people.account("ada@example.org") is None, "who was shut out in one app is shut out in all"
    project = one.people.make_project("Later")
    with one.open_project(project.id) as later:
        paper = later.add_paper(small_paper(11), "eleven.pdf")
        assert (paper.status, paper.problem) == ("ready", None), (
            "a worker that was there before the project reads for it"
        )


def test_of_two_processes_that_count_at_once_one_waits_for_the_other(apps: tuple[Workspace, Workspace]) -> None:
    works = [PersonWork(app._engine) for app in apps]
    first_counts, second_counts = threading.Event(), threading.Event()
    found: list[object] = []
    waits = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )

    def one_waits() -> bool:
        with apps[0]._engine.connect() as connection:
            return bool(connection.execute(waits).scalar_one())

    def second(totals: Totals) -> None:
        second_counts.set()
        found.append(totals)

    def first(totals: Totals) -> None:
        first_counts.set()
        until(lambda: second_counts.is_set() or one_waits())
        found.append(second_counts.is_set())

    one = threading.Thread(target=works[0].add, args=("mia@example.org", "survey", 0, first))
    one.start()
    assert first_counts.wait(UNTIL_S)
    ids = [works[1].add("mia@example.org", "survey", 0, second)]
    one.join()
    assert found == [False, {"survey": (1, 0)}]
    works[1].end(ids)


def test_what_a_person_has_under_way_counts_in_all_processes(
    apps: tuple[Workspace, Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    few = Preferences(questions_a_person=2, megabytes_a_person=10)
    here, there = Quotas(), Quotas()
    is_under_way, seen = True, PersonWork(apps[0]._engine)

    def room(held: AbstractContextManager[Work]) -> bool:
        with held:
            return True

    with monkeypatch.context() as patched, acting_as(ROB):
        here.share(seen)
        patched.setattr("lib.background.quotas.LOOK_S", 0.05)
        there.share(PersonWork(apps[1]._engine))
        for quotas in (here, there):
            with quotas.question(few, False) as question:
                question.is_under_way = lambda: is_under_way
        with here.paper(few, 6 * MEGABYTE) as paper:
            paper.is_under_way = lambda: is_under_way
        with pytest.raises(NotAllowed, match="2 of your questions"):
            room(there.question(few, False))
        with pytest.raises(NotAllowed, match="10 MB"):
            room(there.paper(few, 5 * MEGABYTE))
        patched.setattr("lib.storage.person_work.process_name", lambda: "elsewhere/1")  # one that was killed
        seen.add(ROB.id, "question", 0, lambda totals: None)
        is_under_way = False

        def is_free() -> bool:
            with suppress(NotAllowed):
                return room(there.question(few, False))
            return False

        until(is_free)
    for quotas in (here, there):
        quotas.share_no_more()


def test_whoever_adds_papers_is_told_that_nobody_takes_them(
    site: Site, postgres_server: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.sharing.operations.LOOK_S", 0.05)
    for number in (1, 2):
        (site.folder / f"{number}.pdf").write_bytes(small_paper(number))
    said: list[str] = []
    with postgres_server.database() as url, ExitStack() as stack:
        settings = replace(site.settings("idle", shared="idle's"), database_url=url)
        app = stack.enter_context(Workspace.open(site.folder / "idle", settings))

        def tell(progress: dict[str, Any]) -> bool:
            said.append(progress.get("reason") or progress["paper"]["status"])
            if "reason" in progress:
                stack.callback(QueueWorker(app, "working app").close)
            return True

        paths = [str(site.folder / f"{number}.pdf") for number in (1, 2)]
        added = Operations(app, "").call("add", {"paths": paths}, tell)
    assert "start `sidelight worker`" in said[0]
    assert said[1:] == ["ready", "ready"]
    assert [paper["filename"] for paper in added] == ["1.pdf", "2.pdf"]


def test_the_files_of_a_shared_library_come_home(site: Site, postgres_server: postgres.Server) -> None:
    with postgres_server.database() as url:
        shared = replace(site.settings("sharing", shared="left"), database_url=url)
        with Workspace.open(shared.data, shared) as app, ExitStack() as stack:
            stack.callback(QueueWorker(app, "working app").close)
            paper = app.add_paper(small_paper(7), "seven.pdf")
            with app.open_project(app.people.make_project("Trial").id) as trial:
                other = trial.add_paper(small_paper(8), "eight.pdf")
                trial.styles.keep("theirs", "{context} {question}")
                found = [app.find_passages(QUESTION), trial.find_passages(QUESTION)]
            app.settings.change(word_limit=77)
            app.styles.keep("ours", "{question} {context}")
            home = replace(shared, data=site.folder / "home")
            with pytest.raises(ConfigError, match="End every app and worker"):
                bring_home(home, lambda *_: None)
        said: list[tuple[str, int, int]] = []
        brought = bring_home(home, lambda *far: said.append(far))
        assert said[-1] == ("files", brought.files, brought.files)
        assert brought.files == 4, "two PDFs and their vectors"
        with pytest.raises(ConfigError, match="holds no library"):
            bring_home(home, lambda *_: None)
        with Workspace.open(home.data, replace(home, shared="")) as alone:
            assert alone.settings.preferences.word_limit == 77
            assert alone.styles.template("ours") == "{question} {context}"
            assert alone.pages.pdf_bytes(paper.id) == small_paper(7)
            project = next(one for one in alone.people.projects() if one.name == "Trial")
            with alone.open_project(project.id) as trial:
                assert [alone.find_passages(QUESTION), trial.find_passages(QUESTION)] == found
                assert trial.styles.template("theirs") == "{context} {question}"
                assert trial.pages.pdf_bytes(other.id) == small_paper(8)
            later = alone.add_paper(small_paper(9), "nine.pdf")
        with Workspace.open(home.data, replace(home, shared=str(site.folder / "anew"))) as again:
            assert again.pages.pdf_bytes(later.id) == small_paper(9), "and come to be shared again"
            assert again.settings.preferences.word_limit == 77
