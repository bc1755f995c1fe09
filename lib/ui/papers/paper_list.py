"""The list of papers: search, status, choosing, editing, removing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from lib.errors import SidelightError
from lib.library.paper_job import PaperProgress
from lib.records import Paper
from lib.records.groups import KINDS, PaperGroup, groups_of
from lib.records.people import Role
from lib.text.wording import count
from lib.ui.evidence.page_images import page_renderer
from lib.ui.kit import error_messages
from lib.ui.kit.access import may
from lib.ui.kit.escaping import SHORT_NAME_LETTERS, plain
from lib.ui.kit.export_button import ExportSource, draw_export, papers_state
from lib.ui.kit.group_form import draw_group_form
from lib.ui.kit.papers_to_ask import choose_papers
from lib.ui.kit.polling import polled
from lib.ui.kit.session import open_page
from lib.ui.papers.batch_progress import draw_batch
from lib.ui.papers.bin_view import draw_bin, draw_bin_button, draw_undo, is_bin_open, remove, titles
from lib.ui.papers.chosen import choose, chosen_ids, chosen_of, draw_tick
from lib.ui.papers.copies import draw_copies, supplement_note
from lib.ui.papers.group_list import draw_group_list, draw_group_list_button
from lib.ui.papers.list_tools import counts_line, draw_tools
from lib.ui.papers.page_quality import draw_offers
from lib.ui.papers.paper_form import draw_paper_form, is_editing
from lib.ui.papers.paper_row import RowNotes, draw_paper_row, retry
from lib.ui.papers.project_form import draw_project_form
from lib.workspace import Workspace

REMOVING = "papers_removing"
SHOWN, CHOSEN = "papers_shown", "papers_of_choice"
"""What is taken away: the papers that the list shows, or those that are chosen."""
PAGE = "papers_page"
ROWS = 30
"""Drawn at once: further ones are a page on, so that each letter that is searched by costs the same with 1,000 papers."""
POLL_SECONDS = 1.0


def nothing_found(words: str) -> str:
    """Return that no paper has the words that were searched for, and where they were looked for, as Markdown."""
    what = "all the words of " if len(words.split()) > 1 else ""
    return f"No paper has {what}“{plain(words, SHORT_NAME_LETTERS)}” in its title, authors, year, file name, DOI or status."


def draw_paper_list(workspace: Workspace) -> None:
    """Draw the list, kept up to date while papers are under way."""
    busy = bool(workspace.jobs.progress())
    polled(_draw_list, busy, POLL_SECONDS)(workspace, busy)


def _draw_list(workspace: Workspace, was_busy: bool) -> None:
    progress = workspace.jobs.progress()
    if was_busy and not progress:
        st.rerun()  # the last one is done: no more asking
    papers = workspace.papers()
    if not papers:
        st.caption("The library is empty. Drop PDFs above to begin.")
        if may(Role.RATER):
            draw_undo(workspace)
            draw_bin_button(workspace)
            draw_bin(workspace)
        return
    groups = workspace.groups.all()
    draw_batch(workspace, progress)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="papers_tools"):
        shown, search = draw_tools(papers, groups, progress)
        st.caption(counts_line(papers, shown), width="stretch")
        if may(Role.RATER):
            draw_group_list_button(groups)
            draw_bin_button(workspace)
        if shown:
            draw_export(workspace, _source(workspace, SHOWN, shown))
    page = _page_of(shown)
    if may(Role.RATER):
        draw_undo(workspace)
        draw_offers(workspace, papers, progress)
        draw_copies(workspace, papers)
    _draw_bar(workspace, page, shown, chosen_of(papers))
    if not shown:
        st.caption(nothing_found(search) if search.strip() else "No paper has what is filtered for.")
    if search.strip():
        _draw_words_link(search)
    _draw_rows(workspace, papers, page, groups, progress)
    _draw_pager(len(shown))
    if may(Role.RATER):
        _draw_open_dialog(workspace, papers, groups)


def _draw_open_dialog(workspace: Workspace, papers: Sequence[Paper], groups: Sequence[PaperGroup]) -> None:
    """Draw what is open over the page: one of these is closed before another one can be opened."""
    if is_editing(papers):
        draw_paper_form(workspace, papers)
    elif is_bin_open(workspace):
        draw_bin(workspace)
    else:
        draw_group_list(workspace, groups)


def _draw_words_link(search: str) -> None:
    st.page_link(
        "pages/words.py",
        label=f"Look for “{plain(search, SHORT_NAME_LETTERS)}” in the text of all papers",
        icon=":material/find_in_page:",
        query_params={"words": search},
    )


def _draw_rows(
    workspace: Workspace,
    papers: Sequence[Paper],
    page: Sequence[Paper],
    groups: Sequence[PaperGroup],
    progress: Mapping[str, PaperProgress],
) -> None:
    ties = workspace.copies.supplements()
    standings = workspace.retractions.of(page)
    qualities = workspace.pages.qualities([paper.id for paper in page])
    named = {kind: groups_of(groups, kind) for kind in KINDS}
    with st.container(gap=None, key="papers_table"):
        for paper in page:
            draw_paper_row(
                workspace,
                paper,
                progress.get(paper.id),
                qualities.get(paper.id, []),
                RowNotes(
                    supplement_note(paper, papers, ties),
                    named["tag"].get(paper.id, ()),
                    named["collection"].get(paper.id, ()),
                    standings.get(paper.id),
                ),
            )


def _page_of(shown: Sequence[Paper]) -> list[Paper]:
    last = max(0, (len(shown) - 1) // ROWS)
    page = st.session_state[PAGE] = min(st.session_state.get(PAGE, 0), last)
    return list(shown[page * ROWS : (page + 1) * ROWS])


def _draw_pager(number: int) -> None:
    last = (number - 1) // ROWS
    if last < 1:
        return
    page = st.session_state[PAGE]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Back", key="papers_back", disabled=page == 0, on_click=_turn, args=(-1,))
        st.caption(f"{page + 1} of {last + 1}", width="content")
        st.button("Next", key="papers_next", disabled=page == last, on_click=_turn, args=(1,))


def _turn(by: int) -> None:
    st.session_state[PAGE] += by


def _draw_bar(workspace: Workspace, page: Sequence[Paper], shown: Sequence[Paper], chosen: Sequence[Paper]) -> None:
    """Draw what can be done with the chosen papers; it stays in sight while the list is scrolled, and so does what it asks."""
    every_id = [paper.id for paper in chosen]
    if set(st.session_state.get(REMOVING) or []) != set(every_id):
        st.session_state[REMOVING] = None  # asked of other papers than are chosen now
    with st.container(key="papers_bar", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            ids = [paper.id for paper in page]
            every = bool(ids) and chosen_ids() >= set(ids)
            draw_tick("papers_every", "all on this page", ids, every, disabled=not ids)
            if not chosen:
                return
            st.caption(_chosen_line(len(chosen), sum(paper.id not in ids for paper in chosen)), width="content")
            if every and len(shown) > len(page) and len(every_id) < len(shown):
                found = [paper.id for paper in shown]
                label = f"Choose all {len(found):,}"
                st.button(label, key="papers_all", type="tertiary", on_click=choose, args=(found, True))
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
        retry(workspace, failed)
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
