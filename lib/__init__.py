"""Sidelight without its screens: everything below runs without Streamlit, but for `lib.ui`."""

from __future__ import annotations

import os

__version__ = "0.9.0"
"""`pyproject.toml` takes it from here."""

# onnxruntime reports how it is used to its makers' server unless this stands before it is imported, in workers too.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
