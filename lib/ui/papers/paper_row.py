"""One paper in the list: title, status, what can be done with it, and its password where it needs one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from lib.errors import SidelightError
from lib.library.paper_job import PaperProgress
from lib.records import Paper
from lib.records.notices import STANDING_WORDS, PaperStanding, Standing
from lib.text.wording import count
from lib.ui.kit import error_messages
from lib.ui.kit.access import may_write
from lib.ui.kit.escaping import COLUMN_LETTERS, WORD_LETTERS, authors_line, paper_title, plain, time_left
from lib.ui.papers.chosen import TICK, chosen_ids, draw_tick
from lib.ui.papers.page_quality import draw_page_quality, page_quality_line
from lib.ui.papers.paper_form import begin_editing
from lib.workspace import Workspace

TITLE_LETTERS = 180
"""Of a title in the list; the whole one stands in the paper's details."""
STANDING_LETTERS = 300
"""Of the notices on a paper in the list; all stand in exports."""
STANDING_SIGNS: Mapping[Standing, tuple[Literal["red", "orange", "gray"], str]] = {
    "retracted": ("red", ":material/block:"),
    "concern": ("orange", ":material/warning:"),
    "corrected": ("gray", ":material/edit_note:"),
    "reinstated": ("gray", ":material/undo:"),
}
UNITS = {"reading": "page", "recognising": "page", "indexing": "passage"}


def stage_line(paper: Paper, progress: PaperProgress | None) -> str:
    """Return where a paper stands, as one line of text; "ready" and "failed" stand alone unless it is being read again."""
    if progress is None or paper.status == "failed":
        return paper.status
    stage = f"{paper.status} · {progress.stage}" if paper.status == "ready" else str(progress.stage)
    unit = UNITS.get(progress.stage)
    if not unit or not progress.total:
        return stage
    if progress.done >= progress.total:
        return f"{stage} · putting it together"
    done = f"{unit} {progress.done} of {progress.total}" if progress.done else count(progress.total, unit)
    parts = [stage, done, time_left(progress.seconds_left)]
    return " · ".join(part for part in parts if part)


def needs_password(paper: Paper) -> bool:
    """Return whether the paper waits for its password."""
    return paper.status == "failed" and "password" in (paper.problem or "").casefold()


@dataclass(frozen=True, slots=True)
class RowNotes:
    """What stands under a paper's name."""

    supplement: str = ""
    """Which paper it is a supplement of, as Markdown."""
    tags: Sequence[str] = ()
    collections: Sequence[str] = ()
    standing: PaperStanding | None = None
    """Where the paper was retracted, corrected or is under an expression of concern."""

    def line(self) -> str:
        """Return them as one line of Markdown, empty where there are none."""
        names = [f":material/folder: {plain(name, WORD_LETTERS)}" for name in self.collections]
        names += [f":material/label: {plain(name, WORD_LETTERS)}" for name in self.tags]
        return " · ".join([*names, *([self.supplement] if self.supplement else [])])


def draw_paper_row(
    workspace: Workspace,
    paper: Paper,
    under_way: PaperProgress | None,
    page_quality: Sequence[str],
    notes: RowNotes,
) -> None:
    """Draw one paper; `under_way`: how far reading it is, None where it is not being read."""
    key = f"papers_row_{paper.id[:16]}"
    with st.container(
        key=key, gap=None
    ):  # the six parts of a line, laid out by the stylesheet: each further block costs time
        draw_tick(
            TICK.format(paper.id), plain(paper_title(paper), COLUMN_LETTERS), [paper.id], paper.id in chosen_ids()
        )
        if _is_plain(paper, page_quality, notes):
            _draw_title(paper)
        else:
            with st.container(gap=None):
                _draw_title(paper)
                _draw_notes(workspace, paper, page_quality, notes, under_way is not None)
        st.caption(plain(authors_line(paper.authors), COLUMN_LETTERS))
        st.caption(str(paper.year or ""))
        _draw_status(paper, under_way)
        _draw_actions(workspace, paper, under_way is not None)


