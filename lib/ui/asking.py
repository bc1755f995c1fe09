"""The Ask screen: question, choice of papers, the answer beside its evidence, history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from lib.jobs.running import RunningAnswer
from lib.records import Answer, Paper
from lib.ui.evidence import answer_data, evidence_pages, running_data, show_evidence
from lib.ui.models import answerer_label, answerers, chosen_answerer, draw_answerer_choice, typed_keys
from lib.ui.pictures import all_drawn
from lib.ui.session import go
from lib.ui.text import count, paper_title, plain, shorten, visible
from lib.workspace import Workspace

ANSWER = "ask_answer"
"""Id of the answer on the screen; also in the address, so that a reload keeps it."""
PAPERS = "ask_papers"
"""Ids of the chosen papers; empty means all."""
PROBLEM = "ask_problem"
HISTORY = "ask_history"
"""Whether the history is open."""

POLL_SECONDS = 0.25
HISTORY_SHOWN = 40

EMPTY_QUESTION = "The question is empty. Type what you want to know."
NO_PAPER = "No paper can be asked yet. Add PDFs on the Papers page and come back when one has the status “ready”."


def draw_ask(workspace: Workspace) -> None:
    """The whole screen."""
    ready = [paper for paper in workspace.papers() if paper.status == "ready"]
    _restore()
    answer_id: str | None = st.session_state[ANSWER]
    _draw_controls(workspace, ready, answer_id)
    _take_question(workspace, ready, answer_id)
    if problem := st.session_state.pop(PROBLEM, None):
        st.warning(problem, icon=":material/info:")
    if answer_id is None:
        _draw_nothing_yet(ready)
    else:
        _draw_turn(workspace, answer_id)


def _restore() -> None:
    """The answer on the screen is the one that the address names, which outlives a reload."""
    named = st.query_params.get("answer")
    if named or ANSWER not in st.session_state:
        st.session_state[ANSWER] = named
    elif st.session_state[ANSWER]:
        st.query_params["answer"] = st.session_state[ANSWER]


def _show(answer_id: str | None) -> None:
    st.session_state[ANSWER] = answer_id
    if answer_id is None:
        st.query_params.pop("answer", None)
    else:
        st.query_params["answer"] = answer_id


# controls


def _draw_controls(workspace: Workspace, ready: Sequence[Paper], answer_id: str | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="ask_controls"):
        _draw_choice(ready)
        draw_answerer_choice(workspace)
        _draw_history(workspace)
        if answer_id is not None:
            st.button(
                "New question", key="ask_new", icon=":material/add:", type="tertiary", on_click=_show, args=(None,)
            )


def _draw_choice(ready: Sequence[Paper]) -> None:
    titles = {
        paper.id: visible(f"{shorten(paper_title(paper), 90)} ({paper.year})" if paper.year else paper_title(paper))
        for paper in ready
    }
    chosen = [paper_id for paper_id in st.session_state.get(PAPERS, []) if paper_id in titles]
    st.session_state[PAPERS] = chosen
    label = f"Papers: {len(chosen)} chosen" if chosen else (f"Papers: all {len(ready)}" if ready else "Papers: none")
    with st.popover(label, icon=":material/library_books:", width="content"):
        st.multiselect(
            "Papers to ask",
            list(titles),
            format_func=lambda paper_id: titles.get(paper_id, ""),
            key=PAPERS,
            placeholder="All papers",
            persist_state="session",
            width=560,
        )
        st.caption("None chosen asks all papers.")


def _draw_history(workspace: Workspace) -> None:
    history = st.popover("History", icon=":material/history:", width="content", key=HISTORY, on_change="rerun")
    if not history.open:
        return
    with history:
        answers = workspace.answers(limit=HISTORY_SHOWN)
        if not answers:
            st.caption("No question has been asked yet.")
        with st.container(gap=None):
            for answer in answers:
                key = f"ask_history_{answer.id}"
                label = plain(answer.question, 90)
                st.button(label, key=key, type="tertiary", on_click=_reopen, args=(answer.id,), help=_when(answer))


def _reopen(answer_id: str) -> None:
    st.session_state[HISTORY] = False
    _show(answer_id)


def _when(answer: Answer) -> str:
    try:
        day = datetime.fromisoformat(answer.created_at).astimezone().strftime("%d %b %Y, %H:%M")
    except ValueError:
        day = ""
    of = count(len(answer.paper_ids), "paper")
    return f"{day} · {of}" if day else of


# asking


def _take_question(workspace: Workspace, ready: Sequence[Paper], answer_id: str | None) -> None:
    asked = st.chat_input("Ask a follow-up" if answer_id else "Ask the papers a question", key="ask_question")
    if asked is None:
        return
    question = str(asked).strip()
    if not question or not ready:
        st.session_state[PROBLEM] = EMPTY_QUESTION if not question else NO_PAPER
        return
    answerer = answerers(workspace).get(chosen_answerer())
    if answerer is None or answerer.needs:
        st.session_state[PROBLEM] = plain(
            f"{answerer.name} needs {answerer.needs}." if answerer else "Choose an answerer."
        )
        return
    previous = answer_id if answer_id and workspace.answer(answer_id) else None
    chosen = st.session_state.get(PAPERS) or None
    running = workspace.jobs.ask(question, chosen, answerer.id, previous=previous, keys=typed_keys())
    _show(running.id)
    st.rerun()


def _draw_nothing_yet(ready: Sequence[Paper]) -> None:
    with st.container(key="ask_empty", horizontal_alignment="center"):
        st.space("large")
        if ready:
            st.markdown("#### What do you want to know?", width="content")
            st.caption(
                f"The answer quotes {'the paper' if len(ready) == 1 else f'the {len(ready)} papers'} word for word, "
                "each quote lit on its page.",
                width="content",
            )
        else:
            st.markdown("#### Nothing to ask yet", width="content")
            st.caption(NO_PAPER, width="content")
            if st.button("Add papers", key="ask_add_papers", icon=":material/library_books:"):
                go("papers")


# the answer


def _draw_turn(workspace: Workspace, answer_id: str) -> None:
    answer, running = _turn(workspace, answer_id)
    if answer is not None:
        _draw_question(workspace, answer.question, answer)
        _draw_evidence(workspace, answer_id, all_drawn(workspace, evidence_pages(answer)))
    elif running is None:
        st.info("This answer is no longer in the library. Choose another from the history, or ask anew.")
    elif running.error:
        _draw_question(workspace, running.question, None)
        st.error(plain(running.error), icon=":material/error:")
    else:
        _draw_question(workspace, running.question, None)
        _draw_evidence(workspace, answer_id, complete=False)


def _turn(workspace: Workspace, answer_id: str) -> tuple[Answer | None, RunningAnswer | None]:
    """The answer, or what there is of it, or neither."""
    running = workspace.jobs.running(answer_id)
    return workspace.answer(answer_id) or (running.answer if running else None), running


def _draw_evidence(workspace: Workspace, answer_id: str, complete: bool) -> None:
    """The view, which asks for news until everything is there."""
    st.fragment(_draw_view, run_every=None if complete else POLL_SECONDS)(workspace, answer_id, complete)


def _draw_question(workspace: Workspace, question: str, answer: Answer | None) -> None:
    before = workspace.answer(answer.previous) if answer and answer.previous else None
    with st.container(gap=None, key="ask_head"):
        if before is not None:
            label = f"↳ follows “{plain(before.question, 110)}”"
            st.button(label, key="ask_before", type="tertiary", on_click=_show, args=(before.id,))
        st.subheader(plain(question), anchor=False)


def _draw_view(workspace: Workspace, answer_id: str, was_complete: bool) -> None:
    answer, running = _turn(workspace, answer_id)
    if answer is not None:
        data = answer_data(workspace, answer, answerer_label(answer.answerer, answer.model))
    elif running is not None and not running.error:
        data = running_data(workspace, running, answerer_label(chosen_answerer()))
    else:
        st.rerun()  # it failed or was removed: the page says so
    asked = show_evidence(data, key="ask_evidence")
    if asked["stop"] and running is not None:
        running.stop()
    if asked["open"]:
        go("reader", paper=str(asked["open"]["paper"]), page=str(int(asked["open"]["page"])))
    if not was_complete and answer is not None and not data["pending"]:
        st.rerun()  # everything is there: no more asking
