"""The list of papers: search, status, choosing, editing, removing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from lib.errors import SidelightError
from lib.library.paper_job import PaperProgress
from lib.records import Paper
from lib.records.groups import PaperGroup, groups_of
from lib.records.people import Role
from lib.text.wording import count
from lib.ui.evidence.page_images import page_renderer
from lib.ui.kit import error_messages
from lib.ui.kit.access import may, may_write
from lib.ui.kit.export_button import ExportSource, draw_export, papers_state
from lib.ui.kit.group_form import draw_group_form
from lib.ui.kit.papers_to_ask import choose_papers
from lib.ui.kit.polling import polled
from lib.ui.kit.session import open_page
from lib.ui.papers.batch_progress import draw_batch
from lib.ui.papers.bin_view import draw_bin, draw_bin_button, draw_undo, is_bin_open, remove, titles
from lib.ui.papers.chosen import choose, chosen_of
from lib.ui.papers.copies import draw_copies, supplement_note
from lib.ui.papers.group_list import draw_group_list, draw_group_list_button
from lib.ui.papers.list_component import mount_list, retry, searched_words, take_commands
from lib.ui.papers.list_order import match
from lib.ui.papers.list_tools import draw_tools, states_line
from lib.ui.papers.page_quality import draw_offers
from lib.ui.papers.paper_form import draw_paper_form, is_editing
from lib.ui.papers.paper_row import RowNotes, row_data
from lib.ui.papers.project_form import draw_project_form
from lib.workspace import Workspace

REMOVING = "papers_removing"
SHOWN, CHOSEN = "papers_shown", "papers_of_choice"
"""What is taken away: the papers that the list shows, or those that are chosen."""
POLL_SECONDS = 1.0
HINT = "Tick papers to ask, tag, take away or remove them."


def draw_paper_list(workspace: Workspace) -> None:
    """Draw the list, kept up to date while papers are under way."""
    busy = bool(workspace.jobs.progress())
    polled(_draw_list, busy, POLL_SECONDS)(workspace, busy)


def _draw_list(workspace: Workspace, was_busy: bool) -> None:
    papers = workspace.papers()
    # However much this holds, the list below keeps its place: made anew, it would lose what is being typed.
    above = st.container()
    with above:
        take_commands(workspace, papers)
    progress = workspace.jobs.progress()
    if was_busy and not progress:
        st.rerun()  # the last one is done: no more asking
    groups = workspace.groups.all()
    with above:
        if not papers:
            _draw_empty(workspace)
            return
        filtered, shown = _draw_above(workspace, papers, groups, progress)
    chosen = chosen_of(papers)
    _draw_bar(workspace, shown, chosen)
    mount_list(
        {
            "rows": _rows(workspace, papers, filtered, groups, progress),
            "chosen": [paper.id for paper in chosen],
            "total": len(papers),
            "states": states_line(papers),
        }
    )
    if may(Role.RATER):
        _draw_open_dialog(workspace, papers, groups)


def _draw_empty(workspace: Workspace) -> None:
    st.caption("The library is empty. Drop PDFs above to begin.")
    if may(Role.RATER):
        draw_undo(workspace)
        draw_bin_button(workspace)
        draw_bin(workspace)


def _draw_above(
    workspace: Workspace, papers: Sequence[Paper], groups: Sequence[PaperGroup], progress: Mapping[str, PaperProgress]
) -> tuple[list[Paper], list[Paper]]:
    """Draw what stands above the list; return the papers that are filtered for, in their order, and those that are found."""
    draw_batch(workspace, progress)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="papers_tools"):
        filtered = draw_tools(papers, groups, progress)
        st.space("stretch")
        if may(Role.RATER):
            draw_group_list_button(groups)
            draw_bin_button(workspace)
        shown = match(filtered, searched_words())
        if shown:
            draw_export(workspace, _source(workspace, SHOWN, shown))
    if may(Role.RATER):
        draw_undo(workspace)
        draw_offers(workspace, papers, progress)
        draw_copies(workspace, papers)
    return filtered, shown


def _draw_open_dialog(workspace: Workspace, papers: Sequence[Paper], groups: Sequence[PaperGroup]) -> None:
    """Draw what is open over the page: one of these is closed before another one can be opened."""
    if is_editing(papers):
        draw_paper_form(workspace, papers)
    elif is_bin_open(workspace):
        draw_bin(workspace)
    else:
        draw_group_list(workspace, groups)


def _rows(
    workspace: Workspace,
    papers: Sequence[Paper],
    filtered: Sequence[Paper],
    groups: Sequence[PaperGroup],
    progress: Mapping[str, PaperProgress],
) -> list[dict[str, Any]]:
    """Return the rows of the papers that are filtered for, for the browser."""
    there = {paper.id: paper for paper in papers}
    mains = workspace.copies.supplements()
    standings = workspace.retractions.of(filtered)
    qualities = workspace.pages.qualities([paper.id for paper in filtered])
    tags, collections = (groups_of(groups, kind) for kind in ("tag", "collection"))
    writes = may_write()
    return [
        row_data(
            paper,
            progress.get(paper.id),
            qualities.get(paper.id, []),
            RowNotes(
                supplement_note(there.get(mains.get(paper.id, ""))),
                tags.get(paper.id, ()),
                collections.get(paper.id, ()),
                standings.get(paper.id),
            ),
            writes=writes,
        )
        for paper in filtered
    ]


def _draw_bar(workspace: Workspace, shown: Sequence[Paper], chosen: Sequence[Paper]) -> None:
    """Draw what can be done with the chosen papers; it stays in sight while the list is scrolled, and so does what it asks."""
    every_id = [paper.id for paper in chosen]
    if set(st.session_state.get(REMOVING) or []) != set(every_id):
        st.session_state[REMOVING] = None  # asked of other papers than are chosen now
    with st.container(key="papers_bar", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if not chosen:
                st.caption(HINT)  # a line in its place: the list does not move at the first tick
                return
            seen = {paper.id for paper in shown}
            st.caption(_chosen_line(len(chosen), sum(paper_id not in seen for paper_id in every_id)), width="content")
            _draw_what_can_be_done(workspace, chosen)
            st.button("Choose none", key="papers_none", type="tertiary", on_click=choose, args=(every_id, False))
        if removing := st.session_state.get(REMOVING):
            _draw_removing(workspace, removing)


def _draw_what_can_be_done(workspace: Workspace, chosen: Sequence[Paper]) -> None:
    ready = [paper.id for paper in chosen if paper.status == "ready"]
    if st.button("Ask these", key="papers_ask", icon=":material/search:", disabled=not ready):
        choose_papers(ready)
        open_page("ask")
    if not may(Role.RATER):
        return
    every_id = [paper.id for paper in chosen]
    draw_group_form(workspace, every_id, "papers")
    draw_project_form(workspace, chosen)
    failed = [paper for paper in chosen if paper.status == "failed"]
    if failed and st.button("Retry", key="papers_retry", icon=":material/refresh:"):
        try:
            retry(workspace, failed)
        except SidelightError as error:
            error_messages.draw_error(error)
        else:
            st.rerun()
    draw_export(workspace, _source(workspace, CHOSEN, chosen))
    if may(Role.ADMINISTRATOR) and st.button("Remove", key="papers_remove", icon=":material/delete:"):
        st.session_state[REMOVING] = every_id


def _source(workspace: Workspace, of: str, papers: Sequence[Paper]) -> ExportSource:
    """Return these papers as what can be taken away: `of` says which."""
    ids, title = [paper.id for paper in papers], "Chosen papers" if of == CHOSEN else "Library"
    return ExportSource(
        "papers",
        of,
        title,
        len(ids),
        lambda: workspace.exports.of_papers(ids, title),
        lambda: (ids, papers_state(workspace)),
        noun="paper",
    )


def _chosen_line(chosen: int, hidden: int) -> str:
    if not hidden:
        return f"{chosen:,} chosen"
    return f"{chosen:,} chosen, {'' if hidden == chosen else f'{hidden:,} of them '}not shown"


def _draw_removing(workspace: Workspace, paper_ids: Sequence[str]) -> None:
    named = titles([paper for paper in workspace.papers() if paper.id in paper_ids])
    days = workspace.settings.preferences.bin_days
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(
            f"Remove {named}? Within {count(days, 'day')} it can be brought back from the bin; answers stay, with their quotes.",
            width="stretch",
        )
        yes = st.button("Remove", key="papers_remove_yes", type="primary")
        st.button("Keep", key="papers_remove_no", on_click=_cancel_removal)
    if not yes:
        return
    del st.session_state[REMOVING]
    choose(paper_ids, False)
    for paper_id in paper_ids:
        page_renderer(workspace).forget(paper_id)
    try:
        remove(workspace, paper_ids)
    except SidelightError as error:
        error_messages.draw_error(error)
        return
    st.rerun()


def _cancel_removal() -> None:
    st.session_state[REMOVING] = None
