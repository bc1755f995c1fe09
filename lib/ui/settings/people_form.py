"""Who may come in, as what and to which projects, and who did what; there only where people sign in."""

from __future__ import annotations

import streamlit as st

from lib.records.people import Role
from lib.storage.folders import PROJECTS
from lib.storage.people import FIRST_PROJECT, Account, PeopleStore, Project
from lib.ui.kit import access, reach
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import COLUMN_LETTERS, NAME_LETTERS, WORD_LETTERS, plain, visible
from lib.ui.kit.outcomes import attempt, draw_outcome
from lib.ui.settings.action_words import said_of
from lib.workspace import Workspace

PEOPLE_FORM, PROJECT_FORM = "settings_person", "settings_project"
WAITING = "not let in"
ROLES = {"": WAITING, **{role.value: role.value for role in Role}}
ACTIONS_SHOWN = 200
ROLE_HELP = """- reader: looks at everything in their projects, searches, exports
- rater: adds papers, asks, runs surveys and judges besides
- administrator: settings, keys, addresses, backups, removal, people; sees every project"""


def draw_exposure() -> None:
    """Say what it means that the app is open to everybody, where it is."""
    warning = reach.exposure_of_session().warning
    if warning is not None:
        st.warning(plain(warning), icon=":material/lock_open:")


def draw_people(workspace: Workspace) -> None:
    """Draw the people, the projects, and what was done in this project."""
    people = access.people_of_session()
    if people is None:
        return
    left, right = st.columns(2, gap="large")
    with left:
        _draw_accounts(people)
    with right:
        _draw_projects(people)
    _draw_actions(workspace)


def _draw_accounts(people: PeopleStore) -> None:
    st.subheader("People", anchor=False)
    st.caption(
        "Whoever signs in for the first time waits here for a role. Verdicts stand under the name they came with."
    )
    draw_outcome(PEOPLE_FORM)
    for account in people.accounts():
        _draw_account(people, account)
    with st.form(f"{PEOPLE_FORM}_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Let somebody in", placeholder="ada@example.org", key=f"{PEOPLE_FORM}_id")
        st.selectbox(
            "Role", [role.value for role in Role], index=1, key=f"{PEOPLE_FORM}_role", help=ROLE_HELP, width=170
        )
        st.form_submit_button("Add", type="primary", key=f"{PEOPLE_FORM}_add", on_click=_add, args=(people,))


