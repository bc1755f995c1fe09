"""Which answerers can be asked now, and what the others need: the head of the Settings page."""

from __future__ import annotations

import streamlit as st

from lib.answering.answerer import OFFLINE
from lib.answering.answerers import find_provider
from lib.answering.providers.catalogue import AnswererChoice
from lib.errors import SidelightError
from lib.ui.kit.answerer_choice import answerers, typed_keys
from lib.ui.kit.escaping import NAME_LETTERS, plain
from lib.workspace import Workspace


def draw_ready(workspace: Workspace) -> None:
    """Draw each answerer with what it needs, and the button that tests a model; servers have theirs in their own list."""
    st.subheader("Who can be asked", anchor=False)
    with st.container(gap="xsmall", key="settings_ready"):
        for choice in answerers(workspace).values():
            _draw_line(workspace, choice)


def _draw_line(workspace: Workspace, choice: AnswererChoice) -> None:
    icon = ":material/hourglass_empty:" if choice.needs else ":green[:material/check:]"
    state = f" · needs {plain(choice.needs)}" if choice.needs else " · ready"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{icon} {plain(choice.name, NAME_LETTERS)}:gray[{state}]", width="stretch")
        if choice.id != OFFLINE and not choice.needs and not _has_own_list(choice):
            draw_test(workspace, choice.id)


def _has_own_list(choice: AnswererChoice) -> bool:
    """Return whether it is a server under a name, whose row below has its button."""
    provider = find_provider(choice.id)
    return ":" in choice.id and provider is not None and provider.takes_names


def draw_test(workspace: Workspace, answerer: str) -> None:
    """Draw a button that asks the service for a word, and what came of it."""
    if st.button("Test", key=f"settings_test_{answerer}", icon=":material/network_check:"):
        try:
            with st.spinner("Asking for a word …"):
                said = workspace.models.check(answerer, typed_keys())
        except SidelightError as error:
            st.error(plain(error.message), icon=":material/error:")
        else:
            st.success(plain(said), icon=":material/check:")
