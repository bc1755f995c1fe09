"""Every page, for everybody: signed out, not let in, of no project, in each role, and as a member of another project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit import config

import lib.ui
from lib.acting import acting_as
from lib.records import Question
from lib.records.people import Person, Role
from lib.records.surveys import ScreeningRule
from lib.reviews.queue import QueueFilter
from lib.ui.kit.session import PAGES
from lib.ui.reviews import route as review_route
from lib.ui.reviews import screen as review_screen
from lib.ui.surveys import open_survey
from lib.ui.surveys import route as survey_route
from lib.ui.surveys import screen as survey_screen
from lib.ui.surveys.records import open_records
from lib.workspace import PROJECTS, Workspace
from tests.pages.components import components
from tests.pages.conftest import CAMERAS, QUESTIONS, SOUNDS, Screen
from tests.pages.paper_list import choose, list_data, tell

ADA, ROB, REA, MIA, WES = (f"{name}@example.org" for name in ("ada", "rob", "rea", "mia", "wes"))
NAMES = {ADA: "Ada Lovelace", ROB: "Rob Roy", REA: "Rea Silvia", MIA: "Mia Farrow", WES: "Wes Craven"}
SIGN_IN = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "c",
    "client_id": "i",
    "client_secret": "s",
    "server_metadata_url": "http://localhost:9/.well-known/openid-configuration",
}


class Library:
    """Two projects: the first with a paper on cameras, and Trial with one on sounds; Rob and Rea are members of Trial."""

    def __init__(self, first: Workspace) -> None:
        self.first = first
        self.first_paper = first.add_paper(CAMERAS.data, filename="cameras.pdf").id
        self.first_answer = first.ask(QUESTIONS[0]).id
        self.first_survey = first.run_survey(QUESTIONS[:1], [self.first_paper]).id
        people = first.people
        for person, name in NAMES.items():
            people.arrive(person, name)
        people.let_in(ROB, Role.RATER)
        people.let_in(REA, Role.READER)
        people.let_in(MIA, Role.RATER)
        self.trial = people.make_project("Trial")
        people.set_members(self.trial.id, [ROB, REA])
        self.other = first.open_project(self.trial.id)
        self.other_paper = self.other.add_paper(SOUNDS.data, filename="sounds.pdf").id
        self.other_answer = self.other.ask(QUESTIONS[1]).id
        self.other_survey = self.other.run_survey(QUESTIONS[1:2], [self.other_paper]).id
        for which, workspace, words in (("first", first, "cameras"), ("other", self.other, "recordings")):
            self._add_records(which, workspace, words)

    def _add_records(self, which: str, workspace: Workspace, words: str) -> None:
        """Add what else an address may lead to: a question set, a screening, records, a sample."""
        made = workspace.surveys.save_set(f"Set of {words}", [Question(f"Which {words}?")])
        setattr(self, f"{which}_set", made.id)
        papers = [paper.id for paper in workspace.papers()]
        rule = ScreeningRule([words])
        setattr(self, f"{which}_screening", workspace.screenings.start(f"About {words}", rule, papers))
        records = workspace.record_screenings.begin(f"Records of {words}")
        workspace.record_screenings.add_file(records.id, "a.ris", f"TY  - JOUR\nTI  - {words}\nER  -\n".encode(), words)
        setattr(self, f"{which}_records", records.id)
        sample = workspace.reviews.draw_sample(f"Sample of {words}", QueueFilter(only="all"), 1, 1)
        setattr(self, f"{which}_sample", sample.id)


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Workspace.open(tmp_path_factory.mktemp("doors")) as first:
        made = Library(first)
        with made.other:
            yield made
            st.cache_resource.clear()


@pytest.fixture(autouse=True)
def installation(projects: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIDELIGHT_DATA", str(projects.first.folder))
    monkeypatch.setenv("SIDELIGHT_ADMINISTRATORS", f"{ADA}, somebody@else.example")
    monkeypatch.setattr("lib.ui.kit.guard.are_files_guarded", lambda: True)  # as server.py has it


class Visit(Screen):
    """A browser session of somebody; None: of nobody who signed in."""

    def __init__(self, person: str | None) -> None:
        super().__init__()
        self.at.secrets["auth"] = SIGN_IN
        if person is not None:
            self.at.user = {"is_logged_in": True, "email": person.title(), "name": NAMES[person]}

    @property
    def everything(self) -> str:
        """Whatever was sent to the browser."""
        return "\n".join(_sent(self.at._tree))


def _sent(node: Any) -> Iterator[str]:
    if getattr(node, "proto", None) is not None:
        yield str(node.proto)
    for child in getattr(node, "children", {}).values():
        yield from _sent(child)


def is_of_trial(visit: Visit) -> bool:
    """Return whether anything of the project Trial was sent: its paper's title or its question."""
    return any(words in visit.everything for words in ("Hearing bats", "What was recorded", "recordings"))