def _draw_account(people: PeopleStore, account: Account) -> None:
    is_fixed = account.id in access.administrators()
    with st.container(key=f"settings_row_{account.id}", horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{plain(account.name or account.id, NAME_LETTERS)}**")
            came = "" if account.name else " · has not come yet"
            st.caption(plain(account.id, NAME_LETTERS) + came)
        if is_fixed:
            st.caption("administrator by the start of Sidelight", width=170)
            return
        key = f"{PEOPLE_FORM}_role_{account.id}"
        st.selectbox(
            f"Role of {visible(account.name or account.id)}",
            list(ROLES),
            index=list(ROLES).index(account.role or ""),
            format_func=ROLES.__getitem__,
            label_visibility="collapsed",
            key=key,
            width=170,
            on_change=_give_role,
            args=(people, account, key),
        )
        st.button(
            "",
            key=f"{PEOPLE_FORM}_remove_{account.id}",
            icon=":material/delete:",
            type="tertiary",
            help="Remove; what they said stays under their name",
            on_click=_remove,
            args=(people, account),
        )


def _add(people: PeopleStore) -> None:
    typed, role = str(st.session_state[f"{PEOPLE_FORM}_id"]), Role(st.session_state[f"{PEOPLE_FORM}_role"])
    if attempt(PEOPLE_FORM, lambda: people.let_in(typed, role), done=f"{typed.strip()} may come in as {role}."):
        st.session_state[f"{PEOPLE_FORM}_id"] = ""
        access.look_again()


def _give_role(people: PeopleStore, account: Account, key: str) -> None:
    role = str(st.session_state[key])
    words = f"{account.name or account.id} is {f'a {role}' if role else WAITING} from now on."
    if attempt(PEOPLE_FORM, lambda: people.let_in(account.id, Role(role) if role else None), done=words):
        access.look_again()


def _remove(people: PeopleStore, account: Account) -> None:
    if attempt(PEOPLE_FORM, lambda: people.forget_person(account.id), done=f"{account.name or account.id} is removed."):
        access.look_again()


def _draw_projects(people: PeopleStore) -> None:
    st.subheader("Projects", anchor=False)
    st.caption(
        "Each has papers, answers, surveys and exports of its own, which its members see and nobody else. Administrators see all."
    )
    draw_outcome(PROJECT_FORM)
    named = {account.id: account.name or account.id for account in people.accounts()}
    for project in people.projects():
        _draw_project(people, project, named)
    with st.form(f"{PROJECT_FORM}_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("A new project", key=f"{PROJECT_FORM}_name")
        st.form_submit_button("Make it", type="primary", key=f"{PROJECT_FORM}_add", on_click=_make, args=(people,))


def _draw_project(people: PeopleStore, project: Project, named: dict[str, str]) -> None:
    key = f"{PROJECT_FORM}_members_{project.id}"
    members = [person for person in people.members(project.id) if person in named]
    words = " (the papers that lie in the data folder itself)" if project.id == FIRST_PROJECT else ""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _draw_members(people, project, named, members, words, key)
        if project.id != FIRST_PROJECT:
            _draw_change(people, project)


def _draw_members(
    people: PeopleStore, project: Project, named: dict[str, str], members: list[str], words: str, key: str
) -> None:
    st.multiselect(
        f"{plain(project.name, COLUMN_LETTERS)}{words}",
        list(named),
        sorted(members, key=named.__getitem__),
        format_func=lambda person: visible(named[person]),
        placeholder="nobody but administrators",
        key=key,
        on_change=_set_members,
        args=(people, project, key),
    )


def _draw_change(people: PeopleStore, project: Project) -> None:
    key = f"{PROJECT_FORM}_name_{project.id}"
    with st.popover("", icon=":material/edit:", type="tertiary", help="Rename it or take it out", width="content"):
        st.text_input("Name", project.name, key=key, on_change=_rename, args=(people, project, key))
        st.caption("Taken out, nobody sees it any more. Its folder stays in the data folder until you delete it.")
        st.button("Take it out", key=f"{PROJECT_FORM}_out_{project.id}", on_click=_take_out, args=(people, project))


def _rename(people: PeopleStore, project: Project, key: str) -> None:
    name = str(st.session_state[key])
    if attempt(PROJECT_FORM, lambda: people.rename_project(project.id, name), done=f"It is called {name.strip()} now."):
        access.look_again()


def _take_out(people: PeopleStore, project: Project) -> None:
    said = f"{project.name} is taken out. Its papers lie in {PROJECTS}/{project.id} of the data folder until you delete them."
    if attempt(PROJECT_FORM, lambda: people.take_out_project(project.id), done=said):
        access.look_again()


def _set_members(people: PeopleStore, project: Project, key: str) -> None:
    chosen = [str(one) for one in st.session_state[key]]
    if attempt(
        PROJECT_FORM, lambda: people.set_members(project.id, chosen), done=f"The members of {project.name} are kept."
    ):
        access.look_again()


def _make(people: PeopleStore) -> None:
    name = str(st.session_state[f"{PROJECT_FORM}_name"])
    if attempt(PROJECT_FORM, lambda: people.make_project(name), done=f"{name.strip()} is there. Choose it above."):
        st.session_state[f"{PROJECT_FORM}_name"] = ""


def _draw_actions(workspace: Workspace) -> None:
    st.subheader("Who did what", anchor=False)
    found = workspace.actions.latest(ACTIONS_SHOWN)
    if not found:
        st.caption("Nothing yet in this project.")
        return
    rows = [
        {
            "when": day(one.at),
            "who": visible(one.person[:WORD_LETTERS]),
            "what": said_of(one.action),
            "of": visible(one.subject),
        }
        for one in found
    ]
    st.dataframe(rows, hide_index=True, height=320)
