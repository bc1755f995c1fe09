"""Reading the paper first: its pages, without the machine's answer and without any mark."""

from __future__ import annotations

import streamlit as st

from lib.records import Paper
from lib.reviews.queue import QueueItem
from lib.ui.evidence.component import mount_evidence, reader_data
from lib.ui.kit.escaping import ENTRY_LETTERS, paper_title, shorten
from lib.ui.kit.polling import polled
from lib.ui.kit.session import open_page
from lib.ui.reader.screen import POLL_SECONDS
from lib.workspace import Workspace

PAGES = "review_first_pages"
"""The page that is open, by paper."""


def readable_papers(workspace: Workspace, item: QueueItem) -> list[Paper]:
    """Return those papers of an answer whose pages can be read here."""
    known = {paper.id: paper for paper in workspace.papers() if paper.page_count}
    return [known[paper_id] for paper_id in item.paper_ids if paper_id in known]


def draw_paper(workspace: Workspace, item: QueueItem, papers: list[Paper]) -> None:
    """Draw the paper, page by page; of several, the one that is chosen."""
    by_id = {paper.id: paper for paper in papers}
    chosen = papers[0].id
    if len(papers) > 1:
        chosen = st.selectbox(
            "Paper",
            list(by_id),
            format_func=lambda paper_id: shorten(paper_title(by_id[paper_id]), ENTRY_LETTERS),
            key=f"review_first_{item.answer_id}",
            label_visibility="collapsed",
            width=430,
        )
    pages: dict[str, int] = st.session_state.setdefault(PAGES, {})
    page = pages.get(chosen, 1)
    late = bool(reader_data(workspace, by_id[chosen], page, [], [])["pending"])
    polled(_draw_pages, late, POLL_SECONDS)(workspace, by_id[chosen], page, late)


def _draw_pages(workspace: Workspace, paper: Paper, page: int, was_late: bool) -> None:
    data = reader_data(workspace, paper, page, [], [])
    asked = mount_evidence(data, key="review_first_view")
    if asked["page"]:
        st.session_state[PAGES][paper.id] = int(asked["page"])
        st.rerun()
    if asked["open"]:
        open_page("reader", paper=str(asked["open"]["paper"]), page=str(int(asked["open"]["page"])))
    if was_late and not data["pending"]:
        st.rerun()