SHUT_OUT = {None: "Sign in to see your projects.", WES: "not let in yet", MIA: "belong to no project yet"}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("person", SHUT_OUT)
def test_whoever_is_not_let_in_sees_no_page(projects: Library, page: str, person: str | None) -> None:
    visit = Visit(person)
    query = {"paper": projects.first_paper, "answer": projects.first_answer, "survey": projects.first_survey}
    visit.open(page, **query)
    assert SHUT_OUT[person] in visit.words
    assert "camera" not in visit.everything.lower()
    assert not is_of_trial(visit)
    assert components(visit.at) == []


ADDRESSES: dict[str, tuple[str, dict[str, str]]] = {
    "papers": ("papers", {}),
    "answer": ("ask", {"answer": "answer"}),
    "history": ("ask", {}),
    "words": ("words", {"words": "recording"}),
    "reader": ("reader", {"paper": "paper", "page": "1"}),
    "survey": ("survey", {"survey": "survey", "view": "matrix"}),
    "cell": ("survey", {"survey": "survey", "view": "matrix", "answerer": "extractive", "paper": "paper", "question": "0"}),
    "table": ("survey", {"survey": "survey", "view": "table", "column": "0"}),
    "figures": ("survey", {"survey": "survey", "view": "figures", "figures": "answerers"}),
    "compare": ("survey", {"survey": "survey", "view": "compare", "beside": "people", "earlier": "survey"}),
    "raters": ("survey", {"survey": "survey", "view": "raters"}),
    "rows": ("survey", {"survey": "survey", "view": "rows", "rows_of": "arm"}),
    "surveys": ("survey", {"part": "surveys"}),
    "new survey": ("survey", {"part": "new", "set": "set"}),
    "survey once more": ("survey", {"part": "new", "again": "survey"}),
    "question sets": ("survey", {"part": "questions"}),
    "question set": ("survey", {"part": "questions", "set": "set", "draft": "1"}),
    "screenings": ("survey", {"part": "screenings"}),
    "screening": ("survey", {"screening": "screening"}),
    "record screenings": ("survey", {"part": "records"}),
    "records to decide": ("survey", {"records": "records", "record": "1", "view": "title"}),
    "records in full": ("survey", {"records": "records", "record": "1", "view": "full_text"}),
    "records": ("survey", {"records": "records", "view": "list"}),
    "flow": ("survey", {"records": "records", "view": "flow"}),
    "more records": ("survey", {"records": "records", "view": "add"}),
    "review": ("review", {"source": "survey", "only": "all", "order": "paper", "part": "queue"}),
    "review of an answer": ("review", {"answer": "answer", "paper": "paper", "question": "x", "answerer": "extractive"}),
    "review of a sample": ("review", {"sample": "sample", "category": "reported"}),
    "agreement": ("review", {"part": "agreement"}),
    "labels": ("review", {"part": "labels"}),
    "verdicts to bring": ("review", {"part": "bring"}),
    "settings": ("settings", {}),
}  # fmt: skip
"""Every address: the page, and what it names; a word such as "paper" stands for that of the project meant."""
SAYS_NOTHING = {
    "history", "new survey", "question set", "record screenings", "flow", "more records", "compare", "rows", "screenings",
    "review of an answer", "review of a sample", "agreement", "labels", "verdicts to bring", "settings", "survey once more",
    "records to decide", "records in full",
}  # fmt: skip
"""Of these it is not asked that they show something of their own project to whoever may see it, only that others see nothing."""


def test_every_address_has_a_row() -> None:
    """A page, a view or a name in an address that is new stands in the table above, or the doors are not tried on it."""
    rows = list(ADDRESSES.values())
    assert {page for page, _ in rows} == set(PAGES)
    named = {(page, name) for page, query in rows for name in query}
    assert {name for page, name in named if page == "survey"} == set(survey_route.NAMES)
    assert {name for page, name in named if page == "review"} == set(review_route.NAMES)
    values = {(name, value) for _, query in rows for name, value in query.items()}
    for name, offered in (
        ("part", set(survey_screen.PARTS) | set(review_screen.PARTS)),
        ("view", set(open_survey.VIEWS) | set(open_survey.ROWS) | set(open_records.VIEWS)),
    ):
        assert offered <= {value for of, value in values if of == name}
    read = set()
    for script in (Path(lib.ui.__file__).parent).rglob("*.py"):
        read |= set(re.findall(r"query_params(?:\.get\(|\.pop\(|\[)\s*\"(\w+)\"", script.read_text("utf-8")))
    assert read - {"project"} <= {name for _, name in named}, "an address names something that no row has"


def query_of(projects: Library, query: dict[str, str], which: str) -> dict[str, str]:
    return {name: getattr(projects, f"{which}_{value}", value) for name, value in query.items()}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("person", [ROB, REA])
