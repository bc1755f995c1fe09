"""Everything that leans on how Streamlit works inside, in one place: read this file when Streamlit is updated.

Written for the version in `WRITTEN_FOR`; `streamlit_internals.js` beside it holds what scripts of the components lean on, and
`app.css` the selectors of the page. A test fails as soon as another version is installed.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import config, net_util, runtime
from streamlit.delta_generator import DeltaGenerator as DeltaGenerator
from streamlit.errors import StreamlitSecretNotFoundError
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile as UploadedFile

from lib.ui.kit.scripts import join_modules

WRITTEN_FOR = "1.67.0"
"""The version whose insides this module and its script were read and tested with."""

DOWNLOADS_HELD = 4
"""Files made on demand that the server holds after their run; each is in its turn pushed out by a later one."""
DOWNLOAD_HELD_BYTES = 100_000_000
"""A larger file is not held twice."""

_download_numbers = itertools.count()


def has_server() -> bool:
    """Return whether a server of Streamlit runs in this process; none does where a test runs a page by itself."""
    return runtime.exists()


def has_session() -> bool:
    """Return whether this thread runs a page, a part of one or a callback for a browser session."""
    return get_script_run_ctx(suppress_warning=True) is not None


def component(name: str, hook: str, class_name: str, stylesheet: Path, script: Path) -> Callable[..., Any]:
    """Return a component of version 2: a `div` with `data-sidelight` set to `hook`, its stylesheet and its script.

    Streamlit takes one script a component, so it and the modules that it imports become one text. Text without a line break it
    would take for the name of a file: hence the one inside the `div`.
    """
    mount: Callable[..., Any] = st.components.v2.component(
        name,
        html=f'<div data-sidelight="{hook}" class="{class_name}">\n</div>',
        css=stylesheet.read_text(encoding="utf-8"),
        js=join_modules(script),
    )
    return mount


def component_state(key: str, name: str) -> Any:
    """Return what a mounted component last set under this name, None where it set nothing: a callback has it before the run."""
    state: Mapping[str, Any] = st.session_state.get(key) or {}
    return state.get(name)


def image_address(data: bytes, media_type: str, coordinates: str) -> str:
    """Return the address at which the server offers a picture, for as long as this session shows it.

    What `st.image` calls; `coordinates` say where in the session the picture is shown.
    """
    address = runtime.get_instance().media_file_mgr.add(data, media_type, coordinates)
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{address}" if base else str(address)


def hold_download(data: bytes, name: str, media_type: str) -> bytes:
    """Return the bytes, which the server now holds until a few others came after them.

    Streamlit lets a file that it made on demand go at the end of any run, as of a part of the page that asks for news: often
    before the browser has come for it. What is added by hand stays, and is the same file to it.
    """
    if runtime.exists() and len(data) <= DOWNLOAD_HELD_BYTES:
        coordinates = f"sidelight-export-{next(_download_numbers) % DOWNLOADS_HELD}"
        files = runtime.get_instance().media_file_mgr
        files.add(data, media_type, coordinates, file_name=name, is_for_static_download=True)
    return data


def secrets() -> dict[str, str]:
    """Return what `.streamlit/secrets.toml` names, as text; nothing where there is no such file."""
    try:
        return {name: str(value) for name, value in st.secrets.items() if isinstance(value, str | int)}
    except StreamlitSecretNotFoundError:
        return {}


def sign_in_section() -> dict[str, Any]:
    """Return the section `auth` of `.streamlit/secrets.toml`, by which people sign in; empty where they do not."""
    try:
        section = st.secrets.get("auth")
    except StreamlitSecretNotFoundError:
        return {}
    return dict(section) if isinstance(section, Mapping) else {}


def was_set(option: str) -> bool:
    """Return whether somebody set an option of Streamlit's, rather than leaving it as it comes."""
    return bool(config.is_manually_set(option))


def ask_no_outside_address() -> None:
    """Let Streamlit not ask an outside service for this machine's public address.

    It would at a start on every address, and for each browser that comes by way of a page of another host.
    """
    net_util.get_external_ip = lambda: None
