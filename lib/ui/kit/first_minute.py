"""What stands on a page of an empty library: what Sidelight is, how it looks, and a sample to try it with."""

from __future__ import annotations

import streamlit as st

from lib.errors import SidelightError
from lib.library.sample_paper import LIT_QUOTE, SAMPLE_NAME, SAMPLE_PDF
from lib.ui.kit.error_messages import draw_error
from lib.ui.kit.session import open_page
from lib.workspace import Workspace

WHAT_IT_IS = "Ask your papers a question, and see the exact words it rests on, lit in the page."
PICTURE_PX = 560
TRIED = "first_minute_tried"
"""Set by a press on the button, until a run comes to what it asks for: the run of the press itself is broken off where a part of
the page that has just come up asks for another.
"""


def forget_press(workspace: Workspace) -> None:
    """Forget a press on the button where the library is not empty by now, such as by another session: the sample is not added
    once it is emptied.
    """
    if TRIED in st.session_state and workspace.papers():
        del st.session_state[TRIED]


def draw_welcome(workspace: Workspace, key: str) -> None:
    """Draw name, sentence, picture, and the button that adds the sample paper and goes where it is asked."""
    with st.container(key=key):
        words, picture = st.columns([5, 6], gap="large", vertical_alignment="center")
        with words:
            st.title("Sidelight", anchor=False)
            st.markdown(WHAT_IT_IS)
            st.button(
                "Try it with a sample paper",
                key=f"{key}_sample",
                type="primary",
                icon=":material/auto_stories:",
                on_click=lambda: st.session_state.update({TRIED: True}),
            )
            st.caption(
                "A page about Sidelight itself, read in seconds. Everything stays on this machine; no key is needed."
            )
        with picture:
            st.image(str(LIT_QUOTE), width=PICTURE_PX, alt="Lines of a printed page; one sentence is lit in yellow")
    if st.session_state.pop(TRIED, False):
        try:
            workspace.jobs.add(SAMPLE_NAME, SAMPLE_PDF.read_bytes())
        except SidelightError as error:
            draw_error(error)
            return
        open_page("ask")
