"""How an answer was made: in plain sentences, and word for word for whoever wants it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.answering.trace import trace_of
from lib.records import Answer, SecondOpinion
from lib.ui.kit.escaping import plain

LONG = 1_200
"""Characters above which a section scrolls in itself."""
LONG_LINES = 14
TALL_PX = 320


@st.dialog("How this answer was made", width="large")
def draw_trace(answer: Answer, opinions: Sequence[SecondOpinion]) -> None:
    """Draw a dialog with the story, and all that was kept of the way to the answer behind titles to open."""
    trace = trace_of(answer, opinions)
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in trace.story))
    st.caption("Word for word")
    for section in trace.sections:
        with st.expander(plain(section.title)):
            long = len(section.text) > LONG or section.text.count("\n") > LONG_LINES
            # Without a language it is shown letter by letter: prompts and outputs are no Markdown of ours.
            st.code(section.text, language=None, wrap_lines=True, height=TALL_PX if long else "content")
