"""The keys of services: typed in a browser session, never shown again, never stored."""

from __future__ import annotations

import streamlit as st

from lib.ui.kit.answerer_choice import KEYS, answerers, typed_keys
from lib.ui.kit.key_field import draw_key
from lib.workspace import Workspace


def draw_keys(workspace: Workspace) -> None:
    """Draw a field for each key that can be typed; it is kept in this session only, and the field is emptied."""
    st.subheader("Keys", anchor=False)
    st.caption("A key that you type stays in this browser session's memory. It is never stored and never shown again.")
    typed = typed_keys()
    by_key = {choice.key: choice for choice in reversed(answerers(workspace).values()) if choice.key is not None}
    for key, choice in reversed(by_key.items()):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            draw_key(workspace, choice)
            if key in typed:
                st.button("Forget", key=f"settings_forget_{key}", on_click=_forget, args=(key,))


def _forget(service: str) -> None:
    st.session_state[KEYS] = {name: key for name, key in typed_keys().items() if name != service}
