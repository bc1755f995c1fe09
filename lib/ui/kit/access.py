"""Who uses this session and what they may do: nobody in particular and everything, where an app is only for its own machine."""

from __future__ import annotations

import time
from collections.abc import Mapping

import streamlit as st

from lib import acting
from lib.acting import acting_as
from lib.errors import ConfigError
from lib.records.people import OWNER, Person, Role
from lib.storage.people import FIRST_PROJECT, Account, PeopleStore, Project
from lib.ui.kit import reach
from lib.ui.kit.route import STALE_S
from lib.ui.kit.streamlit_internals import has_session, rerun_other_sessions, sign_in_section

NOBODY = Person("", "", Role.READER)
"""Whoever is let in by nothing; the guard of the pages stops before they see anything."""
PEOPLE = "app_people"
"""The people of the installation, kept by app.py before anything of it is shown."""
PROJECT = "app_project"
"""The id of the project in which this session works."""
LEFT = "app_project_left"
"""The id of the project that this session worked in before, and when it was left (seconds of a clock that only goes on)."""
FIRST_NAMED = "library"
"""What stands in an address for the installation's first project, whose id is empty."""
TARGET = "app_target"
"""The page and query that a cold deep link wanted."""
KEYS = "app_keys"
"""Keys typed in this session, by service: in memory only, passed with each question, gone with the session."""
ADMINISTRATORS = "SIDELIGHT_ADMINISTRATORS"
"""The variable that names the first administrators, by the address or number they sign in with, with commas between."""
IDENTITY = "SIDELIGHT_IDENTITY"
"""The variable that says by which claim of the sign-in people are known: `email`, or such as `sub`."""
NAME_CLAIMS = ("name", "preferred_username", "email")


def signs_in() -> bool:
    """Return whether people sign in to this app; so too where nobody can tell, for the settings are broken."""
    try:
        return bool(sign_in_section())
    except ConfigError:
        return True


def identity_of(user: Mapping[str, object]) -> str:
    """Return by what a person who signed in is known, in lower case; empty for nobody, and for an address that is not theirs."""
    if not user.get("is_logged_in"):
        return ""
    claim = (reach.environment().get(IDENTITY) or "email").strip()
    if claim == "email" and user.get("email_verified") in (False, "false"):
        return ""
    return str(user.get(claim) or "").strip().lower()


def name_of(user: Mapping[str, object]) -> str:
    """Return what whoever signed them in calls a person."""
    return next((" ".join(str(user[claim]).split()) for claim in NAME_CLAIMS if user.get(claim)), "")


def administrators() -> frozenset[str]:
    """Return who is an administrator whatever is kept of them."""
    named = reach.environment().get(ADMINISTRATORS, "")
    return frozenset(one.strip().lower() for one in named.split(",") if one.strip())


def person_of_session() -> Person | None:
    """Return who uses this session; None where the thread works for none."""
    if not has_session():
        return None
    if signs_in():
        person = signed_in_person()
        return NOBODY if person is None or not _sees(person, st.session_state.get(PROJECT)) else person
    try:
        exposure = reach.exposure_of_session()
    except ConfigError:
        return NOBODY
    if exposure.is_local:
        return OWNER
    return NOBODY if exposure.everybody is None else Person("", "", exposure.everybody)


def signed_in_person() -> Person | None:
    """Return who signed in to this session, whatever project it is in; None for nobody, and for who is not let in."""
    account = _account()
    return None if account is None else _person(account)


def _sees(person: Person, project_id: str | None) -> bool:
    """Return whether a person may work where their session is; one that is in no project yet is not in a wrong one."""
    people: PeopleStore | None = st.session_state.get(PEOPLE)
    return project_id is None or people is None or project_id in {one.id for one in people.projects_of(person)}


def _account() -> Account | None:
    people: PeopleStore | None = st.session_state.get(PEOPLE)
    return None if people is None else people.account(identity_of(st.user.to_dict()))


def _person(account: Account) -> Person | None:
    role = Role.ADMINISTRATOR if account.id in administrators() else account.role
    return None if role is None else Person(account.id, account.name or account.id, role)


