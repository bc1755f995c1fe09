"""Reading the paper first: its pages, without the machine's answer and without any mark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from lib.records import Box, Citation, Paper
from lib.reviews.queue import QueueItem
from lib.ui.evidence.component import mount_evidence
from lib.ui.evidence.reader_data import Found, reader_data
from lib.ui.kit.escaping import ENTRY_LETTERS, paper_title, shorten
from lib.ui.kit.session import open_page
from lib.workspace import Workspace

PAGES = "review_first_pages"
"""The page that is open, by paper."""


def readable_papers(workspace: Workspace, item: QueueItem) -> list[Paper]:
    """Return those papers of an answer whose pages can be read here."""
    known = {paper.id: paper for paper in workspace.papers() if paper.page_count}
    return [known[paper_id] for paper_id in item.paper_ids if paper_id in known]


def draw_paper(
    workspace: Workspace,
    item: QueueItem,
    papers: list[Paper],
    point: Callable[[str, Any], None],
    pointed: Sequence[Citation] = (),
) -> None:
    """Draw the paper, page by page; of several, the one that is chosen.

    `point`: called with the paper's id and the words that the rater points at as the right evidence; `pointed`: so far.
    """
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
    boxes = [box for citation in pointed if citation.paper_id == chosen for box in citation.boxes]
    _draw_pages(workspace, by_id[chosen], boxes, lambda words: point(chosen, words))


@st.fragment
def _draw_pages(workspace: Workspace, paper: Paper, pointed: Sequence[Box], point: Callable[[Any], None]) -> None:
    pages: dict[str, int] = st.session_state.setdefault(PAGES, {})
    data = reader_data(workspace, paper, pages.get(paper.id, 1), [], Found(others=pointed)) | {"pointing": True}
    turn = {"page": lambda page: pages.update({paper.id: int(page)}), "point": point}
    asked = mount_evidence(data, key="review_first_view", on=turn)
    if asked["point"]:
        st.rerun()  # the bar above says what was kept
    if asked["open"]:
        open_page("reader", paper=str(asked["open"]["paper"]), page=str(int(asked["open"]["page"])))
