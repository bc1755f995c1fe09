"""The screen as long as no paper can be asked: what is needed, and how far the papers are that are being read."""

from __future__ import annotations

import streamlit as st

from lib.text.wording import count
from lib.ui.kit.polling import polled
from lib.ui.kit.session import open_page
from lib.ui.surveys.route import go_to
from lib.workspace import Workspace

POLL_SECONDS = 1.0
NEEDED = "To begin, a survey needs papers whose status is “ready” and a list of questions."
NO_PAPER = "No paper can be asked yet. Add PDFs on the Papers page and come back when one has the status “ready”."


def has_ready(workspace: Workspace) -> bool:
    """Return whether some paper can be asked."""
    return any(paper.status == "ready" for paper in workspace.papers())


def draw_no_papers(workspace: Workspace, sentence: str = NO_PAPER) -> None:
    """Draw what is needed; while papers are being read, how many, and the screen goes on by itself once one is ready."""
    reading = bool(_under_way(workspace))
    polled(_draw, reading, POLL_SECONDS)(workspace, sentence, reading)
    with st.container(horizontal=True):
        if st.button("Papers" if reading else "Add papers", key="survey_add_papers", icon=":material/library_books:"):
            open_page("papers")
        st.button("Make a question set", key="survey_make_set", on_click=go_to, kwargs={"part": "questions"})


def _draw(workspace: Workspace, sentence: str, was_reading: bool) -> None:
    under_way = _under_way(workspace)
    if was_reading and (has_ready(workspace) or not under_way):
        st.rerun()
    if under_way:
        sentence = (
            f"{count(under_way, 'paper')} {'is' if under_way == 1 else 'are'} being read. As soon as one is ready it can be "
            "asked; the questions can be made meanwhile."
        )
    st.write(sentence)


def _under_way(workspace: Workspace) -> int:
    return sum(paper.status in ("queued", "reading", "indexing") for paper in workspace.papers())
