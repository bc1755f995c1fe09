"""The form in which a person corrects what a paper is called and who wrote it."""

from __future__ import annotations

import streamlit as st

from lib.errors import SidelightError
from lib.records import Paper
from lib.ui.kit import error_messages
from lib.ui.kit.escaping import NAME_LETTERS, paper_title, plain
from lib.workspace import Workspace

EDITING = "papers_editing"
"""Id of the paper whose form is open."""


def begin_editing(paper_id: str) -> None:
    """Open the paper's form from the next run on. Only for callbacks."""
    st.session_state[EDITING] = paper_id


def end_editing() -> None:
    """Close the form that is open."""
    st.session_state[EDITING] = None


def draw_paper_form(workspace: Workspace, papers: list[Paper]) -> None:
    """Draw the open form over the page, if one is open."""
    paper = next((paper for paper in papers if paper.id == st.session_state.get(EDITING)), None)
    if paper is not None:
        st.dialog("Edit paper", on_dismiss=end_editing)(_draw_form)(workspace, paper)


def _draw_form(workspace: Workspace, paper: Paper) -> None:
    st.caption(plain(paper_title(paper), NAME_LETTERS))
    with st.form(f"papers_edit_form_{paper.id}", border=False):
        title = st.text_input("Title", paper.title, key=f"papers_title_{paper.id}")
        authors = st.text_input(
            "Authors, parted by semicolons", "; ".join(paper.authors), key=f"papers_authors_{paper.id}"
        )
        left, right = st.columns(2)
        year = left.number_input("Year", 1500, 2100, paper.year, key=f"papers_year_{paper.id}")
        doi = right.text_input("DOI", paper.doi, key=f"papers_doi_{paper.id}")
        with st.container(horizontal=True):
            save = st.form_submit_button("Save", type="primary", key=f"papers_save_{paper.id}")
            leave = st.form_submit_button("Cancel", key=f"papers_cancel_{paper.id}")
    if save:
        names = [name.strip() for name in authors.split(";") if name.strip()]
        try:
            workspace.edit_paper(paper.id, title=title.strip(), authors=names, year=year, doi=doi.strip())
        except SidelightError as error:
            error_messages.draw_error(error)
            return
    if save or leave:
        end_editing()
        st.rerun()
