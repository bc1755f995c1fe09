"""What stands on a page that needs papers while there are none: what is missing, and the way to it."""

from __future__ import annotations

import streamlit as st

from lib.ui.kit.session import open_page


def draw_no_papers(missing: str, key: str) -> None:
    """Draw the sentence and the button that leads to *Papers*."""
    with st.container(key=key):
        st.write(missing)
        if st.button("Add papers", key=f"{key}_add", icon=":material/library_books:"):
            open_page("papers")