def arrive(people: PeopleStore) -> Person | None:
    """Return who signed in, from now on known to this session; None for somebody who is not let in yet.

    Raises ConfigError where they cannot be told from others.
    """
    st.session_state[PEOPLE] = people
    user = st.user.to_dict()
    with acting_as(OWNER):
        account = people.arrive(identity_of(user), name_of(user))
    return _person(account)


def is_let_in() -> bool:
    """Return whether who uses this session may see its pages: let in, and still a member of its project."""
    return acting.actor() is not NOBODY


def may(role: Role) -> bool:
    """Return whether who uses this session may do what the role may."""
    return acting.actor().role.covers(role)


def may_write() -> bool:
    """Return whether who uses this session may change anything: add, ask, judge. Who only reads is offered no button for it."""
    return may(Role.RATER)


def may_remove() -> bool:
    """Return whether who uses this session may remove what others made."""
    return may(Role.ADMINISTRATOR)


def may_name_paths() -> bool:
    """Return whether who uses this session may name files and folders of the machine that the app runs on."""
    return may(Role.ADMINISTRATOR) and (signs_in() or reach.is_local_only())


def my_projects() -> list[Project]:
    """Return the projects of who signed in; none where nobody signs in."""
    people, person = st.session_state.get(PEOPLE), signed_in_person()
    return [] if people is None or person is None else list(people.projects_of(person))


def sees_project() -> bool:
    """Return whether the project in which this session works is still one of theirs who uses it; so where nobody signs in."""
    return not signs_in() or st.session_state.get(PROJECT) in {one.id for one in my_projects()}


def choose_project() -> Project | None:
    """Return the project in which this session works: that of the address, of before, or the first of theirs; None without any.

    What the session held of another one is let go.
    """
    mine, account = {one.id: one for one in my_projects()}, _account()
    here = st.session_state.get(PROJECT)
    wanted = [named_project(), here, "" if account is None else account.project, *mine]
    chosen = next((mine[one] for one in wanted if one in mine), None)
    if chosen is None or here != chosen.id:
        leave_project()
    if chosen is not None:
        st.session_state[PROJECT] = chosen.id
    return chosen


def named_project() -> str | None:
    """Return the id of the project that the address names; None where it names none, or one that was just left: the browser
    sends a run off before it hears of the new address.
    """
    target = st.session_state.get(TARGET)
    query = st.query_params if target is None else target[1]
    named = query.get("project")
    named = FIRST_PROJECT if named == FIRST_NAMED else named
    left, at = st.session_state.get(LEFT, (None, 0.0))
    return None if named == left and time.monotonic() < at + STALE_S else named


def name_project() -> None:
    """Name the project of this session in the address, so that one that is passed on opens there; where people sign in."""
    here = st.session_state.get(PROJECT)
    if here is not None and signs_in():
        st.query_params["project"] = here or FIRST_NAMED


def leave_project() -> None:
    """Let go what this session holds of its project: chosen papers, places, files."""
    kept = {name: st.session_state[name] for name in (PEOPLE, TARGET, KEYS) if name in st.session_state}
    st.session_state.clear()
    for name, value in kept.items():
        st.session_state[name] = value


def go_to_project(project_id: str) -> None:
    """Let this session work in another project from the next run on."""
    people, person = people_of_session(), acting.actor()
    if people is None or project_id not in {one.id for one in people.projects_of(person)}:
        return
    with acting_as(OWNER):
        people.keep_project(person.id, project_id)
    left = st.session_state.get(PROJECT)
    leave_project()
    st.session_state[PROJECT], st.session_state[LEFT] = project_id, (left, time.monotonic())
    st.query_params.clear()


def people_of_session() -> PeopleStore | None:
    """Return the people of the installation; None where nobody signs in."""
    people: PeopleStore | None = st.session_state.get(PEOPLE)
    return people if signs_in() and is_let_in() else None


def look_again() -> None:
    """Draw all sessions anew: somebody's role or projects changed."""
    rerun_other_sessions()


acting.set_source(person_of_session)
