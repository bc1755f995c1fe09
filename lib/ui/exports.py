"""Taking answers away: one quiet button for an answer, a survey or a review, a file made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import streamlit as st

from lib.errors import SidelightError
from lib.exporting.exports import FORMATS, ExportFile, Format
from lib.ui.text import megabytes, plain

MADE = "app_export"
"""The file that was made last, with what it is of, its format and its state: only one is held in memory."""


def draw_export(of: str, make: Callable[[Format], ExportFile], state: object = None) -> None:
    """The button; `of` says what is exported, `make` makes it and may raise SidelightError.

    `state` is equal as long as the file would be the same: a file of another state is not offered.
    """
    with st.popover("Export", icon=":material/download:", type="tertiary", width="content", key=f"export_{of}"):
        wanted: Format = st.radio(
            "Format", get_args(Format), format_func=lambda one: FORMATS[one].words, key=f"export_format_{of}"
        )
        if st.button("Make the file", key=f"export_make_{of}", type="primary"):
            _make(of, wanted, make, state)
        made: tuple[str, Format, ExportFile, object] | None = st.session_state.get(MADE)
        if made is None or made[:2] != (of, wanted) or made[3] != state:
            return
        file = made[2]
        st.download_button(
            f"Download ({megabytes(len(file.data))})",
            file.data,
            file_name=file.name,
            mime=file.media_type,
            icon=":material/download:",
            key=f"export_download_{of}",
            on_click="ignore",
        )
        for note in file.notes:
            st.caption(plain(note))


def _make(of: str, wanted: Format, make: Callable[[Format], ExportFile], state: object) -> None:
    st.session_state.pop(MADE, None)
    try:
        with st.spinner("Making the file …"):
            st.session_state[MADE] = (of, wanted, make(wanted), state)
    except SidelightError as fault:
        st.error(plain(fault.message), icon=":material/error:")
