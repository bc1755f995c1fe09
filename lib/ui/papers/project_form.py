"""Chosen papers taken into another project too; there only for people of several projects."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.errors import SidelightError
from lib.records import Paper
from lib.records.people import Role
from lib.storage.people import FIRST_PROJECT, Project
from lib.text.wording import count
from lib.ui.kit import access, session
from lib.ui.kit.escaping import COLUMN_LETTERS, plain, visible
from lib.workspace import Workspace

CHOICE, OUTCOME = "papers_project_choice", "papers_project_outcome"


def draw_project_form(workspace: Workspace, chosen: Sequence[Paper]) -> None:
    """Draw the choice of another project of theirs, and what came of the last one."""
    others = [one for one in access.my_projects() if one.id != st.session_state.get(access.PROJECT)]
    if not others or not access.may(Role.RATER):
        return
    with st.popover("Add to a project", icon=":material/drive_file_move:"):
        wanted = st.selectbox("Project", others, format_func=lambda one: visible(one.name), key=CHOICE)
        st.caption("The PDFs are taken in there and read; tags, answers and verdicts stay here.")
        st.button(
            "Add", key="papers_project_add", type="primary", on_click=_add, args=(workspace, list(chosen), wanted)
        )
    outcome = st.session_state.pop(OUTCOME, None)
    if outcome:
        st.caption(plain(outcome), width="content")


def _add(workspace: Workspace, chosen: Sequence[Paper], project: Project) -> None:
    try:
        done = add_to_project(workspace, chosen, project)
    except SidelightError as error:
        st.session_state[OUTCOME] = error.message
        return
    st.session_state[OUTCOME] = f"{count(done, 'paper')} added to {project.name[:COLUMN_LETTERS]}."


def add_to_project(workspace: Workspace, chosen: Sequence[Paper], project: Project) -> int:
    """Return how many papers were taken into another project of who uses this session; raises SidelightError."""
    first: Workspace | None = st.session_state.get(session.FIRST)
    if first is None or project.id not in {one.id for one in access.my_projects()}:
        return 0
    there = first if project.id == FIRST_PROJECT else session.open_project(first, project.id)
    for paper in chosen:
        there.jobs.add(paper.filename, workspace.pages.pdf_bytes(paper.id))
    return len(chosen)
