"""What the screen says when something cannot be done: one plain sentence and the way out."""

from __future__ import annotations

import streamlit as st

from lib.errors import ConfigError, DiskFull, FolderInUse, SidelightError, StoreError
from lib.ui.text import plain

WAY_OUT: dict[type[SidelightError], str] = {
    FolderInUse: "Then try again.",
    DiskFull: "Free some space, then try again. Nothing was lost.",
    StoreError: "Look at the data folder or the address of the store, then try again.",
    ConfigError: "Mend the setting, then try again or start Sidelight anew.",
}


def cannot_open(fault: SidelightError) -> None:
    """Says why the library cannot be opened and what to do, with a button to try again."""
    st.subheader("The library cannot be opened")
    st.error(plain(fault.message), icon=":material/error:")
    way_out = next((words for kind, words in WAY_OUT.items() if isinstance(fault, kind)), "Try again.")
    st.write(way_out)
    st.button("Try again", key="app_try_again")


def say(fault: SidelightError) -> None:
    """Says in its own sentence what could not be done."""
    st.error(plain(fault.message), icon=":material/error:")
