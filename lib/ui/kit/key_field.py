"""The field for the key of a service: typed in a browser session, never shown again, never stored."""

from __future__ import annotations

import streamlit as st

from lib.answering.providers.catalogue import AnswererChoice
from lib.answering.providers.keys import AddressedKey
from lib.ui.kit.answerer_choice import KEYS, typed_keys
from lib.ui.kit.escaping import plain
from lib.workspace import Workspace

FIELD = "settings_key_{}"


def draw_key(workspace: Workspace, choice: AnswererChoice) -> None:
    """Draw the field for the key of one answerer's service."""
    service = choice.key or ""
    st.text_input(
        f"Key for {plain(choice.name.partition(' (')[0])}",
        type="password",
        key=FIELD.format(service),
        placeholder=_state(workspace, choice),
        on_change=_take,
        args=(workspace, choice),
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


def _take(workspace: Workspace, choice: AnswererChoice) -> None:
    service = choice.key or ""
    typed = str(st.session_state[FIELD.format(service)]).strip()
    st.session_state[FIELD.format(service)] = ""
    if typed:
        st.session_state[KEYS] = {**typed_keys(), service: AddressedKey(typed, workspace.models.address(choice.id))}
