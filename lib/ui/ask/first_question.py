"""What *Ask* shows before anything is asked: questions to begin with, what the answerer can do, or what is needed first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from lib.answering.answerer import OFFLINE
from lib.answering.example_questions import example_questions
from lib.answering.question_language import ENGLISH
from lib.library.paper_job import PaperProgress
from lib.records import Paper
from lib.text.wording import count
from lib.ui.ask.asking import NO_PAPER
from lib.ui.ask.paper_scope import asked_in_words, papers_asked
from lib.ui.kit.access import may_write
from lib.ui.kit.answerer_choice import answerers, chosen_answerer
from lib.ui.kit.escaping import QUOTED_LETTERS, paper_title, plain, time_left
from lib.ui.kit.first_minute import draw_welcome
from lib.ui.kit.key_field import draw_key
from lib.ui.kit.polling import polled
from lib.ui.kit.session import open_page
from lib.workspace import Workspace

PAPERS_LOOKED_AT = 6
"""For example questions: those of more papers would be no better."""
POLL_SECONDS = 0.5
OFFLINE_WORDS = (
    "The offline answerer finds the sentences that answer and quotes them word for word, on this machine alone. It cannot "
    "sum up, compare or explain: a language model can."
)
LOCAL_WORDS = (
    "A model on this machine (Ollama, LM Studio, llama.cpp, vLLM): give the address of its server on the Settings page, "
    "under Answerers."
)


def draw_first_question(workspace: Workspace, ready: Sequence[Paper], ask_example: Callable[[str], None]) -> None:
    """Draw what can be asked first; `ask_example` is called, as a callback, with the question that was clicked."""
    if ready:
        _draw_examples(workspace, ready, ask_example)
    elif workspace.jobs.progress():
        polled(_draw_reading, True, POLL_SECONDS)(workspace)
    elif papers := workspace.papers():
        if any(paper.status == "ready" for paper in papers):
            st.rerun()  # it became ready after this run had asked
        with st.container(key="ask_empty", horizontal_alignment="center"):
            st.space("large")
            st.markdown("#### Nothing to ask yet", width="content")
            st.caption(NO_PAPER, width="content")
            _draw_to_papers("Look at the papers")
    else:
        draw_welcome(workspace, "ask_welcome")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(NO_PAPER, width="content")
            _draw_to_papers("Add papers")


def _draw_to_papers(label: str) -> None:
    if st.button(label, key="ask_add_papers", icon=":material/library_books:"):
        open_page("papers")


def _draw_examples(workspace: Workspace, ready: Sequence[Paper], ask_example: Callable[[str], None]) -> None:
    asked = papers_asked(ready)
    with st.container(key="ask_empty", horizontal_alignment="center"):
        st.space("medium")
        if not may_write():
            st.markdown("#### Asked so far: see *History*", width="content")
            st.caption("You may read here; asking is for raters. An administrator can make you one.", width="content")
            return
        st.markdown("#### What do you want to know?", width="content")
        st.caption(
            f"The answer quotes {asked_in_words(ready)} word for word, each quote highlighted on its page.",
            width="content",
        )
        english = [p.id for p in ready if p.id in set(asked) and p.language in ("", ENGLISH)]
        questions = example_questions(workspace.pages.sections(english[:PAPERS_LOOKED_AT])) if english else []
        with st.container(key="ask_examples", width=620, gap="xsmall"):
            for n, question in enumerate(questions):
                st.button(
                    plain(question, QUOTED_LETTERS),
                    key=f"ask_example_{n}",
                    width="stretch",
                    on_click=ask_example,
                    args=(question,),
                )
        if chosen_answerer() == OFFLINE:
            _draw_offline_words(workspace)


def _draw_offline_words(workspace: Workspace) -> None:
    """Draw what the offline answerer can and cannot do, and the one step to a language model."""
    with st.container(key="ask_offline", width=620, horizontal_alignment="center", gap="xsmall"):
        st.caption(OFFLINE_WORDS, text_alignment="center")
        models = [choice for choice in answerers(workspace).values() if choice.id != OFFLINE]
        with st.popover("Add a language model", icon=":material/add:", type="tertiary", width="content"):
            by_key = {choice.key: choice for choice in reversed(models) if choice.key is not None}
            for choice in reversed(by_key.values()):
                draw_key(workspace, choice)
            st.caption("A key stays in this browser session's memory. Then choose the model above.")
            st.caption(LOCAL_WORDS)
            if st.button("Open the settings", key="ask_to_settings", icon=":material/settings:"):
                open_page("settings")


def _draw_reading(workspace: Workspace) -> None:
    """Draw how far the first papers are, until one can be asked."""
    progress = workspace.jobs.progress()
    papers = {paper.id: paper for paper in workspace.papers()}
    if not progress or any(paper.status == "ready" for paper in papers.values()):
        st.rerun()
    with st.container(key="ask_reading", horizontal_alignment="center"):
        st.space("large")
        st.markdown("#### Reading your first papers …", width="content")
        with st.container(width=460, gap="xsmall"):
            for paper_id, one in list(progress.items())[:PAPERS_LOOKED_AT]:
                if paper_id in papers:
                    st.progress(_share(one), text=_line(papers[paper_id], one))
        if len(progress) > PAPERS_LOOKED_AT:
            st.caption(f"and {count(len(progress) - PAPERS_LOOKED_AT, 'more paper')}", width="content")
        st.caption("You can ask as soon as the first one is read. This page can be left.", width="content")


def _share(one: PaperProgress) -> float:
    return min(1.0, one.done / one.total) if one.total else 0.0


def _line(paper: Paper, one: PaperProgress) -> str:
    parts = [plain(paper_title(paper), QUOTED_LETTERS), str(one.stage), time_left(one.seconds_left)]
    return " · ".join(part for part in parts if part)
