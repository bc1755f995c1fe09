"""Everything that leans on how Streamlit works inside, in one place: read this file when Streamlit is updated.

Written for the version in `WRITTEN_FOR`; `streamlit_internals.js` beside it holds what scripts of the components lean on, and
`app.css` the selectors of the page. A test fails as soon as another version is installed.
"""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import streamlit as st
from streamlit import config, net_util, runtime
from streamlit.delta_generator import DeltaGenerator as DeltaGenerator
from streamlit.errors import StreamlitAuthError, StreamlitSecretNotFoundError
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context_attr import SCRIPT_RUN_CONTEXT_ATTR_NAME
from streamlit.runtime.uploaded_file_manager import UploadedFile as UploadedFile
from streamlit.web.server.starlette.starlette_auth_routes import _get_cookie_value_from_request
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from lib.errors import ConfigError
from lib.ui.kit.scripts import join_modules

WRITTEN_FOR = "1.67.0"
"""The version whose insides this module and its script were read and tested with."""

DOWNLOADS_HELD = 4
"""Files made on demand that the server holds after their run; each is in its turn pushed out by a later one."""
DOWNLOADS_SESSION = "sidelight-downloads"
"""Of no browser: what it holds is let go by none."""
DOWNLOAD_HELD_BYTES = 100_000_000
"""A larger file is not held twice."""

_download_numbers = itertools.count()
DOWNLOADS_KNOWN = 10_000
"""Files made on demand of which it is remembered whose they are."""
_downloads: OrderedDict[tuple[str, str], None] = OrderedDict()
"""Files that were made on demand, each with the session in which its button was pressed."""
_guarding = threading.Event()
SECRETS_OF_RUN = "_sidelight_secrets"
"""The attribute of a run of a page that holds when the file of secrets was read for it, and what was in it."""
SECRETS_KEPT_S = 1.0
"""So long a run goes by what it has read; one that waits for a model reads it again."""
SignInError = StreamlitAuthError
MEDIA_PATH, UPLOAD_PATH, METRICS_PATH = "/media/", "/_stcore/upload_file/", "/_stcore/metrics"
"""Where the server offers pictures and downloads, takes uploads in, and counts."""
LOGIN_PATH, CALLBACK_PATH = "/auth/login", "/oauth2callback"
"""Where signing in begins, and where a sign-in service sends the browser back to."""


def has_server() -> bool:
    """Return whether a server of Streamlit runs in this process; none does where a test runs a page by itself."""
    return runtime.exists()


def has_session() -> bool:
    """Return whether this thread runs a page, a part of one or a callback for a browser session."""
    return get_script_run_ctx(suppress_warning=True) is not None


def component(name: str, hook: str, class_name: str, stylesheet: Path, script: Path) -> Callable[..., Any]:
    """Return a component of version 2: a `div` with `data-sidelight` set to `hook`, its stylesheet and its script.

    Streamlit takes one script a component, so it and the modules that it imports become one text. Text without a line break it
    would take for the name of a file: hence the one inside the `div`. The script gets its data as the one item of a list: each
    value of a mapping Streamlit would compare with every kind of data frame, and import pandas and pyarrow to do so, which
    takes a fresh server longer than its first page.
    """
    mounted: Callable[..., Any] = st.components.v2.component(
        name,
        html=f'<div data-sidelight="{hook}" class="{class_name}">\n</div>',
        css=stylesheet.read_text(encoding="utf-8"),
        js=join_modules(script),
    )

    def mount(key: str, data: Mapping[str, Any], **callbacks: Callable[[], None]) -> Any:
        return mounted(key=key, data=[dict(data)], **callbacks)

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
    return f"{base_path()}{address}"


def hold_download(data: bytes, name: str, media_type: str) -> bytes:
    """Return the bytes, which the server now holds until a few others came after them.

    Streamlit lets a file that it made on demand go at the end of any run, as of a part of the page that asks for news: often
    before the browser has come for it. What is added by hand stays, and is the same file to it.

    Called on the thread that makes the file, which belongs to no session: it is held as that of a session of no browser.
    """
    if runtime.exists() and len(data) <= DOWNLOAD_HELD_BYTES:
        coordinates = f"sidelight-export-{next(_download_numbers) % DOWNLOADS_HELD}"
        files = runtime.get_instance().media_file_mgr
        with _in_session(DOWNLOADS_SESSION):
            files.add(data, media_type, coordinates, file_name=name, is_for_static_download=True)
    return data


@contextmanager
def _in_session(session_id: str) -> Iterator[None]:
    """Let what is asked on this thread for its session see that id; else Streamlit warns in the terminal of each file."""
    thread = threading.current_thread()
    before = getattr(thread, SCRIPT_RUN_CONTEXT_ATTR_NAME, None)
    setattr(thread, SCRIPT_RUN_CONTEXT_ATTR_NAME, SimpleNamespace(session_id=session_id))
    try:
        yield
    finally:
        setattr(thread, SCRIPT_RUN_CONTEXT_ATTR_NAME, before)


