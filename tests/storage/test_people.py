"""Who may come in, as what, and where; what they change is noted with it."""

from __future__ import annotations

import pytest

from lib.acting import acting_as
from lib.errors import ConfigError, NotAllowed
from lib.records.people import Person, Role
from lib.storage.actions import ActionStore
from lib.storage.paper_groups import PaperGroupStore
from lib.storage.people import FIRST_PROJECT, PeopleStore
from tests.conftest import Database

ADA = Person("ada@example.org", "Ada", Role.ADMINISTRATOR)
ROB = Person("rob@example.org", "Rob", Role.RATER)


@pytest.fixture
def people(database: Database) -> PeopleStore:
    return PeopleStore(database.open())


def test_whoever_comes_waits_until_an_administrator_lets_them_in(people: PeopleStore) -> None:
    assert people.arrive("rob@example.org", " Rob  Roy ").role is None
    people.let_in("rob@example.org", Role.RATER)
    account = people.account("rob@example.org")
    assert account is not None
    assert (account.name, account.role) == ("Rob Roy", Role.RATER)
    people.let_in("rob@example.org", None)
    assert people.arrive("rob@example.org", "Rob Roy").role is None


def test_somebody_can_be_let_in_before_they_come(people: PeopleStore) -> None:
    for person in (" Eve@Example.org ", "mia@example.org"):
        people.let_in(person, Role.READER)
    account = people.arrive("eve@example.org", "Eve")
    assert (account.name, account.role) == ("Eve", Role.READER)
    assert [one.id for one in people.accounts()] == ["mia@example.org", "eve@example.org"]


def test_no_two_people_have_one_name_and_a_name_stays(people: PeopleStore) -> None:
    assert people.arrive("a@example.org", "Ada").name == "Ada"
    assert people.arrive("b@example.org", "Ada").name == "Ada (b@example.org)"
    assert people.arrive("a@example.org", "Somebody else").name == "Ada"
    assert people.arrive("c@example.org", "  ").name == "c@example.org"


@pytest.mark.parametrize("person", ["", " ", "x" * 300, "a\nb"])
def test_who_cannot_be_told_apart_is_not_let_in(people: PeopleStore, person: str) -> None:
    with pytest.raises(ConfigError):
        people.let_in(person, Role.READER)


def test_members_see_their_projects_and_administrators_all(people: PeopleStore) -> None:
    trial, other = people.make_project("Trial"), people.make_project("Another")
    people.set_members(trial.id, ["rob@example.org"])
    assert [one.name for one in people.projects_of(ROB)] == ["Trial"]
    assert [one.name for one in people.projects_of(ADA)] == ["Library", "Another", "Trial"]
    people.set_members(FIRST_PROJECT, ["rob@example.org"])
    people.set_members(trial.id, [])
    assert [one.name for one in people.projects_of(ROB)] == ["Library"]
    people.forget_person("rob@example.org")
    assert people.members(FIRST_PROJECT) == frozenset()
    assert people.members(other.id) == frozenset()


@pytest.mark.parametrize("name", ["", "  ", "trial", "LIBRARY", "x" * 200])
def test_a_project_has_a_name_of_its_own(people: PeopleStore, name: str) -> None:
    people.make_project("Trial")
    with pytest.raises(ConfigError):
        people.make_project(name)


def test_only_an_administrator_says_who_may_do_what(people: PeopleStore) -> None:
    with acting_as(ROB):
        for do in (
            lambda: people.let_in(ROB.id, Role.ADMINISTRATOR),
            lambda: people.set_members(FIRST_PROJECT, [ROB.id]),
            lambda: people.make_project("Mine"),
            lambda: people.forget_person(ADA.id),
        ):
            with pytest.raises(NotAllowed):
                do()


def test_another_process_of_the_same_database_finds_them(database: Database) -> None:
    people = PeopleStore(database.open())
    people.arrive(ROB.id, ROB.name)
    people.let_in(ROB.id, Role.RATER)
    made = people.make_project("Trial")
    people.set_members(made.id, [ROB.id])
    again = PeopleStore(database.open())
    assert again.accounts() == people.accounts()
    assert again.projects_of(ROB) == [made]


def test_what_somebody_changes_is_noted_with_the_change(database: Database) -> None:
    engine = database.open()
    actions, groups = ActionStore(engine), PaperGroupStore(engine)
    groups.put("tag", "of the owner", ["p"])
    assert actions.latest() == []
    with acting_as(ROB):
        tag = groups.put("tag", "mine", ["paper-1", "paper-2", "paper-3"])
        groups.remove(tag)
        actions.note("export", "xlsx Survey")
    noted = [(one.person, one.action, one.subject) for one in actions.latest()]
    assert noted[0] == ("Rob", "export", "xlsx Survey")
    assert ("Rob", "insert paper_groups", tag) in noted
    assert any(action == "delete paper_groups" and tag in subject for _, action, subject in noted)
    assert any(action == "insert group_papers" for _, action, _ in noted)
    numbers = [one.number for one in actions.latest()]
    assert numbers == sorted(numbers, reverse=True)


def test_what_fails_is_neither_changed_nor_noted(database: Database) -> None:
    engine = database.open()
    actions, groups = ActionStore(engine), PaperGroupStore(engine)
    with acting_as(ROB):
        with pytest.raises(Exception, match="name"):
            groups.put("tag", "", [])
        assert actions.latest() == []


def test_a_project_is_renamed_and_taken_out(people: PeopleStore) -> None:
    made, other = people.make_project("Trial"), people.make_project("Other")
    people.set_members(made.id, [ROB.id])
    people.rename_project(made.id, "TRIAL of 2026")
    assert [one.name for one in people.projects_of(ROB)] == ["TRIAL of 2026"]
    people.rename_project(made.id, "trial of 2026")
    for taken in ("other", "Library", " "):
        with pytest.raises(ConfigError):
            people.rename_project(made.id, taken)
    people.take_out_project(made.id)
    assert people.projects_of(ROB) == []
    assert [one.id for one in people.projects()] == [FIRST_PROJECT, other.id]
    with pytest.raises(ConfigError, match="data folder itself"):
        people.take_out_project(FIRST_PROJECT)
    with acting_as(ROB), pytest.raises(NotAllowed):
        people.take_out_project(other.id)
