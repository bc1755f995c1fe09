"""Sidelight without its screens: everything below runs without Streamlit, but for `lib.ui`."""

from __future__ import annotations

__version__ = "0.9.0"
"""`pyproject.toml` takes it from here."""
