"""How an answer was made, as plain text: settings, passages with scores, prompt, raw output."""

from __future__ import annotations

import streamlit as st

from lib.answering.trace import trace_of
from lib.records import Answer

LONG = 1_200
"""Characters above which a section scrolls in itself."""
TALL_PX = 320


@st.dialog("How this answer was made", width="large")
def draw_trace(answer: Answer) -> None:
    """A dialog with all that was kept of the way to the answer."""
    for section in trace_of(answer):
        st.caption(section.title)
        long = len(section.text) > LONG or section.text.count("\n") > 14
        # Without a language it is shown letter by letter: prompts and outputs are no Markdown of ours.
        st.code(section.text, language=None, wrap_lines=True, height=TALL_PX if long else "content")
