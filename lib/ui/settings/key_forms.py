"""The keys of services: typed in a browser session, never shown again, never stored."""

from __future__ import annotations

import streamlit as st

from lib.answering.providers.catalogue import AnswererChoice
from lib.ui.kit.answerer_choice import KEYS, answerers, typed_keys
from lib.ui.kit.escaping import plain
from lib.workspace import Workspace

FIELD = "settings_key_{}"


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


def draw_key(workspace: Workspace, choice: AnswererChoice) -> None:
    """Draw the field for the key of one answerer's service."""
    service = choice.key or ""
    st.text_input(
        f"Key for {plain(choice.name.partition(' (')[0])}",
        type="password",
        key=FIELD.format(service),
        placeholder=_state(workspace, choice),
        on_change=_take,
        args=(service,),
        autocomplete="off",
    )


def _state(workspace: Workspace, choice: AnswererChoice) -> str:
    """Return where the key is, without a letter of it."""
    if choice.key in typed_keys():
        return "typed in this session"
    if choice.needs:
        return "not given"
    variable = choice.key_variable
    return "set at the start" if variable and workspace.settings.has_key(variable) else "none given, none needed"


def _take(service: str) -> None:
    typed = str(st.session_state[FIELD.format(service)]).strip()
    st.session_state[FIELD.format(service)] = ""
    if typed:
        st.session_state[KEYS] = {**typed_keys(), service: typed}


def _forget(service: str) -> None:
    st.session_state[KEYS] = {name: key for name, key in typed_keys().items() if name != service}
