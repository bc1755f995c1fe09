"""The history on *Ask*: what was asked, looked through as one types, opened, named, removed and brought back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from lib.answering.answerer import OFFLINE
from lib.answering.certainty import CERTAINTY_WORDS
from lib.records import Paper
from lib.records.core import NAME
from lib.records.past_questions import AnswerSummary, PastQuestion
from lib.text.wording import count
from lib.ui.ask.asking import show_answer
from lib.ui.evidence.component import known_papers
from lib.ui.kit.access import may_write
from lib.ui.kit.answerer_choice import answerer_label
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import ENTRY_LETTERS, QUOTED_LETTERS, SHORT_NAME_LETTERS, paper_title, plain, shorten
from lib.ui.kit.search_field import draw_search_field
from lib.workspace import Workspace

OPEN = "ask_history"
"""Whether the history is open."""
WORDS = "ask_history_words"
NAMED = "ask_history_named"
"""Id of the answer that is being named."""
NEW_NAME = "ask_history_name"
REMOVED = "ask_history_removed"
"""Id and question of the answer that was removed last, to be brought back."""
SHOWN = "ask_history_shown"
SHOWN_AT_ONCE = 25
LOOKED_THROUGH = 5_000
"""Of the newest questions."""
WIDTH_PX = 640
MISSING = "This answer is no longer in the library. Choose another from the history, or ask anew."


def draw_history(workspace: Workspace) -> None:
    """Draw the button with the history below it."""
    history = st.popover("History", icon=":material/history:", width="content", key=OPEN, on_change="rerun")
    if history.open:
        with history:
            _draw_list(workspace)


def draw_missing(workspace: Workspace, answer_id: str) -> None:
    """Draw what stands in the place of an answer that is not here; one that was removed can be brought back."""
    st.info(MISSING)
    if may_write() and workspace.history.is_removed(answer_id):
        st.button("Bring it back", key="ask_restore", on_click=workspace.history.restore, args=(answer_id,))


@st.fragment
def _draw_list(workspace: Workspace) -> None:
    entries = workspace.history.entries(LOOKED_THROUGH)
    papers = known_papers(workspace, list({paper_id for one in entries for paper_id in one.summary.paper_ids}))
    with st.container(width=WIDTH_PX, gap="xsmall", key="ask_history_list"):
        _draw_removed(workspace)
        if not entries:
            st.caption("No question has been asked yet.")
            return
        words = draw_search_field("Look through the history", WORDS, "Question, name, paper or answerer")
        found = [entry for entry in entries if fits(entry, words, papers)]
        if not found:
            st.caption("Nothing that was asked has these words.")
        shown = int(st.session_state.get(SHOWN, SHOWN_AT_ONCE))
        for entry in found[:shown]:
            _draw_entry(workspace, entry, papers)
        if len(found) > shown and st.button(f"Show more of {len(found):,}", key="ask_history_more", type="tertiary"):
            st.session_state[SHOWN] = shown + SHOWN_AT_ONCE
            st.rerun(scope="fragment")


def fits(entry: PastQuestion, words: str, papers: Mapping[str, Paper]) -> bool:
    """Return whether each of the words stands in the question, its name, its answerer or a title of the papers asked."""
    summary = entry.summary
    titles = [paper_title(papers[paper_id]) for paper_id in summary.paper_ids if paper_id in papers]
    said = [summary.question, entry.name, answerer_label(summary.answerer, summary.model), *titles]
    text = " ".join(said).casefold()
    return all(word in text for word in words.casefold().split())


def _draw_entry(workspace: Workspace, entry: PastQuestion, papers: Mapping[str, Paper]) -> None:
    answer_id = entry.answer_id
    with st.container(gap=None, key=f"ask_history_row_{answer_id}"):
        if st.session_state.get(NAMED) == answer_id:
            _draw_name(workspace, entry)
        else:
            with st.container(
                horizontal=True, gap="xsmall", vertical_alignment="center", key=f"ask_history_line_{answer_id}"
            ):
                label = plain(entry.name or entry.summary.question, ENTRY_LETTERS)
                key = f"ask_history_{answer_id}"
                if st.button(label, key=key, type="tertiary", width="stretch", on_click=_open, args=(answer_id,)):
                    st.rerun()  # the whole page, not this part of it
                if may_write():
                    _draw_tools(workspace, entry, label)
        st.caption(plain(in_a_line(entry, papers)))


def _draw_tools(workspace: Workspace, entry: PastQuestion, label: str) -> None:
    rename, remove = (f"ask_history_icon_{what}_{entry.answer_id}" for what in ("rename", "remove"))
    _draw_tool(":material/edit:", f"Name it: {label}", rename, _begin_naming, entry)
    _draw_tool(":material/delete:", f"Remove it: {label}", remove, _remove, workspace, entry)


def _open(answer_id: str) -> None:
    st.session_state[OPEN] = False
    show_answer(answer_id)


def _draw_tool(icon: str, label: str, key: str, act: Callable[..., None], *args: object) -> None:
    st.button(label, key=key, icon=icon, type="tertiary", on_click=act, args=args)


def in_a_line(entry: PastQuestion, papers: Mapping[str, Paper]) -> str:
    """Return when it was asked, of which papers, of whom, and what came of it where that is not an answer."""
    summary = entry.summary
    state = (
        "incomplete" if summary.stopped else "" if summary.certainty == "sure" else CERTAINTY_WORDS[summary.certainty]
    )
    asked = summary.question if entry.name else ""
    who = "offline" if summary.answerer == OFFLINE else answerer_label(summary.answerer, summary.model)
    parts = [asked, day(entry.created_at), _papers(summary, papers), who, state]
    return " · ".join(part for part in parts if part)


def _papers(summary: AnswerSummary, papers: Mapping[str, Paper]) -> str:
    titles = [paper_title(papers[paper_id]) for paper_id in summary.paper_ids[:1] if paper_id in papers]
    if summary.papers == 1 and titles:
        return f"“{shorten(titles[0], SHORT_NAME_LETTERS)}”"
    is_of_many = summary.of_all and summary.papers > 1
    return f"all {count(summary.papers, 'paper')}" if is_of_many else count(summary.papers, "paper")


def _draw_name(workspace: Workspace, entry: PastQuestion) -> None:
    row = st.form("ask_history_naming", border=False).container(
        horizontal=True, gap="xsmall", vertical_alignment="center"
    )
    row.text_input("Name", key=NEW_NAME, label_visibility="collapsed", max_chars=NAME)
    row.form_submit_button("Keep", on_click=_rename, args=(workspace, entry.answer_id))


def _begin_naming(entry: PastQuestion) -> None:
    st.session_state[NAMED] = entry.answer_id
    st.session_state[NEW_NAME] = (entry.name or entry.summary.question)[:NAME]


def _rename(workspace: Workspace, answer_id: str) -> None:
    workspace.history.rename(answer_id, st.session_state[NEW_NAME])
    st.session_state[NAMED] = None


def _remove(workspace: Workspace, entry: PastQuestion) -> None:
    workspace.history.remove(entry.answer_id)
    st.session_state[REMOVED] = entry.answer_id, entry.name or entry.summary.question


def _draw_removed(workspace: Workspace) -> None:
    """Draw what was removed last, and the way back."""
    answer_id, question = st.session_state.get(REMOVED) or ("", "")
    if not answer_id:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"“{plain(question, QUOTED_LETTERS)}” is removed.", width="content")
        if st.button("Bring it back", key="ask_history_undo", type="tertiary"):
            workspace.history.restore(answer_id)
            st.session_state[REMOVED] = None
            st.rerun(scope="fragment")
