"""Sidelight without its screens: everything below runs without Streamlit, but for `lib.ui`."""

from __future__ import annotations

import importlib.metadata
import tomllib
from pathlib import Path


def _version() -> str:
    """Return the version that `pyproject.toml` beside this folder names, else that of the installed package."""
    project = Path(__file__).resolve().parents[1] / "pyproject.toml"
    if project.is_file():
        version: str = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
        return version
    return importlib.metadata.version("sidelight")


__version__ = _version()
