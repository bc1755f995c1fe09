"""The list of papers in the browser: one component that has all rows, and the commands that come from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from lib.errors import SidelightError
from lib.records import Paper
from lib.ui.kit import error_messages
from lib.ui.kit.access import may_write
from lib.ui.kit.session import open_page
from lib.ui.kit.streamlit_internals import component, component_state
from lib.ui.papers.chosen import choose
from lib.ui.papers.page_quality import recognise
from lib.ui.papers.paper_form import begin_editing
from lib.workspace import Workspace

LIST = "papers_list"
SEARCH = "papers_search"
"""The words that were typed, as far as the browser has told them; they stay while the session goes elsewhere."""
HANDLED = "papers_handled"
"""The last command that was taken of each tab's list."""

_HERE = Path(__file__).parent
_component = component("sidelight_papers", "papers", "papers", _HERE / "list.css", _HERE / "list.js")


def mount_list(data: Mapping[str, Any]) -> None:
    """Mount the list; what it says is taken by `take_commands` at the beginning of the next run."""
    client, number = next(reversed(_handled().items()), ("", 0))
    _component(
        key=LIST,
        data={**data, "search": searched_words(), "ack": {"client": client, "n": number}},
        on_outbox_change=lambda: None,
        on_unlock_change=lambda: None,
    )


def searched_words() -> str:
    """Return the words that the list was last searched for."""
    words: str = st.session_state.get(SEARCH, "")
    return words


def take_commands(workspace: Workspace, papers: Sequence[Paper]) -> None:
    """Do what the list asked for since the last run, each command once; say why where it cannot be done."""
    there = {paper.id: paper for paper in papers}
    outbox = component_state(LIST, "outbox") or {}
    client, handled = str(outbox.get("client", "")), _handled()
    new = [one for one in outbox.get("commands", []) if int(one["n"]) > handled.get(client, 0)]
    password = component_state(LIST, "unlock")
    begun = failed = False
    try:
        for command in new:
            handled.pop(client, None)
            handled[client] = int(command["n"])
            begun |= _do(workspace, there, command)
    except SidelightError as error:
        error_messages.draw_error(error)
        failed = True
    try:
        if password:  # a trigger of this run alone, whatever came of the commands before
            begun |= _unlock(workspace, there, password)
    except SidelightError as error:
        error_messages.draw_error(error)
        failed = True
    if begun and not failed:
        st.rerun()  # the page asks for news from now on


def _handled() -> dict[str, int]:
    handled: dict[str, int] = st.session_state.setdefault(HANDLED, {})
    return handled


def _do(workspace: Workspace, there: Mapping[str, Paper], command: Mapping[str, Any]) -> bool:
    """Do what one command says; return whether something is under way since. What is gone meanwhile is left alone."""
    kind = command["kind"]
    if kind == "choose":
        choose([paper_id for paper_id in command["papers"] if paper_id in there], bool(command["on"]))
    elif kind == "search":
        st.session_state[SEARCH] = str(command["words"])
    elif kind == "words":
        open_page("words", words=str(command["words"]))
    elif (paper := there.get(str(command.get("paper")))) is not None:
        if kind == "open":
            open_page("reader", paper=paper.id)
        if may_write():
            return _change(workspace, paper, kind)
    return False


def _change(workspace: Workspace, paper: Paper, kind: str) -> bool:
    if kind == "edit":
        begin_editing(paper.id)
        return False
    _CHANGES[kind](workspace, paper)
    return True


def retry(workspace: Workspace, papers: Sequence[Paper], password: str | None = None) -> None:
    """Read the papers once more; raises SidelightError where that cannot begin."""
    for paper in papers:
        workspace.jobs.retry(paper.id, password)


_CHANGES: dict[str, Callable[[Workspace, Paper], object]] = {
    "stop": lambda workspace, paper: workspace.jobs.cancel(paper.id),
    "again": lambda workspace, paper: retry(workspace, [paper]),
    "recognise": lambda workspace, paper: recognise(workspace, [paper.id]),
}


def _unlock(workspace: Workspace, there: Mapping[str, Paper], asked: Mapping[str, Any]) -> bool:
    """Read a locked paper with the password that was typed; it is no command, which would be kept until it is acknowledged."""
    paper = there.get(str(asked["paper"]))
    if paper is None or paper.status != "failed" or not may_write():
        return False
    retry(workspace, [paper], str(asked["password"]))
    return True
