"""What every page begins with: the guard against a cold deep link, and the one workspace of the process."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import streamlit as st

from lib.acting import acting_as
from lib.config import Settings
from lib.errors import FolderInUse
from lib.records.people import OWNER, Role
from lib.sharing.connection import ask_to_give_way
from lib.sharing.owner import Owner
from lib.ui.kit import access
from lib.ui.kit.access import TARGET
from lib.ui.kit.streamlit_internals import has_server
from lib.workspace import Workspace

if TYPE_CHECKING:
    from lib.sharing.queue_worker import QueueWorker

WORKSPACE = "app_workspace"
FIRST = "app_first_workspace"
"""That of the installation's first project, in which people and projects are kept."""

PAGES = {
    "papers": ("Papers", ":material/library_books:"),
    "ask": ("Ask", ":material/search:"),
    "words": ("Words", ":material/find_in_page:"),
    "survey": ("Survey", ":material/table_view:"),
    "review": ("Review", ":material/rate_review:"),
    "reader": ("Reader", ":material/menu_book:"),
    "settings": ("Settings", ":material/settings:"),
}
"""Name of the page's file and its url path: title and icon, in the order of the menu.

A new page takes three files: `pages/NAME.py` (six lines), its screen (`lib/ui/NAME/screen.py`), and its entry here.
"""


NEEDED = dict.fromkeys(PAGES, Role.READER) | {"review": Role.RATER, "settings": Role.RATER}
"""The role that a page is for."""


def enter(name: str) -> Workspace:
    """Return the workspace, for a page that was reached through app.py; else go there first and come back.

    On a fresh server Streamlit runs a deep link's page file without app.py (no menu, no page set-up). After a restore in
    another session the one that this session knew is closed.
    """
    workspace: Workspace | None = st.session_state.get(WORKSPACE)
    if workspace is None or not workspace.is_open:
        st.session_state[TARGET] = (name, st.query_params.to_dict())
        st.switch_page("app.py")
    if not access.is_let_in() or not access.sees_project():  # as where somebody was shut out since
        del st.session_state[WORKSPACE]
        st.switch_page("app.py")
    if not access.may(NEEDED[name]):
        st.info(f"{PAGES[name][0]} is for a {NEEDED[name]}. An administrator can make you one.", icon=":material/lock:")
        st.stop()
    return workspace


def resume_deep_link() -> None:
    """Go on to the page that a cold deep link wanted, with its query."""
    target = st.session_state.pop(TARGET, None)
    if target is not None:
        name, query = target
        open_page(name, **query)


def open_page(name: str, /, **query: str) -> NoReturn:
    """Switch to a page of `PAGES`, with its query."""
    st.switch_page(f"pages/{name}.py", query_params=query)


def open_workspace(settings: Settings) -> Workspace:
    """Return the process's workspace in the settings' data folder; raises what `Workspace.open` raises."""
    workspace = _open_workspace(settings.data.expanduser().resolve(), settings)
    take_jobs(workspace.folder, workspace)
    return workspace


def _close(workspace: Workspace) -> None:
    workspace.close()


def open_project(first: Workspace, project_id: str) -> Workspace:
    """Return the process's workspace of a project of the installation; raises what `Workspace.open` raises."""
    return _open_project(first.folder, project_id, first)


@st.cache_resource(show_spinner="Opening the project …", on_release=_close)
def _open_project(folder: Path, project_id: str, _first: Workspace) -> Workspace:
    with acting_as(OWNER):
        return _first.open_project(project_id)


GIVING_WAY_S = 10.0
"""Seconds in which an idle process that serves AI assistants lets the folder go."""

log = logging.getLogger(__name__)


@st.cache_resource(show_spinner="Opening the library …", on_release=_close)
def _open_workspace(folder: Path, _settings: Settings) -> Workspace:
    with acting_as(OWNER):  # a database is brought up to date and mended, whoever comes first
        return _open(folder, replace(_settings, data=folder))


def _open(folder: Path, settings: Settings) -> Workspace:
    try:
        return Workspace.open(folder, settings)
    except FolderInUse:
        if not ask_to_give_way(folder):
            raise
    deadline = time.monotonic() + GIVING_WAY_S
    while True:
        try:
            return Workspace.open(folder, settings)
        except FolderInUse:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def close_workspace() -> None:
    """Close the process's workspace for all sessions, unless something else has it open too; the next run opens it anew."""
    share.clear()
    take_jobs.clear()
    warm.clear()  # the one that is opened next has its own embedder to load, and its bin and its backups to look after
    _open_project.clear()
    _open_workspace.clear()


def _stop_sharing(owner: Owner | None) -> None:
    if owner is not None:
        owner.close()


@st.cache_resource(show_spinner=False, on_release=_stop_sharing)
def share(folder: Path, _workspace: Workspace) -> Owner | None:
    """Offer the open workspace to the command line and to AI assistants on this machine, once; None where there is no server."""
    if not has_server():
        return None
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    app = f"http://localhost:{st.get_option('server.port')}" + (f"/{base}" if base else "")
    opened = Workspace.open(folder)  # the same one, with one user more
    try:
        return Owner(opened, app)
    except OSError as error:  # the app works without; the command line says that it cannot reach it
        log.warning("The workspace is not shared with other programs: %s", error)
        opened.close()
        return None


def _stop_taking(worker: QueueWorker | None) -> None:
    if worker is not None:
        worker.close()
        worker.workspace.close()


@st.cache_resource(show_spinner=False, on_release=_stop_taking)
def take_jobs(folder: Path, _workspace: Workspace) -> QueueWorker | None:
    """Read papers and run surveys of a library that several processes share, once; None where it is not shared, or others do."""
    settings = _workspace.settings.current
    if not settings.shared or not settings.works or not has_server():
        return None
    from lib.sharing.queue_worker import QueueWorker

    return QueueWorker(Workspace.open(folder), "working app")  # the same one, with one user more


@st.cache_resource(show_spinner=False)
def warm(folder: Path, _workspace: Workspace) -> None:
    """Load the embedder in the background, once, called when the first page stands: its imports take the processor."""
    with acting_as(OWNER):
        _workspace.warm()