def test_a_member_sees_their_project_and_nothing_of_another(projects: Library, person: str, address: str) -> None:
    page, query = ADDRESSES[address]
    visit = Visit(person)
    visit.open(page, **query_of(projects, query, "first"))  # an address of the project that they do not belong to
    foreign = visit.everything
    for secret in ("camera", "trained for 40", projects.first.papers()[0].title.lower()):
        assert secret not in foreign.lower(), f"{secret} of another project stands on {page}"
    visit = Visit(person)
    visit.open(page, **query_of(projects, query, "other"))
    if page == "review" and person == REA:
        assert "is for a rater" in visit.words
    elif address not in SAYS_NOTHING:
        assert is_of_trial(visit)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_administrator_sees_each_project_at_its_address(projects: Library, address: str) -> None:
    page, query = ADDRESSES[address]
    if address in SAYS_NOTHING | {"words"}:
        return
    visit = Visit(ADA)
    visit.at.query_params["project"] = projects.trial.id
    visit.at.run()
    visit.open(page, **query_of(projects, query, "other"))
    assert is_of_trial(visit)
    assert "camera" not in visit.everything.lower()


@pytest.mark.parametrize(
    ("person", "hidden"),
    [(REA, {"Review", "Settings"}), (ROB, set()), (ADA, set())],
)
def test_a_page_that_is_not_for_a_role_says_so(projects: Library, person: str, hidden: set[str]) -> None:
    for name, (title, _) in PAGES.items():
        visit = Visit(person)
        visit.open(name)
        assert ("is for a rater" in visit.words) == (title in hidden), name


WRITING = re.compile(
    r"new survey|once more|^remove|rename|^save|ask (it )?again|^ask |^add|^assign|^begin|^screen$|use th|take|include|exclude"
    r"|^maybe|not retrieved|review|judge|settle|details|tags|make this|recognise|not a copy|copies of|reports of|hand over",
    re.IGNORECASE,
)
"""Words of buttons by which something is changed or asked."""


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_only_reads_is_offered_nothing_that_writes(projects: Library, address: str) -> None:
    page, query = ADDRESSES[address]
    at = Visit(REA).open(page, **query_of(projects, query, "other"))
    offered = [f"{one.label} {one.help}" for one in at.button if not one.disabled]
    assert [one for one in offered if WRITING.search(one)] == []
    for field in (*at.chat_input, *at.text_area, *at.get("file_uploader"), *at.number_input, *at.toggle):
        assert field.disabled or page == "reader", field
    assert not any(re.search(r"marking.{1,4}true", str(one.proto)) for one in components(at))


def test_a_project_stands_in_the_address_and_a_link_opens_it(projects: Library, request: pytest.FixtureRequest) -> None:
    people = projects.first.people
    people.set_members("", [ROB])
    request.addfinalizer(lambda: (people.set_members("", []), people.keep_project(ROB, "")))
    for named, seen in ((projects.trial.id, True), ("library", False)):
        visit = Visit(ROB)  # whose last project is the one before
        visit.at.query_params["project"] = named
        visit.at.run()
        assert is_of_trial(visit) is seen
        assert visit.at.query_params["project"] == named


def test_settings_of_the_installation_are_the_administrators(projects: Library) -> None:
    rater, administrator = Visit(ROB), Visit(ADA)
    rater.open("settings")
    administrator.open("settings")
    assert "Keys" in rater.words
    for heading in ("Embedder", "Limits", "Where the data lies", "Open models", "People", "Projects"):
        assert heading in administrator.words
        assert heading not in rater.words.split(" | ")
    assert str(projects.first.folder) not in rater.everything


def test_a_folder_by_path_is_the_administrators(projects: Library) -> None:
    for person, offered in ((ROB, False), (ADA, True)):
        visit = Visit(person)
        visit.open("papers")
        assert ("by path" in visit.everything) == offered


def test_the_raters_name_is_the_sign_in(projects: Library) -> None:
    visit = Visit(ROB)
    visit.at.session_state["app_person"] = "Ada Lovelace"
    visit.open("review", source=projects.other_survey, only="all")
    assert "Rob Roy" in visit.everything
    with acting_as(Person(ROB, "Rob Roy", Role.RATER)):
        given = projects.other.reviews.give(projects.other_answer, "Ada Lovelace", correct="correct")
    assert given.rater == "Rob Roy"
    assert projects.other.actions.latest()[0].person == "Rob Roy"


def test_somebody_shut_out_while_they_work_sees_the_next_page_no_more(projects: Library) -> None:
    visit = Visit(REA)
    visit.open("papers")
    assert is_of_trial(visit)
    people = projects.first.people
    people.set_members(projects.trial.id, [ROB])
    try:
        visit.open("papers")
        assert SHUT_OUT[MIA] in visit.words
        assert not is_of_trial(visit)
        people.let_in(REA, None)
        visit.open("words")
        assert SHUT_OUT[WES] in visit.words
    finally:
        people.let_in(REA, Role.READER)
        people.set_members(projects.trial.id, [ROB, REA])


