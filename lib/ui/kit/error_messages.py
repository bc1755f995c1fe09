"""What the screen says when something cannot be done: one plain sentence and the way out."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from lib.errors import ConfigError, DiskFull, FolderInUse, SidelightError, StoreAway, StoreError
from lib.ui.kit.escaping import plain
from lib.ui.kit.polling import polled
from lib.workspace import Workspace

POLL_SECONDS = 1.0
SERVER_POLL_SECONDS = 5.0
"""How often a page whose index lies on a server looks whether that is away."""

REMEDIES: dict[type[SidelightError], str] = {
    FolderInUse: "Then try again.",
    DiskFull: "Free some space, then try again. Nothing was lost.",
    StoreAway: "Try again once it answers; workers do so by themselves.",
    StoreError: "Check the data folder or the address of the store, then try again.",
    ConfigError: "Correct the setting, then try again or restart Sidelight.",
}


def draw_cannot_open(error: SidelightError) -> None:
    """Say why the library cannot be opened and what to do, with a button to try again."""
    st.subheader("The library cannot be opened")
    st.error(plain(error.message), icon=":material/error:")
    way_out = next((words for kind, words in REMEDIES.items() if isinstance(error, kind)), "Try again.")
    st.write(way_out)
    st.button("Try again", key="app_try_again")


def draw_refused(problem: str) -> None:
    """Say why nobody is let in."""
    st.subheader("Sidelight is not open to others")
    st.error(plain(problem), icon=":material/lock:")


def say_not_allowed(error: Exception) -> bool:
    """Return whether an error is a sentence for whoever caused it, which is drawn then in the place of its kind."""
    if not isinstance(error, SidelightError):
        return False
    draw_error(error)
    return True


def draw_repairs(workspace: Workspace) -> None:
    """Say what was found damaged in the data folder and what was done about it, until somebody has seen it."""
    notes = workspace.repairs.notes()
    if not notes:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="app_repairs"):
        st.warning("\n\n".join(plain(note) for note in notes), icon=":material/build:", width="stretch")
        st.button("I have seen it", key="app_repairs_seen", on_click=workspace.repairs.dismiss)


def draw_error(error: SidelightError) -> None:
    """Say in its own sentence what could not be done."""
    st.error(plain(error.message), icon=":material/error:")


def draw_problem(workspace: Workspace) -> None:
    """Say why the index cannot be opened, with a button to try again; nothing where it can, or is being opened.

    Where its server is away, say since when; that it is back needs no click.
    """
    waiting = _is_opening(workspace)
    seconds = POLL_SECONDS if waiting else SERVER_POLL_SECONDS
    polled(_draw_problem, waiting or workspace.index.is_on_server, seconds)(workspace, waiting)


def _is_opening(workspace: Workspace) -> bool:
    return not workspace.index.ready and workspace.index.problem is None


def _draw_problem(workspace: Workspace, was_opening: bool) -> None:
    if was_opening and not _is_opening(workspace):
        st.rerun()  # it is open or not: the page says which, and asks no more
    if (away := workspace.deployment.files_away) is not None:
        st.warning(plain(away), icon=":material/cloud_off:")
    if workspace.index.away is not None:
        st.warning(plain(workspace.index.away), icon=":material/cloud_off:")
        return
    if workspace.index.problem is None:
        return
    st.error(plain(f"Nothing can be found or added at the moment: {workspace.index.problem}"), icon=":material/error:")
    if st.button("Try again", key="app_open_index"):
        with st.spinner("Opening the index …"):
            try_to_open(workspace)
        st.rerun()


def try_to_open(workspace: Workspace) -> None:
    """Try to open the index; where that still fails, the index says why in its `problem`."""
    with suppress(SidelightError):
        workspace.open_index()
