"""The `sidelight` command: opens the app in the browser, from any folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def app_file() -> Path:
    """Return `app.py`: beside `lib/` in a clone, in `sidelight_app/` beside it where Sidelight is installed."""
    beside = Path(__file__).resolve().parents[1]
    installed = beside / "sidelight_app" / "app.py"
    return installed if installed.is_file() else beside / "app.py"


def main() -> None:
    """Run Streamlit on the app until it ends; what stands behind the command is handed on, such as `--server.port 8600`."""
    command = [sys.executable, "-m", "streamlit", "run", str(app_file()), *sys.argv[1:]]
    try:
        sys.exit(subprocess.call(command))
    except KeyboardInterrupt:  # Ctrl+C reaches Streamlit too, which says good-bye by itself
        sys.exit(0)
