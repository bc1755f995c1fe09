"""The form in which a person corrects what a paper is called and who wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from lib.errors import SidelightError
from lib.importing.person_names import PersonName, families_of, given_first
from lib.records import Paper
from lib.storage.papers import YEARS
from lib.text.language_names import language_name
from lib.text.references import inverted, is_body
from lib.text.wording import count
from lib.ui.kit import error_messages
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import NAME_LETTERS, plain
from lib.ui.papers.dropped_text import draw_dropped
from lib.workspace import Workspace

EDITING = "papers_editing"
"""Id of the paper whose form is open."""
PAGE_PX = 900
"""Width of the picture of the first page."""
TITLE_PX = 110
"""Height of a field for a title, and for the authors."""


def begin_editing(paper_id: str) -> None:
    """Open the paper's form from the next run on. Only for callbacks."""
    st.session_state[EDITING] = paper_id


def end_editing() -> None:
    """Close the form that is open."""
    st.session_state[EDITING] = None


def is_editing(papers: Sequence[Paper]) -> bool:
    """Return whether the form of one of these papers is open."""
    return _edited(papers) is not None


def _edited(papers: Sequence[Paper]) -> Paper | None:
    return next((paper for paper in papers if paper.id == st.session_state.get(EDITING)), None)


def draw_paper_form(workspace: Workspace, papers: Sequence[Paper]) -> None:
    """Draw the open form over the page, if one is open."""
    paper = _edited(papers)
    if paper is not None:
        st.dialog("Paper", width="large", on_dismiss=end_editing)(_draw_details)(workspace, paper)


def _draw_details(workspace: Workspace, paper: Paper) -> None:
    form, page = st.columns([1, 1], gap="medium")
    with page:
        _draw_first_page(workspace, paper)
    with form:
        _draw_form(workspace, paper)
        st.caption(facts_line(paper))
        draw_dropped(workspace, paper)


def facts_line(paper: Paper) -> str:
    """Return file, pages, language and day of a paper, as Markdown."""
    parts = (
        plain(paper.filename, NAME_LETTERS),
        count(paper.page_count, "page") if paper.page_count else "",
        plain(language_name(paper.language)),
        f"added {added}" if (added := day(paper.added_at)) else "",
    )
    return " · ".join(part for part in parts if part)


def _draw_first_page(workspace: Workspace, paper: Paper) -> None:
    """Draw the first page, on which title, authors and year stand; why it cannot be drawn where it cannot."""
    try:
        with st.spinner("Drawing the first page …"):
            picture = workspace.pages.picture(paper.id, 1, PAGE_PX)
    except SidelightError as error:
        st.caption(plain(error.message))
        return
    st.image(picture.data, width="stretch", alt="The first page of the paper")


def _draw_form(workspace: Workspace, paper: Paper) -> None:
    with st.form(f"papers_edit_form_{paper.id}", border=False):
        title = st.text_area("Title", paper.title, key=f"papers_title_{paper.id}", height=TITLE_PX)
        authors = st.text_area(
            "Authors, parted by semicolons",
            "; ".join(_written(name, paper.families.get(name, "")) for name in paper.authors),
            key=f"papers_authors_{paper.id}",
            height=TITLE_PX,
            help="“Gabriel García Márquez”, or “García Márquez, Gabriel” where the family name has several words.",
        )
        left, right = st.columns(2)
        year = left.number_input("Year", YEARS[0], YEARS[-1], paper.year, key=f"papers_year_{paper.id}")
        doi = right.text_input("DOI", paper.doi, key=f"papers_doi_{paper.id}")
        with st.container(horizontal=True):
            save = st.form_submit_button("Save", type="primary", key=f"papers_save_{paper.id}")
            leave = st.form_submit_button("Cancel", key=f"papers_cancel_{paper.id}")
    if save:
        people = [_read(name) for name in authors.replace("\n", ";").split(";") if name.strip()]
        changes: dict[str, Any] = {
            "title": " ".join(title.split()),
            "authors": [one.name for one in people],
            "year": year,
            "doi": doi.strip(),
        }
        if (families := families_of(people)) != paper.families:
            changes["families"] = families
        try:
            workspace.edit_paper(paper.id, **changes)
        except SidelightError as error:
            error_messages.draw_error(error)
            return
    if save or leave:
        end_editing()
        st.rerun()


def _written(name: str, family: str) -> str:
    """Return a name as it is typed: with its family in front where the words alone do not tell it."""
    return inverted(name, family) if family else name


def _read(written: str) -> PersonName:
    """Return the name that was typed: with a comma its family stands in front, unless it is that of a body."""
    return PersonName(written.strip()) if is_body(written) or "," not in written else given_first(written.strip())
