"""Open models side by side: servers that speak OpenAI's protocol, each under a name of its own."""

from __future__ import annotations

import streamlit as st

from lib.config import Endpoint
from lib.errors import ConfigError
from lib.ui.kit.answerer_choice import typed_keys
from lib.ui.kit.escaping import plain
from lib.ui.settings.forms import attempt, draw_doings, draw_submit, fill, tell
from lib.ui.settings.model_settings import draw_listing
from lib.workspace import Workspace

FORM = "settings_endpoint"
EDITING = "settings_endpoint_editing"
"""Name of the endpoint that the form changes; none: it adds one."""
FIELDS = ("name", "base_url", "model", "key_variable", "form")
FORMS = {
    "auto": "form found out by itself",
    "structured": "structured output with sentence ids",
    "numbered": "numbered citations in plain text",
}


def draw_endpoints(workspace: Workspace) -> None:
    """The list, and the form that adds or changes one."""
    st.subheader("Open models", anchor=False)
    st.caption("Ollama, vLLM, llama.cpp, Groq and whatever else speaks OpenAI's protocol, as many as you like.")
    endpoints = workspace.settings.current.preferences.endpoints
    for endpoint in endpoints:
        _draw_row(workspace, endpoint)
    editing = next((one for one in endpoints if one.name == st.session_state.get(EDITING)), None)
    tell(FORM)
    with st.expander(f"Change {plain(editing.name)}" if editing else "Add a model", expanded=bool(editing) or _begun()):
        _draw_form(workspace, editing)


def _begun() -> bool:
    """Return whether something is typed, which must not be hidden."""
    return any(st.session_state.get(_key(field)) for field in FIELDS if field != "form")


def _key(field: str) -> str:
    return f"{FORM}_{field}"


def _draw_row(workspace: Workspace, endpoint: Endpoint) -> None:
    with st.container(key=f"settings_row_{endpoint.name}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(endpoint.name)}**", width="stretch")
            draw_doings("settings", endpoint.name, _edit, _remove, workspace, endpoint)
        key = endpoint.key_variable
        typed = f"openai:{endpoint.name}" in typed_keys()
        there = "is set" if key and workspace.settings.has_key(key) else "is not set"
        parts = [
            plain(endpoint.base_url),
            plain(endpoint.model) or "the first model that it lists",
            "its key is typed" if typed else f"{plain(key)} {there}" if key else "no key needed",
            FORMS[endpoint.form],
        ]
        st.caption(" · ".join(parts))
        draw_listing(workspace, f"openai:{endpoint.name}", "Fetch its models")


def _draw_form(workspace: Workspace, editing: Endpoint | None) -> None:
    with st.form(FORM, border=False):
        st.text_input("Name", key=_key("name"), placeholder="lab llama")
        st.text_input("Address", key=_key("base_url"), placeholder="http://localhost:11434/v1")
        st.text_input("Model", key=_key("model"), placeholder="the first that the server lists")
        st.text_input(
            "Name of the variable that holds its key",
            key=_key("key_variable"),
            placeholder="empty where none is needed",
            help="Such as GROQ_API_KEY, set before the start; never the key itself. A key can also be typed, left.",
        )
        st.selectbox("Form of its answers", list(FORMS), format_func=FORMS.__getitem__, key=_key("form"))
        draw_submit(FORM, editing is not None, _keep, _clear, workspace, editing)


def _keep(workspace: Workspace, editing: Endpoint | None) -> None:
    values = {field: str(st.session_state[_key(field)] or "").strip() for field in FIELDS}

    def keep() -> None:
        if not values["name"]:
            raise ConfigError("Give the model a name: by it you choose it when you ask.")
        endpoint = Endpoint(**values)
        endpoints = list(workspace.settings.current.preferences.endpoints)
        if editing in endpoints:
            endpoints[endpoints.index(editing)] = endpoint
        else:
            endpoints.append(endpoint)
        workspace.settings.change(endpoints=tuple(endpoints))

    if attempt(FORM, keep, f"{values['name']} is saved. Choose it on the Ask page."):
        _clear()


def _edit(_: Workspace, endpoint: Endpoint) -> None:
    st.session_state[EDITING] = endpoint.name
    fill({_key(field): getattr(endpoint, field) for field in FIELDS})


def _remove(workspace: Workspace, endpoint: Endpoint) -> None:
    left = tuple(one for one in workspace.settings.current.preferences.endpoints if one.name != endpoint.name)
    attempt(FORM, lambda: workspace.settings.change(endpoints=left), f"{endpoint.name} is removed. Its answers stay.")
    if st.session_state.get(EDITING) == endpoint.name:
        _clear()


def _clear() -> None:
    st.session_state[EDITING] = None
    fill({_key(field): "auto" if field == "form" else "" for field in FIELDS})
