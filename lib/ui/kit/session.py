"""What every page begins with: the guard against a cold deep link, and the one workspace of the process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import streamlit as st

from lib.config import Settings
from lib.workspace import Workspace

TARGET = "app_target"
WORKSPACE = "app_workspace"

LOCAL_ADDRESSES = ("localhost", "127.0.0.1", "::1")

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


def enter(name: str) -> Workspace:
    """Return the workspace, for a page that was reached through app.py; else go there first and come back.

    On a fresh server Streamlit runs a deep link's page file without app.py (no menu, no page set-up).
    """
    if WORKSPACE not in st.session_state:
        st.session_state[TARGET] = (name, st.query_params.to_dict())
        st.switch_page("app.py")
    workspace: Workspace = st.session_state[WORKSPACE]
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
    return _open_workspace(settings.data.expanduser().resolve(), settings)


def _close(workspace: Workspace) -> None:
    workspace.close()


@st.cache_resource(show_spinner="Opening the library …", on_release=_close)
def _open_workspace(folder: Path, _settings: Settings) -> Workspace:
    return Workspace.open(folder, replace(_settings, data=folder))


@st.cache_resource(show_spinner=False)
def warm(folder: Path, _workspace: Workspace) -> None:
    """Load the embedder in the background, once, called when the first page stands: its imports take the processor."""
    _workspace.warm()


def is_local_only() -> bool:
    """Return whether only this machine can reach the app, so that a folder may be named by its path."""
    return st.get_option("server.address") in LOCAL_ADDRESSES
