"""A field whose words a list follows as they are typed."""

from __future__ import annotations

from typing import Literal

import streamlit as st

PAUSE = "50ms"
"""The pause in typing after which the list follows; Streamlit's own, 250 ms, is for what costs more than a list of one page."""


def draw_search_field(label: str, key: str, placeholder: str, width: Literal["stretch"] | int = "stretch") -> str:
    """Draw the field, its label for screen readers alone; return the words in it, which stay while the session goes elsewhere."""
    return st.text_input(
        label,
        key=key,
        placeholder=placeholder,
        label_visibility="collapsed",
        live=PAUSE,
        icon=":material/search:",
        width=width,
        persist_state="session",
    )
