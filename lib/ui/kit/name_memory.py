"""The name of who judges stays in the browser, whichever page it was typed on: a reload asks nobody for it again."""

from __future__ import annotations

from pathlib import Path

from lib.ui.kit.person import is_name_forgotten, remembered_name
from lib.ui.kit.streamlit_internals import component

_HERE = Path(__file__).parent
_component = component(
    "sidelight_name_memory", "name-memory", "name-memory", _HERE / "name_memory.css", _HERE / "name_memory.js"
)


def mount_name_memory() -> None:
    """Mount what keeps the name that this session has in the browser, once for the app."""
    _component(key="app_name_memory", data={"name": remembered_name(), "forget": is_name_forgotten()})
