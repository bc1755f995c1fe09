"""The check of the data folder: begun here, with what it found."""

from __future__ import annotations

import streamlit as st

from lib.text.wording import count
from lib.ui.kit.error_messages import POLL_SECONDS
from lib.ui.kit.escaping import plain
from lib.ui.kit.polling import polled
from lib.workspace import Workspace


def draw_check(workspace: Workspace) -> None:
    """Draw the button that begins the check, how far it is, and what it found."""
    st.subheader("Check", anchor=False)
    st.caption(
        "Database, PDFs and index are held against each other. What can be made again is made again; the rest is said. The "
        "index is checked at each start too."
    )
    task = workspace.inspection.task
    waiting = task is not None and not task.ended
    st.button("Check the library", key="settings_check", disabled=waiting, on_click=_start, args=(workspace,))
    polled(_draw_outcome, waiting, POLL_SECONDS)(workspace, waiting)


def _start(workspace: Workspace) -> None:
    workspace.inspection.start()


def _draw_outcome(workspace: Workspace, was_waiting: bool) -> None:
    task = workspace.inspection.task
    if task is None:
        return
    if was_waiting and task.ended:
        st.rerun()
    if not task.ended:
        progress = task.progress
        share = progress.done / progress.total if progress.total else 0.0
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(share, f"{progress.done} of {count(progress.total, 'paper')}")
            st.button("Stop", key="settings_check_stop", on_click=task.stop)
    elif task.problem:
        st.error(plain(task.problem), icon=":material/error:")
    elif task.stopped:
        st.info("The check was stopped.")
    elif not task.result:
        st.success("All is well.", icon=":material/check:")
    for sentence in task.result or ():
        st.warning(plain(sentence), icon=":material/build:")