def secrets() -> dict[str, str]:
    """Return what `.streamlit/secrets.toml` names, as text; nothing where there is none. Raises ConfigError for a broken one."""
    return {name: str(value) for name, value in _secrets().items() if isinstance(value, str | int)}


def _secrets() -> Mapping[str, Any]:
    """Return what the file of secrets holds, read once a run of a page: who is at work is asked for each row of a list."""
    run = get_script_run_ctx(suppress_warning=True)
    read_at, found = getattr(run, SECRETS_OF_RUN, (-SECRETS_KEPT_S, {}))
    if time.monotonic() < read_at + SECRETS_KEPT_S:
        return found
    found = _read_secrets()
    if run is not None:
        setattr(run, SECRETS_OF_RUN, (time.monotonic(), found))
    return found


def _read_secrets() -> Mapping[str, Any]:
    try:
        return st.secrets.to_dict()
    except StreamlitSecretNotFoundError:
        files = [str(path) for path in config.get_option("secrets.files") if Path(path).is_file()]
    if files:  # else sign-in and keys would be gone without a word
        raise ConfigError(f"{files[0]} cannot be read as TOML. Mend it, then start Sidelight again.")
    return {}


def sign_in_section() -> dict[str, Any]:
    """Return the section `auth` of `.streamlit/secrets.toml`, by which people sign in; empty where they do not.

    Raises ConfigError for a broken file.
    """
    section = _secrets().get("auth")
    return dict(section) if isinstance(section, Mapping) else {}


def was_set(option: str) -> bool:
    """Return whether somebody set an option of Streamlit's, rather than leaving it as it comes."""
    return bool(config.is_manually_set(option))


def ask_no_outside_address() -> None:
    """Let Streamlit not ask an outside service for this machine's public address.

    It would at a start on every address, and for each browser that comes by way of a page of another host.
    """
    net_util.get_external_ip = lambda: None


def log_faults_in_lines() -> None:
    """Let Streamlit leave the faults of pages to its logger.

    Where the package `rich` is installed it would paint them on the standard output, with what they say.
    """
    config.set_option("logger.enableRich", False)


def base_path() -> str:
    """Return the path below which the server offers everything, with a slash before it and none behind; empty for none."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def path_below_base(path: str) -> str:
    """Return a request's path without the server's base path, with one slash at its beginning."""
    base = base_path().strip("/")
    below = path.lstrip("/")
    return "/" + (below.removeprefix(f"{base}/") if base else below)


def signed_in_user(request: Any) -> dict[str, Any]:
    """Return what is known of who signed in with the browser that a request of Starlette's comes from; empty for nobody."""
    cookie = _get_cookie_value_from_request(request, USER_COOKIE_NAME)
    try:
        user = json.loads(cookie) if cookie else {}
    except ValueError:
        return {}
    return user if isinstance(user, dict) else {}


def users_shown(file_id: str) -> list[Mapping[str, Any]]:
    """Return what is known of those to whom a picture or download is shown now; `file_id` with its ending or without."""
    name = file_id.partition(".")[0].strip("/")
    server = runtime.get_instance()
    shown = {
        session
        for session, files in list(server.media_file_mgr._files_by_session_and_coord.items())
        if name in list(files.values())
    }
    shown |= {session for known, session in list(_downloads) if known == name}
    return [info.session._user_info for info in server._session_mgr.list_active_sessions() if info.session.id in shown]


def are_files_guarded() -> bool:
    """Return whether this server gives files only to those whom they are shown to."""
    return _guarding.is_set()


def guard_files() -> None:
    """Remember in whose session each file is made on demand, which Streamlit forgets as it makes it: for `FileGuard`."""
    _guarding.set()
    make = MediaFileManager.execute_deferred

    def execute_deferred(self: MediaFileManager, file_id: str) -> str:
        wanted = self._deferred_callables.get(file_id)
        address = make(self, file_id)
        if wanted is not None:
            name = address.rpartition("/")[2].partition(".")[0]
            _downloads[name, str(wanted["session_id"])] = None
            while len(_downloads) > DOWNLOADS_KNOWN:
                _downloads.popitem(last=False)
        return address

    MediaFileManager.execute_deferred = execute_deferred  # type: ignore[method-assign]


def rerun_other_sessions() -> None:
    """Draw the pages of all other sessions anew."""
    here = get_script_run_ctx(suppress_warning=True)
    if not runtime.exists():
        return
    for info in runtime.get_instance()._session_mgr.list_active_sessions():
        if here is None or info.session.id != here.session_id:
            info.session.request_rerun(None)
