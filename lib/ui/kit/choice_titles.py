"""Choices that their list cuts say their whole text as a tooltip, on every page."""

from __future__ import annotations

from pathlib import Path

from lib.ui.kit.streamlit_internals import component

_HERE = Path(__file__).parent
_component = component(
    "sidelight_choice_titles", "choice-titles", "choice-titles", _HERE / "choice_titles.css", _HERE / "choice_titles.js"
)


def mount_choice_titles() -> None:
    """Mount what gives the choices under the pointer their titles, once for the app."""
    _component(key="app_choice_titles", data={})
