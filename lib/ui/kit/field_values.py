"""Values that the code gives to fields of the screen, sent until the browser surely has them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

RUNS_SENT = 2
"""Runs after the one that gave a value that send it again: a second run that comes at once replaces what the first one has not
sent yet, and a value is sent by the run alone that gives it. Not for longer: what somebody is typing by then stays.
"""


def send_again(keys: Sequence[str], of: str, *, given: bool) -> None:
    """Send the browser the values of these fields again in the next runs, before they are drawn.

    `given`: whether this run has given them, such as from the address; `of` names whoever counts the runs.
    """
    if given:
        st.session_state[of] = RUNS_SENT
    elif st.session_state.get(of):
        st.session_state[of] -= 1
        for key in keys:
            if key in st.session_state:
                st.session_state[key] = st.session_state[key]
