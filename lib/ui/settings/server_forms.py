"""Models side by side: servers in a list, each under a name of its own, as a provider declares them."""

from __future__ import annotations

import streamlit as st

from lib.answering.providers.provider import NamedServer, Provider, ServersOption
from lib.errors import ConfigError
from lib.ui.kit.answerer_choice import typed_keys
from lib.ui.kit.escaping import plain
from lib.ui.kit.outcomes import attempt, draw_outcome
from lib.ui.settings.forms import draw_row_buttons, draw_submit, fill
from lib.ui.settings.model_settings import draw_listing
from lib.ui.settings.ready_list import draw_test
from lib.workspace import Workspace

Servers = ServersOption[NamedServer]
OWN_SERVER = "a server of your own"


def draw_servers(workspace: Workspace, provider: Provider, option: Servers) -> None:
    """Draw the list, and the form that adds or changes one."""
    form = _form(option)
    st.subheader(option.title, anchor=False)
    st.caption(option.caption)
    servers = option.of(workspace.settings.preferences)
    for server in servers:
        _draw_row(workspace, provider, option, server)
    editing = next((one for one in servers if one.name == st.session_state.get(_editing(option))), None)
    draw_outcome(form)
    label = f"Change {plain(editing.name)}" if editing else "Add a model"
    with st.expander(label, expanded=bool(editing) or _is_begun(option)):
        if editing is None and option.presets:
            _draw_presets(option)
        _draw_form(workspace, option, editing)


def _form(option: Servers) -> str:
    """Return the key of the form: that of one of the servers, "settings_endpoint" for `endpoints`."""
    return f"settings_{option.name.removesuffix('s')}"


def _editing(option: Servers) -> str:
    """Return the key under which the name stands of the server that the form changes; none: it adds one."""
    return f"{_form(option)}_editing"


def _key(option: Servers, field: str) -> str:
    return f"{_form(option)}_{field}"


def _is_begun(option: Servers) -> bool:
    """Return whether something is typed, which must not be hidden."""
    return any(st.session_state.get(_key(option, field.name)) for field in option.fields if not field.choices)


def _draw_row(workspace: Workspace, provider: Provider, option: Servers, server: NamedServer) -> None:
    with st.container(key=f"settings_row_{server.name}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(server.name)}**", width="stretch")
            draw_row_buttons("settings", server.name, _edit, _remove, workspace, option, server)
        words = server.describe(workspace.settings.current, typed_keys())
        st.caption(" · ".join(map(plain, words)))
        draw_test(workspace, f"{provider.prefix}:{server.name}")
        draw_listing(workspace, f"{provider.prefix}:{server.name}", "Fetch its models")


def _draw_presets(option: Servers) -> None:
    """Draw the choice of well-known servers, which fills the form."""
    named = {preset.label: preset for preset in option.presets}
    key = _key(option, "preset")

    def fill_form() -> None:
        preset = named.get(str(st.session_state[key]))
        if preset is not None:
            fill({_key(option, name): value for name, value in preset.values.items()})

    chosen = st.selectbox("Begin with", [OWN_SERVER, *named], key=key, on_change=fill_form)
    if chosen in named and named[chosen].hint:
        st.caption(plain(named[chosen].hint))


def _draw_form(workspace: Workspace, option: Servers, editing: NamedServer | None) -> None:
    with st.form(_form(option), border=False):
        for field in option.fields:
            key = _key(option, field.name)
            if field.choices:
                st.selectbox(field.label, list(field.choices), format_func=field.choices.__getitem__, key=key)
            else:
                st.text_input(field.label, key=key, placeholder=field.placeholder, help=field.help)
        draw_submit(_form(option), editing is not None, _keep, lambda: _clear(option), workspace, option, editing)


def _keep(workspace: Workspace, option: Servers, editing: NamedServer | None) -> None:
    values = {field.name: str(st.session_state[_key(option, field.name)] or "").strip() for field in option.fields}

    def keep() -> None:
        if not values["name"]:
            raise ConfigError("Give the model a name: by it you choose it when you ask.")
        server = option.make(**values)
        servers = list(option.of(workspace.settings.preferences))
        if editing in servers:
            servers[servers.index(editing)] = server
        else:
            servers.append(server)
        workspace.settings.change(**{option.name: tuple(servers)})

    if attempt(_form(option), keep, done=f"{values['name']} is saved. Choose it on the Ask page."):
        _clear(option)


def _edit(_: Workspace, option: Servers, server: NamedServer) -> None:
    st.session_state[_editing(option)] = server.name
    fill({_key(option, field.name): getattr(server, field.name) for field in option.fields})


def _remove(workspace: Workspace, option: Servers, server: NamedServer) -> None:
    left = tuple(one for one in option.of(workspace.settings.preferences) if one.name != server.name)
    done = f"{server.name} is removed. Its answers stay."
    attempt(_form(option), lambda: workspace.settings.change(**{option.name: left}), done=done)
    if st.session_state.get(_editing(option)) == server.name:
        _clear(option)


def _clear(option: Servers) -> None:
    st.session_state[_editing(option)] = None
    fill({_key(option, field.name): next(iter(field.choices), "") for field in option.fields})
