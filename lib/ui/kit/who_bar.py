"""Who is signed in, in which project, and the way out; nothing where nobody signs in."""

from __future__ import annotations

import streamlit as st

from lib import acting
from lib.ui.kit import access
from lib.ui.kit.escaping import WORD_LETTERS, plain, visible

CHOICE = "app_project_choice"


def draw_who() -> None:
    """Draw it above the page."""
    if not access.signs_in():
        return
    person, mine = acting.actor(), {one.id: one.name for one in access.my_projects()}
    here = str(st.session_state.get(access.PROJECT, ""))
    with st.container(key="app_who", horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        label = f"{plain(mine.get(here, ''), WORD_LETTERS)} · {plain(person.name, WORD_LETTERS)}"
        with st.popover(label, icon=":material/person:", type="tertiary", width="content"):
            st.caption(f"{plain(person.id)} · {person.role}")
            if len(mine) > 1:
                st.radio(
                    "Project",
                    list(mine),
                    index=list(mine).index(here) if here in mine else 0,
                    format_func=lambda one: visible(mine[one]),
                    key=CHOICE,
                    on_change=_go,
                )
            st.button("Sign out", key="app_sign_out", icon=":material/logout:", on_click=st.logout)


def _go() -> None:
    access.go_to_project(str(st.session_state[CHOICE]))