def _is_plain(paper: Paper, page_quality: Sequence[str], notes: RowNotes) -> bool:
    """Return whether nothing stands under a paper's title."""
    return not (notes.standing or notes.line() or paper.problem or page_quality_line(page_quality))


def _draw_notes(
    workspace: Workspace, paper: Paper, page_quality: Sequence[str], notes: RowNotes, under_way: bool
) -> None:
    """Draw what stands under a paper's title."""
    if notes.standing is not None:
        draw_standing(notes.standing)
    if line := notes.line():
        st.caption(line)
    if paper.problem:
        st.markdown(f":orange[{plain(paper.problem)}]")
    if needs_password(paper) and may_write():
        _draw_password(workspace, paper)
    draw_page_quality(workspace, paper, page_quality, under_way=under_way)


def _draw_status(paper: Paper, under_way: PaperProgress | None) -> None:
    """Draw the number of pages, where the paper stands, and how far its reading is."""
    unit = "p." if paper.page_count == 1 else "pp."
    pages = f"{paper.page_count} {unit}" if paper.page_count else ""
    line = " · ".join(part for part in (pages, stage_line(paper, under_way)) if part)
    if under_way is None or under_way.done >= under_way.total:
        st.caption(line)
        return
    with st.container(gap=None):
        st.caption(line)
        st.progress(under_way.done / under_way.total)


def draw_standing(standing: PaperStanding) -> None:
    """Draw how a paper stands, loud where it is in doubt, with the notices behind it."""
    words = STANDING_WORDS[standing.standing]
    colour, icon = STANDING_SIGNS[standing.standing]
    st.badge(words[0].upper() + words[1:], icon=icon, color=colour)
    why = "; ".join(notice.line() for notice in standing.notices)
    by = " Matched by title and year." if standing.by_title else ""
    st.caption(plain(why, STANDING_LETTERS) + by)


def _draw_title(paper: Paper) -> None:
    """Draw the title, which opens the paper where it is ready; else its name alone."""
    title = plain(paper_title(paper), TITLE_LETTERS)
    if paper.status != "ready":
        st.markdown(title)
        return
    st.page_link("pages/reader.py", label=title, query_params={"paper": paper.id}, width="stretch")


def _draw_actions(workspace: Workspace, paper: Paper, under_way: bool) -> None:
    key = paper.id
    if not may_write():
        return
    if under_way:
        if st.button(
            "", key=f"papers_stop_{key}", icon=":material/stop_circle:", type="tertiary", help="Stop reading it"
        ):
            workspace.jobs.cancel(paper.id)
        return
    if paper.status == "failed" and not needs_password(paper):
        with st.container(horizontal=True, horizontal_alignment="right", gap=None):
            again = st.button(
                "", key=f"papers_again_{key}", icon=":material/refresh:", type="tertiary", help="Try again"
            )
            _draw_edit(paper)
        if again:
            retry(workspace, [paper])
        return
    _draw_edit(paper)


def _draw_edit(paper: Paper) -> None:
    st.button(
        "",
        key=f"papers_edit_{paper.id}",
        icon=":material/edit:",
        type="tertiary",
        help="Details: title, authors, year, DOI",
        on_click=begin_editing,
        args=(paper.id,),
    )


def _draw_password(workspace: Workspace, paper: Paper) -> None:
    with st.form(f"papers_password_form_{paper.id}", border=False, clear_on_submit=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            password = st.text_input(
                "Password",
                type="password",
                key=f"papers_password_{paper.id}",
                placeholder="Password, kept in memory only",
                label_visibility="collapsed",
                width=280,
            )
            unlock = st.form_submit_button("Unlock")
        if unlock and password:
            retry(workspace, [paper], password)


def retry(workspace: Workspace, papers: Sequence[Paper], password: str | None = None) -> None:
    """Read the papers once more, and draw the page anew; say why where that cannot be done."""
    try:
        for paper in papers:
            workspace.jobs.retry(paper.id, password)
    except SidelightError as error:
        error_messages.draw_error(error)
        return
    st.rerun()
