"""The bin on *Papers*: what was just removed, with an undo, and all that can still be brought back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import streamlit as st

from lib.errors import SidelightError
from lib.records import Paper
from lib.storage.bin import BinnedPaper
from lib.text.wording import count
from lib.ui.kit import error_messages
from lib.ui.kit.escaping import NAME_LETTERS, QUOTED_LETTERS, paper_title, plain
from lib.workspace import Workspace

UNDO = "papers_removed"
"""The papers that this session removed last."""
OPEN = "papers_bin_open"
"""Whether the bin is open."""
TITLES_NAMED = 8
"""Of papers that are removed together."""
SHOWN = 50
"""Papers of the bin that are listed."""


def titles(papers: Sequence[Paper]) -> str:
    """Return the papers' titles in one line, of many the first, as Markdown."""
    named = ", ".join(f"“{plain(paper_title(paper), QUOTED_LETTERS)}”" for paper in papers[:TITLES_NAMED])
    more = len(papers) - TITLES_NAMED
    return f"{named} and {count(more, 'more paper')}" if more > 0 else named


def remove(workspace: Workspace, paper_ids: Sequence[str]) -> None:
    """Put papers into the bin, and offer to bring them back."""
    with st.spinner(f"Removing {count(len(paper_ids), 'paper')} …"):
        st.session_state[UNDO] = workspace.bin.put(paper_ids)


def draw_undo(workspace: Workspace) -> None:
    """Draw what this session removed last, with a button that brings it back; nothing once that was used or let go."""
    removed: list[Paper] = st.session_state.get(UNDO) or []
    there = {binned.paper.id for binned in workspace.bin.papers()} if removed else set()
    removed = [paper for paper in removed if paper.id in there]
    if not removed:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="papers_undo_line"):
        st.markdown(f"Removed {titles(removed)}", width="stretch")
        undo = st.button("Undo", key="papers_undo", icon=":material/undo:")
        st.button("Dismiss", key="papers_undo_dismiss", type="tertiary", on_click=_dismiss)
    if undo:
        _dismiss()
        _bring_back(workspace, [paper.id for paper in removed])


def draw_bin_button(workspace: Workspace) -> None:
    """Draw the button that opens the bin, and the open bin; nothing where it is empty."""
    binned = workspace.bin.papers()
    if not binned:
        return
    st.button(
        f"Bin ({len(binned)})",
        key="papers_bin",
        icon=":material/delete:",
        type="tertiary",
        help="Removed papers, which can be brought back",
        on_click=_set_open,
        args=(True,),
    )


def is_bin_open(workspace: Workspace) -> bool:
    """Return whether the bin is open; once it holds nothing any more it closes."""
    if st.session_state.get(OPEN) and not workspace.bin.papers():
        _close()
    return bool(st.session_state.get(OPEN))


def draw_bin(workspace: Workspace) -> None:
    """Draw the bin over the page where it is open."""
    if is_bin_open(workspace) and (binned := workspace.bin.papers()):
        st.dialog("Bin", width="large", on_dismiss=_close)(_draw_bin)(workspace, binned)


def _draw_bin(workspace: Workspace, binned: Sequence[BinnedPaper]) -> None:
    days = workspace.settings.preferences.bin_days
    st.caption(
        f"Removed papers stay here for {count(days, 'day')} (a setting), with their text, answers, labels and tags. "
        "Nothing finds, asks, counts or exports them."
    )
    for one in binned[:SHOWN]:
        _draw_binned(workspace, one, days)
    if len(binned) > SHOWN:
        st.caption(f"and {count(len(binned) - SHOWN, 'more paper')}")
    every = [one.paper.id for one in binned]
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(binned) > 1 and st.button("Bring all back", key="papers_bin_all", icon=":material/undo:"):
            _bring_back(workspace, every)
        with st.popover("Empty now", icon=":material/delete_forever:"):
            st.markdown(
                f"{count(len(every), 'paper')}: file, text and index entries are deleted for good. "
                "Answers stay, with their quotes."
            )
            if st.button("Delete for good", key="papers_bin_empty", type="primary"):
                _empty(workspace, every)


def _draw_binned(workspace: Workspace, one: BinnedPaper, days: int) -> None:
    paper = one.paper
    words, back = st.columns([5, 1.2], vertical_alignment="center")
    with words.container(gap=None):
        st.markdown(plain(paper_title(paper), NAME_LETTERS))
        st.caption(" · ".join(part for part in (plain(paper.filename, QUOTED_LETTERS), days_left(one, days)) if part))
    if back.button("Bring back", key=f"papers_bin_back_{paper.id}", width="stretch"):
        _bring_back(workspace, [paper.id])


def days_left(one: BinnedPaper, days: int) -> str:
    """Return for how long a paper stays in the bin: "for 12 more days"; on its last, "until tomorrow"."""
    until = datetime.fromisoformat(one.removed_at) + timedelta(days=days)
    left = (until - datetime.now(UTC)).days
    return f"for {count(left, 'more day')}" if left > 0 else "until tomorrow"


def _bring_back(workspace: Workspace, paper_ids: Sequence[str]) -> None:
    try:
        with st.spinner(f"Bringing {count(len(paper_ids), 'paper')} back …"):
            workspace.bin.bring_back(paper_ids)
    except SidelightError as error:
        error_messages.draw_error(error)
        return
    st.rerun()


def _empty(workspace: Workspace, paper_ids: Sequence[str]) -> None:
    """Delete papers one after the other; a click on *Stop*, as on anything else, ends that, and the others stay in the bin."""
    with st.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, text="Deleting …", width="stretch")
        if len(paper_ids) > 1:
            st.button("Stop", key="papers_bin_stop", icon=":material/stop_circle:")
    try:
        for done, paper_id in enumerate(paper_ids):
            bar.progress(done / len(paper_ids), text=f"{done} of {count(len(paper_ids), 'paper')} deleted")
            workspace.bin.empty([paper_id])
    except SidelightError as error:
        error_messages.draw_error(error)
        return
    st.rerun()


def _dismiss() -> None:
    st.session_state[UNDO] = []


def _set_open(is_open: bool) -> None:
    st.session_state[OPEN] = is_open


def _close() -> None:
    _set_open(False)
