"""Files can be dropped anywhere on the page: while some are dragged over it, the upload takes its whole room."""

from __future__ import annotations

from pathlib import Path

from lib.ui.kit.streamlit_internals import component

_HERE = Path(__file__).parent
_component = component(
    "sidelight_drop_anywhere", "drop-anywhere", "drop-anywhere", _HERE / "drop_anywhere.css", _HERE / "drop_anywhere.js"
)


def mount_drop_anywhere() -> None:
    """Mount what widens the page's one upload while files are dragged over the page."""
    _component(key="papers_drop_anywhere", data={})