def test_an_address_that_is_not_theirs_makes_nobody_somebody(projects: Library) -> None:
    visit = Visit(None)
    visit.at.user = {"is_logged_in": True, "email": ADA, "email_verified": False, "name": "Ada Lovelace"}
    visit.open("papers")
    assert "camera" not in visit.everything.lower()
    assert "gave no address" in visit.words


def test_without_an_administrator_nobody_is_let_in(projects: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIDELIGHT_ADMINISTRATORS")
    visit = Visit(ADA)
    visit.open("papers")
    assert "SIDELIGHT_ADMINISTRATORS" in visit.words
    assert "camera" not in visit.everything.lower()


def test_sign_in_without_the_guard_of_files_lets_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.ui.kit.guard.are_files_guarded", lambda: False)
    visit = Visit(ADA)
    visit.open("papers")
    assert "sidelight serve" in visit.words
    assert "camera" not in visit.everything.lower()


def test_projects_share_nothing_that_could_tell(projects: Library) -> None:
    """By search, by id, by count: a project has papers, index, words and answers of its own."""
    first, other = projects.first, projects.other
    assert other.folder == first.folder / PROJECTS / projects.trial.id
    assert [paper.id for paper in other.papers()] == [projects.other_paper]
    assert other.answer(projects.first_answer) is None
    assert other.search("camera").count == 0
    assert {one.paper_id for one in other.find_passages("camera traps")} <= {projects.other_paper}
    assert other.usage().papers == 1
    assert [head.id for head in other.surveys.heads()] == [projects.other_survey]
    assert other.settings.preferences is first.settings.preferences


def test_where_nobody_signs_in_nothing_of_it_is_seen(projects: Library) -> None:
    alone = Screen()
    for name in PAGES:
        alone.open(name)
        shown = alone.words
        assert "Sign" not in shown
        assert "Trial" not in shown
        assert "role" not in shown.lower().split()
        assert "People" not in shown.split(" | ")


@pytest.mark.parametrize("role", [None, *Role])
def test_where_everybody_may_come_they_have_the_role_that_was_set(
    projects: Library, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, role: Role | None
) -> None:
    config.set_option("server.address", "192.0.2.7")
    request.addfinalizer(lambda: config.set_option("server.address", "localhost"))
    if role is not None:
        monkeypatch.setenv("SIDELIGHT_WITHOUT_SIGN_IN", role)
    visit = Screen()
    papers = visit.open("papers").session_state
    assert ("camera traps" in visit.words) == (role is not None)
    if role is None:
        assert "nobody has to sign in" in visit.words
        assert "app_workspace" not in papers
        return
    assert ("They can be dropped anywhere" in visit.words) == role.covers(Role.RATER)
    visit.open("settings")
    assert ("Embedder" in visit.words) == (role is Role.ADMINISTRATOR)
    assert ("everybody who reaches Sidelight" in visit.words) == (role is Role.ADMINISTRATOR)


def test_a_member_who_was_taken_out_changes_nothing_from_a_page_that_is_still_open(projects: Library) -> None:
    visit = Visit(ROB)
    at = visit.open("papers")
    (paper,) = list_data(at)["rows"]
    projects.first.people.set_members(projects.trial.id, [REA])
    try:
        tell(at, "edit", paper=paper["id"])
        assert SHUT_OUT[MIA] in visit.words
        assert not is_of_trial(visit)
    finally:
        projects.first.people.set_members(projects.trial.id, [ROB, REA])


def test_papers_are_taken_into_another_project_of_theirs_and_no_other(
    projects: Library, request: pytest.FixtureRequest
) -> None:
    people = projects.first.people
    more = people.make_project("More")
    people.set_members(more.id, [ROB])
    people.keep_project(ROB, projects.trial.id)
    request.addfinalizer(lambda: (people.set_members(more.id, []), people.keep_project(ROB, "")))
    visit = Visit(ROB)
    at = visit.open("papers")
    choose(at, projects.other_paper)
    (choice,) = [box for box in visit.at.selectbox if box.label == "Project"]
    assert choice.options == ["More"], "neither the project that he is in, nor one that he is no member of"
    next(button for button in visit.at.button if button.key == "papers_project_add").click().run()
    with projects.first.open_project(more.id) as there:
        assert [paper.id for paper in there.papers()] == [projects.other_paper]
        there.jobs.wait(projects.other_paper)
        assert any(one.person == "Rob Roy" and one.action == "insert papers" for one in there.actions.latest())
    assert [paper.id for paper in projects.first.papers()] == [projects.first_paper]
