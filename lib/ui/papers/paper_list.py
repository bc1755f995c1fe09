"""The list of papers: search, status, choosing, editing, removing."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import streamlit as st

from lib.errors import SidelightError, UnknownPaper
from lib.records import Paper
from lib.text.wording import count
from lib.ui.evidence.page_images import page_renderer
from lib.ui.kit import error_messages
from lib.ui.kit.escaping import QUOTED_LETTERS, SHORT_NAME_LETTERS, paper_title, plain
from lib.ui.kit.papers_to_ask import choose_papers
from lib.ui.kit.polling import polled
from lib.ui.kit.session import open_page
from lib.ui.papers.chosen import choose, chosen_ids, chosen_of, draw_tick
from lib.ui.papers.copies import draw_copies, supplement_note
from lib.ui.papers.dropped_text import draw_dropped_text
from lib.ui.papers.page_quality import draw_offers
from lib.ui.papers.paper_form import draw_paper_form
from lib.ui.papers.paper_row import draw_paper_row, retry
from lib.workspace import Workspace

REMOVING = "papers_removing"
PAGE = "papers_page"
ROWS = 25
TITLES_NAMED = 8
"""Of the papers that are to be removed, before it is done."""
POLL_SECONDS = 1.0

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "’": "'"})
"""What a plain keyboard types for letters that Unicode does not take apart."""


def match(papers: Sequence[Paper], words: str) -> list[Paper]:
    """Return the papers in which every word stands, in title, authors, year, file name, DOI or status."""
    wanted = _folded(words).split()
    return [paper for paper in papers if all(word in _searchable_text(paper) for word in wanted)]


def _searchable_text(paper: Paper) -> str:
    parts = [paper.title, " ".join(paper.authors), str(paper.year or ""), paper.filename, paper.doi, paper.status]
    return _folded(" ".join(parts))


def _folded(text: str) -> str:
    """Return letters without case and accents, so that "inegalites" finds "Inégalités"."""
    letters = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS).casefold()
    return "".join(c for c in letters if not unicodedata.combining(c))


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
        return
    words, summary = st.columns([3, 4], vertical_alignment="center")
    search = words.text_input(
        "Search",
        key="papers_search",
        placeholder="Search title, author, year, status",
        label_visibility="collapsed",
        live=True,
    )
    shown = match(papers, search)
    summary.caption(_counts(papers, shown, search))
    chosen = chosen_of(papers)
    page = _page_of(shown)
    draw_offers(workspace, papers, progress)
    draw_copies(workspace)
    _draw_bar(workspace, page, chosen)
    ties = workspace.copies.supplements()
    verdicts = workspace.pages.qualities([paper.id for paper in page])
    dropped = workspace.pages.dropped_counts([paper.id for paper in page])
    if not shown:
        st.caption(nothing_found(search))
    if search.strip():
        st.page_link(
            "pages/words.py",
            label=f"Look for “{plain(search, SHORT_NAME_LETTERS)}” in the text of all papers",
            icon=":material/find_in_page:",
            query_params={"words": search},
        )
    with st.container(gap="xsmall"):
        for paper in page:
            draw_paper_row(
                workspace,
                paper,
                progress.get(paper.id),
                verdicts.get(paper.id, []),
                dropped.get(paper.id, {}),
                supplement_note(paper, papers, ties),
            )
    _draw_pager(len(shown))
    draw_paper_form(workspace, papers)
    draw_dropped_text(workspace, papers)


def _counts(papers: Sequence[Paper], shown: Sequence[Paper], search: str) -> str:
    failed = sum(paper.status == "failed" for paper in papers)
    under_way = sum(paper.status not in ("ready", "failed") for paper in papers)
    parts = [f"{len(shown)} of {count(len(papers), 'paper')}" if search.strip() else count(len(papers), "paper")]
    if under_way:
        parts.append(f"{under_way} under way")
    if failed:
        parts.append(f"{failed} could not be read")
    return " · ".join(parts)


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


def _draw_bar(workspace: Workspace, page: Sequence[Paper], chosen: Sequence[Paper]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="papers_bar"):
        ids = [paper.id for paper in page]
        every = bool(ids) and chosen_ids() >= set(ids)
        draw_tick("papers_every", "all on this page", ids, every, disabled=not ids)
        every_id = [paper.id for paper in chosen]
        if set(st.session_state.get(REMOVING) or []) != set(every_id):
            st.session_state[REMOVING] = None  # asked of other papers than are chosen now
        if not chosen:
            return
        st.caption(_chosen_line(len(chosen), sum(paper.id not in ids for paper in chosen)), width="content")
        ready = [paper.id for paper in chosen if paper.status == "ready"]
        if st.button("Ask these", key="papers_ask", icon=":material/search:", disabled=not ready):
            choose_papers(ready)
            open_page("ask")
        failed = [paper for paper in chosen if paper.status == "failed"]
        if st.button("Retry", key="papers_retry", icon=":material/refresh:", disabled=not failed):
            retry(workspace, failed)
        if st.button("Remove", key="papers_remove", icon=":material/delete:"):
            st.session_state[REMOVING] = every_id
        st.button("Choose none", key="papers_none", type="tertiary", on_click=choose, args=(every_id, False))
    if removing := st.session_state.get(REMOVING):
        _draw_removing(workspace, removing)


def _chosen_line(chosen: int, hidden: int) -> str:
    if not hidden:
        return f"{chosen} chosen"
    return f"{chosen} chosen, {'' if hidden == chosen else f'{hidden} of them '}not shown"


def _draw_removing(workspace: Workspace, paper_ids: Sequence[str]) -> None:
    titles = [paper_title(paper) for paper in workspace.papers() if paper.id in paper_ids]
    named = ", ".join(f"“{plain(title, QUOTED_LETTERS)}”" for title in titles[:TITLES_NAMED])
    more = len(titles) - TITLES_NAMED
    what = f"{named} and {count(more, 'more paper')}" if more > 0 else named
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(
            f"Remove {what}? Its file, text and index entries are deleted; answers stay, with their quotes.",
            width="stretch",
        )
        yes = st.button("Remove", key="papers_remove_yes", type="primary")
        st.button("Keep", key="papers_remove_no", on_click=_cancel_removal)
    if not yes:
        return
    del st.session_state[REMOVING]
    errors = [error for paper_id in paper_ids if (error := _remove(workspace, paper_id)) is not None]
    for error in errors:
        error_messages.draw_error(error)
    if not errors:
        st.rerun()


def _remove(workspace: Workspace, paper_id: str) -> SidelightError | None:
    """Remove a paper; return what could not be done, if anything. One that another session removed is done."""
    choose([paper_id], False)
    page_renderer(workspace).forget(paper_id)
    try:
        workspace.remove_paper(paper_id)
    except UnknownPaper:
        return None
    except SidelightError as error:
        return error
    return None


def _cancel_removal() -> None:
    st.session_state[REMOVING] = None
