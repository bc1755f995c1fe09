"""One paper in the list: title, status, what can be done with it, and its password where it needs one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from lib.errors import SidelightError
from lib.library.paper_job import PaperProgress
from lib.records import DropReason, Paper
from lib.text.language_names import language_name
from lib.text.wording import count
from lib.ui.kit import error_messages
from lib.ui.kit.escaping import COLUMN_LETTERS, NAME_LETTERS, authors_line, paper_title, plain, time_left
from lib.ui.kit.session import open_page
from lib.ui.papers.chosen import TICK, chosen_ids, draw_tick
from lib.ui.papers.dropped_text import draw_dropped_line
from lib.ui.papers.page_quality import draw_page_quality
from lib.ui.papers.paper_form import begin_editing
from lib.workspace import Workspace

WIDTHS = [0.35, 8, 0.9, 2.6, 1.3]
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


def draw_paper_row(
    workspace: Workspace,
    paper: Paper,
    under_way: PaperProgress | None,
    page_quality: Sequence[str],
    dropped: Mapping[DropReason, int],
    note: str = "",
) -> None:
    """Draw one paper; `under_way`: how far reading it is, None where it is not being read; `dropped`: how many pieces of
    its text were left out, by reason; `note`: Markdown under its name.
    """
    with st.container(key=f"papers_row_{paper.id[:16]}"):
        tick, wide, pages, status, actions = st.columns(WIDTHS, vertical_alignment="top")
        what = wide.container(gap="xxsmall")
        with tick:
            name = plain(paper_title(paper), COLUMN_LETTERS)
            draw_tick(TICK.format(paper.id), name, [paper.id], paper.id in chosen_ids())
        what.markdown(f"**{plain(paper_title(paper), 180)}**")
        if byline := _byline(paper):
            what.caption(byline)
        if note:
            what.caption(note)
        pages.caption(f"{paper.page_count} pp." if paper.page_count else "")
        with status.container(gap="xxsmall"):
            st.caption(stage_line(paper, under_way))
            if under_way is not None and under_way.done < under_way.total:
                st.progress(under_way.done / under_way.total)
        with actions.container(horizontal=True, horizontal_alignment="right", gap="small"):
            _draw_actions(workspace, paper, under_way is not None)
        if paper.problem:
            what.markdown(f":orange[{plain(paper.problem)}]")
        if needs_password(paper):
            with what:
                _draw_password(workspace, paper)
        with what:
            draw_page_quality(workspace, paper, page_quality, under_way=under_way is not None)
            draw_dropped_line(paper, dropped)


def _byline(paper: Paper) -> str:
    parts = [plain(authors_line(paper.authors), NAME_LETTERS), str(paper.year or "")]
    if paper.title:
        parts.append(plain(paper.filename, COLUMN_LETTERS))
    parts.append(plain(language_name(paper.language)))
    return " · ".join(part for part in parts if part)


def _draw_actions(workspace: Workspace, paper: Paper, under_way: bool) -> None:
    key = paper.id
    if under_way:
        if st.button(
            "", key=f"papers_stop_{key}", icon=":material/stop_circle:", type="tertiary", help="Stop reading it"
        ):
            workspace.jobs.cancel(paper.id)
        return
    again = paper.status == "failed" and not needs_password(paper)
    if again and st.button("", key=f"papers_again_{key}", icon=":material/refresh:", type="tertiary", help="Try again"):
        retry(workspace, [paper])
    st.button(
        "",
        key=f"papers_edit_{key}",
        icon=":material/edit:",
        type="tertiary",
        help="Edit title, authors, year",
        on_click=begin_editing,
        args=(paper.id,),
    )
    if paper.status == "ready" and st.button(
        "", key=f"papers_open_{key}", icon=":material/menu_book:", type="tertiary", help="Open in the reader"
    ):
        open_page("reader", paper=paper.id)


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
